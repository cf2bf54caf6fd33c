"""Responses whose body is read in chunks, which need not fit into memory."""

import errno
import os
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing, contextmanager, suppress
from typing import IO, Self

import httpx2

from .errors import connection_error, request_label
from .process import Unshared, current_scope
from .redaction import signature_of
from .response import Head
from .sync_bridge import close_response, iter_chunks, run_sync
from .sync_iteration import iterate_sync


class StreamedBody(Head, Unshared):
    """A response whose body was not read yet."""

    _chunk_size: int | None = 64 * 1024
    _is_sync = True

    def __init__(self, http_response: httpx2.Response) -> None:
        super().__init__(http_response)
        self._scope = current_scope(self._is_sync)

    async def _bytes(self) -> AsyncGenerator[bytes]:
        if current_scope(self._is_sync) != self._scope:
            name = type(self).__name__
            raise RuntimeError(f"this {name} is of another process or event loop")
        body = iter_chunks(self.http_response, self._chunk_size)
        try:
            async with aclosing(body) as chunks:
                async for chunk in chunks:
                    yield chunk
        except httpx2.RequestError as error:
            request = self.http_response.request
            found = connection_error(
                error, request_label(request), signature_of(request)
            )
            raise found from found.__cause__
        finally:
            await self._close()

    async def _close(self) -> None:
        # Others must not use the connection, not even to close it.
        if current_scope(self._is_sync) == self._scope:
            await close_response(self.http_response)

    async def _save(self, path: str | os.PathLike[str]) -> None:
        try:
            with _new_file(path) as file:
                async with aclosing(self._bytes()) as chunks:
                    async for chunk in chunks:
                        file.write(chunk)
        finally:
            await self._close()


@contextmanager
def _new_file(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """Open a file for writing that gets its name only when it is complete.

    Until then it is a new file in the same folder. It has the permissions of the file
    that it replaces. A symbolic link is replaced, its target is not.

    Raises:
        OSError: The path is a folder, a pipe or a device, or cannot be written.
    """
    target = os.fsdecode(path)
    folder, name = os.path.split(target)
    exists, is_folder = os.path.exists(target), not name or os.path.isdir(target)
    if is_folder or (exists and not os.path.isfile(target)):
        code = errno.EISDIR if is_folder else errno.EEXIST
        raise OSError(code, "not a regular file", target)
    temporary = os.path.join(folder, f".{os.urandom(12).hex()}.tmp")
    try:
        with open(temporary, "xb") as file:  # nothing that exists
            if exists:
                os.chmod(temporary, os.stat(target).st_mode & 0o777)
            yield file
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


class Download(StreamedBody):
    """A response whose body is read in chunks of bounded size."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        run_sync(self._close())

    def iter_bytes(self) -> Iterator[bytes]:
        """Yield the decompressed body; closes the connection when the loop ends."""
        return iterate_sync(self._bytes())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which exists only when it is complete.

        Raises:
            APIError: The body could not be read to its end.
            OSError: The path is a folder, a pipe or a device, or cannot be written.
        """
        run_sync(self._save(path))


class AsyncDownload(StreamedBody):
    """A response whose body is read in chunks of bounded size."""

    _is_sync = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        await self._close()

    def iter_bytes(self) -> AsyncGenerator[bytes]:
        """Yield the decompressed body; ``async with`` closes it after an early stop."""
        return self._bytes()

    async def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which exists only when it is complete.

        Raises:
            APIError: The body could not be read to its end.
            OSError: The path is a folder, a pipe or a device, or cannot be written.
        """
        await self._save(path)
