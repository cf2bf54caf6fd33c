"""Bring every member into the shape that the specification gives it, or leave it out.

Later passes may then rely on it: where the grammar says object, array, text or boolean,
there is one (or nothing). Every change is a problem. What has an obvious meaning is
repaired (`'false'` is read as a boolean); what has none is left out.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from generator.document.grammar import (
    FIELDS,
    PARAMETER_SCHEMA_KEYWORDS,
    PATTERNED_FIELDS,
    Field,
    walk,
)
from generator.document.limits import MAX_ARRAY_ITEMS, MAX_MEMBERS, MAX_OPERATIONS
from generator.document.normalize.enum_values import FLAGS, Members
from generator.document.pointer import child, escape
from generator.document.source_map import Relocations, Reporter

__all__ = ["shape"]

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
# What a double, and a size, can hold.
_MAX_NUMBER = int(sys.float_info.max)
_MAX_COUNT = 2**63 - 1
_TYPES = frozenset(
    ("array", "boolean", "integer", "null", "number", "object", "string", "file")
)
_DROP = object()


def shape(
    root: dict[str, Any],
    problems: Reporter,
    relocations: Relocations,
    *,
    is_swagger: bool = False,
) -> None:
    """Repair or remove every member of the wrong shape, in place.

    Raises `DocumentError` where there are more members or operations than the limits.
    """
    _Shaper(problems, relocations, is_swagger).run(root)


class _Shaper:
    def __init__(
        self, problems: Reporter, relocations: Relocations, is_swagger: bool
    ) -> None:
        self.is_swagger = is_swagger
        self.operations = 0
        self.problems = problems
        self.relocations = relocations
        self.odd = Members(problems)

    def run(self, root: dict[str, Any]) -> None:
        for kind, value, pointer in walk(root):
            wild = PATTERNED_FIELDS.get(kind)
            if wild:
                self._bound(value, pointer)
                self._wild(value, wild, pointer)
                continue
            fields = FIELDS[kind]
            for name in [name for name in value if name in fields]:
                self._field(value, name, fields[name], pointer)
            if kind == "operation":
                self._count_operation(pointer)
            elif kind == "requirement":
                self._requirement(value, pointer)
            elif kind == "schema":
                self._schema(value, pointer)
            elif kind in ("parameter", "header"):
                # Before OpenAPI 3 these hold what a schema holds.
                if self.is_swagger:
                    self.odd.look(value, pointer)
                elif "type" in value:
                    self._into_schema(value, pointer)
        self.odd.finish()

    def _wild(self, value: dict[str, Any], kind: str, pointer: str) -> None:
        for name in list(value):
            if name.startswith("x-") or name == "$ref":
                continue
            if name.count("{") > MAX_ARRAY_ITEMS:
                self._bound(name.split("{"), f"{pointer}/{escape(name)}")
            if type(value[name]) is not dict:
                self._drop(value, name, f"{pointer}/{escape(name)}", "an object")

    def _drop(self, holder: Any, name: Any, pointer: str, wanted: str) -> None:
        self._report(holder[name], pointer, wanted)
        del holder[name]

    def _report(self, value: Any, pointer: str, wanted: str) -> None:
        self.problems.add(
            "wrong-type",
            f"{_label(pointer)} is {_spoken(value)}, not {wanted}",
            at=pointer,
            consequence="it is left out",
            suggestion=f"write {wanted}, or remove it",
        )

    def _field(
        self, holder: dict[str, Any], name: str, field: Field, pointer: str
    ) -> None:
        value = holder[name]
        where = f"{pointer}/{name}"
        shape_, kind = field
        if shape_ in ("array", "map") and isinstance(value, (dict, list)):
            self._bound(value, where)
        if shape_ == "object":
            self._one(holder, name, kind, where)
        elif shape_ == "array":
            if type(value) is not list:
                self._drop(holder, name, where, "an array")
            else:
                self._members(value, kind, where)
        elif shape_ == "map":
            if type(value) is not dict:
                self._drop(holder, name, where, "an object")
            else:
                self._entries(value, kind, where)
        else:
            self._scalar(holder, name, shape_, where)

    def _count_operation(self, pointer: str) -> None:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            raise self.problems.fatal_error(
                "limit-exceeded",
                f"the document has more than {MAX_OPERATIONS:,} operations",
                at=pointer,
                suggestion="remove those that are not needed with an overlay",
            )

    def _bound(self, members: dict[str, Any] | list[Any], where: str) -> None:
        limit = MAX_MEMBERS if type(members) is dict else MAX_ARRAY_ITEMS
        if len(members) > limit:
            raise self.problems.fatal_error(
                "limit-exceeded",
                f"{_label(where)} has more than {limit:,} members",
                at=where,
                suggestion="split the document, or remove what is not needed with an "
                "overlay",
            )

    def _one(self, holder: dict[str, Any], name: str, kind: str, where: str) -> None:
        value = holder[name]
        if type(value) is dict or (kind == "schema" and type(value) is bool):
            return
        if kind == "schema" and name == "items" and type(value) is list:
            self._members(value, kind, where)
            return
        if kind == "discriminator" and type(value) is str:
            self._discriminator(holder, name, where)
            return
        flag = FLAGS.get(value) if type(value) is str and kind == "schema" else None
        if flag is not None:
            self._read_flag(where, value)
            holder[name] = flag
        else:
            self._drop(holder, name, where, "an object")

    def _discriminator(self, holder: dict[str, Any], name: str, where: str) -> None:
        """Swagger 2.0 names the property alone; later versions need an object."""
        if self.is_swagger:
            return
        self._report(holder[name], where, "an object")
        holder[name] = {"propertyName": holder[name]}

    def _members(self, values: list[Any], kind: str, where: str) -> None:
        allowed = (dict, bool) if kind == "schema" else (dict,)
        if all(type(value) in allowed for value in values):
            return
        kept: list[tuple[int, Any]] = []
        for index, value in enumerate(values):
            if type(value) in allowed:
                kept.append((index, value))
                continue
            pointer = f"{where}/{index}"
            if kind == "schema":
                self._invalid_schema(value, pointer)
                kept.append((index, True))
            else:
                self._report(value, pointer, "an object")
        values[:] = [value for _, value in kept]
        for now, (before, _) in enumerate(kept):
            if now != before:
                self.relocations.record(f"{where}/{now}", f"{where}/{before}")

    def _entries(self, values: dict[str, Any], kind: str, where: str) -> None:
        for name in list(values):
            value = values[name]
            if type(value) is dict or (kind == "schema" and type(value) is bool):
                continue
            pointer = f"{where}/{escape(name)}"
            if kind == "schema":
                self._invalid_schema(value, pointer)
                values[name] = True
            elif kind == "mediaType" and value is None:
                values[name] = {}
            elif name.startswith("x-"):
                del values[name]
            else:
                self._drop(values, name, pointer, "an object")

    def _invalid_schema(self, value: Any, pointer: str) -> None:
        self.problems.add(
            "invalid-schema",
            f"the schema {_label(pointer)} is {_spoken(value)}, not an object "
            "or boolean",
            at=pointer,
            consequence="any JSON value is accepted in its place",
            suggestion="write a schema, or {} for any value",
        )

    def _scalar(
        self, holder: dict[str, Any], name: str, shape_: str, where: str
    ) -> None:
        value = holder[name]
        kind = type(value)
        if shape_ == "string":
            if kind is str:
                return
            if kind is int or kind is float or kind is bool:
                holder[name] = str(value).lower() if kind is bool else str(value)
                return
            wanted = "text"
        elif shape_ == "boolean":
            if kind is bool:
                return
            flag = FLAGS.get(value) if kind is str else None
            if flag is not None:
                self._read_flag(where, value)
                holder[name] = flag
                return
            wanted = "a boolean"
        elif shape_ == "any_object":
            if kind is dict:
                return
            wanted = "an object"
        elif shape_ in ("number", "integer", "bound"):
            if self._number(holder, name, shape_, where):
                return
            wanted = "a number" if shape_ != "integer" else "a whole number"
            if kind is int or kind is float:
                wanted += " within its range"
        else:
            self._array(holder, name, shape_, where)
            return
        self._drop(holder, name, where, wanted)

    def _read_flag(self, where: str, value: str) -> None:
        self.problems.add(
            "boolean-as-text",
            f"{_label(where)} is the text {value!r}, not a boolean",
            at=where,
            consequence="it is read as the boolean",
            suggestion=f"remove the quotes: {value.lower()}",
        )

    def _number(
        self, holder: dict[str, Any], name: str, shape_: str, where: str
    ) -> bool:
        """Tell whether the member is, or has been read as, a number."""
        value = holder[name]
        kind = type(value)
        if kind is bool:
            return shape_ == "bound"
        if kind is str and _NUMBER.fullmatch(value):
            self.problems.add(
                "number-as-text",
                f"{_label(where)} is the text {value!r}, not a number",
                at=where,
                consequence="it is read as the number",
                suggestion="remove the quotes",
            )
            value = holder[name] = float(value) if "." in value else int(value)
            kind = type(value)
        if kind is not int and kind is not float:
            return False
        if kind is int and abs(value) > _MAX_NUMBER:
            return False
        if shape_ == "integer":
            if not 0 <= value <= _MAX_COUNT or value != int(value):
                return False
            holder[name] = int(value)
        return name != "multipleOf" or value > 0

    def _array(
        self, holder: dict[str, Any], name: str, shape_: str, where: str
    ) -> None:
        value = holder[name]
        if shape_ == "types":
            self._types(holder, name, where)
        elif shape_ == "strings" and name == "required" and type(value) is bool:
            # A common mistake: `required: true` on a property itself (draft 3).
            self._drop(holder, name, where, "an array of names")
        elif type(value) is not list:
            self._drop(holder, name, where, "an array")
        elif shape_ == "strings" and not all(type(item) is str for item in value):
            holder[name] = [str(item) for item in value if type(item) in (str, int)]
            self.problems.add(
                "wrong-type",
                f"{_label(where)} holds values that are not text",
                at=where,
                consequence="those are left out",
                suggestion="write text only",
            )

    def _types(self, holder: dict[str, Any], name: str, where: str) -> None:
        value = holder[name]
        names = value if type(value) is list else [value]
        if None in names:
            self.problems.add(
                "unquoted-text",
                "the type null has no quotes",
                at=where,
                consequence="it is read as the type 'null'",
                suggestion="write 'null', in quotes",
            )
            names = ["null" if each is None else each for each in names]
        known = [each for each in names if type(each) is str and each in _TYPES]
        if len(known) < len(names) or not names:
            shown = ", ".join(_short(each) for each in names if each not in known)
            self.problems.add(
                "wrong-type",
                f"{shown or 'nothing'} is not a type of JSON Schema",
                at=where,
                consequence="it is left out" if known else "any type is accepted",
                suggestion="use array, boolean, integer, null, number, object or "
                "string",
            )
        if not known:
            del holder[name]
        elif type(value) is list:
            holder[name] = known
        else:
            holder[name] = known[0]

    def _requirement(self, value: dict[str, Any], pointer: str) -> None:
        for name in list(value):
            scopes = value[name]
            if type(scopes) is not list:
                self.problems.add(
                    "wrong-type",
                    f"the scopes of {_short(name)} are {_spoken(scopes)}, "
                    "not an array",
                    at=child(pointer, name),
                    consequence="the scheme is required without scopes",
                    suggestion="write []",
                )
                value[name] = []
            elif not all(type(scope) is str for scope in scopes):
                value[name] = [str(scope) for scope in scopes]

    def _schema(self, value: dict[str, Any], pointer: str) -> None:
        self.odd.look(value, pointer)
        mapping = value.get("discriminator")
        if type(mapping) is dict and "mapping" in mapping:
            self._mapping(mapping, f"{pointer}/discriminator")

    def _into_schema(self, value: dict[str, Any], pointer: str) -> None:
        """Read what a parameter has in Swagger 2.0 as what it has in OpenAPI 3."""
        if "schema" in value or "content" in value or "$ref" in value:
            return
        value["schema"] = {}
        for name in [name for name in PARAMETER_SCHEMA_KEYWORDS if name in value]:
            self.problems.add(
                "misplaced-keyword",
                f"{name!r} stands beside the schema, not in it, as in Swagger 2.0",
                at=f"{pointer}/{name}",
                consequence="it is read as part of the schema",
                suggestion=f"write schema: {{{name}: ...}}",
            )
            value["schema"][name] = value.pop(name)
            self.relocations.record(f"{pointer}/schema/{name}", f"{pointer}/{name}")

    def _mapping(self, holder: dict[str, Any], pointer: str) -> None:
        mapping = holder["mapping"]
        if type(mapping) is not dict:
            self._drop(holder, "mapping", f"{pointer}/mapping", "an object")
            return
        for name in list(mapping):
            if type(mapping[name]) is not str:
                where = f"{pointer}/mapping/{escape(name)}"
                self._drop(mapping, name, where, "text")


def _label(pointer: str) -> str:
    name = pointer.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")
    return _short(name)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _spoken(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "text"}
    return names.get(type(value)) or (
        "an array" if type(value) is list else "an object"
    )
