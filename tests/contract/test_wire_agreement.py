"""The serializer of ``tests/wire`` and the client send the same bytes for drawn calls.

Both are written from the specifications, and neither knows the other.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.contract.case import Case
from generator.contract.client import ClientDriver
from generator.contract.judging.expected_request import ExpectedRequest
from generator.contract.specification import Specification
from generator.contract.wire_file import WireBlock
from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.emit.wire.request import NotShownError, WireRequests
from generator.lower import lower
from generator.names import assign
from generator.pipeline import Options
from generator.surface import Argument, Method, Package, gather, surface
from tests.acceptance import test_styles, test_uploads
from tests.corpus import for_each_document

from . import shop
from .packages import generate_from, import_package, own_cases, write_project

MAX_SHOWN = 5


def package_of(source: Path, name: str) -> Package:
    api = lower(load_document(source, Problems()), Problems())
    return surface(api, assign(api, gather(api), {}), name)


def cases(project: Path) -> Iterator[Case]:
    for path in sorted((project / "tests").glob("test_*.py")):
        yield from own_cases(path.read_text())


def secrets(package: Package) -> tuple[dict[str, Any], dict[str, str]]:
    """The credentials of the clients, and how they are written in headers. The token that
    clients of documents without schemes take is not given: it is not shown.
    """
    given: dict[str, Any] = {}
    written: dict[str, str] = {}
    for each in package.constructor.credentials:
        if each.scheme.is_assumed:
            continue
        given[each.name] = written[each.name] = f"secret-{each.name}"
        if each.scheme.kind == "basic":
            given[each.name] = ("user", "password")
            written[each.name] = b64encode(b"user:password").decode()
    return given, written


def arguments_of(
    method: Method, positional: list[Any], keywords: dict[str, Any]
) -> list[tuple[Argument, Any]]:
    """The arguments of the first overload that takes them."""
    signature = next(
        each
        for each in (*method.calls, method.signature)
        if keywords.keys() <= {a.name for a in each.keywords}
        and all(a.name in keywords for a in each.keywords if a.required)
    )
    by_name = {each.name: each for each in signature.keywords}
    found = list(zip(signature.positional, positional, strict=False))
    return found + [(by_name[name], value) for name, value in keywords.items()]


def differences(project: Path, source: Path, name: str) -> tuple[int, list[str]]:
    """How many calls were compared, and where the requests differ."""
    package = package_of(source, name)
    methods, requests = dict(package.methods()), WireRequests(package)
    specification = Specification.load(project / "tests" / "openapi.json")
    (credentials, written), compared, found = secrets(package), 0, []
    values = {**written, "base_url": requests.base_url}
    with ClientDriver(import_package(project, name), credentials) as driver:
        for case in cases(project):
            operation = specification.operation(case)
            for call in specification.calls.calls(case, operation)[0]:
                arguments = specification.calls.arguments(case, operation, call)
                method = methods[case.name]
                try:
                    shown = requests.request(method, arguments_of(method, *arguments))
                except NotShownError:
                    continue
                lines = tuple(f"{name}: {text}" for name, text in shown.headers)
                block = WireBlock(
                    "", "", shown.method, shown.url, lines, shown.body or ""
                )
                is_own = "{{base_url}}" not in shown.url and package.api.servers
                base_url = None if is_own else requests.base_url
                expected = ExpectedRequest(block, values)
                compared += 1
                for outcome in driver.call(case.name, arguments, base_url=base_url):
                    for each in expected.problems(outcome):
                        found.append(f"{case.name}, {call.label}: {each}")
    return compared, found


@pytest.mark.parametrize(
    ("name", "document", "least"),
    [
        ("agreed_shop", shop.DOCUMENT, 15),
        ("agreed_styles", test_styles.table_document("3.2.0"), 110),
        ("agreed_uploads", test_uploads.DOCUMENT, 15),
    ],
)
def test_documents_of_the_tests(
    tmp_path: Path, name: str, document: Any, least: int
) -> None:
    project = generate_from(document, name, tmp_path)
    compared, found = differences(project, tmp_path / "source.json", name)
    assert found[:MAX_SHOWN] == []
    assert compared >= least


@pytest.mark.slow
@for_each_document(
    "path", "petstore3.json", "museum.yaml", "nexus.json", "qdrant.json", "box.json",
    "xero.yaml", "feature-full-30.yaml", "feature-full-31.yaml",
)  # fmt: skip
def test_documents_of_the_corpus(path: Path, tmp_path: Path) -> None:
    name = "agreed_" + re.sub(r"\W", "_", path.stem).lower()
    project = write_project(path, tmp_path, Options(name=name))
    compared, found = differences(project, path, name)
    assert found[:MAX_SHOWN] == []
    assert compared > 10
