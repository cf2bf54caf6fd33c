"""Bytes that are base64 text on the wire (RFC 4648)."""

import base64
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .formats import FORMAT


def _decode_base64(value: object) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(cast(bytes, value))
    if not isinstance(value, str):
        raise PydanticCustomError("bytes_type", "Input should be bytes or base64 text")
    try:
        # Both alphabets of RFC 4648 are accepted, and padding may be missing.
        text = value.translate(_STANDARD_ALPHABET).rstrip("=")
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        message = "Input should be base64 text"
    raise PydanticCustomError("bytes_base64", cast(Any, message))


_STANDARD_ALPHABET = {ord("-"): "+", ord("_"): "/", ord("\n"): None, ord("\r"): None}


@dataclass(frozen=True)
class Base64Mark:
    """Marks bytes that are base64 text on the wire; says which alphabet is written.

    No tuple, which would equal the mark of another generated package: typing keeps one
    of two equal annotations.
    """

    is_url_safe: bool = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _decode_base64,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self._write, when_used="json"
            ),
            metadata={FORMAT: "base64url" if self.is_url_safe else "base64"},
        )

    def _write(self, value: Any) -> Any:
        """Return bytes as text; another value, which deviates, as it is."""
        if not isinstance(value, bytes):
            return value
        encoded = base64.b64encode(value, b"-_" if self.is_url_safe else None)
        return encoded.decode()


Base64 = Annotated[bytes, Base64Mark()]
"""Bytes in Python, base64 text on the wire (RFC 4648, 4)."""

Base64Url = Annotated[bytes, Base64Mark(is_url_safe=True)]
"""Bytes in Python, base64 text of the URL-safe alphabet on the wire (RFC 4648, 5)."""
