"""The tests of one document fail for the client of another, and name the change."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .checks import find_failures
from .packages import generate_from, import_package
from .shop import DOCUMENT


def rename_a_field(document: Any) -> None:
    item = document["components"]["schemas"]["Item"]
    item["properties"]["label"] = item["properties"].pop("name")
    item["required"] = ["label", "kind", "price"]


def rename_a_field_of_an_error(document: Any) -> None:
    problem = document["components"]["schemas"]["Problem"]
    problem.update(required=["text"], properties={"text": {"type": "string"}})


def add_an_error(document: Any) -> None:
    responses = document["paths"]["/items"]["post"]["responses"]
    reference = {"schema": {"$ref": "#/components/schemas/Busy"}}
    content = {"application/json": reference}
    responses["423"] = {"description": "", "content": content}


def add_a_result(document: Any) -> None:
    responses = document["paths"]["/items"]["post"]["responses"]
    responses["202"] = {"description": "later"}


def require_a_parameter(document: Any) -> None:
    operation = document["paths"]["/items/{itemId}"]["get"]
    operation["parameters"][0]["required"] = True


def remove_a_member(document: Any) -> None:
    properties = document["components"]["schemas"]["Item"]["properties"]
    properties["kind"]["enum"].remove("record")


Change = tuple[Callable[[Any], None], str, str]
# Each change, with the operation and the place that a message about it names.
CHANGES: list[Change] = [
    (rename_a_field, "items.create (POST /items)", r"\bname\b|\blabel\b"),
    (
        rename_a_field_of_an_error,
        "items.get (GET /items/{itemId})",
        "/message|/text",
    ),
    (add_an_error, "items.create (POST /items)", "/responses/423"),
    (add_a_result, "items.create (POST /items)", "/responses/202"),
    (require_a_parameter, "items.get (GET /items/{itemId})", r"\bfields\b"),
    (remove_a_member, "items.create (POST /items)", r"\bkind\b"),
]


# Changes of the same values would hide each other.
@pytest.mark.parametrize("changes", [CHANGES[:4], CHANGES[4:]], ids=["first", "last"])
@pytest.mark.parametrize("newer", ["client", "tests"])
def test_every_change_is_named(
    project: Path, tmp_path: Path, newer: str, changes: list[Change]
) -> None:
    changed = copy.deepcopy(DOCUMENT)
    for change, _, _ in changes:
        change(changed)
    name = f"shop_newer_{newer}_{changes[0][0].__name__}"
    if newer == "client":
        package, document = generate_from(changed, name, tmp_path), project
    else:
        package, document = generate_from(DOCUMENT, name, tmp_path), tmp_path / "newer"
        generate_from(changed, "newer", document)
    found = find_failures(
        import_package(package, name), document / "tests" / "openapi.json"
    )
    for change, operation, place in changes:
        messages = [message for message in found if message.startswith(operation)]
        assert any(re.search(place, message) for message in messages), (change, found)
