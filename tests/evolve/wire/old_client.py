"""The old package: its methods, the calls that its users make, and their results."""

from __future__ import annotations

import ast
import importlib
import json
import sys
import typing
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

import httpx2

from generator.contract import Case
from generator.contract.client import call_method
from generator.contract.document import Document
from generator.contract.drawing.calls import Call, CallGenerator
from generator.contract.drawing.instances import InstanceGenerator, alter
from generator.contract.judging.credentials import Credentials
from generator.contract.operation import Operation
from generator.contract.schemas.direction_schema import DirectionSchemas
from generator.contract.sent_request import SentRequest, sent_request
from generator.pipeline import Options, generate

from .findings import Finding
from .usage import Use

__all__ = ["BASE_PATH", "Described", "OldClient", "RecordedCall"]

BASE_PATH = "/base"
_BASE_URL = f"https://api.test{BASE_PATH}"
_MAX_CALLS = 24
_MAX_ALTERED = 80

Answer = Callable[[httpx2.Request], httpx2.Response]


@dataclass(frozen=True)
class Described:
    """A document for the contract engine: its schemas, and generators of test data."""

    document: Document
    requests: DirectionSchemas
    responses: DirectionSchemas
    calls: CallGenerator
    instances: InstanceGenerator

    @classmethod
    def of(cls, root: dict[str, Any]) -> Described:
        """Describe a document whose references are local."""
        document = Document(root)
        requests = DirectionSchemas(document, "request")
        responses = DirectionSchemas(document, "response")
        calls, instances = CallGenerator(requests), InstanceGenerator(responses)
        return cls(document, requests, responses, calls, instances)


@dataclass(frozen=True)
class Outcome:
    """What the user gets: what goes wrong, and the places that have a value."""

    findings: list[Finding]
    places: set[str]


@dataclass(frozen=True)
class RecordedCall:
    """A call that a user of the old package makes, and the request that it sends."""

    case: Case
    operation: Operation
    call: Call
    request: SentRequest
    repeat: Callable[[Answer], Outcome]
    """Make the call again with another server."""


class _Sent(Exception):
    """Ends a call after its request."""


class OldClient:
    """The package of a document, generated and imported once.

    Args:
        document: The document.
        folder: An empty folder for the package.
        name: The name of the package, which no other module has.
    """

    def __init__(self, document: dict[str, Any], folder: Path, name: str) -> None:
        self.source = folder / "old.json"
        self.source.write_text(json.dumps(document), encoding="utf-8")
        generated = generate(self.source, Options(name=name))
        for path, text in generated.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
        self.root = json.loads((folder / "tests" / "openapi.json").read_text())
        sys.path.insert(0, str(folder))
        try:
            self._package = importlib.import_module(name)
            importlib.import_module(f"{name}.models")
        finally:
            sys.path.remove(str(folder))
        self.described = Described.of(self.root)
        tests = sorted((folder / "tests").glob("test_*.py"))
        self.cases = [case for path in tests for case in _variable(path, "CASES")]
        self.schemes = dict(_variable(folder / "tests" / "conftest.py", "CREDENTIALS"))
        self._credentials = Credentials(self.described.document, self.schemes)
        inspection = importlib.import_module(f"{name}._core.type_inspection")
        self._members = inspection.union_members
        self._recorded: dict[str, list[RecordedCall]] = {}

    def calls(self, case: Case) -> list[RecordedCall]:
        """Return the calls of a method, the minimal one first."""
        if case.name not in self._recorded:
            self._recorded[case.name] = list(self._calls(case))
        return self._recorded[case.name]

    def close(self) -> None:
        """Forget the modules of the package."""
        name = self._package.__name__
        for each in [n for n in sys.modules if n.partition(".")[0] == name]:
            del sys.modules[each]

    def missing(self, case: Case) -> list[str]:
        """Return why some calls of a method are missing."""
        operation = self.described.document.operation(case.method, case.path)
        reasons = self.described.calls.calls(case, operation.decided(case))[1]
        return reasons if self.calls(case) else ["no call", *reasons]

    def _calls(self, case: Case) -> Iterator[RecordedCall]:
        described = self.described
        operation = described.document.operation(case.method, case.path).decided(case)
        found = described.calls.calls(case, operation)[0][:_MAX_CALLS]
        found += _altered(described, operation, found)
        known = set(self.schemes.values())
        alternatives = [known.intersection(e) for e in operation.security or ()]
        jobs: list[tuple[Call, set[str] | None]] = [(each, None) for each in found]
        jobs += [(each, only) for each in found[:1] for only in alternatives]
        for call, schemes in jobs:
            secrets = self._credentials.arguments(schemes)
            requests: list[SentRequest] = []

            def send(
                request: httpx2.Request, seen: list[SentRequest] = requests
            ) -> Any:
                seen.append(sent_request(request))
                raise _Sent

            arguments = described.calls.arguments(case, operation, call)
            repeat = self._repeat(case, arguments, secrets)
            repeat(send)  # The client refuses what does not fit its arguments.
            if requests:
                yield RecordedCall(case, operation, call, requests[0], repeat)

    def _repeat(
        self, case: Case, arguments: Any, secrets: Mapping[str, Any]
    ) -> Callable[[Answer], Outcome]:
        def repeat(answer: Answer) -> Outcome:
            transport = httpx2.MockTransport(answer)
            with (
                httpx2.Client(transport=transport) as http,
                self._package.Client(
                    http_client=http, base_url=_BASE_URL, max_retries=0, **secrets
                ) as client,
            ):
                return self._result(client, case, arguments)

        return repeat

    def _result(self, client: Any, case: Case, arguments: Any) -> Outcome:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                value = call_method(self._package, client, case.name, arguments)
            except _Sent:
                return Outcome([], set())
            except Exception as error:  # noqa: BLE001  # the user gets it
                return Outcome(
                    [Finding("break", f"{type(error).__name__}: {error}")], set()
                )
            found = [
                Finding("warn", str(each.message))
                for each in caught
                if not issubclass(each.category, DeprecationWarning)
            ]
        annotation = _return_type(attrgetter(case.name)(client))
        use = Use(self._members)
        return Outcome([*found, *use.findings(value, annotation)], use.places)


def _altered(
    described: Described, operation: Operation, calls: list[Call]
) -> list[Call]:
    """Return calls that differ in one place from the one with the most values, and are
    valid: other texts and numbers, and without what is optional.
    """
    if not calls:
        return []
    largest = max(calls, key=lambda each: len(json.dumps(each.values)))
    found: list[Call] = []
    for label, _, values in alter(largest.values, 60, 5):
        call = replace(largest, label=label, values=values)
        if None in values.values() or not largest.values.keys() <= values.keys():
            continue
        if not described.calls.problems(operation, call):
            found.append(call)
    return found[:_MAX_ALTERED]


def _return_type(method: Any) -> Any:
    """Return the annotation of what a method returns; Any if it is not known."""
    try:
        found = typing.get_type_hints(method).get("return", Any)
    except NameError:
        return Any
    name = getattr(typing.get_origin(found) or found, "__name__", "")
    return Any if name.endswith(("Page", "Stream", "Download")) else found


def _variable(path: Path, name: str) -> Any:
    """Return a variable of a test module, which is not imported; () without it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return eval(ast.unparse(node.value), {"Case": Case})
    return ()
