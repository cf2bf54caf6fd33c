"""Security schemes and credentials (OpenAPI 3.2, Security Scheme Object).

A credential is a string, a callable that returns one, or an OAuth 2.0 grant (RFC 6749)
with which the client fetches and renews access tokens. Callables are called for each
attempt, and once more after a 401. No ``repr`` shows a secret.
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
from .sync_bridge import maybe_await

if TYPE_CHECKING:
    from asyncio import Task

_EXPIRY_MARGIN = 30.0
_DEFAULT_LIFETIME = 3600.0


@dataclass(frozen=True)
class ClientCredentials:
    """The client credentials grant (RFC 6749, 4.4).

    Args:
        client_id: Client identifier.
        client_secret: Client secret.
        scopes: Scopes to request; if empty, the server decides.
        token_url: Token endpoint; None is that of the API document.
        authentication: Send the secret in a header (``basic``) or in the form (RFC
            6749, 2.3.1).
    """

    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    token_url: str | None = None
    authentication: Literal["basic", "form"] = "basic"


@dataclass(frozen=True)
class RefreshToken:
    """The refresh token grant (RFC 6749, 6); rotated refresh tokens are used.

    Args:
        refresh_token: Refresh token.
        client_id: Client identifier, if the server requires it.
        client_secret: Client secret of a confidential client.
        scopes, token_url, authentication: As for :class:`ClientCredentials`.
    """

    refresh_token: str = field(repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...] = ()
    token_url: str | None = None
    authentication: Literal["basic", "form"] = "basic"


_UserPassword: TypeAlias = tuple[str, str]
Credential: TypeAlias = str | Callable[[], str]
AsyncCredential: TypeAlias = str | Callable[[], str | Awaitable[str]]
BasicCredential: TypeAlias = _UserPassword | Callable[[], _UserPassword]
AsyncBasicCredential: TypeAlias = (
    _UserPassword | Callable[[], _UserPassword | Awaitable[_UserPassword]]
)
OAuthCredential: TypeAlias = Credential | ClientCredentials | RefreshToken
AsyncOAuthCredential: TypeAlias = AsyncCredential | ClientCredentials | RefreshToken
ClientCertificate: TypeAlias = str | tuple[str, str] | ssl.SSLContext
"""Path of a PEM file, paths of certificate and key, or an SSL context with both."""
Post: TypeAlias = Callable[
    [str, dict[str, str], _UserPassword | None], Awaitable[httpx2.Response]
]
"""Posts a form to a URL, optionally with basic authentication."""


@dataclass(eq=False, repr=False)
class Signature:
    """The headers, query and cookies of the credentials for one request.

    ``secrets`` has the credentials by keyword of the constructor.
    """

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: list[str] = field(default_factory=list[str])
    cookies: list[str] = field(default_factory=list[str])
    secrets: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(eq=False, repr=False)
class HTTPBearer:
    """``Authorization: Bearer`` (RFC 6750), and base class of the other schemes.

    Args:
        keyword: Keyword of the client's constructor.
        env: Environment variable that is used if the keyword is not given.
    """

    keyword: str
    env: str | None = None
    prefix: ClassVar[str] = "Bearer "
    expected: ClassVar[str] = "text"

    def accepts(self, secret: object) -> bool:
        """Return whether the credential has the expected type."""
        return isinstance(secret, str)

    def sign(self, secret: Any, signature: Signature) -> None:
        """Add the credential to the headers, the query or the cookies."""
        signature.headers["Authorization"] = self.prefix + secret

    def from_env(self, text: str) -> Any:
        """Return the credential from the value of an environment variable."""
        return text


class HTTPScheme(HTTPBearer):
    """Another HTTP scheme; the credential is the whole Authorization header."""

    prefix = ""


class HTTPBasic(HTTPBearer):
    """User name and password (RFC 7617); ``user:password`` in the environment."""

    expected = "a pair of user name and password"

    def accepts(self, secret: object) -> bool:
        pair = cast("tuple[object, ...]", secret) if isinstance(secret, tuple) else ()
        return len(pair) == 2 and all(isinstance(part, str) for part in pair)

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
        pairs = signature.query if self.location == "query" else signature.cookies
        pairs.append(f"{quote(self.name, safe='')}={quote(secret, safe='')}")


@dataclass(eq=False, repr=False)
class OAuth2(HTTPBearer):
    """OAuth 2.0 (RFC 6749); the access token is sent as a bearer token."""

    token_url: str | None = None
    refresh_url: str | None = None
    scopes: tuple[str, ...] = ()


class MutualTLS(HTTPBearer):
    """A client certificate, which belongs to the connection, not to the request."""

    def accepts(self, secret: object) -> bool:
        return True

    def sign(self, secret: Any, signature: Signature) -> None:
        pass


class _TokenSource:
    """Fetches and renews the access token of a grant, one renewal at a time."""

    def __init__(self, grant: ClientCredentials | RefreshToken, scheme: Any) -> None:
        self._refresh_token = ""
        if isinstance(grant, RefreshToken):
            self._refresh_token = grant.refresh_token
        oauth = scheme if isinstance(scheme, OAuth2) else OAuth2("")
        refresh_url = oauth.refresh_url if self._refresh_token else None
        url = grant.token_url or refresh_url or oauth.token_url
        if not url:
            raise MissingCredentialsError("token_url: required, the API has no default")
        self._grant, self._url = grant, url
        self._token, self._expires = "", 0.0
        self._lock = threading.Lock()
        self._renewal: Task[None] | None = None

    async def token(self, post: Post, is_sync: bool, refused: str | None) -> str:
        """Return the access token; renew it if it has expired or was refused.

        Threads wait for each other. Tasks share one renewal, which continues if one of
        them is cancelled.
        """
        if is_sync:
            with self._lock:
                if not self._is_usable(refused):
                    await self._renew(post)
                return self._token
        if not self._is_usable(refused):
            from asyncio import ensure_future, shield  # a slow import, needed here only

            if self._renewal is None or self._renewal.done():
                self._renewal = ensure_future(self._renew(post))
                # Without this, asyncio logs an exception as never retrieved if all
                # callers were cancelled.
                self._renewal.add_done_callback(
                    lambda t: t.cancelled() or t.exception()
                )
            await shield(self._renewal)
        return self._token

    def _is_usable(self, refused: str | None) -> bool:
        current = self._token and time.monotonic() < self._expires
        return bool(current) and self._token != refused

    async def _renew(self, post: Post) -> None:
        grant, basic = self._grant, None
        form = {"grant_type": "client_credentials"}
        if isinstance(grant, RefreshToken):
            form = {"grant_type": "refresh_token", "refresh_token": self._refresh_token}
        if grant.scopes:
            form["scope"] = " ".join(grant.scopes)
        if grant.client_id and grant.client_secret and grant.authentication == "basic":
            basic = quote_plus(grant.client_id), quote_plus(grant.client_secret)
        elif grant.client_id:
            form["client_id"] = grant.client_id
            if grant.client_secret:
                form["client_secret"] = grant.client_secret
        self._store(await post(self._url, form, basic))

    def _store(self, response: httpx2.Response) -> None:
        body: Any = None
        try:
            body = response.json()
        except (ValueError, RecursionError):
            pass
        body = body if is_object(body) else {}
        token = body.get("access_token")
        if response.status_code != 200 or not isinstance(token, str):
            # Other members than these two of RFC 6749, 5.2 might be a secret.
            shown = [body.get(key) for key in ("error", "error_description")]
            text = ": ".join(part for part in shown if isinstance(part, str))
            text = text or "the token response has no access_token"
            raise status_error(response, None, text)
        lifetime = body.get("expires_in")
        seconds = lifetime if isinstance(lifetime, int | float) else _DEFAULT_LIFETIME
        self._token = token
        self._expires = time.monotonic() + seconds - min(_EXPIRY_MARGIN, seconds / 10)
        rotated = body.get("refresh_token")
        if isinstance(rotated, str) and self._refresh_token:
            self._refresh_token = rotated


class Credentials:
    """The credentials of one client.

    Args:
        schemes: Security schemes by their key in the API document.
        given: Credentials by keyword; missing ones are read from the environment.
        own_http_client: Whether the caller brought an httpx2 client, which may have
            a client certificate.
    """

    def __init__(
        self,
        schemes: Mapping[str, HTTPBearer],
        given: Mapping[str, Any],
        own_http_client: bool,
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
                value = _TokenSource(value, scheme)
            if isinstance(scheme, MutualTLS):
                self.certificate = self.certificate or value
                value = "" if own_http_client and value is None else value
            if value is not None:
                self._values[scheme.keyword] = value

    def choose(
        self, operation: str, security: Sequence[Sequence[str]] | None
    ) -> list[HTTPBearer]:
        """Return the schemes of the first alternative with all credentials given.

        Args:
            operation: Name of the operation, for messages.
            security: As :attr:`Operation.security`.

        Raises:
            MissingCredentialsError: No alternative is complete, and none is empty.
        """
        if security is None:
            return [s for s in self._schemes.values() if s.keyword in self._values]
        alternatives: list[str] = []
        for alternative in filter(None, security):
            known = [self._schemes[key] for key in alternative if key in self._schemes]
            missing = [scheme for scheme in known if scheme.keyword not in self._values]
            if not missing and len(known) == len(alternative):
                return known
            names = (
                f"{s.keyword} (or {s.env})" if s.env else s.keyword for s in missing
            )
            alternatives.append(" and ".join(names))
        if alternatives and all(security):
            choice = "; or ".join(filter(None, alternatives))
            message = f"{operation} needs credentials; pass to the client: {choice}"
            raise MissingCredentialsError(message)
        return []

    def can_renew(self, schemes: Sequence[HTTPBearer]) -> bool:
        """Return whether any of the credentials may change before the next attempt."""
        values = [self._values[scheme.keyword] for scheme in schemes]
        return any(callable(v) or isinstance(v, _TokenSource) for v in values)

    async def sign(
        self,
        schemes: Sequence[HTTPBearer],
        post: Post,
        is_sync: bool,
        refused: Signature | None,
    ) -> Signature:
        """Return what the credentials add to a request.

        Args:
            schemes: Schemes to use, from :meth:`choose`.
            post: Sends a token request.
            is_sync: Whether the synchronous client asks.
            refused: Signature that the server refused (401); its tokens are renewed.

        Raises:
            MissingCredentialsError: A credential has the wrong type.
        """
        signature = Signature()
        for scheme in schemes:
            secret = self._values[scheme.keyword]
            if isinstance(secret, _TokenSource):
                last = refused.secrets.get(scheme.keyword) if refused else None
                secret = await secret.token(post, is_sync, last)
            elif callable(secret):
                secret = await maybe_await(secret())
            if not scheme.accepts(secret):
                message = f"{scheme.keyword}: expected {scheme.expected}"
                raise MissingCredentialsError(message)
            signature.secrets[scheme.keyword] = secret
            scheme.sign(secret, signature)
        return signature
