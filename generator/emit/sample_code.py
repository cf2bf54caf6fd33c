"""Python code of JSON values: plain, and as the annotations of arguments want it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from generator import ir
from generator.code import Code, identifier, join, literal, trusted
from generator.emit.sample_types import is_of
from generator.ir.visit import constant, resolve
from generator.surface import Argument, BodyForm, Package

__all__ = ["CodeWriter", "plain_code"]

_MODELS = trusted("models")


def plain_code(value: Any) -> Code:
    """Return a JSON value as a literal; a file is bytes, also inside of it."""
    if isinstance(value, bytes):
        return _bytes(value)
    if isinstance(value, list):
        return Code(f"[{join(', ', map(plain_code, value))}]")
    if isinstance(value, dict):
        pairs = (Code(f"{literal(k)}: {plain_code(v)}") for k, v in value.items())
        return Code(f"{{{join(', ', pairs)}}}")
    return literal(value)


def _bytes(value: bytes) -> Code:
    characters = (
        chr(each) if 0x20 <= each < 0x7F and each not in b'"\\' else f"\\x{each:02x}"
        for each in value
    )
    return Code(f'b"{"".join(characters)}"')


@dataclass(slots=True)
class CodeWriter:
    """Writes values as a type-checker accepts them where their types are expected.

    Objects are models, and dates are dates. A name that the code needs is imported.
    """

    package: Package
    imports: set[str] = field(default_factory=set)
    """The names that the code needs: ``datetime``, ``Decimal``, ``UUID``, ``models``."""

    def argument(self, value: Any, argument: Argument, form: BodyForm | None) -> Code:
        """Return the code of the value of an argument; `form` is that of the body."""
        if argument.type is not None:
            return self.code(value, argument.type)
        if argument.role == "additional_properties" and form and form.model:
            extra = form.model.extra or ir.AnyType()
            return self.code(value, ir.MapType(extra))
        return plain_code(value)

    def code(self, value: Any, type_: ir.Type) -> Code:
        """Return the code of a value of a type."""
        types = self.package.api.types
        match resolve(type_, types):
            case ir.Model() as model if isinstance(value, dict):
                return self._model(value, model)
            case ir.StringType(format=format_) if isinstance(value, str):
                return self._text(value, format_)
            case ir.ArrayType(items=items) if isinstance(value, list):
                return Code(f"[{join(', ', [self.code(e, items) for e in value])}]")
            case ir.TupleType(items=items) if isinstance(value, list):
                members = zip(value, items, strict=False)
                inner = join(", ", [self.code(e, t) for e, t in members])
                return Code(f"({inner}{',' if len(value) == 1 else ''})")
            case ir.MapType(values=values) if isinstance(value, dict):
                pairs = [
                    f"{literal(k)}: {self.code(v, values)}" for k, v in value.items()
                ]
                return Code(f"{{{', '.join(pairs)}}}")
            case ir.NullableType(inner=inner) if value is not None:
                return self.code(value, inner)
            case ir.UnionType() as union:
                for variant in _variants(value, union):
                    if is_of(value, variant, types):
                        return self.code(value, variant)
        return plain_code(value)

    def _text(self, text: str, format_: ir.Format) -> Code:
        match format_:
            case "date":
                year, month, day = map(int, text.split("-"))
                return self._datetime(f"date({year}, {month}, {day})")
            case "date-time":
                return self._datetime(f"datetime.fromisoformat({literal(text)})")
            case "time":
                return self._datetime(f"time.fromisoformat({literal(text)})")
            case "duration":
                parts = [
                    f"{_UNITS[unit]}={int(count)}"
                    for count, unit in re.findall(r"(\d+)([DHMS])", text)
                ]
                return self._datetime(f"timedelta({', '.join(parts)})")
            case "uuid":
                self.imports.add("UUID")
                return Code(f"UUID({literal(text)})")
            case "decimal":
                self.imports.add("Decimal")
                return Code(f"Decimal({literal(text)})")
            case "byte" | "base64url":
                standard = text.translate({ord("-"): "+", ord("_"): "/"})
                return _bytes(base64.b64decode(standard))
            case _:
                return literal(text)

    def _datetime(self, call: str) -> Code:
        self.imports.add("datetime")
        return Code(f"datetime.{call}")

    def _model(self, value: dict[str, Any], model: ir.Model) -> Code:
        self.imports.add("models")
        names, api = self.package.names, self.package.api
        name = f"{_MODELS}.{identifier(names.types[model.id])}"
        fields = {each.name: each for each in model.fields}
        if not value.keys() <= fields.keys():
            return Code(f"{name}.model_validate({plain_code(value)})")
        arguments = [
            Code(
                f"{identifier(names.fields[model.id][key])}={self.code(item, fields[key].type)}"
            )
            for key, item in value.items()
            # A constant is the default.
            if not (
                fields[key].required
                and constant(fields[key].type, api.types) is not None
            )
        ]
        return Code(f"{name}({join(', ', arguments)})")


_UNITS = {"D": "days", "H": "hours", "M": "minutes", "S": "seconds"}


def _variants(value: Any, union: ir.UnionType) -> Iterable[ir.Type]:
    """Return the variant that the tag of a value names, or all."""
    tag = union.discriminator
    if tag is not None and isinstance(value, dict):
        given = value.get(tag.property_name)
        named = [
            ir.RefType(key)
            for each, key in tag.mapping
            if each == given and type(each) is type(given)
        ]
        return named or union.variants
    return union.variants
