"""Whether the custom fields are on the site as they must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sellerbridge.erp.erpnext.advice import fault, fine, warning
from sellerbridge.erp.erpnext.custom_fields import CustomField, fields_of
from sellerbridge.erp.erpnext.desk_words import named
from sellerbridge.erp.erpnext.site import Field
from sellerbridge.erp.erpnext.survey import Survey
from sellerbridge.erp.erpnext.switched import only, switch_of
from sellerbridge.erp.port import Finding
from sellerbridge.sentences import Sentence, joined


def own_fields(survey: Survey, switch: str = "") -> Iterator[Finding]:
    """What is missing in one finding for the keys and one for the rest; what is there but wrong, one by one.

    Of what is always written, or of the doctype that a switch decides about: a fault there keeps back that alone.
    """
    wanted = fields_of(switch)
    there = {field: survey.meta(field.doctype).fields.get(field.fieldname) for field in wanted}
    keys = [field for field in wanted if field.key]
    others = [field for field in wanted if not field.key]
    missing = [field for field in keys if there[field] is None]
    if missing:
        what = Sentence("fields by which documents are known again: {fields}", fields=_listed(missing))
        yield fault(what, "keys-missing", only=only(switch))
    wrong = [finding for field in keys if (found := there[field]) for finding in _key(field, found)]
    wrong += [finding for field in others if (found := there[field]) for finding in _information(field, found)]
    yield from wrong
    if not missing and not wrong:
        yield fine(Sentence("fields by which documents are known again: {fields}", fields=_listed(keys)))
    lacking = [field for field in others if there[field] is None]
    what = Sentence("fields that inform: {fields}", fields=_listed(lacking or others))
    if others:
        yield warning(what, "information-missing") if lacking else fine(what)


def _key(wanted: CustomField, there: Field) -> Iterator[Finding]:
    facts, kept_back = _facts(wanted), only(switch_of(wanted.doctype))
    if there.fieldtype != "Data":
        what = Sentence("field {fieldname} of {doctype} is Data", **facts)
        yield fault(what, "key-wrong-type", only=kept_back, **facts, fieldtype=there.fieldtype)
    elif not there.unique:
        what = Sentence("field {fieldname} of {doctype} is unique", **facts)
        yield fault(what, "key-not-unique", only=kept_back, **facts)
    elif there.permlevel:
        what = Sentence("field {fieldname} of {doctype} is on permission level 0", **facts)
        yield fault(what, "key-level", only=kept_back, **facts)
    elif wanted.allow_on_submit and not there.allow_on_submit:
        what = Sentence("field {fieldname} of {doctype} may change after submit", **facts)
        yield warning(what, "not-after-submit", **facts)


def _information(wanted: CustomField, there: Field) -> Iterator[Finding]:
    if there.unique:
        what = Sentence("field {fieldname} of {doctype} may repeat", **_facts(wanted))
        yield fault(what, "information-unique", only=only(switch_of(wanted.doctype)), **_facts(wanted))


def _listed(fields: Iterable[CustomField]) -> str:
    return joined((joined((named(field.doctype), field.fieldname), by=".") for field in fields), by=", ")


def _facts(field: CustomField) -> dict[str, str]:
    return {"doctype": named(field.doctype), "fieldname": field.fieldname}
