"""JSON (RFC 8259) by the standard library's scanner, with duplicate keys found."""

from __future__ import annotations

import json
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
    ParseProblem,
    ParseResult,
)

__all__ = ["read_json"]

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|-?\d[\d.eE+-]*|NaN|-?Infinity', re.DOTALL
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LONG_INTEGER = f"an integer has more than {MAX_INTEGER_DIGITS:,} digits"


class _Constant(Exception):
    """NaN and the infinities are no JSON (RFC 8259 section 6)."""


def read_json(text: str) -> ParseResult:
    """Return the value of `text`.

    Raises `Refusal` for broken JSON and every exceeded limit. Duplicate keys, numbers
    beyond double precision and lone surrogates are faults of the result.
    """
    odd: list[str] = []

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(members)
        if len(found) != len(members):
            odd.append("duplicate-key")
        return found

    def number(literal: str) -> Any:
        value = float(literal)
        if value - value == 0:
            return value
        odd.append("non-finite-number")
        return literal

    _foresee(text)
    value = _decode(text, pairs, number)
    _check_size(value, text)
    faults: list[ParseProblem] = []
    if odd:
        faults += _odd_tokens(text)
    if _SURROGATE.search(text):
        value = _without_surrogates(value, text, faults)
    _keep_versions(value, text)
    return ParseResult(value, faults)


def _keep_versions(value: Any, text: str) -> None:
    """Let a version that is a number be the text that was written, not 1.1 for 1.10."""
    if not any(type(held[key]) in (int, float) for held, key in _versions(value)):
        return
    written = json.loads(text, parse_int=str, parse_float=str)
    for (held, key), (literal, _) in zip(
        _versions(value), _versions(written), strict=True
    ):
        if type(held[key]) in (int, float):
            held[key] = literal[key]


def _versions(value: Any) -> list[tuple[dict[str, Any], str]]:
    """Return the members that hold a version, each with its object."""
    if type(value) is not dict:
        return []
    found = [(value, key) for key in VERSION_KEYS if key in value]
    info = value.get("info")
    if type(info) is dict and "version" in info:
        found.append((info, "version"))
    return found


def _foresee(text: str) -> None:
    """Refuse a text of too many nodes before they take memory.

    A node follows a comma or an opening bracket; those in strings are told from others
    only where there might be too many.
    """
    if sum(map(text.count, ",[{")) <= MAX_NODES:
        return
    nodes = sum(match.group() in ",[{" for match in _TOKEN.finditer(text))
    if nodes > MAX_NODES:
        raise _too_many()


def _too_many() -> ParseError:
    return ParseError(
        "limit-exceeded",
        f"the document has more than {MAX_NODES:,} nodes",
        0,
        "split the document into several files",
    )


def _decode(text: str, pairs: Any, number: Any) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=pairs,
            parse_float=number,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise ParseError(
            "syntax-error",
            f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}",
            error.pos,
            "check commas, quotes and brackets around this place; JSON has no comments",
        ) from None
    except _Constant as error:
        name = str(error)
        raise ParseError(
            "syntax-error",
            f"not valid JSON: {name} is no number",
            _find(text, name),
            "write a finite number or null",
        ) from None
    except _LongInteger as error:
        raise ParseError(
            "limit-exceeded", _LONG_INTEGER, _find(text, str(error))
        ) from None
    except RecursionError:
        raise _too_deep(text) from None


class _LongInteger(Exception):
    pass


def _integer(literal: str) -> int:
    if len(literal) > MAX_INTEGER_DIGITS:
        raise _LongInteger(literal)
    return int(literal)


def _constant(name: str) -> None:
    raise _Constant(name)


def _find(text: str, token: str) -> int:
    """Return where a token other than a string first occurs."""
    found = (match for match in _TOKEN.finditer(text) if match.group() == token)
    return next((match.start() for match in found), 0)


def _check_size(value: Any, text: str) -> None:
    try:
        count_nodes(value)
    except TooDeep:
        raise _too_deep(text) from None
    except TooLarge:
        raise _too_many() from None


def _too_deep(text: str) -> ParseError:
    depth, index = 0, 0
    for match in _TOKEN.finditer(text):
        sign = match.group()
        depth += (sign in "{[") - (sign in "}]")
        if depth > MAX_DEPTH:
            index = match.start()
            break
    return ParseError(
        "limit-exceeded",
        f"the document nests deeper than {MAX_DEPTH} levels",
        index,
        "flatten the document; move nested schemas to components",
    )


def _odd_tokens(text: str) -> list[ParseProblem]:
    """Find what the scanner saw but could not place: only run when there is some."""
    faults: list[ParseProblem] = []
    objects: list[set[str] | None] = []
    matches = list(_TOKEN.finditer(text))
    for number, match in enumerate(matches):
        sign = match.group()
        if sign in ("{", "["):
            objects.append(set() if sign == "{" else None)
        elif sign in ("}", "]"):
            objects.pop()
        elif sign[0] == '"':
            following = matches[number + 1].group() if number + 1 < len(matches) else ""
            if following == ":":
                _note_key(json.loads(sign), match.start(), objects[-1], faults)
        elif sign[0] in "-0123456789" and float(sign) - float(sign) != 0:
            faults.append(_beyond(sign, match.start()))
    return faults


def _note_key(
    key: str, index: int, keys: set[str] | None, faults: list[ParseProblem]
) -> None:
    if keys is None:
        return
    if key in keys:
        faults.append(
            ParseProblem(
                "duplicate-key",
                f"the key {key!r} occurs twice in one object",
                index,
                "remove or rename one of the two",
            )
        )
    keys.add(key)


def _beyond(literal: str, index: int) -> ParseProblem:
    return ParseProblem(
        "non-finite-number",
        f"{literal} is beyond what a JSON number can hold",
        index,
        "write a number within double precision",
        "it is read as text",
    )


def _without_surrogates(value: Any, text: str, faults: list[ParseProblem]) -> Any:
    """Replace lone surrogates: no encoding of Unicode text can carry them."""
    first = _first_half(text)
    if first is None:
        return value
    faults.append(
        ParseProblem(
            "lone-surrogate",
            "a string holds half of a surrogate pair",
            first,
            "write the whole character",
            "it is replaced by U+FFFD",
        )
    )
    return _clean(value)


def _first_half(text: str) -> int | None:
    """Return where the first string with a lone surrogate begins."""
    for match in _TOKEN.finditer(text):
        sign = match.group()
        if sign[0] == '"' and _SURROGATE.search(sign) and _is_broken(json.loads(sign)):
            return match.start()
    return None


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _clean(value: Any) -> Any:
    if type(value) is dict:
        return {_clean(key): _clean(item) for key, item in value.items()}
    if type(value) is list:
        return [_clean(item) for item in value]
    if type(value) is str and _is_broken(value):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value
