"""The credentials that a request must have (OpenAPI 3.2, 4.27 and 4.30)."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from generator.contract.document import Document
from generator.contract.json_values import is_object
from generator.contract.judging.pairs import Unread
from generator.contract.operation import Operation

__all__ = ["Credentials", "Secret"]

Secret = str | tuple[str, str]
"""A credential, or user name and password."""


class Credentials:
    """The security schemes of a document, and the credentials of a client for them.

    Args:
        document: The document.
        schemes: The security schemes by the keyword of the client's constructor that
            takes their credential; None if the credentials are not known.
    """

    def __init__(
        self, document: Document, schemes: Mapping[str, str] | None = None
    ) -> None:
        self._document = document
        self._described = document.schemes
        self.keywords: Mapping[str, str] = {} if schemes is None else schemes
        self._is_known = schemes is not None
        self._secrets = {
            scheme: self._made_up(scheme, keyword)
            for keyword, scheme in self.keywords.items()
        }

    def _made_up(self, scheme: str, keyword: str) -> Secret:
        """A credential that no other scheme has."""
        is_basic = self._kind(scheme) == ("http", "basic")
        return (f"user-{keyword}", "password") if is_basic else f"secret-{keyword}"

    def _kind(self, scheme: str) -> tuple[Any, str]:
        described = self._described[scheme]
        return described.get("type"), str(described.get("scheme", "")).lower()

    def of_type(self, name: str) -> set[str]:
        """Return the security schemes of a type."""
        return {key for key in self._described if self._kind(key)[0] == name}

    def arguments(self, schemes: set[str] | None = None) -> dict[str, Secret]:
        """Return the credentials for some schemes, or all, by keyword."""
        return {
            keyword: self._secrets[scheme]
            for keyword, scheme in self.keywords.items()
            if schemes is None or scheme in schemes
        }

    def alternatives(self, operation: Operation) -> list[set[str]]:
        """Return the sets of security schemes of which a request must have one."""
        if operation.security is None:
            return [set(self._secrets)]
        return self._usable(operation) or [set()]

    def _usable(self, operation: Operation) -> list[set[str]]:
        """Return the alternatives without the schemes that no client can send, which the
        constructor has no argument for.
        """
        alternatives = [
            set(each) & set(self._secrets) for each in operation.security or ()
        ]
        return [each for each in alternatives if each]

    def are_needed(self, operation: Operation, values: Mapping[str, Any]) -> bool:
        """Return whether an operation cannot be called without any credentials, with
        these values by location and name.
        """
        # A TLS certificate belongs to the connection, which always exists.
        others = self.of_type("mutualTLS") | self._given(values) | self._spread(values)
        usable, is_optional = self._usable(operation), not all(operation.security or ())
        return bool(usable and not is_optional and all(e - others for e in usable))

    def _given(self, values: Mapping[str, Any]) -> set[str]:
        """Return the schemes in the place of whose credential a call has a value."""
        places = {key: self._document.credential_place(key) for key in self._described}
        return {key for key, place in places.items() if _is_given(*place, values)}

    def _spread(self, values: Mapping[str, Any]) -> set[str]:
        """Return the schemes whose credential has the name of a property of an object in
        the query, which may be a pair of its own.
        """
        objects = [
            *values.get("query", {}).values(),
            *values.get("querystring", {}).values(),
        ]
        names = {name for value in objects if is_object(value) for name in value}
        places = {key: self._document.credential_place(key) for key in self._described}
        return {
            k for k, (at, name) in places.items() if at == "query" and name in names
        }

    def problems(
        self, operation: Operation, unread: Unread, values: Mapping[str, Any]
    ) -> Iterator[str]:
        """Yield what is wrong with the credentials of a request: it has exactly those of
        one alternative, or, if they are not known, at least those. A parameter at the
        place of a credential may take its place.

        Args:
            values: The values of the call, by location and name.
        """
        places = {key: self._document.credential_place(key) for key in self._described}
        given = self._given(values)
        if self._is_known:
            sent = {
                key
                for key in self._secrets
                if self._credential(key) in unread.values(*places[key])
            }
            for key in sorted(sent & given):
                yield f"/security: expected {key} from the argument alone, got both"
            for key in sent:
                unread.take(*places[key], self._credential(key))
            alternatives = self.alternatives(operation)
            given |= self._spread(values)
            is_right = any(
                self._is_alternative(found, each)
                for each in alternatives
                for found in (sent, sent | (given & each))
            )
        else:
            # A TLS certificate has no place.
            sent = {k for k, at in places.items() if not at[0] or unread.values(*at)}
            for key in sent - given:
                for value in unread.values(*places[key]):
                    unread.take(*places[key], value)
            alternatives = [set(each) for each in operation.security or ((),)]
            is_right = any(each <= sent for each in alternatives)
        if not is_right:
            expected = " or ".join(map(_listed, alternatives))
            yield f"/security: expected {expected}, got {_listed(sent)}"

    def _is_alternative(self, sent: set[str], required: set[str]) -> bool:
        """Whether the credentials in a request are the required ones and no others.

        Schemes that a request does not show count as sent. If several have the same
        place, such as the Authorization header, one is enough.
        """
        shown, wanted = (
            {
                self._shown(key)
                for key in keys
                if self._document.credential_place(key)[0]
            }
            for keys in (sent, required)
        )
        return shown <= wanted and {e[:2] for e in shown} == {e[:2] for e in wanted}

    def _shown(self, scheme: str) -> tuple[str, str, str]:
        """Location, name and value: what schemes with the same credential share."""
        location, name = self._document.credential_place(scheme)
        return location, name.lower(), self._credential(scheme)

    def _credential(self, scheme: str) -> str:
        """The value of a credential in a request."""
        secret, (kind, name) = self._secrets[scheme], self._kind(scheme)
        if isinstance(secret, tuple):
            return f"Basic {base64.b64encode(':'.join(secret).encode()).decode()}"
        is_verbatim = kind == "apiKey" or (kind == "http" and name != "bearer")
        return secret if is_verbatim else f"Bearer {secret}"


def _is_given(location: str, name: str, values: Mapping[str, Any]) -> bool:
    """Whether a parameter of a call has a place; names of headers have no case."""
    names = values.get(location, {})
    if location == "header":
        return name.lower() in map(str.lower, names)
    return name in names


def _listed(schemes: set[str]) -> str:
    return " and ".join(sorted(schemes)) or "no credentials"
