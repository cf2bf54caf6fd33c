"""Decodes content codings (RFC 9110, 8.4.1) in pieces of bounded size.

httpx2 has decoders too, but it takes a compressed body that ends early, or the first of
several gzip members, for the whole body.
"""

import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import httpx2

_PIECE = 64 * 1024
_MAX_CODINGS = 5
_OTHER_CODINGS = ("br", "zstd", "compress", "x-compress", "aes128gcm", "dcb", "dcz")
_ZSTD_STARTS = bytes([0x28, *range(0x50, 0x60)])


class ContentDecoder:
    """Decodes the body of a response, chunk by chunk.

    Raises:
        httpx2.DecodingError: The body is damaged, incomplete, or in a coding that needs
            a package which is not installed.
    """

    def __init__(self, response: httpx2.Response) -> None:
        steps = map(_step, _codings(response))
        self._steps = [step for step in steps if step is not None][::-1]
        if len(self._steps) > _MAX_CODINGS:
            raise httpx2.DecodingError("too many content codings")

    def feed(self, data: bytes, first: int = 0) -> Iterator[bytes]:
        """Yield the pieces that a chunk gives."""
        if first == len(self._steps):
            yield data
            return
        for piece in self._steps[first].feed(data):
            yield from self.feed(piece, first + 1)

    def finish(self) -> None:
        """Raise an error if the body is incomplete."""
        if any(step.member is not None for step in self._steps):
            raise httpx2.DecodingError("the compressed body ends early")


class _Step:
    """Decodes gzip members (RFC 1952, 2.2), zstd frames, deflate or brotli.

    Args:
        new: Returns the decompressor of a member that begins with the given data.
        starts: The bytes that a further member may begin with. As in gzip(1) and in
            browsers, anything else after a member is ignored.
    """

    def __init__(self, new: Callable[[bytes], Any], starts: bytes = b"") -> None:
        self._new, self._starts = new, starts
        self.member: Any = None
        self._is_first, self._has_ended = True, False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._has_ended:
            if self.member is None and not self._is_first:
                self._has_ended = data[0] not in self._starts
                if self._has_ended:
                    return
            self.member = member = self.member or self._new(data)
            self._is_first, piece = False, _decompress(member, data)
            while piece:
                yield piece
                rest = getattr(member, "unconsumed_tail", b"")
                piece = b"" if member.eof else _decompress(member, rest)
            data = member.unused_data if member.eof else b""
            self.member = None if member.eof else member


def _codings(response: httpx2.Response) -> list[str]:
    """Return the names in Content-Encoding, in the order of their application."""
    names = response.headers.get_list("content-encoding", split_commas=True)
    return [name.strip().lower() for name in names]


def unknown_codings(response: httpx2.Response) -> list[str]:
    """Return the names in Content-Encoding that are no registered codings.

    Some servers put a charset there, so they are taken for no coding.
    """
    names = _codings(response)
    return [name for name in names if name not in ("", "identity") and not _step(name)]


def _step(coding: str) -> _Step | None:
    """Return what decodes a coding; None for a name that is not one."""
    match coding:
        case "gzip" | "x-gzip":
            return _Step(lambda data: zlib.decompressobj(31), b"\x1f")
        case "deflate":
            # Some servers leave out the zlib header, which begins with an 8.
            return _Step(lambda d: zlib.decompressobj(15 if d[0] & 15 == 8 else -15))
        case "br" if brotli := _installed("brotli", "brotlicffi"):
            return _Step(lambda data: _Brotli(brotli.Decompressor()))
        case "zstd" if zstd := _installed("compression.zstd", "backports.zstd"):
            return _Step(lambda data: zstd.ZstdDecompressor(), _ZSTD_STARTS)
        case _:
            return _Step(_unsupported) if coding in _OTHER_CODINGS else None


def _unsupported(data: bytes) -> None:
    raise httpx2.DecodingError("the content coding is not supported")


class _Brotli:
    """A decompressor of either brotli package, with the methods of those of zlib."""

    unused_data = b""

    def __init__(self, decompressor: Any) -> None:
        self._decompressor = decompressor

    @property
    def eof(self) -> bool:
        return bool(self._decompressor.is_finished())

    def decompress(self, data: bytes, size: int) -> Any:
        brotli = self._decompressor
        process = getattr(brotli, "process", None) or brotli.decompress
        return process(data, output_buffer_limit=size)


def _installed(*names: str) -> Any:
    """Return the first module that is installed, or None."""
    for name in names:
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


def _decompress(member: Any, data: bytes) -> bytes:
    try:
        piece: bytes = member.decompress(data, _PIECE)
    except Exception as error:  # each package has exceptions of its own
        raise httpx2.DecodingError(str(error)) from error
    return piece
