"""What a response says about pages: its items, and what it tells of the next page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator import ir
from generator.document.pointer import child
from generator.ir.media_types import is_json
from generator.ir.visit import Types
from generator.lower.proposals.values import (
    Kinds,
    fields_of,
    kinds_of,
    letters,
    variants,
)
from generator.text import names_in

__all__ = ["Items", "NextValue", "PageResponse", "page_response"]

_MAX_DEPTH = 3
_MAX_FIELDS = 400
_CONTAINERS = frozenset(names_in("""
    meta metadata metainfo links link paging pagination paginginfo paginationinfo
    paginationmetadata paginationmeta pageinfo pagemeta pagemetadata page pages pager
    next nextpage responsemetadata responsemeta resultinfo cursors cursor data result
    response results payload body hits embedded info header resultset searchinfo
    """))
"""Objects that may tell of the next page."""
_NEXT = frozenset(names_in("""
    next nextcursor nexttoken nextpage nextpagetoken nextpagecursor nextoffset nextmarker
    nextkey nextstart nextstartingafter nextafter nextposition nextlink nexturl nexturi
    nexthref nextpageurl nextpagelink nextpageuri nextpageid nextid nextpagenumber
    nextpageoffset nextcontinuationtoken nextindex nextrecordsurl nextskip nextfrom
    nextresultsurl nextbookmark nextlinkurl nextcursorid nextpageno nextscrollid
    nextpaginationtoken nextstarttoken nextkeymarker nextpagestart
    """))
_END = frozenset(names_in("""
    endcursor aftercursor cursorafter continuationtoken continuetoken continuation
    continue lastid lastkey lastevaluatedkey lastcursor paginationtoken scrollid
    bookmark cursor after pagingtoken
    """))
_BELOW_NEXT = frozenset(names_in("""
    after cursor token offset page pagetoken marker startingafter id start href url uri
    link key pagenumber number position
    """))
_LINKS = ("self", "first", "last")
_URL_TEXT = re.compile(r"\b(?:ur[li]s?|links?|href|path)\b")
_BACK = re.compile(r"prev|before|first|sync")
_MORE = frozenset(names_in("""
    hasmore more hasnext hasnextpage morepages moreresults hasmoreresults moreavailable
    istruncated hasmorepages hasmoreitems hasmorerecords hasmoredata morerecords
    hasadditionalresults moreitems
    """))
_TOTALS = frozenset(names_in("""
    total totalcount totalitems totalresults totalpages totalelements totalrecords
    totalentries totalhits totalsize totalnumber totalrows totaldocs totalobjects
    count itemcount resultcount recordcount numfound numresults foundrows
    pages pagecount lastpage numpages currentpage pagenumber page pageno pageindex perpage
    pagesize offset startat startindex skip maxresults itemsperpage pagelen last islast
    recordsfiltered recordstotal estimatedtotal resulttotal
    """))
_ITEMS = names_in("""
    data items results values value records entries list content contents elements
    objects rows hits nodes edges resources result collection members matches documents
    """)
_NO_ITEMS = frozenset(names_in("""
    errors warnings messages included includes links facets aggregations aggs sort order
    notices info meta metadata debug columns fields headers filters breadcrumbs schema
    errormessages availablefilters sorts
    """))


@dataclass(frozen=True, slots=True)
class NextValue:
    """A value of a page that may be the cursor, number or URL of the next page."""

    path: tuple[str, ...]
    kinds: Kinds
    text: str
    siblings: frozenset[str]
    """The letters of the names of the texts beside it."""

    @property
    def pointer(self) -> str:
        """The JSON pointer of the value."""
        return _pointer(self.path)

    @property
    def leaf(self) -> str:
        """The letters of the name of the value."""
        return letters(self.path[-1])

    @property
    def container(self) -> str:
        """The letters of the name of the object that has the value."""
        return letters(self.path[-2]) if len(self.path) > 1 else ""

    @property
    def is_below_next(self) -> bool:
        """Whether an object for the next page has the value."""
        return any(letters(name).startswith("next") for name in self.path[:-1])

    @property
    def is_url(self) -> bool:
        """Whether the value is the URL of the next page."""
        if "string" not in self.kinds and self.kinds != {"any"}:
            return False
        if not (self.leaf in _NEXT or self.leaf in ("href", "url", "uri", "link")):
            return False
        return (
            "url" in self.kinds
            or re.search(r"url|uri|link|href", self.leaf) is not None
            or self.container in ("links", "link")
            or (self.leaf == "next" and not self.siblings.isdisjoint(_LINKS))
            or (
                re.search(r"token|cursor|marker|key|offset", self.leaf) is None
                and _URL_TEXT.search(self.text) is not None
            )
        )

    @property
    def may_be_url(self) -> bool:
        """Whether the value is one of both directions, which are mostly URLs."""
        is_known = "string" in self.kinds and self.leaf == "next"
        return is_known and any(name.startswith("prev") for name in self.siblings)


@dataclass(frozen=True, slots=True)
class Items:
    """The array of items in a page."""

    pointer: str
    type: ir.Type
    """The type of an item."""
    is_collection: bool
    """Whether it is the whole page, or has the name of a list or of the path."""


@dataclass(frozen=True, slots=True)
class PageResponse:
    """What a page consists of."""

    items: Items
    next_values: tuple[NextValue, ...]
    more: str
    """JSON pointer of the flag that is false in the last page; "" without one."""
    names: frozenset[str]
    """The letters of the names of its values that are no arrays."""
    headers: tuple[ir.Header, ...]
    has_id: bool
    """Whether it has an id, as a single object does."""

    @property
    def has_totals(self) -> bool:
        """Whether it tells how many items or pages there are, or which page it is."""
        return any(e in _TOTALS or e.startswith("total") for e in self.names)

    @property
    def is_page(self) -> bool:
        """Whether it says of itself that it is one of several pages."""
        return bool(self.more) or not self.names.isdisjoint(_TOTALS)

    @property
    def has_page_numbers(self) -> bool:
        """Whether it tells the number of the page, counted from 1, and of the last one."""
        return not (
            self.names.isdisjoint(("currentpage", "page"))
            or self.names.isdisjoint(("lastpage", "totalpages", "pages", "pagecount"))
        )

    @property
    def counts_from_zero(self) -> bool:
        """Whether it counts its pages from 0, as Spring does."""
        return {"number", "totalpages", "totalelements"} <= self.names


@dataclass(frozen=True, slots=True)
class _Value:
    path: tuple[str, ...]
    type: ir.Type
    kinds: Kinds
    text: str


def page_response(
    operation: ir.Operation, types: Types, *, is_paged: bool
) -> PageResponse | None:
    """Return what the response of an operation consists of; None if it is no page.

    If the request is one for a page, the items may be in any object.
    """
    results = [each for each in operation.responses if each.is_result]
    contents = [content for each in results for content in each.contents]
    pages = {each.type for each in contents if is_json(each.media_type)}
    if len(pages) != 1 or any(each.is_stream for each in contents):
        return None
    page = pages.pop()
    values = list(_values(page, types))
    items = _items(page, values, operation, types)
    if items is None and is_paged:
        values = list(_values(page, types, in_any_object=True))
        items = _items(page, values, operation, types)
    if items is None:
        return None
    scalars = [each for each in values if not each.kinds & {"array", "object"}]
    headers = tuple(header for each in results for header in each.headers)
    return PageResponse(
        items,
        tuple(_next_values(scalars)),
        next((_pointer(each.path) for each in scalars if _is_more(each)), ""),
        frozenset(letters(e.path[-1]) for e in values if "array" not in e.kinds),
        headers,
        any(len(e.path) == 1 and letters(e.path[0]) == "id" for e in scalars),
    )


def _values(
    page: ir.Type, types: Types, *, in_any_object: bool = False
) -> Iterator[_Value]:
    """Yield the properties of a page, and of the objects in it that may tell of the next
    page, the shallow ones first.
    """
    pending: list[tuple[tuple[str, ...], ir.Type]] = [((), page)]
    count = 0
    for path, type_ in pending:
        for each in variants(type_, types):
            for field in fields_of(each):
                count += 1
                if count > _MAX_FIELDS:
                    return
                inside = (*path, field.name)
                kinds = kinds_of(field.type, types)
                yield _Value(inside, field.type, kinds, field.doc.description.lower())
                is_container = letters(field.name) in _CONTAINERS
                is_container = is_container or (in_any_object and not path)
                if "object" in kinds and is_container and len(inside) <= _MAX_DEPTH:
                    pending.append((inside, field.type))


def _next_values(values: list[_Value]) -> Iterator[NextValue]:
    objects: dict[tuple[str, ...], set[str]] = {}
    for each in values:
        if "string" in each.kinds:
            objects.setdefault(each.path[:-1], set()).add(letters(each.path[-1]))
    for each in values:
        siblings = frozenset(objects.get(each.path[:-1], ()))
        found = NextValue(each.path, each.kinds, each.text, siblings)
        names = [letters(name) for name in each.path]
        if any(map(_BACK.search, names)) or "boolean" in each.kinds:
            continue
        if (
            found.leaf in _NEXT | _END
            or (found.is_below_next and found.leaf in _BELOW_NEXT)
            or (found.leaf == "offset" and found.kinds == {"string"})
        ):
            yield found


def _is_more(value: _Value) -> bool:
    return letters(value.path[-1]) in _MORE and value.kinds == {"boolean"}


def _items(
    page: ir.Type, values: list[_Value], operation: ir.Operation, types: Types
) -> Items | None:
    """Return the only array in a page that can be its items."""
    whole = variants(page, types)
    rows = [each.items for each in whole if isinstance(each, ir.ArrayType)]
    if rows and len(rows) == len(whole):
        return Items("", rows[0] if len(rows) == 1 else ir.UnionType(tuple(rows)), True)
    arrays = [
        each
        for each in values
        if each.kinds == {"array"} and letters(each.path[-1]) not in _NO_ITEMS
    ]
    for depth in (1, 2, 3):
        found = [each for each in arrays if len(each.path) == depth]
        chosen = _choose(found, operation, types)
        if chosen is not None:
            return chosen
        if found:
            return None
    return None


def _choose(
    arrays: list[_Value], operation: ir.Operation, types: Types
) -> Items | None:
    """Return the array that has the name of items or of the path, or has no rival."""
    segments = [letters(e) for e in operation.path.split("/") if e and "{" not in e]
    segments = segments[::-1] or [""]
    named = {letters(each.path[-1]): each for each in arrays}
    named.pop("", None)
    last = [each for name, each in named.items() if _names(segments[0], name)]
    usual = [named[name] for name in _ITEMS if name in named]
    own = [named[name] for name in segments if name in named]
    objects = [e for e in arrays if _item_kinds(e, types) & {"object", "any"}]
    for found in (last, usual[:1], own[:1]):
        if len(found) == 1:
            return _as_items(found[0], types, is_collection=True)
    for found in (objects, arrays):
        if len(found) == 1:
            return _as_items(found[0], types, is_collection=False)
    return None


def _names(segment: str, name: str) -> bool:
    return segment == name or (len(name) > 2 and segment.endswith(name))


def _as_items(value: _Value, types: Types, *, is_collection: bool) -> Items | None:
    for each in variants(value.type, types):
        if isinstance(each, ir.ArrayType):
            return Items(_pointer(value.path), each.items, is_collection)
    return None


def _item_kinds(value: _Value, types: Types) -> Kinds:
    for each in variants(value.type, types):
        if isinstance(each, ir.ArrayType):
            return kinds_of(each.items, types)
    return frozenset()


def _pointer(path: tuple[str, ...]) -> str:
    pointer = ""
    for name in path:
        pointer = child(pointer, name)
    return pointer
