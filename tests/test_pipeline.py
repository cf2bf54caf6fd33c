"""The pipeline: what a generation returns, and what its lock records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator import __version__
from generator.diagnostics.model import DocumentError
from generator.lower import Selection
from generator.pipeline import Options, examine, generate, recorded_options
from generator.workspace.lock import LOCK_NAME, Lock, digest, parse_lock

from .acceptance.command import small_document

OVERLAY = """\
overlay: 1.0.0
info: {title: O, version: '1'}
actions: [{target: $.info, update: {title: Others}}]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A document with one operation."""
    path = tmp_path / "api.yml"
    path.write_text(small_document("Things"))
    return path


def lock_of(files: object) -> Lock:
    assert isinstance(files, dict)
    lock = parse_lock(files[LOCK_NAME])
    assert lock is not None
    return lock


def test_a_generation_writes_nothing(source: Path) -> None:
    generated = generate(source, Options())
    assert generated.identity.distribution == "things"
    assert {"README.md", "CHANGELOG.md", "things/client.py"} <= generated.files.keys()
    assert [path.name for path in source.parent.iterdir()] == ["api.yml"]


def test_the_same_input_gives_the_same_files(source: Path) -> None:
    assert generate(source, Options()).files == generate(source, Options()).files


def test_steps_are_announced_in_order(source: Path) -> None:
    steps: list[str] = []
    generate(source, Options(), step=steps.append)
    assert steps == [
        "Reading the document",
        "Analyzing the document",
        "Rendering 1 operation",
        "Validating the document",
    ]


def test_the_lock_records_the_run(source: Path) -> None:
    files = generate(source, Options(pin=True)).files
    lock = lock_of(files)
    assert lock.generator == __version__
    assert (lock.version, lock.release) == ("1.0.0", "1.0.0")
    assert lock.distribution == "things-v1-0-0"
    assert lock.document == "api.yml"
    assert lock.sources == {"api.yml": digest(source.read_text())}
    assert lock.options == {"pin": True}
    assert lock.warnings == 0
    assert lock.files == {
        path: digest(text) for path, text in files.items() if path != LOCK_NAME
    }


def test_sources_are_relative_to_the_document(source: Path) -> None:
    folder = source.parent
    (folder / "parts").mkdir()
    inside = folder / "parts" / "o.yml"
    outside = folder.parent / "o.yml"
    for path in (inside, outside):
        path.write_text(OVERLAY)
    files = generate(source, Options(overlays=(inside, outside))).files
    assert sorted(lock_of(files).sources) == ["api.yml", "o.yml", "parts/o.yml"]
    assert lock_of(files).options == {"overlays": ["parts/o.yml", "o.yml"]}


@pytest.mark.parametrize(
    ("reference", "warnings"),
    [
        ("#/components/schemas/Missing", 1),
        ("missing.yml#/A", -1),
    ],
)
def test_warnings_are_counted_unless_a_file_is_missing(
    source: Path, reference: str, warnings: int
) -> None:
    source.write_text(
        small_document("Things")
        + f"components: {{schemas: {{A: {{$ref: '{reference}'}}}}}}\n"
    )
    assert lock_of(generate(source, Options()).files).warnings == warnings


def test_only_options_that_differ_from_their_defaults_are_recorded() -> None:
    source = Path("api/api.yml")
    assert recorded_options(Options(), source) == {}
    options = Options(
        overlays=(Path("api/o.yml"),),
        allow_refs=("https://example.com/",),
        name="n",
        pin=True,
        selection=Selection(("a",), ("b",)),
    )
    assert recorded_options(options, source) == {
        "name": "n",
        "pin": True,
        "overlays": ["o.yml"],
        "allow_refs": ["https://example.com/"],
        "include": ["a"],
        "exclude": ["b"],
    }


def test_a_generation_continues_the_project_in_the_output(
    source: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    first = generate(source, Options())
    for path, text in first.files.items():
        (output / "things" / path).parent.mkdir(parents=True, exist_ok=True)
        (output / "things" / path).write_text(text, newline="")
    assert generate(source, Options(), output).files == first.files

    source.write_text(small_document("Things", "/others"))
    second = generate(source, Options(), output)
    assert second.version_warnings == (
        "the document changed, but its version is still 1.0.0",
    )
    assert second.files["CHANGELOG.md"].endswith(
        first.files["CHANGELOG.md"].partition("\n## ")[2]
    )


@pytest.mark.parametrize("run", [generate, examine])
def test_a_document_that_cannot_be_used(
    source: Path, run: Callable[[Path, Options], object]
) -> None:
    source.write_text("openapi: 5\n")
    with pytest.raises(DocumentError) as caught:
        run(source, Options())
    assert [problem.severity for problem in caught.value.problems] == ["error"]


def test_examining_proposes_repairs(source: Path) -> None:
    source.write_text(
        small_document("Things").replace(
            "operationId: list_things", "deprecated: 'true'"
        )
    )
    examined = examine(source, Options())
    assert [problem.code for problem in examined.problems] == ["boolean-as-text"]
    assert len(examined.overlay["actions"]) == 1
