"""What the audit of emitted modules lets through, and what it does not."""

from __future__ import annotations

import pytest

from generator.emit.audit import AuditError, audit

_MODULE = "pets/resources/dogs.py"


def _audit(source: str, path: str = _MODULE) -> None:
    audit(path, source, "pets", frozenset({"Dogs"}))


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring with import os and __class__."""',
        "from typing import Literal\nfrom .._core.model import Model",
        "class Dog(Model):\n    name: str = Field(alias='n')\n    tag: int | None = None",
        "def f(self) -> str: ...",
        "async def f(self) -> str:\n    return await self._call(_GET, options=options)",
        "@deprecated('x')\ndef f(self) -> None:\n    super().__init__(a, b=c)",
        "if not TYPE_CHECKING:\n    __getattr__, __dir__ = lazy_exports(__name__)",
        "dogs = Dogs(client)",
        "x = y if z is None else {'a': 1, **b}",
    ],
)
def test_code_of_the_templates_passes(source: str) -> None:
    _audit(source)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("print('x')", "a bare expression"),
        ("x = print('x')", "a call of print"),
        ("x = [lambda: eval('1')]", "a call of eval"),
        ("x = f()()", "a call of a value"),
        ("x = Cats(client)", "a call of Cats"),
        ("x = a.Field()", "a call of a.Field"),
        ("import os", "an import of os"),
        ("from os import path", "an import of os"),
        (
            "from typing import Any\nfrom subprocess import run",
            "an import of subprocess",
        ),
        ("x = a.__class__", "the name __class__"),
        ("x = __import__", "the name __import__"),
        ("while True: ...", "a statement of kind While"),
        ("del x", "a statement of kind Delete"),
        ("with a: ...", "a statement of kind With"),
        ("x = f'{y}'", "an expression of kind JoinedStr"),
        ("x = [y for y in z]", "an expression of kind ListComp"),
        ("def f() -> None:\n    x = yield", "an expression of kind Yield"),
        ("x = (y := 1)", "an expression of kind NamedExpr"),
        ("1 + 1", "a bare expression"),
        ("x = (", "was never closed"),
        ("x = '\0'", "null bytes"),
    ],
)
def test_other_code_is_an_error(source: str, message: str) -> None:
    with pytest.raises(AuditError, match=message):
        _audit(source)


def test_the_error_names_the_line() -> None:
    with pytest.raises(AuditError, match=f"^{_MODULE}:3: an import of os$"):
        _audit("x = 1\n\nimport os")


def test_deep_nesting_is_an_error() -> None:
    with pytest.raises(AuditError, match=_MODULE):
        _audit("x = " + "(" * 100_000)


def test_fixtures_are_for_the_conftest_only() -> None:
    source = (
        "def f() -> None:\n    with Contract(pets) as contract:\n        yield contract"
    )
    _audit(source, "tests/conftest.py")
    with pytest.raises(AuditError, match="a statement of kind With"):
        _audit(source, "tests/package_test.py")


def test_calls_of_the_client_are_for_the_example_only() -> None:
    source = "client.dogs.get('a')\nassert server.requests[0].json() == {}"
    _audit(source, "tests/example_test.py")
    with pytest.raises(AuditError, match="a "):
        _audit(source, "tests/dogs_test.py")


def test_tests_may_import_the_package_and_pytest() -> None:
    source = "import pytest\nfrom generator.contract import Case"
    _audit(source, "tests/dogs_test.py")
    with pytest.raises(AuditError, match="an import of "):
        _audit(source)
