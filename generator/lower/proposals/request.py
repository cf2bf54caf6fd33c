"""What a request says about pages: the inputs that select a page, and its size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

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

__all__ = [
    "LAST_ITEMS",
    "PAGES",
    "Input",
    "PageRequest",
    "first_value",
    "page_request",
]

_MAX_CURSORS = 20
_CURSORS = frozenset(names_in("""
    cursor pagecursor nextcursor aftercursor startcursor endcursor cursorafter
    after pageafter startingafter startafter afterid lastid lastkey
    pagetoken nexttoken nextpagetoken paginationtoken pagingtoken startingtoken
    starttoken continuationtoken continuetoken continuation continue skiptoken
    pageinfo marker nextmarker startmarker pagemarker keymarker bookmark scrollid
    exclusivestartkey startkey pagekey nextkey pageid position next nextpage
    """))
"""Inputs that take a value from the page before, which has no other meaning."""
LAST_ITEMS = frozenset(names_in("""
    startingafter startafter after afterid lastid lastkey pageafter idafter fromid
    """))
"""Inputs that take the id of the last item of the page before."""
_AMBIGUOUS_CURSORS = frozenset(names_in("""
    offset page start skip from token index pagenumber pageno pageindex pageoffset
    """))
"""Inputs that are a cursor only where the page has the same name for the next one."""
_TEXT_CURSORS = frozenset(names_in("offset page pageoffset"))
"""Those that are a cursor where they take any text."""
PAGES = frozenset(names_in("""
    page pagenumber pageno pagenum pagenr pageindex currentpage paginationpage
    """))
_OFFSETS = frozenset(names_in("""
    offset skip pageoffset startat startindex resultoffset recordoffset startrow
    firstresult skipcount start from begin
    """))
_WEAK_OFFSETS = frozenset(names_in("start from begin"))
"""Offsets that are the start of a range in other requests."""
_RANGE_ENDS = frozenset(names_in("end to until stop finish before"))
_SIZES = frozenset(names_in("""
    limit perpage pagesize pagelimit pagelen size count maxresults maxitems maxsize
    maxpagesize max top take first rows numresults numitems resultsperpage itemsperpage
    recordsperpage paginationlimit paginationsize paginationpagesize maxkeys pagecount
    length batchsize maxresult amount num hitsperpage maxrecords
    """))
_CONTAINERS = names_in("""
    pagination paging pager page options pageoptions pageinfo pagerequest cursor
    """)
_PREFIX = re.compile(r"^(?:pagination|paging|pager|pageoptions|options|x)(?=.)")
_LAST_TEXT = re.compile(
    r"\b(?:id|identifier|uuid|key|name) of the last\b|\blast[- ]seen\b"
    r"|\blast (?:item|object|record|element|entry|result)(?:'s id)?\b"
)
# In the last segment of a path, or in an operationId.
_SEARCHES = re.compile(
    r"(?i)search|quer(?:y|ies)|list|find|filter|scroll|browse|lookup"
)
_GETS = re.compile(r"(?:^|[ _./-])(?:get|fetch|read)(?![a-z])")
_OTHER_OFFSET = re.compile(
    r"\b(?:number of pages|page offset|utc|gmt|time ?zone|bytes?|minutes)\b"
)
_OFFSET_TEXT = re.compile(
    r"\b(?:offset|skip\w*|index|position|paginat\w+|first (?:item|result|record|row))\b"
)
_ONE_BASED = re.compile(
    r"\b(?:1|one)[ -](?:based|indexed)\b|\bstart\w* (?:at|from|with) 1\b"
    r"|\bfirst page (?:is|has) (?:index |number |page )?(?:1|one)\b"
)
_ZERO_BASED = re.compile(
    r"\b(?:0|zero)[ -](?:based|indexed)\b|\b(?:start|begin)\w* (?:at|from|with) (?:0|zero)\b"
    r"|\bfirst page (?:is|has) (?:index |number |page )?(?:0|zero)\b"
)


@dataclass(frozen=True, slots=True)
class Input:
    """A parameter, or a property of a JSON body."""

    name: str
    """The name of a parameter; in a body, the JSON pointer."""
    location: ir.PagingLocation
    letters: str
    kinds: Kinds
    type: ir.Type
    minimum: float | None
    default: str
    text: str
    """The description in lower case."""

    @property
    def is_opaque(self) -> bool:
        """Whether it takes a value from the page before, which has no other meaning."""
        is_text = self.letters in _TEXT_CURSORS and self.kinds == {"string"}
        return self.letters in _CURSORS or is_text

    @property
    def is_last_id(self) -> bool:
        """Whether it takes the id of the last item of the page before."""
        is_told = self.is_opaque and _LAST_TEXT.search(self.text) is not None
        is_id = self.letters in LAST_ITEMS or is_told
        return (
            is_id
            and bool(self.kinds & {"string", "integer"})
            and "date" not in self.kinds
        )


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The inputs of an operation that may have to do with pages."""

    inputs: tuple[Input, ...]
    reads: Literal["yes", "perhaps", "no"]
    """Whether it only reads, as far as its method, path and name show."""

    @property
    def is_paged(self) -> bool:
        """Whether any input may have to do with pages."""
        return bool(self.size or self.page or self.offset or self.cursors)

    @property
    def size(self) -> Input | None:
        """The input that limits the number of items in a page."""
        return self._first(_SIZES, ("integer", "number", "string"))

    @property
    def cursors(self) -> list[Input]:
        """The inputs that may take a value from the page before."""
        known = _CURSORS | _AMBIGUOUS_CURSORS
        found = (each for each in self.inputs if each.letters in known)
        return list(islice(found, _MAX_CURSORS))

    @property
    def last_item(self) -> Input | None:
        """The input that takes the id of the last item."""
        return next((each for each in self.inputs if each.is_last_id), None)

    @property
    def page(self) -> Input | None:
        """The input that takes the number of the page."""
        kinds = ("integer", "number", "string") if self.size else ("integer", "number")
        return self._first(PAGES, kinds)

    @property
    def offset(self) -> Input | None:
        """The input that takes the number of items to skip, counted from 0."""
        found = self._first(_OFFSETS, ("integer", "number"))
        if found is None or first_value(found, 0) != 0:
            return None
        if _OTHER_OFFSET.search(found.text):
            return None
        if found.letters in _WEAK_OFFSETS and (
            self.size is None
            or any(each.letters in _RANGE_ENDS for each in self.inputs)
            or re.search(r"\b(?:date|time|timestamp|epoch|seconds)\b", found.text)
        ):
            return None
        return found

    def is_certain(self, offset: Input) -> bool:
        """Return whether an offset can be nothing else, such as the first of some ids."""
        is_strong = offset.letters not in _WEAK_OFFSETS
        return is_strong or _OFFSET_TEXT.search(offset.text) is not None

    def has_opt_in(self, cursor: Input) -> bool:
        """Return whether another input switches the cursor on."""
        return any(
            each.letters in (f"use{cursor.letters}", f"with{cursor.letters}")
            for each in self.inputs
        )

    def _first(self, names: frozenset[str], kinds: Iterable[str]) -> Input | None:
        return next(
            (
                each
                for each in self.inputs
                if each.letters in names and not each.kinds.isdisjoint(kinds)
            ),
            None,
        )


def first_value(given: Input, usual: int | None) -> int | None:
    """Return with which number an input begins, by its default, limits and text; else the
    usual one, None for a name that is in use with both.
    """
    if given.default in ("0", "1"):
        return int(given.default)
    if _ZERO_BASED.search(given.text):
        return 0
    if _ONE_BASED.search(given.text):
        return 1
    if given.minimum in (0, 1):
        return int(given.minimum)
    return None if given.letters in ("startindex", "pageindex") else usual


def page_request(operation: ir.Operation, types: Types) -> PageRequest:
    """Return what an operation sends that may have to do with pages."""
    inputs = [*_parameters(operation, types), *_properties(operation, types)]
    segments = [e for e in operation.path.split("/") if e and "{" not in e]
    words = f"{segments[-1] if segments else ''} {operation.operation_id or ''}"
    reads: Literal["yes", "perhaps", "no"] = "no"
    if operation.method == "GET" or _SEARCHES.search(words):
        reads = "yes"
    elif _GETS.search(words):
        reads = "perhaps"
    return PageRequest(tuple(inputs), reads)


def _parameters(operation: ir.Operation, types: Types) -> Iterator[Input]:
    for each in operation.parameters:
        if each.location in ("query", "header"):
            location: ir.PagingLocation = "query"
            location = location if each.location == "query" else "header"
            yield _input(each.name, location, each.name, each, types)


def _properties(operation: ir.Operation, types: Types) -> Iterator[Input]:
    """Yield the properties of the JSON body, and those of the objects in it that have to
    do with pages.
    """
    for content in operation.body.contents if operation.body else ():
        if not is_json(content.media_type):
            continue
        for body in variants(content.type, types):
            for field in _sent_fields(body):
                pointer = child("", field.name)
                yield _input(pointer, "body", field.name, field, types)
                if letters(field.name) not in _CONTAINERS:
                    continue
                for inner in variants(field.type, types):
                    for each in _sent_fields(inner):
                        name = f"{field.name}.{each.name}"
                        inside = child(pointer, each.name)
                        yield _input(inside, "body", name, each, types)


def _sent_fields(type_: ir.Type | ir.Model) -> list[ir.Field]:
    return [each for each in fields_of(type_) if not each.read_only]


def _input(
    name: str,
    location: ir.PagingLocation,
    words: str,
    source: ir.Parameter | ir.Field,
    types: Types,
) -> Input:
    return Input(
        name,
        location,
        _PREFIX.sub("", letters(words)),
        kinds_of(source.type, types),
        source.type,
        _minimum(source.type, types),
        source.doc.default or "",
        source.doc.description.lower(),
    )


def _minimum(type_: ir.Type, types: Types) -> float | None:
    for each in variants(type_, types):
        if isinstance(each, ir.IntegerType | ir.NumberType):
            return each.bounds.minimum
    return None
