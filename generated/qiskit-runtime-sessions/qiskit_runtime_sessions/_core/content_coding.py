"""Decodes content codings (RFC 9110, 8.4.1) in pieces of bounded size.

httpx2 has decoders too, but a small body can decode to a huge one in them, and they
take a compressed body that ends early, or the first of several gzip members, for the
whole body.
"""

import zlib
from collections.abc import Iterator
from typing import Any

import httpx2

ACCEPT_ENCODING = "gzip, deflate"
_PIECE = 64 * 1024
_MAX_CODINGS = 5
_DECODED = ("gzip", "x-gzip", "deflate")
_OTHERS = ("br", "zstd", "compress", "x-compress", "aes128gcm", "dcb", "dcz")


class ContentDecoder:
    """Decodes the body of a response, chunk by chunk.

    Raises:
        httpx2.DecodingError: The body is damaged, incomplete, or in a coding that the
            client does not accept.
    """

    def __init__(self, response: httpx2.Response) -> None:
        names = [name for name in _codings(response) if name in (*_DECODED, *_OTHERS)]
        if len(names) > _MAX_CODINGS:
            raise httpx2.DecodingError("too many content codings")
        self._steps = [_Step(name) for name in reversed(names)]

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
    """Decodes gzip members (RFC 1952, 2.2), or deflate (RFC 1950)."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self.member: Any = None
        self._is_first, self._has_ended = True, False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._has_ended:
            member = self.member or self._new_member(data[0])
            self._has_ended = member is None
            if member is None:
                return
            self.member, self._is_first = member, False
            try:
                piece = member.decompress(data, _PIECE)
                while piece:
                    yield piece
                    piece = member.decompress(member.unconsumed_tail, _PIECE)
            except zlib.error as error:
                raise httpx2.DecodingError(str(error)) from error
            data, self.member = member.unused_data, None if member.eof else member

    def _new_member(self, byte: int) -> Any:
        """Return a decompressor for what begins with a byte, or None to ignore it."""
        if self._coding not in _DECODED:
            raise httpx2.DecodingError(f"the coding {self._coding} is not accepted")
        is_deflate = self._coding == "deflate"
        # As in gzip(1) and in browsers, only another gzip member may follow.
        if not self._is_first and (is_deflate or byte != 0x1F):
            return None
        # Some servers leave out the zlib header, which begins with an 8.
        bits = (15 if byte & 15 == 8 else -15) if is_deflate else 31
        return zlib.decompressobj(bits)


def _codings(response: httpx2.Response) -> list[str]:
    """Return the names in Content-Encoding, in the order of their application."""
    names = response.headers.get_list("content-encoding", split_commas=True)
    return [name.strip().lower() for name in names]


def unknown_codings(response: httpx2.Response) -> list[str]:
    """Return the names in Content-Encoding that are no registered codings.

    Some servers put a charset there, so they are taken for no coding.
    """
    known = ("", "identity", *_DECODED, *_OTHERS)
    return [name for name in _codings(response) if name not in known]
