"""Check that every reference leads to a value of the right kind; report the others."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.grammar import component_paths
from generator.document.limits import MAX_REF_HOPS
from generator.document.pointer import (
    MISSING,
    child,
    escape,
    join,
    lookup,
    ref_of,
    split,
)
from generator.text import join_words

__all__ = ["CONSEQUENCES", "RefChecker", "RefUse", "without_credentials"]

# What a reference without a target costs, by the kind of object that it stands for.
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
    "pathItem": "the path has only the members beside the $ref",
    "securityScheme": "the scheme is treated as undefined",
}

# Names are compared for at most so many references, because that is slow.
_MAX_SUGGESTIONS = 20


@dataclass(slots=True)
class RefUse:
    """The use of a `$ref`: the object that holds it, and its text."""

    kind: str
    holder: dict[str, Any]
    pointer: str
    text: str


class RefChecker:
    """Collects the references of one document and checks them when it is complete."""

    def __init__(self, root: dict[str, Any], problems: Problems) -> None:
        self.sections = component_paths(root)
        self.uses: list[RefUse] = []
        # A discriminator's mapping, a name in it, and an object that holds its $ref.
        self.mapped: list[tuple[dict[str, Any], str, dict[str, Any]]] = []
        self._root = root
        self._problems = problems
        self._hops: dict[str, float] = {}
        self._close_names: dict[str, list[str]] = {}

    def make_local(self, use: RefUse) -> None:
        """Replace a `$ref` without a target by a local pointer that has none either.

        Later steps then find a dangling reference, and never one to another file.
        """
        section = self.sections.get(use.kind)
        if section is None:
            del use.holder["$ref"]
        else:
            use.holder["$ref"] = join(*section, use.text)

    def reject(self, use: RefUse, target: str = "") -> None:
        """Report a `$ref` as `report_dangling` does, and make it local."""
        self.report_dangling(use.kind, use.pointer, use.text, target)
        self.make_local(use)

    def replace_dynamic_ref(self, schema: dict[str, Any], pointer: str) -> None:
        """Replace `$dynamicRef` (JSON Schema 2020-12) and `$recursiveRef` (2019-09).

        Their target depends on the schemas through which a schema was reached, which a
        static type cannot express. They become a `$ref` to their initial target.
        """
        for keyword in ("$dynamicRef", "$recursiveRef"):
            if keyword not in schema:
                continue
            ref = schema.pop(keyword)
            if "$ref" in schema or type(ref) is not str:
                continue
            self._problems.add(
                "dynamic-ref",
                f"{keyword} is read as a plain $ref",
                at=pointer,
                consequence="an override of its anchor has no effect",
                suggestion="use $ref",
            )
            # In an OpenAPI document "#" would be the document, not the schema.
            own = join(*split(pointer)[: len(self.sections["schema"]) + 1])
            schema["$ref"] = own if keyword == "$recursiveRef" else ref

    def check(self) -> None:
        """Make every `$ref` canonical, or report it; all values must be in the tree."""
        targets: dict[tuple[str, str], str | None] = {}
        for use in self.uses:
            pointer = use.holder["$ref"]
            key = use.kind, pointer
            if key not in targets:
                targets[key] = self._target(*key)
            target = targets[key]
            if target is not None:
                use.holder["$ref"] = target
            elif self._is_circular(pointer):
                self._problems.add(
                    "circular-ref",
                    f"$ref {use.text!r} is circular, or needs more than "
                    f"{MAX_REF_HOPS} hops",
                    at=child(use.pointer, "$ref"),
                    consequence=CONSEQUENCES.get(use.kind, "it is ignored"),
                    suggestion="refer to the value directly",
                )
            else:
                self.reject(use, pointer)
        for mapping, name, reference in self.mapped:
            if self._target("schema", reference["$ref"]) is not None:
                mapping[name] = reference["$ref"]

    def _target(self, kind: str, pointer: str) -> str | None:
        """Return the canonical pointer of the object of a kind at `pointer`.

        None where there is none, or only one of another kind. References on the way are
        followed, as most tools do.
        """
        target = _walk_through_refs(self._root, pointer)
        if target is None or target == "#":
            return None  # The document as a whole is not an object of any kind.
        section = tuple(split(target)[:-1])
        if section in self.sections.values() and section != self.sections.get(kind):
            return None
        value = lookup(self._root, target)
        if type(value) is dict or (kind == "schema" and type(value) is bool):
            return target if self._count_hops(target) <= MAX_REF_HOPS else None
        return None

    def _count_hops(self, pointer: str) -> float:
        """Return the hops from `pointer` to a value without `$ref`; inf for a circle."""
        known = self._hops
        path: list[str] = []
        visited: set[str] = set()
        hops: float = math.inf
        while pointer not in visited:
            if pointer in known:
                hops = known[pointer] + 1
                break
            path.append(pointer)
            visited.add(pointer)
            value = lookup(self._root, pointer)
            ref = ref_of(value)
            # A dangling reference on the way is reported at its own place.
            target = _walk_through_refs(self._root, ref) if ref is not None else None
            if target is None:
                hops = 0
                break
            pointer = target
        for each in reversed(path):
            known[each] = hops
            hops += 1
        return known[path[0]] if path else hops - 1

    def _is_circular(self, pointer: str) -> bool:
        target = _walk_through_refs(self._root, pointer)
        return target is not None and self._count_hops(target) > MAX_REF_HOPS

    def report_dangling(
        self, kind: str, pointer: str, ref: str, target: str = ""
    ) -> None:
        """Report the `$ref` at a pointer, which has no target or one of another kind.

        `ref` is its text, `target` the pointer into this document, if it has one.
        """
        shown = without_credentials(ref)
        at = child(pointer, "$ref")
        consequence = CONSEQUENCES.get(kind, "it is ignored")
        if target and lookup(self._root, target) is not MISSING:
            words = re.sub("([A-Z])", lambda match: " " + match.group().lower(), kind)
            self._problems.add(
                "wrong-kind-ref",
                f"the target of $ref {shown!r} is not a valid {words}",
                at=at,
                consequence=consequence,
                suggestion=f"refer to a valid {words}",
            )
            return
        self._problems.add(
            "unresolved-ref",
            f"the target of $ref {shown!r} does not exist",
            at=at,
            consequence=consequence,
            suggestion=self._suggest(split(target)),
        )

    def suggest_pointer(self, address: str) -> str:
        """Return a suggestion for the address of a file that is a name in this document.

        "" where it is not.
        """
        name = address.strip("/")
        for path in ((), *self.sections.values()):
            pointer = f"{join(*path)}/{name}"
            if name and lookup(self._root, pointer) is not MISSING:
                return f"did you mean {pointer!r}?"
        return ""

    def _suggest(self, tokens: list[str]) -> str:
        path = tuple(tokens[:-1])
        if path not in self.sections.values():
            return "correct the reference, or add its target"
        name, key = tokens[-1], join(*tokens)
        if key not in self._close_names and len(self._close_names) < _MAX_SUGGESTIONS:
            section = lookup(self._root, join(*path))
            names = [
                known
                for known in (section if type(section) is dict else ())
                if abs(len(known) - len(name)) <= 2 + len(name) // 8
            ]
            found = difflib.get_close_matches(name[:200], names[:200], 3, 0.75)
            self._close_names[key] = found
        close = self._close_names.get(key)
        if close:
            return f"did you mean {join_words(map(repr, close))}?"
        return (
            f"define {name!r} under {'.'.join(path)}, in the document or in an overlay"
        )


def _walk_through_refs(root: Any, pointer: str) -> str | None:
    """Return the canonical pointer of a node, with references on the way followed."""
    value, path = root, "#"
    hops = 0
    for token in split(pointer):
        found = lookup(value, "#/" + escape(token))
        while found is MISSING and type(value) is dict and hops < MAX_REF_HOPS:
            ref = ref_of(value)
            if ref is None or not ref.startswith("#"):
                return None
            hops += 1
            path, value = ref, lookup(root, ref)
            found = lookup(value, "#/" + escape(token))
        if found is MISSING:
            return None
        value, path = found, f"{path}/{escape(token)}"
    return path


def without_credentials(ref: str) -> str:
    """Return a reference with the user information of its URL replaced by `***`."""
    return re.sub(r"(//)[^/@#?]*@", r"\1***@", ref)
