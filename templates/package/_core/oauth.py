"""OAuth 2.0 grants (RFC 6749): the client fetches and renews access tokens itself."""

# A grant uses the private methods of its client.
# pyright: reportPrivateUsage=false

import json
import time
from base64 import b64encode
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote_plus

import httpx2

from .client_core import ClientCore
from .content_coding import ACCEPT_ENCODING
from .errors import (
    APIError,
    APIStatusError,
    MissingCredentialsError,
    request_label,
    status_error,
)
from .json_values import is_object
from .process import ProcessLock, running_trio
from .redaction import Signature, redact, signature_of
from .retry import Attempts
from .security import AsyncCredential, Credential, HTTPBearer
from .sync_bridge import maybe_await, with_content
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

    def credential(self, given: Any, text: str, has_http_client: bool) -> Any:
        is_grant = isinstance(given, ClientCredentials | RefreshToken)
        return (
            _GrantTokens(given, self)
            if is_grant
            else super().credential(given, text, has_http_client)
        )

    def ask(self, source: Any, client: ClientCore, refused: Signature | None) -> Any:
        if not isinstance(source, _GrantTokens):
            return source()
        header = refused.headers.get("Authorization") if refused else None
        return source(client, header and header.removeprefix(self.prefix))


class _GrantTokens:
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
        self._failure: APIError | None = None
        self._lock = ProcessLock()
        self._renewal: Task[None] | None = None

    async def __call__(self, client: ClientCore, refused: str | None) -> str:
        """Return the access token; renew it if it has expired or was refused.

        Threads wait for each other. Tasks share one renewal, which continues if one of
        them is cancelled. Those that wait share its failure.
        """
        if client._is_sync:
            known = self._failure
            with self._lock():
                if self._failure is not None and self._failure is not known:
                    raise self._failure  # of the thread that this one has waited for
                if not self._is_usable(refused):
                    await self._renew(client)
                return self._token
        if not self._is_usable(refused) and running_trio():
            await self._renew(client)
        elif not self._is_usable(refused):
            # A slow import, needed here only.
            from asyncio import ensure_future, get_running_loop, shield

            renewal, loop = self._renewal, get_running_loop()
            if renewal is None or renewal.done() or renewal.get_loop() is not loop:
                self._renewal = renewal = ensure_future(self._renew(client))
                # Without this, asyncio logs an exception as never retrieved if all
                # callers were cancelled.
                renewal.add_done_callback(lambda t: t.cancelled() or t.exception())
            await shield(renewal)
        return self._token

    def _is_usable(self, refused: str | None) -> bool:
        current = self._token and time.monotonic() < self._expires
        return bool(current) and self._token != refused

    async def _renew(self, client: ClientCore) -> None:
        """Request a token, with the retries and the timeout of the client."""
        request = self._request(client)
        attempts = Attempts(client._defaults.max_retries or 0, idempotent=True)
        attempts.signature = request.extensions["signature"]
        attempts.label = request_label(request)

        async def attempt() -> httpx2.Response:
            http = client._http()
            sent = http.send(request, auth=None, stream=True, follow_redirects=False)
            response = await maybe_await(sent)
            return await client._read(response, response.is_success)

        try:
            self._store(await client._repeat(attempts, attempt))
        except APIError as error:
            self._failure = error
            raise
        self._failure = None

    def _request(self, client: ClientCore) -> httpx2.Request:
        """Return a token request; without TLS only for the origin of the base URL."""
        url = httpx2.URL(client._base_url + "/").join(self._url)
        is_ours = origin(url) == client._origin
        if url.userinfo or not (is_ours or url.scheme == "https"):
            raise MissingCredentialsError("token_url: expected an https URL")
        grant, signature = self._grant, Signature()
        form = {"grant_type": "client_credentials"}
        if isinstance(grant, RefreshToken):
            form = {"grant_type": "refresh_token", "refresh_token": self._refresh_token}
        if grant.scopes:
            form["scope"] = " ".join(grant.scopes)
        if grant.client_id and grant.client_secret and grant.authentication == "basic":
            pair = f"{quote_plus(grant.client_id)}:{quote_plus(grant.client_secret)}"
            text = f"Basic {b64encode(pair.encode()).decode()}"
            signature.headers["Authorization"] = text
        elif grant.client_id:
            form["client_id"] = grant.client_id
            if grant.client_secret:
                form["client_secret"] = grant.client_secret
        signature.hidden = [grant.client_secret or "", self._refresh_token]
        extensions = {"timeout": client._timeout.as_dict(), "signature": signature}
        # The headers and cookies of a caller's http_client are for the API only.
        accepted = {"Accept": "application/json", "Accept-Encoding": ACCEPT_ENCODING}
        headers = accepted | signature.headers
        build = client._http().build_request if is_ours else httpx2.Request
        request = build("POST", url, headers=headers, data=form, extensions=extensions)
        redact(request, signature)
        return request

    def _store(self, response: httpx2.Response) -> None:
        body: Any = None
        try:
            body = json.loads(response.content, parse_int=float)
        except (ValueError, RecursionError):
            pass
        body = body if is_object(body) else {}
        token = body.get("access_token")
        if not (response.is_success and isinstance(token, str) and token):
            raise _refused(response, body)
        seconds = _lifetime(body.get("expires_in"))
        self._token = token
        self._expires = time.monotonic() + seconds - min(_EXPIRY_MARGIN, seconds / 10)
        rotated = body.get("refresh_token")
        if isinstance(rotated, str) and self._refresh_token:
            self._refresh_token = rotated


def _lifetime(value: Any) -> float:
    """Return ``expires_in`` in seconds; some servers send a text."""
    try:
        seconds = _DEFAULT_LIFETIME if isinstance(value, bool) else float(value)
    except (ValueError, TypeError):
        return _DEFAULT_LIFETIME
    return _DEFAULT_LIFETIME if isnan(seconds) else seconds


def _refused(response: httpx2.Response, body: dict[str, Any]) -> APIStatusError:
    """Return the exception for a response without a token, and without its request.

    Other members of the body than these of RFC 6749, 5.2 might be secrets.
    """
    names = ("error", "error_description", "error_uri")
    shown = {name: body[name] for name in names if isinstance(body.get(name), str)}
    signature = signature_of(response.request)
    shown = {name: signature.mask(text) for name, text in shown.items()}
    text = ": ".join(shown.values()) or "the token response has no access_token"
    copy = with_content(response, json.dumps(shown).encode())
    copy.request = httpx2.Request("POST", response.request.url)
    return status_error(copy, shown or None, text)
