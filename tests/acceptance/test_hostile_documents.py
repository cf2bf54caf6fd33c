"""Hostile documents, processed by the whole program in a process of its own.

A run exits with 2, or generates a package if the document is usable. It needs little
time and memory, shows no traceback, and opens no file outside of the folder.
"""

from __future__ import annotations

import ast
import doctest
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from .attacks import ATTACKS, SECRET, Attack, Target
from .command import contents
from .watched import Watch, run_watched, watching

MEMORY = 1_000_000_000
# The groups of which the first attack runs by default; a slow run has all of them.
QUICK_GROUPS = "41 42 44 45 46 48 49 50 53 54 65 67 71 72 73 74 77".split()
QUICK = {next(name for name in ATTACKS if name.startswith(g)) for g in QUICK_GROUPS}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file beside the folder of the document."""
    path = tmp_path / "secret.yml"
    path.write_text(f"secret: {{type: string, description: {SECRET}}}\n")
    return path


@pytest.fixture
def watch(secret: Path) -> Iterator[Watch]:
    with watching(secret) as found:
        yield found


def lay_out(attack: Attack, folder: Path) -> None:
    """Write the document and the files beside it."""
    document = attack.document
    if isinstance(document, dict):
        document = json.dumps(document)
    for name, content in {attack.name: document, **attack.files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    for name, target in attack.links.items():
        os.symlink(target, folder / name)
    for name in attack.pipes:
        os.mkfifo(folder / name)


RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\..*)?"
    r'|.*[. ]|.*[<>:"/\\|?*\x00-\x1f].*',
    re.IGNORECASE,
)
MENTION = re.compile(r"(?<!\w)@octocat|(?<![\w&/])#\d+\b|\bGH-\d")


def shown_text(markdown: str) -> Iterator[str]:
    """Yield the texts of Markdown that are not code."""
    for block in MarkdownIt("commonmark").enable("table").parse(markdown):
        for token in block.children or ():
            if token.type == "text":
                yield token.content


def assert_inert(output: Path) -> None:
    """No text of the document is a doctest or mentions anybody, and each path is one
    that Windows has too.
    """
    parser = doctest.DocTestParser()
    for path in output.rglob("*"):
        assert not RESERVED.fullmatch(path.name), path
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if path.suffix == ".md":
            assert not parser.get_examples(text), path
            assert not any(map(MENTION.search, shown_text(text))), path
        elif path.suffix == ".py" and path.parent.name != "_core":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                    assert not parser.get_examples(str(node.value.value)), path


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name in ATTACKS
    ],
)
def test_a_hostile_document_is_harmless(
    tmp_path: Path, secret: Path, watch: Watch, name: str
) -> None:
    attack = ATTACKS[name](Target(secret, watch.port))
    folder, output = tmp_path / "here", tmp_path / "out"
    folder.mkdir()
    lay_out(attack, folder)
    kept = output / "kept"
    kept.mkdir(parents=True)
    (kept / "mine.txt").write_text("mine")

    before = contents(folder)
    command = ["doctor", attack.name] if attack.doctor else [attack.name, "-o", output]
    seen = run_watched([*command, *attack.options], folder)

    text, error = seen.ran.output, seen.ran.stderr
    assert seen.ran.code in (0, 2), error[-2_000:]
    assert "Traceback" not in text and "internal error" not in text, error
    assert seen.memory < MEMORY
    if attack.code:
        assert f"[{attack.code}]" in error
    if seen.ran.code == 2:
        assert "error" in error
        assert contents(output) == {"kept/mine.txt": b"mine"}
        assert contents(folder) == before
    assert not watch.opened(), "a file outside of the folder was opened"
    assert not watch.called(), "an address was called"
    assert SECRET not in text
    assert not [
        path for path, data in contents(output).items() if SECRET.encode() in data
    ]
    assert_inert(output)
    assert not list(tmp_path.rglob("canary*")), "text of the document was run"
    written = set(tmp_path.iterdir())
    assert written <= {
        folder,
        output,
        secret,
        tmp_path / "out.txt",
        tmp_path / "err.txt",
    }
    assert not any(ord(sign) < 32 and sign != "\n" for sign in text)
