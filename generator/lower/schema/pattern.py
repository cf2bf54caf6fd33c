"""Check whether a linear-time engine supports a regular expression.

``pattern`` is ECMA-262 (JSON Schema Validation 2020-12, 6.3.3); the emitted client
matches with an automaton that has no look-around and no back-references. This module
checks the tokens of a pattern, and never compiles or runs it.
"""

from __future__ import annotations

import re

__all__ = ["is_linear"]

MAX_LENGTH = 1_000
MAX_REPETITIONS = 1_000
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
    """Return whether the engine supports every token of `pattern`, and its counted
    repetitions are few enough to be expanded.
    """
    if len(pattern) > MAX_LENGTH or not pattern.isprintable():
        return False
    position, depth, repetitions, is_repeatable = 0, 0, 1, False
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:
            return False
        text = token.group()
        if text.startswith("["):
            if not _is_portable_class(token.group("class")):
                return False
        elif text.startswith("{"):
            low, high = int(token.group("low")), int(token.group("high") or 0)
            repetitions *= max(low, high, 1)
            if not is_repeatable or (token.group("high") and high < low):
                return False
        elif text[0] in "*+?" and not is_repeatable:
            return False
        depth += (text[0] == "(") - (text == ")")
        if depth < 0 or repetitions > MAX_REPETITIONS:
            return False
        is_repeatable = text[0] not in "*+?{(|^"
        position = token.end()
    return depth == 0


def _is_portable_class(members: str) -> bool:
    """Return whether a character class means the same in both syntaxes."""
    rest = _CLASS_ESCAPE.sub("", members)
    return (
        "\\" not in rest
        and not _SET_OPERATION.search(members)
        and _has_ordered_ranges(members)
    )


def _has_ordered_ranges(members: str) -> bool:
    """Return whether the first character of every range is not after the last."""
    found, index = _MEMBER.findall(members), 0
    while index < len(found):
        is_range = found[index + 1 : index + 2] == ["-"] and index + 2 < len(found)
        if is_range and _character(found[index]) > _character(found[index + 2]):
            return False
        index += 3 if is_range else 1
    return True


def _character(member: str) -> str:
    """Return the character that a member of a class stands for."""
    if len(member) == 1:
        return member
    if member[1] in "xu":
        return chr(int.from_bytes(bytes.fromhex(member[2:])))
    return _CONTROLS.get(member[1], member[1])
