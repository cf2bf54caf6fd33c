"""Components that depend on each other: unions with tags, parents and children."""

from __future__ import annotations

from typing import Any

from .choices import COMPONENT_WORDS, PROPERTY_WORDS, Object
from .schemas import Schemas

__all__ = ["Families"]


class Families(Schemas):
    """Makes the components of a document."""

    def __init__(self, *options: Any) -> None:
        super().__init__(*options)
        self._components: Object = {}
        self._free_names = list(COMPONENT_WORDS)
        self.random.shuffle(self._free_names)

    def components(self) -> Object:
        """Return schemas by name."""
        plain = [self._new_name() for _ in range(self.random.randint(1, 5))]
        self.names += plain
        self.objects += plain[: len(plain) // 2]
        makers = [
            self._tagged_union,
            self._listing_parent,
            self._listing_parent,
            self._hierarchy,
            self._recursive_objects,
            self._self_union,
            self._recursive_refinement,
            self._union_of_unions,
        ]
        for _ in range(3):
            if self.maybe(self.density):
                self.random.choice(makers)()
        for name in plain:
            self.current = name
            is_object = name in self.objects
            self._components[name] = self.object(0) if is_object else self.schema(0)
        self.current = ""
        items = list(self._components.items())
        self.random.shuffle(items)
        return dict(items)

    def _new_name(self) -> str:
        return self._free_names.pop()

    def _add(self, name: str, schema: Any, is_object: bool = True) -> str:
        self._components[name] = schema
        self.names.insert(0, name)
        if is_object:
            self.objects.append(name)
        return name

    # Tags

    def _tags(self, names: list[str]) -> tuple[str, list[Any]]:
        """Return the kind of the tags, and one for each component."""
        kind = self.one("name", "text", "text", "integer", "boolean")
        if kind == "boolean" and len(names) > 2:
            kind = "text"
        tags: dict[str, list[Any]] = {
            "name": list(names),
            "text": [f"{name.lower()} {n}" for n, name in enumerate(names)],
            "integer": list(range(1, len(names) + 1)),
            "boolean": [True, False][: len(names)],
        }
        return kind, tags[kind]

    def _tag_schema(self, tag: Any, is_own: bool) -> Object:
        """Return the schema of a tag, which perhaps has its value."""
        if is_own and self.maybe(0.6):
            if self.maybe(0.2) and isinstance(tag, str):
                return {"type": "string", "enum": [tag, f"{tag}!"]}
            return self.constant(tag)
        types = {bool: "boolean", int: "integer", str: "string"}
        return {"type": types[type(tag)]}

    def _discriminator(self, tag: str, names: list[str], tags: list[Any]) -> Object:
        """Return a discriminator with a full, a partial, or no mapping."""
        discriminator: Object = {"propertyName": tag}
        mapping = {}
        for name, value in zip(names, tags, strict=True):
            text = str(value).lower() if isinstance(value, bool) else str(value)
            by_name = self.maybe(0.3) and name.isalnum()
            mapping[text] = name if by_name else self.ref(name)["$ref"]
        if tags != names or self.maybe(0.3):
            if self.maybe(0.25):
                mapping.pop(next(iter(mapping)))
            if self.maybe(0.2):
                mapping["other value"] = self.ref(names[0])["$ref"]
            if self.maybe(0.1):
                other = self.random.choice([*self.names, *names])
                mapping["elsewhere"] = self.ref(other)["$ref"]
            discriminator["mapping"] = mapping
        if self.version == "3.2" and self.maybe(0.4):
            target = self.ref(names[0])["$ref"]
            discriminator["defaultMapping"] = self.one(names[0], target)
        return discriminator

    def _tagged_union(self) -> None:
        """Add a union of objects that have a tag."""
        tag = self.one("kind", "type", "@type", "state")
        names = [self._new_name() for _ in range(self.random.randint(1, 4))]
        _, tags = self._tags(names)
        for name, value in zip(names, tags, strict=True):
            schema = self.object(1)
            schema = {} if "type" not in schema else schema
            schema.setdefault("properties", {})[tag] = self._tag_schema(value, True)
            schema["type"] = "object"
            if self.maybe(0.8):
                self.require(schema, tag)
            if self.maybe(0.2):
                schema = {"allOf": [schema, self.object(2)]}
            self._add(name, schema)
        variants: list[Any] = [self.ref(name) for name in names]
        if self.maybe(0.1):
            variants.append(self.object(2))
        union: Object = {
            self.one("oneOf", "anyOf"): variants,
            "discriminator": self._discriminator(tag, names, tags),
        }
        if self.maybe(0.3):
            union |= {"type": "object", "properties": self.properties(1, 1, 2)}
            if self.maybe(0.5):
                union["properties"][tag] = {"type": "string"}
                union["required"] = [tag]
        name = self._add(self._new_name(), self.nullable_union(union), False)
        self._use(name)

    def _use(self, name: str) -> None:
        """Add users of a union: beside other keywords, and refined."""
        for _ in range(self.random.randint(0, 2)):
            reference = self.ref(name)
            beside: Object = {"properties": self.properties(2, 1, 2)}
            if self.maybe(0.5):
                beside["properties"] |= {"kind": self.constant("a")}
            if self.maybe(0.4):
                beside["required"] = self.some(PROPERTY_WORDS[:5], 1, 2)
            choice = self.random.random()
            if choice < 0.3 and not self.is_30:
                user = {**reference, **beside}
            elif choice < 0.6:
                user = {"allOf": [reference], **beside}
            elif choice < 0.8:
                user = {"allOf": [reference, beside]}
            else:
                user = {"type": "object", "properties": {"event": reference}}
            self._add(self._new_name(), user)

    # Parents and children

    def _child(self, parent: str, tag: str, value: Any) -> Object:
        """Return an object that includes its parent."""
        own = self.object(2)
        own.pop("additionalProperties", None)
        if self.maybe(0.3):
            own.setdefault("properties", {})[tag] = self._tag_schema(value, True)
        reference = self.ref(parent)
        choice = self.random.random()
        if choice < 0.4:
            return {"allOf": [reference, own]}
        if choice < 0.5:
            return {"allOf": [{"allOf": [reference]}, own]}
        if choice < 0.6:
            return {"allOf": [own, reference]}
        if choice < 0.7 and not self.is_30:
            return {**reference, **own}
        if choice < 0.8:
            return {"allOf": [reference]}
        if choice < 0.9:
            return {"allOf": [reference, {"oneOf": [own, self.object(2)]}]}
        return {"allOf": [reference], **own}

    def _parent(self, tag: str, value: Any) -> Object:
        schema = self.object(1)
        schema = {"type": "object"} if "type" not in schema else schema
        schema["type"] = "object"
        if self.maybe(0.85):
            schema.setdefault("properties", {})[tag] = self._tag_schema(value, False)
            if self.maybe(0.8):
                self.require(schema, tag)
        if self.maybe(0.8):
            schema.pop("additionalProperties", None)
        return schema

    def _listing_parent(self) -> None:
        """Add a parent whose union lists children that include it."""
        tag = self.one("kind", "type", "state")
        parent = self._new_name()
        children = [self._new_name() for _ in range(self.random.randint(1, 3))]
        _, tags = self._tags(children)
        for name, value in zip(children, tags, strict=True):
            self._add(name, self._child(parent, tag, value))
        variants: list[Any] = [self.ref(name) for name in children]
        if self.maybe(0.3):
            variants.append(self._child(parent, tag, tags[0]))
        if self.maybe(0.2):
            variants = [{"allOf": [each]} for each in variants]
        schema = self._parent(tag, tags[0])
        schema[self.one("oneOf", "anyOf")] = variants
        if self.maybe(0.7):
            schema["discriminator"] = self._discriminator(tag, children, tags)
        if self.maybe(0.3):
            grandchild = self._child(children[0], tag, tags[0])
            name = self._add(self._new_name(), grandchild)
            if self.maybe(0.3):
                variants.append(self.ref(name))
        self._add(parent, schema)
        self._use(parent)

    def _hierarchy(self) -> None:
        """Add a parent with a discriminator and no union, and children of children."""
        tag = self.one("kind", "type")
        parent = self._new_name()
        names: list[str] = []
        for _ in range(self.random.randint(1, 4)):
            base = self.random.choice([parent, *names])
            name = self._new_name()
            self._add(name, self._child(base, tag, name))
            names.append(name)
        schema = self._parent(tag, "x")
        _, tags = self._tags(names)
        schema["discriminator"] = self._discriminator(tag, names, tags)
        self._add(parent, schema)
        if self.maybe(0.4):
            variants = [self.ref(name) for name in self.some([parent, *names], 1, 3)]
            union: Object = {self.one("oneOf", "anyOf"): variants}
            if self.maybe(0.5):
                union["discriminator"] = {"propertyName": tag}
            self._add(self._new_name(), union, False)
        self._use(parent)

    # Recursion

    def _recursive_objects(self) -> None:
        """Add objects that contain themselves or each other."""
        names = [self._new_name() for _ in range(self.random.randint(1, 3))]
        for number, name in enumerate(names):
            other = self.ref(names[(number + 1) % len(names)])
            link: Object = self.one(
                {"type": "array", "items": other},
                other,
                {"type": "object", "additionalProperties": other},
                {"oneOf": [other, {"type": "string"}]},
                {"allOf": [other, {"type": "object", "properties": {}}]},
            )
            schema = self.object(2)
            schema.setdefault("properties", {})[self.one("children", "next")] = link
            if self.maybe(0.3):
                schema = {"allOf": [schema, self.object(2)]}
            self._add(name, schema)
        self._use(names[0])

    def _self_union(self) -> None:
        """Add a union that contains itself, in place or in a list."""
        name = self._new_name()
        own = self.ref(name)
        array: Object = {"type": "array", "items": own}
        mapping: Object = {"type": "object", "additionalProperties": own}
        keyword = self.one("oneOf", "anyOf")
        variants: list[Any] = [self.scalar(), self.one(array, mapping, own)]
        if self.maybe(0.5):
            nested = {"type": "object", "properties": {"any": array, "not": own}}
            variants.append(nested)
        if self.maybe(0.2):
            variants.append({"allOf": [own, self.object(2)]})
        self._add(name, {keyword: variants}, False)

    def _recursive_refinement(self) -> None:
        """Add an object, and others that refine the properties that are it."""
        node, refined = self._new_name(), self._new_name()
        own = self.ref(node)
        schema = self.object(2)
        schema.setdefault("properties", {}).update(
            parent=self.one(own, {"allOf": [own]}),
            children={"type": "array", "items": own},
        )
        self._add(node, schema)
        target = self.one({"type": "object"}, own, self.ref(refined), self.object(2))
        other = self.one(
            {"parent": target},
            {"parent": target, "children": {"type": "array", "items": target}},
            {"children": {"items": target}},
        )
        members: list[Any] = [own, {"properties": other}]
        if self.maybe(0.3):
            members = [own, {"type": "object", "properties": other}]
            members[1]["required"] = list(other)
        if self.maybe(0.2):
            members.append(self.object(2))
        self._add(refined, {"allOf": members})

    def _union_of_unions(self) -> None:
        """Add unions whose variants are unions."""
        inner, outer = self._new_name(), self._new_name()
        tag = self.one("kind", "type")
        leaves = [self._new_name() for _ in range(2)]
        for name in leaves:
            schema = {"type": "object", "properties": {tag: self.constant(name)}}
            self._add(name, schema | {"required": [tag]})
        rest = [self.object(2), self.scalar()]
        first: Object = {self.one("oneOf", "anyOf"): [self.ref(n) for n in leaves]}
        if self.maybe(0.5):
            first["discriminator"] = {"propertyName": tag}
        self._add(inner, first, False)
        variants = [self.ref(inner), *self.random.sample(rest, 1)]
        if self.maybe(0.2):
            variants.append(self.ref(outer))
        second: Object = {self.one("oneOf", "anyOf"): variants}
        if self.maybe(0.3):
            targets = {"a": self.ref(inner)["$ref"], "b": self.ref(leaves[0])["$ref"]}
            second["discriminator"] = {"propertyName": tag, "mapping": targets}
        self._add(outer, second, False)
        self._use(outer)
