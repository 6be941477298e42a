"""Listings Items 2021-08-01: what the seller offers, and how it is changed."""

from __future__ import annotations

from sellerbridge.simulator.contract.operation import Operation, Parameter, apart, needs
from sellerbridge.simulator.contract.shapes import Anything, Moment, Record, Several, Text, Whole

_ITEMS = "/listings/2021-08-01/items/{sellerId}"
_ITEM = _ITEMS + "/{sku}"
_IDENTIFIERS_TYPE = Text(one_of=("ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"))
_BUYABLE = Several(of=Text(one_of=("BUYABLE", "DISCOVERABLE")))

_MARKETPLACES = Parameter(name="marketplaceIds", shape=Several(), required=True)
_MARKETPLACE = Parameter(name="marketplaceIds", shape=Several(most=1), required=True)
_LOCALE = Parameter(name="issueLocale")
_MODE = Parameter(name="mode", shape=Text(one_of=("VALIDATION_PREVIEW",)))
_TOLD = Parameter(name="includedData", shape=Several(of=Text(one_of=("identifiers", "issues"))))
_INCLUDED_DATA = Parameter(
    name="includedData",
    shape=Several(
        of=Text(
            one_of=(
                "summaries",
                "attributes",
                "issues",
                "offers",
                "fulfillmentAvailability",
                "procurement",
                "relationships",
                "productTypes",
            )
        )
    ),
)
_PATCH = Record(
    fields={
        "op": Text(one_of=("add", "replace", "merge", "delete")),
        "path": Text(),
        "value": Several(of=Record(rest=Anything()), least=0),
    },
    required=("op", "path"),
)

OPERATIONS = (
    Operation(
        name="getListingsItem",
        method="GET",
        path=_ITEM,
        rate=5,
        burst=10,
        role="listings",
        query=(_MARKETPLACES, _LOCALE, _INCLUDED_DATA),
    ),
    Operation(
        name="putListingsItem",
        method="PUT",
        path=_ITEM,
        rate=5,
        burst=10,
        role="listings",
        query=(_MARKETPLACE, _TOLD, _MODE, _LOCALE),
        body=Record(
            fields={
                "productType": Text(),
                "requirements": Text(one_of=("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY")),
                "attributes": Record(rest=Anything()),
            },
            required=("productType", "attributes"),
        ),
    ),
    Operation(
        name="patchListingsItem",
        method="PATCH",
        path=_ITEM,
        rate=5,
        burst=5,
        role="listings",
        query=(_MARKETPLACES, _TOLD, _MODE, _LOCALE),
        body=Record(
            fields={"productType": Text(), "patches": Several(of=_PATCH)},
            required=("productType", "patches"),
        ),
    ),
    Operation(
        name="deleteListingsItem",
        method="DELETE",
        path=_ITEM,
        rate=5,
        burst=5,
        role="listings",
        query=(_MARKETPLACE, _LOCALE),
    ),
    Operation(
        name="searchListingsItems",
        method="GET",
        path=_ITEMS,
        rate=5,
        burst=5,
        role="listings",
        query=(
            _MARKETPLACES,
            _LOCALE,
            _INCLUDED_DATA,
            Parameter(name="identifiers", shape=Several(most=20)),
            Parameter(name="identifiersType", shape=_IDENTIFIERS_TYPE),
            Parameter(name="variationParentSku"),
            Parameter(name="packageHierarchySku"),
            Parameter(name="createdAfter", shape=Moment()),
            Parameter(name="createdBefore", shape=Moment()),
            Parameter(name="lastUpdatedAfter", shape=Moment()),
            Parameter(name="lastUpdatedBefore", shape=Moment()),
            Parameter(name="withIssueSeverity", shape=Several(of=Text(one_of=("WARNING", "ERROR")))),
            Parameter(name="withStatus", shape=_BUYABLE),
            Parameter(name="withoutStatus", shape=_BUYABLE),
            Parameter(name="sortBy", shape=Text(one_of=("sku", "createdDate", "lastUpdatedDate"))),
            Parameter(name="sortOrder", shape=Text(one_of=("ASC", "DESC"))),
            Parameter(name="pageSize", shape=Whole(least=1, most=20)),
            Parameter(name="pageToken"),
        ),
        rules=(
            needs("identifiers", "identifiersType"),
            needs("identifiersType", "identifiers"),
            apart("identifiers", "variationParentSku", "packageHierarchySku"),
            apart("variationParentSku", "packageHierarchySku"),
        ),
    ),
)
