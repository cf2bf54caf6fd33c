"""Standard output and standard error that cannot make a run fail."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

__all__ = ["OutputStream", "tolerant_streams"]

_GONE = (errno.EPIPE, errno.EBADF)


class OutputStream(io.TextIOBase):
    """A text stream in place of `stream`, whose methods raise no error of writing.

    A character that the encoding of `stream` cannot express is written as the escape of
    a Python literal (``\\u2192``). After an error of the operating system everything
    is dropped.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._failed = False
        self.lost = ""
        """Why output was lost; "" if it was not, or if nobody reads it any more."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return getattr(self._stream, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        return "backslashreplace"

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        with suppress(OSError, ValueError):
            return self._stream.isatty()
        return False

    def fileno(self) -> int:
        return self._stream.fileno()

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if not self._failed:
            try:
                self._write(text)
            except (OSError, ValueError) as error:
                self._fail(error)
        return len(text)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
        except UnicodeEncodeError:
            data = text.encode(self.encoding, "backslashreplace")
            self._stream.write(data.decode(self.encoding))

    def flush(self) -> None:
        if not self._failed:
            try:
                self._stream.flush()
            except (OSError, ValueError) as error:
                self._fail(error)

    def _fail(self, error: OSError | ValueError) -> None:
        """Remember the error, and let what is still in the buffer go nowhere: Python
        writes it at its end, and exits with 120 if that fails.
        """
        self._failed = True
        if isinstance(error, OSError) and error.errno not in _GONE:
            self.lost = error.strerror or str(error)
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextmanager
def tolerant_streams() -> Iterator[OutputStream]:
    """Replace ``sys.stdout`` and ``sys.stderr`` by streams that raise no error of
    writing, until the body ends. Yield the one for standard output.
    """
    _open_missing_descriptors()
    streams = sys.stdout, sys.stderr
    # A standard stream is None if the parent process closed its descriptor.
    output, errors = (OutputStream(stream or io.StringIO()) for stream in streams)
    sys.stdout, sys.stderr = output, errors
    try:
        yield output
    finally:
        output.flush()
        errors.flush()
        sys.stdout, sys.stderr = streams


def _open_missing_descriptors() -> None:
    """Open those of the descriptors 0, 1 and 2 that are closed, so that no file of the
    project gets one of them.
    """
    while True:
        descriptor = os.open(os.devnull, os.O_RDWR)
        if descriptor > 2:
            os.close(descriptor)
            return
        os.set_inheritable(descriptor, True)
