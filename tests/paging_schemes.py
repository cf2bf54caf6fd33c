"""The pagination schemes of many APIs, each as an operation and a scripted server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ITEM", "ITEMS", "SCHEMES", "UNPAGED", "Scheme", "document_of", "schema_of"]

URL, DATE = {"type": "string", "format": "uri"}, {"type": "string", "format": "date"}
ITEM = {"id": str, "name": str}
ITEMS = [[{"id": f"{page}{n}", "name": "x"} for n in "ab"] for page in (1, 2, 3)]
Page = Callable[[list[Any], Any], Any]
"""A response with these items, and the value for the next page (None at the end)."""


def schema_of(sample: Any) -> Any:
    """Return the schema that a sample of Python types and containers stands for."""
    match sample:
        case {"type": str()} | {"anyOf": _} | {"$ref": _}:
            return sample
        case dict():
            properties = {name: schema_of(value) for name, value in sample.items()}
            return {"type": "object", "properties": properties}
        case [item]:
            return {"type": "array", "items": schema_of(item)}
        case (inner, None):
            return {"anyOf": [schema_of(inner), {"type": "null"}]}
    names = {str: "string", int: "integer", bool: "boolean", float: "number"}
    return {"type": names[sample]} if sample in names else {}


@dataclass(frozen=True)
class Scheme:
    """How one API pages."""

    name: str
    inputs: Mapping[str, Any]
    """The parameters in the query, or the properties of the body, as samples."""
    response: Any
    declared: Mapping[str, Any]
    """The extension that describes it."""
    sent: Sequence[Any]
    """The values of the parameter that select the pages after the first one, or the
    number of the page in the URL of the next one."""
    page: Page
    method: str = "get"
    header: str = ""
    """The response header that has the next value."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Descriptions of inputs."""
    path: str = "things"

    @property
    def route(self) -> str:
        return f"/{self.name}/{self.path}"

    @property
    def operation(self) -> dict[str, Any]:
        """The operation without the extension."""
        response: dict[str, Any] = {
            "description": "",
            "content": {"application/json": {"schema": schema_of(self.response)}},
        }
        if self.header:
            response["headers"] = {self.header: {"schema": {"type": "string"}}}
        found: dict[str, Any] = {"responses": {"200": response}}
        if self.method == "get":
            found["parameters"] = [
                {
                    "name": name,
                    "in": "query",
                    "description": self.texts.get(name, ""),
                    "schema": schema_of(sample),
                }
                for name, sample in self.inputs.items()
            ]
        else:
            content = {"application/json": {"schema": schema_of(self.inputs)}}
            found["requestBody"] = {"content": content}
        return found


def document_of(schemes: Sequence[Scheme]) -> dict[str, Any]:
    """Return a document with the operations of the schemes."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Schemes", "version": "1"},
        "servers": [{"url": "https://example.invalid"}],
        "paths": {each.route: {each.method: each.operation} for each in schemes},
        "components": {"schemas": {"Id": {"type": "string"}}},
    }


TOKENS, PAGES, OFFSETS = ("c2", "c3"), (2, 3, 4), (2, 4, 6)
LAST_IDS = ("1b", "2b")

SCHEMES = [
    Scheme(
        "stripe",
        {"starting_after": str, "ending_before": str, "limit": int},
        {"object": str, "data": [ITEM], "has_more": bool, "url": str},
        {
            "type": "cursor",
            "items": "/data",
            "parameter": "starting_after",
            "next": "/data/-1/id",
            "more": "/has_more",
        },
        LAST_IDS,
        lambda items, next_: {"data": items, "has_more": next_ is not None},
    ),
    Scheme(
        "openai",
        {"after": str, "limit": int},
        {
            "object": str,
            "data": [ITEM],
            "first_id": str,
            "last_id": str,
            "has_more": bool,
        },
        {
            "type": "cursor",
            "items": "/data",
            "parameter": "after",
            "next": "/last_id",
            "more": "/has_more",
        },
        LAST_IDS,
        lambda items, next_: {
            "data": items,
            "last_id": items[-1]["id"],
            "has_more": next_ is not None,
        },
    ),
    Scheme(
        "discord",
        {"after": str, "limit": int},
        [ITEM],
        {"type": "cursor", "items": "", "parameter": "after", "next": "/-1/id"},
        ("1b", "2b", "3b"),
        lambda items, next_: items,
        texts={"after": "Get users after this user ID"},
    ),
    Scheme(
        "slack",
        {"cursor": str, "limit": int},
        {"ok": bool, "channels": [ITEM], "response_metadata": {"next_cursor": str}},
        {
            "type": "cursor",
            "items": "/channels",
            "parameter": "cursor",
            "next": "/response_metadata/next_cursor",
        },
        TOKENS,
        lambda items, next_: {
            "ok": True,
            "channels": items,
            "response_metadata": {"next_cursor": next_ or ""},
        },
    ),
    Scheme(
        "google",
        {"pageToken": str, "pageSize": int},
        {"kind": str, "files": [ITEM], "nextPageToken": str, "nextSyncToken": str},
        {
            "type": "cursor",
            "items": "/files",
            "parameter": "pageToken",
            "next": "/nextPageToken",
        },
        TOKENS,
        lambda items, next_: {"files": items, "nextSyncToken": "s"}
        | ({"nextPageToken": next_} if next_ else {}),
    ),
    Scheme(
        "asana",
        {"offset": str, "limit": int},
        {"data": [ITEM], "next_page": ({"offset": str, "path": str, "uri": URL}, None)},
        {
            "type": "cursor",
            "items": "/data",
            "parameter": "offset",
            "next": "/next_page/offset",
        },
        TOKENS,
        lambda items, next_: {
            "data": items,
            "next_page": {"offset": next_} if next_ else None,
        },
    ),
    Scheme(
        "hubspot",
        {"after": str, "limit": int},
        {
            "results": [ITEM],
            "paging": {"next": {"after": str, "link": str}, "prev": {"before": str}},
        },
        {
            "type": "cursor",
            "items": "/results",
            "parameter": "after",
            "next": "/paging/next/after",
        },
        TOKENS,
        lambda items, next_: {"results": items}
        | ({"paging": {"next": {"after": next_}}} if next_ else {}),
    ),
    Scheme(
        "intercom",
        {"starting_after": str, "per_page": int},
        {
            "type": str,
            "data": [ITEM],
            "total_count": int,
            "pages": {
                "page": int,
                "next": ({"page": int, "starting_after": str}, None),
            },
        },
        {
            "type": "cursor",
            "items": "/data",
            "parameter": "starting_after",
            "next": "/pages/next/starting_after",
        },
        TOKENS,
        lambda items, next_: {
            "data": items,
            "pages": {"next": {"starting_after": next_} if next_ else None},
        },
    ),
    Scheme(
        "notion",
        {"filter": str, "start_cursor": str, "page_size": int},
        {
            "object": str,
            "results": [ITEM],
            "next_cursor": (str, None),
            "has_more": bool,
        },
        {
            "type": "cursor",
            "items": "/results",
            "parameter": "/start_cursor",
            "next": "/next_cursor",
            "more": "/has_more",
        },
        TOKENS,
        lambda items, next_: {
            "results": items,
            "next_cursor": next_,
            "has_more": next_ is not None,
        },
        method="post",
        path="query",
    ),
    Scheme(
        "zendesk_cursors",
        {"page[after]": str, "page[before]": str, "page[size]": int},
        {
            "tickets": [ITEM],
            "meta": {"has_more": bool, "after_cursor": str, "before_cursor": str},
            "links": {"next": (str, None), "prev": (str, None)},
        },
        {
            "type": "cursor",
            "items": "/tickets",
            "parameter": "page[after]",
            "next": "/meta/after_cursor",
            "more": "/meta/has_more",
        },
        TOKENS,
        lambda items, next_: {
            "tickets": items,
            "meta": {"has_more": next_ is not None, "after_cursor": next_ or "end"},
        },
    ),
    Scheme(
        "zendesk_pages",
        {"page": int, "per_page": int},
        {
            "users": [ITEM],
            "next_page": (URL, None),
            "previous_page": (URL, None),
            "count": int,
        },
        {"type": "url", "items": "/users", "next": "/next_page"},
        TOKENS,
        lambda items, next_: {"users": items, "next_page": next_, "count": 6},
    ),
    Scheme(
        "graph_connections",
        {"first": int, "after": str},
        {
            "nodes": [ITEM],
            "page_info": {
                "end_cursor": (str, None),
                "has_next_page": bool,
                "start_cursor": str,
            },
        },
        {
            "type": "cursor",
            "items": "/nodes",
            "parameter": "after",
            "next": "/page_info/end_cursor",
            "more": "/page_info/has_next_page",
        },
        TOKENS,
        lambda items, next_: {
            "nodes": items,
            "page_info": {
                "end_cursor": next_ or "z",
                "has_next_page": next_ is not None,
            },
        },
    ),
    Scheme(
        "kubernetes",
        {"continue": str, "limit": int, "resourceVersion": str},
        {
            "kind": str,
            "items": [ITEM],
            "metadata": {"continue": str, "remainingItemCount": int},
        },
        {
            "type": "cursor",
            "items": "/items",
            "parameter": "continue",
            "next": "/metadata/continue",
        },
        TOKENS,
        lambda items, next_: {"items": items, "metadata": {"continue": next_ or ""}},
    ),
    Scheme(
        "dynamo",
        {"ExclusiveStartKey": str, "Limit": int},
        {"Items": [ITEM], "LastEvaluatedKey": str, "Count": int},
        {
            "type": "cursor",
            "items": "/Items",
            "parameter": "/ExclusiveStartKey",
            "next": "/LastEvaluatedKey",
        },
        TOKENS,
        lambda items, next_: {"Items": items}
        | ({"LastEvaluatedKey": next_} if next_ else {}),
        method="post",
        path="scan",
    ),
    Scheme(
        "qdrant",
        {"offset": {"anyOf": [{"type": "integer"}, {"type": "string"}]}, "limit": int},
        {
            "status": str,
            "result": {
                "points": [ITEM],
                "next_page_offset": {
                    "anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]
                },
            },
        },
        {
            "type": "cursor",
            "items": "/result/points",
            "parameter": "/offset",
            "next": "/result/next_page_offset",
        },
        (17, "c3"),
        lambda items, next_: {
            "status": "ok",
            "result": {"points": items, "next_page_offset": next_},
        },
        method="post",
        path="scroll",
    ),
    Scheme(
        "next_page_number",
        {"page": int, "per_page": int},
        {
            "things": [ITEM],
            "pagination": {"page": int, "next_page": (int, None), "total_pages": int},
        },
        {
            "type": "cursor",
            "items": "/things",
            "parameter": "page",
            "next": "/pagination/next_page",
        },
        (2, 3),
        lambda items, next_: {"things": items, "pagination": {"next_page": next_}},
    ),
    Scheme(
        "twilio",
        {"PageToken": str, "PageSize": int, "Page": int},
        {
            "calls": [ITEM],
            "first_page_uri": str,
            "next_page_uri": (str, None),
            "page": int,
            "page_size": int,
            "uri": str,
        },
        {"type": "url", "items": "/calls", "next": "/next_page_uri"},
        TOKENS,
        lambda items, next_: {"calls": items, "next_page_uri": next_},
    ),
    Scheme(
        "django",
        {"page": int},
        {"count": int, "next": (URL, None), "previous": (URL, None), "results": [ITEM]},
        {"type": "url", "items": "/results", "next": "/next"},
        TOKENS,
        lambda items, next_: {
            "count": 6,
            "next": next_,
            "previous": None,
            "results": items,
        },
    ),
    Scheme(
        "spotify",
        {"offset": int, "limit": int},
        {
            "href": str,
            "items": [ITEM],
            "limit": int,
            "next": (str, None),
            "offset": int,
            "previous": (str, None),
            "total": int,
        },
        {"type": "url", "items": "/items", "next": "/next"},
        TOKENS,
        lambda items, next_: {"href": "", "items": items, "next": next_, "total": 6},
    ),
    Scheme(
        "odata",
        {"$top": int, "$skip": int, "$filter": str},
        {"@odata.context": str, "value": [ITEM], "@odata.nextLink": str},
        {"type": "url", "items": "/value", "next": "/@odata.nextLink"},
        TOKENS,
        lambda items, next_: {"value": items}
        | ({"@odata.nextLink": next_} if next_ else {}),
    ),
    Scheme(
        "azure",
        {"api-version": str},
        {"value": [ITEM], "nextLink": str},
        {"type": "url", "items": "/value", "next": "/nextLink"},
        TOKENS,
        lambda items, next_: {"value": items} | ({"nextLink": next_} if next_ else {}),
    ),
    Scheme(
        "json_api",
        {"page[number]": int, "page[size]": int, "filter[name]": str},
        {
            "data": [ITEM],
            "included": [{"type": str}],
            "links": {"self": str, "next": (str, None), "prev": (str, None)},
        },
        {"type": "url", "items": "/data", "next": "/links/next"},
        TOKENS,
        lambda items, next_: {"data": items, "links": {"next": next_}},
    ),
    Scheme(
        "hal",
        {"page": int, "size": int},
        {
            "_embedded": {"things": [ITEM]},
            "_links": {"self": {"href": str}, "next": {"href": str}},
            "page": {"number": int},
        },
        {"type": "url", "items": "/_embedded/things", "next": "/_links/next/href"},
        TOKENS,
        lambda items, next_: {
            "_embedded": {"things": items},
            "_links": {"next": {"href": next_}} if next_ else {},
        },
    ),
    Scheme(
        "shopify",
        {"page_info": str, "limit": int},
        {"products": [ITEM]},
        {"type": "link", "items": "/products"},
        TOKENS,
        lambda items, next_: {"products": items},
        texts={
            "page_info": "A cursor, as given in the [Link header](https://example.invalid)."
        },
    ),
    Scheme(
        "header_cursor",
        {"after_cursor": str, "per_page": int},
        [ITEM],
        {
            "type": "cursor",
            "items": "",
            "parameter": "after_cursor",
            "next_header": "X-After-Cursor",
        },
        TOKENS,
        lambda items, next_: items,
        header="X-After-Cursor",
    ),
    Scheme(
        "header_page",
        {"page": int, "per_page": int},
        [ITEM],
        {
            "type": "cursor",
            "items": "",
            "parameter": "page",
            "next_header": "X-Next-Page",
        },
        ("2", "3"),
        lambda items, next_: items,
        header="X-Next-Page",
    ),
    Scheme(
        "atlassian",
        {"startAt": int, "maxResults": int},
        {
            "startAt": int,
            "maxResults": int,
            "total": int,
            "isLast": bool,
            "values": [ITEM],
        },
        {"type": "offset", "items": "/values", "parameter": "startAt"},
        OFFSETS,
        lambda items, next_: {"values": items, "total": 6, "isLast": not items},
    ),
    Scheme(
        "plain_offset",
        {"skip": int, "limit": int},
        [ITEM],
        {"type": "offset", "items": "", "parameter": "skip"},
        OFFSETS,
        lambda items, next_: items,
    ),
    Scheme(
        "offset_with_flag",
        {"offset": int, "limit": int},
        {"items": [ITEM], "hasMore": bool, "count": int},
        {
            "type": "offset",
            "items": "/items",
            "parameter": "offset",
            "more": "/hasMore",
        },
        (2, 4),
        lambda items, next_: {"items": items, "hasMore": next_ is not None},
    ),
    Scheme(
        "elastic",
        {"query": {"type": "object"}, "from": int, "size": int},
        {"took": int, "hits": {"total": {"value": int}, "hits": [ITEM]}},
        {"type": "offset", "items": "/hits/hits", "parameter": "/from"},
        OFFSETS,
        lambda items, next_: {
            "took": 1,
            "hits": {"total": {"value": 6}, "hits": items},
        },
        method="post",
        path="_search",
    ),
    Scheme(
        "spring",
        {
            "page": {"type": "integer", "minimum": 0, "default": 0},
            "size": int,
            "sort": [str],
        },
        {
            "content": [ITEM],
            "totalPages": int,
            "totalElements": int,
            "number": int,
            "last": bool,
            "sort": [{"property": str}],
        },
        {"type": "page", "items": "/content", "parameter": "page", "first": 0},
        (1, 2, 3),
        lambda items, next_: {"content": items, "totalPages": 3, "last": not items},
    ),
    Scheme(
        "plain_pages",
        {"page": int, "per_page": int},
        [ITEM],
        {"type": "page", "items": "", "parameter": "page"},
        PAGES,
        lambda items, next_: items,
    ),
    Scheme(
        "cloudflare",
        {"page": int, "per_page": int},
        {
            "success": bool,
            "errors": [{"code": int}],
            "messages": [str],
            "result": [ITEM],
            "result_info": {"page": int, "total_pages": int},
        },
        {"type": "page", "items": "/result", "parameter": "page"},
        PAGES,
        lambda items, next_: {
            "success": True,
            "errors": [],
            "messages": [],
            "result": items,
            "result_info": {"page": 1},
        },
    ),
    Scheme(
        "body_pages",
        {"filters": [str], "pagination": {"page": int, "pageSize": int}},
        {"list": [ITEM], "total": int},
        {"type": "page", "items": "/list", "parameter": "/pagination/page"},
        PAGES,
        lambda items, next_: {"list": items, "total": 6},
        method="post",
        path="search",
    ),
    Scheme(
        "kaminari",
        {"page[number]": int, "page[size]": int},
        {
            "orders": [ITEM],
            "meta": {
                "current_page": int,
                "next_page": (int, None),
                "prev_page": (int, None),
                "total_pages": int,
            },
        },
        {
            "type": "cursor",
            "items": "/orders",
            "parameter": "page[number]",
            "next": "/meta/next_page",
        },
        (2, 3),
        lambda items, next_: {"orders": items, "meta": {"next_page": next_}},
    ),
    Scheme(
        "laravel",
        {"page": int, "per_page": int, "name": str},
        {
            "data": [ITEM],
            "links": {
                "first": str,
                "last": str,
                "next": (str, None),
                "prev": (str, None),
            },
            "meta": {"current_page": int, "last_page": int},
        },
        {"type": "page", "items": "/data", "parameter": "page"},
        PAGES,
        lambda items, next_: {
            "data": items,
            "links": {"next": None},
            "meta": {"current_page": 1, "last_page": 3},
        },
    ),
    Scheme(
        "airtable",
        {"offset": str, "pageSize": int},
        {"records": [ITEM], "offset": str},
        {
            "type": "cursor",
            "items": "/records",
            "parameter": "offset",
            "next": "/offset",
        },
        TOKENS,
        lambda items, next_: {"records": items} | ({"offset": next_} if next_ else {}),
    ),
    Scheme(
        "openstack",
        {"marker": str, "limit": int},
        {"servers": [ITEM], "servers_links": [{"href": URL, "rel": str}]},
        {
            "type": "cursor",
            "items": "/servers",
            "parameter": "marker",
            "next": "/servers/-1/id",
        },
        ("1b", "2b", "3b"),
        lambda items, next_: {"servers": items},
        texts={"marker": "The ID of the last-seen item."},
        path="servers",
    ),
    Scheme(
        "okta",
        {"after": str, "limit": int},
        [ITEM],
        {"type": "link", "items": ""},
        TOKENS,
        lambda items, next_: items,
        texts={"after": "An opaque cursor, obtained from the `Link` response header."},
    ),
    Scheme(
        "sendgrid",
        {"page_token": str, "page_size": int},
        {"result": [ITEM], "_metadata": {"self": str, "next": str, "count": int}},
        {"type": "url", "items": "/result", "next": "/_metadata/next"},
        TOKENS,
        lambda items, next_: {
            "result": items,
            "_metadata": {"self": ""} | ({"next": next_} if next_ else {}),
        },
    ),
    Scheme(
        "directions",
        {"cursor": str, "limit": int},
        {"items": [ITEM], "next": (str, None), "previous": (str, None)},
        {"type": "cursor", "items": "/items", "parameter": "cursor", "next": "/next"},
        TOKENS,
        lambda items, next_: {"items": items, "next": next_},
    ),
    Scheme(
        "bitbucket_server",
        {"start": int, "limit": int},
        {
            "values": [ITEM],
            "size": int,
            "isLastPage": bool,
            "nextPageStart": (int, None),
            "start": int,
        },
        {
            "type": "cursor",
            "items": "/values",
            "parameter": "start",
            "next": "/nextPageStart",
        },
        (2, 4),
        lambda items, next_: {"values": items, "nextPageStart": next_},
    ),
    Scheme(
        "nested_list",
        {"page": int, "per_page": int},
        {"scan": {"id": str, "findings": [ITEM]}, "total": int},
        {"type": "page", "items": "/scan/findings", "parameter": "page"},
        PAGES,
        lambda items, next_: {"scan": {"id": "s", "findings": items}, "total": 6},
    ),
    Scheme(
        "spring_without_a_default",
        {"page": int, "size": int},
        {"content": [ITEM], "totalPages": int, "totalElements": int, "number": int},
        {"type": "page", "items": "/content", "parameter": "page", "first": 0},
        (1, 2, 3),
        lambda items, next_: {"content": items, "totalPages": 3, "number": 0},
    ),
    Scheme(
        "first_page_in_text",
        {"page": int, "per_page": int},
        [ITEM],
        {"type": "page", "items": "", "parameter": "page", "first": 0},
        (1, 2, 3),
        lambda items, next_: items,
        texts={"page": "Page index of the results to return. First page is 0."},
    ),
    Scheme(
        "square",
        {"cursor": str, "limit": int, "query": {"type": "object"}},
        {
            "orders": [ITEM],
            "order_entries": [{"order_id": str}],
            "errors": [{"code": str}],
            "cursor": str,
        },
        {
            "type": "cursor",
            "items": "/orders",
            "parameter": "/cursor",
            "next": "/cursor",
        },
        TOKENS,
        lambda items, next_: {"orders": items} | ({"cursor": next_} if next_ else {}),
        method="post",
        path="orders/search",
    ),
    Scheme(
        "datadog",
        {
            "filter": {"type": "object"},
            "page": {
                "type": "object",
                "properties": {
                    "cursor": {"type": "string"},
                    "limit": {"type": "integer"},
                },
            },
        },
        {
            "data": [ITEM],
            "links": {"next": str},
            "meta": {"page": {"after": str}, "elapsed": int},
        },
        {
            "type": "cursor",
            "items": "/data",
            "parameter": "/page/cursor",
            "next": "/meta/page/after",
        },
        TOKENS,
        lambda items, next_: {
            "data": items,
            "meta": {"page": {"after": next_} if next_ else {}},
        },
        method="post",
        path="events/search",
    ),
    Scheme(
        "plaid",
        {"options": {"count": int, "offset": int}, "client_id": str},
        {
            "accounts": [{"account_id": str}],
            "transactions": [ITEM],
            "total_transactions": int,
        },
        {"type": "offset", "items": "/transactions", "parameter": "/options/offset"},
        OFFSETS,
        lambda items, next_: {
            "accounts": [],
            "transactions": items,
            "total_transactions": 6,
        },
        method="post",
        path="transactions/get",
    ),
    Scheme(
        "mailgun",
        {"page": str, "limit": int},
        {
            "items": [ITEM],
            "paging": {"first": str, "last": str, "next": str, "previous": str},
        },
        {"type": "url", "items": "/items", "next": "/paging/next"},
        TOKENS,
        lambda items, next_: {"items": items, "paging": {"next": next_ or ""}},
    ),
    Scheme(
        "recurly",
        {"cursor": str, "limit": int},
        {
            "object": str,
            "has_more": bool,
            "next": {"type": "string", "description": "Path to the next page."},
            "data": [ITEM],
        },
        {"type": "url", "items": "/data", "next": "/next", "more": "/has_more"},
        TOKENS,
        lambda items, next_: {
            "has_more": next_ is not None,
            "next": next_ or "",
            "data": items,
        },
    ),
    Scheme(
        "reddit",
        {"after": str, "before": str, "limit": int, "count": int},
        {
            "kind": str,
            "data": {"after": (str, None), "before": (str, None), "children": [ITEM]},
        },
        {
            "type": "cursor",
            "items": "/data/children",
            "parameter": "after",
            "next": "/data/after",
        },
        TOKENS,
        lambda items, next_: {
            "kind": "Listing",
            "data": {"after": next_, "children": items},
        },
    ),
    Scheme(
        "mongoose",
        {
            "query": {"type": "object"},
            "options": {"limit": int, "page": int, "offset": int},
        },
        {
            "docs": [ITEM],
            "totalDocs": int,
            "page": int,
            "hasPrevPage": bool,
            "hasNextPage": bool,
            "prevPage": (int, None),
            "nextPage": (int, None),
        },
        {
            "type": "cursor",
            "items": "/docs",
            "parameter": "/options/page",
            "next": "/nextPage",
            "more": "/hasNextPage",
        },
        (2, 3),
        lambda items, next_: {
            "docs": items,
            "hasNextPage": next_ is not None,
            "nextPage": next_,
        },
        method="post",
        path="query",
    ),
    Scheme(
        "twitter",
        {"pagination_token": str, "max_results": int, "since_id": str, "until_id": str},
        {
            "data": [ITEM],
            "includes": {"users": [ITEM]},
            "meta": {"next_token": str, "previous_token": str, "result_count": int},
        },
        {
            "type": "cursor",
            "items": "/data",
            "parameter": "pagination_token",
            "next": "/meta/next_token",
        },
        TOKENS,
        lambda items, next_: {
            "data": items,
            "meta": {"next_token": next_} if next_ else {},
        },
    ),
    Scheme(
        "sideloaded",
        {"page[after]": str, "page[size]": int},
        {
            "users": [{"id": str}],
            "tickets": [ITEM],
            "meta": {"has_more": bool, "after_cursor": str},
        },
        {
            "type": "cursor",
            "items": "/tickets",
            "parameter": "page[after]",
            "next": "/meta/after_cursor",
            "more": "/meta/has_more",
        },
        TOKENS,
        lambda items, next_: {
            "tickets": items,
            "users": [],
            "meta": {"has_more": next_ is not None, "after_cursor": next_},
        },
        path="users/me/tickets",
    ),
    Scheme(
        "next_number",
        {"page": int, "size": int},
        {"things": [ITEM], "meta": {"next": (int, None), "total": int}},
        {
            "type": "cursor",
            "items": "/things",
            "parameter": "page",
            "next": "/meta/next",
        },
        (2, 3),
        lambda items, next_: {"things": items, "meta": {"next": next_, "total": 6}},
    ),
]

ID = {"$ref": "#/components/schemas/Id"}
MEMBER = {
    "type": "object",
    "required": ["id", "user_id"],
    "properties": {"id": ID, "user_id": ID},
}
NONE: Mapping[str, Any] = {}


def _unpaged(
    name: str, inputs: Mapping[str, Any], response: Any, **more: Any
) -> Scheme:
    return Scheme(name, inputs, response, NONE, (), lambda items, next_: items, **more)


UNPAGED = [
    _unpaged("limit_alone", {"limit": int}, [ITEM]),
    _unpaged("dates", {"after": DATE, "before": DATE, "limit": int}, [ITEM]),
    _unpaged(
        "dates_in_text",
        {"after": str, "limit": int},
        [ITEM],
        texts={"after": "Only show notes updated after the given time, as ISO 8601."},
    ),
    _unpaged(
        "both_directions",
        {"around": str, "before": str, "after": str, "limit": int},
        [ITEM],
    ),
    _unpaged(
        "page_of_a_document", {"page": int}, {"id": str, "page": int, "image": str}
    ),
    _unpaged(
        "words_of_a_page", {"page": int}, {"id": str, "title": str, "words": [str]}
    ),
    _unpaged("part_of_a_file", {"offset": int, "length": int}, {"content": str}),
    _unpaged(
        "range_of_time",
        {"start": int, "end": int, "limit": int},
        [{"time": int, "value": float}],
    ),
    _unpaged(
        "one_based",
        {"startIndex": {"type": "integer", "minimum": 1}, "count": int},
        {"Resources": [ITEM], "totalResults": int},
    ),
    _unpaged("single", {"cursor": str}, {"id": str, "name": str, "next_cursor": str}),
    _unpaged(
        "navigation",
        NONE,
        {"id": str, "tags": [str], "links": {"next": str, "prev": str}},
        path="articles/latest",
    ),
    _unpaged(
        "several_lists",
        {"page": int, "per_page": int},
        {"commits": [ITEM], "files": [ITEM]},
    ),
    _unpaged(
        "creation",
        {"name": str, "page": int, "size": int},
        {"id": str, "blocks": [ITEM]},
        method="post",
    ),
    _unpaged(
        "updates",
        {"offset": int, "limit": int, "timeout": int},
        {"ok": bool, "result": [ITEM]},
        method="post",
        path="getUpdates",
    ),
    _unpaged(
        "time_of_next_run",
        {"limit": int},
        {"jobs": [ITEM], "next_run": str, "next_run_at": str},
    ),
    _unpaged(
        "stream_position",
        {"stream_position": str, "limit": int},
        {"entries": [ITEM], "next_stream_position": str},
    ),
    _unpaged(
        "page_index",
        {"pageIndex": int, "pageSize": int},
        {"items": [ITEM], "total": int},
    ),
    _unpaged(
        "since_the_last_id", {"since_id": str, "max_id": str, "count": int}, [ITEM]
    ),
    _unpaged("foreign_ids", {"after": ID, "limit": int}, [MEMBER]),
    _unpaged(
        "switched_on",
        {"use_marker": bool, "marker": str},
        {"entries": [ITEM], "next_marker": str},
    ),
    _unpaged(
        "single_with_lists",
        {"page": int, "per_page": int},
        {"id": str, "name": str, "roles": [ITEM]},
        path="users/me",
    ),
    _unpaged("numbers_of_blocks", {"from": int, "limit": int}, [{"number": int}]),
    _unpaged(
        "utc_offset",
        {"offset": int, "limit": int},
        [ITEM],
        texts={"offset": "Offset from UTC in minutes."},
    ),
    _unpaged(
        "made_with_a_cursor",
        {"name": str, "cursor": str},
        {"id": str, "lines": [ITEM], "cursor": str},
        method="post",
    ),
    _unpaged("another_notation", {"/page": int, "limit": int}, [ITEM]),
    _unpaged("password_token", {"token": str}, {"roles": [str], "token": str}),
]
