"""Schemas without unions: constants, enums, and the JSON types."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generator import ir
from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.document.pointer import child
from generator.lower.schema import checks, scalars
from generator.lower.schema.annotations import (
    PropertyAnnotations,
    doc_of,
    python_name_of,
)
from generator.lower.schema.completion import Completion
from generator.lower.schema.enforcement import Enforcement
from generator.lower.schema.enum_names import enum_names
from generator.lower.schema.expansion import ExpansionLimits
from generator.lower.schema.keywords import is_unrestricted
from generator.lower.schema.merge import MergedSchema, is_same_json, json_type_of
from generator.lower.schema.schema_set import SchemaSet, SchemaSets
from generator.lower.schema.union import join

__all__ = ["PlainLowering"]


class PlainLowering:
    """Lowers merged schemas without unions, and queues what is inside of objects."""

    def __init__(self, root: Node, problems: Problems) -> None:
        self.problems = problems
        self.enforcement = Enforcement(problems)
        self._sets = SchemaSets()
        self._limits = ExpansionLimits(root.value, problems)
        self._annotations = PropertyAnnotations(self._sets)
        self._completion = Completion(problems, self.enforcement)
        self._queue: deque[tuple[ir.TypeId, SchemaSet | MergedSchema]] = deque()
        """What is to be declared, and the models whose properties are to be lowered."""
        self._declared: dict[ir.TypeId, None] = {}
        """Keys that are declared or will be: those in the queue as well."""

    @abstractmethod
    def _type(self, node: Node) -> ir.Type:
        """Return the type of a schema where it is used."""

    @abstractmethod
    def _combine(self, schemas: SchemaSet, place: str) -> ir.Type:
        """Return the type of a set of several schemas."""

    def _plain(self, schema: MergedSchema, *, is_declared: bool) -> ir.Type:
        """Return the type of a schema without unions."""
        if schema.is_false:
            checks.report_unsatisfiable(schema.pointer, self.problems)
            return ir.AnyType()
        if not self._completion.is_unsatisfiable(schema.pointer):
            checks.report_conflicts(schema, self.problems)
        checks.check_keywords(schema, self.enforcement, self.problems)
        if "const" in schema.values:
            return self._literal(
                schema, [schema.values["const"]], is_declared=is_declared
            )
        if isinstance(schema.values.get("enum"), list):
            return self._literal(schema, schema.values["enum"], is_declared=is_declared)
        types = [self._of_json_type(each, schema) for each in schema.json_types()]
        if len(types) > 1:
            return join(types)
        return types[0] if types else ir.AnyType()

    def _of_json_type(self, json_type: str, schema: MergedSchema) -> ir.Type:
        match json_type:
            case "object":
                return self._object(schema)
            case "array":
                return self._array(schema)
            case "string":
                return scalars.string_type(schema, self.enforcement)
            case "integer":
                return ir.IntegerType(scalars.bounds_of(schema))
            case "number":
                return ir.NumberType(scalars.bounds_of(schema))
            case "boolean":
                return ir.BooleanType()
            case "null":
                return ir.NullType()
            case _:
                checks.report_undefined_type(schema, self.problems)
                return ir.AnyType()

    def _literal(
        self, schema: MergedSchema, members: Sequence[Any], *, is_declared: bool
    ) -> ir.Type:
        """Return the type of an enum or a constant."""
        types = schema.json_types() if "type" in schema.values else []
        others = [member for member in members if member is not None]
        allowed = [each for each in others if scalars.allows_member(types, each)]
        has_null = len(others) < len(members) and (not types or "null" in types)
        null = [ir.NullType()] if has_null else []
        values = scalars.literal_values(allowed)
        if not values or len(values) < scalars.distinct_values(allowed):
            return self._other_members(schema, members, null)
        names = enum_names(schema.values, values)
        type_: ir.Type = ir.LiteralType(values, names if len(values) > 1 else ())
        if len(values) > 1 and not is_declared:
            type_ = self._declare_inline(schema, type_)
        return join([type_, *null])

    def _other_members(
        self, schema: MergedSchema, members: Sequence[Any], null: list[ir.NullType]
    ) -> ir.Type:
        """Return the type of an enum with members that no Literal can hold, such as
        floats and objects, or without any member that the type allows.
        """
        if members and all(member is None for member in members):
            return ir.NullType()
        keyword = "enum" if "enum" in schema.values else "const"
        types = schema.json_types() if "type" in schema.values else []
        if any(scalars.allows_member(types, member) for member in members):
            self.enforcement.leave_keyword(schema, keyword)
        else:
            checks.report_no_member(schema.pointer_of(keyword), keyword, self.problems)
        rest = {k: v for k, v in schema.values.items() if k not in ("enum", "const")}
        types = types or list(
            dict.fromkeys(json_type_of(m) for m in members if m is not None)
        )
        if types:
            rest["type"] = types
        plain = self._plain(replace(schema, values=rest), is_declared=True)
        return join([plain, *null])

    def _declare_inline(self, schema: MergedSchema, type_: ir.Type) -> ir.Type:
        """Declare a type under the pointer of its schema and refer to it."""
        key, values = schema.pointer, schema.values
        self._declared[key] = None
        self._completion.add_alias(key, type_, doc_of(values), python_name_of(values))
        return ir.RefType(key)

    def _object(self, schema: MergedSchema) -> ir.Type:
        key = schema.pointer
        if not schema.properties:
            for pointer in schema.requiring:
                self.enforcement.leave_to_server(pointer, "required")
            extra, closed = self._additional(schema)
            values = ir.AnyType() if extra is None else extra
            limit = 0 if closed else scalars.count_of(schema, "maxProperties")
            return ir.MapType(values, scalars.count_of(schema, "minProperties"), limit)
        if key not in self._completion.types:
            if not self._limits.allows_class(schema):
                return ir.MapType(ir.AnyType())
            self._declared[key] = None
            self._completion.types[key] = ir.Model(key, ())
            self._queue.append((key, schema))
        return ir.RefType(key)

    def _define(self, schema: MergedSchema) -> None:
        """Lower the properties of a model that `_object` has declared."""
        extra, closed = self._additional(schema)
        checks.check_object(schema, self.enforcement, self.problems)
        self._completion.types[schema.pointer] = ir.Model(
            id=schema.pointer,
            fields=tuple(
                self._field(schema, name, schema.nodes_of(name))
                for name in schema.property_names()
            ),
            extra=extra,
            closed=closed,
            doc=doc_of(schema.values),
            python_name=python_name_of(schema.values),
        )

    def _additional(self, schema: MergedSchema) -> tuple[ir.Type | None, bool]:
        """Return the type of further properties and whether they are forbidden."""
        additional = schema.additional_properties
        restricting = [node for node in additional if not is_unrestricted(node)]
        patterns = [self._type(node) for node in schema.pattern_properties]
        if any(node.value is False for node in restricting):
            return (join(patterns), False) if patterns else (None, True)
        if restricting:
            pointer = f"{schema.pointer}/additionalProperties"
            return join([self._all_of(restricting, pointer), *patterns]), False
        return (ir.AnyType() if additional else None), False

    def _field(
        self, schema: MergedSchema, name: str, nodes: tuple[Node, ...]
    ) -> ir.Field:
        values = self._annotations.of(nodes)
        pointer = child(f"{schema.pointer}/properties", name)
        both = values.get("readOnly") is True and values.get("writeOnly") is True
        if both:
            checks.report_read_and_write_only(pointer, self.problems)
        return ir.Field(
            name=name,
            type=self._all_of(nodes, pointer),
            required=name in schema.required,
            doc=doc_of(values),
            read_only=values.get("readOnly") is True and not both,
            write_only=values.get("writeOnly") is True and not both,
            python_name=python_name_of(values),
        )

    def _all_of(self, nodes: Sequence[Node], place: str) -> ir.Type:
        """Return the type that satisfies all of `nodes`."""
        restricting = [node for node in nodes if not is_unrestricted(node)]
        if not restricting:
            return ir.AnyType()
        first, *others = restricting
        if all(is_same_json(node.value, first.value) for node in others):
            return self._type(first)
        return self._combine(SchemaSet(tuple(restricting)), place)

    def _array(self, schema: MergedSchema) -> ir.Type:
        min_items = scalars.count_of(schema, "minItems")
        max_items = scalars.count_of(schema, "maxItems")
        allows_more = not any(node.value is False for node in schema.items)
        items: ir.Type = ir.AnyType()
        if schema.items and allows_more:
            items = self._all_of(schema.items, f"{schema.pointer}/items")
        if schema.prefix_items:
            first = tuple(self._type(node) for node in schema.prefix_items)
            size = len(first)
            owner = schema.prefix_items[0].pointer.rsplit("/", 2)[0]
            for node in schema.items:
                # Those of another schema are for all items.
                if node.pointer != child(owner, "items"):
                    items_owner = node.pointer.removesuffix("/items")
                    self.enforcement.leave_to_server(items_owner, "items")
            if min_items == size and (max_items == size or not allows_more):
                return ir.TupleType(first)
            self.enforcement.leave_to_server(owner, "prefixItems")
            items = join([*first, items] if allows_more else first)
        elif not allows_more:
            max_items = 0
        is_unique = schema.values.get("uniqueItems") is True
        return ir.ArrayType(items, min_items, max_items, is_unique)
