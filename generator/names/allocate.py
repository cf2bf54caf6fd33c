"""One allocator for every scope of names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Need", "allocate", "keep"]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs a name."""

    key: str
    """The key in the document, under which the lock records the name."""
    candidates: tuple[str, ...]
    """Identifiers from the best to the last."""
    rank: int = 0
    """The order of allocation: lower ranks come first."""
    requested: str = ""
    """The name that the document gives explicitly; it takes precedence over a pin."""


def allocate(
    needs: Iterable[Need],
    *,
    reserved: Collection[str] = frozenset(),
    pins: Mapping[str, str] | None = None,
    suffix: str = "_",
    taken: Iterable[str] = (),
) -> dict[str, str]:
    """Return a name for each need by its key, unique after case folding.

    Names that `keep` returns come first. Then, rank by rank, each need takes its first
    free candidate; where several needs have the same candidate, the smallest key gets
    it. The result depends on the set of needs, not on their order. A name in `reserved`
    gets `suffix`, the names in `taken` are not given again; if every candidate is
    taken, a number is appended.
    """
    ordered = sorted(needs, key=lambda need: (need.rank, need.key))
    names = keep(ordered, reserved=reserved, pins=pins, suffix=suffix, taken=taken)
    used = {name.casefold() for name in (*names.values(), *taken)}
    numbers: dict[str, int] = {}
    for need in ordered:
        if need.key not in names:
            options = [_allowed(n, reserved, suffix) for n in need.candidates if n]
            free = (name for name in options if name.casefold() not in used)
            stem = options[-1] if options else f"unnamed{suffix}"
            name = next(free, "") or _numbered(stem, used, numbers)
            names[need.key] = name
            used.add(name.casefold())
    return names


def keep(
    needs: Iterable[Need],
    *,
    reserved: Collection[str] = frozenset(),
    pins: Mapping[str, str] | None = None,
    suffix: str = "_",
    taken: Iterable[str] = (),
) -> dict[str, str]:
    """Return the names that are given: those that the document requests come first,
    then pinned names, which never change. Needs without such a name are left out.
    """
    ordered = sorted(needs, key=lambda need: (need.rank, need.key))
    used = {name.casefold() for name in taken}
    names: dict[str, str] = {}
    for need in ordered:
        if need.requested and need.requested.casefold() not in used:
            names[need.key] = _allowed(need.requested, reserved, suffix)
            used.add(names[need.key].casefold())
    for need in ordered if pins else ():
        pin = (pins or {}).get(need.key)
        if pin is None or need.key in names or pin.casefold() in used:
            continue
        if _usable(pin, reserved):
            names[need.key] = pin
            used.add(pin.casefold())
    return names


def _usable(pin: str, reserved: Collection[str]) -> bool:
    """Return whether a pin is a valid name: the lock is a file that users can edit."""
    return pin.isascii() and pin.isidentifier() and pin not in reserved


def _numbered(name: str, taken: set[str], numbers: dict[str, int]) -> str:
    """Return the first free name with a number. `numbers` holds the next number of each
    stem.
    """
    stem = name.rstrip("_")
    stem += "_" if stem[-1:].isdigit() else ""
    number = numbers.get(stem, 2)
    while f"{stem}{number}".casefold() in taken:
        number += 1
    numbers[stem] = number + 1
    return f"{stem}{number}"


def _allowed(name: str, reserved: Collection[str], suffix: str) -> str:
    return name + suffix if name in reserved else name
