"""Says why a value is not of a type, without the value: it may be a secret."""

import re
from collections.abc import Iterable
from enum import Enum
from keyword import iskeyword
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .formats import FORMATS
from .strict_types import HIDDEN
from .type_inspection import is_model, union_members

_MAX_CHOICES = 10
_MAX_LENGTH = 300
_FORMATS: dict[Any, str] = {each.type: f"a {each.name}" for each in FORMATS.values()}
_NAMES: dict[Any, str] = {
    **_FORMATS,
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "a boolean",
    bytes: "bytes or base64 text",
    dict: "a dict",
    list: "a list",
    tuple: "a list",
}
_JSON_NAMES: dict[Any, str] = {
    **_NAMES,
    bytes: "base64 text",
    dict: "an object",
    list: "an array",
    tuple: "an array",
    NoneType: "null",
}
_LIMITS = {
    "[key]": "keys should be strings",
    "missing": "needs more items",
    "recursion_loop": "nested too deeply",
    "string_unicode": "must not have lone surrogates",
    "timezone_aware": "needs a time zone (RFC 3339, 5.6)",
    "unique_items": "items should be unique",
}
_CODES: dict[Any, str] = {str: "string_type", int: "int_type"}
_OTHER_KINDS = ("is_instance_of", "literal_error", "uuid_parsing", "enum", *FORMATS)
_SUBJECT = re.compile("^(?:Input|Value|String|List|Tuple|Dictionary|Data) (?=should )")


def reason(annotation: Any, value: object, error: ValidationError, json: bool) -> str:
    """Return the limit that a value exceeds, or the values or types that are allowed.

    Args:
        annotation: The type.
        value: A value without parts, or whose parts are valid.
        error: What pydantic says of it.
        json: Whether the value was read from JSON.
    """
    allowed, types = list[Any](), list[Any]()
    for member in union_members(annotation):
        kind: Any = get_origin(member) or member
        if kind is Literal:
            allowed += get_args(member)
        elif isinstance(kind, type) and issubclass(kind, Enum):
            allowed += [each.value for each in kind]
        elif kind is not NoneType:
            types.append(kind)
    problems = error.errors(include_url=False, include_input=False)
    limits = [p for p in problems if HIDDEN not in p["loc"] and not _is_kind(_code(p))]
    if limits or not (allowed or types):
        first = (limits or problems)[0]
        text = first["msg"].replace(" after validation", "")
        text = _LIMITS.get(_code(first)) or _SUBJECT.sub("", text)
        return text if len(text) < _MAX_LENGTH else f"{text[:_MAX_LENGTH]}…"
    if allowed:  # The type of an enum that is open only in responses is not allowed.
        codes = {problem["type"] for problem in problems}
        types = [kind for kind in types if _CODES.get(kind, "") in {"", *codes}]
    names = [_name(kind, json) for kind in types]
    names += [_name(dict, json)] if any(map(is_model, types)) else []
    text = f"should be {one_of([*map(repr, allowed), *dict.fromkeys(names)])}"
    is_text = isinstance(value, str) and not _FORMATS.keys().isdisjoint(types)
    if is_text or type(value) in map(type, allowed):
        return text + (suggestion(value, allowed) if len(allowed) > 1 else "")
    given = "None" if value is None else type(value).__name__
    return f"{text}, not {_JSON_NAMES[type(value)] if json else given[:50]}"


def _code(problem: ErrorDetails) -> str:
    return "[key]" if problem["loc"][-1:] == ("[key]",) else problem["type"]


def _is_kind(code: str) -> bool:
    """Return whether an error says that a value is none of some types or values."""
    return code.endswith("_type") or code in _OTHER_KINDS


def _name(kind: Any, json: bool) -> str:
    if is_model(kind):
        return "an object" if json else kind.__name__
    name = getattr(kind, "__name__", "another value")
    return (_JSON_NAMES if json else _NAMES).get(kind, name)


def path_of(path: str, *keys: object) -> str:
    """Return how Python code finds a part of an argument: ``address.lines[0]``."""
    for key in keys:
        is_name = isinstance(key, str) and key.isidentifier() and not iskeyword(key)
        path += f".{key}" if is_name else f"[{key!r:.50}]"
    return path


def one_of(choices: Iterable[str]) -> str:
    """Return ``a, b or c``, without most of many choices."""
    *others, last = [choice[:60] for choice in choices]
    if len(others) >= _MAX_CHOICES:
        return f"{', '.join(others[:_MAX_CHOICES])}, … ({len(others) + 1} in all)"
    return f"{', '.join(others)} or {last}" if others else last


def suggestion(given: object, choices: Iterable[object]) -> str:
    """Return a question for the choice that a text was probably meant to be, if any."""
    found = closest(given, choices)
    return f"; did you mean {found!r}?" if found else ""


def closest(given: object, choices: Iterable[object]) -> str:
    """Return the choice that a text was probably meant to be, or ""."""
    import difflib  # slow to import, and rarely needed

    texts = {c.lower(): c for c in choices if isinstance(c, str)}
    text = given[:100].lower() if isinstance(given, str) else ""
    found = difflib.get_close_matches(text, texts, 1)
    return texts[found[0]] if found else ""
