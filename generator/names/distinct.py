"""Choose names that no two needs could both have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

__all__ = ["Candidate", "distinct"]

Candidate: TypeAlias = tuple[str, bool]
"""A name, and whether it is the whole name of its need rather than an abbreviation."""


def distinct(
    candidates: Mapping[str, Iterable[Candidate]], taken: Collection[str] = ()
) -> dict[str, str]:
    """Return a name for each need by its key, unique after case folding.

    `candidates` are the names that each need could have, best first. Where two needs
    come to the same name, both go on to their next one, and nothing abbreviates to it
    any more; only a need whose whole name it is keeps it. So the result depends neither
    on the order of the needs nor on their keys. `taken` are names, case-folded, that
    nothing gets. A need without any other candidate is missing in the result.
    """
    remaining = {key: iter(each) for key, each in candidates.items()}
    current: dict[str, Candidate] = {}
    holders: dict[str, str] = {}
    ambiguous: set[str] = set()
    active: Iterable[str] = remaining
    while active:
        claims: dict[str, list[str]] = {}
        for key in active:
            for name, is_whole in remaining[key]:
                folded = name.casefold()
                if folded not in taken and (is_whole or folded not in ambiguous):
                    current[key] = (name, is_whole)
                    claims.setdefault(folded, []).append(key)
                    break
        active = []
        for folded, keys in claims.items():
            if folded in holders:
                keys.append(holders.pop(folded))
            whole = [key for key in keys if current[key][1]]
            winner = keys[0] if len(keys) == 1 else whole[0] if len(whole) == 1 else ""
            if winner:
                holders[folded] = winner
            if len(keys) > 1:
                ambiguous.add(folded)
                active += [key for key in keys if key != winner]
    return {key: current[key][0] for key in holders.values()}
