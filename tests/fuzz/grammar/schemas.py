"""Schemas of arrays and objects, and compositions of schemas."""

from __future__ import annotations

from typing import Any

from .choices import PROPERTY_WORDS, Object
from .scalars import Scalars

__all__ = ["MAX_DEPTH", "Schemas"]

MAX_DEPTH = 4
_TITLES = ("A Title", '"Quoted"', "class", "名", "Pet", "Order details")


class Schemas(Scalars):
    """Schemas at any place.

    Most methods have the depth of a schema as argument, and `in_place`: whether the
    schema applies to the same value as the component that contains it. Components
    refer to each other in place mostly in one order, because a component whose value is
    itself says nothing.
    """

    def __init__(self, *options: Any) -> None:
        super().__init__(*options)
        self.names: list[str] = []
        """All components, in the order in which they refer to each other in place."""
        self.objects: list[str] = []
        """Components that are objects."""
        self.current = ""
        """The component that is being made."""

    # References

    def reference(self, in_place: bool) -> Object | None:
        """Return a reference to a component; None if there is none."""
        names = self.names
        if in_place and self.current and not self.maybe(0.08):
            names = names[names.index(self.current) + 1 :]
        if not names:
            return None
        schema = self.ref(self.random.choice(names))
        if not self.is_30 and self.maybe(0.3 * self.density):
            schema |= self._siblings(2)
        elif self.is_30 and self.maybe(0.1 * self.density):
            schema |= self.one({"nullable": True}, {"description": self.text()})
        return schema

    @staticmethod
    def ref(name: str) -> Object:
        """Return a reference to a component."""
        return {"$ref": f"#/components/schemas/{name}"}

    def _siblings(self, depth: int) -> Object:
        """Return keywords beside a reference or a union, which may be one of anything."""
        choice = self.random.random()
        if choice < 0.2:
            return {"description": self.text()}
        if choice < 0.4:
            return {"required": self.some(PROPERTY_WORDS[:8], 1, 2)}
        if choice < 0.6:
            return {"properties": self.properties(depth + 1, 1, 2)}
        if choice < 0.7:
            return self.nullable({"type": "object"}, 0.5)
        if choice < 0.8:
            return {"enum": ["a", {"kind": "a"}, 1], "title": self.one(*_TITLES)}
        if choice < 0.9:
            return {"properties": {"kind": self.constant("a")}, "required": ["kind"]}
        return self.one({"minProperties": 1}, {"deprecated": True, "title": "Beside"})

    # Schemas

    def schema(self, depth: int, in_place: bool = False) -> Any:
        """Return the schema of a value of any kind."""
        if depth >= MAX_DEPTH:
            return self.scalar()
        if self.maybe(0.3):
            reference = self.reference(in_place)
            if reference is not None:
                return reference
        if self.maybe(self.density * 0.6):
            return self.described(self.composition(depth + 1, in_place))
        choice = self.random.random()
        if choice < 0.4:
            return self.scalar()
        if choice < 0.6:
            return self.array(depth + 1)
        if choice < 0.97:
            return self.object(depth + 1)
        if self.is_30 or self.maybe(0.3):
            return {}
        return self.one(True, True, False)

    def composition(self, depth: int, in_place: bool) -> Object:
        """Return a schema that is composed of others."""
        makers = [self._all_of, self._union, self._union, self._refinement]
        makers += [self._all_of_union, self._object_with_union, self._negation]
        if not self.is_30:
            makers += [self._condition]
        return self.random.choice(makers)(depth, in_place)

    def _members(self, depth: int, in_place: bool, least: int, most: int) -> list[Any]:
        count = self.random.randint(least, most)
        return [self.schema(depth, in_place) for _ in range(count)]

    def _all_of(self, depth: int, in_place: bool) -> Object:
        members: list[Any] = []
        for _ in range(self.random.randint(0, 2)):
            reference = self.reference(in_place)
            members += [reference] if reference else []
        if not members or self.maybe(0.8):
            members.append(self.object(depth))
        if self.maybe(0.1):
            members.append({"description": self.text()})
        self.random.shuffle(members)
        schema: Object = {"allOf": members}
        if self.maybe(0.3):
            schema |= {"type": "object", "properties": self.properties(depth, 1, 2)}
            self._require(schema)
        return schema

    def _union(self, depth: int, in_place: bool) -> Object:
        schema: Object = {
            self.one("oneOf", "anyOf"): self._members(depth, in_place, 1, 4)
        }
        if self.maybe(0.2):
            schema |= self._siblings(depth)
        return self.nullable_union(schema)

    def nullable_union(self, schema: Object) -> Object:
        """Return a union that perhaps has null as a variant."""
        if not self.is_30 and self.maybe(0.15):
            schema[self._union_keyword(schema)].append(self.null())
        return schema

    @staticmethod
    def _union_keyword(schema: Object) -> str:
        return "oneOf" if "oneOf" in schema else "anyOf"

    def _all_of_union(self, depth: int, in_place: bool) -> Object:
        """Return allOf with a union as a member, or two."""
        members = [self._union(depth, in_place), self.schema(depth, in_place)]
        return {"allOf": members}

    def _object_with_union(self, depth: int, in_place: bool) -> Object:
        """Return an object with a union beside its properties."""
        schema = self.object(depth)
        names = {*schema.get("properties", {}), "id"}
        if self.maybe(0.4):
            variants: list[Any] = [
                {"required": self.some(names, 1, 2)} for _ in range(2)
            ]
        else:
            variants = [self.object(depth) for _ in range(self.random.randint(1, 3))]
            reference = self.reference(in_place)
            variants += [reference] if reference and self.maybe(0.5) else []
        for keyword in self.some(("oneOf", "anyOf"), 1, 2 if self.maybe(0.2) else 1):
            schema[keyword] = variants
        return schema

    def _refinement(self, depth: int, in_place: bool) -> Object:
        """Return a component with other schemas for some of its properties."""
        reference = self.reference(in_place) or self.object(depth)
        properties = self.properties(depth, 1, 2)
        if self.maybe(0.3):
            properties["parent"] = self.one({"type": "object"}, reference)
        changes: Object = {"properties": properties}
        if self.maybe(0.3):
            changes["required"] = list(properties)[:1]
        if self.maybe(0.3) and "$ref" not in changes:
            return {"allOf": [reference], **changes}
        return {"allOf": [reference, changes]}

    def _negation(self, depth: int, in_place: bool) -> Object:
        schema = self.object(depth) if self.maybe(0.5) else self.scalar()
        excluded = self.one(
            {"type": "object", "required": ["nope"]},
            {"enum": ["nope"]},
            self.scalar(),
            self.object(depth),
        )
        schema.pop("default", None)
        return {**schema, "not": excluded}

    def _condition(self, depth: int, in_place: bool) -> Object:
        schema = self.object(depth)
        choice = self.random.random()
        if choice < 0.3:
            schema["if"] = {"properties": {"kind": {"const": "a"}}}
            schema["then"] = {"required": ["name"]}
            if self.maybe(0.5):
                schema["else"] = self.object(depth)
        elif choice < 0.5:
            schema["dependentRequired"] = {"name": ["kind"]}
        elif choice < 0.6:
            schema["dependentSchemas"] = {"name": self.object(depth)}
        elif choice < 0.8:
            schema["patternProperties"] = {"^x-": self.schema(depth)}
        elif choice < 0.9:
            schema["propertyNames"] = {"pattern": "^[a-z_]+$"}
        else:
            schema["unevaluatedProperties"] = self.one(False, self.scalar())
        return schema

    # Objects and arrays

    def object(self, depth: int) -> Object:
        """Return the schema of an object."""
        schema: Object = {"type": "object"}
        properties = self.properties(depth, 0, 5 if depth < 2 else 3)
        if properties or self.maybe(0.5):
            schema["properties"] = properties
        self._require(schema)
        if self.maybe(0.25):
            schema["additionalProperties"] = self.one(
                True, False, False, self.schema(depth + 1)
            )
        if self.maybe(0.06):
            schema[self.one("minProperties", "maxProperties")] = 1
        if self.maybe(0.15):
            schema["title"] = self.one(*_TITLES)
        if self.maybe(0.1):
            del schema["type"]
        return self.described(self.nullable(schema, 0.08))

    def _require(self, schema: Object) -> None:
        required = [name for name in schema.get("properties", ()) if self.maybe(0.4)]
        if self.maybe(0.04):
            required.append("undeclared")
        self.require(schema, *required)

    @staticmethod
    def require(schema: Object, *names: str) -> None:
        """Add names to the required properties of a schema."""
        if names:
            required = [*schema.get("required", ()), *names]
            schema["required"] = list(dict.fromkeys(required))

    def properties(self, depth: int, least: int, most: int) -> Object:
        """Return schemas by the names of properties."""
        words = PROPERTY_WORDS if self.maybe(0.3) else PROPERTY_WORDS[:9]
        return {
            name: self._property(depth + 1) for name in self.some(words, least, most)
        }

    def _property(self, depth: int) -> Any:
        schema = self.schema(depth)
        if not isinstance(schema, dict) or ("$ref" in schema and self.is_30):
            return schema
        if self.maybe(0.08):
            schema[self.one("readOnly", "writeOnly")] = True
        if self.maybe(0.05):
            schema["deprecated"] = True
        return schema

    def array(self, depth: int) -> Object:
        """Return the schema of an array."""
        schema: Object = {"type": "array", "items": self.schema(depth)}
        if not self.is_30 and self.maybe(0.15):
            schema["prefixItems"] = self._members(depth, False, 1, 3)
            if self.maybe(0.5):
                schema["items"] = self.one(False, True, self.scalar())
            if self.maybe(0.3):
                del schema["items"]
        if not self.is_30 and self.maybe(0.05):
            schema["contains"] = self.scalar()
        if self.maybe(0.2):
            schema["minItems"] = self.random.randint(0, 2)
            schema["maxItems"] = 10
        if self.maybe(0.1):
            schema["uniqueItems"] = True
        return self.described(self.nullable(schema))
