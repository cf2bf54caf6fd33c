"""The schemes of pagination: what request and response together say about pages.

Each function recognizes one scheme. It needs evidence of both sides, and returns the
settings of ``x-pagination``, or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from generator import ir
from generator.document.pointer import child
from generator.ir.visit import Types
from generator.lower.proposals.request import (
    LAST_ITEMS,
    PAGES,
    Input,
    PageRequest,
    first_value,
    page_request,
)
from generator.lower.proposals.response import (
    NextValue,
    PageResponse,
    page_response,
)
from generator.lower.proposals.values import (
    fields_of,
    kinds_of,
    letters,
    variants,
)
from generator.text import names_in

__all__ = ["Settings", "candidates"]

Settings: TypeAlias = dict[str, Any]
"""The members of ``x-pagination``, in their usual order."""
_Scheme: TypeAlias = Callable[["_Evidence"], Settings | None]

_NEXT_HEADERS = frozenset(names_in("""
    xnextcursor nextcursor xnextpage nextpage xnextpagetoken nextpagetoken xnexttoken
    nexttoken xaftercursor aftercursor xcontinuationtoken continuationtoken xnextoffset
    xmscontinuation xmscontinuationtoken xcursor xnextmarker xpaginationnextcursor
    xpaginationnext xnext xpagenext xpaginationnextpage
    """))
_LINK_HEADER = re.compile(
    r"\blink\W{1,3}(?:(?:http|response|pagination) )*headers?\b|\bheader\W{1,3}link\b"
)
_PAGED_TEXT = re.compile(
    r"paginat|\bpaging\b|per page|page (?:number )?of (?:the )?(?:results|records|items)"
    r"|(?:results|records|items|entries|list|objects) (?:will be |are |is |to )?return"
    r"|results? page|page (?:number )?(?:to|of) (?:the )?(?:return|retriev|fetch|result|list)"
    r"|will be returned"
)
_BACKWARD = frozenset(names_in("before around endingbefore endbefore beforeid until"))
_ID_TEXT = re.compile(r"\bids?\b|identifier|snowflake")
_DATE_TEXT = re.compile(r"\b(?:date|time|timestamp|iso ?8601|rfc ?3339|epoch)\b")


class _Evidence:
    """What an operation says about pages."""

    def __init__(
        self,
        operation: ir.Operation,
        request: PageRequest,
        response: PageResponse,
        types: Types,
    ) -> None:
        self.operation = operation
        self.request = request
        self.response = response
        self.types = types

    @property
    def is_collection(self) -> bool:
        """Whether the response can be nothing but a list."""
        return self.response.items.is_collection and not self.is_at_parameter

    @property
    def is_at_parameter(self) -> bool:
        """Whether the path ends with a parameter, as that of a single object does."""
        return self.operation.path.rstrip("/").endswith("}")

    @property
    def is_single(self) -> bool:
        """Whether the response may be an object that has a list among others."""
        may_be = self.is_at_parameter or self.response.has_id
        return (
            may_be and self.response.items.pointer != "" and not self.response.is_page
        )

    @property
    def reads(self) -> bool:
        """Whether the operation reads, rather than makes something."""
        is_known = self.request.reads == "perhaps" and self.response.has_totals
        return self.request.reads == "yes" or is_known

    def settings(self, kind: str, given: Input | None = None, **more: Any) -> Settings:
        """Return the members of ``x-pagination``."""
        found: Settings = {"type": kind, "items": self.response.items.pointer}
        if given is not None:
            found["parameter"] = given.name
            if given.location == "header":
                found["in"] = given.location
        found.update(more)
        if self.response.more:
            found["more"] = self.response.more
        return found


def candidates(operation: ir.Operation, types: Types) -> Iterable[Settings]:
    """Yield the ways in which the pages of an operation may follow each other, the one
    with the best evidence first.
    """
    if operation.method not in ("GET", "POST"):
        return
    request = page_request(operation, types)
    response = page_response(operation, types, is_paged=request.is_paged)
    if response is None:
        return
    evidence = _Evidence(operation, request, response, types)
    for scheme in _SCHEMES:
        found = scheme(evidence)
        if found is not None:
            yield found


def _next_cursor(evidence: _Evidence) -> Settings | None:
    """A value of the page is the cursor, the offset or the number of the next one."""
    matches = [
        (rank, number, given, value)
        for given in evidence.request.cursors
        for number, value in enumerate(evidence.response.next_values)
        if (rank := _rank(given, value)) is not None
    ]
    if not matches:
        return None
    _, _, given, value = min(matches, key=lambda each: each[:2])
    is_made = evidence.operation.method == "POST" and evidence.response.has_id
    if evidence.request.has_opt_in(given) or (is_made and not evidence.reads):
        return None
    is_end = value.leaf in ("after", "endcursor") and not value.is_below_next
    if is_end and not evidence.response.more and given.location == "query":
        others = evidence.response.next_values
        if any(each.is_url and each is not value for each in others):
            return None  # It is in the last page as well.
    return evidence.settings("cursor", given, next=value.pointer)


def _rank(given: Input, value: NextValue) -> int | None:
    """Return how well a value of a page fits an input, 0 for the best; None if it cannot
    be for it.
    """
    numbers = {"integer", "number"}
    kinds = given.kinds | (numbers if given.kinds & numbers else set())
    if kinds.isdisjoint(value.kinds) and "any" not in kinds | value.kinds:
        return None
    name = given.letters.removeprefix("page") or given.letters
    own = {given.letters, name, given.letters.removeprefix("starting")}
    if given.letters in PAGES:
        own |= {"page", "pagenumber"}
    leaf = value.leaf
    following = {f"{prefix}{each}" for prefix in ("next", "nextpage") for each in own}
    if leaf in following or (value.is_below_next and leaf in own):
        return 0
    if given.letters in PAGES and leaf == "next" and value.kinds <= numbers:
        return 1
    if value.is_url or not given.is_opaque:
        return None
    if leaf in ("lastid", "lastkey"):
        return 1 if given.letters in LAST_ITEMS else None
    if leaf == given.letters or leaf == f"{given.letters}token":
        return 1
    if leaf.startswith("next") or value.is_below_next:
        return 2
    return 3


def _next_header(evidence: _Evidence) -> Settings | None:
    """A response header is the cursor or the number of the next page."""
    request = evidence.request
    opaque = next((each for each in request.cursors if each.is_opaque), None)
    given = opaque or request.page or request.offset
    if given is None:
        return None
    for header in evidence.response.headers:
        if letters(header.name) in _NEXT_HEADERS:
            return evidence.settings("cursor", given, next_header=header.name)
    return None


def _next_url(evidence: _Evidence) -> Settings | None:
    """A value of the page is the URL of the next one."""
    request, response = evidence.request, evidence.response
    is_list = evidence.operation.method == "GET" and evidence.is_collection
    if not evidence.reads or not (request.is_paged or is_list):
        return None
    if request.page and response.has_page_numbers:
        return None  # Such URLs often lack the other parameters.
    has_cursor = any(each.is_opaque for each in request.cursors)
    for value in response.next_values:
        if value.is_url or (value.may_be_url and not has_cursor):
            return evidence.settings("url", next=value.pointer)
    return None


def _last_item(evidence: _Evidence) -> Settings | None:
    """The id of the last item is the cursor of the next page."""
    request, response = evidence.request, evidence.response
    given = request.last_item
    if given is None:
        return None
    pointer = _id_of_item(given, response.items.type, evidence.types)
    if not pointer:
        return None
    if not response.more and not _is_last_id(given, evidence):
        return None
    place = f"{response.items.pointer}/-1{pointer}"
    return evidence.settings("cursor", given, next=place)


def _is_last_id(given: Input, evidence: _Evidence) -> bool:
    """Return whether an input is clearly the id of the last item of a list in the order
    of the ids, where no flag says that there are more.
    """
    request = evidence.request
    if request.size is None or any(e.letters in _BACKWARD for e in request.inputs):
        return False
    if _has_several_ids(evidence.response.items.type, evidence.types):
        return False
    if given.letters.endswith("id") or _ID_TEXT.search(given.text):
        return True
    is_date = _DATE_TEXT.search(given.text) is not None
    return not is_date and (
        given.letters.startswith("start") or isinstance(given.type, ir.RefType)
    )


def _id_of_item(given: Input, item: ir.Type, types: Types) -> str:
    """Return the JSON pointer of the id in every item; "" if there is none."""
    names = {_id_name(given, each, types) for each in variants(item, types)}
    return names.pop() if len(names) == 1 else ""


def _id_name(given: Input, item: ir.Type | ir.Model, types: Types) -> str:
    """Return the JSON pointer of the id in an item: of its own, or else of the only
    object in it that has one of the same declared type as the input.
    """
    if not isinstance(item, ir.Model):
        return ""
    after = re.sub(r"^(?:starting|start)?after|^last|^from", "", given.letters)
    own = _id_fields(item, given, types)
    for name in (after, "id", "uuid", "gid"):
        if name in own:
            return child("", own[name].name)
    found = []
    for field in fields_of(item):
        inner = variants(field.type, types)
        if len(inner) == 1 and isinstance(inner[0], ir.Model):
            ids = _id_fields(inner[0], given, types)
            if "id" in ids and ids["id"].type == given.type:
                found.append(child(child("", field.name), ids["id"].name))
    is_declared = isinstance(given.type, ir.RefType)
    return found[0] if len(found) == 1 and is_declared else ""


def _has_several_ids(item: ir.Type, types: Types) -> bool:
    """Return whether an item is also known by the id of something else."""
    for model in variants(item, types):
        fields = fields_of(model)
        own = next((each for each in fields if letters(each.name) == "id"), None)
        for each in fields:
            is_id = letters(each.name).endswith("id") and each.required
            if own and is_id and each is not own and each.type == own.type:
                return True
    return False


def _id_fields(model: ir.Model, given: Input, types: Types) -> dict[str, ir.Field]:
    """Return the properties whose values an input can take, by the letters of the names."""
    return {
        letters(each.name): each
        for each in fields_of(model)
        if not given.kinds.isdisjoint(kinds_of(each.type, types))
    }


def _link_header(evidence: _Evidence) -> Settings | None:
    """The ``Link`` header has the URL of the next page."""
    request = evidence.request
    names = [letters(header.name) for header in evidence.response.headers]
    if "link" in names and (request.page or request.cursors or request.offset):
        return evidence.settings("link")
    for given in request.cursors:
        if given.is_opaque and _LINK_HEADER.search(given.text):
            return evidence.settings("link")
    return None


def _offset(evidence: _Evidence) -> Settings | None:
    """The request gives the number of items to skip."""
    request, response = evidence.request, evidence.response
    given = request.offset
    if given is None or not evidence.reads or evidence.is_single:
        return None
    if not response.has_totals and not (request.size and request.is_certain(given)):
        return None
    return evidence.settings("offset", given)


def _page_number(evidence: _Evidence) -> Settings | None:
    """The request gives the number of the page."""
    request, response = evidence.request, evidence.response
    given = request.page
    if given is None or not evidence.reads or evidence.is_single:
        return None
    is_shown = response.has_totals or bool(response.more)
    is_list = evidence.is_collection and _PAGED_TEXT.search(given.text)
    if not (request.size or is_shown or is_list):
        return None
    first = first_value(given, 0 if response.counts_from_zero else 1)
    if first is None:
        return None
    return evidence.settings("page", given, **({} if first == 1 else {"first": first}))


_SCHEMES: tuple[_Scheme, ...] = (
    _next_cursor,
    _next_header,
    _next_url,
    _link_header,
    _last_item,
    _offset,
    _page_number,
)
