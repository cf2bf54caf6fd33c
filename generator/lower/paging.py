"""Pagination, where an operation declares it by ``x-pagination``, or by the header
``Link`` of a response to GET, which has the link to the next page (RFC 8288).

The extension describes how to get the next page::

    x-pagination:
      type: cursor            # or offset, page, url, link
      items: /data            # JSON pointer of the items in a page
      parameter: after        # the parameter of cursor, offset or page
      in: query               # where it is sent: query, header or body
      next: /meta/next        # JSON pointer of the next cursor or URL
      next_header: X-Next     # or the response header that has it
      more: /has_more         # JSON pointer of the flag that is false in the last page
      first: 1                # the number of the first page

A parameter in the body is a JSON pointer (``/page/after``). Other common names of these
settings, and other notations of places (``$.data``, ``meta.next``, and the runtime
expressions of OpenAPI 3.2, 4.20.4) are accepted as well. Nothing is inferred from names
of parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator import ir
from generator.diagnostics.model import Problems
from generator.document.node import Document, Node
from generator.document.pointer import child
from generator.ir.media_types import is_json
from generator.ir.visit import Types
from generator.lower.value_types import ValueTypes
from generator.text import names_in

__all__ = ["EXTENSION", "lower_paging", "paging_of"]

EXTENSION = "x-pagination"
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
    "next_header": names_in("nextheader nextpageheader header headername"),
    "more": names_in("more hasmore hasnext hasnextpage morepages moreresults"),
    "parameter": names_in("""
        parameter param cursorparam cursorparameter offsetparam offsetparameter pageparam
        pageparameter cursor offset page
        """),
    "in": names_in("in location"),
    "first": names_in("first firstpage start startpage"),
}
_GROUPS = ("request", "response", "inputs", "outputs")
_WITHOUT_EFFECT = names_in("""
    limit limitparam limitparameter pagesize pagesizeparam pagesizeparameter perpage
    description
    """)
"""Settings that do not matter for finding the next page."""
_LOCATIONS: dict[str, ir.PagingLocation] = {
    "query": "query",
    "parameters": "query",
    "header": "header",
    "body": "body",
    "requestBody": "body",
}


class _InvalidPagination(Exception):
    """The declaration cannot be used; the message says why."""


def lower_paging(
    document: Document, operation: ir.Operation, types: Types, problems: Problems
) -> ir.Paging | None:
    """Return how to get the pages of an operation; None without a declaration, and with
    an invalid one, which is a problem.
    """
    node = document.at(operation.pointer).get(EXTENSION)
    if node is None and _has_link(operation):
        return _linked_pages(operation, ValueTypes(types))
    if node is None or node.value in (None, False):
        return None
    try:
        settings = _settings(node.value)
        _report_unknown_members(node, problems)
        return _paging(settings, operation, ValueTypes(types))
    except _InvalidPagination as error:
        problems.add(
            "invalid-pagination",
            f"{EXTENSION}: {error}",
            at=child(operation.pointer, EXTENSION),
            consequence="the method returns a single page",
            suggestion="give type, items and, depending on the type, parameter and next",
        )
        return None


def paging_of(value: Any, operation: ir.Operation, types: Types) -> ir.Paging | None:
    """Return what a declaration means for an operation; None if it does not fit."""
    try:
        return _paging(_settings(value), operation, ValueTypes(types))
    except _InvalidPagination:
        return None


def _has_link(operation: ir.Operation) -> bool:
    """Return whether a result of GET is documented to have the header ``Link``."""
    return operation.method == "GET" and any(
        header.name.lower() == "link"
        for response in operation.responses
        for header in response.headers
        if response.is_result and response.contents
    )


def _linked_pages(operation: ir.Operation, types: ValueTypes) -> ir.Paging | None:
    """Return the pages that follow each other by links. There are none if the response
    has no items, or is an object at a path that ends with its parameter.
    """
    try:
        paging = _paging({"type": "link"}, operation, types)
    except _InvalidPagination:
        return None
    return None if paging.items and operation.path.endswith("}") else paging


def _report_unknown_members(extension: Node, problems: Problems) -> None:
    known = {name for names in _SETTINGS.values() for name in names}
    known |= {*_GROUPS, *_WITHOUT_EFFECT}
    members = extension.value if isinstance(extension.value, dict) else {}
    for name in members:
        if _letters(name) not in known and not str(name).startswith("x-"):
            problems.add(
                "invalid-pagination",
                f"{EXTENSION}: {name} is not known",
                at=child(extension.pointer, str(name)),
                consequence="it has no effect",
                suggestion=f"use {', '.join(_SETTINGS)}",
            )


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
            for given in each:
                pairs += _input(given) if isinstance(given, dict) else ()
        else:
            pairs.append((name, each))
    return pairs


def _input(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the parameter that an input describes, and where it is sent."""
    kind, location = str(value.get("type")), str(value.get("in", "query"))
    if location in _LOCATIONS:
        yield kind, value.get("name")
        if _letters(kind) in _SETTINGS["parameter"] and location != "parameters":
            yield "in", location


def _letters(name: object) -> str:
    """Return the letters of a name, in lower case."""
    return re.sub(r"[^a-z]", "", str(name).lower())


def _paging(
    settings: Mapping[str, Any], operation: ir.Operation, types: ValueTypes
) -> ir.Paging:
    kind = _kind(settings.get("type"))
    page = _page_type(operation)
    if "items" in settings:
        items = _pointer(settings["items"])
    else:
        inner = types.at(page, operation.unwrap) or page
        items = operation.unwrap + _pointer_of_only_list(inner, types)
    location: ir.PagingLocation = "query"
    parameter = next_ = header = ""
    if kind not in ("url", "link"):
        location, parameter = _parameter(settings, kind, operation, types)
        if "next" in settings or "next_header" in settings:
            kind = "cursor"  # The page says what a page or offset would be counted for.
    if kind in ("cursor", "url"):
        next_, header = _next(settings, page, operation, types)
    return ir.Paging(
        kind=kind,
        items=items,
        item_type=_item_type(page, items, types),
        parameter=parameter,
        next=next_,
        first=_first_page(settings) if kind == "page" else 1,
        location=location,
        header=header,
        more=_more(settings, page, types),
        model=types.model(page) if _is_only_result(operation) else None,
    )


def _next(
    settings: Mapping[str, Any],
    page: ir.Type,
    operation: ir.Operation,
    types: ValueTypes,
) -> tuple[str, str]:
    """Return the JSON pointer of the next cursor or URL, or the header that has it."""
    value = settings.get("next_header", settings.get("next"))
    if value is None:
        raise _InvalidPagination("next is missing")
    results = (r for r in operation.responses if r.is_result)
    names = {h.name.lower() for r in results for h in r.headers}
    expression = re.fullmatch(r"\$response\.header\.(.+)", str(value))
    name = expression[1] if expression else str(value)
    is_header = expression is not None or "next_header" in settings
    if is_header or (name.lower() in names and types.at(page, f"/{name}") is None):
        if not re.fullmatch(r"[!#$%&'*+.^_`|~\w-]+", name, re.ASCII):
            raise _InvalidPagination("next is not the name of a header")
        return "", name
    pointer = _pointer(value)
    if types.at(page, pointer) is None:
        raise _InvalidPagination("next is not in the response")
    return pointer, ""


def _more(settings: Mapping[str, Any], page: ir.Type, types: ValueTypes) -> str:
    if "more" not in settings:
        return ""
    pointer = _pointer(settings["more"])
    if not types.may_be_boolean(page, pointer):
        raise _InvalidPagination("more is not a boolean in the response")
    return pointer


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


def _is_only_result(operation: ir.Operation) -> bool:
    """Return whether all results have the same type; one without content has none."""
    results = [r for r in operation.responses if r.is_result]
    types = {c.type for r in results for c in (*r.contents, *r.alternatives)}
    return len(types) == 1 and all(r.contents for r in results)


def _pointer(value: object) -> str:
    """Return a place in a page as a JSON pointer: ``$.a.b`` and ``a.b`` are ``/a/b``."""
    if not isinstance(value, str):
        raise _InvalidPagination("a place in the page is not a string")
    text = re.sub(r"^\$response(\.body)?", "", value.strip()).removeprefix("#")
    if text.startswith("/") or not text:
        return text
    text = re.sub(r"\[(-?\d+)\]", r".\1", text.removeprefix("$"))
    names = [name for name in text.split(".") if name]
    if not all(re.fullmatch(r"[\w-]+", name) for name in names):
        raise _InvalidPagination("a place in the page is not a JSON pointer")
    return "".join(f"/{name}" for name in names)


def _parameter(
    settings: Mapping[str, Any],
    kind: ir.PagingKind,
    operation: ir.Operation,
    types: ValueTypes,
) -> tuple[ir.PagingLocation, str]:
    """Return where the parameter is sent, and its name or JSON pointer."""
    name, location = settings.get("parameter", kind), settings.get("in")
    if not isinstance(name, str):
        raise _InvalidPagination("parameter is not a string")
    if location is not None and location not in _LOCATIONS:
        raise _InvalidPagination("in is not query, header or body")
    expression = re.fullmatch(r"(?:\$request\.)?(query)\.(.+)", name)
    expression = expression or re.fullmatch(r"\$request\.(header|body)[.#](.+)", name)
    if expression:
        location, name = expression.groups()
    elif name.startswith(("/", "#/")):
        location = "body"
    locations = ("query", "body", "header") if location is None else (location,)
    for each in map(_LOCATIONS.__getitem__, locations):
        found = _find(operation, each, name, types)
        if found is not None:
            return each, found
    raise _InvalidPagination(
        "parameter is not a parameter or property of the request of the operation"
    )


def _find(
    operation: ir.Operation,
    location: ir.PagingLocation,
    name: str,
    types: ValueTypes,
) -> str | None:
    if location != "body":
        names = [p.name for p in operation.parameters if p.location == location]
        is_header = location == "header"
        same = (
            n for n in names if n == name or (is_header and n.lower() == name.lower())
        )
        return next(same, None)
    name = name.removeprefix("#")
    pointer = name if name.startswith("/") else child("", name)
    contents = operation.body.contents if operation.body else ()
    bodies = [c.type for c in contents if is_json(c.media_type)]
    found = any(types.at(body, pointer) is not None for body in bodies)
    return pointer if found else None


def _first_page(settings: Mapping[str, Any]) -> int:
    first = settings.get("first", 1)
    if not isinstance(first, int) or isinstance(first, bool):
        raise _InvalidPagination("first is not an integer")
    return first


def _item_type(page: ir.Type, pointer: str, types: ValueTypes) -> ir.Type:
    """Return the type of the items of the array at a pointer."""
    found = types.at(page, pointer)
    items = [] if found is None else list(map(_items_of, types.not_null(found)))
    known = tuple(dict.fromkeys(each for each in items if each is not None))
    if not items or None in items:
        raise _InvalidPagination("items is not an array in the response")
    if ir.AnyType() in known:
        return ir.AnyType()
    return known[0] if len(known) == 1 else ir.UnionType(known)


def _items_of(type_: ir.Type | ir.Model) -> ir.Type | None:
    match type_:
        case ir.ArrayType(items=items):
            return items
        case ir.TupleType() | ir.AnyType():
            return ir.AnyType()
        case _:
            return None


def _pointer_of_only_list(page: ir.Type, types: ValueTypes) -> str:
    """Return the pointer of the page if it is an array, else of its only array."""
    if types.is_array(page):
        return ""
    found = types.not_null(page)
    only = found[0] if len(found) == 1 else None
    fields = only.fields if isinstance(only, ir.Model) else ()
    lists = [f for f in fields if types.is_array(f.type)]
    if len(lists) != 1:
        raise _InvalidPagination("items is missing")
    return child("", lists[0].name)
