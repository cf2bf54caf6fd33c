"""The typed dicts of what requests send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from generator.ir.visit import alternatives
from generator.surface import DictClass, inputs
from tests.lower.documents import ref
from tests.surface.conftest import PackageOf


def test_variants_that_many_unions_share_are_followed_once(
    package_of: PackageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def counted(*arguments: Any) -> Iterator[Any]:
        calls.append(arguments)
        return alternatives(*arguments)

    monkeypatch.setattr(inputs, "alternatives", counted)
    kind = {"kind": {"type": "string"}}
    variants = {
        name: {
            "type": "object",
            "properties": {"kind": {"const": name}, "size": {"const": 1}},
            "required": ["kind", "size"],
        }
        for name in ("Cat", "Dog")
    }
    unions = {
        f"Pet{n}": {
            "oneOf": [ref(name) for name in variants],
            "discriminator": {"propertyName": "kind"},
            "description": str(n),
        }
        for n in range(20)
    }
    owner = {"type": "object", "properties": {n: ref(n) for n in unions} | kind}
    content = {"application/json": {"schema": owner}}
    responses = {"204": {"description": ""}}
    operation = {"requestBody": {"content": content}, "responses": responses}
    package = package_of({"/pets": {"post": operation}}, variants | unions)
    cat = package.dicts["#/components/schemas/Cat"]
    assert isinstance(cat, DictClass)
    assert [(key.name, key.required) for key in cat.keys] == [
        ("kind", True),
        ("size", False),
    ]
    assert len(calls) == 1
