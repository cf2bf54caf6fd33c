"""Which regular expressions a linear-time engine surely understands.

``pattern`` is ECMA-262 (JSON Schema Validation 2020-12, 6.3.3); the emitted client
matches with an automaton that has no look-around and no back-references. A pattern is
only read here, token by token, and never compiled or run.
"""

from __future__ import annotations

import re

__all__ = ["is_linear"]

_MAX_LENGTH = 1_000
_MAX_REPEAT = 1_000
_TOKEN = re.compile(
    r"""
    \\(?:[dDwWsSbBtnrfv]|x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|[-!"#$%&'()*+,./:;=?@\[\\\]^_`{|}~])
    | \[\^?+(?P<class>(?:\\.|[^\\\[\]])+)\]
    | \((?:\?:)?
    | \)
    | \{(?P<low>\d+)(?:,(?P<high>\d*))?\}\??
    | [*+?]\??
    | [|^$.]
    | [^\\\[\](){}*+?|^$.]
    """,
    re.VERBOSE,
)
_CLASS_ESCAPE = re.compile(
    r"\\(?:[dDwWsStnrfv]|x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|[^A-Za-z0-9<>])"
)
_MEMBER = re.compile(r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_SET_OPERATION = re.compile(r"&&|--|~~|\\[dDwWsS]-.|.-\\[dDwWsS]")


def is_linear(pattern: str) -> bool:
    """Tell whether every token of `pattern` is one that the engine knows, and its
    counted repetitions stay small enough to be expanded.
    """
    if len(pattern) > _MAX_LENGTH or not pattern.isprintable():
        return False
    place, depth, repeats, repeatable = 0, 0, 1, False
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None:
            return False
        text = token.group()
        if text.startswith("["):
            if not _plain_class(token.group("class")):
                return False
        elif text.startswith("{"):
            low, high = int(token.group("low")), int(token.group("high") or 0)
            repeats *= max(low, high, 1)
            if not repeatable or (token.group("high") and high < low):
                return False
        elif text[0] in "*+?" and not repeatable:
            return False
        depth += (text[0] == "(") - (text == ")")
        if depth < 0 or repeats > _MAX_REPEAT:
            return False
        repeatable = text[0] not in "*+?{(|^"
        place = token.end()
    return depth == 0


def _plain_class(members: str) -> bool:
    """Tell whether a character class means the same in both syntaxes."""
    rest = _CLASS_ESCAPE.sub("", members)
    return "\\" not in rest and not _SET_OPERATION.search(members) and _ordered(members)


def _ordered(members: str) -> bool:
    """Tell whether every range goes upwards."""
    found, place = _MEMBER.findall(members), 0
    while place < len(found):
        is_range = found[place + 1 : place + 2] == ["-"] and place + 2 < len(found)
        if is_range and _character(found[place]) > _character(found[place + 2]):
            return False
        place += 3 if is_range else 1
    return True


def _character(member: str) -> str:
    """Return the character that a member of a class stands for."""
    if len(member) == 1:
        return member
    if member[1] in "xu":
        return chr(int.from_bytes(bytes.fromhex(member[2:])))
    return _CONTROLS.get(member[1], member[1])
