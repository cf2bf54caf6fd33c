"""JSON pointers (RFC 6901) into decoded values."""

from typing import Any

from pydantic import BaseModel

from .json_values import is_array, is_object
from .model import wire_names


def resolve_pointer(value: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer, or None if there is none."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, BaseModel):
            members = {**(value.__pydantic_extra__ or {}), **value.__dict__}
            value = members.get(wire_names(type(value)).get(key, key))
        elif is_object(value):
            value = value.get(key)
        elif is_array(value) and key == "-1":
            value = value[-1] if value else None
        elif is_array(value) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
