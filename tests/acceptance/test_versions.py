"""Regeneration with new versions, `--check` and `diff`."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from .command import SPEC, contents, gen_client_here, python

PROJECT = "qiskit-runtime-sessions"
OVERLAY = SPEC.with_name("sessions.overlay.yml")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the document, its overlay and what is generated from them."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(SPEC, tmp_path)
    shutil.copy(OVERLAY, tmp_path)
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    return tmp_path / "out" / PROJECT


def rewrite(edit: Callable[[dict[str, Any]], None]) -> None:
    """Change the document as its author would."""
    document = yaml.load(Path("sessions.yml").read_text(), yaml.CSafeLoader)
    edit(document)
    Path("sessions.yml").write_text(yaml.safe_dump(document, sort_keys=False))


def edit_to_0_46(document: dict[str, Any]) -> None:
    """A fictitious version 0.46.0."""
    document["info"]["version"] = "0.46.0"
    schemas = document["components"]["schemas"]
    schemas["JobSession"]["properties"]["region"] = {"type": "string"}
    schemas["SessionState"]["enum"].append("paused")
    document["paths"]["/v1/sessions/{id}"]["get"].setdefault("parameters", []).append(
        {
            "name": "detail",
            "in": "query",
            "required": True,
            "schema": {"type": "string"},
        }
    )
    del document["paths"]["/v1/sessions/{id}/close"]


def test_a_new_version(place: Path) -> None:
    before = contents(place)
    old_entry = (place / "CHANGELOG.md").read_text().removeprefix("# Changelog\n\n")
    rewrite(edit_to_0_46)
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    after = contents(place)

    log = (place / "CHANGELOG.md").read_text()
    assert log.endswith(f"\n{old_entry}"), "earlier entries stay byte for byte"
    entry = log.removesuffix(old_entry)
    assert entry.startswith("# Changelog\n\n## 0.46.0\n")
    breaking = entry.partition("### Breaking")[2].partition("### ")[0]
    added = entry.partition("### Added")[2].partition("### ")[0]
    assert "`client.sessions.close()` was removed" in breaking
    assert "`client.sessions.get(detail=)` was added and is required" in breaking
    assert "`models.JobSession.region`" in added
    assert '`"paused"`' in added
    assert entry.count("\n- ") == 4

    # Files of unchanged parts are the same, byte for byte.
    changed = {path for path in before.keys() | after.keys()
               if before.get(path) != after.get(path)}  # fmt: skip
    package = "qiskit_runtime_sessions"
    runtime = {path for path in before if path.startswith(f"{package}/_core/")}
    assert not runtime & changed
    assert f"{package}/models/base_create_session_request.py" not in changed
    assert f"{package}/models/sessions.py" in changed
    assert b'__version__ = "0.46.0"' in after[f"{package}/_version.py"]
    assert b"def close" not in after[f"{package}/resources/sessions.py"]

    assert gen_client_here("sessions.yml", "-o", "out", "--check").code == 0


WIRE_CHANGES = """\
-#   "elapsed_time": 1.432
+#   "elapsed_time": 1.432,
+#   "region": "text"
-# client.sessions.get("text")
-GET {{base_url}}/v1/sessions/text HTTP/1.1
+# client.sessions.get("text", detail="text")
+GET {{base_url}}/v1/sessions/text?detail=text HTTP/1.1
-#   "elapsed_time": 1.432
+#   "elapsed_time": 1.432,
+#   "region": "text"
-
-### sessions.close
-# client.sessions.close("a")
-DELETE {{base_url}}/v1/sessions/a/close HTTP/1.1
-Accept: */*
-Authorization: Bearer {{bearer_auth}}
-IBM-API-Version: {{api_version}}
-Service-CRN: {{service_crn}}
-
-# HTTP/1.1 204 No Content
"""


def test_a_new_version_changes_the_wire_only_where_the_api_changed(
    place: Path,
) -> None:
    before = wire(place)
    rewrite(edit_to_0_46)
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    after = wire(place)
    assert before.keys() == after.keys() == {"sessions.http"}
    old, new = (files["sessions.http"].splitlines() for files in (before, after))
    changed = [
        line
        for line in difflib.unified_diff(old, new, n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    assert changed == WIRE_CHANGES.splitlines()


def test_what_is_not_on_the_wire_does_not_change_it(place: Path) -> None:
    before, text = wire(place), Path("sessions.yml").read_text()
    for old, new in (
        ("version: 0.45.3", "version: 0.45.4"),
        ("summary: Create a Session", "summary: Create one"),
        ("description: Internal error", "description: Other"),
    ):
        assert old in text
        text = text.replace(old, new)
    Path("sessions.yml").write_text(text)
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    assert wire(place) == before


def wire(project: Path) -> dict[str, str]:
    """The requests and responses of a project as text, by file."""
    paths = (project / "tests" / "wire").iterdir()
    return {path.name: path.read_text() for path in paths}


def test_unchanged_files_are_not_written(place: Path) -> None:
    times = {path: (place / path).stat().st_mtime_ns for path in contents(place)}
    before = contents(place)
    rewrite(edit_to_0_46)
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    after = contents(place)
    same = [path for path in before if before[path] == after.get(path)]
    assert [p for p in same if (place / p).stat().st_mtime_ns != times[p]] == []
    assert len(same) > 30


def test_warns_of_a_version_that_is_too_low(place: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        edit_to_0_46(document)
        document["info"]["version"] = "0.45.4"

    rewrite(edit)
    ran = gen_client_here("sessions.yml", "-o", "out")
    assert ran.code == 0
    assert "0.45.4" in ran.stderr and "0.46.0" in ran.stderr


def test_warns_of_a_version_that_did_not_change(place: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        edit_to_0_46(document)
        document["info"]["version"] = "0.45.3"

    rewrite(edit)
    ran = gen_client_here("sessions.yml", "-o", "out")
    assert ran.code == 0
    assert "its version is still 0.45.3" in ran.stderr


def test_a_newer_generator_makes_post_releases(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in ((1, "98.0"), (2, "99.0")):
        for module in ("pipeline", "release", "workspace.drift"):
            monkeypatch.setattr(f"generator.{module}.__version__", name)
        assert gen_client_here("sessions.yml", "-o", "out", "--check").code == 1
        assert gen_client_here("sessions.yml", "-o", "out").code == 0
        release = (place / "qiskit_runtime_sessions" / "_version.py").read_text()
        assert f'__version__ = "0.45.3.post{number}"' in release
        assert 'API_VERSION = "0.45.3"' in release
        assert gen_client_here("sessions.yml", "-o", "out", "--check").code == 0
    rewrite(edit_to_0_46)
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    release = (place / "qiskit_runtime_sessions" / "_version.py").read_text()
    assert '__version__ = "0.46.0"' in release


def test_former_names_stay_as_deprecated_aliases(place: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["info"]["version"] = "0.45.4"
        patch = document["paths"]["/v1/sessions/{id}"]["patch"]
        patch["operationId"] = "change_session"

    rewrite(edit)
    text = Path("sessions.yml").read_text().replace("ErrorContainer", "ErrorEnvelope")
    Path("sessions.yml").write_text(text)
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    program = (
        "import warnings, httpx2\n"
        "from qiskit_runtime_sessions import Client, ErrorContainer, ErrorEnvelope\n"
        "assert ErrorContainer is ErrorEnvelope\n"
        "http = httpx2.Client(transport=httpx2.MockTransport("
        "lambda request: httpx2.Response(204)))\n"
        "client = Client(bearer_auth='a', service_crn='b', api_version='c', "
        "http_client=http)\n"
        "client.sessions.change('1', accepting_jobs=False)\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    client.sessions.update('1', accepting_jobs=False)\n"
        "assert [w.category for w in caught] == [DeprecationWarning], caught\n"
    )
    ran = python("-c", program, cwd=place)
    assert ran.code == 0, ran.output

    # They are kept by the next runs, until the next major version.
    rewrite(lambda document: document["info"].update(version="0.45.5"))
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    assert python("-c", program, cwd=place).code == 0
    rewrite(lambda document: document["info"].update(version="0.46.0"))
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    assert python("-c", program, cwd=place).code == 1


def test_versions_side_by_side(place: Path) -> None:
    assert gen_client_here("sessions.yml", "-o", "pinned", "--pin").code == 0
    rewrite(edit_to_0_46)
    assert gen_client_here("sessions.yml", "-o", "pinned", "--pin").code == 0
    folders = sorted(path.name for path in Path("pinned").iterdir())
    assert folders == [f"{PROJECT}-v0-45-3", f"{PROJECT}-v0-46-0"]
    program = (
        "import sys\n"
        f"sys.path[:0] = {[str(Path('pinned', name).resolve()) for name in folders]}\n"
        "import qiskit_runtime_sessions_v0_45_3 as old\n"
        "import qiskit_runtime_sessions_v0_46_0 as new\n"
        "assert hasattr(old.Client(bearer_auth='a').sessions, 'close')\n"
        "assert not hasattr(new.Client(bearer_auth='a').sessions, 'close')\n"
        "assert (old.API_VERSION, new.API_VERSION) == ('0.45.3', '0.46.0')\n"
    )
    ran = python("-c", program)
    assert ran.code == 0, ran.output
    for name in folders:
        project = Path("pinned", name, "pyproject.toml").read_text()
        assert f'name = "{name}"' in project


# --check.


def flip(path: Path) -> None:
    """Change one byte, in the middle of a word."""
    data = bytearray(path.read_bytes())
    found = [m.start() for m in re.finditer(rb"(?<=[a-z]{3})[a-z](?=[a-z]{3})", data)]
    place = found[len(found) // 2]
    data[place] = ord("q") if data[place] != ord("q") else ord("z")
    path.write_bytes(bytes(data))


def document_changes(place: Path) -> None:
    text = Path("sessions.yml").read_text()
    Path("sessions.yml").write_text(text.replace("Get a session", "Got a session"))


def overlay_changes(place: Path) -> None:
    path = Path("sessions.overlay.yml")
    path.write_text(path.read_text().replace("x-gen-name: close", "x-gen-name: clos"))


def source_changes(place: Path) -> None:
    flip(place / "qiskit_runtime_sessions" / "resources" / "sessions.py")


def runtime_changes(place: Path) -> None:
    flip(place / "qiskit_runtime_sessions" / "_core" / "model.py")


def bytes_change(place: Path) -> None:
    """One bit, which makes a file no text any more."""
    path = place / "api.md"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] |= 0x80
    path.write_bytes(bytes(data))


def changelog_changes(place: Path) -> None:
    flip(place / "CHANGELOG.md")


def lock_changes(place: Path) -> None:
    path = place / "gen-client.lock"
    path.write_text(path.read_text().replace('"0.45.3"', '"0.45.4"', 1))


def file_is_missing(place: Path) -> None:
    (place / "api.md").unlink()


def file_is_left(place: Path) -> None:
    """A file that an earlier run has written and this one would not."""
    text = "print('old')\n"
    (place / "old.py").write_text(text)
    lock = json.loads((place / "gen-client.lock").read_text())
    lock["files"]["old.py"] = hashlib.sha256(text.encode()).hexdigest()
    shown = json.dumps(lock, indent=2, sort_keys=True, ensure_ascii=False)
    (place / "gen-client.lock").write_text(shown + "\n")


def consistent_tampering(place: Path) -> None:
    """A file and its digest in the lock, both changed."""
    path = place / "qiskit_runtime_sessions" / "client.py"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    flip(path)
    after = hashlib.sha256(path.read_bytes()).hexdigest()
    lock = place / "gen-client.lock"
    lock.write_text(lock.read_text().replace(before, after))


@pytest.mark.parametrize(
    "change",
    [
        document_changes,
        overlay_changes,
        source_changes,
        runtime_changes,
        bytes_change,
        changelog_changes,
        lock_changes,
        file_is_missing,
        file_is_left,
        consistent_tampering,
    ],
    ids=lambda change: str(change.__name__),
)
def test_check_detects(place: Path, change: Callable[[Path], None]) -> None:
    assert gen_client_here("sessions.yml", "-o", "out", "--check").code == 0
    change(place)
    before = contents(place.parent)
    ran = gen_client_here("sessions.yml", "-o", "out", "--check")
    assert ran.code == 1
    assert re.search(r"^@@ ", ran.stdout, re.MULTILINE) or "by hand" in ran.stdout
    assert contents(place.parent) == before, "a check writes nothing"


def test_check_of_a_missing_project(place: Path) -> None:
    ran = gen_client_here("sessions.yml", "-o", "elsewhere", "--check")
    assert ran.code == 1 and not Path("elsewhere").exists()
    assert "Traceback" not in ran.output and ran.stdout == ""


def test_check_with_problems_as_json(place: Path) -> None:
    runtime_changes(place)
    ran = gen_client_here("sessions.yml", "-o", "out", "--check", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.stdout) == [] and "@@" in ran.stderr


def test_check_names_edited_files(place: Path) -> None:
    runtime_changes(place)
    ran = gen_client_here("sessions.yml", "-o", "out", "--check")
    assert "edited by hand: qiskit_runtime_sessions/_core/model.py" in ran.stdout
    assert "a/qiskit_runtime_sessions/_core/model.py" in ran.stdout


def test_check_writes_nothing_anywhere(place: Path) -> None:
    """Every attempt to open a file for writing, to make, move or remove one is seen."""
    document_changes(place)
    watch = (
        "import os, sys\n"
        "def seen(event, args):\n"
        "    if event == 'open' and isinstance(args[2], int):\n"
        "        if args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):\n"
        "            if os.getcwd() in os.path.abspath(str(args[0])): os._exit(9)\n"
        "    elif event in ('os.rename', 'os.mkdir', 'os.remove', 'os.rmdir'):\n"
        "        if os.getcwd() in os.path.abspath(str(args[0])): os._exit(9)\n"
        "sys.addaudithook(seen)\n"
        "from generator.cli import main\n"
        "main(['sessions.yml', '-o', 'out', '--check'])\n"
    )
    for path in [place, *place.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    ran = python("-c", watch)
    for path in [place, *place.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert ran.code == 1, ran.output
    assert "+++ b/" in ran.stdout


# diff.


def test_diff_of_a_project_and_a_document(place: Path) -> None:
    same = gen_client_here("diff", place, "sessions.yml", "--fail-on", "minor")
    assert same.code == 0, same.output
    rewrite(edit_to_0_46)
    ran = gen_client_here("diff", place, "sessions.yml", "--format", "json")
    assert ran.code == 0
    found = json.loads(ran.stdout)
    assert found["bump"] == "major" and found["suggested_version"] == "0.46.0"
    symbols = {change["symbol"] for change in found["changes"]}
    assert symbols == {
        "client.sessions.close()",
        "client.sessions.get(detail=)",
        "models.JobSession.region",
        "models.SessionState",
    }
    lines = Path("sessions.yml").read_text().splitlines()
    (added,) = [c for c in found["changes"] if c["symbol"].endswith("region")]
    assert "region" in lines[added["new"]["line"] - 1]
    assert (
        gen_client_here("diff", place, "sessions.yml", "--fail-on", "major").code == 1
    )


@pytest.mark.parametrize("given", ["missing.yml", "out", "."])
def test_diff_refuses_paths_without_a_version(place: Path, given: str) -> None:
    ran = gen_client_here("diff", given, "sessions.yml")
    assert ran.code == 2
    assert "Traceback" not in ran.output and given in ran.stderr
    assert "internal error" not in ran.stderr


HOSTILE = "<script>alert(1)</script>`](x) \u202e\x1b[31m & \"'"


def test_reports_escape_text_of_documents(place: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["info"]["title"] = HOSTILE
        document["info"]["version"] = HOSTILE
        properties = document["components"]["schemas"]["JobSession"]["properties"]
        properties[HOSTILE] = {"type": "string", "enum": [HOSTILE]}
        document["components"]["schemas"]["SessionState"]["enum"].append(HOSTILE)

    rewrite(edit)
    for name in ("text", "json", "markdown", "html"):
        ran = gen_client_here("diff", place, "sessions.yml", "--format", name)
        assert ran.code == 0, ran.stderr
        assert not {"\x1b", "\u202e", "\r"} & set(ran.stdout)
        if name == "html":
            assert "<script>alert" not in ran.stdout
            assert not re.search(
                r"src=|href=(?!\"#)|url\(|@import|https?:", no_text(ran.stdout)
            )
        if name == "markdown":
            outside = re.sub(r"`[^`]*`", "", ran.stdout.replace("\\`", ""))
            assert "<script" not in outside.replace("\\<", "")


def no_text(page: str) -> str:
    """The tags of a page, without what stands between them."""
    return "".join(re.findall(r"<[^>]*>", page))


def test_the_changelog_escapes_text_of_documents(place: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["info"]["version"] = "0.46.0"
        document["components"]["schemas"]["SessionState"]["enum"].append(HOSTILE)

    rewrite(edit)
    assert gen_client_here("sessions.yml", "-o", "out").code == 0
    log = (place / "CHANGELOG.md").read_text()
    assert "alert(1)" in log
    assert "<script" not in re.sub(r"`[^`\n]*`", "", log)
