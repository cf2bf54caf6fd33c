"""Whether a value of one type may stand where another type is wanted (the typing
specification, "Type system concepts").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.evolve.spelled.types import (
    ANY,
    AliasName,
    Alternatives,
    Class,
    Constant,
    SpelledType,
    alternatives,
)

__all__ = ["Assignability"]

_PROMOTED = {
    "bool": ("int", "float"),
    "int": ("float",),
    "dt.datetime": ("dt.date",),
}
"""The classes that each one stands for: its bases, and the numeric tower of PEP 484."""
_COVARIANT = frozenset({"AsyncPages", "IO", "Mapping", "Sequence", "tuple"})
_DICT_PREFIX = "inputs."
_BOOLEANS = {Constant(True, "bool"), Constant(False, "bool")}


@dataclass(slots=True)
class Assignability:
    """Tells which types of two packages are assignable to which, in a program that was
    written against the old package and is checked against the new one.

    `aliases` are what aliases stand for, `bases` the classes that others are derived
    from.

    ``Any`` is what the old package promises nothing about, so that a program may use
    such a value in every way: no other type replaces it. The new package may accept
    ``Any``, and may return it inside of other types. A whole result that became ``Any``
    cannot be returned from a typed function (mypy's ``no-any-return``).
    """

    aliases: Mapping[str, SpelledType]
    bases: Mapping[str, SpelledType]
    _known: dict[tuple[SpelledType, SpelledType, bool], bool] = field(
        default_factory=dict
    )

    def may_come_out(self, old: SpelledType, new: SpelledType) -> bool:
        """Return whether a program that wants `old` may get `new`, as a result."""
        if self._expanded(new) == ANY != self._expanded(old):
            return False
        return self._accepts(old, new, True)

    def may_go_in(self, old: SpelledType, new: SpelledType) -> bool:
        """Return whether a program may pass `old` where `new` is wanted."""
        return self._accepts(new, old, False)

    def _expanded(self, type_: SpelledType) -> SpelledType:
        """Return what an alias stands for, through aliases of aliases."""
        seen: set[str] = set()
        while isinstance(type_, AliasName) and type_.name not in seen:
            seen.add(type_.name)
            type_ = self.aliases.get(type_.name, ANY)
        return ANY if isinstance(type_, AliasName) else type_

    def _accepts(
        self, wanted: SpelledType, given: SpelledType, wants_old: bool
    ) -> bool:
        """Return whether `given` is assignable to `wanted`, which is the old type or,
        unless the program `wants_old`, the new one.
        """
        if wanted == given:
            return True
        key = (wanted, given, wants_old)
        if key not in self._known:
            # A recursive type is assumed to be assignable while its parts are compared.
            before = len(self._known)
            self._known[key] = True
            if not self._accepts_other(*key):
                for each in list(self._known)[before:]:
                    del self._known[each]
                self._known[key] = False
        return self._known[key]

    def _accepts_other(
        self, wanted: SpelledType, given: SpelledType, wants_old: bool
    ) -> bool:
        if isinstance(given, AliasName):
            if isinstance(wanted, Alternatives) and given in wanted.members:
                return True
            return self._accepts(wanted, self._expanded(given), wants_old)
        if isinstance(given, Alternatives):
            members = given.members
            return all(self._accepts(wanted, each, wants_old) for each in members)
        if isinstance(wanted, AliasName):
            return self._accepts(self._expanded(wanted), given, wants_old)
        if isinstance(wanted, Alternatives):
            members = wanted.members
            is_either = given == Class("bool") and {*members} >= _BOOLEANS
            return is_either or any(
                self._accepts(each, given, wants_old) for each in members
            )
        return self._accepts_one(wanted, given, wants_old)

    def _accepts_one(
        self, wanted: Class | Constant, given: Class | Constant, wants_old: bool
    ) -> bool:
        if ANY in (wanted, given):
            return (given if wants_old else wanted) == ANY
        if isinstance(wanted, Constant):
            return False  # It is not the same one.
        if isinstance(given, Constant):
            return self._accepts(wanted, Class(given.type), wants_old)
        if wanted.name == given.name:
            return self._accepts_arguments(wanted, given, wants_old)
        if given.name in self.bases:
            return self._accepts(wanted, self.bases[given.name], wants_old)
        base = _base(given, wanted.name)
        return base is not None and self._accepts(wanted, base, wants_old)

    def _accepts_arguments(self, wanted: Class, given: Class, wants_old: bool) -> bool:
        if len(wanted.arguments) != len(given.arguments):
            return False
        pairs = list(zip(wanted.arguments, given.arguments, strict=True))
        if not all(self._accepts(*pair, wants_old) for pair in pairs):
            return False
        is_covariant = wanted.name in _COVARIANT
        return is_covariant or all(
            self._accepts(inner, outer, not wants_old) for outer, inner in pairs
        )


def _base(given: Class, wanted: str) -> SpelledType | None:
    """Return what a built-in class, or a typed dict, is as an object of the class
    `wanted`; None if it is none.
    """
    match wanted, given:
        case _, Class(name) if wanted in _PROMOTED.get(name, ()):
            return Class(wanted)
        case "Sequence", Class("list", arguments):
            return Class("Sequence", arguments)
        case "Sequence", Class("tuple", arguments):
            return Class("Sequence", (alternatives(arguments),))
        case "Sequence", Class("str"):
            return Class("Sequence", (given,))
        case "Sequence", Class("bytes"):
            return Class("Sequence", (Class("int"),))
        case "Mapping", Class("dict", arguments):
            return Class("Mapping", arguments)
        case "Mapping", Class(name) if name.startswith(_DICT_PREFIX):
            return Class("Mapping", (Class("str"), ANY))
        case _:
            return None
