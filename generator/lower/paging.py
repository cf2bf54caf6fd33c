"""Pagination, where an operation declares it by ``x-pagination``.

The extension describes how to get the next page::

    x-pagination:
      type: cursor            # or offset, page, url, link
      items: /data            # JSON pointer of the items in a page
      parameter: after        # the query parameter of cursor, offset or page
      next: /meta/next        # JSON pointer of the next cursor or URL
      first: 1                # the number of the first page

Other common names of these settings, and other notations of places (``$.data``,
``meta.next``) are accepted as well. Nothing is inferred from names of parameters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator import ir
from generator.diagnostics.model import Problems
from generator.document.node import Document
from generator.document.pointer import child, split
from generator.ir.media_types import is_json
from generator.ir.visit import Types, alternatives
from generator.text import names_in

__all__ = ["lower_paging"]

_EXTENSION = "x-pagination"
_KINDS: dict[ir.PagingKind, tuple[str, ...]] = {
    "cursor": names_in("cursor token pagetoken nexttoken keyset"),
    "offset": names_in("offset offsetlimit limitoffset skip"),
    "page": names_in("page pagenumber pagenumbers"),
    "url": names_in("url nexturl nextlink nextpageurl"),
    "link": names_in("link linkheader header"),
}
_SETTINGS = {
    "type": names_in("type style strategy kind"),
    "items": names_in("items results data itemsfield itemspath itemname"),
    "next": names_in("""
        next nextcursor nexttoken nextpagetoken nexturl nextlink nextlinkname
        """),
    "parameter": names_in("""
        parameter param cursorparam cursorparameter offsetparam offsetparameter pageparam
        pageparameter cursor offset page
        """),
    "first": names_in("first firstpage start startpage"),
}


class _InvalidPagination(Exception):
    """The declaration cannot be used; the message says why."""


def lower_paging(
    document: Document, operation: ir.Operation, types: Types, problems: Problems
) -> ir.Paging | None:
    """Return how to get the pages of an operation; None without a declaration, and with
    an invalid one, which is a problem.
    """
    node = document.at(operation.pointer).get(_EXTENSION)
    if node is None or node.value in (None, False):
        return None
    try:
        return _paging(_settings(node.value), operation, _Declarations(types))
    except _InvalidPagination as error:
        problems.add(
            "invalid-pagination",
            f"{_EXTENSION}: {error}",
            at=child(operation.pointer, _EXTENSION),
            consequence="the method returns a single page",
            suggestion="give type, items and, depending on the type, parameter and next",
        )
        return None


def _settings(value: Any) -> dict[str, Any]:
    """Return the settings by the names in `_SETTINGS`, whichever names they have."""
    if isinstance(value, str):
        value = {"type": value}
    if not isinstance(value, dict):
        raise _InvalidPagination("it is not an object")
    given = {_letters(name): each for name, each in _members(value)}
    found: dict[str, Any] = {}
    for setting, names in _SETTINGS.items():
        values = [given[name] for name in names if name in given]
        found.update({setting: values[0]} if values else {})
    return found


def _members(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the members of the extension, and of the objects that it groups them in."""
    pairs: list[tuple[str, Any]] = []
    for name, each in value.items():
        if isinstance(each, dict) and name in ("request", "response", "outputs"):
            pairs += each.items()
        elif isinstance(each, list) and name == "inputs":
            pairs += [
                (str(i.get("type")), i.get("name")) for i in each if _is_query_input(i)
            ]
        else:
            pairs.append((name, each))
    return pairs


def _is_query_input(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return value.get("in", "parameters") in ("parameters", "query")


def _letters(name: object) -> str:
    """Return the letters of a name, in lower case."""
    return re.sub(r"[^a-z]", "", str(name).lower())


def _paging(
    settings: Mapping[str, Any], operation: ir.Operation, types: _Declarations
) -> ir.Paging:
    kind = _kind(settings.get("type"))
    page = _page_type(operation)
    if "items" in settings:
        items = _pointer(settings["items"])
    else:
        items = types.pointer_of_only_list(page)
    next_ = ""
    if kind in ("cursor", "url"):
        if "next" not in settings:
            raise _InvalidPagination("next is missing")
        next_ = _pointer(settings["next"])
        if types.at(page, next_) is None:
            raise _InvalidPagination("next is not in the response")
    return ir.Paging(
        kind=kind,
        items=items,
        item_type=types.item_type(page, items),
        parameter=_parameter(settings, kind, operation),
        next=next_,
        first=_first_page(settings) if kind == "page" else 1,
    )


def _kind(value: object) -> ir.PagingKind:
    for kind, names in _KINDS.items():
        if isinstance(value, str) and _letters(value) in names:
            return kind
    raise _InvalidPagination("type is not cursor, offset, page, url or link")


def _page_type(operation: ir.Operation) -> ir.Type:
    contents = [c for r in operation.responses if r.is_result for c in r.contents]
    pages = {c.type for c in contents if is_json(c.media_type)}
    if len(pages) != 1 or any(c.is_stream for c in contents):
        raise _InvalidPagination("the operation has not exactly one JSON response")
    return pages.pop()


def _pointer(value: object) -> str:
    """Return a place in a page as a JSON pointer: ``$.a.b`` and ``a.b`` are ``/a/b``."""
    if not isinstance(value, str):
        raise _InvalidPagination("a place in the page is not a string")
    text = re.sub(r"^\$response(\.body)?", "", value.strip()).removeprefix("#")
    if text.startswith("/") or not text:
        return text
    names = [name for name in text.removeprefix("$").split(".") if name]
    if not all(re.fullmatch(r"[\w-]+", name) for name in names):
        raise _InvalidPagination("a place in the page is not a JSON pointer")
    return "".join(f"/{name}" for name in names)


def _parameter(
    settings: Mapping[str, Any], kind: ir.PagingKind, operation: ir.Operation
) -> str:
    if kind in ("url", "link"):
        return ""
    name = settings.get("parameter", kind)
    if isinstance(name, str):
        name = re.sub(r"^(\$request\.)?(query\.)?", "", name)
    names = {p.name for p in operation.parameters if p.location == "query"}
    if not isinstance(name, str) or name not in names:
        raise _InvalidPagination("parameter is not a query parameter of the operation")
    return name


def _first_page(settings: Mapping[str, Any]) -> int:
    first = settings.get("first", 1)
    if not isinstance(first, int) or isinstance(first, bool):
        raise _InvalidPagination("first is not an integer")
    return first


class _Declarations:
    """Finds types in the values of declarations by JSON pointers."""

    def __init__(self, types: Types) -> None:
        self._types = types

    def at(self, type_: ir.Type, pointer: str) -> ir.Type | None:
        """Return the type of the value at a pointer; None where there cannot be one."""
        current: ir.Type | None = type_
        for name in split("#" + pointer):
            current = None if current is None else self._member(current, name)
        return current

    def item_type(self, page: ir.Type, pointer: str) -> ir.Type:
        """Return the type of the items of the array at a pointer."""
        found = self.at(page, pointer)
        match None if found is None else self._only(found):
            case ir.ArrayType(items=items):
                return items
            case ir.TupleType() | ir.AnyType():
                return ir.AnyType()
            case _:
                raise _InvalidPagination("items is not an array in the response")

    def pointer_of_only_list(self, page: ir.Type) -> str:
        """Return the pointer of the page if it is an array, else of its only array."""
        whole = self._only(page)
        if isinstance(whole, ir.ArrayType):
            return ""
        fields = whole.fields if isinstance(whole, ir.Model) else ()
        lists = [f for f in fields if isinstance(self._only(f.type), ir.ArrayType)]
        if len(lists) != 1:
            raise _InvalidPagination("items is missing")
        return child("", lists[0].name)

    def _member(self, type_: ir.Type, name: str) -> ir.Type | None:
        found = (_member(each, name) for each in alternatives(type_, self._types))
        return next((each for each in found if each is not None), None)

    def _only(self, type_: ir.Type) -> ir.Type | ir.Model | None:
        """Return the only alternative of a type that is not null; None with several."""
        every = alternatives(type_, self._types)
        found = [each for each in every if not isinstance(each, ir.NullType)]
        return found[0] if len(found) == 1 else None


def _member(type_: ir.Type | ir.Model, name: str) -> ir.Type | None:
    match type_:
        case ir.Model(fields=fields, extra=extra):
            known = {field.name: field.type for field in fields}
            return known.get(name, extra)
        case ir.MapType(values=values):
            return values
        case ir.AnyType():
            return ir.AnyType()
        case ir.ArrayType(items=items) if name.isdecimal():
            return items
        case _:
            return None
