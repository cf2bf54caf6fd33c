"""Schemas become types; every keyword that a type does not express is reported.

The identity of a type is the set of the schema objects that its values satisfy, see
`schema_set`. A set that is met again, also inside of itself, is a reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator import ir
from generator.diagnostics.model import Problems
from generator.diagnostics.processing import processing
from generator.document.node import Node
from generator.document.pointer import child, split
from generator.ir.visit import references
from generator.lower.schema import checks
from generator.lower.schema.annotations import (
    doc_of,
    python_name_of,
)
from generator.lower.schema.discriminator import (
    Inheritance,
    components_of,
    name_of_reference,
    tag_of,
)
from generator.lower.schema.enum_names import constants_of, with_members
from generator.lower.schema.expansion import MAX_VARIANTS
from generator.lower.schema.keywords import (
    are_required_lists,
    is_component,
    is_null,
    is_unrestricted,
    only_restricting_member,
    referenced_schema,
    restricting_keywords,
    restricts_nothing_beside_ref,
    target_of,
)
from generator.lower.schema.merge import MergedSchema, Union, with_integers
from generator.lower.schema.plain import PlainLowering
from generator.lower.schema.schema_set import Included, Key, SchemaSet
from generator.lower.schema.tags import RawTag
from generator.lower.schema.union import count_variants, join

__all__ = ["SchemaLowering"]


class SchemaLowering(PlainLowering):
    """Lowers schemas on demand and keeps the declarations.

    `lower` returns a type at once; the declarations that it refers to are lowered by
    `finish`, one after the other, so that no chain of references deepens the stack.
    """

    def __init__(self, root: Node, problems: Problems) -> None:
        super().__init__(root, problems)
        self._root = root
        self._inheritance = Inheritance(root, self._sets, problems)
        self._inline: dict[str, ir.Type | None] = {}
        """The types of inline schemas; None for one that is being lowered."""
        self._recursive: set[str] = set()
        self._combined: dict[Key, ir.TypeId] = {}
        self._components: dict[Key, Node] | None = None

    def declare(self, node: Node) -> ir.TypeId:
        """Make sure that the schema at `node` will be declared; return its key."""
        if node.pointer not in self._declared:
            self._declared[node.pointer] = None
            self._queue.append((node.pointer, SchemaSet((node,))))
        return node.pointer

    def lower(self, node: Node) -> ir.Type:
        """Return the type of a schema that an operation uses, and keep what it refers
        to.
        """
        type_ = self._type(node)
        self._completion.roots += references(type_)
        return type_

    def _type(self, node: Node) -> ir.Type:
        """Return the type of a schema where it is used; an inline object, enum or tagged
        union gets a declaration.
        """
        value = node.value
        if value is False:
            checks.report_unsatisfiable(node.pointer, self.problems)
            return ir.AnyType()
        if not isinstance(value, dict):
            return ir.AnyType()
        if "$ref" in value:
            target = target_of(node)
            if target is None:
                return ir.AnyType()
            if restricts_nothing_beside_ref(node):
                return self._reference(target)
        member = only_restricting_member(node)
        if member is not None:
            return self._type(member)
        key = node.pointer
        if key not in self._inline:
            self._inline[key] = None
            with processing(key):
                type_ = self._inline[key] = self._inline_type(node)
            if key in self._recursive and type_ != ir.RefType(key):
                self._completion.add_alias(key, type_)
                self._inline[key] = ir.RefType(key)
        found = self._inline[key]
        if found is None:  # The schema is inside of itself.
            self._recursive.add(key)
            return ir.RefType(key)
        return found

    def _inline_type(self, node: Node) -> ir.Type:
        schemas = SchemaSet((node,))
        included = self._included(schemas)
        if len(included.key[0]) > 1 or node.pointer not in included.key[0]:
            component = self._component(included.key)
            if component is not None:
                return self._reference(component)
        return self._lower_set(schemas, included, node.pointer)

    def finish(self) -> dict[ir.TypeId, ir.Declaration]:
        """Lower every declared schema and return all declarations by key."""
        for node in components_of(self._root):
            # The tags of a family's members do not depend on what refers to it.
            family = self._inheritance.family_of(node)
            if family is not None and len(family.children) <= MAX_VARIANTS:
                self._parent_or_child(node)
        while self._queue:
            key, pending = self._queue.popleft()
            with processing(key):
                if isinstance(pending, SchemaSet):
                    self._declare(key, pending)
                else:
                    self._define(pending)
        if self._sets.is_exhausted:
            checks.report_too_many_inclusions(self.problems)
        return self._completion.finish()

    def resolve(self, type_: ir.Type) -> ir.Type:
        """Return the final form of a type that `lower` returned; after `finish`."""
        return self._completion.resolve(type_)

    def places(self) -> dict[ir.TypeId, tuple[ir.TypeId, ...]]:
        """Return the keys that stand for one declaration, by its key; after `finish`."""
        return self._completion.places()

    def _reference(self, target: Node) -> ir.Type:
        if is_unrestricted(target) and not target.pointer.startswith("#/components"):
            return ir.AnyType()
        return self._parent_or_child(target) or ir.RefType(self.declare(target))

    def _parent_or_child(self, parent: Node) -> ir.Type | None:
        """Return the union of a parent and its children, if it has any."""
        family = self._inheritance.family_of(parent)
        if family is None or self._limits.is_too_wide(
            len(family.children), parent.pointer
        ):
            return None
        key = child(parent.pointer, "discriminator")
        if key not in self._declared:
            self._declared[key] = None
            default = ir.RefType(self.declare(parent))
            mapping: dict[str, ir.Type] = {
                value: ir.RefType(self.declare(node))
                for value, node in family.children.items()
            }
            members = tuple(dict.fromkeys([*mapping.values(), default]))
            tag = RawTag(
                family.property_name,
                {},
                mapping,
                default if family.has_default else None,
                child(family.owner.pointer, "discriminator"),
            )
            self._completion.add_family(key, join(members), tag)
        return ir.RefType(key)

    def _declare(self, key: ir.TypeId, schemas: SchemaSet) -> None:
        """Lower a set of schemas and declare it under its key."""
        node = schemas.roots[0]
        included = self._included(schemas)
        type_ = self._referred_type(node) if len(schemas.roots) == 1 else None
        if type_ is None:
            type_ = self._lower_set(schemas, included, key, is_declared=True)
        if type_ == ir.RefType(key):
            if key in self._completion.types:
                return
            type_ = ir.AnyType()  # It says no more than that it is itself.
        values = included.schema.values
        self._completion.add_alias(key, type_, doc_of(values), python_name_of(values))

    def _referred_type(self, node: Node) -> ir.Type | None:
        """Return the type that a schema with only a reference gives another name."""
        if not isinstance(node.value, dict) or "$ref" not in node.value:
            return None
        target = target_of(node)
        if target is None:
            return ir.AnyType()
        return self._reference(target) if restricts_nothing_beside_ref(node) else None

    def _included(self, schemas: SchemaSet) -> Included:
        included = self._sets.included(schemas)
        for pointer in included.circular:
            checks.report_circle(pointer, self.problems)
        return included

    def _combine(
        self, schemas: SchemaSet, place: str, *, is_alone: bool = False
    ) -> ir.Type:
        """Return the type of a set of several schemas: a reference, also where the set is
        being lowered, so that recursion ends. `is_alone` leaves out the children of a
        parent.
        """
        included = self._included(schemas)
        key = included.key
        if not key[0]:
            return ir.AnyType()
        component = self._component(key)
        if component is not None and is_alone:
            return ir.RefType(self.declare(component))
        if component is not None:
            return self._reference(component)
        if included.schema.is_scalar():
            return self._lower_set(schemas, included, place)
        if key not in self._combined:
            if not self._limits.allows_set(place):
                self._leave_to_server(schemas.roots)
                return ir.AnyType()
            self._combined[key] = type_id = self._unused(place)
            self._declared[type_id] = None
            self._completion.add_combination(type_id, included.schema)
            self._queue.append((type_id, schemas))
        return ir.RefType(self._combined[key])

    def _leave_to_server(self, nodes: Iterable[Node]) -> None:
        """Record that the client checks nothing of some schemas."""
        for node in nodes:
            if isinstance(node.value, dict):
                for keyword in sorted(restricting_keywords(node.value)):
                    self.enforcement.leave_to_server(node.pointer, keyword)

    def _unused(self, place: str) -> ir.TypeId:
        """Return a key that no schema has: the place where a combination is used."""
        number, key = 2, place
        while key in self._declared or key in self._inline:
            key, number = f"{place}&{number}", number + 1
        return key

    def _component(self, key: Key) -> Node | None:
        """Return the schema in the components that is the same set, if there is one."""
        if self._components is None:
            self._components = {}
            for node in components_of(self._root):
                members, closed = self._sets.included(SchemaSet((node,))).key
                # What includes several others is also a name for all of these.
                for found in (members, members - {node.pointer}):
                    if node.pointer in found or len(found) > 1:
                        self._components.setdefault((found, closed), node)
        return self._components.get(key)

    def _lower_set(
        self,
        schemas: SchemaSet,
        included: Included,
        place: str,
        *,
        is_declared: bool = False,
    ) -> ir.Type:
        """Return the type of a set: of a union, else of a constant or an enum, else by
        the JSON types.

        `place` is the key of what has to be declared. `is_declared` says that the caller
        declares it, so that an enum or a union needs no declaration of its own.
        """
        null: list[ir.Type] = []
        while included.schema.unions and not included.schema.is_false:
            union, *others = included.schema.unions
            variants = self._sets.variants(union)
            if self._limits.is_too_wide(len(variants), union.pointer):
                self._leave_to_server(schemas.roots)
                return ir.AnyType()
            if others and self._limits.has_too_many_combinations(included.schema):
                for each in others:
                    owner = each.owner.pointer
                    self.enforcement.leave_to_server(owner, each.keyword)
                schemas = schemas.without(others)
            rest = self._included(schemas.without([union])).schema
            if are_required_lists(variants):
                self.enforcement.leave_to_server(union.owner.pointer, union.keyword)
                schemas = schemas.without([union])
                included = self._included(schemas)
                continue
            named = [node for node in variants if not is_null(node)]
            choice = _Choice(schemas, union, named, rest, place)
            if len(named) < len(variants) and not self._excludes_null(choice):
                null = [ir.NullType()]
            constants = constants_of(named)
            if constants is not None and rest.restricts_only_value():
                schema = replace(with_members(rest, constants), pointer=place)
                return join([self._plain(schema, is_declared=is_declared), *null])
            if len(named) != 1:
                return join([self._choose(choice, is_declared=is_declared), *null])
            if self._stands_alone(named[0], choice) and referenced_schema(named[0]):
                return join([self._type(named[0]), *null])
            schemas = schemas.with_only_variant(named[0], union)
            included = self._included(schemas)
            component = self._component(included.key)
            if component is not None and component.pointer != place:
                return join([self._reference(component), *null])
        schema = included.schema
        if schema.pointer != place:
            schema = replace(schema, pointer=place)
        if not null:
            self._completion.check_combination(place, schema)
        return join([self._plain(schema, is_declared=is_declared), *null])

    def _choose(self, choice: _Choice, *, is_declared: bool) -> ir.Type:
        """Return the union of several variants; a tagged one is declared."""
        union, place = choice.union, choice.place
        tag = tag_of(union.owner, self.problems)
        if tag is None:
            type_ = join(self._variant(node, choice) for node in choice.variants)
            if self._limits.is_too_wide(count_variants(type_), union.pointer):
                self._leave_to_server(choice.schemas.roots)
                return ir.AnyType()
            if union.keyword == "oneOf":
                self._completion.add_one_of(type_, union.pointer)
            return type_
        variants = [self._tagged_variant(node, choice) for node in choice.variants]
        mapping = {
            value: self._tagged_variant(node, choice)
            for value, node in tag.mapping.items()
        }
        implicit = {
            name: variant
            for node, variant in zip(choice.variants, variants, strict=True)
            if (name := name_of_reference(node)) and variant not in mapping.values()
        }
        for node in [*choice.variants, *tag.mapping.values()]:
            target = referenced_schema(node) or node
            family = self._inheritance.family_of(target)
            if family is not None and family.property_name == tag.property_name:
                for value, member in family.children.items():
                    if value not in mapping:
                        type_ = self._tagged_variant(member, choice)
                        implicit.setdefault(value, type_)
        default = None
        if tag.default is not None:
            default = self._tagged_variant(tag.default, choice)
        raw = RawTag(
            tag.property_name,
            mapping,
            implicit,
            default,
            tag.pointer,
            union.pointer if union.keyword == "oneOf" else "",
        )
        members = [*variants, *mapping.values(), *implicit.values()]
        members += [] if default is None else [default]
        self._completion.add_tag(place, raw)
        type_ = join(members)
        if is_declared:
            return type_
        self._declared[place] = None
        values = choice.rest.values
        self._completion.add_alias(place, type_, doc_of(values), python_name_of(values))
        return ir.RefType(place)

    def _variant(
        self, node: Node, choice: _Choice, *, is_alone: bool = False
    ) -> ir.Type:
        """Return the type of a variant with the keywords beside its union."""
        if self._stands_alone(node, choice):
            return self._type(node)
        token = name_of_reference(node) or split(node.pointer)[-1]
        place = child(f"{choice.place}/{choice.union.keyword}", token)
        schemas = choice.schemas.with_variant(node, choice.union)
        return self._combine(schemas, place, is_alone=is_alone)

    def _excludes_null(self, choice: _Choice) -> bool:
        """Return whether a set excludes the null that its union allows: by a value, by
        another union, or by the type of a schema that includes a nullable one, which
        need not be nullable.
        """
        rest = choice.rest
        if not rest.allows_value(None) or (rest.excludes_null() and not choice.is_own):
            return True
        return any(map(self._sets.excludes_null, rest.unions))

    def _stands_alone(self, node: Node, choice: _Choice) -> bool:
        """Return whether the keywords beside a union add nothing to a variant. A type
        beside the union itself that excludes variants is a mistake of the document; one
        of another schema is not.
        """
        if not choice.rest.restricts_only_type():
            return False
        allowed = choice.rest.json_types()
        if not allowed or choice.is_own:
            return True
        types = self._sets.json_types(node)
        return types is not None and with_integers(allowed).issuperset(types)

    def _tagged_variant(self, node: Node, choice: _Choice) -> ir.Type:
        """Return the type of a variant that a tag selects: a parent alone, without its
        children, which have tags of their own.
        """
        target = referenced_schema(node)
        if target is None and is_component(node):
            target = node
        if target is None or not self._stands_alone(node, choice):
            return self._variant(node, choice, is_alone=True)
        return ir.RefType(self.declare(target))


@dataclass(frozen=True, slots=True)
class _Choice:
    """A union of a set, with the variants to choose from."""

    schemas: SchemaSet
    union: Union
    variants: Sequence[Node]
    rest: MergedSchema
    """What the set demands beside the union."""
    place: str

    @property
    def is_own(self) -> bool:
        """Whether the set is the schema that has the union."""
        roots = [root.pointer for root in self.schemas.roots]
        return roots == [self.union.owner.pointer]
