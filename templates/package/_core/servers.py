"""Servers whose URL has variables, and servers of single operations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2


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

    def __call__(self, base_url: str, values: Mapping[str, Any]) -> str:
        """Return the URL; a relative template is resolved against the base URL.

        Raises:
            ValueError: As :func:`expand_server`.
        """
        given = {name: v for name, v in values.items() if name in self.variables}
        url = expand_server(self.template, self.variables, given)
        return str(httpx2.URL(base_url + "/").join(url))


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
