"""The references of a document: whether each leads to a value, and what if not."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from typing import Any

from generator.document.grammar import component_paths
from generator.document.limits import MAX_REF_HOPS
from generator.document.pointer import MISSING, child, escape, join, lookup, split
from generator.document.source_map import Reporter
from generator.text import join_words

__all__ = ["CONSEQUENCES", "References", "Use", "without_credentials"]

CONSEQUENCES: dict[str, str] = {
    "parameter": "the operation has no argument for it; it can still be passed "
    "through RequestOptions",
    "schema": "any JSON value is accepted in its place",
    "response": "the response is not decoded",
    "requestBody": "the request body takes any JSON value",
    "header": "the header is left out",
    "example": "the example is left out",
    "link": "the link is left out",
    "callback": "the callback is left out",
    "pathItem": "the path has only what is written beside the reference",
    "securityScheme": "the scheme counts as undefined",
}

# Comparing names is slow, and nobody reads hundreds of suggestions.
_MAX_SUGGESTIONS = 20


@dataclass(slots=True)
class Use:
    """A reference to be checked when everything is in place."""

    kind: str
    holder: dict[str, Any]
    pointer: str
    text: str


class References:
    """Every use of `$ref` in one document, to be checked when all is in place."""

    def __init__(self, root: dict[str, Any], problems: Reporter) -> None:
        self.root = root
        self.problems = problems
        self.prefixes = component_paths(root)
        self.uses: list[Use] = []
        self.mapped: list[tuple[dict[str, Any], str, dict[str, Any]]] = []
        self.distances: dict[str, float] = {}
        self.close_names: dict[str, list[str]] = {}

    def make_local(
        self, kind: str, holder: dict[str, Any], pointer: str, ref: str
    ) -> None:
        """Keep the tree free of references that lead out of it."""
        home = self.prefixes.get(kind)
        if home is None:
            del holder["$ref"]
        else:
            holder["$ref"] = join(*home, ref)

    def dynamic(self, schema: dict[str, Any], pointer: str) -> None:
        """Read `$dynamicRef` (JSON Schema 2020-12) and `$recursiveRef` (2019-09).

        What they may be overridden with depends on the way by which a schema was
        reached; a type cannot. The schema that they name by themselves is taken.
        """
        for keyword in ("$dynamicRef", "$recursiveRef"):
            if keyword not in schema:
                continue
            ref = schema.pop(keyword)
            if "$ref" in schema or type(ref) is not str:
                continue
            self.problems.add(
                "dynamic-ref",
                f"{keyword} is read as a plain $ref",
                at=pointer,
                consequence="an override of its anchor has no effect",
                suggestion="use $ref",
            )
            # In a description "#" alone would be the whole document.
            own = join(*split(pointer)[: len(self.prefixes["schema"]) + 1])
            schema["$ref"] = own if keyword == "$recursiveRef" else ref

    def check(self) -> None:
        """Make every use canonical, or report it; the tree must be complete."""
        verdicts: dict[tuple[str, str], str | None] = {}
        for use in self.uses:
            key = use.kind, use.holder["$ref"]
            if key not in verdicts:
                verdicts[key] = self._final(*key)
            final = verdicts[key]
            if final is not None:
                use.holder["$ref"] = final
            elif self._is_loop(use.holder["$ref"]):
                self._report_loop(use)
            else:
                target = use.holder["$ref"]
                self.dangling(use.kind, use.pointer, use.text, target)
                self.make_local(use.kind, use.holder, use.pointer, use.text)

        for mapping, name, reference in self.mapped:
            if self._final("schema", reference["$ref"]) is not None:
                mapping[name] = reference["$ref"]

    def _final(self, kind: str, pointer: str) -> str | None:
        """Return the pointer that stands for `pointer` in the tree, None if nowhere.

        A way that leads through another reference is walked, as most tools do.
        """
        target = _walk_through(self.root, pointer)
        if target is None or target == "#":
            return None  # The document as a whole is no object of any kind.
        tokens = split(target)
        home = tuple(tokens[:-1])
        if home in self.prefixes.values() and home != self.prefixes.get(kind):
            return None
        value = lookup(self.root, target)
        if type(value) is dict or (kind == "schema" and type(value) is bool):
            return target if self._ends(target) else None
        return None

    def _ends(self, pointer: str) -> bool:
        return self._distance(pointer) <= MAX_REF_HOPS

    def _distance(self, pointer: str) -> float:
        """Return the hops from `pointer` to a value without `$ref`; inf for a ring."""
        known = self.distances
        path: list[str] = []
        passed: set[str] = set()
        distance: float = math.inf
        while pointer not in passed:
            if pointer in known:
                distance = known[pointer] + 1
                break
            path.append(pointer)
            passed.add(pointer)
            value = lookup(self.root, pointer)
            ref = value.get("$ref") if type(value) is dict else None
            # What dangles is reported where that reference itself stands.
            found = _walk_through(self.root, ref) if type(ref) is str else None
            if found is None:
                distance = 0
                break
            pointer = found
        for passed_by in reversed(path):
            known[passed_by] = distance
            distance += 1
        return known[path[0]] if path else distance - 1

    def _is_loop(self, pointer: str) -> bool:
        found = _walk_through(self.root, pointer)
        return found is not None and not self._ends(found)

    def _report_loop(self, use: Use) -> None:
        self.problems.add(
            "circular-ref",
            f"$ref {use.text!r} leads in a circle, or over more than "
            f"{MAX_REF_HOPS} others",
            at=child(use.pointer, "$ref"),
            consequence=CONSEQUENCES.get(use.kind, "it is ignored"),
            suggestion="let it name the value itself",
        )

    def dangling(self, kind: str, pointer: str, ref: str, target: str | None) -> None:
        """Report a reference to nothing, or to an object of another kind."""
        tokens = split(target) if target else []
        value = lookup(self.root, target) if target else MISSING
        shown = without_credentials(ref)
        if value is not MISSING:
            self.problems.add(
                "wrong-kind-ref",
                f"$ref {shown!r} does not name a {_spoken(kind)}",
                at=child(pointer, "$ref"),
                consequence=CONSEQUENCES.get(kind, "it is ignored"),
                suggestion=f"let it name a {_spoken(kind)}",
            )
            return
        self.problems.add(
            "unresolved-ref",
            f"$ref {shown!r} points to nothing",
            at=child(pointer, "$ref"),
            consequence=CONSEQUENCES.get(kind, "it is ignored"),
            suggestion=self._suggestion(tokens),
        )

    def meant(self, address: str) -> str:
        """Return what to write for the address of no file that is a name in here."""
        name = address.strip("/")
        for prefix in ((), *self.prefixes.values()):
            pointer = f"{join(*prefix)}/{name}"
            if name and lookup(self.root, pointer) is not MISSING:
                return f"did you mean {pointer!r}?"
        return ""

    def _suggestion(self, tokens: list[str]) -> str:
        home = tuple(tokens[:-1])
        if home not in self.prefixes.values():
            return "correct the reference, or add what it names"
        close = self._close_names(home, tokens[-1])
        if close:
            return f"did you mean {join_words(map(repr, close), 'or')}?"
        return (
            f"define {tokens[-1]!r} under {'.'.join(home)}, in the document or in an "
            "overlay"
        )

    def _close_names(self, home: tuple[str, ...], name: str) -> list[str]:
        key = join(*home, name)
        if key not in self.close_names and len(self.close_names) < _MAX_SUGGESTIONS:
            section = lookup(self.root, join(*home))
            names = [
                known
                for known in (section if type(section) is dict else ())
                if abs(len(known) - len(name)) <= 2 + len(name) // 8
            ]
            found = difflib.get_close_matches(name[:200], names[:200], 3, 0.75)
            self.close_names[key] = found
        return self.close_names.get(key, [])


def _walk_through(root: Any, pointer: str) -> str | None:
    """Return the canonical pointer after following references on the way."""
    value, path = root, "#"
    hops = 0
    for token in split(pointer):
        found = lookup(value, "#/" + escape(token))
        while found is MISSING and type(value) is dict and hops < MAX_REF_HOPS:
            ref = value.get("$ref")
            if type(ref) is not str or not ref.startswith("#"):
                return None
            hops += 1
            path, value = ref, lookup(root, ref)
            found = lookup(value, "#/" + escape(token))
        if found is MISSING:
            return None
        value, path = found, f"{path}/{escape(token)}"
    return path


def _spoken(kind: str) -> str:
    return re.sub(r"([A-Z])", lambda match: " " + match.group().lower(), kind)


def without_credentials(ref: str) -> str:
    """Hide what stands before @ in an address: it may be a password."""
    return re.sub(r"(//)[^/@#?]*@", r"\1***@", ref)
