"""Strings in a format that has a Python type: how they are read and written.

A value may be given as a Python object or as text. Nothing is lost between reading and
writing: a text that says more than its Python type can, such as nanoseconds or a number
of months, is kept with the value and written again.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from pydantic_core import CoreSchema, PydanticCustomError, SchemaSerializer, core_schema

FORMAT = "format"
"""Metadata key of the core schema of a format; its value is the name of the format."""


def to_wire(value: Any) -> Any:
    """Return a value of a format as its JSON text; other values as they are.

    Decimals are written without an exponent. A timedelta is written in days, hours,
    minutes and seconds, because years and months have no fixed length (ISO 8601-1,
    5.5.2).
    """
    if isinstance(value, _Kept):
        return value.text or to_wire(value.plain())
    if isinstance(value, dt.timedelta):
        return _duration_text(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


_WRITER = core_schema.plain_serializer_function_ser_schema(to_wire, when_used="json")


class _Kept:
    """A value with the text that it was read from.

    The text is lost where a calculation gives another value.
    """

    text = ""
    # pydantic looks for this attribute before it looks at the type of a value.
    __pydantic_serializer__ = SchemaSerializer(
        core_schema.any_schema(serialization=_WRITER)
    )

    def plain(self) -> Any:
        """Return the value without its text."""
        return type(self).__bases__[1](*super().__reduce_ex__(2)[1])

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _keep, (self.plain(), self.text)


class _DateTime(_Kept, dt.datetime): ...


class _Time(_Kept, dt.time): ...


class _Duration(_Kept, dt.timedelta): ...


def _duration_text(value: dt.timedelta) -> str:
    sign, value = ("-", -value) if value < dt.timedelta() else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0").rstrip(".")
    day = f"{value.days}D" if value.days else ""
    time = [(f"{hours}", "H"), (f"{minutes}", "M"), (f"{seconds}{fraction}", "S")]
    text = "".join(number + unit for number, unit in time if number != "0")
    return f"{sign}P{day}T{text}" if text else f"{sign}P{day or 'T0S'}"


class _Format(NamedTuple):
    """How a format is recognized.

    Args:
        type: Type of its Python objects.
        pattern: The beginning of its texts, or all of a text if it ends in ``$``.
        name: Name for messages.
    """

    type: type
    pattern: str
    name: str


DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
# The exponent is limited, because the digits are written in full.
_DECIMAL = r"^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][-+]?[0-9]{1,3})?$"
FORMATS = {
    "datetime": _Format(dt.datetime, f"{DATE}[Tt ]", "date-time (RFC 3339, 5.6)"),
    "date": _Format(dt.date, f"{DATE}$", "full-date (RFC 3339, 5.6)"),
    "time": _Format(dt.time, "^[0-9]{2}:[0-9]{2}", "time (RFC 3339, 5.6)"),
    "timedelta": _Format(dt.timedelta, "^[-+]?P", "duration (ISO 8601)"),
    "decimal": _Format(Decimal, _DECIMAL, "decimal number"),
    "uuid": _Format(UUID, "", "UUID (RFC 9562, 4)"),
}
"""Formats by the type of their core schema."""
_KEPT = {"datetime": _DateTime, "time": _Time, "timedelta": _Duration}
_LONG_FRACTION = re.compile(r"(?<=[.,][0-9]{6})[0-9]+")
"""The digits of a second after those of a microsecond."""
_LEAP_SECOND = re.compile("(?<=[0-9]:(?:59|29|44|14)):60")
"""It ends an hour of UTC, and of a local time that differs by whole quarters."""


def _keep(value: Any, text: str) -> Any:
    kept = _KEPT[type(value).__name__](*value.__reduce__()[1])
    kept.text = text
    return kept


@cache
def format_schema(kind: str) -> CoreSchema:
    """Return a core schema that replaces the one of a type in ``FORMATS``.

    It accepts JSON texts, and Python objects and texts. It must not be changed.
    """
    if kind == "uuid":
        return core_schema.uuid_schema(metadata={FORMAT: kind})
    schema = cast(Any, {"type": kind})
    text = core_schema.str_schema(pattern=FORMATS[kind].pattern)
    json: Any = core_schema.chain_schema([text, schema])
    python: Any = schema
    writer: Any = _WRITER
    if kind in ("datetime", "date", "time"):
        writer = core_schema.simple_ser_schema("any")  # It finds kept texts as well.
    if kind == "datetime":
        python = {**schema, "tz_constraint": "aware"}
    if kind in ("datetime", "time"):
        # Only a leap second or a longer fraction is read by a Python function.
        schema["microseconds_precision"] = "error"
        choices = [json, _readable(kind, schema)]
        json = core_schema.union_schema(choices, mode="left_to_right")
    elif kind == "timedelta":
        json = _readable(kind, schema)
    return core_schema.json_or_python_schema(
        core_schema.custom_error_schema(
            json, kind, custom_error_message=_message(kind)
        ),
        _readable(kind, python),
        serialization=writer,
        metadata={FORMAT: kind},
    )


def _message(kind: str) -> str:
    return f"Input should be a {FORMATS[kind].name}"


def _readable(kind: str, schema: CoreSchema) -> CoreSchema:
    """Return the schema of a format for Python objects and texts."""
    type_, pattern, _ = FORMATS[kind]
    begins = re.compile(pattern.replace("$", r"\Z"))
    other: tuple[type, ...] = (dt.datetime,) if kind == "date" else ()

    def read(value: object, handler: core_schema.ValidatorFunctionWrapHandler) -> Any:
        if isinstance(value, str) and begins.match(value):
            text = value
            if kind in _KEPT:
                text = _LEAP_SECOND.sub(":59", _LONG_FRACTION.sub("", value))
            found = handler(text)
            is_kept = text != value or kind == "timedelta"
            return _keep(found, value) if is_kept else found
        if not isinstance(value, type_) or isinstance(value, other):
            raise PydanticCustomError(cast(Any, kind), cast(Any, _message(kind)))
        return handler(value)

    return core_schema.no_info_wrap_validator_function(read, schema)
