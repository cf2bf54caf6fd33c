"""Credentials compared: what an operation requires, and how each is sent."""

from __future__ import annotations

from generator.evolve.change import Side, Subject
from generator.evolve.compare.comparison import Spot, Walk
from generator.ir import Operation, SecurityScheme

__all__ = ["compare_requirements", "compare_schemes"]


def compare_requirements(walk: Walk, old: Operation, new: Operation, at: Spot) -> None:
    """Record which credentials an operation requires now."""
    here = at.inner(at.symbol, f"{at.old}/security", f"{at.new}/security")
    if old.security is None or new.security is None:
        if old.security != new.security:
            walk.add("security-unknown", here)
        return
    renamed = _renamed(walk)
    before = {frozenset(renamed.get(k, k) for k in each) for each in old.security}
    after = {frozenset(each) for each in new.security}
    if before == after:
        return
    # An alternative without any scheme means that nothing is required.
    free_before = not before or frozenset() in before
    free_after = not after or frozenset() in after
    if free_after:
        if not free_before:
            walk.add("security-lifted", here, old=_shown(walk.old, before))
    elif free_before:
        walk.add("security-required", here, new=_shown(walk.new, after))
    else:
        _alternatives(walk, before, after, here)


Alternatives = set[frozenset[str]]


def _alternatives(
    walk: Walk, before: Alternatives, after: Alternatives, at: Spot
) -> None:
    lost = {each for each in before if not any(kept <= each for kept in after)}
    won = {each for each in after if not any(known <= each for known in before)}
    for each in sorted(lost, key=sorted):
        stricter = [other for other in after if each < other]
        if stricter:
            added = frozenset(min(stricter, key=sorted) - each)
            walk.add("security-required", at, new=_shown(walk.new, {added}))
            won -= set(stricter)
        else:
            walk.add("security-alternative-removed", at, old=_shown(walk.old, {each}))
    for each in sorted(won, key=sorted):
        walk.add("security-alternative-added", at, new=_shown(walk.new, {each}))


def _shown(side: Side, alternatives: Alternatives) -> str:
    """Return alternatives in the words of the constructor."""
    names = side.names.credentials
    found = sorted(
        " and ".join(sorted(names.get(key, key) for key in each))
        for each in alternatives
    )
    return " or ".join(text for text in found if text)


def _renamed(walk: Walk) -> dict[str, str]:
    """Return the keys of schemes that are the same but for their key."""
    before = {scheme.key: scheme for scheme in walk.old.api.schemes}
    after = {scheme.key: scheme for scheme in walk.new.api.schemes}
    come = {_sent(s): key for key, s in after.items() if key not in before}
    return {
        key: come[_sent(scheme)]
        for key, scheme in before.items()
        if key not in after and _sent(scheme) in come
    }


def _sent(scheme: SecurityScheme) -> tuple[str, ...]:
    return scheme.kind, scheme.location, scheme.name.lower(), scheme.token_url


def compare_schemes(walk: Walk) -> None:
    """Record how the credentials that the constructor takes changed."""
    before = {scheme.key: scheme for scheme in walk.old.api.schemes}
    after = {scheme.key: scheme for scheme in walk.new.api.schemes}
    renamed = _renamed(walk)
    for key, scheme in before.items():
        found = after.get(renamed.get(key, key))
        if found is None:
            walk.add("scheme-removed", _spot(walk.old, scheme, scheme.pointer))
        else:
            _scheme(walk, scheme, found)
    for key, scheme in after.items():
        if key not in before and key not in renamed.values():
            walk.add("scheme-added", _spot(walk.new, scheme, scheme.pointer))


def _spot(side: Side, scheme: SecurityScheme, old: str) -> Spot:
    symbol = _symbol(side, scheme)
    return Spot(symbol, Subject("Client", "", ""), old, scheme.pointer)


def _symbol(side: Side, scheme: SecurityScheme) -> str:
    return f"Client({side.names.credentials[scheme.key]}=)"


def _scheme(walk: Walk, old: SecurityScheme, new: SecurityScheme) -> None:
    at = _spot(walk.new, new, old.pointer)
    before = _symbol(walk.old, old)
    if before != at.symbol:
        walk.add("credential-renamed", at, before, at.symbol)
    if old.kind != new.kind:
        walk.add("scheme-kind-changed", at, old.kind, new.kind)
    elif _place(old) != _place(new):
        walk.add("scheme-place-changed", at, _place(old), _place(new))
    urls = old.token_url, new.token_url
    if urls[0] != urls[1]:
        walk.add("scheme-token-url-changed", at, *urls)
    if set(old.scopes) != set(new.scopes):
        shown = ", ".join(old.scopes), ", ".join(new.scopes)
        walk.add("scheme-scopes-changed", at, *shown)
    if old.description != new.description:
        walk.add("scheme-described", at)


def _place(scheme: SecurityScheme) -> str:
    return f"{scheme.location} {scheme.name}".strip()
