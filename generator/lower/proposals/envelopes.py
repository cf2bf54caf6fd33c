"""Recognize envelopes: objects around the results of a whole API, which have one property
with the result, and say no more than whether the request succeeded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping

from generator import ir
from generator.document.pointer import child
from generator.ir.media_types import is_json
from generator.ir.visit import Types
from generator.lower.proposals.request import page_request
from generator.lower.proposals.values import fields_of, letters, variants
from generator.text import names_in

__all__ = ["envelopes"]

_PAYLOADS = frozenset(names_in("data result payload response"))
_STATUS = frozenset(names_in("""
    success ok status statuscode code error errors errorcode errormessage message messages
    msg errmsg errno warning warnings requestid traceid correlationid transactionid
    timestamp time took duration elapsed version apiversion jsonapi request meta metadata
    responsemetadata issuccess issuccessful succeeded failed method path host
    """))
"""Properties that tell how a request went."""
_PAGES = frozenset(names_in("""
    links pagination paging resultinfo pageinfo page nextpage hasmore nextcursor cursor
    total totalcount count limit offset perpage pagesize
    """))
"""Properties that tell about pages."""
_META = frozenset(names_in("meta metadata responsemetadata request"))
"""Those that are objects, which must tell nothing else."""
_MIN_OPERATIONS = 3
_MIN_SHARE = 0.8


def envelopes(api: ir.Api, paged: Container[str]) -> Mapping[str, str]:
    """Return the JSON pointers of the results in the responses of operations that have an
    envelope, by the pointers of the operations; empty if most of an API has none.

    `paged` are the operations with pages, whose responses also tell of the next page.
    """
    found: dict[str, str] = {}
    counts: Counter[str] = Counter()
    total = 0
    for operation in api.operations:
        result = _result(operation)
        if result is None:
            continue
        total += 1
        name, others = _envelope(result, api.types)
        is_paged = operation.pointer in paged
        if is_paged or all(letters(e.name) in _STATUS | _PAGES for e in others):
            counts[name] += 1
        is_known = not is_paged and not _selects_pages(operation, api.types)
        if name and is_known and all(_is_status(each, api.types) for each in others):
            found[operation.pointer] = name
    least = max(_MIN_OPERATIONS, _MIN_SHARE * total)
    return {at: child("", name) for at, name in found.items() if counts[name] >= least}


def _result(operation: ir.Operation) -> ir.Type | None:
    """Return the only JSON type of the results of an operation."""
    contents = [c for r in operation.responses if r.is_result for c in r.contents]
    types = {each.type for each in contents if is_json(each.media_type)}
    if len(types) != 1 or any(each.is_stream for each in contents):
        return None
    return types.pop()


def _selects_pages(operation: ir.Operation, types: Types) -> bool:
    request = page_request(operation, types)
    return bool(request.cursors or request.page or request.offset)


def _envelope(result: ir.Type, types: Types) -> tuple[str, list[ir.Field]]:
    """Return the name of the property with the result, and the other properties; "" if
    there is not one property that has the name of a result.
    """
    found = variants(result, types)
    fields = fields_of(found[0]) if len(found) == 1 else ()
    names = [each.name for each in fields if letters(each.name) in _PAYLOADS]
    name = names[0] if len(names) == 1 else ""
    return name, [each for each in fields if each.name != name]


def _is_status(field: ir.Field, types: Types) -> bool:
    name = letters(field.name)
    if name not in _STATUS:
        return False
    return name not in _META or all(
        letters(inner.name) in _STATUS for inner in _inner(field, types)
    )


def _inner(field: ir.Field, types: Types) -> Iterator[ir.Field]:
    for each in variants(field.type, types):
        yield from fields_of(each)
