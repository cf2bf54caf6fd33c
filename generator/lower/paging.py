"""Pagination, where an operation declares it by ``x-pagination``; never guessed.

The extension says of an operation with what its pages follow each other::

    x-pagination:
      type: cursor            # or offset, page, url, link
      items: /data            # JSON pointer of the items in a page
      parameter: after        # the query parameter of cursor, offset or page
      next: /meta/next        # JSON pointer of the next cursor or URL
      first: 1                # the number of the first page

Other usual spellings of the names and of places (``$.data``, ``meta.next``) are
understood as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.diagnostics.model import Problems
from generator.document import Document
from generator.document.pointer import child, split
from generator.ir import (
    AnyType,
    ArrayType,
    MapType,
    Model,
    NullType,
    Operation,
    Paging,
    PagingKind,
    TupleType,
    Type,
)
from generator.ir.media_types import is_json
from generator.ir.visit import Types, alternatives

__all__ = ["lower_paging"]

_EXTENSION = "x-pagination"
_KINDS: dict[PagingKind, frozenset[str]] = {
    "cursor": frozenset({"cursor", "token", "pagetoken", "nexttoken", "keyset"}),
    "offset": frozenset({"offset", "offsetlimit", "limitoffset", "skip"}),
    "page": frozenset({"page", "pagenumber", "pagenumbers"}),
    "url": frozenset({"url", "nexturl", "nextlink", "nextpageurl"}),
    "link": frozenset({"link", "linkheader", "header"}),
}
_NAMES = {
    "type": ("type", "style", "strategy", "kind"),
    "items": ("items", "results", "data", "itemsfield", "itemspath", "itemname"),
    "next": (
        "next",
        "nextcursor",
        "nexttoken",
        "nextpagetoken",
        "nexturl",
        "nextlink",
        "nextlinkname",
    ),
    "parameter": (
        "parameter",
        "param",
        "cursorparam",
        "cursorparameter",
        "offsetparam",
        "offsetparameter",
        "pageparam",
        "pageparameter",
        "cursor",
        "offset",
        "page",
    ),
    "first": ("first", "firstpage", "start", "startpage"),
}


class _Invalid(Exception):
    """What is wrong with a declaration."""


def lower_paging(
    document: Document,
    operation: Operation,
    types: Types,
    problems: Problems,
) -> Paging | None:
    """Return how an operation is paged; None where it is not, or not as declared,
    which is a problem.
    """
    node = document.at(operation.pointer).get(_EXTENSION)
    if node is None or node.value in (None, False):
        return None
    try:
        return _paging(_settings(node.value), operation, _Types(types))
    except _Invalid as error:
        problems.add(
            "invalid-pagination",
            f"{_EXTENSION}: {error}",
            at=child(operation.pointer, _EXTENSION),
            consequence="the method gives one page, like any other",
            suggestion="name type, items and, by type, parameter and next",
        )
        return None


def _settings(value: Any) -> dict[str, Any]:
    """Return the settings by our names, whichever of the usual ones they have."""
    if isinstance(value, str):
        value = {"type": value}
    if not isinstance(value, dict):
        raise _Invalid("it is not a mapping")
    said = {_spoken(name): each for name, each in _flat(value)}
    found: dict[str, Any] = {}
    for name, spellings in _NAMES.items():
        given = [said[spelling] for spelling in spellings if spelling in said]
        found.update({name: given[0]} if given else {})
    return found


def _flat(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Give the members; those of a request's and a response's part stand beside."""
    pairs: list[tuple[str, Any]] = []
    for name, each in value.items():
        if isinstance(each, dict) and name in ("request", "response", "outputs"):
            pairs += each.items()
        elif isinstance(each, list) and name == "inputs":
            pairs += [(str(i.get("type")), i.get("name")) for i in each if _query(i)]
        else:
            pairs.append((name, each))
    return pairs


def _query(given: Any) -> bool:
    if not isinstance(given, dict):
        return False
    return given.get("in", "parameters") in ("parameters", "query")


def _spoken(name: object) -> str:
    return re.sub(r"[^a-z]", "", str(name).lower())


def _paging(said: Mapping[str, Any], operation: Operation, types: _Types) -> Paging:
    kind = _kind(said.get("type"))
    page = _page(operation)
    items = _pointer(said["items"]) if "items" in said else types.only_list(page)
    next_ = ""
    if kind in ("cursor", "url"):
        if "next" not in said:
            raise _Invalid("next is missing")
        next_ = _pointer(said["next"])
        if types.at(page, next_) is None:
            raise _Invalid("next is not in the response")
    return Paging(
        kind=kind,
        items=items,
        item_type=types.items(page, items),
        parameter=_parameter(said, kind, operation),
        next=next_,
        first=_first(said) if kind == "page" else 1,
    )


def _kind(said: object) -> PagingKind:
    for kind, spellings in _KINDS.items():
        if isinstance(said, str) and _spoken(said) in spellings:
            return kind
    raise _Invalid("type is none of cursor, offset, page, url and link")


def _page(operation: Operation) -> Type:
    contents = [c for r in operation.responses if r.is_result for c in r.contents]
    pages = {c.type for c in contents if is_json(c.media_type)}
    if len(pages) != 1 or any(c.is_stream for c in contents):
        raise _Invalid("the operation has not one JSON response")
    return pages.pop()


def _pointer(said: object) -> str:
    """Return a place in a page as a JSON pointer: ``$.a.b`` and ``a.b`` are ``/a/b``."""
    if not isinstance(said, str):
        raise _Invalid("a place in the page is not a text")
    text = re.sub(r"^\$response(\.body)?", "", said.strip()).removeprefix("#")
    if text.startswith("/") or not text:
        return text
    names = [name for name in text.removeprefix("$").split(".") if name]
    if not all(re.fullmatch(r"[\w-]+", name) for name in names):
        raise _Invalid("a place in the page is no JSON pointer")
    return "".join(f"/{name}" for name in names)


def _parameter(said: Mapping[str, Any], kind: PagingKind, operation: Operation) -> str:
    if kind in ("url", "link"):
        return ""
    name = said.get("parameter", kind)
    if isinstance(name, str):
        name = re.sub(r"^(\$request\.)?(query\.)?", "", name)
    known = {p.name for p in operation.parameters if p.location == "query"}
    if not isinstance(name, str) or name not in known:
        raise _Invalid("parameter is no query parameter of the operation")
    return name


def _first(said: Mapping[str, Any]) -> int:
    first = said.get("first", 1)
    if not isinstance(first, int) or isinstance(first, bool):
        raise _Invalid("first is no whole number")
    return first


class _Types:
    """The declarations, to find types by JSON pointers into their values."""

    def __init__(self, types: Types) -> None:
        self._types = types

    def at(self, type_: Type, pointer: str) -> Type | None:
        """Return the type of what is at a pointer; None where nothing can be."""
        current: Type | None = type_
        for name in split("#" + pointer):
            current = None if current is None else self._member(current, name)
        return current

    def items(self, page: Type, pointer: str) -> Type:
        """Return the type of the members of the list at a pointer."""
        found = self.at(page, pointer)
        match None if found is None else self._only(found):
            case ArrayType(items=items):
                return items
            case TupleType() | AnyType():
                return AnyType()
            case _:
                raise _Invalid("items is no list in the response")

    def only_list(self, page: Type) -> str:
        """Return the pointer of the list that a page is, or the only one in it."""
        whole = self._only(page)
        if isinstance(whole, ArrayType):
            return ""
        fields = whole.fields if isinstance(whole, Model) else ()
        lists = [f for f in fields if isinstance(self._only(f.type), ArrayType)]
        if len(lists) != 1:
            raise _Invalid("items is missing")
        return child("", lists[0].name)

    def _member(self, type_: Type, name: str) -> Type | None:
        found = (_member(each, name) for each in alternatives(type_, self._types))
        return next((each for each in found if each is not None), None)

    def _only(self, type_: Type) -> Type | Model | None:
        """Return what a value is unless it is null; None where there is a choice."""
        every = alternatives(type_, self._types)
        found = [each for each in every if not isinstance(each, NullType)]
        return found[0] if len(found) == 1 else None


def _member(type_: Type | Model, name: str) -> Type | None:
    match type_:
        case Model(fields=fields, extra=extra):
            known = {field.name: field.type for field in fields}
            return known.get(name, extra)
        case MapType(values=values):
            return values
        case AnyType():
            return AnyType()
        case ArrayType(items=items) if name.isdecimal():
            return items
        case _:
            return None
