"""The state of a comparison: changes found, and declarations still to compare."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from generator.evolve.change import Change, Direction, Level, Subject
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.rules import RULES
from generator.ir import (
    Alias,
    Api,
    Declaration,
    Model,
    Type,
    TypeId,
    UnionType,
    request_id,
    schema_id,
)

__all__ = [
    "ChangeSite",
    "DeclarationPair",
    "Diff",
    "client_site",
    "counterpart",
    "match",
    "model_site",
    "paired",
    "property_pointer",
]

_K = TypeVar("_K")
_T = TypeVar("_T")

_MAX_TRIAL_PAIRS = 200
"""Maximum number of declarations in a trial comparison of two models."""


@dataclass(frozen=True, slots=True)
class ChangeSite:
    """The item that is compared: its symbol, and its pointer in each document."""

    symbol: str
    subject: Subject
    old: str
    new: str
    direction: Direction = "request"
    """Whether the values of a type here are sent or received."""

    def inner(self, symbol: str, old: str = "", new: str = "") -> ChangeSite:
        """Return the site of a part; without pointers it has those of the whole."""
        return replace(self, symbol=symbol, old=old or self.old, new=new or self.new)

    def received(self) -> ChangeSite:
        """Return the same site for what is received."""
        return replace(self, direction="response")


def client_site(symbol: str, old: str, new: str = "") -> ChangeSite:
    """Return a site of the client, whose pointers are equal unless `new` is given."""
    return ChangeSite(symbol, Subject("Client", "", ""), old, new or old)


def model_site(
    symbol: str, old: TypeId, new: TypeId, direction: Direction = "request"
) -> ChangeSite:
    """Return the site of a declaration by its keys in the two versions."""
    subject = Subject(symbol, old, new)
    return ChangeSite(symbol, subject, schema_id(old), schema_id(new), direction)


@dataclass(frozen=True, slots=True)
class DeclarationPair:
    """An old and a new declaration to compare as sent or as received."""

    old: TypeId
    new: TypeId
    direction: Direction
    outside_calls: bool


def property_pointer(key: TypeId, name: str) -> str:
    """Return the pointer of a property of a declaration."""
    return f"{schema_id(key)}/properties/{name.replace('~', '~0').replace('/', '~1')}"


def paired(
    old: Mapping[_K, _T], new: Mapping[_K, _T]
) -> Iterator[tuple[_K, _T | None, _T | None]]:
    """Yield each key with its old and its new value, None for a version without it."""
    for key in {**old, **new}:
        yield key, old.get(key), new.get(key)


def match(
    old: Iterable[_T], new: Iterable[_T], *criteria: Callable[[_T, _T], bool]
) -> tuple[list[tuple[_T, _T]], list[_T], list[_T]]:
    """Return the pairs that match, by the first criterion if possible, and what is left
    of both sides.
    """
    removed, added = list(old), list(new)
    pairs: list[tuple[_T, _T]] = []
    for is_match in criteria:
        for before in list(removed):
            found = next((each for each in added if is_match(before, each)), None)
            if found is not None:
                pairs.append((before, found))
                removed.remove(before)
                added.remove(found)
    return pairs, removed, added


class Diff:
    """A comparison in progress.

    Each pair of declarations is compared once in each direction, so that recursive
    types terminate and the work is linear.

    Args:
        old: The old version.
        new: The new version.
        is_trial: Whether this comparison only finds out what happens where one model
            replaces another one.
    """

    def __init__(
        self, old: PackageVersion, new: PackageVersion, *, is_trial: bool = False
    ) -> None:
        self.old = old
        self.new = new
        self.is_trial = is_trial
        self.outside_calls = False
        """The value of `Change.outside_calls` for the changes found from now on."""
        self.renamed: dict[TypeId, TypeId] = {}
        """The new key of each declaration whose key changed."""
        self.replacement_levels: dict[tuple[TypeId, TypeId, Direction], Level] = {}
        """The wire level where the second model replaces the first."""
        self._changes: dict[tuple[str, str, str, str], Change] = {}
        self._enqueued: set[tuple[TypeId, TypeId, Direction]] = set()
        self.compared: set[tuple[TypeId, TypeId]] = set()
        """The declarations that were or will be compared, in any direction."""
        self.queue: deque[DeclarationPair] = deque()
        """The declarations that are still to be compared."""
        self.discriminators = {
            property_pointer(target, declared.type.discriminator.property_name)
            for declared in old.api.types.values()
            if isinstance(declared, Alias)
            and isinstance(declared.type, UnionType)
            and declared.type.discriminator is not None
            for _, target in declared.type.discriminator.mapping
        }
        """The pointers of the properties of the old document that are discriminators."""

    def add(
        self,
        rule: str,
        site: ChangeSite,
        old: str = "",
        new: str = "",
        *,
        wire: Level = "ok",
    ) -> None:
        """Record a change, once for each symbol; `wire` is its level by the two types,
        for a rule that leaves it to them.
        """
        places = site.symbol, site.subject, site.old, site.new
        change = Change(
            RULES[rule], *places, old, new, self.outside_calls, typed_wire=wire
        )
        self._changes.setdefault((rule, site.symbol, old, new), change)

    def add_difference(self, rule: str, site: ChangeSite, old: str, new: str) -> None:
        """Record a change from one text to another, if they differ."""
        if old != new:
            self.add(rule, site, old, new)

    def add_type_change(
        self, rule: str, site: ChangeSite, old: Type, new: Type, wire: Level = "ok"
    ) -> None:
        """Record a change from one type to another."""
        before = self.old.annotation(old, site.direction)
        self.add(
            rule, site, before, self.new.annotation(new, site.direction), wire=wire
        )

    def add_members(
        self, rule: str, site: ChangeSite, old: Iterable[str], new: Iterable[str]
    ) -> None:
        """Record the members that a set lost and gained, by the rules
        ``{rule}-removed`` and ``{rule}-added``.
        """
        before, after = list(old), list(new)
        for member in before:
            if member not in after:
                self.add(f"{rule}-removed", site, old=member)
        for member in after:
            if member not in before:
                self.add(f"{rule}-added", site, new=member)

    def changes(self) -> tuple[Change, ...]:
        """Return the changes in the order in which they were found."""
        return tuple(self._changes.values())

    def enqueue(self, old: TypeId, new: TypeId, direction: Direction) -> None:
        """Have two declarations compared, unless they are already."""
        key = (old, new, direction)
        if self.is_trial and len(self._enqueued) >= _MAX_TRIAL_PAIRS:
            return
        if key not in self._enqueued:
            self._enqueued.add(key)
            self.compared.add((old, new))
            self.queue.append(DeclarationPair(*key, self.outside_calls))

    def is_same(self, old: TypeId, new: TypeId) -> bool:
        """Return whether `new` is the declaration `old`, perhaps under another key: `old`
        was removed, `new` was added, and they are similar. Each is matched once.
        """
        before, after = schema_id(old), schema_id(new)
        if before == after or self.renamed.get(before) == after:
            return True
        if self.is_trial:
            return False
        removed = before not in self.new.api.types and after not in self.old.api.types
        if not removed or before in self.renamed or after in self.renamed.values():
            return False
        if not _similar(self.old.api.types.get(before), self.new.api.types.get(after)):
            return False
        self.renamed[before] = after
        return True


def counterpart(
    key: TypeId, new: Api, renamed: Mapping[TypeId, TypeId]
) -> TypeId | None:
    """Return the key of a declaration of the old version in the new one, or that of the
    form of it which remains; None if it was removed.

    `renamed` are the new keys of declarations whose key changed.
    """
    schema = renamed.get(schema_id(key), schema_id(key))
    form = key.removesuffix(schema_id(key)) + schema
    return next((k for k in (form, schema, request_id(schema)) if k in new.types), None)


def _similar(old: Declaration | None, new: Declaration | None) -> bool:
    """Return whether two declarations can be one that was renamed: models that share half
    of the properties of the smaller one, or aliases of the same kind of type.
    """
    match old, new:
        case Model(), Model():
            before, after = ({f.name for f in each.fields} for each in (old, new))
            return 2 * len(before & after) >= min(len(before), len(after))
        case Alias(), Alias():
            return type(old.type) is type(new.type)
        case _:
            return False
