"""Test cases: a method, its operation and what was decided about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Arguments", "Case"]

Arguments = tuple[list[Any], dict[str, Any]]
"""Positional and keyword arguments."""


@dataclass(frozen=True)
class Case:
    """A method of the client, the operation that it calls, and what the generator decided
    about it where the document leaves a choice.

    Args:
        name: The method as an attribute of the client: ``pets.create``.
        method: The HTTP method.
        path: The path template.
        names: Python names of arguments by name in the document, where they differ. If
            several arguments have the same name in the document, the location precedes
            it: ``query.id``.
        whole: Media types whose body is the single argument ``body``; for the others,
            each property of the body is an argument.
        body: The properties of the body that are arguments, where these are not just
            the properties that its schema lists.
        constants: The properties of the body that each call sends, with their values.
        omitted: The properties of the body that no argument gives.
        flags: The only value that a method takes for a boolean, by ``location.name``: the
            flag for streams, where it is a parameter or need not be given.
        required: The properties of the body that a method requires which does not take
            all variants of the body.
        additional: Whether ``additional_properties`` takes all other properties.
        sends_body: Whether each call sends the body, although it is optional.
        sent_as: The media types that are sent instead of ranges.
        files: The properties of a form that are given as bytes.
        raw: The properties of a form whose texts are JSON already where their media type
            is JSON.
        binary: Further media types whose content is bytes.
        results: The statuses that are returned, where these are not those of the 2xx
            range; all others are raised.
        alternatives: Media types of results that the client does not ask for.
        stream: Whether the method iterates over the items of streams; the method for
            other results may be another one.
        unwrap: JSON pointer of the value that the method returns of a JSON object.
        pages: Whether the method iterates over pages, each of which is a response.
        events: Whether the items are whole events, not only the data of events.
        idempotency: The header with a key that the client makes up for each call.
        all_credentials: Whether all credentials are sent, because the operation
            requires one that the document does not define.
        credentials: The security schemes whose credential is sent in the place of a
            required parameter, by ``location.name``: it may need no argument.
        server: The operation's own server, whether or not the client has a base URL.
        file: The name of the file in ``tests/wire``, if it is not made of the names of
            the resources.
    """

    name: str
    method: str
    path: str
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    whole: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    constants: Mapping[str, bool] = field(default_factory=dict[str, bool])
    omitted: tuple[str, ...] = ()
    flags: Mapping[str, bool] = field(default_factory=dict[str, bool])
    required: tuple[str, ...] = ()
    additional: bool = False
    sends_body: bool = False
    sent_as: Mapping[str, str] = field(default_factory=dict[str, str])
    files: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    binary: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    stream: bool = False
    pages: bool = False
    unwrap: str = ""
    events: bool = False
    idempotency: str = ""
    all_credentials: bool = False
    credentials: Mapping[str, Sequence[str]] = field(
        default_factory=dict[str, Sequence[str]]
    )
    server: str = ""
    file: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The method of the client, and that of the document."""
        return f"{self.name} ({self.method} {self.path})"

    def argument(self, location: str, name: str) -> str:
        """Return the Python name of an argument by its name in the document."""
        default = self.names.get(name, name)
        return self.names.get(f"{location}.{name}", default)
