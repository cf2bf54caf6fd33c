"""Enums that are closed in Python, for requests, and open in JSON, for responses."""

from typing import Annotated, Any, TypeAlias, TypeVar, cast

from pydantic import GetCoreSchemaHandler as Handler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


class _OpenMark:
    """A closed enum in Python, an open one in JSON."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        both = handler(source)
        return core_schema.json_or_python_schema(both, _closed_schema(both))


def _closed_schema(schema: CoreSchema) -> CoreSchema:
    parts = cast("dict[str, Any]", schema)
    if parts["type"] == "nullable":
        return core_schema.nullable_schema(_closed_schema(parts["schema"]))
    choice = parts["choices"][0] if parts["type"] == "union" else schema
    return cast(CoreSchema, choice[0] if isinstance(choice, tuple) else choice)


OPEN = _OpenMark()
Open: TypeAlias = Annotated[T, OPEN]
"""``Open[Enum | str]``: responses may have any string, requests only members."""
