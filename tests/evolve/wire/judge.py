"""Compares what users of the old package get with the reported wire level."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.contract import Case
from generator.diagnostics.model import Problems
from generator.diff import diff_versions, find_version
from generator.document.load import load_document
from generator.evolve.change import LEVELS, Change, Level, worst_level

from .findings import Finding
from .new_server import NewServer
from .old_client import OldClient, RecordedCall

__all__ = ["Judged", "OldVersion"]

_MAX_OPERATIONS = 10
_ANYTHING = "response-type-lifted"


@dataclass(frozen=True)
class Judged:
    """The reported and the observed level of a new document."""

    changes: tuple[Change, ...]
    findings: tuple[tuple[str, Finding], ...]
    """What goes wrong, with the method."""
    is_complete: bool
    """Whether the calls and the responses that were drawn cover their schemas."""

    @property
    def reported(self) -> Level:
        return worst_level(each.wire for each in self.changes)

    @property
    def agrees(self) -> bool | None:
        """Whether the two levels are the same; None if the draws cannot tell."""
        if self.reported == self.observed:
            return True
        is_less = LEVELS.index(self.observed) < LEVELS.index(self.reported)
        return None if is_less and not self.is_complete else False

    @property
    def observed(self) -> Level:
        """The gravest finding. A value that may be anything need not be another one than
        before: it is degraded at worst.
        """
        found = worst_level(finding.level for _, finding in self.findings)
        grave = {each.rule.id for each in self.changes if each.wire != "ok"}
        return "warn" if found == "break" and grave == {_ANYTHING} else found


class OldVersion(AbstractContextManager["OldVersion"]):
    """The old document and its package, which is generated and imported once."""

    def __init__(self, document: dict[str, Any], folder: Path, name: str) -> None:
        self.client = OldClient(document, folder, name)
        self._folder = folder
        self._texts = {c.name: _closure(self.client.root, c) for c in self.client.cases}
        self._usual: dict[str, tuple[set[Finding], set[str]]] = {}

    def __exit__(self, *exception: object) -> None:
        self.client.close()

    def judge(self, document: dict[str, Any]) -> Judged:
        """Judge a new document; raise DocumentError if the generator refuses it."""
        path = self._folder / "new.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        report = diff_versions(find_version(self.client.source), find_version(path))
        changes = tuple(each.change for each in report.changes)
        root = load_document(path, Problems()).bundle()
        server = NewServer(root, self.client.described)
        affected = [
            case
            for case in self.client.cases
            if _closure(root, case) != self._texts[case.name]
        ]
        findings = [
            (case.name, finding)
            for case in affected[:_MAX_OPERATIONS]
            for finding in self._findings(case, server)
        ]
        findings += [("client", each) for each in self._server_findings(root)]
        missing = [each for case in affected for each in self.client.missing(case)]
        is_complete = not (missing or server.missing) and (
            len(affected) <= _MAX_OPERATIONS
        )
        return Judged(changes, tuple(findings), is_complete)

    def _findings(self, case: Case, server: NewServer) -> Iterator[Finding]:
        """Yield what goes wrong with the new server and not with the old one."""
        if case.name not in self._usual:
            old = NewServer(self.client.root, self.client.described)
            self._usual[case.name] = _divided(_outcomes(self.client, case, old))
        usual, usual_places = self._usual[case.name]
        findings, places = _divided(_outcomes(self.client, case, server))
        yield from (each for each in findings if each not in usual)
        if places:
            for place in sorted(usual_places - places):
                yield Finding("warn", f"{place}: never has a value")

    def _server_findings(self, root: dict[str, Any]) -> Iterator[Finding]:
        urls = {each["url"] for each in root.get("servers") or ()}
        for each in self.client.root.get("servers") or ():
            if each["url"] not in urls:
                yield Finding("warn", f"no server has the URL {each['url']}")


def _divided(
    outcomes: Iterator[Finding | set[str]],
) -> tuple[set[Finding], set[str]]:
    findings: set[Finding] = set()
    places: set[str] = set()
    for each in outcomes:
        if isinstance(each, Finding):
            findings.add(each)
        else:
            places |= each
    return findings, places


def _outcomes(
    client: OldClient, case: Case, server: NewServer
) -> Iterator[Finding | set[str]]:
    """Yield what goes wrong in the calls of a method, and the places of its results that
    have a value.
    """
    accepted: RecordedCall | None = None
    for recorded in client.calls(case):
        found = list(server.judge(recorded))
        yield from found
        if accepted is None and worst_level(each.level for each in found) != "break":
            accepted = recorded
    if accepted is None:
        accepted = next(iter(client.calls(case)), None)
    operation = None if accepted is None else server.operation(accepted.request)
    if accepted is None or operation is None:
        return
    places: set[str] = set()
    for label, answer in server.answers(operation, accepted):
        outcome = accepted.repeat(lambda request, each=answer: each)  # type: ignore[misc]
        places |= outcome.places
        for finding in outcome.findings:
            yield Finding(finding.level, f"{label}: {finding.reason}")
    yield places


def _closure(root: dict[str, Any], case: Case) -> str:
    """Return the text of an operation with all that it refers to; "" without it."""
    item = root["paths"].get(case.path)
    operation = (item or {}).get(case.method.lower())
    if operation is None:
        return ""
    found: dict[str, Any] = {}
    shared = {k: v for k, v in item.items() if k in ("parameters", "servers", "$ref")}
    security = operation.get("security", root.get("security"))
    defined = root.get("components", {}).get("securitySchemes", {})
    used = {name for each in security or () for name in each}
    schemes = {name: each for name, each in defined.items() if name in used}
    _collect(root, [operation, shared], found)
    return json.dumps([operation, shared, security, schemes, found], sort_keys=True)


def _collect(root: dict[str, Any], value: Any, found: dict[str, Any]) -> None:
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and reference not in found:
            target: Any = root
            for token in reference.split("/")[1:]:
                key = token.replace("~1", "/").replace("~0", "~")
                target = target[int(key)] if isinstance(target, list) else target[key]
            found[reference] = target
            _collect(root, target, found)
        for each in value.values():
            _collect(root, each, found)
    elif isinstance(value, list):
        for each in value:
            _collect(root, each, found)
