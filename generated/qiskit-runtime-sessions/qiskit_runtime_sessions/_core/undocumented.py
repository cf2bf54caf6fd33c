"""Requests that the API document does not describe."""

# pyright: reportPrivateUsage=false

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypedDict

import httpx2

from .bodies import RequestBody
from .errors import RequestValidationError
from .json_values import UNSET
from .operation import Operation, RequestOptionsLike, ResponseSpec, options_of
from .path_parameters import DOT_SEGMENT

if TYPE_CHECKING:
    from .client_core import ClientCore

_ANY_JSON = RequestBody({"application/json": lambda: Any}, nullable=True)


class Inputs(TypedDict, total=False):
    """Keyword arguments of ``client.request``."""

    query: Mapping[str, object] | None
    json: Any
    options: RequestOptionsLike | None


async def send_request(
    client: "ClientCore", method: str, path: str, cast_to: Any, given: Inputs
) -> Any:
    """Send a request and return its result, of the type ``cast_to``.

    Raises:
        RequestValidationError: The path is not below the base URL.
        TypeError: There is an unknown keyword argument.
    """
    for name in given.keys() - Inputs.__annotations__.keys():
        raise TypeError(f"request() got an unexpected keyword argument {name!r}")
    base = f"{client.base_url}/"
    relative = path.removeprefix(base).lstrip("/")
    before_query = relative.partition("?")[0]
    if "://" in before_query:
        raise RequestValidationError(f"path: should be relative to {base}")
    if DOT_SEGMENT.search(before_query):
        raise RequestValidationError("path: a segment must not be '.' or '..'")
    operation: Operation[Any] = Operation(
        name=f"{method} {path[:100]}",
        method=method.upper(),
        # Braces are no parameters here.
        path="/" + relative.replace("{", "%7B").replace("}", "%7D"),
        body=_ANY_JSON,
        responses=_responses(cast_to),
        security=None,
    )
    options, query = options_of(given.get("options")), given.get("query") or {}
    present = {name: value for name, value in query.items() if value is not None}
    options = replace(options, extra_query=present | {**(options.extra_query or {})})
    body = given.get("json", UNSET)
    if cast_to is httpx2.Response:
        call = client._prepare(operation, {"body": body, "options": options})
        return await client._send(call)
    return await client._perform(operation, {"body": body, "options": options})


@lru_cache(maxsize=128)
def _responses(cast_to: Any) -> dict[str, ResponseSpec]:
    return {"2XX": ResponseSpec({"*/*": lambda: Any if cast_to is None else cast_to})}
