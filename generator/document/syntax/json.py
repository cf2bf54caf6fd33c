"""Parse JSON (RFC 8259) with the standard library, and find duplicate keys.

The scanner of the standard library knows no positions while it calls hooks. The hooks
only note that something is wrong; the position is then found by scanning the tokens.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from generator.document.limits import (
    MAX_DEPTH,
    MAX_INTEGER_DIGITS,
    MAX_NODES,
    TooDeep,
    TooLarge,
    count_nodes,
)
from generator.document.syntax.parse_result import (
    VERSION_KEYS,
    ParseError,
    ParseResult,
    duplicate_key,
    too_deep,
    too_many_digits,
    too_many_nodes,
)

__all__ = ["read_json"]

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|-?\d[\d.eE+-]*|NaN|-?Infinity', re.DOTALL
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(text: str) -> ParseResult:
    """Return the value of a text.

    Raises `ParseError` for invalid JSON and every exceeded limit. Duplicate keys,
    numbers beyond double precision and lone surrogates are problems of the result.
    """
    has_problems = False

    def make_object(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal has_problems
        found = dict(members)
        has_problems = has_problems or len(found) != len(members)
        return found

    def make_float(literal: str) -> Any:
        nonlocal has_problems
        value = float(literal)
        if math.isfinite(value):
            return value
        has_problems = True
        return literal

    _check_node_count(text)
    try:
        value = _decode(text, make_object, make_float)
        count_nodes(value)
    except (RecursionError, TooDeep):
        raise _too_deep(text) from None
    except TooLarge:
        raise too_many_nodes(0) from None
    problems = _find_problems(text) if has_problems else []
    surrogate = _find_lone_surrogate(text) if _SURROGATE.search(text) else None
    if surrogate is not None:
        value = _replace_surrogates(value)
        message = "a string contains half of a surrogate pair"
        help_, cost = "write the whole character", "it is replaced by U+FFFD"
        problem = ParseError("lone-surrogate", message, surrogate, help_, cost)
        problems.append(problem)
    _keep_version_strings(value, text)
    return ParseResult(value, problems)


def _keep_version_strings(value: Any, text: str) -> None:
    """Replace versions that are numbers by their literals: 1.10 is not 1.1."""
    if not any(type(holder[key]) in (int, float) for holder, key in _versions(value)):
        return
    written = json.loads(text, parse_int=str, parse_float=str)
    for (holder, key), (literal, _) in zip(
        _versions(value), _versions(written), strict=True
    ):
        if type(holder[key]) in (int, float):
            holder[key] = literal[key]


def _versions(value: Any) -> list[tuple[dict[str, Any], str]]:
    """Return (object, key) for each member that is a version."""
    if type(value) is not dict:
        return []
    found = [(value, key) for key in VERSION_KEYS if key in value]
    info = value.get("info")
    if type(info) is dict and "version" in info:
        found.append((info, "version"))
    return found


def _check_node_count(text: str) -> None:
    """Raise `ParseError` for a text of too many nodes, before they take memory.

    Every node but the root follows a comma or an opening bracket. Only where there are
    many of these characters, those in strings are excluded.
    """
    if sum(map(text.count, ",[{")) <= MAX_NODES:
        return
    nodes = sum(match.group() in ",[{" for match in _TOKEN.finditer(text))
    if nodes > MAX_NODES:
        raise too_many_nodes(0)


def _decode(text: str, make_object: Any, make_float: Any) -> Any:
    def make_integer(literal: str) -> int:
        if len(literal) > MAX_INTEGER_DIGITS:
            raise too_many_digits(_find_token(text, literal))
        return int(literal)

    def refuse_constant(name: str) -> None:
        # RFC 8259 section 6
        message = f"not valid JSON: {name} is not a number of JSON"
        help_, index = "write a finite number or null", _find_token(text, name)
        raise ParseError("syntax-error", message, index, help_)

    try:
        return json.loads(
            text,
            object_pairs_hook=make_object,
            parse_float=make_float,
            parse_int=make_integer,
            parse_constant=refuse_constant,
        )
    except json.JSONDecodeError as error:
        message = f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        help_ = (
            "check commas, quotes and brackets around this place; JSON has no comments"
        )
        raise ParseError("syntax-error", message, error.pos, help_) from None


def _find_token(text: str, token: str) -> int:
    """Return the index of the first token that is not a string and equals `token`."""
    found = (match for match in _TOKEN.finditer(text) if match.group() == token)
    return next((match.start() for match in found), 0)


def _too_deep(text: str) -> ParseError:
    depth = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        depth += (token in "{[") - (token in "}]")
        if depth > MAX_DEPTH:
            return too_deep(match.start())
    return too_deep(0)


def _find_problems(text: str) -> list[ParseError]:
    """Return the duplicate keys and the numbers beyond double precision of a text."""
    problems: list[ParseError] = []
    # The keys of each open object; None for an open array.
    open_keys: list[set[str] | None] = []
    matches = list(_TOKEN.finditer(text))
    for number, match in enumerate(matches):
        token = match.group()
        if token in ("{", "["):
            open_keys.append(set() if token == "{" else None)
        elif token in ("}", "]"):
            open_keys.pop()
        elif token[0] == '"':
            following = matches[number + 1].group() if number + 1 < len(matches) else ""
            keys = open_keys[-1] if open_keys else None
            if following == ":" and keys is not None:
                key = json.loads(token)
                if key in keys:
                    problems.append(duplicate_key(key, match.start(), "object"))
                keys.add(key)
        elif token[0] in "-0123456789" and not math.isfinite(float(token)):
            message = f"{token} is beyond the range of a double-precision number"
            help_, cost = "write a number within this range", "it is read as text"
            index = match.start()
            problem = ParseError("non-finite-number", message, index, help_, cost)
            problems.append(problem)
    return problems


def _find_lone_surrogate(text: str) -> int | None:
    """Return the index of the first string with a lone surrogate."""
    for match in _TOKEN.finditer(text):
        token = match.group()
        is_candidate = token[0] == '"' and _SURROGATE.search(token)
        if is_candidate and _has_lone_surrogate(json.loads(token)):
            return match.start()
    return None


def _has_lone_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _replace_surrogates(value: Any) -> Any:
    """Return the value without lone surrogates, which no encoding can represent."""
    if type(value) is dict:
        return {
            _replace_surrogates(key): _replace_surrogates(item)
            for key, item in value.items()
        }
    if type(value) is list:
        return [_replace_surrogates(item) for item in value]
    if type(value) is str and _has_lone_surrogate(value):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value
