"""Tags: what tells the variants of a union apart, and the values of each variant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator import ir
from generator.diagnostics.model import Problems
from generator.ir.visit import (
    Types,
    alternatives,
    follow_aliases,
    references,
    resolve,
)
from generator.lower.schema.discriminator import tag_text

__all__ = [
    "RawTag",
    "discriminator_of",
    "inferred_discriminator",
    "report_unusable",
    "restrict_tags",
]


@dataclass(frozen=True, slots=True)
class RawTag:
    """A discriminator whose variants are not lowered yet."""

    property_name: str
    mapping: Mapping[str, ir.Type]
    """The variants of the values that the document maps."""
    implicit: Mapping[str, ir.Type]
    """The variants that their names stand for."""
    default: ir.Type | None
    pointer: str
    one_of: str = ""
    """The pointer of the union if it is a ``oneOf``."""

    def references(self) -> Iterator[ir.RefType]:
        """Yield the references to variants."""
        default = [self.default] if self.default else []
        for each in (*self.mapping.values(), *self.implicit.values(), *default):
            if isinstance(each, ir.RefType):
                yield each

    def joined(self, other: RawTag) -> RawTag:
        """Return the discriminator with the values of another one as well."""
        return replace(
            self,
            mapping={**other.mapping, **self.mapping},
            implicit={**other.implicit, **self.implicit},
            default=self.default or other.default,
        )

    def without(self, keys: Collection[ir.TypeId]) -> RawTag:
        """Return the discriminator without some of its variants."""

        def stays(type_: ir.Type | None) -> bool:
            return not (isinstance(type_, ir.RefType) and type_.id in keys)

        return replace(
            self,
            mapping={k: each for k, each in self.mapping.items() if stays(each)},
            implicit={k: each for k, each in self.implicit.items() if stays(each)},
            default=self.default if stays(self.default) else None,
        )


def discriminator_of(
    tag: RawTag, variants: Sequence[ir.Type], types: Types, problems: Problems
) -> ir.Discriminator | None:
    """Return the discriminator of a union of `variants`; None without a usable one,
    which is a problem.
    """
    message = "a discriminator needs a propertyName, and variants that are objects"
    declared = [*tag.mapping.values(), *tag.implicit.values(), *variants]
    if tag.default is not None:
        declared.append(tag.default)
    if all(isinstance(v, ir.RefType) and list(_models(v, types)) for v in declared):
        message = "a variant does not allow the value that the discriminator gives it"
        mapping = _values(tag, variants, types)
        if mapping is not None:
            message = "a discriminator does not tell all variants apart"
            default = tag.default.id if isinstance(tag.default, ir.RefType) else None
            known = {*mapping.values(), default}
            if all(isinstance(v, ir.RefType) and v.id in known for v in variants):
                pairs = _typed(tag.property_name, mapping, types)
                return ir.Discriminator(tag.property_name, pairs, default)
    report_unusable(tag, message, problems)
    return None


def report_unusable(tag: RawTag, message: str, problems: Problems) -> None:
    """Report a discriminator that does not tell the variants of its union apart."""
    problems.add(
        "unusable-discriminator",
        message,
        at=tag.pointer,
        consequence="variants are distinguished by their structure",
    )


def _values(
    tag: RawTag, variants: Iterable[ir.Type], types: Types
) -> dict[str, ir.TypeId] | None:
    """Return the variant of each value; None if one does not allow its value."""
    name, values = tag.property_name, dict[str, ir.TypeId]()
    for value, variant in tag.mapping.items():
        if isinstance(variant, ir.RefType):
            if not _allows(variant, name, value, types):
                return None
            values[value] = variant.id
    for value, variant in tag.implicit.items():
        if isinstance(variant, ir.RefType):
            own = _fixed(variant, name, types)
            for each in own if own and value not in own else (value,):
                values.setdefault(each, variant.id)
    default = tag.default.id if isinstance(tag.default, ir.RefType) else None
    for variant in variants:
        if isinstance(variant, ir.RefType) and variant.id not in (
            *values.values(),
            default,
        ):
            for each in _fixed(variant, name, types):
                values.setdefault(each, variant.id)
    return values


def _models(type_: ir.Type, types: Types) -> list[ir.Model]:
    """Return the models that a type stands for; none if it allows anything else."""
    found = list(alternatives(type_, types))
    models = [each for each in found if isinstance(each, ir.Model)]
    return models if len(models) == len(found) else []


def _fixed(variant: ir.Type, name: str, types: Types) -> tuple[str, ...]:
    """Return the values that a variant restricts its tag to, as text."""
    values = dict[str, None]()
    for model in _models(variant, types):
        fixed = _literals(model, name, types)
        if not fixed:
            return ()
        values |= dict.fromkeys(map(tag_text, fixed))
    return tuple(values)


def _literals(model: ir.Model, name: str, types: Types) -> tuple[ir.LiteralValue, ...]:
    for field_ in model.fields:
        if field_.name == name:
            type_ = resolve(field_.type, types)
            if isinstance(type_, ir.NullableType):
                type_ = resolve(type_.inner, types)
            return type_.values if isinstance(type_, ir.LiteralType) else ()
    return ()


def _allows(variant: ir.Type, name: str, value: str, types: Types) -> bool:
    fixed = _fixed(variant, name, types)
    return not fixed or value in fixed


def _typed(
    name: str, mapping: Mapping[str, ir.TypeId], types: Types
) -> tuple[tuple[ir.LiteralValue, ir.TypeId], ...]:
    """Return the values in the JSON type of the property: keys of a mapping are text."""
    return tuple(
        (_converted(value, _models(ir.RefType(key), types), name, types), key)
        for value, key in mapping.items()
    )


def _converted(
    text: str, models: Iterable[ir.Model], name: str, types: Types
) -> ir.LiteralValue:
    for model in models:
        for value in _literals(model, name, types):
            if tag_text(value) == text:
                return value
        for each in (field_ for field_ in model.fields if field_.name == name):
            type_ = resolve(each.type, types)
            if isinstance(type_, ir.NullableType):
                type_ = resolve(type_.inner, types)
            if isinstance(type_, ir.BooleanType) and text in ("true", "false"):
                return text == "true"
            if isinstance(type_, ir.IntegerType) and text.lstrip("-").isdecimal():
                return int(text)
    return text


def inferred_discriminator(
    type_: ir.Type, types: Types, *, required: bool = True
) -> ir.Type:
    """Return a union with the discriminator that its variants imply: the first property
    that each of them fixes to values of its own, and requires where it is `required`.
    """
    if isinstance(type_, ir.NullableType):
        inner = inferred_discriminator(type_.inner, types, required=required)
        return ir.NullableType(inner)
    if not isinstance(type_, ir.UnionType) or type_.discriminator is not None:
        return type_
    return replace(type_, discriminator=_inferred(type_.variants, types, required))


def _inferred(
    variants: Sequence[ir.Type], types: Types, required: bool
) -> ir.Discriminator | None:
    models: dict[ir.TypeId, ir.Model] = {}
    for variant in variants:
        model = resolve(variant, types)
        if not isinstance(variant, ir.RefType) or not isinstance(model, ir.Model):
            return None
        models[variant.id] = model
    if not 1 < len(models) == len(variants):
        return None
    first = next(iter(models.values()))
    for name in (f.name for f in first.fields if f.required or not required):
        mapping: dict[tuple[type, ir.LiteralValue], ir.TypeId] = {}
        for key, model in models.items():
            values = [
                (type(value), value)
                for value in _literals(model, name, types)
                if _requires(model, name) or not required
            ]
            if not values or mapping.keys() & set(values):
                break
            mapping.update(dict.fromkeys(values, key))
        else:
            pairs = tuple((value, key) for (_, value), key in mapping.items())
            return ir.Discriminator(name, pairs)
    return None


def _requires(model: ir.Model, name: str) -> bool:
    return any(each.name == name and each.required for each in model.fields)


def restrict_tags(
    types: Mapping[ir.TypeId, ir.Declaration], roots: Iterable[ir.TypeId]
) -> dict[ir.TypeId, ir.Declaration]:
    """Return the declarations with the tag of each variant restricted to the values that
    unions give it (OpenAPI 3.2, 4.25: the property has the value of the schema).

    The schema of all other values is not restricted, nor one that excludes the value,
    nor the enum of one that is used without a tagged union as well, by other
    declarations or by operations (`roots`).
    """
    untagged = {*roots, *_used_without_tag(types)}
    values: dict[tuple[ir.TypeId, str], dict[str, None]] = {}
    defaults: set[tuple[ir.TypeId, str]] = set()
    for declared in types.values():
        if isinstance(declared, ir.Alias) and isinstance(declared.type, ir.UnionType):
            tag = declared.type.discriminator
            if tag is None:
                continue
            for value, key in tag.mapping:
                for model in _selected(key, tag.property_name, value, types):
                    own = _literals(model, tag.property_name, types)
                    if own and tag_text(value) not in map(tag_text, own):
                        continue  # Another variant of a union has the value.
                    place = (model.id, tag.property_name)
                    values.setdefault(place, {})[tag_text(value)] = None
            for model in _models_of_others(tag, types):
                defaults.add((model.id, tag.property_name))
    found = dict(types)
    for (key, name), texts in values.items():
        variant = found[key]
        if not isinstance(variant, ir.Model) or (key, name) in defaults:
            continue
        if key not in untagged or len(_literals(variant, name, types)) < 2:
            found[key] = _restricted(variant, name, texts, types)
    return found


def _used_without_tag(types: Types) -> Iterator[ir.TypeId]:
    """Yield the keys that declarations refer to, but for variants of tagged unions."""
    for declared in types.values():
        union = declared.type if isinstance(declared, ir.Alias) else None
        if not isinstance(union, ir.UnionType) or union.discriminator is None:
            yield from references(declared)


def _models_of_others(tag: ir.Discriminator, types: Types) -> list[ir.Model]:
    """Return the models of all other values, through unions with tags of their own."""
    seen: set[ir.TypeId] = set()
    while tag.default is not None and tag.default not in seen:
        seen.add(tag.default)
        target = follow_aliases(ir.RefType(tag.default), types)
        inner = target.discriminator if isinstance(target, ir.UnionType) else None
        if inner is None or inner.property_name != tag.property_name:
            return _models(ir.RefType(tag.default), types)
        tag = inner
    return []


def _selected(
    key: ir.TypeId, name: str, value: ir.LiteralValue, types: Types
) -> list[ir.Model]:
    """Return the models that a value leads to, through unions with tags of their own."""
    seen: set[ir.TypeId] = set()
    while key not in seen:
        seen.add(key)
        target = follow_aliases(ir.RefType(key), types)
        tag = target.discriminator if isinstance(target, ir.UnionType) else None
        if tag is None or tag.property_name != name:
            break
        inner = dict(tag.mapping)
        if value not in inner:
            return _models_of_others(tag, types)
        key = inner[value]
    return _models(ir.RefType(key), types)


def _restricted(
    model: ir.Model, name: str, texts: Iterable[str], types: Types
) -> ir.Model:
    """Return a model whose tag has only some values; a tag that it does not declare is
    added, since a variant is not recognized without it. A single value is always sent.
    """
    values = tuple(_converted(text, [model], name, types) for text in texts)
    type_ = ir.LiteralType(values)
    if all(each.name != name for each in model.fields):
        if model.closed:
            return model
        is_single = len(values) == 1
        tag = ir.Field(name, type_, required=is_single, is_own_tag=is_single)
        return replace(model, fields=(tag, *model.fields))
    own = _literals(model, name, types)
    is_single = len(own or values) == 1
    if own and set(own) <= set(values):
        values = ()
    fields = (
        (
            replace(
                each,
                type=type_ if values else each.type,
                required=True,
                is_own_tag=is_single and not each.required,
            )
            if each.name == name
            else each
        )
        for each in model.fields
    )
    return replace(model, fields=tuple(fields))
