"""Which files a reference may read, and the limits on all of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.model import DocumentError
from tests.document.conftest import Loader

from .documents import document_with


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a file with a secret, outside of the document's folder."""
    secret = tmp_path.parent / f"{tmp_path.name}-secret.yaml"
    secret.write_text("SECRET: {type: string, description: hunter2}\n")
    yield secret
    secret.unlink()


@pytest.mark.parametrize(
    "form",
    [
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "file://evil.example/share",
        "/etc/passwd",
        "../{secret}#/SECRET",
        "%2e%2e/{secret}#/SECRET",
        "sub/../../{secret}#/SECRET",
        "..\\{secret}",
        "//evil.example/share/x",
        "\\\\evil.example\\share",
        "data:application/json,{{}}",
        "jar:file:///x.jar!/y",
        "ftp://evil.example/x",
        "link.yml#/SECRET",
        "a%00b",
    ],
)
def test_nothing_outside_the_folder_is_read(
    load: Loader, outside: Path, form: str
) -> None:
    os.symlink(outside, "link.yml")
    ref = form.format(secret=outside.name)
    document, problems = load(document_with(A={"$ref": ref}))
    assert [problem.code for problem in problems] == ["forbidden-ref"]
    assert list(document.files) == ["api.yml"]
    assert "hunter2" not in json.dumps(document.root) + repr(problems)


def test_files_outside_the_folder_can_be_allowed(load: Loader, outside: Path) -> None:
    ref = f"../{outside.name}#/SECRET"
    for allowed in (str(outside), str(outside.parent)):
        document, problems = load(document_with(A={"$ref": ref}), allow_refs=[allowed])
        assert problems == []
        assert len(document.files) == 2


def test_problems_do_not_quote_the_content_of_a_file(load: Loader) -> None:
    Path("broken.yml").write_text("password: 'hunter2\n")
    _, (problem,) = load(document_with(A={"$ref": "broken.yml"}))
    assert problem.code == "unreadable-ref"
    assert "hunter2" not in repr(problem)


def test_credentials_in_a_reference_are_not_shown(load: Loader) -> None:
    _, (problem,) = load(
        document_with(A={"$ref": "https://user:hunter2@evil.example/x"})
    )
    assert problem.code == "forbidden-ref"
    assert "hunter2" not in problem.message


def test_a_markdown_file_is_read_as_text(load: Loader) -> None:
    text = "# Title\n\n- one: two\n- *three*\n"
    Path("a.md").write_text(text)
    document, problems = load(
        "openapi: 3.0.3\n"
        "info: {title: A, version: '1', description: {$ref: a.md}}\npaths: {}\n"
    )
    assert document.at("#/info/description").value == text
    assert [each.code for each in problems] == ["misplaced-ref"]


def test_the_copies_of_a_text_are_limited(load: Loader) -> None:
    Path("a.md").write_text("x" * 800_000)
    tags = [
        {"name": f"t{number}", "description": {"$ref": "a.md"}} for number in range(99)
    ]
    with pytest.raises(DocumentError, match="limit-exceeded"):
        load(
            {
                "openapi": "3.1.0",
                "info": {"title": "A", "version": "1"},
                "tags": tags,
                "paths": {},
            }
        )


def limit_message(load: Loader, *arguments: Any, **options: Any) -> str:
    """Load a document that exceeds a limit; return the message."""
    with pytest.raises(DocumentError) as error:
        load(*arguments, **options)
    (problem,) = error.value.problems
    assert problem.places
    assert problem.code in ("limit-exceeded", "invalid-overlay")
    return problem.message


def test_the_size_of_all_files_is_limited(
    load: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.document.references.loader.MAX_TOTAL_BYTES", 3_000)
    for name in "ab":
        Path(f"{name}.yml").write_text("type: string\n#" + "x" * 1_200)
    document = document_with(A={"$ref": "a.yml"})
    assert load(document)[0].files.keys() == {"api.yml", "a.yml"}
    document = document_with(
        A={"$ref": "a.yml"}, B={"$ref": "b.yml"}, C={"title": "c" * 900}
    )
    assert "3,000 bytes together" in limit_message(load, document)


def test_the_number_of_files_is_limited(
    load: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.document.references.loader.MAX_FILES", 10)
    for number in range(10):
        Path(f"{number}.yml").write_text("type: string\n")
    found = {f"S{number}": {"$ref": f"{number}.yml"} for number in range(10)}
    assert "10 files" in limit_message(load, document_with(**found))
    del found["S9"]
    assert len(load(document_with(**found))[0].files) == 10
