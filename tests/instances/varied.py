"""Varied instances of schemas, made by hypothesis-jsonschema.

That library supports neither references nor recursion, so a schema is expanded to a depth
first; deeper values are left out where they are optional.
"""

from __future__ import annotations

import base64
import re
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import utils as conjecture
from hypothesis_jsonschema import from_schema

from tests.acceptance.models.documents import Document, Schema
from tests.documents import tag_values

__all__ = ["varied_instances"]


class _Many(conjecture.many):
    """Has the method ``more`` that hypothesis-jsonschema calls and newer releases of
    hypothesis do not have.
    """

    def more(self) -> bool:
        if not hasattr(self, "_steps"):
            self.__enter__()
            self._steps = iter(self)
        return next(self._steps, self) is None


if not hasattr(conjecture.many, "more"):
    conjecture.many = _Many  # type: ignore[misc]

MAX_PROPERTIES = 8
MAX_VARIANTS = 12
_DATE_TIME = "{0[0]}T{0[1]}{0[2]}"
_FORMATS: dict[str, st.SearchStrategy[str]] = {
    "uuid": st.uuids().map(str),
    "byte": st.binary(max_size=9).map(lambda data: base64.b64encode(data).decode()),
    "duration": st.sampled_from(["PT1S", "P3DT4H", "PT0.5S", "P1W", "PT90M", "P2M"]),
    "date-time": st.tuples(
        st.dates().map(str),
        st.times().map(str),
        st.sampled_from(["Z", "+00:00", "+05:30", "-08:00"]),
    ).map(_DATE_TIME.format),
}
_SUPPORTED_FORMATS = {*_FORMATS, "date", "email", "hostname", "ipv4", "ipv6", "uri"}
_COPIED_KEYWORDS = (
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
)
_SETTINGS = settings(
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def varied_instances(
    document: Document, schema: Schema, count: int, seconds: int
) -> list[Any]:
    """Return up to `count` instances, half of them with all optional properties.

    Args:
        seconds: Time limit.
    """
    found: list[Any] = []
    for complete, depth in ((True, 3), (False, 3), (True, 2), (False, 1), (False, 8)):
        missing = count - len(found)
        expanded = _Expander(document, complete).expand(schema, depth, frozenset())
        if missing > 0 and expanded is not None:
            is_first = complete and depth == 3
            wanted = min(missing, count // 2) if is_first else missing
            found += _sample(expanded, wanted, seconds)
    return found


def _sample(schema: Schema, count: int, seconds: int) -> list[Any]:
    found: list[Any] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        strategy = from_schema(schema, custom_formats=_FORMATS)

        @settings(_SETTINGS, max_examples=count)
        @given(strategy)
        def keep(instance: Any) -> None:
            found.append(instance)

        try:
            with _time_limit(seconds):
                keep()
        except Exception:  # noqa: BLE001  # the caller counts what is missing
            return found
    return found


class _TimeLimitError(Exception):
    """Instances were not found in time."""


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TimeLimitError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class _Expander:
    """Expands the references of schemas.

    Args:
        complete: Whether optional properties become required.
    """

    def __init__(self, document: Document, complete: bool) -> None:
        self.document = document
        self.complete = complete

    def expand(
        self, schema: Schema, depth: int, chain: frozenset[str], part: bool = False
    ) -> Any:
        """A schema without references; None if it needs more depth.

        Args:
            chain: The references that are being expanded.
            part: Whether the schema is a member of an allOf.
        """
        if isinstance(schema, bool):
            return schema
        if "$ref" in schema:
            if depth <= 0 or (schema["$ref"] in chain and depth < 2):
                return None
            chain |= {schema["$ref"]}
            try:
                target = self.document.at(schema["$ref"])
            except (KeyError, IndexError, ValueError):
                return True
            rest = {k: v for k, v in schema.items() if k not in ("$ref", "description")}
            inner = self.expand(target, depth - (not part), chain, part)
            if rest and inner is not None:
                outer = self.expand(rest, depth, chain, part)
                return None if outer is None else {"allOf": [inner, outer]}
            return inner
        return self._keywords(schema, depth, chain)

    def _keywords(self, schema: Any, depth: int, chain: frozenset[str]) -> Any:
        found: dict[str, Any] = {k: schema[k] for k in _COPIED_KEYWORDS if k in schema}
        if "type" not in schema and schema.get("properties"):
            found["type"] = "object"  # A schema with properties is meant for objects.
        if schema.get("format") in _SUPPORTED_FORMATS:
            found["format"] = schema["format"]
        if isinstance(schema.get("pattern"), str) and _compiles(schema["pattern"]):
            found["pattern"] = schema["pattern"]
        steps = (self._properties, self._array, self._parts)
        return found if all(s(schema, found, depth, chain) for s in steps) else None

    def _properties(
        self, schema: Any, found: Any, depth: int, chain: frozenset[str]
    ) -> bool:
        required = [n for n in schema.get("required") or () if isinstance(n, str)]
        kept: dict[str, Any] = {}
        properties = schema.get("properties") or {}
        for place, (name, each) in enumerate(properties.items()):
            inner = None
            if name in required or depth > 2 or place < MAX_PROPERTIES:
                inner = self.expand(each, depth, chain)
            if inner is None and name in required:
                return False
            kept[name] = False if inner is None else inner
        if kept:
            found["properties"] = kept
            present = [name for name, each in kept.items() if each is not False]
            required = [*required, *present] if self.complete else required
        if required:
            found["required"] = list(dict.fromkeys(required))
        if "additionalProperties" in schema:
            inner = self.expand(schema["additionalProperties"], depth, chain)
            found["additionalProperties"] = False if inner is None else inner
        return True

    def _array(
        self, schema: Any, found: Any, depth: int, chain: frozenset[str]
    ) -> bool:
        items = True
        if "items" in schema:
            items = self.expand(schema["items"], depth, chain)
            if items is None:
                if schema.get("minItems"):
                    return False
                found["maxItems"] = 0
            else:
                found["items"] = items
                if "maxItems" not in found:
                    found["maxItems"] = max(3, schema.get("minItems") or 0)
        if "prefixItems" in schema:
            places = [self.expand(each, depth, chain) for each in schema["prefixItems"]]
            if None in places:
                return False
            found["items"] = places
            found["additionalItems"] = items
        return True

    def _parts(
        self, schema: Any, found: Any, depth: int, chain: frozenset[str]
    ) -> bool:
        for keyword in ("anyOf", "oneOf"):
            if schema.get(keyword):
                tagged = self._tagged_variants(schema, keyword)
                each = [self.expand(v, depth, chain) for v in tagged]
                kept = [v for v in each if v is not None]
                if not kept:
                    return False
                # The caller rejects instances of several variants of a oneOf.
                found.setdefault("allOf", []).append({"anyOf": kept[:MAX_VARIANTS]})
        members = [
            self.expand(v, depth, chain, True) for v in schema.get("allOf") or ()
        ]
        if None in members:
            return False
        if members:
            found.setdefault("allOf", []).extend(members)
        if "not" in schema:
            inner = self.expand(schema["not"], depth, chain)
            if inner is not None:
                found["not"] = inner
        return True

    def _tagged_variants(self, schema: Any, keyword: str) -> list[Schema]:
        """The variants, each with the values of the discriminator that mean it."""
        discriminator = schema.get("discriminator")
        if not isinstance(discriminator, dict) or "propertyName" not in discriminator:
            return list(schema[keyword])
        name = discriminator["propertyName"]
        found: list[Schema] = []
        for variant in schema[keyword]:
            values = tag_values(discriminator, variant.get("$ref", ""))
            rule: dict[str, Any] = {"required": [name]}
            if not self._restricts_tag(variant, name):
                rule["properties"] = {name: {"enum": values}}
            found.append({"allOf": [variant, rule]})
        return found

    def _restricts_tag(self, schema: Schema, name: str, depth: int = 0) -> bool:
        """Whether a variant itself has an enum or a const for the discriminator."""
        try:
            schema = self.document.resolve(schema)
        except (KeyError, IndexError, ValueError):
            return False
        if not isinstance(schema, dict) or depth > 8:
            return False
        own = (schema.get("properties") or {}).get(name)
        if own is not None:
            try:
                own = self.document.resolve(own)
            except (KeyError, IndexError, ValueError):
                return False
            if isinstance(own, dict) and ("enum" in own or "const" in own):
                return True
        members = schema.get("allOf") or ()
        return any(self._restricts_tag(each, name, depth + 1) for each in members)


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True
