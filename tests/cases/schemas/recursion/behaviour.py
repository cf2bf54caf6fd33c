import json
from typing import Any

import pytest
from api_recursion.models import Chicken, Egg, Holder, Node
from pydantic import ValidationError


def test_a_model_may_contain_itself() -> None:
    value: dict[str, Any] = {
        "name": "a",
        "next": {"name": "b", "next": {"name": "c"}},
        "children": [{"name": "d", "children": []}],
        "named": {"e": {"name": "f"}},
    }
    node = Node.model_validate_json(json.dumps(value))
    assert node.next is not None and node.next.next is not None
    assert node.next.next.name == "c"
    assert node.to_dict() == value
    with pytest.raises(ValidationError, match=r"named\.e\.name"):
        Node(name="a", named={"e": {}})  # type: ignore[dict-item]


def test_two_may_contain_each_other() -> None:
    egg = Egg(hatches=Chicken(lays=Egg()))
    assert egg.to_dict() == {"hatches": {"lays": {}}}


def test_aliases_may_too() -> None:
    value: dict[str, Any] = {"json": ["a", {"b": [1.5, []]}], "tree": [[], [[]]]}
    assert Holder.model_validate_json(json.dumps(value)).to_dict() == value
    for wrong in ({"json": [None]}, {"json": {"a": [True]}}, {"tree": [1]}):
        with pytest.raises(ValidationError):
            Holder.model_validate(wrong)
