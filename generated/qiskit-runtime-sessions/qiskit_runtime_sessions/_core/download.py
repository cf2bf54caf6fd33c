"""Responses whose body is read in chunks, which need not fit into memory."""

import os
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import IO, Self

import httpx2

from .errors import connection_error, request_label
from .redaction import redaction_of
from .response import Head
from .sync_bridge import close_response, iter_chunks, iterate_sync, run_sync


class StreamedBody(Head):
    """A response whose body was not read yet."""

    _chunk_size: int | None = 64 * 1024

    async def _bytes(self) -> AsyncGenerator[bytes]:
        body = iter_chunks(self.http_response, self._chunk_size)
        try:
            async with aclosing(body) as chunks:
                async for chunk in chunks:
                    yield chunk
        except httpx2.RequestError as error:
            request = self.http_response.request
            label, redaction = request_label(request), redaction_of(request)
            found = connection_error(error, label, redaction)
            raise found from found.__cause__
        finally:
            await close_response(self.http_response)

    async def _save(self, path: str | os.PathLike[str]) -> None:
        with _atomic_file(path) as file:
            async with aclosing(self._bytes()) as chunks:
                async for chunk in chunks:
                    file.write(chunk)


@contextmanager
def _atomic_file(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """Open a file for writing that gets its name only when it is complete."""
    part = Path(f"{os.fspath(path)}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class Download(StreamedBody):
    """A response whose body is read in chunks of bounded size."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        run_sync(close_response(self.http_response))

    def iter_bytes(self) -> Iterator[bytes]:
        """Yield the decompressed body; closes the connection when the loop ends."""
        return iterate_sync(self._bytes())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which exists only when it is complete."""
        run_sync(self._save(path))


class AsyncDownload(StreamedBody):
    """A response whose body is read in chunks of bounded size."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        await close_response(self.http_response)

    def iter_bytes(self) -> AsyncGenerator[bytes]:
        """Yield the decompressed body; ``async with`` closes it after an early stop."""
        return self._bytes()

    async def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which exists only when it is complete."""
        await self._save(path)
