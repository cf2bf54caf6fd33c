"""README, docs and the files beside them: short, linked, and true to the program."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from generator.cli import gen_client as cli

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
GROUP = click.Context(cli)


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in headings
    }


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_within_the_repository_lead_somewhere(path: Path) -> None:
    for link in LINK.findall(path.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


@pytest.mark.parametrize("name", cli.list_commands(GROUP))
def test_the_command_line_page_has_every_option(name: str) -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    documented = set(OPTION.findall(page))
    command = cli.get_command(GROUP, name)
    assert command is not None
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert options
    for option in options:
        assert set(option.opts) <= documented


def test_the_command_line_page_has_no_other_option() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    commands = [cli, *(cli.get_command(GROUP, n) for n in cli.list_commands(GROUP))]
    known = {"-h", "--help"}
    for command in commands:
        assert command is not None
        for parameter in command.params:
            known.update(parameter.opts)
    assert set(OPTION.findall(page)) <= known


def test_contributing_names_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:generator|templates|tests|docs)/[\w./-]*)`", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_architecture_names_packages_that_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    parts = "cli|pipeline|release|diff|workspace|emit|evolve|surface|lower|names|document|ir|diagnostics"
    named = re.findall(rf"`((?:{parts})/[a-z0-9_/]*)`", text)
    assert named
    for name in named:
        path = ROOT / "generator" / name
        assert path.is_dir() or path.with_suffix(".py").is_file(), name


def test_the_package_is_described() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    described = project["project"]
    assert described["license"] == "MIT"
    assert {"authors", "urls", "classifiers", "keywords"} <= described.keys()
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    assert (ROOT / "generator" / "py.typed").is_file()
