"""Catalog Items 2022-04-01: what Amazon knows of a product, whoever sells it."""

from __future__ import annotations

from sellerbridge.simulator.contract.operation import Operation, Parameter, apart, exactly_one, needs
from sellerbridge.simulator.contract.shapes import Several, Text, Whole

_IDENTIFIERS_TYPE = Text(one_of=("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"))
_INCLUDED_DATA = Parameter(
    name="includedData",
    shape=Several(
        of=Text(
            one_of=(
                "attributes",
                "classifications",
                "dimensions",
                "identifiers",
                "images",
                "productTypes",
                "relationships",
                "salesRanks",
                "summaries",
                "vendorDetails",
            )
        )
    ),
)

OPERATIONS = (
    Operation(
        name="searchCatalogItems",
        method="GET",
        path="/catalog/2022-04-01/items",
        rate=2,
        burst=2,
        role="listings",
        query=(
            Parameter(name="identifiers", shape=Several(most=20)),
            Parameter(name="identifiersType", shape=_IDENTIFIERS_TYPE),
            Parameter(name="marketplaceIds", shape=Several(most=1), required=True),
            _INCLUDED_DATA,
            Parameter(name="locale"),
            Parameter(name="sellerId"),
            Parameter(name="keywords", shape=Several(most=20)),
            Parameter(name="brandNames", shape=Several()),
            Parameter(name="classificationIds", shape=Several()),
            Parameter(name="pageSize", shape=Whole(least=1, most=20)),
            Parameter(name="pageToken"),
            Parameter(name="keywordsLocale"),
        ),
        rules=(
            exactly_one("identifiers", "keywords"),
            needs("identifiers", "identifiersType"),
            needs("identifiersType", "sellerId", when="SKU"),
            apart("identifiers", "brandNames", "classificationIds", "keywordsLocale"),
        ),
    ),
    Operation(
        name="getCatalogItem",
        method="GET",
        path="/catalog/2022-04-01/items/{asin}",
        rate=2,
        burst=2,
        role="listings",
        query=(
            Parameter(name="marketplaceIds", shape=Several(), required=True),
            _INCLUDED_DATA,
            Parameter(name="locale"),
        ),
    ),
)
