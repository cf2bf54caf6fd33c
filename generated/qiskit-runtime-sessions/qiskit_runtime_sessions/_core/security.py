"""Security schemes and credentials (OpenAPI 3.2, Security Scheme Object).

A credential is a string or a callable that returns one; callables are asked anew for
each attempt, and once more after a 401. Secrets are kept out of every ``repr``.
"""

from __future__ import annotations

import base64
import inspect
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, cast
from urllib.parse import quote

from .errors import MissingCredentialsError
from .oauth import ClientCredentials, RefreshToken, TokenCache

if TYPE_CHECKING:
    import ssl

__all__ = [
    "APIKey",
    "AsyncBasicCredential",
    "AsyncCredential",
    "AsyncOAuthCredential",
    "BasicCredential",
    "ClientCertificate",
    "Credential",
    "Credentials",
    "HTTPBasic",
    "HTTPBearer",
    "HTTPScheme",
    "MutualTLS",
    "OAuth2",
    "OAuthCredential",
    "OpenIDConnect",
    "Scheme",
    "Signature",
]

Credential: TypeAlias = str | Callable[[], str]
AsyncCredential: TypeAlias = str | Callable[[], str | Awaitable[str]]
BasicCredential: TypeAlias = tuple[str, str] | Callable[[], tuple[str, str]]
AsyncBasicCredential: TypeAlias = (
    tuple[str, str] | Callable[[], tuple[str, str] | Awaitable[tuple[str, str]]]
)
OAuthCredential: TypeAlias = Credential | ClientCredentials | RefreshToken
AsyncOAuthCredential: TypeAlias = AsyncCredential | ClientCredentials | RefreshToken
GetToken: TypeAlias = Callable[[TokenCache, str | None], Awaitable[str]]
ClientCertificate: TypeAlias = "str | tuple[str, str] | ssl.SSLContext"
"""Path of a PEM file, paths of certificate and key, or a context that has them."""


@dataclass(eq=False, repr=False)
class Signature:
    """What the credentials add to one request."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: list[str] = field(default_factory=list[str])
    cookies: list[str] = field(default_factory=list[str])
    secrets: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(eq=False, repr=False)
class Scheme:
    """A security scheme.

    Args:
        keyword: The constructor's argument for the credential.
        env: Environment variable that is asked when it is not given.
    """

    keyword: str
    env: str | None = None
    expected: ClassVar[str] = "a string"

    def takes(self, secret: object) -> bool:
        """Whether a credential is of the expected kind."""
        return isinstance(secret, str)

    def sign(self, secret: Any, signature: Signature) -> None:
        """Put the credential where the scheme wants it."""
        signature.headers["Authorization"] = f"Bearer {secret}"

    def from_env(self, text: str) -> Any:
        """The credential in an environment variable's text."""
        return text


class HTTPBearer(Scheme):
    """``Authorization: Bearer`` (RFC 6750)."""


class OpenIDConnect(Scheme):
    """OpenID Connect; the credential is an access token, sent as bearer."""


class HTTPBasic(Scheme):
    """User name and password (RFC 7617); in the environment ``user:password``."""

    expected = "a pair of user name and password"

    def takes(self, secret: object) -> bool:
        pair = cast("tuple[object, ...]", secret) if isinstance(secret, tuple) else ()
        return len(pair) == 2 and all(isinstance(part, str) for part in pair)

    def sign(self, secret: Any, signature: Signature) -> None:
        pair = f"{secret[0]}:{secret[1]}".encode()
        text = base64.b64encode(pair).decode()
        signature.headers["Authorization"] = f"Basic {text}"

    def from_env(self, text: str) -> Any:
        user, _, password = text.partition(":")
        return user, password


@dataclass(eq=False, repr=False)
class HTTPScheme(Scheme):
    """Any other HTTP scheme; the credential is the whole Authorization value."""

    scheme: str = ""

    def sign(self, secret: Any, signature: Signature) -> None:
        signature.headers["Authorization"] = secret


@dataclass(eq=False, repr=False)
class APIKey(Scheme):
    """A key in a header, the query or a cookie."""

    location: Literal["header", "query", "cookie"] = "header"
    name: str = ""

    def sign(self, secret: Any, signature: Signature) -> None:
        if self.location == "header":
            signature.headers[self.name] = secret
            return
        pair = f"{quote(self.name, safe='')}={quote(secret, safe='')}"
        place = signature.query if self.location == "query" else signature.cookies
        place.append(pair)


@dataclass(eq=False, repr=False)
class OAuth2(Scheme):
    """OAuth 2.0 (RFC 6749); sent as bearer."""

    token_url: str | None = None
    refresh_url: str | None = None
    scopes: tuple[str, ...] = ()


class MutualTLS(Scheme):
    """A client certificate; it belongs to the connection, not to the request."""

    def takes(self, secret: object) -> bool:
        return True

    def sign(self, secret: Any, signature: Signature) -> None:
        return None


class Credentials:
    """The credentials of one client.

    Args:
        schemes: The API's schemes by key.
        given: Constructor keyword -> credential, None where it was not given.
        connected: Whether connections are the caller's own, with their certificates.
    """

    def __init__(
        self, schemes: Mapping[str, Scheme], given: Mapping[str, Any], connected: bool
    ) -> None:
        self._schemes = schemes
        self._values: dict[str, Any] = {}
        for scheme in schemes.values():
            value = given.get(scheme.keyword)
            text = os.environ.get(scheme.env, "") if scheme.env else ""
            if value is None and text:
                value = scheme.from_env(text)
            if value is None and connected and isinstance(scheme, MutualTLS):
                value = ""
            if isinstance(value, ClientCredentials | RefreshToken):
                oauth = scheme if isinstance(scheme, OAuth2) else OAuth2("")
                value = TokenCache(value, oauth.token_url, oauth.refresh_url)
            if value is not None:
                self._values[scheme.keyword] = value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(sorted(self._values))})"

    @property
    def certificate(self) -> Any:
        """The client certificate, if one was given."""
        keys = [s.keyword for s in self._schemes.values() if isinstance(s, MutualTLS)]
        return next((self._values[key] for key in keys if key in self._values), None)

    def choose(
        self, operation: str, security: Sequence[Sequence[str]] | None
    ) -> list[Scheme]:
        """The schemes to use for an operation.

        Raises:
            MissingCredentialsError: No alternative is complete and it is not optional.
        """
        if security is None:
            return [s for s in self._schemes.values() if s.keyword in self._values]
        for alternative in security:
            schemes = [self._schemes.get(key) for key in alternative]
            if alternative and all(s and s.keyword in self._values for s in schemes):
                return [scheme for scheme in schemes if scheme]
        if not security or any(not alternative for alternative in security):
            return []
        raise MissingCredentialsError(self._missing(operation, security))

    def _missing(self, operation: str, security: Sequence[Sequence[str]]) -> str:
        ways: list[str] = []
        for alternative in security:
            schemes = [
                self._schemes[key] for key in alternative if key in self._schemes
            ]
            lacking = [s for s in schemes if s.keyword not in self._values]
            names = [
                f"{s.keyword} (or {s.env})" if s.env else s.keyword for s in lacking
            ]
            ways.append(" and ".join(names))
        listed = "; or ".join(way for way in ways if way)
        return f"{operation} needs credentials; give the client {listed}"

    def asked(self, schemes: Sequence[Scheme]) -> bool:
        """Whether any credential of these is asked for, and may be another next time."""
        values = [self._values[scheme.keyword] for scheme in schemes]
        return any(callable(v) or isinstance(v, TokenCache) for v in values)

    async def sign(
        self, schemes: Sequence[Scheme], token: GetToken, refused: Signature | None
    ) -> Signature:
        """Ask for the credentials and sign; callables may return awaitables.

        Args:
            schemes: What :meth:`choose` chose.
            token: Asks a cache for its token, given the one just refused.
            refused: The signature that the server has just refused.
        """
        signature = Signature()
        for scheme in schemes:
            secret = self._values[scheme.keyword]
            if isinstance(secret, TokenCache):
                last = refused.secrets.get(scheme.keyword) if refused else None
                secret = await token(secret, last)
            elif callable(secret):
                secret = secret()
                if inspect.isawaitable(secret):
                    secret = await secret
            if not scheme.takes(secret):
                raise MissingCredentialsError(
                    f"{scheme.keyword}: expected {scheme.expected}"
                )
            signature.secrets[scheme.keyword] = secret
            scheme.sign(secret, signature)
        return signature
