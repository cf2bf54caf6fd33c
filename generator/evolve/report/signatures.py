"""The signatures of what changed, as the packages define them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.code import literal
from generator.evolve.change import Change
from generator.surface import (
    AliasDeclaration,
    EnumClass,
    LiteralMembers,
    Method,
    ModelClass,
    Package,
    Scope,
    spell,
    union,
    union_members,
)

__all__ = ["declaration_signature", "method_signatures", "signatures"]


def signatures(
    old: Package, new: Package, changes: Iterable[Change]
) -> Mapping[str, tuple[str, str]]:
    """Return the old and the new signature of each subject of the changes, by its name;
    "" for a version that does not have it.
    """
    methods = method_signatures(old), method_signatures(new)
    found = {}
    for subject in dict.fromkeys(change.subject for change in changes):
        before = methods[0].get(subject.old) or declaration_signature(old, subject.old)
        after = methods[1].get(subject.new) or declaration_signature(new, subject.new)
        if before or after:
            found[subject.name] = (before, after)
    return found


def method_signatures(package: Package) -> dict[str, str]:
    """Return the signatures of the methods of each operation, by its pointer: one for
    each overload, with an empty line between them.
    """
    found: dict[str, list[str]] = {}
    for _, resource in package.walk():
        scope = Scope(
            package.names.types, qualifier="models.", shadowed=resource.shadowed
        )
        for method in resource.methods:
            texts = found.setdefault(method.operation.pointer, [])
            texts += _method_signatures(
                f"{resource.symbol}.{method.name}", method, scope
            )
    return {pointer: "\n\n".join(texts) for pointer, texts in found.items()}


def _method_signatures(symbol: str, method: Method, scope: Scope) -> Iterator[str]:
    plain = ((method.signature, (method.result,)),)
    for signature, results in method.all_overloads or plain:
        result = spell(union(each.annotation() for each in results), scope)
        arguments = [f"    {each}," for each in signature.declarations(scope)]
        yield "\n".join([f"{symbol}(", *arguments, f") -> {result}"])


def declaration_signature(package: Package, key: str) -> str:
    """Return the definition of a class or an alias; "" if there is none."""
    if key not in package.api.types:
        return ""
    declared = package.declaration(key)
    scope = Scope(package.names.types)
    if isinstance(declared, ModelClass):
        return "\n".join(_class_lines(declared, scope))
    if isinstance(declared, EnumClass):
        members = [f"    {name} = {value}" for name, value in declared.members]
        return "\n".join([f"class {declared.name}(IntegerEnum):", *members])
    return "\n".join(_alias_lines(declared, scope))


def _class_lines(declared: ModelClass, scope: Scope) -> Iterator[str]:
    yield f"class {declared.name}(Model):"
    for attribute in declared.attributes:
        default = "" if attribute.default is None else f" = {attribute.default}"
        yield f"    {attribute.name}: {spell(attribute.annotation, scope)}{default}"
    if not declared.attributes:
        yield "    pass"


def _alias_lines(declared: AliasDeclaration, scope: Scope) -> Iterator[str]:
    """Yield the lines of an alias: one for each member of an enum or union."""
    if isinstance(declared.value, LiteralMembers):
        yield f"{declared.name} = Literal["
        for value in declared.value.values:
            yield f"    {literal(value)},"
        yield "]"
        return
    first, *others = [spell(each, scope) for each in union_members(declared.value)]
    yield f"{declared.name} = {first}"
    yield from (f"    | {each}" for each in others)
