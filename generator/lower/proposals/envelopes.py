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
        is_paged = operation.pointer in paged
        name = _payload(result, api.types, is_paged=is_paged)
        counts[name] += 1
        if name and not is_paged and not _selects_pages(operation, api.types):
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


def _payload(result: ir.Type, types: Types, *, is_paged: bool) -> str:
    """Return the name of the property with the payload; "" if there is no envelope."""
    found = variants(result, types)
    if len(found) != 1 or not isinstance(found[0], ir.Model):
        return ""
    payloads = [e for e in found[0].fields if letters(e.name) in _PAYLOADS]
    others = [e for e in found[0].fields if letters(e.name) not in _PAYLOADS]
    is_envelope = is_paged or all(_is_status(each, types) for each in others)
    return payloads[0].name if len(payloads) == 1 and is_envelope else ""


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
