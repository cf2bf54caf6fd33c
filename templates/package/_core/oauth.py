"""OAuth 2.0 grants (RFC 6749): the client fetches and renews access tokens itself."""

# A grant uses the private methods of its client.
# pyright: reportPrivateUsage=false

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote_plus

import httpx2

from .client_core import ClientCore
from .errors import MissingCredentialsError, status_error
from .json_values import is_object
from .security import AsyncCredential, Credential, HTTPBearer, TokenSource
from .sync_bridge import close_response, maybe_await, read_body
from .urls import origin

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


OAuthCredential: TypeAlias = Credential | ClientCredentials | RefreshToken
AsyncOAuthCredential: TypeAlias = AsyncCredential | ClientCredentials | RefreshToken


@dataclass(eq=False, repr=False)
class OAuth2(HTTPBearer):
    """OAuth 2.0 (RFC 6749); the access token is sent as a bearer token."""

    token_url: str | None = None
    refresh_url: str | None = None
    scopes: tuple[str, ...] = ()

    def prepared(self, value: Any, has_http_client: bool) -> Any:
        is_grant = isinstance(value, ClientCredentials | RefreshToken)
        return _GrantTokens(value, self) if is_grant else value


class _GrantTokens(TokenSource):
    """Fetches and renews the access token of a grant, one renewal at a time."""

    def __init__(self, grant: ClientCredentials | RefreshToken, scheme: OAuth2) -> None:
        self._refresh_token = ""
        if isinstance(grant, RefreshToken):
            self._refresh_token = grant.refresh_token
        refresh_url = scheme.refresh_url if self._refresh_token else None
        url = grant.token_url or refresh_url or scheme.token_url
        if not url:
            raise MissingCredentialsError("token_url: required, the API has no default")
        self._grant, self._url = grant, url
        self._token, self._expires = "", 0.0
        self._lock = threading.Lock()
        self._renewal: Task[None] | None = None

    async def token(self, client: ClientCore, refused: str | None) -> str:
        """Return the access token; renew it if it has expired or was refused.

        Threads wait for each other. Tasks share one renewal, which continues if one of
        them is cancelled.
        """
        if client._is_sync:
            with self._lock:
                if not self._is_usable(refused):
                    await self._renew(client)
                return self._token
        if not self._is_usable(refused):
            from asyncio import ensure_future, shield  # a slow import, needed here only

            if self._renewal is None or self._renewal.done():
                self._renewal = ensure_future(self._renew(client))
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

    async def _renew(self, client: ClientCore) -> None:
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
        self._store(await _post_form(client, self._url, form, basic))

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


async def _post_form(
    client: ClientCore,
    url: str,
    form: dict[str, str],
    basic: tuple[str, str] | None,
) -> httpx2.Response:
    """Request a token, without TLS only from the origin of the base URL."""
    target = httpx2.URL(client._base_url + "/").join(url)
    if target.scheme != "https" and origin(target) != client._origin:
        raise MissingCredentialsError("token_url: expected an https URL")
    http, accept = client._http(), {"Accept": "application/json"}
    request = http.build_request(
        "POST", target, headers=accept, data=form, timeout=client._timeout
    )
    sent = http.send(request, auth=basic, follow_redirects=False, stream=True)
    response = await maybe_await(sent)
    try:
        return await read_body(response, client._max_bytes)
    finally:
        await close_response(response)
