"""Requests of next pages: their URLs, and the parameters that select them."""

import re
from typing import Any, Literal

import httpx2
from pydantic_core import from_json

from .bodies import Payload
from .errors import APIError
from .json_values import dump_json, essence, is_array, is_json, is_object, scalar_text
from .parameters import Parameter
from .request import Call, header_fields
from .urls import is_same_server, is_web_url, name_of, origin, pairs_in

_LINK = re.compile(r'<([^<>]*)>((?:[^<>",]|"(?:[^"\\]|\\.)*")*)')
_PARAMETER = re.compile(
    r';\s*([^\s=;,"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?'
)


def link_to_next(header: str) -> str | None:
    """Return the target of the link with the relation ``next`` (RFC 8288, 3)."""
    for target, parameters in _LINK.findall(header):
        for name, *value in _PARAMETER.findall(parameters):
            if name.lower() == "rel":  # of several, only the first one counts
                if "next" in "".join(value).lower().split():
                    return str(target)
                break
    return None


def follow_url(call: Call, base: httpx2.URL, target: object) -> None:
    """Let a call request the URL of a next page.

    The credentials of the call go to its own origin only, or to the same host with TLS.

    Args:
        base: URL of the page before, to which the target may be relative.

    Raises:
        APIError: The target is no URL, or it is on another origin.
    """
    url = _join(base, target)
    if url is None or not is_web_url(url):
        raise APIError(f"{call.operation.name}: the next page has no valid URL")
    if url.userinfo or not is_same_server(url, origin(httpx2.URL(call.url))):
        raise APIError(f"{call.operation.name}: the next page is on another origin")
    # The link may repeat the keys of the call.
    names = {name for location, name in call.keys if location == "query"}
    keys = [pair for pair in call.query if name_of(pair) in names]
    call.query = [p for p in pairs_in(url) if name_of(p) not in names] + keys
    call.url = str(url.copy_with(query=None, fragment=None))
    call.label = f"{call.operation.method} {call.url}"


def _join(base: httpx2.URL, target: object) -> httpx2.URL | None:
    try:
        return base.join(target.strip()) if isinstance(target, str) else None
    except (httpx2.InvalidURL, ValueError):
        return None


def _without(query: list[str], name: str) -> list[str]:
    """Return the pairs of a query that have another name."""
    pairs = "&".join(query).split("&")
    return [pair for pair in pairs if pair and name_of(pair) != name]


def _position(pair: str, order: list[str]) -> int:
    """Return the place of a pair of a query among the documented parameters."""
    name = name_of(pair).partition("[")[0]
    return order.index(name) if name in order else len(order)


def set_parameter(
    call: Call, location: Literal["query", "header", "body"], name: str, value: Any
) -> None:
    """Send a value of a page with a call, in place of the argument of this name.

    A number, text or boolean is sent as it came, whatever type the parameter has.

    Args:
        name: Name of the parameter; in the body, a JSON pointer.

    Raises:
        APIError: The value cannot be sent.
    """
    if location == "body":
        _set_in_body(call, name, value)
        return
    parameters = [p for p in call.operation.parameters if isinstance(p, Parameter)]
    parameter = next(p for p in parameters if (p.location, p.name) == (location, name))
    if is_object(value) or is_array(value) or parameter.content is not None:
        value = parameter.validated(value)
    if location == "query":
        pairs = _without(call.query, name) + parameter.query_pairs(value)
        order = [p.name for p in parameters if p.location == "query"]
        call.query = sorted(pairs, key=lambda pair: _position(pair, order))
    else:
        call.headers = call.headers | header_fields({name: scalar_text(value)})


def _set_in_body(call: Call, pointer: str, value: Any) -> None:
    payload, documented = call.payload, call.operation.body
    known = [] if documented is None else list(documented.content)
    media = next((m for m in known if is_json(essence(m))), "application/json")
    if payload is not None and not is_json(essence(payload.content_type)):
        raise APIError(f"{call.operation.name}: the next page needs a JSON body")
    if payload is None:
        payload = Payload(media, b"{}")
        call.headers = call.headers | header_fields({"Content-Type": media})
    body = _with_value(from_json(payload.content), pointer.split("/")[1:], value)
    call.payload = Payload(payload.content_type, dump_json(body).encode())


def _with_value(body: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    key = path[0].replace("~1", "/").replace("~0", "~")
    members = body if is_object(body) else {}
    return {**members, key: _with_value(members.get(key), path[1:], value)}
