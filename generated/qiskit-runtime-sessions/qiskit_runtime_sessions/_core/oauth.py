"""OAuth 2.0 tokens that the client gets and renews itself (RFC 6749, 4.4 and 6)."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote_plus, urlencode

import httpx2

from .errors import APIStatusError, MissingCredentialsError, status_error
from .plain import is_object

if TYPE_CHECKING:
    import asyncio

__all__ = [
    "AsyncPost",
    "ClientCredentials",
    "Post",
    "RefreshToken",
    "TokenCache",
    "TokenRequest",
]

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
        authentication: Whether the secret goes in a header or in the form
            (RFC 6749, 2.3.1).
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
        scopes: What to ask for, if less than was granted.
        token_url: Where to ask, if not where the document says.
        authentication: Whether the secret goes in a header or in the form.
    """

    refresh_token: str = field(repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...] = ()
    token_url: str | None = None
    authentication: Literal["basic", "form"] = "basic"


@dataclass(eq=False, repr=False)
class TokenRequest:
    """A request to the token endpoint."""

    url: str
    headers: dict[str, str]
    content: bytes


Post: TypeAlias = Callable[[TokenRequest], httpx2.Response]
AsyncPost: TypeAlias = Callable[[TokenRequest], Awaitable[httpx2.Response]]


class TokenCache:
    """One access token, renewed once at a time whoever asks for it."""

    def __init__(
        self,
        grant: ClientCredentials | RefreshToken,
        token_url: str | None,
        refresh_url: str | None = None,
    ) -> None:
        refresh = grant.refresh_token if isinstance(grant, RefreshToken) else ""
        url = grant.token_url or (refresh and refresh_url) or token_url
        if not url:
            raise MissingCredentialsError("token_url: the document names none")
        self._grant = grant
        self._url = url
        self._refresh = refresh
        self._token = ""
        self._expires = 0.0
        self._lock = threading.Lock()
        self._renewal: asyncio.Task[None] | None = None

    def token(self, post: Post, refused: str | None) -> str:
        """The token; a new one if it has expired or is the one that was refused."""
        with self._lock:
            if not self._usable(refused):
                self._accept(post(self._request()))
            return self._token

    async def atoken(self, post: AsyncPost, refused: str | None) -> str:
        """Like :meth:`token`; a caller that is cancelled does not stop the renewal."""
        from asyncio import ensure_future, shield  # takes long to import

        if not self._usable(refused):
            if self._renewal is None or self._renewal.done():
                self._renewal = ensure_future(self._renew(post))
                self._renewal.add_done_callback(_retrieve)
            await shield(self._renewal)
        return self._token

    async def _renew(self, post: AsyncPost) -> None:
        self._accept(await post(self._request()))

    def _usable(self, refused: str | None) -> bool:
        current = self._token and time.monotonic() < self._expires
        return bool(current) and self._token != refused

    def _request(self) -> TokenRequest:
        grant = self._grant
        form = {"grant_type": "client_credentials"}
        if isinstance(grant, RefreshToken):
            form = {"grant_type": "refresh_token", "refresh_token": self._refresh}
        if grant.scopes:
            form["scope"] = " ".join(grant.scopes)
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if grant.client_id and grant.client_secret and grant.authentication == "basic":
            pair = f"{quote_plus(grant.client_id)}:{quote_plus(grant.client_secret)}"
            encoded = base64.b64encode(pair.encode()).decode()
            headers["Authorization"] = f"Basic {encoded}"
        elif grant.client_id:
            form["client_id"] = grant.client_id
            if grant.client_secret:
                form["client_secret"] = grant.client_secret
        return TokenRequest(self._url, headers, urlencode(form).encode())

    def _accept(self, response: httpx2.Response) -> None:
        answer = _members(response)
        token = answer.get("access_token")
        if response.status_code != 200 or not isinstance(token, str):
            raise _failure(response, answer)
        lifetime = answer.get("expires_in")
        seconds = lifetime if isinstance(lifetime, int | float) else _UNKNOWN_LIFETIME
        self._token = token
        self._expires = time.monotonic() + seconds - min(_LEEWAY, seconds / 10)
        rotated = answer.get("refresh_token")
        if isinstance(rotated, str) and self._refresh:
            self._refresh = rotated


def _members(response: httpx2.Response) -> dict[str, Any]:
    try:
        answer: object = response.json()
    except (ValueError, RecursionError):
        return {}
    return answer if is_object(answer) else {}


def _failure(response: httpx2.Response, answer: dict[str, Any]) -> APIStatusError:
    # Only these two members of RFC 6749, 5.2 are shown: a body may hold a token.
    shown = [answer.get(key) for key in ("error", "error_description")]
    text = ": ".join(part for part in shown if isinstance(part, str))
    return status_error(response, None, text or "the answer has no access token")


def _retrieve(task: asyncio.Task[None]) -> None:
    # Where every caller was cancelled, nobody else looks at the exception.
    if not task.cancelled():
        task.exception()
