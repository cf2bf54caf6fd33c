"""Mutants of annotations, however deep: of types, enum members, unions and bounds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .source import Mutant, Source, name_of

__all__ = ["bound_mutants", "type_mutants"]

_LENGTHS = ("min_length", "max_length")
_BOUNDS = ("ge", "gt", "le", "lt", *_LENGTHS)
_OTHER_TYPES = {
    "int": "str",
    "float": "str",
    "bool": "str",
    "str": "int",
    "datetime": "str",
    "date": "str",
    "time": "str",
    "timedelta": "str",
    "UUID": "str",
    "Base64": "str",
    "Utf8": "int",
    "bytes": "int",
    "Any": "bool",
}
_OTHER_NUMBERS = {"int": "float", "float": "int"}
_ANYTHING = frozenset({"Any", "object", "JSON"})
"""Types that accept every value, so that nothing beside them in a union matters."""


def type_mutants(
    source: Source, node: ast.expr, operation: str = "", *, is_optional: bool = False
) -> Iterator[Mutant]:
    """Yield the mutants of an annotation.

    Args:
        is_optional: Whether ``None`` in the outermost union means absent: it is for
            type-checkers, and does not decide whether null is refused.
    """
    yield from _Annotation(source, operation).mutants(node, is_optional=is_optional)


def bound_mutants(
    source: Source, call: ast.Call, operation: str = ""
) -> Iterator[Mutant]:
    """Yield the mutants of the bounds in a call of ``Field``."""
    yield from _Annotation(source, operation).bounds(call)


class _Annotation:
    def __init__(self, source: Source, operation: str) -> None:
        self._source = source
        self._operation = operation

    def _replaced(self, kind: str, node: ast.expr, new: str) -> Mutant:
        return self._source.replaced(kind, node, new, self._operation)

    def mutants(
        self,
        node: ast.expr,
        beside: frozenset[str] = frozenset(),
        *,
        is_optional: bool = False,
    ) -> Iterator[Mutant]:
        """The mutants of a type, with the types beside it in its union."""
        match node:
            case ast.BinOp():
                yield from self._union(node, is_optional)
            case ast.Subscript():
                yield from self._subscript(node, is_optional)
            case ast.Name() | ast.Attribute():
                yield from self._name(node, beside)
            case _:
                pass

    def _union(self, node: ast.BinOp, is_optional: bool) -> Iterator[Mutant]:
        members = _members(node)
        texts = [self._source.of(each) for each in members]
        if _ANYTHING & set(texts):
            return
        not_null = [each for each in texts if each != "None"]
        for member, text in zip(members, texts, strict=True):
            others = [each for each in texts if each != text]
            yield from self.mutants(member, frozenset(others))
            # What an integer is, is a number too.
            is_included = text == "int" and "float" in others
            if text == "None" and not is_optional:
                yield self._replaced("nullability", node, " | ".join(others))
            elif text in not_null and len(not_null) > 1 and not is_included:
                yield self._replaced("union member", node, " | ".join(others))

    def _name(
        self, node: ast.Name | ast.Attribute, beside: frozenset[str]
    ) -> Iterator[Mutant]:
        name = name_of(node)
        number = _OTHER_NUMBERS.get(name)
        if number is not None and number not in beside:
            yield self._replaced("number type", node, number)
        if name in _OTHER_TYPES:
            if _OTHER_TYPES[name] not in beside:
                yield self._replaced("type", node, _OTHER_TYPES[name])
        elif name[:1].isupper() and name not in ("None", "JSON", "File"):
            yield self._replaced("model", node, "object")

    def _subscript(self, node: ast.Subscript, is_optional: bool) -> Iterator[Mutant]:
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        match name_of(node.value):
            case "Literal":
                yield from self._literal(parts)
            case "Nullable":
                inner = self._source.of(node.slice)
                yield self._replaced("nullability", node, f"{inner} | None")
                yield from self.mutants(node.slice)
            case "Open":
                members = _members(node.slice)
                yield self._replaced("open enum", node, self._source.of(members[0]))
                yield from self.mutants(members[0])
            case "Annotated":
                # Where there are tags, they say which types there are, not the union.
                is_tagged = any(_called(each) == "Tagged" for each in parts[1:])
                if not is_tagged:
                    yield from self.mutants(parts[0], is_optional=is_optional)
                yield from self._metadata(parts, node)
            case "dict":
                yield from self.mutants(parts[1])
            case _:
                for part in parts:
                    yield from self.mutants(part)

    def _literal(self, members: list[ast.expr]) -> Iterator[Mutant]:
        """Another value for the first and the last member, and neither of them."""
        for member in dict.fromkeys((members[0], members[-1])):
            value = ast.literal_eval(member)
            if isinstance(value, str | int) and not isinstance(value, bool):
                other = f"{value}x" if isinstance(value, str) else value + 7
                yield self._replaced("enum value", member, repr(other))
            if len(members) > 1:
                yield self._source.dropped("enum member", member, self._operation)

    def _metadata(self, parts: list[ast.expr], node: ast.expr) -> Iterator[Mutant]:
        for part in parts[1:]:
            if isinstance(part, ast.Call) and _called(part) == "Field":
                yield from self.bounds(part)
            elif isinstance(part, ast.Call) and _called(part) == "Tagged":
                yield from self._tags(part)
            else:
                kept = [self._source.of(each) for each in parts if each is not part]
                new = f"Annotated[{', '.join(kept)}]" if kept[1:] else kept[0]
                yield self._replaced("metadata", node, new)

    def bounds(self, call: ast.Call) -> Iterator[Mutant]:
        """The mutants of the bounds of a field."""
        for keyword in call.keywords:
            name = keyword.arg or ""
            if name in _BOUNDS:
                value = ast.literal_eval(keyword.value)
                if name == "min_length" and value == 0:
                    continue  # This allows everything, and so does nothing.
                for new in (value + 1, value - 1):
                    # A large float is the same one more; no length is negative.
                    if new != value and not (name in _LENGTHS and new < 0):
                        yield self._replaced("bound by one", keyword.value, str(new))
                yield self._source.dropped("bound", keyword, self._operation)
            elif name in ("pattern", "multiple_of"):
                other = repr("^never$")
                if name == "multiple_of":
                    other = str(ast.literal_eval(keyword.value) * 2)
                yield self._replaced(name, keyword.value, other)
                yield self._source.dropped(name, keyword, self._operation)

    def _tags(self, call: ast.Call) -> Iterator[Mutant]:
        """Another property, other tags, swapped variants, one tag less, no default."""
        tag, mapping = call.args[:2]
        yield self._replaced("tag property", tag, repr(f"{ast.literal_eval(tag)}x"))
        assert isinstance(mapping, ast.Dict)
        texts = [self._source.of(each) for each in mapping.values]
        for key, value in zip(mapping.keys, mapping.values, strict=True):
            assert key is not None
            old = ast.literal_eval(key)
            new = f"{old}x" if isinstance(old, str) else old + 70
            yield self._replaced("tag", key, repr(new))
            others = [each for each in texts if each != self._source.of(value)]
            if others:
                yield self._replaced("tagged variant", value, others[0])
            if len(texts) > 1:
                yield self._source.pair_dropped("tag", key, value, self._operation)
        for keyword in call.keywords:
            yield self._source.dropped("default variant", keyword, self._operation)


def _called(node: ast.expr) -> str:
    return name_of(node.func) if isinstance(node, ast.Call) else ""


def _members(node: ast.expr) -> list[ast.expr]:
    """The members of a union, or the only type."""
    if isinstance(node, ast.BinOp):
        return [*_members(node.left), *_members(node.right)]
    return [node]
