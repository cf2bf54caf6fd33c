"""Enums of integers, which are closed in Python and open in JSON."""

from enum import IntEnum
from typing import Any

from pydantic import GetCoreSchemaHandler as Handler
from pydantic_core import CoreSchema, core_schema


class IntegerEnum(IntEnum):
    """Base class of enums that accept the integers which are their values.

    Responses may have any integer.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Handler) -> CoreSchema:
        values = core_schema.literal_schema([member.value for member in cls])
        member = core_schema.no_info_after_validator_function(cls, values)
        any_integer = core_schema.union_schema([member, core_schema.int_schema()])
        return core_schema.json_or_python_schema(any_integer, member)
