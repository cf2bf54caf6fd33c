"""Text that may be given as bytes."""

from typing import Annotated, TypeAlias

from pydantic import Field

Utf8: TypeAlias = Annotated[str, Field(strict=False)]
"""Text; bytes that are not UTF-8 are refused, since JSON has no others (RFC 8259, 8.1)."""
