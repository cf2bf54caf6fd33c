"""Lists without equal items."""

from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BaseModel
from pydantic import GetCoreSchemaHandler as Handler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema, to_json

T = TypeVar("T")


class _UniqueMark:
    """``uniqueItems`` (JSON Schema Validation 2020-12, 6.4.3)."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            _check_unique, handler(source)
        )


def _check_unique(items: list[Any]) -> list[Any]:
    if len({_equality_key(item) for item in items}) < len(items):
        raise PydanticCustomError("unique_items", "Items should be unique")
    return items


def _equality_key(item: Any) -> bytes | str:
    """Return text that is the same for equal JSON values: 1.0 equals 1, not true."""
    if isinstance(item, BaseModel):
        return item.model_dump_json(by_alias=True, exclude_unset=True)
    whole = isinstance(item, float) and item.is_integer()
    return to_json(int(item) if whole else item, bytes_mode="base64")


Unique: TypeAlias = Annotated[T, _UniqueMark()]
"""A list without equal items."""
