"""Pagination: where a page has its items, and what selects the next page."""

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import httpx2
from pydantic_core import from_json

from .errors import APIError
from .json_pointer import resolve_pointer
from .json_values import is_array
from .next_page import link_to_next

SyncPage = TypeVar("SyncPage")
AsyncPage = TypeVar("AsyncPage")


@dataclass(eq=False, repr=False)
class Paging(Generic[SyncPage, AsyncPage]):
    """How to find the next page of an operation; the classes are those of its pages.

    Args:
        kind: ``cursor`` and ``url`` are values in the page or in a header, ``link`` is
            in the ``Link`` header (RFC 8288), ``offset`` counts items, ``page`` counts
            pages.
        items: JSON pointer (RFC 6901) of the items in a page; ``""`` is the whole page.
        parameter: Parameter for the cursor, offset or page number.
        next: JSON pointer of the next cursor or URL in a page.
        first: Number of the first page.
        location: Where the parameter is sent; in the body it is a JSON pointer.
        header: Response header with the next cursor or URL, instead of ``next``.
        more: JSON pointer of the flag that is false in the last page.
        wrapped: Whether a page has what was decoded as ``data``, also if it is a model.

    In all pointers, ``-1`` is the last element of an array.
    """

    kind: Literal["cursor", "offset", "page", "url", "link"]
    items: str = ""
    parameter: str = ""
    next: str = ""
    first: int = 1
    location: Literal["query", "header", "body"] = "query"
    header: str = ""
    more: str = ""
    wrapped: bool = False

    def items_of(self, page: object) -> list[Any]:
        """Return the items of a page; an empty list if the page has none."""
        found = resolve_pointer(page, self.items)
        return found if is_array(found) else []

    def next_page(self, page: object, response: httpx2.Response, current: Any) -> Any:
        """Return the URL of the next page or the parameter's value, or None at the end.

        Args:
            page: Decoded page.
            response: Its response.
            current: Value of the parameter for this page.

        Raises:
            APIError: The value cannot be read.
        """
        more = resolve_pointer(page, self.more) if self.more else None
        if more is False or more in (0, "false", "False"):
            return None
        if self.kind == "link":
            return link_to_next(response.headers.get("link", ""))
        if self.kind in ("cursor", "url"):
            found = self._next_value(page, response)
            return None if found is False or found in (None, "", [], {}) else found
        count = len(self.items_of(page))
        if not count and not more:
            return None
        if self.kind == "offset":
            return _integer(current, 0) + count
        return _integer(current, self.first) + 1

    def _next_value(self, page: object, response: httpx2.Response) -> Any:
        if self.header:
            return response.headers.get(self.header, "").strip()
        found = resolve_pointer(page, self.next)
        if found is None or type(found) in (str, int, bool):
            return found
        try:  # Decoding may have changed it, for example a date; send it as it came.
            return resolve_pointer(from_json(response.content), self.next)
        except ValueError:
            raise APIError("the cursor of the next page cannot be read") from None


def _integer(value: Any, default: int) -> int:
    try:
        return default if value is None else int(value)
    except (TypeError, ValueError):
        raise APIError("the offset or number of the page is not an integer") from None
