"""Sentences about changes: one for several that differ only in the owner of the symbol."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.evolve.change import Change, code_span

__all__ = ["sentences"]

_MIN_GROUPED_CHANGES = 4
"""Number of changes, equal but for the owner of the symbol, that share one line."""


def sentences(changes: Iterable[Change], max_symbols: int | None = None) -> list[str]:
    """Return the sentences of changes, each once; text from a document is in code spans.

    A sentence names at most `max_symbols` further symbols, and the number of the others.
    """
    return list(dict.fromkeys(_sentences(changes, max_symbols)))


def _sentences(changes: Iterable[Change], max_symbols: int | None) -> Iterator[str]:
    groups: dict[tuple[str, ...], list[Change]] = {}
    for each in changes:
        name = re.split(r"[.(]", each.symbol)[-1]
        key = each.rule.id, name, each.old, each.new
        groups.setdefault(key, []).append(each)
    for group in groups.values():
        if len(group) < _MIN_GROUPED_CHANGES:
            yield from (each.text for each in group)
            continue
        first, *others = group
        symbols = list(dict.fromkeys(code_span(each.symbol) for each in others))
        more = len(symbols[max_symbols:]) if max_symbols is not None else 0
        end = f" and {more:,} more" if more else ""
        yield f"{first.text} Likewise {', '.join(symbols[:max_symbols])}{end}."
