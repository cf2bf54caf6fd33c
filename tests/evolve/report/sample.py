"""A report with one change of each kind that the formats distinguish."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics.model import Place
from generator.evolve import Change, LocatedChange, Report
from generator.evolve.change import Subject
from generator.evolve.rules import RULES

__all__ = ["HOSTILE", "change", "report", "report_of"]

HOSTILE = "<script>alert(1)</script>`](x) \u202e\x1b[31m & \"'"


def change(rule: str, symbol: str, name: str, old: str = "", new: str = "") -> Change:
    return Change(RULES[rule], symbol, Subject(name, "#/a", "#/b"), "", "", old, new)


CHANGES = (
    change("operation-removed", "client.pets.get()", "client.pets.get"),
    change("parameter-optional-added", "client.pets.list(page=)", "client.pets.list"),
    change("parameter-moved", "client.pets.list(id=)", "client.pets.list", "query", "header"),
    change("response-enum-member-added", "models.State", "models.State", new=HOSTILE),
    change("response-media-type-removed", "client.pets.list()", "client.pets.list", "a/b"),
    change("operation-deprecated", "client.pets.list()", "client.pets.list"),
    change("model-described", "models.State", "models.State"),
)  # fmt: skip
SIGNATURES = {
    "client.pets.get": ("client.pets.get() -> str", ""),
    "client.pets.list": (
        "client.pets.list(\n    id: str,\n) -> str",
        "client.pets.list(\n    id: str,\n    page: int | None = None,\n) -> str",
    ),
    "models.State": ("State = str", "State = str"),
}


def report(
    *, title: str = "Pets", new_version: str = "1.1.0", changes: bool = True
) -> Report:
    """The report, or one of two equal documents."""
    found = CHANGES if changes else ()
    return report_of(found, title=title, new_version=new_version)


def report_of(
    changes: Iterable[Change], *, title: str = "Pets", new_version: str = "1.1.0"
) -> Report:
    """A report of these changes."""
    places = [
        LocatedChange(
            each,
            Place("specs/old.yml", number, 5, "#/a"),
            Place("specs/new.yml", number, 7, "#/b"),
        )
        for number, each in enumerate(changes, 1)
    ]
    return Report(
        title,
        "1.0.0",
        new_version,
        "1.0.0",
        "1.1.0" if new_version == "1.1.0" else "1.0.0",
        tuple(places),
        not places,
        SIGNATURES,
        "pets",
    )
