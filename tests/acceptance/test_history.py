"""Names and history when a merge, a user or a full disk damaged what records them."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .command import contents, environment, gen_client_here, python, run

LOCK = "gen-client.lock"
Operations = dict[str, tuple[str, str]]
OLD: Operations = {"getItem": ("/items", "Item"), "listBills": ("/bills", "Bill")}
OURS: Operations = OLD | {"getItem": ("/articles", "Article")}
THEIRS: Operations = OLD | {
    "listBills": ("/invoices", "Invoice"),
    "getPet": ("/pets", "Pet"),
}
MERGED: Operations = THEIRS | {"getItem": OURS["getItem"]}
PROGRAM = """
from things import Client, models
client = Client(base_url="https://example.com")
client.items.get, client.articles.get, client.bills.list, client.invoices.list
models.Item, models.Article, models.Bill, models.Invoice
"""


def save(version: str, operations: Operations) -> None:
    """Write the document: path and schema of each operation by operationId."""
    paths: dict[str, Any] = {}
    for name, (path, schema) in operations.items():
        reference = {"$ref": f"#/components/schemas/{schema}"}
        content = {"application/json": {"schema": reference}}
        paths[path] = {
            "get": {
                "operationId": name,
                "responses": {"200": {"description": "", "content": content}},
            }
        }
    properties = {"name": {"type": "string"}}
    schemas = {
        schema: {"type": "object", "properties": properties}
        for _, schema in operations.values()
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": version},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    Path("api.json").write_text(json.dumps(document, indent=1))


def generate(*options: str) -> str:
    ran = gen_client_here("api.json", "-o", "out", *options)
    assert ran.code == 0, ran.stderr
    return ran.stderr


def entries() -> dict[str, str]:
    """The entries of the changelog by version, the newest first."""
    text = Path("out/things/CHANGELOG.md").read_text()
    parts = re.split(r"(?m)^## ", text)[1:]
    found = dict(part.split("\n", 1) for part in parts)
    assert len(found) == len(parts), f"a version is there twice: {text}"
    return found


def names() -> Any:
    return json.loads(Path("out/things", LOCK).read_text())["names"]


def git(*arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    hidden = environment(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    ran = run(["git", *who, *arguments], env=hidden)
    assert (ran.code == 0) is (arguments[0] != "merge"), ran.output


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the document and ``out/things``, of the version 1.0.0."""
    monkeypatch.chdir(tmp_path)
    save("1.0.0", OLD)
    generate()
    return tmp_path


def merge(style: str) -> None:
    """Regenerate in two branches and merge them."""
    git("init", "-q", "-b", "main")
    git("config", "merge.conflictStyle", style)
    git("add", ".")
    git("commit", "-qm", "1.0.0")
    git("branch", "other")
    save("1.1.0", OURS)
    generate()
    git("add", ".")
    git("commit", "-qm", "1.1.0")
    git("switch", "-q", "other")
    save("1.2.0", THEIRS)
    generate()
    git("add", ".")
    git("commit", "-qm", "1.2.0")
    git("switch", "-q", "main")
    git("merge", "-q", "other")
    save("1.3.0", MERGED)


@pytest.mark.parametrize(
    ("style", "resolved"),
    [
        ("diff3", ""),
        *(
            pytest.param(style, resolved, marks=pytest.mark.slow)
            for style in ("merge", "diff3", "zdiff3")
            for resolved in ("--ours", "--theirs", "")
            if (style, resolved) != ("diff3", "")
        ),
    ],
)
def test_two_branches(place: Path, style: str, resolved: str) -> None:
    """Whatever the user resolved: the lock and the changelog have all conflicts."""
    merge(style)
    project = Path("out/things")
    conflicts = {name: (project / name).read_text() for name in (LOCK, "CHANGELOG.md")}
    assert all("<<<<<<<" in text for text in conflicts.values())
    if resolved:
        git("checkout", "-q", resolved, "out")
    for name, text in conflicts.items():
        (project / name).write_text(text)
    before = contents(project)
    for options in ([], ["--check"], ["--strict"]):
        ran = gen_client_here("api.json", "-o", "out", *options)
        assert ran.code == 2 and "Traceback" not in ran.output
        assert re.search(
            r"gen-client.lock has conflict markers of a merge \(line \d+\)", ran.stderr
        )
        assert "--force" in ran.stderr
    ran = gen_client_here("diff", "out/things", "api.json")
    assert ran.code == 2 and "gen-client.lock has conflict markers" in ran.stderr
    assert contents(project) == before

    generate("--force")
    assert list(entries()) == ["1.3.0", "1.2.0", "1.1.0", "1.0.0"]
    changelog = (project / "CHANGELOG.md").read_text()
    assert changelog.count("First generated") == 1 and "<<<" not in changelog
    assert "`client.articles.get`" in entries()["1.1.0"]
    assert "`client.invoices.list`" in entries()["1.2.0"]
    assert names()["former methods"] == {
        "items.get": "GET /articles",
        "bills.list": "GET /invoices",
    }
    used = python("-W", "ignore", "-c", PROGRAM, cwd=project)
    assert used.code == 0, used.stderr
    found = {path for path, data in contents(project).items() if b"<<<<<<<" in data}
    assert not found
    resources = {path.name for path in (project / "tests").glob("test_*.py")}
    assert resources == {"test_articles.py", "test_invoices.py", "test_pets.py"}
    assert "Nothing to change" in generate()
    assert gen_client_here("api.json", "-o", "out", "--check").code == 0


def delete(lock: Path) -> None:
    lock.unlink()


def empty(lock: Path) -> None:
    lock.write_bytes(b"")


def cut(lock: Path) -> None:
    lock.write_text(lock.read_text()[:200])


def spoil(lock: Path) -> None:
    lock.write_bytes(b"\x00\xff\xfe" * 100)


def change_format(lock: Path) -> None:
    lock.write_text(lock.read_text().replace('"format": 2', '"format": 3'))


def change_types(lock: Path) -> None:
    content = json.loads(lock.read_text())
    lock.write_text(json.dumps({**content, "names": ["a"], "version": 5}))


def replace_by_link(lock: Path) -> None:
    lock.unlink()
    lock.symlink_to("/etc/hostname")


def fill(lock: Path) -> None:
    with lock.open("ab") as file:
        file.truncate(100 * 1024 * 1024)


def take_both_sides(lock: Path) -> None:
    text = lock.read_text()
    line = '  "version": "1.1.0"'
    assert line in text
    lock.write_text(text.replace(line, f"{line},\n{line}"))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (delete, "is missing"),
        (empty, "is empty"),
        (cut, "was cut off"),
        (spoil, "is not JSON"),
        (change_format, "has format 3, of another version of gen-client"),
        (change_types, "does not have the members of a lock"),
        (replace_by_link, "is a symbolic link"),
        (fill, "is too large"),
        (take_both_sides, 'has "version" twice'),
    ],
)
def test_a_damaged_lock(
    place: Path, damage: Callable[[Path], None], reason: str
) -> None:
    save("1.1.0", MERGED)
    generate()
    project = Path("out/things")
    known, recorded = entries(), names()
    damage(project / LOCK)
    save("1.2.0", MERGED | {"getShop": ("/shops", "Shop")})
    before = contents(project)
    for command in (
        ("api.json", "-o", "out"),
        ("api.json", "-o", "out", "--check", "--force"),
        ("diff", str(project), "api.json"),
    ):
        ran = gen_client_here(*command)
        assert ran.code == 2 and f"gen-client.lock {reason}" in ran.stderr, ran.stderr
        assert contents(project) == before

    generate("--force")
    assert list(entries()) == ["1.2.0", "1.1.0", "1.0.0"]
    assert {**entries(), "1.2.0": ""} == {"1.2.0": "", **known}
    assert "`client.shops.get()` was added" in entries()["1.2.0"]
    assert "removed" not in entries()["1.2.0"]
    for scope in ("methods", "former methods", "former types", "servers"):
        assert recorded[scope].items() <= names()[scope].items()
    used = python("-W", "ignore", "-c", PROGRAM, cwd=project)
    assert used.code == 0, used.stderr
    assert not (project / LOCK).is_symlink()
    assert "Nothing to change" in generate()


@pytest.mark.parametrize("damage", [delete, cut])
def test_files_that_are_obsolete_are_deleted(
    place: Path, damage: Callable[[Path], None]
) -> None:
    """Those that the earlier run wrote, not others."""
    damage(Path("out/things", LOCK))
    mine = Path("out/things/things/resources/mine.py")
    mine.write_text("mine")
    old = Path("out/things/tests/test_bills.py")
    assert old.exists()
    save("2.0.0", {"getItem": OLD["getItem"]})
    generate("--force")
    assert mine.exists() and not old.exists()


def test_a_document_with_conflicts(place: Path) -> None:
    """Where no side of it is JSON, the changelog has no changes, and names stay."""
    save("1.1.0", MERGED)
    generate()
    Path("out/things", LOCK).unlink()
    Path("out/things/tests/openapi.json").write_text(
        "<<<<<<< a\n{\n=======\n>>>>>>> b\n"
    )
    save("1.2.0", MERGED)
    generate("--force")
    assert list(entries()) == ["1.2.0", "1.1.0", "1.0.0"]
    assert "Generated from version `1.2.0`" in entries()["1.2.0"]
    used = python("-W", "ignore", "-c", PROGRAM, cwd=Path("out/things"))
    assert used.code == 0, used.stderr


def test_the_document_of_the_project_is_gone(place: Path) -> None:
    save("1.1.0", MERGED)
    generate()
    recorded = names()
    Path("out/things/tests/openapi.json").unlink()
    save("1.2.0", MERGED)
    generate("--force")
    assert list(entries()) == ["1.2.0", "1.1.0", "1.0.0"]
    assert names() == recorded


def test_a_folder_that_is_no_project(place: Path) -> None:
    """It may have files that a project has; nothing of it is taken for a history."""
    shutil.rmtree("out/things")
    Path("out/things/tests").mkdir(parents=True)
    Path("out/things/CHANGELOG.md").write_text("# Mine\n")
    Path("out/things/api.md").write_text("Mine\n")
    before = contents(Path("out"))
    ran = gen_client_here("api.json", "-o", "out")
    assert ran.code == 2 and "CHANGELOG.md" in ran.stderr and "lock" not in ran.stderr
    assert contents(Path("out")) == before


def test_a_changelog_with_conflicts_alone(place: Path) -> None:
    """It is read as both sides, also with the line endings of Windows."""
    path = Path("out/things/CHANGELOG.md")
    first = path.read_text().removeprefix("# Changelog\n\n")
    path.write_bytes(
        (
            "# Changelog\n\n<<<<<<< HEAD\n## 0.9.0\n\nMine.\n\n"
            "||||||| 123\n## 0.7.0\n\nNobody's.\n\n=======\n## 0.10.0\n\nTheirs.\n\n"
            f">>>>>>> other\n{first}"
        )
        .replace("\n", "\r\n")
        .encode()
    )
    save("1.1.0", OURS)
    ran = gen_client_here("api.json", "-o", "out")
    assert ran.code == 2 and "CHANGELOG.md" in ran.stderr
    generate("--force")
    assert list(entries()) == ["1.1.0", "1.0.0", "0.10.0", "0.9.0"]
    assert "\r" not in path.read_text()
    assert "Nobody" not in path.read_text()


def test_two_first_versions(place: Path) -> None:
    """Both branches generated the project: the older one is the first."""
    path = Path("out/things/CHANGELOG.md")
    ours = path.read_text()
    theirs = ours.replace("1.0.0", "0.5.0")
    path.write_text(f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n")
    save("1.1.0", OURS)
    generate("--force")
    assert list(entries()) == ["1.1.0", "1.0.0", "0.5.0"]
    assert entries()["1.0.0"].strip() == "Generated from version `1.0.0` of the API."
    assert entries()["0.5.0"].strip().startswith("First generated from version `0.5.0`")
    assert path.read_text().count("# Changelog\n") == 1


def test_a_renamed_folder(place: Path) -> None:
    Path("out/things").rename("out/my-things")
    assert "Nothing to change in out/my-things" in generate()
    save("1.1.0", OURS)
    generate()
    assert os.listdir("out") == ["my-things"]
    assert 'name = "things"' in Path("out/my-things/pyproject.toml").read_text()
    lock = json.loads(Path("out/my-things", LOCK).read_text())
    assert lock["names"]["former methods"] == {"items.get": "GET /articles"}
    assert "## 1.0.0" in Path("out/my-things/CHANGELOG.md").read_text()
    assert gen_client_here("api.json", "-o", "out", "--check").code == 0
    generate("--pin")
    assert sorted(os.listdir("out")) == ["my-things", "things-v1-1-0"]


@pytest.mark.parametrize("damage", [delete, cut, spoil])
def test_a_renamed_folder_with_a_damaged_lock(
    place: Path, damage: Callable[[Path], None]
) -> None:
    Path("out/things").rename("out/my-things")
    damage(Path("out/my-things", LOCK))
    save("1.1.0", OURS)
    ran = gen_client_here("api.json", "-o", "out")
    assert ran.code == 2 and "out/my-things/gen-client.lock" in ran.stderr
    generate("--force")
    assert os.listdir("out") == ["my-things"]


def test_two_renamed_folders(place: Path) -> None:
    """Neither is the one to continue, until one has the name of the project."""
    shutil.copytree("out/things", "out/b")
    Path("out/things").rename("out/a")
    save("1.1.0", OURS)
    before = contents(Path("out"))
    for options in ([], ["--force"], ["--check"]):
        ran = gen_client_here("api.json", "-o", "out", *options)
        assert ran.code == 2
        assert "out/a, out/b" in ran.stderr and "out/things" in ran.stderr
        assert contents(Path("out")) == before
    Path("out/a").rename("out/things")
    generate()
    assert contents(Path("out/b")) == {
        path.removeprefix("b/"): data
        for path, data in before.items()
        if path.startswith("b/")
    }
