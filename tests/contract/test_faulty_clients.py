"""The checks pass for a correct client, and name the place of each mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .checks import find_failures
from .packages import import_package

RESOURCE = "resources/items.py"
MODEL = "models/items.py"
INPUT = "models/items.py#ItemInput"


def test_the_generated_client_passes(project: Path) -> None:
    assert (
        find_failures(
            import_package(project, "shop"), project / "tests" / "openapi.json"
        )
        == []
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "parts"),
    [
        (RESOURCE, 'method="POST"', 'method="PUT"', ("items.create", "/method")),
        (RESOURCE, '"/items/{itemId}"', '"/item/{itemId}"', ("items.get", "/path")),
        (RESOURCE, '"X-Trace", "header"', '"X-Trace", "query"', ("X-Trace",)),
        (RESOURCE, '"X-Trace", "header"', '"X-Trac", "header"', ("X-Trace",)),
        (RESOURCE, "explode=False", "explode=True", ("/query/fields",)),
        (RESOURCE, '"fields": fields', '"field": fields', ("/query/fields",)),
        (RESOURCE, '"unitCount": unit_count', '"unit": unit_count', ("/unitCount",)),
        (RESOURCE, '("Token", "Tenant")', '("Token",)', ("/security",)),
        (RESOURCE, 'security=(("Session",),)', "security=()", ("items.delete",)),
        (RESOURCE, '"404": ResponseSpec', '"403": ResponseSpec', ("404",)),
        (RESOURCE, '"201": ResponseSpec', '"202": ResponseSpec', ("items.create",)),
        (RESOURCE, "lambda: models.Busy", "lambda: models.Problem", ("409",)),
        (MODEL, 'serialization_alias="soldAt"', 'serialization_alias="at"', ("At",)),
        (INPUT, "ge=1", "ge=2", ("lower bounds", "unit_count")),
        (INPUT, "le=99", "le=100", ("items.create",)),
        (MODEL, "Nullable[str]", "str | None", ("/note",)),
        (MODEL, '"book", ', "", ("items.create", "kind")),
        (MODEL, "price: float", "price: object", ("/price",)),
        (
            "_core/errors.py",
            "404: NotFoundError",
            "404: ConflictError",
            ("expected NotFoundError",),
        ),
        (
            "_core/response.py",
            'deviations = [f"status {status} is not documented", *deviations]',
            "pass",
            ("an undocumented status", "expected ResponseValidationError"),
        ),
        (
            "_core/response.py",
            "return value if _has_known_property(value, data) else data, deviations",
            "return text, deviations",
            ("undocumented JSON",),
        ),
        (
            "_core/retry.py",
            "refused or (failed and self._idempotent)",
            "refused or failed",
            ("items.create", "attempts"),
        ),
        (
            "_core/json_values.py",
            'return quote(text, safe="")',
            'return quote(text, safe="/")',
            ("items.get", "/path", "a/b"),
        ),
    ],
)
def test_a_mutant_fails(
    mutant_failures: Callable[[str, str, str], Iterator[str]],
    file: str,
    old: str,
    new: str,
    parts: tuple[str, ...],
) -> None:
    found = []
    for message in mutant_failures(file, old, new):
        found.append(message)
        if all(text in message for text in parts):
            return
    pytest.fail(f"no failure names {parts}: {found}")


def test_a_difference_between_sync_and_async_fails(
    project: Path, mutant_failures: Callable[[str, str, str], Iterator[str]]
) -> None:
    _, asynchronous = (
        (project / "shop" / RESOURCE).read_text().split("class AsyncItems")
    )
    changed = asynchronous.replace('"X-Trace": x_trace', '"X-Trac": x_trace')
    assert any(
        "/header/X-Trace: expected" in message and "(async only)" in message
        for message in mutant_failures(RESOURCE, asynchronous, changed)
    )


def test_a_failure_names_case_place_rule_and_what_came(
    mutant_failures: Callable[[str, str, str], Iterator[str]],
) -> None:
    first = next(mutant_failures(INPUT, "le=99", "le=100"))
    title, problem, *_ = first.splitlines()
    assert title == "items.create (POST /items), case 'one above at /body/unitCount'"
    assert re.fullmatch(
        r"  /body/unitCount: expected RequestValidationError: 100 is greater than the "
        r"maximum of 99 \(openapi\.json:\d+ maximum: 99\), got a request",
        problem,
    )
