"""Where the method of each operation is, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from generator.ir import (
    Api,
)
from generator.names.claims import Claim, Claims, without_words
from generator.names.routes import ITEM
from generator.names.words import snake

__all__ = ["Call", "calls"]

MAX_LENGTH = 45
"""The longest name of a method or resource."""
MAX_PATH_LENGTH = 70
"""The longest path from the client to a method."""
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Call:
    """Where the method of an operation is."""

    resource: tuple[str, ...]
    """The attributes that lead from the client to it; none: it is on the client."""
    candidates: tuple[str, ...]
    """Names, the best first."""


def calls(api: Api) -> Mapping[str, Call]:
    """Return the call of each operation, by its pointer."""
    claims = [_placed(claim) for claim in _versioned(Claims(api).all())]
    resources = {claim.resource for claim in claims}
    parents = {each[:end] for each in resources for end in range(len(each) + 1)}
    taken: dict[tuple[str, ...], set[str]] = {}
    for each in parents:
        if each:
            taken.setdefault(each[:-1], set()).add(each[-1])
    found: dict[str, Call] = {}
    for claim in sorted(claims, key=attrgetter("order")):
        used = taken.setdefault(claim.resource, set())
        names = tuple(dict.fromkeys(_candidates(claim)))
        free = [name for name in names if name not in used] or [names[-1]]
        used.add(free[0])
        found[claim.operation.pointer] = Call(claim.resource, tuple(free))
    return found


def _candidates(claim: Claim) -> Iterator[str]:
    """Yield names, the best first, none too long."""
    op, route, id_ = claim.operation, claim.route, claim.id
    if id_.is_whole:
        yield _legal(id_.name)
        yield _legal(f"{id_.name}_{op.method.lower()}")
    steps_end = "".join(route.steps[-1:])
    names = [claim.name, id_.own]
    if id_.standard and id_.rest:
        names.append(f"{claim.name}_{id_.rest}")
    if claim.rank < 2 and steps_end != ITEM and claim.name in _ON_ITEMS:
        names.append(f"{claim.name}_all")
    if id_.says_more(op.method, claim.resource) and not id_.is_whole:
        names += ["_".join(without_words(id_.name, claim.resource)), id_.name]
    parameters = re.findall(r"\{([^{}]*)\}", op.path)
    by_parameter = f"{claim.name}_by_{snake(parameters[-1])}" if parameters else ""
    if not route.steps:
        names.append(f"{claim.name}_root")
    names.append(by_parameter)
    if route.version:
        names.append(f"{claim.name}_{route.version}")
    others = [word for word in reversed(route.words) if word not in claim.name]
    names += [f"{claim.name}_{word}" for word in others]
    names.append(f"{claim.name}_{op.method.lower()}")
    for name in filter(None, (name.strip("_") for name in names)):
        is_whole = name == by_parameter and len(name) <= MAX_LENGTH
        yield _legal(name) if is_whole else _shortened(_legal(name))


_ON_ITEMS = frozenset({"update", "replace", "delete"})
"""What is mostly done with one item; with a collection, to all of them."""


def _legal(name: str) -> str:
    name = name.strip("_")
    return f"call_{name}" if name[:1].isdigit() else name


def _shortened(name: str) -> str:
    """Return the name without its last words, if it is too long."""
    while "_" in name and (len(name) > MAX_LENGTH or name.endswith(_DANGLING)):
        name = name.rpartition("_")[0]
    return name[:MAX_LENGTH]


_DANGLING = tuple(f"_{word}" for word in ("a", "and", "by", "for", "from", "in", "of"))


def _versioned(claims: Sequence[Claim]) -> list[Claim]:
    """Put the resources of a version below it where another version has them as well."""
    counts: dict[str, int] = {}
    for claim in claims:
        counts[claim.route.version] = counts.get(claim.route.version, 0) + 1
    main = max(sorted(counts), key=lambda v: counts[v], default="")
    routes = {
        (c.operation.method, c.route.steps)
        for c in claims
        if c.route.version == main and not c.id.namespace
    }
    clashing = {
        (claim.route.version, claim.resource[:1])
        for claim in claims
        if claim.route.version not in ("", main)
        and not claim.id.namespace
        and (claim.operation.method, claim.route.steps) in routes
    }
    return [
        (
            replace(c, resource=(c.route.version, *c.resource))
            if (c.route.version, c.resource[:1]) in clashing and not c.id.namespace
            else c
        )
        for c in claims
    ]


def _placed(claim: Claim) -> Claim:
    """Return a claim whose path is legal and not too long."""
    resource = tuple(
        _shortened(word if not word[:1].isdigit() else f"resource_{word}")
        for word in claim.resource
    )
    while len(resource) > MAX_DEPTH or (
        len(resource) > 2
        and len(".".join(resource)) + len(claim.name) >= MAX_PATH_LENGTH
    ):
        resource = (resource[0], *resource[2:])
    return replace(claim, resource=resource)
