from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import httpx2
from _core.api_keys import CookieKey, QueryKey
from _core.client import AsyncMiddleware, Middleware
from _core.download_client import AsyncDownloadClient, DownloadClient
from _core.http_basic import BasicCredential, HTTPBasic
from _core.oauth import AsyncOAuthCredential, OAuth2, OAuthCredential
from _core.operation import API, ResponseValidation
from _core.security import AsyncCredential, Credential, HeaderKey, HTTPBearer

if TYPE_CHECKING:
    from .resources import AsyncItems, Items

_API = API(
    title="Items",
    package="items",
    version="1.2",
    schemes={
        "Token": HTTPBearer("token", env="ITEMS_TOKEN"),
        "Key": QueryKey("key", env="ITEMS_KEY", name="api key"),
        "Header": HeaderKey("header_key", name="X-Key"),
        "Cookie": CookieKey("cookie_key", name="sid"),
        "Basic": HTTPBasic("login", env="ITEMS_LOGIN"),
        "OAuth": OAuth2("oauth", token_url="/token"),
    },
)


class Client(DownloadClient):
    def __init__(
        self,
        *,
        token: Credential | None = None,
        key: Credential | None = None,
        header_key: Credential | None = None,
        cookie_key: Credential | None = None,
        login: BasicCredential | None = None,
        oauth: OAuthCredential | None = None,
        base_url: str,
        timeout: float | httpx2.Timeout | None = 5.0,
        max_retries: int = 2,
        max_response_bytes: int | None = 10_000_000,
        validate_responses: ResponseValidation = "lenient",
        headers: Mapping[str, str] | None = None,
        middleware: Sequence[Middleware] = (),
        http_client: httpx2.Client | None = None,
        own_server: bool = False,
    ) -> None:
        super().__init__(
            _API,
            credentials={
                "token": token,
                "key": key,
                "header_key": header_key,
                "cookie_key": cookie_key,
                "login": login,
                "oauth": oauth,
            },
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            max_response_bytes=max_response_bytes,
            validate_responses=validate_responses,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
            own_server=own_server,
        )

    @cached_property
    def items(self) -> Items:
        from .resources import Items

        return Items(self)


class AsyncClient(AsyncDownloadClient):
    def __init__(
        self,
        *,
        token: AsyncCredential | None = None,
        key: AsyncCredential | None = None,
        header_key: AsyncCredential | None = None,
        cookie_key: AsyncCredential | None = None,
        login: BasicCredential | None = None,
        oauth: AsyncOAuthCredential | None = None,
        base_url: str,
        timeout: float | httpx2.Timeout | None = 5.0,
        max_retries: int = 2,
        max_response_bytes: int | None = 10_000_000,
        validate_responses: ResponseValidation = "lenient",
        headers: Mapping[str, str] | None = None,
        middleware: Sequence[AsyncMiddleware] = (),
        http_client: httpx2.AsyncClient | None = None,
        own_server: bool = False,
    ) -> None:
        super().__init__(
            _API,
            credentials={
                "token": token,
                "key": key,
                "header_key": header_key,
                "cookie_key": cookie_key,
                "login": login,
                "oauth": oauth,
            },
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            max_response_bytes=max_response_bytes,
            validate_responses=validate_responses,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
            own_server=own_server,
        )

    @cached_property
    def items(self) -> AsyncItems:
        from .resources import AsyncItems

        return AsyncItems(self)
