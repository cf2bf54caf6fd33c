"""Unions in which a format does not change a text."""

import base64
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, TypeAlias, TypeVar, cast
from uuid import UUID

from pydantic import GetCoreSchemaHandler as Handler
from pydantic_core import CoreSchema, core_schema

from .formats import DATE, FORMAT, to_wire
from .json_values import is_array, is_object
from .strict_types import FINISH, HIDDEN, MODELS, STRICT, map_parts

T = TypeVar("T")
_TEXTS = {"str", "literal", "any", "ref", FORMAT}
_TIME = (
    # A microsecond is written with six digits, and not at all if it is 0.
    r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.([0-9]{7,}|[0-9]{5}[1-9]|[0-9]{4}[1-9]0"
    r"|[0-9]{3}[1-9]00|[0-9]{2}[1-9]0{3}|[0-9][1-9]0{4}|[1-9]0{5}))?"
    # The offset 00:00 is written as Z.
    "(Z|[-+](0[1-9]|1[0-9]|2[0-3]):[0-9]{2}|[-+]00:(0[1-9]|[1-5][0-9]))?$"
)
_BASE64 = (
    "^([A-Za-z0-9+/]{4})*"
    "([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"
)
_EXACT: dict[str, tuple[type, str]] = {
    "datetime": (dt.datetime, f"{DATE}T{_TIME}"),
    "date": (dt.date, f"{DATE}$"),
    "time": (dt.time, f"^{_TIME}"),
    "timedelta": (dt.timedelta, "^[-+]?P"),
    "decimal": (Decimal, r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"),
    "uuid": (UUID, "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
    "base64": (bytes, _BASE64),
    "base64url": (bytes, _BASE64.replace("+/", "_-")),
}
"""The type of each format, and its texts that are written as they were read."""


class _LosslessMark:
    """Marks a union with formats."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        schema = handler(source)
        union = cast("dict[str, Any]", schema)
        union = union["schema"] if union["type"] == "nullable" else union
        if union["type"] == "union":
            inner = [each for choice in union["choices"] for each in _choices(choice)]
            union["choices"] = inner
            metadata = union.get("metadata", {})
            union["metadata"] = {**metadata, FINISH: _prefer_exact_texts}
        return schema


LOSSLESS = _LosslessMark()
Lossless: TypeAlias = Annotated[T, LOSSLESS]
"""A union: one of its formats wins only for a text that it writes again as it was read."""


def _choices(choice: Any) -> list[Any]:
    """Return the choices of a union of this kind, which may be one in another one."""
    if is_object(choice) and FINISH in choice.get("metadata", {}):
        inner: list[Any] = choice["choices"]
        return inner
    return [choice]


def _write(value: Any, encode: Callable[[bytes], bytes]) -> Any:
    """Return a value as JSON; bytes are written by ``encode``."""
    if isinstance(value, bytes):
        return encode(value).decode()
    if is_array(value):
        return [_write(item, encode) for item in value]
    if is_object(value):
        return {key: _write(item, encode) for key, item in value.items()}
    return to_wire(value)


def _writer(encode: Callable[[bytes], bytes]) -> core_schema.SerSchema:
    write = partial(_write, encode=encode)
    return core_schema.plain_serializer_function_ser_schema(write, when_used="json")


_WRITER = _writer(base64.b64encode)
_URL_WRITER = _writer(base64.urlsafe_b64encode)


def _prefer_exact_texts(schema: Any, handler: Handler) -> None:
    """Let a format of a union win only for a text that it writes again as it was read,
    and that is not listed.

    Any other text is for the alternatives that keep it, and else for the formats.
    """
    choices = [(choice, _leaves(choice, handler)) for choice in schema["choices"]]
    formats = [choice for choice, kinds in choices if FORMAT in kinds]
    literals = [choice for choice, kinds in choices if kinds == {"literal"}]
    others = [c for c, kinds in choices if FORMAT not in kinds and c not in literals]
    if formats or any("ref" in kinds for _, kinds in choices):
        # Numbers and dates have a serializer that would take any value.
        is_url_safe = any("base64url" in kinds for _, kinds in choices)
        schema["serialization"] = _URL_WRITER if is_url_safe else _WRITER
    with_text = [choice for choice, kinds in choices if kinds & _TEXTS]
    if formats and len(with_text) > 1:
        exact = [(_exact_schema(choice), HIDDEN) for choice in formats]
        rest = [(core_schema.union_schema(others), "")] if others else []
        schema["choices"] = [*literals, *exact, *rest, *formats]
        schema["mode"] = "left_to_right"
        schema["metadata"] = {**schema.get("metadata", {}), STRICT: True}


def _leaves(schema: Any, handler: Handler) -> set[Any]:
    """Return the kinds of schemas in a schema, outside of models.

    A format is of the kind ``FORMAT``, a recursive alias is of the kind ``ref``.
    """
    if isinstance(schema, tuple):
        return _leaves(schema[0], handler)
    if schema["type"] == "definition-ref":
        try:
            is_model = handler.resolve_ref_schema(schema)["type"] in MODELS
        except LookupError:  # The definition is still being built.
            is_model = False
        return set() if is_model else {"ref"}
    if schema["type"] in MODELS:
        return set()
    if FORMAT in schema.get("metadata", {}):
        return {FORMAT, schema["metadata"][FORMAT]}
    return {schema["type"]}.union(*(_leaves(part, handler) for part in _parts(schema)))


def _exact_schema(schema: Any) -> Any:
    """Return a schema with `_exact_format` for the formats outside of models."""
    if isinstance(schema, tuple):
        return _exact_schema(schema[0])
    kind = schema.get("metadata", {}).get(FORMAT)
    if kind is not None:
        return _exact_format(kind, schema)
    if schema["type"] in MODELS:
        return schema
    return {**schema, **map_parts(schema, _exact_schema)}


def _parts(schema: Any) -> list[Any]:
    """Return the schemas that a schema consists of."""
    found: list[Any] = []
    map_parts(schema, found.append)
    return found


def _exact_format(kind: str, schema: CoreSchema) -> CoreSchema:
    """Return a schema of a format that takes a text only if it writes the same text."""
    type_, pattern = _EXACT[kind]
    text = core_schema.str_schema(strict=True, pattern=pattern)
    exact = core_schema.chain_schema([text, schema])
    given = core_schema.chain_schema([core_schema.is_instance_schema(type_), schema])
    both = core_schema.union_schema([exact, given], mode="left_to_right")
    return core_schema.json_or_python_schema(exact, both)
