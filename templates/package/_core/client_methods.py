"""Base classes of clients that have methods themselves, like a resource."""

from typing import TypeVar, Unpack

from .client import AsyncBaseClient, BaseClient
from .operation import Operation
from .request import Arguments
from .sync_bridge import run_sync

T = TypeVar("T")


class MethodsClient(BaseClient):
    """Base class of a client with methods."""

    @property
    def _client(self) -> BaseClient:
        return self

    def _call(self, operation: Operation[T], **arguments: Unpack[Arguments]) -> T:
        """Send one request and return its result."""
        return run_sync(self._perform(operation, arguments))


class AsyncMethodsClient(AsyncBaseClient):
    """Base class of a client with methods."""

    @property
    def _client(self) -> AsyncBaseClient:
        return self

    async def _call(self, operation: Operation[T], **arguments: Unpack[Arguments]) -> T:
        """Send one request and return its result."""
        return await self._perform(operation, arguments)
