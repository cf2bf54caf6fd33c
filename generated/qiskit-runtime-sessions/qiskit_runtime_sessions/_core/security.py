"""Security schemes and credentials (OpenAPI 3.2, Security Scheme Object).

A credential is a string, a callable that returns one, or a grant of OAuth 2.0 (RFC
6749), with which the client gets tokens and renews them itself. Callables are asked
anew for each attempt, and once more after a 401. No ``repr`` shows a secret.
"""

import base64
import os
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, cast
from urllib.parse import quote, quote_plus

import httpx2

from .errors import MissingCredentialsError, status_error
from .json_values import is_object
from .sync_bridge import settled

if TYPE_CHECKING:
    from asyncio import Task

_LEEWAY = 30.0
_UNKNOWN_LIFETIME = 3600.0


@dataclass(frozen=True)
class ClientCredentials:
    """The client credentials grant (RFC 6749, 4.4).

    Args:
        client_id: The client's id.
        client_secret: Its secret.
        scopes: What to ask for; the server decides where empty.
        token_url: Where to ask, if not where the document says.
        authentication: Whether the secret goes in a header or in the form (2.3.1).
    """

    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    token_url: str | None = None
    authentication: Literal["basic", "form"] = "basic"


@dataclass(frozen=True)
class RefreshToken:
    """The refresh token grant (RFC 6749, 6); a rotated token is remembered.

    Args:
        refresh_token: The token.
        client_id: The client's id, where the server wants it.
        client_secret: Its secret, for confidential clients.
        scopes, token_url, authentication: As for :class:`ClientCredentials`.
    """

    refresh_token: str = field(repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...] = ()
    token_url: str | None = None
    authentication: Literal["basic", "form"] = "basic"


_Pair: TypeAlias = tuple[str, str]
Credential: TypeAlias = str | Callable[[], str]
AsyncCredential: TypeAlias = str | Callable[[], str | Awaitable[str]]
BasicCredential: TypeAlias = _Pair | Callable[[], _Pair]
AsyncBasicCredential: TypeAlias = _Pair | Callable[[], _Pair | Awaitable[_Pair]]
OAuthCredential: TypeAlias = Credential | ClientCredentials | RefreshToken
AsyncOAuthCredential: TypeAlias = AsyncCredential | ClientCredentials | RefreshToken
ClientCertificate: TypeAlias = str | tuple[str, str] | ssl.SSLContext
"""Path of a PEM file, paths of certificate and key, or a context that has them."""
Post: TypeAlias = Callable[
    [str, dict[str, str], _Pair | None], Awaitable[httpx2.Response]
]
"""Sends a form to a URL, with a user name and password for basic authentication."""


@dataclass(eq=False, repr=False)
class Signature:
    """What the credentials add to one request."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: list[str] = field(default_factory=list[str])
    cookies: list[str] = field(default_factory=list[str])
    secrets: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(eq=False, repr=False)
class HTTPBearer:
    """``Authorization: Bearer`` (RFC 6750); the base of the other schemes.

    ``keyword`` is the constructor's, ``env`` is asked where it is not given.
    """

    keyword: str
    env: str | None = None
    prefix: ClassVar[str] = "Bearer "
    expected: ClassVar[str] = "text"

    def takes(self, secret: object) -> bool:
        """Whether the credential is what is expected."""
        return isinstance(secret, str)

    def sign(self, secret: Any, signature: Signature) -> None:
        """Put the credential where the scheme wants it."""
        signature.headers["Authorization"] = self.prefix + secret

    def from_env(self, text: str) -> Any:
        """The credential in an environment variable's text."""
        return text


class HTTPScheme(HTTPBearer):
    """Any other HTTP scheme; the credential is the whole Authorization value."""

    prefix = ""


class HTTPBasic(HTTPBearer):
    """User name and password (RFC 7617); in the environment ``user:password``."""

    expected = "a pair of user name and password"

    def takes(self, secret: object) -> bool:
        pair = cast("tuple[object, ...]", secret) if isinstance(secret, tuple) else ()
        return [isinstance(part, str) for part in pair] == [True, True]

    def sign(self, secret: Any, signature: Signature) -> None:
        text = base64.b64encode(":".join(secret).encode()).decode()
        signature.headers["Authorization"] = f"Basic {text}"

    def from_env(self, text: str) -> Any:
        return text.partition(":")[::2]


@dataclass(eq=False, repr=False)
class APIKey(HTTPBearer):
    """A key in a header, the query or a cookie."""

    location: Literal["header", "query", "cookie"] = "header"
    name: str = ""

    def sign(self, secret: Any, signature: Signature) -> None:
        if self.location == "header":
            signature.headers[self.name] = secret
            return
        place = signature.query if self.location == "query" else signature.cookies
        place.append(f"{quote(self.name, safe='')}={quote(secret, safe='')}")


@dataclass(eq=False, repr=False)
class OAuth2(HTTPBearer):
    """OAuth 2.0 (RFC 6749); sent as bearer."""

    token_url: str | None = None
    refresh_url: str | None = None
    scopes: tuple[str, ...] = ()


class MutualTLS(HTTPBearer):
    """A client certificate; it belongs to the connection, not to the request."""

    def takes(self, secret: object) -> bool:
        return True

    def sign(self, secret: Any, signature: Signature) -> None:
        pass


class _Tokens:
    """The access tokens of a grant, renewed once at a time whoever asks for it."""

    def __init__(self, grant: ClientCredentials | RefreshToken, scheme: Any) -> None:
        self._refresh = grant.refresh_token if isinstance(grant, RefreshToken) else ""
        known = scheme if isinstance(scheme, OAuth2) else OAuth2("")
        refresh_url = known.refresh_url if self._refresh else None
        url = grant.token_url or refresh_url or known.token_url
        if not url:
            raise MissingCredentialsError("token_url: the document names none")
        self._grant, self._url = grant, url
        self._token, self._expires = "", 0.0
        self._lock = threading.Lock()
        self._renewal: Task[None] | None = None

    async def token(self, post: Post, threaded: bool, refused: str | None) -> str:
        """The token; a new one if it has expired or was refused.

        Threads wait for each other; tasks share a renewal, which no cancellation stops.
        """
        if threaded:
            with self._lock:
                if not self._usable(refused):
                    await self._renew(post)
                return self._token
        if not self._usable(refused):
            from asyncio import ensure_future, shield  # takes long to import

            if self._renewal is None or self._renewal.done():
                self._renewal = ensure_future(self._renew(post))
                # Where every caller was cancelled, nobody else looks at the exception.
                self._renewal.add_done_callback(
                    lambda t: t.cancelled() or t.exception()
                )
            await shield(self._renewal)
        return self._token

    def _usable(self, refused: str | None) -> bool:
        current = self._token and time.monotonic() < self._expires
        return bool(current) and self._token != refused

    async def _renew(self, post: Post) -> None:
        grant, basic = self._grant, None
        form = {"grant_type": "client_credentials"}
        if isinstance(grant, RefreshToken):
            form = {"grant_type": "refresh_token", "refresh_token": self._refresh}
        if grant.scopes:
            form["scope"] = " ".join(grant.scopes)
        if grant.client_id and grant.client_secret and grant.authentication == "basic":
            basic = quote_plus(grant.client_id), quote_plus(grant.client_secret)
        elif grant.client_id:
            form["client_id"] = grant.client_id
            form |= (
                {"client_secret": grant.client_secret} if grant.client_secret else {}
            )
        self._accept(await post(self._url, form, basic))

    def _accept(self, response: httpx2.Response) -> None:
        answer: Any = None
        try:
            answer = response.json()
        except (ValueError, RecursionError):
            pass
        answer = answer if is_object(answer) else {}
        token = answer.get("access_token")
        if response.status_code != 200 or not isinstance(token, str):
            # Only these two members of RFC 6749, 5.2 are shown: a body may hold a token.
            shown = [answer.get(key) for key in ("error", "error_description")]
            text = ": ".join(part for part in shown if isinstance(part, str))
            text = text or "the answer has no access token"
            raise status_error(response, None, text)
        lifetime = answer.get("expires_in")
        seconds = lifetime if isinstance(lifetime, int | float) else _UNKNOWN_LIFETIME
        self._token = token
        self._expires = time.monotonic() + seconds - min(_LEEWAY, seconds / 10)
        rotated = answer.get("refresh_token")
        if isinstance(rotated, str) and self._refresh:
            self._refresh = rotated


class Credentials:
    """The credentials of one client, by the keywords of its constructor.

    Those that were not given are in the environment, or nowhere; certificates may be
    those of a client of httpx2 that is the caller's own (``connected``).
    """

    def __init__(
        self,
        schemes: Mapping[str, HTTPBearer],
        given: Mapping[str, Any],
        connected: bool,
    ) -> None:
        self._schemes = schemes
        self.certificate: Any = None
        self._values: dict[str, Any] = {}
        for scheme in schemes.values():
            value = given.get(scheme.keyword)
            text = os.environ.get(scheme.env, "") if scheme.env else ""
            if value is None and text:
                value = scheme.from_env(text)
            if isinstance(value, ClientCredentials | RefreshToken):
                value = _Tokens(value, scheme)
            if isinstance(scheme, MutualTLS):
                self.certificate = self.certificate or value
                value = "" if connected and value is None else value
            if value is not None:
                self._values[scheme.keyword] = value

    def choose(
        self, operation: str, security: Sequence[Sequence[str]] | None
    ) -> list[HTTPBearer]:
        """The schemes to use for an operation: those of the first complete alternative.

        Raises:
            MissingCredentialsError: No alternative is complete and it is not optional.
        """
        if security is None:
            return [s for s in self._schemes.values() if s.keyword in self._values]
        ways: list[str] = []
        for alternative in filter(None, security):
            known = [self._schemes[key] for key in alternative if key in self._schemes]
            lacking = [scheme for scheme in known if scheme.keyword not in self._values]
            if not lacking and len(known) == len(alternative):
                return known
            told = (
                f"{s.keyword} (or {s.env})" if s.env else s.keyword for s in lacking
            )
            ways.append(" and ".join(told))
        if ways and all(security):
            listed = "; or ".join(filter(None, ways))
            message = f"{operation} needs credentials; give the client {listed}"
            raise MissingCredentialsError(message)
        return []

    def asked(self, schemes: Sequence[HTTPBearer]) -> bool:
        """Whether any credential of these is asked for, and may be another next time."""
        values = [self._values[scheme.keyword] for scheme in schemes]
        return any(callable(v) or isinstance(v, _Tokens) for v in values)

    async def sign(
        self,
        schemes: Sequence[HTTPBearer],
        post: Post,
        threaded: bool,
        refused: Signature | None,
    ) -> Signature:
        """Ask for the credentials, with ``post`` for tokens, and sign.

        A token that was just ``refused`` is renewed.
        """
        signature = Signature()
        for scheme in schemes:
            secret = self._values[scheme.keyword]
            if isinstance(secret, _Tokens):
                last = refused.secrets.get(scheme.keyword) if refused else None
                secret = await secret.token(post, threaded, last)
            elif callable(secret):
                secret = await settled(secret())
            if not scheme.takes(secret):
                message = f"{scheme.keyword}: expected {scheme.expected}"
                raise MissingCredentialsError(message)
            signature.secrets[scheme.keyword] = secret
            scheme.sign(secret, signature)
        return signature
