"""``gen-client doctor --write-overlay``: which files it writes, and what is in them."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.diagnostics.model import DocumentError
from generator.doctor import find_target, write_repairs
from generator.pipeline import Options, examine, generate

from .command import Ran, contents, gen_client_here
from .damaged_documents import mutants

DOCUMENT = """\
openapi: 3.0.3
info: {title: Notes, version: '1'}
servers: [{url: 'https://example.invalid'}]
paths:
  /a:
    get:
      deprecated: 'yes'
      parameters:
      - {name: a, in: query, required: 'true', schema: {type: string}}
      - {name: b, in: query, schema: {type: string}}
      - $ref: '#/components/parameters/Nope'
      - {name: c, in: query, required: 'true', schema: {type: string}}
      responses: {'204': {description: done}}
components:
  schemas: {Note: {$ref: note.yaml}}
"""
MINE = """\
# by hand
overlay: 1.1.0
extends: api.yaml
info: {title: mine, version: '1'}  # and here
actions:
  # the first parameter is gone
  - target: $.paths['/a'].get.parameters[0]
    remove: true
  - {target: $.info, update: {description: 'a text of my own'}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "api.yaml").write_text(DOCUMENT)
    (folder / "note.yaml").write_text("type: object\n")
    return folder


def doctor(folder: Path, target: str, *options: str) -> Ran:
    path = folder / target
    return gen_client_here(
        "doctor", folder / "api.yaml", "--write-overlay", path, *options
    )


def place_document(folder: Path) -> str:
    return "api.yaml"


def place_hard_link(folder: Path) -> str:
    os.link(folder / "api.yaml", folder / "link.yml")
    return "link.yml"


def place_link(folder: Path) -> str:
    (folder / "link.yml").symlink_to("api.yaml")
    return "link.yml"


def place_link_to_an_overlay(folder: Path) -> str:
    (folder / "mine.yml").write_text(MINE)
    (folder / "link.yml").symlink_to("mine.yml")
    return "link.yml"


def place_link_to_nothing(folder: Path) -> str:
    (folder / "link.yml").symlink_to("nothing.yml")
    return "link.yml"


def place_link_of_the_overlay(folder: Path) -> str:
    (folder / "api.overlay.yml").write_text(MINE)
    os.link(folder / "api.overlay.yml", folder / "link.yml")
    return "link.yml"


def place_referenced_file(folder: Path) -> str:
    return "note.yaml"


def place_referenced_overlay(folder: Path) -> str:
    (folder / "note.yaml").write_text(MINE + "type: object\n")
    return "note.yaml"


def place_link_of_a_referenced_file(folder: Path) -> str:
    (folder / "note.yaml").write_text(MINE + "type: object\n")
    os.link(folder / "note.yaml", folder / "link.yml")
    return "link.yml"


def place_folder(folder: Path) -> str:
    (folder / "r.yml").mkdir()
    return "r.yml"


def place_here(folder: Path) -> str:
    return "."


def place_pipe(folder: Path) -> str:
    os.mkfifo(folder / "r.yml")
    return "r.yml"


def place_device(folder: Path) -> str:
    return os.devnull


def place_missing_folder(folder: Path) -> str:
    return "nothing/r.yml"


def place_below_a_file(folder: Path) -> str:
    return "note.yaml/r.yml"


def place_long_name(folder: Path) -> str:
    return "r" * 300 + ".yml"


def place_text(folder: Path) -> str:
    (folder / "r.yml").write_text("my notes\n")
    return "r.yml"


def place_other_yaml(folder: Path) -> str:
    (folder / "r.yml").write_text("a: [1, 2]\n")
    return "r.yml"


def place_broken_yaml(folder: Path) -> str:
    (folder / "r.yml").write_text("overlay: 1.0.0\nactions: [\n")
    return "r.yml"


def place_later_version(folder: Path) -> str:
    (folder / "r.yml").write_text(MINE.replace("1.1.0", "2.0.0"))
    return "r.yml"


def place_binary(folder: Path) -> str:
    (folder / "r.yml").write_bytes(b"\x00\xff" * 50)
    return "r.yml"


PLACES: list[Callable[[Path], str]] = [
    value for name, value in sorted(vars().items()) if name.startswith("place_")
]


def listed(folder: Path) -> list[tuple[str, int, str]]:
    """Every entry with its kind and its target."""
    return sorted(
        (e.name, e.lstat().st_mode, os.readlink(e) if e.is_symlink() else "")
        for e in folder.iterdir()
    )


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__[6:])
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["plain", "force"])
def test_a_file_that_is_no_overlay_is_not_written(
    place: Callable[[Path], str], force: tuple[str, ...], folder: Path
) -> None:
    target = place(folder)
    files = {p: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    before = listed(folder)
    ran = doctor(folder, target, *force)
    assert ran.code == 2, ran.output
    assert "error" in ran.stderr and Path(target).name[:40] in ran.stderr
    assert "Traceback" not in ran.stderr and "internal error" not in ran.stderr
    assert listed(folder) == before
    assert {p: p.read_bytes() for p in folder.iterdir() if p.is_file()} == files


def test_an_overlay_of_somebody_is_kept(folder: Path) -> None:
    for name in ("api.overlay.yml", "mine.yml"):
        (folder / name).write_text(MINE)
    before = contents(folder)
    for name, options in (
        ("api.overlay.yml", ()),
        ("api.overlay.yml", ("--no-overlay",)),
        ("mine.yml", ()),
        ("mine.yml", ("--overlay", str(folder / "mine.yml"))),
    ):
        ran = doctor(folder, name, *options)
        assert ran.code == 2 and name in ran.stderr and "--force" in ran.stderr
        assert ran.stderr.count("error") == 1
        assert contents(folder) == before


@pytest.mark.parametrize("name", ["api.overlay.yml", "mine.yml"])
def test_with_force_the_repairs_are_added_once(folder: Path, name: str) -> None:
    overlay = folder / name
    overlay.write_text(MINE)
    overlay.chmod(0o640)
    ran = doctor(folder, name, "--force")
    assert ran.code == 0 and f"Added 3 repairs to {overlay}" in ran.stderr
    text = overlay.read_text()
    assert text.startswith(MINE)
    actions = yaml.safe_load(text)["actions"]
    assert [each["target"] for each in actions[2:]] == [
        "$['paths']['/a']['get']",
        "$['paths']['/a']['get']['parameters'][2]",
        "$['paths']['/a']['get']['parameters'][1]",
    ]
    assert overlay.stat().st_mode & 0o777 == 0o640
    before = overlay.stat()
    again = doctor(folder, name, "--force")
    assert again.code == 0 and f"Nothing to add to {overlay}" in again.stderr
    assert overlay.read_text() == text and overlay.stat().st_ino == before.st_ino
    assert doctor(folder, name).code == 2
    strict = gen_client_here(
        *("--strict", folder / "api.yaml", "--overlay", overlay),
        *("-o", folder / "out"),
    )
    assert strict.code == 0, strict.stderr


def test_the_parameters_are_those_that_were_meant(folder: Path) -> None:
    """The overlay before removes an item, so that the index of the others changes."""
    (folder / "api.overlay.yml").write_text(MINE)
    assert doctor(folder, "api.overlay.yml", "--force").code == 0
    generated = generate(
        folder / "api.yaml", Options(overlays=(folder / "api.overlay.yml",))
    )
    document = json.loads(generated.files["tests/openapi.json"])
    parameters = document["paths"]["/a"]["get"]["parameters"]
    assert [(p["name"], p.get("required")) for p in parameters] == [
        ("b", None),
        ("c", True),
    ]


def test_an_overlay_before_another_one_is_not_extended(folder: Path) -> None:
    for name in ("one.yml", "two.yml"):
        (folder / name).write_text(MINE.replace("[0]", "[?@.name == 'a']"))
    given = [w for n in ("one.yml", "two.yml") for w in ("--overlay", str(folder / n))]
    ran = doctor(folder, "one.yml", "--force", *given)
    assert ran.code == 2 and "followed by other overlays" in ran.stderr
    ran = doctor(folder, "two.yml", "--force", *given)
    assert ran.code == 0 and "Added" in ran.stderr


@pytest.mark.parametrize("name", ["api.overlay.yml", "api.overlay.json", "other.yml"])
def test_doctor_updates_what_it_wrote(folder: Path, name: str) -> None:
    overlay = folder / name
    assert "4 repairs" in doctor(folder, name).stderr
    first = overlay.read_bytes()
    for options in ((), ("--force",)):
        assert doctor(folder, name, *options).code == 0
        assert overlay.read_bytes() == first
    overlay.write_bytes(first.replace(b"\n", b"\r\n"))
    api = folder / "api.yaml"
    api.write_text(api.read_text().replace("deprecated: 'yes'", "deprecated: true"))
    assert "3 repairs" in doctor(folder, name).stderr
    assert b"deprecated" not in overlay.read_bytes()
    edited = overlay.read_text().replace("Repairs for", "My repairs for")
    overlay.write_text(edited)
    assert doctor(folder, name).code == 2
    assert overlay.read_text() == edited
    ran = doctor(folder, name, "--force")
    assert ran.code == 0 and "Nothing to add" in ran.stderr
    assert overlay.read_text() == edited


def test_an_empty_file_is_written(folder: Path) -> None:
    (folder / "r.yml").touch()
    assert doctor(folder, "r.yml").code == 0
    assert yaml.safe_load((folder / "r.yml").read_text())["actions"]


def test_nothing_is_written_for_a_document_that_cannot_be_read(folder: Path) -> None:
    (folder / "api.yaml").write_text("openapi: [")
    (folder / "mine.yml").write_text(MINE)
    before = contents(folder)
    for name in ("new.yml", "mine.yml"):
        assert doctor(folder, name, "--force").code == 2
        assert contents(folder) == before


def test_a_file_that_changed_meanwhile_is_kept(folder: Path) -> None:
    spec, path = folder / "api.yaml", folder / "mine.yml"
    target = find_target(path, spec, (), force=False)
    path.write_text(MINE)
    with pytest.raises(Exception, match="changed meanwhile"):
        write_repairs(target, spec, Options())
    assert path.read_text() == MINE
    assert {p.name for p in folder.iterdir()} == {"api.yaml", "note.yaml", "mine.yml"}


HEAD = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"
SWAGGER = "swagger: '2.0'\ninfo: {title: A, version: '1'}\n"
FINE = "responses: {'200': {description: ok}}"
TWICE = {
    "parameters that are text": (
        HEAD + f"paths: {{'/a/{{id}}': {{get: {{parameters: x, {FINE}}}}}}}\n"
    ),
    "a type of Swagger 2.0 that does not exist": (
        SWAGGER + "paths: {/a: {get: {responses: {'200': {description: ok, "
        "headers: {H: {type: odd}}}}}}}\n"
    ),
    "a default that hides another one": (
        SWAGGER + "paths: {/a: {get: {parameters: [{name: q, in: query, "
        f"type: {{a: 1}}, default: 5}}], {FINE}}}}}}}\n"
    ),
    "equal names of operations": (
        HEAD + f"paths: {{/a: {{get: {{operationId: x, {FINE}}}}}, /b: {{get: "
        f"{{operationId: x, {FINE}}}}}, /c: {{get: {{operationId: x_2, {FINE}}}}}}}\n"
    ),
}


@pytest.mark.parametrize("kind", TWICE)
def test_no_repair_is_left(tmp_path: Path, kind: str) -> None:
    """A repair changes something, and what it uncovers is repaired as well."""
    spec, overlay = tmp_path / "api.yml", tmp_path / "r.yml"
    spec.write_text(TWICE[kind])
    target = find_target(overlay, spec, (), force=False)
    examined, _ = write_repairs(target, spec, Options())
    assert examined.overlay["actions"]
    assert not examine(spec, Options(overlays=(overlay,))).overlay["actions"]


@pytest.mark.parametrize("depth", [195, 196])
def test_a_repair_that_makes_the_document_unusable_is_left_out(
    tmp_path: Path, depth: int
) -> None:
    """In an overlay, a value is at a greater depth than in the document."""
    spec, overlay = tmp_path / "api.json", tmp_path / "r.yml"
    example: Any = 1
    for _ in range(depth):
        example = [example]
    document = {
        "openapi": "3.0.3",
        "info": {"title": "A", "version": "1"},
        "paths": {"/a": {"get": {"$ref": "#/x-get"}}},
        "x-get": {"responses": {"200": {"description": "ok"}}, "x-deep": example},
    }
    spec.write_text(json.dumps(document))
    write_repairs(find_target(overlay, spec, (), force=False), spec, Options())
    examine(spec, Options(overlays=(overlay,)))


NAMES = (
    *("a\x07b", "x\ny", "t\ta", "it's", 'q"q', "b\\s", "\u202ex", "NO", "on", "1e3"),
    *("089", "0o17", "=", "<<", "~", "1", "1.5", "\u540d", "\U0001f600", "", "a: b"),
    *("- a", "#a", "[x]", "a..b", "*", "$", "a/b", "a~1b", "%41", "\x85", "\u2028"),
    *("\x7f", "\x00", "\ufeff", "x" * 200, "true", " sp ", "@", "{", "\\u0041", "?"),
    *("y" * 5_000, "\ud800"),
)


def odd_document(chance: random.Random) -> dict[str, Any]:
    """A document with odd names and faults that doctor repairs."""

    def name() -> str:
        return chance.choice(NAMES)

    def reference() -> dict[str, str]:
        known = chance.choice([*schemas, "Nope"])
        return {"$ref": f"#/components/schemas/{known.replace('~', '~0')}"}

    def parameter() -> dict[str, Any]:
        return {
            "name": name(),
            "in": chance.choice(["query", "header", "path", "cookie", "quary"]),
            "required": chance.choice(["true", True, False]),
            "schema": reference(),
        }

    schemas: dict[str, Any] = {
        name(): {
            "type": "object",
            "required": [name()],
            "properties": {
                name(): {"type": chance.choice(["string", "strng"]), "maxLength": "5"},
                name(): {"type": "boolean", "default": chance.choice(["true", "x"])},
            },
        }
        for _ in range(4)
    }
    paths = {
        f"/{name()}{chance.choice(['', '/{id}'])}": {
            chance.choice(["get", "post"]): {
                "operationId": chance.choice(["a", name()]),
                "deprecated": chance.choice(["yes", "true", True, 0]),
                "parameters": [
                    *(parameter() for _ in range(chance.randint(0, 3))),
                    {"$ref": "#/components/parameters/Nope"},
                ],
                "responses": {
                    chance.choice(["200", "20x", name()]): {
                        "description": "ok",
                        "content": {"application/json": {"schema": reference()}},
                    },
                    "404": chance.choice([{"$ref": "#/components/responses/N"}, {}]),
                },
                "security": [{chance.choice(["none", name()]): []}],
            }
        }
        for _ in range(3)
    }
    return {
        "openapi": chance.choice(["3.0.3", "3.1.0"]),
        "info": {"title": name() or "t", "version": chance.choice(["1", 1.5])},
        "servers": [{"url": "https://a.example"}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {name(): {}}},
    }


@pytest.mark.parametrize(
    "seed",
    [pytest.param(n, marks=[] if n < 3 else [pytest.mark.slow]) for n in range(100)],
)
def test_a_written_overlay_repairs_what_it_says(tmp_path: Path, seed: int) -> None:
    """It can be read, applies, and leaves nothing that doctor could repair."""
    chance = random.Random(seed)
    document = odd_document(chance)
    if seed % 3 == 2:
        (mutant,) = mutants(seed, document, 1)
        document = mutant.document
    spec = tmp_path / "api.json"
    spec.write_text(json.dumps(document))
    overlay = tmp_path / chance.choice(["r.yml", "r.json"])
    target = find_target(overlay, spec, (), force=False)
    try:
        write_repairs(target, spec, Options())
    except DocumentError:
        assert not overlay.exists()
        return
    left = examine(spec, Options(overlays=(overlay,)))
    assert left.overlay["actions"] == []
    codes = {problem.code for problem in left.problems}
    assert not codes & {"invalid-overlay", "overlay-no-match"}
    edited = tmp_path / f"edited{overlay.suffix}"
    shutil.copy(overlay, edited)
    edited.write_text(edited.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = edited.read_bytes()
    write_repairs(find_target(edited, spec, (), force=True), spec, Options())
    assert edited.read_bytes() == before
