"""Servers whose URL has variables, and servers of single operations."""

# The server of an operation uses the private attributes of the client.
# pyright: reportPrivateUsage=false

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import httpx2

from .client_core import ClientCore
from .operation import Operation
from .request import Fields
from .urls import check_base_url

_Security: TypeAlias = tuple[tuple[str, ...], ...] | None


@dataclass(eq=False, repr=False)
class ServerVariable:
    """A variable of a server URL (OpenAPI 3.2, Server Variable Object)."""

    default: str
    enum: tuple[str, ...] = ()


@dataclass(eq=False, repr=False)
class OperationServer:
    """The server of an operation, unless the client has a ``base_url``."""

    template: str
    variables: Mapping[str, ServerVariable] = field(
        default_factory=dict[str, ServerVariable]
    )

    def __call__(
        self, client: ClientCore, operation: Operation[Any]
    ) -> tuple[str, Fields, _Security]:
        """Return the URL, and the headers and the security of a call.

        A server that is not trusted does not get those of the client. A relative
        template is resolved against the base URL.

        Raises:
            ValueError: As :func:`expand_server`.
        """
        values = client._server_variables
        given = {name: v for name, v in values.items() if name in self.variables}
        url = expand_server(self.template, self.variables, given)
        url = check_base_url(str(httpx2.URL(client.base_url + "/").join(url)))
        if client._is_trusted(url):
            return url, client._headers, operation.security
        if operation.security != ():
            message = "%s: the server %s does not get the credentials and headers"
            message += " of this client; use a client with this base_url instead"
            client._logger.warning(message, operation.name, url)
        return url, {n: client._headers[n] for n in client._own_headers}, ()


def expand_server(
    template: str,
    variables: Mapping[str, ServerVariable],
    values: Mapping[str, Any] | None,
) -> str:
    """Return the URL of a server with its variables replaced.

    Args:
        template: URL with ``{name}`` for each variable.
        variables: Name -> declared variable.
        values: Name -> value; a variable without one takes its default.

    Raises:
        ValueError: A variable is not declared, or a value is not in its enum or has
            characters that would change another part of the URL.
    """
    values = values or {}
    for name in values:
        if name not in variables:
            message = f"server_variables: {name} is not a variable of {template}"
            raise ValueError(message)
    url = template
    for name, variable in variables.items():
        value = values.get(name)
        if name in values and variable.enum and value not in variable.enum:
            allowed = ", ".join(variable.enum)
            raise ValueError(f"server_variables: {name}: expected one of {allowed}")
        text = variable.default if value is None else str(value)
        before = url.partition("{" + name + "}")[0]
        in_host = "/" not in before.partition("://")[2]
        # A variable right after the host may be the whole path: "https://host{path}".
        begins_path = in_host and variable.default.startswith("/")
        forbidden = "^(?!/)" if begins_path else "/" if in_host else r"\s"
        documented = text == variable.default or text in variable.enum
        if not documented and re.search(rf"[\s?#@\\\x00-\x1f]|{forbidden}", text):
            raise ValueError(f"server_variables: {name} has a forbidden character")
        url = url.replace("{" + name + "}", text)
    return url
