"""Base classes of the clients of an API that has files or other large responses."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, ParamSpec

from .client import AsyncBaseClient, BaseClient
from .download import AsyncDownload, Download
from .sync_bridge import run_sync

P = ParamSpec("P")


class DownloadClient(BaseClient):
    """Base class of a ``Client`` that reads responses in chunks."""

    def with_streaming(
        self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> Download:
        """Call a method of this client without reading the response body.

        ``with client.with_streaming(client.files.get, id) as download: ...``
        """
        return Download(run_sync(self._capture_response(True, method, *args, **kwargs)))


class AsyncDownloadClient(AsyncBaseClient):
    """Base class of an ``AsyncClient`` that reads responses in chunks."""

    @asynccontextmanager
    async def with_streaming(
        self, method: Callable[P, Awaitable[Any]], /, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[AsyncDownload]:
        """Call a method of this client without reading the response body.

        ``async with client.with_streaming(client.files.get, id) as download: ...``
        """
        response = await self._capture_response(True, method, *args, **kwargs)
        async with AsyncDownload(response) as download:
            yield download
