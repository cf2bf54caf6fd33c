"""Convert every member of a document to the JSON type that the specification requires.

Later steps rely on it: a member for which the grammar has an object, an array, a string
or a boolean has that type, or is missing. A value whose meaning is clear is converted (the string
`"false"` to a boolean); any other value of a wrong type is removed. Both are reported.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from generator.diagnostics.model import Problems, fatal_error
from generator.diagnostics.processing import processing
from generator.document.grammar import (
    FIELDS,
    PARAMETER_SCHEMA_KEYWORDS,
    PATTERNED_FIELDS,
    Field,
    walk,
)
from generator.document.limits import MAX_ARRAY_ITEMS, MAX_MEMBERS, MAX_OPERATIONS
from generator.document.normalize.enum_values import BOOLEAN_SPELLINGS, MistypedValues
from generator.document.pointer import child, escape, split
from generator.document.source_map import Relocations
from generator.text import names_in, truncate

__all__ = ["coerce_types"]

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_MAX_NUMBER = int(sys.float_info.max)
_MAX_COUNT = 2**63 - 1
_MAX_SHOWN = 60
_TYPES = frozenset(names_in("array boolean integer null number object string file"))
_JSON_TYPES = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
}


def coerce_types(
    root: dict[str, Any],
    problems: Problems,
    relocations: Relocations,
    *,
    is_swagger: bool = False,
) -> None:
    """Convert or remove every member of a wrong type, in place.

    Raises `DocumentError` if there are more members or operations than the limits allow.
    """
    _Coercion(problems, relocations, is_swagger).run(root)


class _Coercion:
    def __init__(
        self, problems: Problems, relocations: Relocations, is_swagger: bool
    ) -> None:
        self.is_swagger = is_swagger
        self.operation_count = 0
        self.problems = problems
        self.relocations = relocations
        self.mistyped = MistypedValues(problems)

    def run(self, root: dict[str, Any]) -> None:
        with processing("#") as current:
            for kind, value, pointer in walk(root):
                current.subject = pointer
                self._coerce_object(kind, value, pointer)
        self.mistyped.convert()

    def _coerce_object(self, kind: str, value: dict[str, Any], pointer: str) -> None:
        if kind in PATTERNED_FIELDS:
            self._check_size(value, pointer)
            self._patterned_fields(value, pointer)
            return
        fields = FIELDS[kind]
        for name in [name for name in value if name in fields]:
            self._field(value, name, fields[name], pointer)
        if kind == "operation":
            self._count_operation(pointer)
        elif kind == "requirement":
            self._security_requirement(value, pointer)
        elif kind == "schema":
            self.mistyped.collect(value, pointer)
            self._discriminator_mapping(value, pointer)
        elif kind in ("parameter", "header"):
            # In Swagger 2.0 these have the keywords of a schema.
            if self.is_swagger:
                self.mistyped.collect(value, pointer)
            elif "type" in value:
                self._move_into_schema(value, pointer)

    def _remove(self, holder: Any, key: Any, pointer: str, expected: str) -> None:
        self._report_type(holder[key], pointer, expected)
        del holder[key]

    def _report_type(self, value: Any, pointer: str, expected: str) -> None:
        self.problems.add(
            "wrong-type",
            f"{_name_of(pointer)} is {_json_type(value)}, not {expected}",
            at=pointer,
            consequence="the value is ignored",
            suggestion=f"replace it with {expected}, or remove it",
        )

    # Limits

    def _count_operation(self, pointer: str) -> None:
        self.operation_count += 1
        if self.operation_count > MAX_OPERATIONS:
            raise fatal_error(
                "limit-exceeded",
                f"the document has more than {MAX_OPERATIONS:,} operations",
                self.problems.place(pointer),
                suggestion="remove the operations that you do not need with an overlay",
            )

    def _check_size(self, members: dict[str, Any] | list[Any], pointer: str) -> None:
        limit = MAX_MEMBERS if type(members) is dict else MAX_ARRAY_ITEMS
        if len(members) > limit:
            raise fatal_error(
                "limit-exceeded",
                f"{_name_of(pointer)} has more than {limit:,} members",
                self.problems.place(pointer),
                suggestion="split the document, or remove what you do not need with an "
                "overlay",
            )

    # Objects, and arrays and maps of them. The methods for a field return what belongs
    # in place of a value that must be removed.

    def _patterned_fields(self, value: dict[str, Any], pointer: str) -> None:
        for name in list(value):
            if name.startswith("x-") or name == "$ref":
                continue
            where = f"{pointer}/{escape(name)}"
            if name.count("{") > MAX_ARRAY_ITEMS:
                self._check_size(name.split("{"), where)
            if type(value[name]) is not dict:
                self._remove(value, name, where, "an object")

    def _field(
        self, holder: dict[str, Any], name: str, field: Field, pointer: str
    ) -> None:
        value, where = holder[name], f"{pointer}/{name}"
        shape, kind = field
        if shape in ("array", "map") and isinstance(value, (dict, list)):
            self._check_size(value, where)
        if shape == "object":
            expected = self._object(holder, name, kind, where)
        elif shape == "array":
            expected = self._array(value, kind, where)
        elif shape == "map":
            expected = self._map(value, kind, where)
        else:
            expected = self._value(holder, name, shape, where)
        if expected:
            self._remove(holder, name, where, expected)

    def _object(
        self, holder: dict[str, Any], name: str, kind: str, where: str
    ) -> str | None:
        value = holder[name]
        if type(value) is dict:
            return None
        if kind == "discriminator" and type(value) is str:
            if not self.is_swagger:  # Swagger 2.0 has the name of the property here.
                self._report_type(value, where, "an object")
                holder[name] = {"propertyName": value}
            return None
        if kind == "schema":
            if name == "items" and type(value) is list:
                return self._array(value, kind, where)
            if type(value) is bool or self._boolean(holder, name, where) is None:
                return None
        return "an object"

    def _array(self, items: Any, kind: str, where: str) -> str | None:
        if type(items) is not list:
            return "an array"
        allowed = (dict, bool) if kind == "schema" else (dict,)
        if all(type(item) in allowed for item in items):
            return None
        kept: list[tuple[int, Any]] = []
        for index, item in enumerate(items):
            pointer = f"{where}/{index}"
            if type(item) in allowed:
                kept.append((index, item))
            elif kind == "schema":
                self._report_schema(item, pointer)
                kept.append((index, True))
            else:
                self._report_type(item, pointer, "an object")
        items[:] = [item for _, item in kept]
        for after, (before, _) in enumerate(kept):
            if after != before:
                self.relocations.record(f"{where}/{after}", f"{where}/{before}")
        return None

    def _map(self, values: Any, kind: str, where: str) -> str | None:
        if type(values) is not dict:
            return "an object"
        for name, value in list(values.items()):
            if type(value) is dict or (kind == "schema" and type(value) is bool):
                continue
            pointer = f"{where}/{escape(name)}"
            if kind == "schema":
                self._report_schema(value, pointer)
                values[name] = True
            elif kind == "mediaType" and value is None:
                values[name] = {}
            elif name.startswith("x-"):
                del values[name]
            else:
                self._remove(values, name, pointer, "an object")
        return None

    def _report_schema(self, value: Any, pointer: str) -> None:
        self.problems.add(
            "invalid-schema",
            f"the schema {_name_of(pointer)} is {_json_type(value)}, not an object "
            "or boolean",
            at=pointer,
            consequence="any JSON value is accepted in its place",
            suggestion="replace it with a schema, or with {} to accept any value",
        )

    # Other values

    def _value(
        self, holder: dict[str, Any], name: str, shape: str, where: str
    ) -> str | None:
        value = holder[name]
        kind = type(value)
        if shape == "string":
            if kind is not str and kind not in (int, float, bool):
                return "a string"
            if kind is not str:
                holder[name] = str(value).lower() if kind is bool else str(value)
            return None
        if shape == "boolean":
            return None if kind is bool else self._boolean(holder, name, where)
        if shape == "any_object":
            return None if kind is dict else "an object"
        if shape in ("number", "integer", "bound"):
            return self._number(holder, name, shape, where)
        if shape == "types":
            self._types(holder, name, where)
        elif name == "required" and kind is bool:
            # JSON Schema draft 3 has `required: true` on the property itself.
            return "an array of names"
        elif kind is not list:
            return "an array"
        elif shape == "strings":
            self._strings(holder, name, where)
        return None

    def _boolean(self, holder: dict[str, Any], name: str, where: str) -> str | None:
        value = holder[name]
        boolean = BOOLEAN_SPELLINGS.get(value) if type(value) is str else None
        if boolean is None:
            return "a boolean"
        self.problems.add(
            "boolean-as-text",
            f"{_name_of(where)} is the string {value!r}, not a boolean",
            at=where,
            consequence="it is read as a boolean",
            suggestion=f"remove the quotes: {value.lower()}",
        )
        holder[name] = boolean
        return None

    def _number(
        self, holder: dict[str, Any], name: str, shape: str, where: str
    ) -> str | None:
        value = holder[name]
        if type(value) is bool and shape == "bound":
            return None
        if type(value) is str and _NUMBER.fullmatch(value):
            self.problems.add(
                "number-as-text",
                f"{_name_of(where)} is the string {value!r}, not a number",
                at=where,
                consequence="it is read as a number",
                suggestion="remove the quotes",
            )
            value = holder[name] = float(value) if "." in value else int(value)
        is_number = type(value) in (int, float) and abs(value) <= _MAX_NUMBER
        if shape == "integer":
            if not is_number or not 0 <= value <= _MAX_COUNT or value != int(value):
                return "a non-negative integer"
            holder[name] = int(value)
        elif name == "multipleOf":
            return None if is_number and value > 0 else "a positive number"
        elif not is_number:
            return "a number" + " that a double can hold" * (type(value) is int)
        return None

    def _strings(self, holder: dict[str, Any], name: str, where: str) -> None:
        value = holder[name]
        if not all(type(item) is str for item in value):
            holder[name] = [str(item) for item in value if type(item) in (str, int)]
            self.problems.add(
                "wrong-type",
                f"{_name_of(where)} contains values that are not strings",
                at=where,
                consequence="those values are ignored",
                suggestion="use strings only",
            )

    def _types(self, holder: dict[str, Any], name: str, where: str) -> None:
        value = holder[name]
        types = value if type(value) is list else [value]
        if None in types:
            self.problems.add(
                "unquoted-text",
                "the type null is not quoted",
                at=where,
                consequence="it is read as the string 'null'",
                suggestion="write 'null', with quotes",
            )
            types = ["null" if each is None else each for each in types]
        known = [each for each in types if type(each) is str and each in _TYPES]
        if len(known) < len(types) or not types:
            unknown = ", ".join(_shown(each) for each in types if each not in known)
            self.problems.add(
                "wrong-type",
                (
                    f"{unknown} is not a JSON Schema type"
                    if unknown
                    else "the list of types is empty"
                ),
                at=where,
                consequence="it is ignored" if known else "any type is accepted",
                suggestion="use array, boolean, integer, null, number, object or "
                "string",
            )
        if not known:
            del holder[name]
        elif type(value) is list:
            holder[name] = known
        else:
            holder[name] = known[0]

    # Objects of one kind

    def _security_requirement(self, value: dict[str, Any], pointer: str) -> None:
        for name, scopes in value.items():
            if type(scopes) is not list:
                self.problems.add(
                    "wrong-type",
                    f"the scopes of {_shown(name)} are {_json_type(scopes)}, "
                    "not an array",
                    at=child(pointer, name),
                    consequence="the scheme is required without scopes",
                    suggestion="replace the value with []",
                )
                value[name] = []
            elif not all(type(scope) is str for scope in scopes):
                value[name] = [str(scope) for scope in scopes]

    def _move_into_schema(self, parameter: dict[str, Any], pointer: str) -> None:
        """Convert a parameter or header that is written as in Swagger 2.0."""
        if parameter.keys() & {"schema", "content", "$ref"}:
            return
        schema = parameter["schema"] = {}
        for name in [name for name in PARAMETER_SCHEMA_KEYWORDS if name in parameter]:
            self.problems.add(
                "misplaced-keyword",
                f"{name!r} is beside the schema, not in it, as in Swagger 2.0",
                at=f"{pointer}/{name}",
                consequence="it is read as part of the schema",
                suggestion=f"write schema: {{{name}: ...}}",
            )
            schema[name] = parameter.pop(name)
            self.relocations.record(f"{pointer}/schema/{name}", f"{pointer}/{name}")

    def _discriminator_mapping(self, schema: dict[str, Any], pointer: str) -> None:
        discriminator = schema.get("discriminator")
        if type(discriminator) is not dict or "mapping" not in discriminator:
            return
        mapping, where = discriminator["mapping"], f"{pointer}/discriminator/mapping"
        if type(mapping) is not dict:
            self._remove(discriminator, "mapping", where, "an object")
            return
        for name in [name for name in mapping if type(mapping[name]) is not str]:
            self._remove(mapping, name, f"{where}/{escape(name)}", "a string")


def _name_of(pointer: str) -> str:
    return _shown(split(pointer)[-1])


def _shown(value: Any) -> str:
    return truncate(repr(value), _MAX_SHOWN)


def _json_type(value: Any) -> str:
    return "null" if value is None else _JSON_TYPES[type(value)]
