"""What the values of a call may contain: a request has no place for some of it.

Items cannot contain the delimiter between them where it has no escape, a header has no
control characters and no blanks at its ends (RFC 9110, 5.5), and a path no empty value and
no segment ``.`` or ``..`` (RFC 3986, 5.2.4).
"""

from __future__ import annotations

import json
import re
from typing import Any

from generator.contract.json_values import is_array, is_object
from generator.contract.operation import MediaType, Operation, Parameter
from generator.contract.schemas.direction_schema import reference
from generator.contract.schemas.variants import SchemaVariants, Variant

__all__ = ["exclusions", "has_room", "path_text", "serializable"]

_DOTS = ("", ".", "..")
_PREFIXES = {"label": ".", "matrix": ";"}
_NOT_IN_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|^[ \t]+|[ \t]+$")


def exclusions(parameter: Parameter, variants: SchemaVariants) -> dict[str, Any]:
    """Return a schema that excludes members of enums, because a parameter cannot contain
    them.
    """
    found: dict[str, Any] = {}
    own = variants.of(reference(parameter.schema))
    items = [s for v in own for s in (v.get("items"), *v.get("prefixItems", ())) if s]
    members = [s for v in own for s in v.get("properties", {}).values()]
    for keyword, schemas in (("items", items), ("additionalProperties", members)):
        inner = [variant for schema in schemas for variant in variants.of(schema)]
        excluded = [t for t in _texts(inner) if not _has_room(parameter, t, True)]
        if excluded:
            found[keyword] = {"not": {"enum": excluded}}
    excluded = [t for t in _texts(own) if not _has_room(parameter, t, False)]
    return {**found, "not": {"enum": excluded}} if excluded else found


def _texts(variants: list[Variant]) -> list[str]:
    """Return the strings in the enums of variants."""
    values = [value for each in variants for value in each.get("enum", ())]
    return [value for value in values if isinstance(value, str)]


def _has_room(parameter: Parameter, text: str, is_item: bool) -> bool:
    if parameter.is_json:
        return True
    if parameter.location == "header" and _NOT_IN_HEADER.search(text):
        return False
    if is_item:
        return not parameter.delimiter or parameter.delimiter not in text
    return parameter.location != "path" or path_text(parameter, text) not in _DOTS


def serializable(
    operation: Operation, media_type: MediaType | None, values: dict[str, Any]
) -> dict[str, Any]:
    """Return the values of a call with hyphens in place of what it cannot contain."""
    result = dict(values)
    for parameter in operation.parameters:
        inner = result.get(parameter.location, {})
        value = inner.get(parameter.name)
        if parameter.delimiter and isinstance(value, list | dict):
            value = _replace(value, re.compile(re.escape(parameter.delimiter)))
        if parameter.location == "header" and not parameter.is_json:
            value = _replace(value, _NOT_IN_HEADER)
        if parameter.name in inner:
            result[parameter.location] = {**inner, parameter.name: value}
    body = result.get("body")
    if media_type is not None and is_object(body):
        result["body"] = body | {
            name: _replace(body[name], re.compile(re.escape(delimiter)))
            for name, delimiter in media_type.delimiters.items()
            if isinstance(body.get(name), list | dict)
        }
    return result


def _replace(value: Any, pattern: re.Pattern[str]) -> Any:
    """Return a value with hyphens in place of what a pattern matches in its texts."""
    if is_object(value):
        return {
            pattern.sub("-", name): _replace(item, pattern)
            for name, item in value.items()
        }
    if is_array(value):
        return [_replace(item, pattern) for item in value]
    if isinstance(value, float) and pattern.search("."):
        return int(value)
    return pattern.sub("-", value) if isinstance(value, str) else value


def has_room(operation: Operation, values: dict[str, Any]) -> bool:
    """Return whether a request has room for the values of its parameters, by location."""
    given = values.get("path", {})
    texts = {
        parameter.name: path_text(parameter, given[parameter.name]).replace("/", "%2F")
        for parameter in operation.parameters_in("path")
        if parameter.name in given
    }
    path = re.sub(r"\{([^{}]*)\}", lambda name: texts.get(name[1], "_"), operation.path)
    if not all(texts.values()) or set(_DOTS[1:]) & set(path.split("/")):
        return False
    return all(
        _can_be_split(parameter, values.get(parameter.location, {}).get(parameter.name))
        for parameter in operation.parameters
    )


def _can_be_split(parameter: Parameter, value: Any) -> bool:
    """Return whether no item contains the delimiter; one that has items itself is written
    as JSON.
    """
    members = list(value.values()) if is_object(value) else value
    if not parameter.delimiter or not is_array(members):
        return True
    nested = [each for each in members if isinstance(each, list | dict)]
    texts = [json.dumps(each, separators=(",", ":")) for each in nested]
    return not any(parameter.delimiter in text for text in texts)


def path_text(parameter: Parameter, value: Any) -> str:
    """Return the text of a path parameter, not encoded (OpenAPI 3.2, 4.12.5)."""
    style, explode = parameter.style, parameter.explode
    if is_object(value) and not parameter.is_json:
        separator = "=" if explode else ","
        items = [f"{k}{separator}{_text(v)}" for k, v in value.items() if v is not None]
    elif is_array(value) and not parameter.is_json:
        items = [_text(item) for item in value if item is not None]
    else:
        items = [json.dumps(value) if parameter.is_json else _text(value)]
    if style == "matrix":
        if explode and not items:
            return ""
        if not explode:
            items = [",".join(items)]
        if not (explode and is_object(value)):
            items = [f"{parameter.name}={item}" for item in items]
    delimiter = {"label": ".", "matrix": ";"}.get(style, ",") if explode else ","
    return _PREFIXES.get(style, "") + delimiter.join(items)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
