"""References are checked when the tree is complete."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diagnostics.model import Problem, Problems
from generator.document.limits import MAX_REF_HOPS
from generator.document.references.checker import (
    RefChecker,
    RefUse,
    without_credentials,
)
from generator.document.source_map import SourceMap

SCHEMAS = "#/components/schemas"


def checked(root: dict[str, Any], ref: str, kind: str = "schema") -> tuple[Any, Any]:
    """Check one reference; return what it became, and the problem or None."""
    problems, source_map = Problems(), SourceMap()
    problems.set_locator(source_map)
    checker = RefChecker(root, problems)
    holder = {"$ref": ref}
    checker.uses.append(RefUse(kind, holder, "#/x", ref))
    checker.check()
    found: list[Problem] = list(problems)
    assert len(found) <= 1
    return holder.get("$ref"), found[0] if found else None


def components(**schemas: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "components": {"schemas": schemas}}


def test_references_on_the_way_are_followed() -> None:
    root = components(A={"$ref": f"{SCHEMAS}/B"}, B={"properties": {"p": {}}})
    ref, problem = checked(root, f"{SCHEMAS}/A/properties/p")
    assert (ref, problem) == (f"{SCHEMAS}/B/properties/p", None)


@pytest.mark.parametrize(
    ("kind", "ref", "code"),
    [
        ("schema", f"{SCHEMAS}/Nowhere", "unresolved-ref"),
        ("schema", "#", "wrong-kind-ref"),
        ("schema", f"{SCHEMAS}/Text", "wrong-kind-ref"),
        ("parameter", f"{SCHEMAS}/True", "wrong-kind-ref"),
        ("schema", f"{SCHEMAS}/Circle", "circular-ref"),
        ("schema", f"{SCHEMAS}/S0", "circular-ref"),
        ("schema", f"{SCHEMAS}/True", None),
        ("schema", f"{SCHEMAS}/S9", None),
    ],
)
def test_targets_exist_and_have_the_right_kind(
    kind: str, ref: str, code: str | None
) -> None:
    chain = {f"S{n}": {"$ref": f"{SCHEMAS}/S{n + 1}"} for n in range(MAX_REF_HOPS + 2)}
    chain[f"S{MAX_REF_HOPS + 2}"] = {}
    circle = {"$ref": f"{SCHEMAS}/Circle"}
    root = components(Text="text", True_={}, Circle=circle, **chain)
    root["components"]["schemas"]["True"] = True
    _, problem = checked(root, ref, kind)
    assert (problem.code if problem else None) == code


def test_a_dangling_reference_stays_in_the_document() -> None:
    ref, _ = checked(components(), "#/components/schemas/A")
    assert ref == "#/components/schemas/#~1components~1schemas~1A"
    ref, _ = checked(components(), "#/nowhere", "info")
    assert ref is None


@pytest.mark.parametrize(
    ("ref", "suggestion"),
    [
        (f"{SCHEMAS}/Sesion", "did you mean 'Session'?"),
        (
            f"{SCHEMAS}/Other",
            "define 'Other' under components.schemas, in the document or in an overlay",
        ),
        ("#/nowhere/A", "correct the reference, or add its target"),
    ],
)
def test_a_repair_is_suggested(ref: str, suggestion: str) -> None:
    _, problem = checked(components(Session={}), ref)
    assert problem.suggestion == suggestion


def test_a_dynamic_reference_becomes_a_plain_one() -> None:
    problems = Problems()
    checker = RefChecker(components(), problems)
    pointer = f"{SCHEMAS}/Tree/properties/child"
    for keyword, ref in (
        ("$dynamicRef", "#node"),
        ("$recursiveRef", f"{SCHEMAS}/Tree"),
    ):
        schema: dict[str, Any] = {keyword: "#node"}
        checker.replace_dynamic_ref(schema, pointer)
        assert schema == {"$ref": ref}
    assert [problem.code for problem in problems] == ["dynamic-ref"] * 2


def test_credentials_are_hidden() -> None:
    assert without_credentials("https://me:x@a.example/b") == "https://***@a.example/b"
    assert without_credentials("a@b.yml") == "a@b.yml"
