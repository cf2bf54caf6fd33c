"""Runs into an output folder with files of the user, other runs or a killed run."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from .command import contents, environment, gen_client_here, small_document
from .forks import run_fork


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A generated project, beside its document ``api.yml`` in the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("api.yml").write_text(small_document("Things"))
    assert gen_client_here("api.yml", "-o", "out").code == 0
    return tmp_path / "out" / "things"


def regenerate() -> None:
    Path("api.yml").write_text(small_document("Things", "/other"))
    assert gen_client_here("api.yml", "-o", "out").code == 0


def test_links_and_empty_folders_of_the_user_are_kept(place: Path) -> None:
    """A virtual environment consists of links, a git repository has empty folders."""
    (place / ".venv" / "bin").mkdir(parents=True)
    (place / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (place / ".venv" / "lib64").symlink_to("lib", target_is_directory=True)
    (place / ".git" / "refs" / "tags").mkdir(parents=True)
    regenerate()
    assert (place / ".venv" / "bin" / "python").readlink() == Path(sys.executable)
    assert (place / ".venv" / "lib64").readlink() == Path("lib")
    assert (place / ".git" / "refs" / "tags").is_dir()


def test_nothing_is_written_through_a_link(place: Path, tmp_path: Path) -> None:
    """A folder of the project that was replaced by a link is generated again."""
    elsewhere = tmp_path / "elsewhere"
    shutil.move(place / "things" / "models", elsewhere)
    (place / "things" / "models").symlink_to(elsewhere, target_is_directory=True)
    kept = contents(elsewhere)
    regenerate()
    assert not (place / "things" / "models").is_symlink()
    assert contents(elsewhere) == kept
    assert gen_client_here("api.yml", "-o", "out", "--check").code == 0


def test_two_runs_at_once(place: Path, tmp_path: Path) -> None:
    Path("api.yml").write_text(small_document("Things", "/other"))
    code = "from generator.cli import main; main()"
    command = [sys.executable, "-c", code, "api.yml", "-o", "out"]
    runs = [
        subprocess.Popen(
            command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    errors = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["api.yml", "out"]
    assert os.listdir("out") == ["things"]
    assert gen_client_here("api.yml", "-o", "out", "--check").code == 0


KILLED = """
import os, sys
from tests.fuzz.validation import validate_in_forks
validate_in_forks()
import generator.workspace.writer as writer
writer.replace_folder = lambda *_: os.kill(os.getpid(), 9)
from generator.cli import main
main(sys.argv[1:])
"""


def killed(*arguments: str) -> str:
    """Kill a run just before it replaces the project; return what it leaves behind."""
    before = set(os.listdir("."))
    assert run_fork(KILLED, *arguments, cwd=Path.cwd()).code == -9
    (left,) = set(os.listdir(".")) - before
    return left


@pytest.mark.parametrize("changed", [False, True])
def test_the_next_run_deletes_what_a_killed_run_left(
    place: Path, changed: bool
) -> None:
    """It does so even if nothing changed. A folder that another run uses is kept."""
    original = Path("api.yml").read_text()
    Path("api.yml").write_text(small_document("Things", "/killed"))
    used = killed("api.yml", "-o", "out")
    with open(Path(used, "gen-client.staging"), "rb") as marker:
        fcntl.flock(marker, fcntl.LOCK_EX)
        left = killed("api.yml", "-o", "out")
        assert left.startswith("out.things.new-") and Path(left, "new").is_dir()
        Path("api.yml").write_text(original)
        if changed:
            regenerate()
        else:
            assert gen_client_here("api.yml", "-o", "out").code == 0
    assert sorted(os.listdir(".")) == ["api.yml", "out", used]
    assert os.listdir("out") == ["things"]


def test_what_looks_like_a_leftover_is_kept(place: Path) -> None:
    """Beside the output, in it, and in the project."""
    for folder in (Path(), Path("out"), Path("out/things"), Path("out/things/tests")):
        for start in ("out.things", ".things", "out"):
            for end in (".new-", ".new-1", ".new-design", ".new-a8b2c3d4", ".old"):
                (folder / f"{start}{end}").mkdir(exist_ok=True)
                (folder / f"{start}{end}" / "notes.txt").write_text("mine")
        os.mkfifo(folder / "out.things.new-12345678-12345678")
        (folder / ".things.new-12345678-12345678").symlink_to("/")
    before = {path for path in Path().rglob("*") if "new-" in path.name}
    notes = len(list(Path().rglob("notes.txt")))
    regenerate()
    assert {path for path in Path().rglob("*") if "new-" in path.name} == before
    assert len(list(Path().rglob("notes.txt"))) == notes


@pytest.mark.parametrize("name", ["[x]*? 名", "out.things.new-1", "o" * 255])
def test_names_of_output_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.things.new-1").mkdir()
    for path in ("/things", "/other"):
        Path("api.yml").write_text(small_document("Things", path))
        assert gen_client_here("api.yml", "-o", name).code == 0
        assert os.listdir(name) == ["things"]
    assert sorted(os.listdir()) == sorted(["api.yml", name, "x.things.new-1"])


@pytest.mark.parametrize("mode", [0o2750, 0o1770])
def test_the_project_keeps_its_mode(place: Path, mode: int) -> None:
    for folder in (place, place / "things", place / "tests"):
        folder.chmod(mode)
    (place / "README.md").chmod(0o640)
    (place / "api.md").chmod(0o755)
    regenerate()
    for folder in (place, place / "things", place / "tests"):
        assert stat.S_IMODE(folder.stat().st_mode) == mode
    assert stat.S_IMODE((place / "README.md").stat().st_mode) == 0o640
    assert stat.S_IMODE((place / "api.md").stat().st_mode) == 0o755


def test_a_project_within_a_set_group_id_output(place: Path) -> None:
    """A new project has the group of the output folder, as one made by hand has."""
    Path("shared").mkdir()
    group = 4321 if os.geteuid() == 0 else os.getegid()
    os.chown("shared", -1, group)
    os.chmod("shared", 0o2775)
    assert gen_client_here("api.yml", "-o", "shared").code == 0
    for path in Path("shared/things").rglob("*"):
        assert path.stat().st_gid == group
        assert path.is_file() or path.stat().st_mode & 0o2000


MOUNT = """
import subprocess, sys
subprocess.run(["mount", "--bind", "volume", "out/things"], check=True)
from generator.cli import main
main(["api.yml", "-o", "out"])
"""


def test_a_project_that_is_a_mount_point(place: Path) -> None:
    """It is replaced by its entries. Only root may mount."""
    can_mount = ["unshare", "--mount", "mount", "--bind", "out", "out"]
    if subprocess.run(can_mount, capture_output=True, check=False).returncode:
        pytest.skip("this user cannot mount")
    shutil.copytree(place, "volume")
    Path("volume", "mine").write_text("mine")
    below = contents(place)
    Path("api.yml").write_text(small_document("Things", "/other"))
    ran = subprocess.run(
        ["unshare", "--mount", sys.executable, "-c", MOUNT],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert contents(place) == below
    regenerate()
    assert contents(Path("volume")) == {**contents(place), "mine": b"mine"}
    assert sorted(os.listdir()) == ["api.yml", "out", "volume"]


def operations(**paths: str) -> str:
    """A document with operations: path to operationId, "" for none."""
    lines = ["openapi: 3.1.0", "info: {title: FastAPI, version: 0.1.0}", "paths:"]
    for path, name in paths.items():
        operation = f"operationId: {name}, " if name else ""
        lines.append(f"  /{path.replace('__', '/')}:")
        lines.append(f"    get: {{{operation}responses: {{'204': {{description: }}}}}}")
    return "\n".join(lines) + "\n"


HEALTH = {"health": "health_health_get"}
USERS = operations(**HEALTH, users="list_users", teams="", roles="roles", a="", b="")


SHOP = operations(**HEALTH, items="list_items")
BOOKS = operations(**HEALTH, bills="list_bills")


@pytest.mark.parametrize(
    ("name", "text", "other_name", "other_text"),
    [
        ("openapi.yml", USERS, "openapi.yml", operations(items="list_items")),
        (
            "openapi.yml",
            USERS,
            "openapi.yml",
            operations(**HEALTH, items="list_items", orders="", shops="s", prices="p"),
        ),
        ("shop.yml", SHOP, "books.yml", BOOKS),
        ("openapi.yml", SHOP, "openapi.yml", BOOKS),
        (
            "shop.yml",
            operations(**HEALTH, version="", items=""),
            "books.yml",
            operations(**HEALTH, version="", bills=""),
        ),
    ],
)
def test_the_project_of_another_document_is_not_replaced(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    text: str,
    other_name: str,
    other_text: str,
) -> None:
    """Frameworks give all documents one title, one version and one file name."""
    monkeypatch.chdir(tmp_path)
    first, second = Path("one", name), Path("two", other_name)
    for path, content in ((first, text), (second, other_text)):
        path.parent.mkdir()
        path.write_text(content)
    assert gen_client_here(first, "-o", "out").code == 0
    before = contents(Path("out"))
    ran = gen_client_here(second, "-o", "out")
    assert ran.code == 2
    assert "another API" in ran.stderr and "--name" in ran.stderr
    assert f"generated from {first.name}," in ran.stderr
    assert contents(Path("out")) == before
    ran = gen_client_here(second, "-o", "out", "--check")
    assert ran.code == 1 and f"generated from {first.name}," in ran.stderr
    assert gen_client_here(second, "-o", "out", "--name", "two").code == 0
    assert sorted(os.listdir("out")) == [next(iter(before)).partition("/")[0], "two"]
    assert gen_client_here(second, "-o", "out", "--force").code == 0
    assert gen_client_here(second, "-o", "out").code == 0


def with_schemas(text: str, *names: str) -> str:
    """Give the operations of a document results that are references."""
    for name in names:
        result = f"content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}"
        text = text.replace(
            "'204': {description: }", f"'200': {{description: , {result}}}", 1
        )
    declared = "".join(f"    {name}: {{type: object}}\n" for name in set(names))
    return f"{text}components:\n  schemas:\n{declared}"


@pytest.mark.parametrize("name", ["openapi.yml", "books.yml"])
def test_another_operation_for_the_same_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The document is a new version, also if half of its operations are new."""
    monkeypatch.chdir(tmp_path)
    Path("openapi.yml").write_text(with_schemas(SHOP, "State", "Item"))
    assert gen_client_here("openapi.yml", "-o", "out").code == 0
    text = operations(**HEALTH, goods="list_goods")
    Path(name).write_text(with_schemas(text, "State", "Item"))
    ran = gen_client_here(name, "-o", "out")
    assert ran.code == 0, ran.stderr


@pytest.mark.parametrize(
    "new",
    [
        operations(**HEALTH, users="list_users"),
        operations(v2__users="users", v2__teams="", v2__roles="r", v2__a="", more=""),
        operations(x="health_health_get", y="list_users", z="roles", more="m"),
        "openapi: 3.1.0\ninfo: {title: FastAPI, version: 0.1.0}\npaths: {}\n",
    ],
)
def test_a_new_version_of_a_document_is_not_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: str
) -> None:
    """Also if paths or names changed, or operations are gone."""
    monkeypatch.chdir(tmp_path)
    Path("api.yml").write_text(USERS)
    assert gen_client_here("api.yml", "-o", "out").code == 0
    Path("api-2.yml").write_text(new)
    ran = gen_client_here("api-2.yml", "-o", "out")
    assert ran.code == 0, ran.stderr


def git(*arguments: str) -> str:
    """Run git without the user's settings; line endings are converted."""
    settings = ["-c", "core.autocrlf=true", "-c", "core.safecrlf=false"]
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    ran = subprocess.run(
        ["git", *settings, *who, *arguments],
        env=environment(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1"),
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


SPLIT = """\
openapi: 3.1.0
info: {title: Things, version: 1.0.0}
paths:
  /things:
    $ref: paths/things.yml
"""
THINGS = """\
get:
  description: |-
    Two
    lines.
  responses: {'204': {description: Done}}
"""
OVERLAY = """\
overlay: 1.0.0
info: {title: Overlay, version: 1.0.0}
actions:
  - {target: $.info, update: {description: Things}}
"""


@pytest.mark.parametrize("attributes", ["", "* text eol=crlf"])
def test_a_checkout_that_converts_line_endings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attributes: str
) -> None:
    """The document, its overlay and what they refer to have other line endings, and the
    project as well where the user's attributes come before its own.
    """
    monkeypatch.chdir(tmp_path)
    Path("api/paths").mkdir(parents=True)
    Path("api/openapi.yml").write_text(SPLIT)
    Path("api/openapi.overlay.yml").write_text(OVERLAY)
    Path("api/paths/things.yml").write_text(THINGS)
    command = "api/openapi.yml", "-o", "clients/python"
    assert gen_client_here(*command).code == 0
    git("init", "-q")
    git("add", "api", "clients")
    git("commit", "-qm", "one")
    before = contents(Path("clients"))
    Path(".git/info/attributes").write_text(attributes)
    for folder in ("api", "clients"):
        shutil.rmtree(folder)
    git("checkout", "--", ".")
    assert b"\r\n" in Path("api/paths/things.yml").read_bytes()
    after = contents(Path("clients"))
    assert (after == before) is not bool(attributes)
    ran = gen_client_here(*command, "--check")
    assert ran.code == 0, ran.output
    for options in ((), ("--strict",)):  # --strict generates also if nothing changed
        ran = gen_client_here(*command, *options)
        assert ran.code == 0 and "Nothing to change" in ran.stderr, ran.output
        assert contents(Path("clients")) == after


def test_generated_files_are_folded_in_reviews(place: Path) -> None:
    """The changelog, the documents for people and the wire are not."""
    git("init", "-q")
    paths = sorted(contents(place))
    given = git("check-attr", "linguist-generated", *(f"out/things/{p}" for p in paths))
    states = dict(
        zip(paths, (line.split()[-1] for line in given.splitlines()), strict=True)
    )
    shown = {path for path, state in states.items() if state != "set"}
    documents = {".gitattributes", "CHANGELOG.md", "README.md", "api.md"}
    assert shown == {*documents, "tests/wire/things.http"}


def test_the_attributes_are_a_generated_file(place: Path) -> None:
    """One of the user is not overwritten, and edits of it are drift."""
    attributes = place / ".gitattributes"
    attributes.write_text("* text=auto\n")
    assert gen_client_here("api.yml", "-o", "out", "--check").code == 1
    ran = gen_client_here("api.yml", "-o", "out")
    assert ran.code == 2 and ".gitattributes" in ran.stderr
    assert attributes.read_text() == "* text=auto\n"


def test_no_space_for_the_new_project(place: Path, tmp_path: Path) -> None:
    """Files are limited to 4 kB, which fails like a full disk."""
    before = contents(place)
    Path("api.yml").write_text(small_document("Things", "/other"))
    program = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "from generator.cli import main\n"
        "main(['api.yml', '-o', 'out'])\n"
    )
    ran = run_fork(program, cwd=tmp_path)
    assert ran.code == 2
    assert "File too large" in ran.stderr and "internal error" not in ran.stderr
    assert contents(place) == before
    assert sorted(os.listdir(".")) == ["api.yml", "out"]
    assert os.listdir("out") == ["things"]
