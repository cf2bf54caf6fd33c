"""Results that are a value inside of the response, its envelope."""

# Resources use the private methods of their client.
# pyright: reportPrivateUsage=false

from typing import Any, TypeVar, Unpack

from pydantic import BaseModel

from .client_core import ClientCore, _capture
from .json_pointer import resolve_pointer
from .json_values import is_object
from .operation import Operation
from .request import Arguments
from .sync_bridge import run_sync

T = TypeVar("T")


def call_unwrapped(
    client: ClientCore,
    operation: Operation[T],
    pointer: str,
    **arguments: Unpack[Arguments],
) -> T:
    """Send one request and return the value at a JSON pointer in its result."""
    return run_sync(acall_unwrapped(client, operation, pointer, **arguments))


async def acall_unwrapped(
    client: ClientCore,
    operation: Operation[T],
    pointer: str,
    **arguments: Unpack[Arguments],
) -> T:
    """Send one request and return the value at a JSON pointer in its result.

    It is None where the envelope does not have the value. A result that is no object,
    and so no envelope, is returned as it is.
    """
    value: Any = await client._perform(operation, arguments)
    if isinstance(value, BaseModel) or is_object(value):
        value = resolve_pointer(value, pointer)
    streamed, responses = _capture.get() or (False, None)
    if responses and not streamed:
        responses[-1].parsed = value
    result: T = value
    return result
