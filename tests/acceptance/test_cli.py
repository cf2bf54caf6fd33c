"""The command line: its commands, messages, exit codes, and what it writes."""

from __future__ import annotations

import ast
import gc
import json
import os
import re
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from generator import __version__

from .command import SPEC, Ran, contents, gen_client_here, small_document

DISTRIBUTION = "qiskit-runtime-sessions"
Tree = dict[str, tuple[int, int, bytes]]


def tree(folder: Path) -> Tree:
    """Mode, modification time and bytes of everything below a folder, by path."""
    found: Tree = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        data = path.read_bytes() if path.is_file() else b""
        name = path.relative_to(folder).as_posix()
        found[name] = (status.st_mode, status.st_mtime_ns, data)
    return found


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, as the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def alone(place: Path) -> Path:
    """The sessions document without the overlay beside it."""
    return Path(shutil.copy(SPEC, place / "sessions.yml"))


# The commands.


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_shows_the_commands(option: str) -> None:
    ran = gen_client_here(option)
    assert (ran.code, ran.stderr) == (0, "")
    commands = ran.stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in commands] == ["generate", "doctor", "diff"]
    assert "..." not in "".join(commands), "a summary is cut off"


@pytest.mark.parametrize("command", ["generate", "doctor", "diff"])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(command: str, option: str) -> None:
    ran = gen_client_here(command, option)
    assert (ran.code, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"Usage: gen-client {command} ")
    assert "--debug" in ran.stdout


def test_version() -> None:
    ran = gen_client_here("--version")
    assert (ran.code, ran.stdout) == (0, f"gen-client, version {__version__}\n")


@pytest.mark.parametrize(
    "before", [[], ["generate"], ["--debug"], ["--debug", "generate"]], ids=str
)
def test_generate_is_the_default(place: Path, before: list[str]) -> None:
    Path("api.yml").write_text(small_document("Things"))
    assert gen_client_here(*before, "-o", "out", "api.yml").code == 0
    assert Path("out/things/gen-client.lock").is_file()


@pytest.mark.parametrize("name", ["doctor", "diff", "generate"])
def test_a_document_named_like_a_command(place: Path, name: str) -> None:
    Path(name).write_text(small_document("Things"))
    assert gen_client_here(f"./{name}", "-o", "out").code == 0
    assert gen_client_here("generate", name, "-o", "out", "--check").code == 0


# Internal errors.


@pytest.fixture
def broken(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document with an operation that makes gen-client fail."""

    def fail(*_: object) -> NoReturn:
        raise KeyError("\x1b[31m no such key")

    monkeypatch.setattr("generator.lower.operations.lower_body", fail)
    Path("api.yml").write_text(small_document("Things"))
    return place


def test_an_internal_error_names_its_place(broken: Path) -> None:
    ran = gen_client_here("api.yml", "-o", "out")
    assert ran.code == 2
    assert ran.stderr.startswith(
        "internal error while processing #/paths/~1things/get at api.yml:5:5: "
        "KeyError: '\\x1b[31m no such key'. "
    )
    assert "Nothing was written" in ran.stderr and "--debug" in ran.stderr
    assert "Traceback" not in ran.stderr and ran.stderr.count("\n") == 1
    assert [path.name for path in broken.iterdir()] == ["api.yml"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--debug", "api.yml", "-o", "out"],
        ["api.yml", "-o", "out", "--debug"],
        ["generate", "--debug", "api.yml", "-o", "out"],
        ["--debug", "doctor", "api.yml"],
        ["doctor", "api.yml", "--debug"],
        ["diff", "api.yml", "api.yml", "--debug"],
    ],
    ids=" ".join,
)
def test_debug_shows_the_traceback(broken: Path, arguments: list[str]) -> None:
    ran = gen_client_here(*arguments)
    assert ran.code == 2
    assert ran.stderr.startswith("Traceback (most recent call last):\n")
    assert "\ninternal error " in ran.stderr and "\x1b" not in ran.stderr


OPERATION = "#/paths/~1things/get at api.yml:5:5"


@pytest.mark.parametrize(
    ("function", "place_named"),
    [
        ("pipeline.load_document", "api.yml"),
        ("document.normalize.coerce._Coercion._count_operation", OPERATION),
        ("lower.operations.lower_body", OPERATION),
        ("pipeline.identify", "api.yml"),
        ("surface.package.signatures", OPERATION),
        ("emit.resources.call_view", OPERATION),
        ("emit.project.audit", "things/models/__init__.py"),
    ],
)
def test_places_of_internal_errors(
    place: Path, monkeypatch: pytest.MonkeyPatch, function: str, place_named: str
) -> None:
    """Every stage names an operation, a file of the output, or else the document."""

    def fail(*_: object, **__: object) -> NoReturn:
        raise AssertionError

    monkeypatch.setattr(f"generator.{function}", fail)
    Path("api.yml").write_text(small_document("Things"))
    ran = gen_client_here("api.yml", "-o", "out")
    assert ran.code == 2
    shown = f"internal error while processing {place_named}: AssertionError. "
    assert ran.stderr.startswith(shown)
    assert not Path("out").exists()


# The state of the process.


@pytest.mark.parametrize("collects", [True, False])
def test_the_process_is_left_as_it_was(place: Path, collects: bool) -> None:
    handlers = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    try:
        if not collects:
            gc.disable()
        assert gen_client_here("missing.yml", "-o", "out").code == 2
        assert gc.isenabled() == collects
    finally:
        gc.enable()
    after = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    assert after == handlers


# With and without the overlay.


def test_strict_with_the_overlay(place: Path) -> None:
    ran = gen_client_here(SPEC, "-o", "out", "--strict", "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.stdout) == []
    assert "sessions.overlay.yml" in ran.stderr, "an overlay is not applied silently"
    assert "warning" not in ran.output
    assert (place / "out" / DISTRIBUTION / "gen-client.lock").is_file()


def problems(ran: Ran) -> list[dict[str, Any]]:
    found = json.loads(ran.stdout)
    assert isinstance(found, list)
    return found


def test_the_document_alone(alone: Path) -> None:
    ran = gen_client_here("sessions.yml", "-o", "out", "--format", "json")
    assert ran.code == 0
    check_warnings(problems(ran), alone)


def test_no_overlay(place: Path) -> None:
    ran = gen_client_here(SPEC, "--no-overlay", "-o", "out", "--format", "json")
    assert ran.code == 0
    assert "overlay.yml" not in ran.stderr
    check_warnings(problems(ran), SPEC)


def check_warnings(found: list[dict[str, Any]], document: Path) -> None:
    """Check that the warnings name every place where the text occurs, and no other."""
    lines = document.read_text(encoding="utf-8").splitlines()
    assert {problem["severity"] for problem in found} == {"warning"}
    assert all(problem["consequence"] and problem["suggestion"] for problem in found)
    broken = {
        "IBM-API-Version": "$ref: '#/components/parameters/IBM-API-Version'",
        "IBMCloudAPIKey": "- IBMCloudAPIKey:",
        "IBMCloudAuth": "- IBMCloudAuth:",
    }
    for name, text in broken.items():
        (problem,) = [p for p in found if name in p["message"]]
        named = {(place["line"], place["column"]) for place in problem["places"]}
        expected = [n for n, line in enumerate(lines, 1) if text in line]
        assert sorted(line for line, _ in named) == expected
        for line, column in named:
            assert lines[line - 1][column - 1 :].startswith((name, "'#/", '"#/'))


def test_warnings_as_text(alone: Path) -> None:
    ran = gen_client_here("sessions.yml", "-o", "out")
    assert ran.code == 0
    lines = alone.read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "- IBMCloudAPIKey" in text)
    column = lines[line - 1].index("IBMCloudAPIKey") + 1
    assert f"sessions.yml:{line}:{column}" in ran.stderr
    assert ran.stdout == ""
    assert (Path("out") / DISTRIBUTION).is_dir()


def test_strict_alone_writes_nothing(alone: Path) -> None:
    before = tree(alone.parent)
    ran = gen_client_here("sessions.yml", "-o", "out", "--strict")
    assert ran.code == 1
    assert tree(alone.parent) == before


# Unusable input.

UNUSABLE: dict[str, bytes] = {
    "empty.yml": b"",
    "blank.yml": b"\n\n   \n",
    "comment.yml": b"# nothing but this\n",
    "empty.json": b"",
    "picture.yml": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01",
    "latin.yml": b"openapi: 3.0.0\ninfo: {title: caf\xe9, version: '1'}\npaths: {}\n",
    "random.json": bytes(range(256)),
    "tab.yml": b"openapi: 3.0.0\n\tinfo: x\n",
    "open.yml": b"openapi: 3.0.0\ninfo: {title: [\n",
    "open.json": b'{"openapi": "3.0.0", "info": {',
    "twice.yml": b"openapi: 3.0.0\ninfo: {title: A, version: '1'}\npaths: {}\npaths: {}\n",
    "text.yml": b"Dear reader, this is no document.\n",
    "list.yml": b"- openapi: 3.0.0\n",
    "number.json": b"3",
    "null.json": b"null",
    "other.yml": b"version: '3'\nservices:\n  web: {image: nginx}\n",
    "schema.json": b'{"$schema": "https://json-schema.org/draft/2020-12/schema"}',
    "future.yml": b"openapi: 4.0.0\ninfo: {title: A, version: '1'}\npaths: {}\n",
    "ancient.json": b'{"swaggerVersion": "1.2", "apis": []}',
    "unversioned.yml": b"openapi: latest\ninfo: {title: A, version: '1'}\npaths: {}\n",
    "number.yml": b"openapi: 5\ninfo: {title: A, version: '1'}\npaths: {}\n",
}


def check_refused(ran: Ran, *named: str) -> None:
    """Check that a run ended with exit 2 and one paragraph that has these names."""
    text = ran.stderr.strip()
    assert ran.code == 2, text
    assert "Traceback" not in ran.output
    assert "internal error" not in text
    assert text and "\n\n" not in text, "one paragraph"
    assert len(text) < 1200
    assert all(character.isprintable() or character == "\n" for character in text)
    for name in named:
        assert name in text


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_documents(place: Path, name: str) -> None:
    Path(name).write_bytes(UNUSABLE[name])
    before = tree(place)
    check_refused(gen_client_here(name, "-o", "out"), name)
    assert tree(place) == before


@pytest.mark.parametrize(
    "name", ["missing.yml", "folder", "nowhere/missing.yml", "/dev/null", "loop.yml"]
)
def test_unusable_paths(place: Path, name: str) -> None:
    Path("folder").mkdir()
    Path("loop.yml").symlink_to("loop.yml")
    before = tree(place)
    check_refused(gen_client_here(name, "-o", "out"), name)
    assert tree(place) == before


@pytest.mark.parametrize("name", [".", "..", "/", "folder/", "./folder/.."])
def test_a_folder_in_place_of_a_document(place: Path, name: str) -> None:
    Path("folder").mkdir()
    before = tree(place)
    for ran in (gen_client_here(name, "-o", "out"), gen_client_here("doctor", name)):
        check_refused(ran, str(Path(name)), "is a folder")
    check_refused(gen_client_here("diff", name, name), "not a generated project")
    assert tree(place) == before


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/a.yml", "HTTPS://127.0.0.1:9/b.json?raw=1", "file:///a/b.yml"],
)
def test_an_address_in_place_of_a_path(place: Path, address: str) -> None:
    """It is named as it was given; only a document is fetched, and only over HTTP."""
    Path("api.yml").write_text(small_document("Things"))
    reason = "is an address" if address.startswith("file") else "refused the connection"
    for arguments, words in (
        ([address, "-o", "out"], reason),
        (["api.yml", "-o", address], "is an address"),
        (["api.yml", "-o", "out", "--overlay", address], "is an address"),
        (["doctor", address], reason),
        (["diff", "api.yml", address], reason),
    ):
        check_refused(gen_client_here(*arguments), address, words)
    assert [path.name for path in place.iterdir()] == ["api.yml"]


def test_an_empty_path(place: Path) -> None:
    """It is what a shell makes of a variable that is not set."""
    Path("api.yml").write_text(small_document("Things"))
    for arguments in (
        ["", "-o", "out"],
        ["api.yml", "-o", ""],
        ["api.yml", "-o", "out", "--overlay", ""],
        ["doctor", ""],
        ["doctor", "api.yml", "--write-overlay", ""],
        ["diff", "", "api.yml"],
    ):
        check_refused(gen_client_here(*arguments), "is empty")
    assert [path.name for path in place.iterdir()] == ["api.yml"]


@pytest.mark.parametrize("kind", ["pipe", "folder", "socket"])
def test_an_overlay_beside_the_document_that_is_no_file(place: Path, kind: str) -> None:
    Path("api.yml").write_text(small_document("Things"))
    if kind == "pipe":
        os.mkfifo("api.overlay.yml")
    elif kind == "folder":
        os.mkdir("api.overlay.yml")
    else:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("api.overlay.yml")
    check_refused(gen_client_here("api.yml", "-o", "out"), "api.overlay.yml:1:1")
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "name",
    [b"\xff", "\x1b[31m\n\u202e'\" %7e{{7*7}}名".encode()],
    ids=["bytes", "text"],
)
def test_names_of_files_and_options(place: Path, name: bytes) -> None:
    """Bytes that are no UTF-8 are kept, and nothing of a name reaches the terminal."""
    text = os.fsdecode(name)
    document, overlay, output = f"a{text}.yml", f"v{text}.yml", f"o{text}"
    Path(document).write_text(small_document("Things"))
    Path(overlay).write_text(
        "overlay: 1.0.0\ninfo: {title: A, version: '1'}\nactions: []\n"
    )
    options = ["--overlay", overlay, "--exclude", f"x{text}*", "--allow-ref", text]
    arguments = [document, "-o", output, *options]
    for more in ([], [], ["--check"], ["--format", "json"]):
        ran = gen_client_here(*arguments, *more)
        assert ran.code == 0, ran.stderr
        assert not {"\x1b", "\u202e"} & set(ran.output)
    lock = json.loads(Path(output, "things", "gen-client.lock").read_text("utf-8"))
    assert os.fsencode(lock["document"]) == b"a" + name + b".yml"
    assert set(lock["sources"]) == {document, overlay}
    assert lock["options"]["exclude"] == [f"x{text}*"]
    for ran in (
        gen_client_here("doctor", document),
        gen_client_here("diff", Path(output, "things"), document),
    ):
        assert ran.code == 0, ran.stderr
    check_refused(gen_client_here(f"n{text}.yml", "-o", output), "does not exist")
    for usage in ([f"--{text}"], [document, "-o", "o", "--format", text]):
        ran = gen_client_here(*usage)
        assert ran.code == 2
        assert not {"\x1b", "\u202e"} & set(ran.output)


def test_a_long_name_of_a_document(place: Path) -> None:
    """No overlay can be beside it."""
    name = "a" * 250 + ".yml"
    Path(name).write_text(small_document("Things"))
    assert gen_client_here(name, "-o", "out").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_document_without_read_permission(alone: Path) -> None:
    alone.chmod(0)
    check_refused(gen_client_here("sessions.yml", "-o", "out"), "sessions.yml")


@pytest.mark.parametrize(
    "text", [b"", b"overlay: 1.0.0\n", b"{", b"actions: 3\n", None], ids=repr
)
def test_unusable_overlays(alone: Path, text: bytes | None) -> None:
    if text is not None:
        Path("o.yml").write_bytes(text)
    before = tree(alone.parent)
    ran = gen_client_here("sessions.yml", "--overlay", "o.yml", "-o", "out")
    check_refused(ran, "o.yml")
    assert tree(alone.parent) == before


def test_an_unusable_document_does_not_change_the_output(alone: Path) -> None:
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    alone.write_bytes(UNUSABLE["open.yml"])
    before = tree(alone.parent)
    ran = gen_client_here("sessions.yml", "-o", "out", "--force")
    check_refused(ran, "sessions.yml")
    assert tree(alone.parent) == before


# Unusable places for the output.


def file_in_the_way(place: Path) -> Path:
    (place / "out").write_text("mine")
    return place / "out"


def file_above(place: Path) -> Path:
    (place / "file").write_text("mine")
    return place / "file" / "deeper" / "out"


def file_for_the_project(place: Path) -> Path:
    (place / "out").mkdir()
    (place / "out" / DISTRIBUTION).write_text("mine")
    return place / "out"


def link_for_the_project(place: Path) -> Path:
    (place / "out").mkdir()
    (place / "elsewhere").mkdir()
    (place / "out" / DISTRIBUTION).symlink_to(place / "elsewhere")
    return place / "out"


def dangling_link(place: Path) -> Path:
    (place / "out").symlink_to(place / "nowhere")
    return place / "out"


def kernel_folder(place: Path) -> Path:
    """A folder in which even root cannot make another one."""
    return Path("/proc/gen-client")


def folder_without_permission(place: Path) -> Path:
    (place / "out").mkdir(mode=0o555)
    if os.access(place / "out", os.W_OK):
        pytest.skip("root may write everywhere")
    return place / "out"


@pytest.mark.parametrize(
    "prepare",
    [
        file_in_the_way,
        file_above,
        file_for_the_project,
        link_for_the_project,
        dangling_link,
        kernel_folder,
        folder_without_permission,
    ],
)
def test_unusable_outputs(place: Path, prepare: Callable[[Path], Path]) -> None:
    output = prepare(place)
    before = tree(place)
    check_refused(gen_client_here(SPEC, "-o", output), output.name)
    assert tree(place) == before


@pytest.mark.parametrize(
    "arguments",
    [(), ("sessions.yml",), ("-o", "out"), ("sessions.yml", "-o", "out", "--nonsense")],
    ids=" ".join,
)
def test_unusable_arguments(alone: Path, arguments: tuple[str, ...]) -> None:
    before = tree(alone.parent)
    ran = gen_client_here(*arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.output and ran.stderr.strip()
    assert tree(alone.parent) == before


@pytest.mark.parametrize("name", ["../evil", "a/b", "class", "1", "", "a b", "a\nb"])
def test_unusable_names(alone: Path, name: str) -> None:
    """A name is converted to a valid identifier, or refused."""
    before = tree(alone.parent)
    ran = gen_client_here("sessions.yml", "-o", "out", "--name", name)
    assert "Traceback" not in ran.output
    if ran.code == 0:
        (project,) = Path("out").iterdir()
        packages = [p.parent.name for p in project.glob("*/__init__.py")]
        assert all(package.isidentifier() for package in packages) and packages
        assert sorted(p.name for p in alone.parent.iterdir()) == ["out", alone.name]
    else:
        assert ran.code == 2
        assert tree(alone.parent) == before


# An existing project.


@pytest.fixture
def written(place: Path) -> Path:
    """A project that an earlier run wrote."""
    assert gen_client_here(SPEC, "-o", "out").code == 0
    return place / "out" / DISTRIBUTION


def test_a_second_run_changes_nothing(written: Path) -> None:
    before = tree(written.parent)
    assert gen_client_here(SPEC, "-o", "out").code == 0
    assert tree(written.parent) == before


@pytest.mark.parametrize("name", ["README.md", "qiskit_runtime_sessions/client.py"])
def test_a_file_edited_by_hand_is_not_overwritten(written: Path, name: str) -> None:
    original = contents(written)
    edited = written / name
    edited.write_bytes(edited.read_bytes() + b"# mine\n")
    before = tree(written.parent)
    check_refused(gen_client_here(SPEC, "-o", "out"), name, "--force")
    assert tree(written.parent) == before

    assert gen_client_here(SPEC, "-o", "out", "--force").code == 0
    assert contents(written) == original


def test_a_foreign_file_is_not_overwritten(place: Path) -> None:
    """Without a lock, no file is known to be generated."""
    mine = place / "out" / DISTRIBUTION / "README.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    before = tree(place)
    check_refused(gen_client_here(SPEC, "-o", "out"), "README.md")
    assert tree(place) == before


def test_files_of_the_user_are_kept(written: Path) -> None:
    mine = written / "qiskit_runtime_sessions" / "mine.py"
    mine.write_text("mine")
    assert gen_client_here(SPEC, "--no-overlay", "-o", "out").code == 0
    assert mine.read_text() == "mine"


def test_files_that_are_no_longer_generated_are_deleted(written: Path) -> None:
    """A document without schemas has no models."""
    gone = written / "qiskit_runtime_sessions" / "models" / "sessions.py"
    assert gone.is_file()
    Path("small.yml").write_text(
        small_document("Qiskit Runtime Sessions API", "/v1/sessions/{session_id}")
    )
    assert gen_client_here("small.yml", "-o", "out").code == 0
    assert not gone.exists()
    assert (written / "qiskit_runtime_sessions" / "client.py").is_file()


# Problems as JSON.


def test_problems_as_json(alone: Path) -> None:
    ran = gen_client_here("sessions.yml", "-o", "out", "--format", "json")
    for problem in problems(ran):
        assert {"code", "severity", "message", "places"} <= problem.keys()
        for place in problem["places"]:
            assert place["file"] == "sessions.yml"
            assert place["line"] >= 1 and place["column"] >= 1
            assert place["pointer"].startswith("#/")


def test_hostile_text_does_not_reach_the_terminal(place: Path) -> None:
    """Control and bidirectional characters in a document are escaped."""
    hostile = "\\e[31m\\u202e\\r"
    Path("api.yml").write_text(
        "openapi: 3.0.0\n"
        'info: {title: "A", version: "1"}\n'
        "paths:\n"
        "  /a:\n"
        "    get:\n"
        f'      security: [{{"K{hostile}": []}}]\n'
        "      responses: {'200': {description: OK}}\n"
    )
    ran = gen_client_here("api.yml", "-o", "out")
    assert "K" in ran.stderr and ran.code in (0, 2)
    assert not {"\x1b", "\u202e", "\r"} & set(ran.output)


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """A document with two tags, a webhook, and a model for each."""
    source = tmp_path / "pets.yml"
    reply = "responses: {'200': {description: d, content: {application/json: {schema: "
    source.write_text(f"""\
openapi: 3.1.0
info: {{title: Pets, version: 1.0.0}}
paths:
  /pets:
    get: {{tags: [pets], operationId: listPets, {reply}{{$ref: '#/components/schemas/Pet'}}}}}}}}}}}}
    delete: {{tags: [pets], operationId: deletePets, responses: {{'204': {{description: d}}}}}}
  /orders:
    get: {{tags: [orders], operationId: listOrders, {reply}{{$ref: '#/components/schemas/Order'}}}}}}}}}}}}
webhooks:
  ordered:
    post:
      tags: [orders]
      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Order'}}}}}}}}
      responses: {{'200': {{description: d}}}}
components:
  schemas:
    Pet: {{type: object, properties: {{owner: {{$ref: '#/components/schemas/Owner'}}}}}}
    Owner: {{type: object, properties: {{name: {{type: string}}}}}}
    Order: {{type: object, properties: {{id: {{type: integer}}}}}}
""")
    return source


@pytest.mark.parametrize(
    ("arguments", "methods", "models"),
    [
        (["--include", "pets"], {"list", "delete"}, {"Pet", "Owner"}),
        (["--include", "/pets", "--exclude", "DELETE *"], {"list"}, {"Pet", "Owner"}),
        (["--exclude", "list*"], {"delete"}, {"Order"}),
        (["--include", "listOrders"], {"list"}, {"Order"}),
        (["--include", "deletePets"], {"delete"}, set()),
    ],
)
def test_selected_operations(
    pets: Path, arguments: list[str], methods: set[str], models: set[str]
) -> None:
    output = pets.parent / "out"
    ran = gen_client_here(pets, "-o", output, *arguments)
    assert (ran.code, "warning" in ran.stderr) == (0, False), ran.output
    api = (output / "pets" / "api.md").read_text()
    assert set(re.findall(r"`client\.\w+\.(\w+)\(", api)) == methods
    found = ast.parse((output / "pets" / "pets" / "models" / "__init__.py").read_text())
    names = {each.value for each in ast.walk(found) if isinstance(each, ast.Constant)}
    assert names & {"Pet", "Owner", "Order"} == models
    assert gen_client_here(pets, "-o", output, *arguments, "--check").code == 0
    assert gen_client_here(pets, "-o", output, "--check").code == 1


def test_the_changelog_mentions_another_selection(pets: Path) -> None:
    output = pets.parent / "out"
    for arguments in ([], ["--exclude", "orders"]):
        assert gen_client_here(pets, "-o", output, *arguments).code == 0
    changelog = (output / "pets" / "CHANGELOG.md").read_text()
    assert "another selection of operations" in changelog
    assert "client.orders.list" in changelog
    # A comparison with the document uses the selection of the project.
    ran = gen_client_here("diff", output / "pets", pets)
    assert "Nothing changed" in ran.stdout


def test_patterns_that_match_nothing(pets: Path) -> None:
    output = pets.parent / "out"
    ran = gen_client_here(pets, "-o", output, "--exclude", "shops")
    assert ran.code == 0
    assert "no operation matches --exclude 'shops'" in ran.stderr
    ran = gen_client_here(pets, "-o", output, "--include", "shops")
    assert ran.code == 2
    assert "nothing-selected" in ran.stderr
