"""The name of a package, from the title of its document."""

from __future__ import annotations

import re

from generator.names.words import snake, words
from generator.text import names_in

__all__ = ["title_name"]

_STOP_WORDS = frozenset(names_in("""
    alpha api apis beta definition definitions doc docs documentation http https oas
    official openapi overview preview reference rest restful spec specification
    specifications specs swagger version
    """))
"""Words of titles that say what a document is, not what its API is called."""

_CONNECTORS = frozenset(names_in("a an and by for from in of on the to with"))
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_POSSESSIVE = re.compile(r"(.*\w)['\u2019]s\s+(\w+).*", re.DOTALL)
_VERSION = re.compile(
    r"(?<![\w.])(v(er(sion)?)?[. ]?\d[\w.]*|\d+(\.\d+)+[\w.-]*|\d{4}-\d\d-\d\d)(?!\w)",
    re.IGNORECASE,
)


def title_name(title: str) -> str:
    """Return the name that a title gives, in snake case; "" if it has no words.

    Left out are versions, remarks in brackets, and words like API, REST or
    specification; of "X's official specification" the name is X. Capitals separate
    words only in a title that is a single word of three parts or more.
    """
    owner = _POSSESSIVE.fullmatch(title)
    if owner and owner[2].lower() in _STOP_WORDS:
        title = owner[1]
    title = re.sub(r"\bweb(?=\s+apis?\b)", " ", title, flags=re.IGNORECASE)
    plain = _VERSION.sub(" ", _REMARK.sub(" ", title))
    every = words(plain) or words(title)
    if len(every) == 1:
        parts = snake(every[0]).split("_")
        if len(parts) > 2 or (len(parts) == 2 and every[0].endswith("Api")):
            every = tuple(parts)
    found = [each.lower() for each in every]
    kept = [
        each
        for place, each in enumerate(found)
        if each not in _STOP_WORDS
        and not (each.isdigit() and place and found[place - 1] in _STOP_WORDS)
    ]
    while kept and kept[0] in _CONNECTORS:
        del kept[0]
    while kept and kept[-1] in _CONNECTORS:
        kept.pop()
    return snake("_".join(kept or found))
