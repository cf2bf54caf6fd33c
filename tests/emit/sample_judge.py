"""Executes the sample calls of a document against its generated package.

Run as ``python -m tests.emit.sample_judge DOCUMENT FOLDER``, in a process of its own:
prints what is wrong, and how many methods have a sample, as JSON.
"""

from __future__ import annotations

import ast
import asyncio
import datetime
import importlib
import json
import os
import re
import sys
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2

from generator.contract.judging.request_validator import RequestValidator
from generator.contract.judging.wire_checks import with_sent_json
from generator.contract.sent_request import sent_request
from generator.contract.specification import Specification
from generator.contract.wire_file import WireBlock
from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.emit import render_project
from generator.emit.examples import constructor
from generator.emit.samples import SampleCall, SampleResponse, Samples
from generator.lower import ALL_OPERATIONS, lower
from generator.release import plan_release
from generator.surface import Method, Package, identify, surface
from tests.contract.packages import own_cases

__all__ = ["Judgement", "judge"]

_BOUNDARY = re.compile(rb"(?<=--)[0-9a-f]{32}")


@dataclass(frozen=True)
class Judgement:
    """What is wrong with the samples of a document."""

    methods: int
    without_call: list[str]
    without_response: list[str]
    problems: list[str]
    calls: dict[str, str]
    responses: dict[str, tuple[int, str, str]]
    blocks: int
    """How many blocks of code README and api.md have."""


def judge(source: Path, folder: Path) -> Judgement:
    """Generate the package of a document, and execute its sample calls."""
    package, document = _generate(source, folder)
    samples = Samples(package, document)
    specification = Specification.load(folder / "tests" / "openapi.json")
    sys.path.insert(0, str(folder))
    module = importlib.import_module(package.name)
    executed = _Executed(package, module, specification, folder)
    methods = list(package.methods())
    problems, lines = [], []
    calls: dict[str, str] = {}
    responses: dict[str, tuple[int, str, str]] = {}
    without_call, without_response = [], []
    for path, method in methods:
        call, response = samples.call(path, method), samples.response(path, method)
        if response is None:
            without_response.append(path)
        else:
            responses[path] = response.status, response.media_type, response.content
        if call is None:
            without_call.append(path)
            continue
        lines.append(f"    client.{call.typed_code}")
        calls[path] = call.code
        problems += [f"{path}: {each}" for each in executed.problems(call, response)]
    problems += _example_problems(folder)
    _write_module(folder, package.name, lines)
    blocks = 0
    for name in ("README.md", "api.md"):
        found = _blocks((folder / name).read_text(encoding="utf-8"))
        blocks += len(found)
        problems += [f"{name}: {each}" for each in executed.block_problems(found)]
    return Judgement(
        len(methods),
        without_call,
        without_response,
        problems,
        calls,
        responses,
        blocks,
    )


def _example_problems(folder: Path) -> Iterator[str]:
    """Run the test that the README shows, against the package's own fake server."""
    path = folder / "tests" / "example_test.py"
    if not path.exists():
        yield "the README shows no test"
        return
    names: dict[str, Any] = {}
    try:
        exec(path.read_text(encoding="utf-8"), names)
        names["test_with_a_fake_server"]()
    except Exception as error:  # noqa: BLE001 (whatever the test raises)
        yield f"tests/example_test.py: {type(error).__name__}: {str(error)[:300]}"


def _blocks(text: str) -> list[str]:
    """Return the blocks of Python code of a document."""
    return [
        textwrap.dedent(each)
        for each in re.findall(r"(?ms)^ *```python\n(.*?)^ *```$", text)
    ]


def _generate(source: Path, folder: Path) -> tuple[Package, dict[str, Any]]:
    problems = Problems()
    document = load_document(source, problems)
    api = lower(document, problems, ALL_OPERATIONS)
    identity = identify(api, None, pin=False)
    bundle = document.bundle()
    release = plan_release(api, bundle, ALL_OPERATIONS, identity, None)
    package = surface(api, release.names, release.identity.package)
    for path, text in render_project(package, release.identity, bundle).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    return package, bundle


def _write_module(folder: Path, package: str, calls: list[str]) -> None:
    """Write the calls as type-checkers read them."""
    lines = [
        "import datetime",
        "from decimal import Decimal",
        "from uuid import UUID",
        "",
        f"from {package} import Client, models",
        "",
        "USED = (datetime, Decimal, UUID, models)",
        "",
        "def calls(client: Client) -> None:",
        "    assert client",
        *calls,
    ]
    (folder / "sample_calls.py").write_text("\n".join(lines) + "\n", encoding="utf-8")


class _Executed:
    """Calls the methods of a package, and checks what it sends."""

    def __init__(
        self, package: Package, module: Any, spec: Specification, folder: Path
    ) -> None:
        self._package = package
        tests = (path.read_text() for path in folder.glob("tests/test_*.py"))
        self._cases = {case.name: case for text in tests for case in own_cases(text)}
        self._module = module
        self._spec = spec
        self._validator = RequestValidator(spec)
        self._requests: list[httpx2.Request] = []
        self._response: SampleResponse | None = None
        self._is_answered = True
        self._answers: dict[tuple[str, str], list[SampleResponse]] = {}
        transport = httpx2.MockTransport(self._respond)
        arguments = _constructor_values(package)
        self._client = module.Client(
            **arguments,
            http_client=httpx2.Client(transport=transport),
            validate_responses="strict",
            max_retries=0,
        )

    def _respond(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self._requests.append(request)
        key = request.method, str(request.url)
        if self._response is not None:
            self._answers.setdefault(key, []).append(self._response)
        # Operations may share a URL.
        answers = self._answers.get(key, [])
        self._is_answered = len(set(answers)) == 1
        found = answers[-1] if answers else None
        if found is None:
            return httpx2.Response(200)
        headers = {"content-type": found.media_type} if found.media_type else {}
        content = found.content.encode()
        return httpx2.Response(found.status, headers=headers, content=content)

    def problems(
        self, call: SampleCall, response: SampleResponse | None
    ) -> Iterator[str]:
        self._response = response
        sent = []
        for code in (call.code, call.typed_code):
            self._requests.clear()
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)
                    self._execute(code, call.method)
            except Exception as error:  # noqa: BLE001 (whatever a call raises)
                if response is not None or not self._requests:
                    yield f"{code}: {type(error).__name__}: {str(error)[:500]}"
            if not self._requests:
                return
            sent.append(self._requests[0])
        first, second = map(_identity, sent)
        if first != second:
            yield f"{call.typed_code} sends {second!r}, {call.code} sends {first!r}"
        case = self._cases[call.path]
        operation, request = self._spec.operation(case), sent_request(sent[0])
        given = WireBlock("", f"client.{call.code}").arguments(call.path)
        values = self._spec.calls.of_arguments(case, operation, given)
        values = with_sent_json(values, request)
        for each in self._validator.problems(operation, request, values):
            if not _is_decided_by_client(each, call):
                yield f"{call.code}: the document refuses {each}"

    def _execute(self, code: str, method: Method) -> None:
        names = {
            "client": self._client,
            "datetime": datetime,
            "Decimal": Decimal,
            "UUID": UUID,
            "models": importlib.import_module(f"{self._package.name}.models"),
        }
        result = eval(f"client.{code}", names)
        if method.result.kind == "stream":
            with result as stream:
                list(stream)
        elif method.result.kind == "pages":
            next(iter(result), None)

    def block_problems(self, blocks: list[str]) -> Iterator[str]:
        """Execute blocks of code one after another, with a fake server."""
        self._response = None
        module, respond = self._module, self._respond
        names: dict[str, Any] = {"client": self._client, "__name__": "blocks"}

        def sync_client(**arguments: Any) -> Any:
            http = httpx2.Client(transport=httpx2.MockTransport(respond))
            return _client(http_client=http, **arguments)

        def async_client(**arguments: Any) -> Any:
            http = httpx2.AsyncClient(transport=httpx2.MockTransport(respond))
            return _async_client(http_client=http, **arguments)

        _client, _async_client = module.Client, module.AsyncClient
        module.Client, module.AsyncClient = sync_client, async_client
        for block in blocks:
            if "MockTransport" in block:
                continue  # A test of the project, which has its own fake server.
            self._is_answered = True
            names["client"] = names["client"] if "client =" in block else self._client
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)
                    _run(block, names)
            except Exception as error:  # noqa: BLE001 (whatever the code raises)
                if self._is_answered:
                    yield f"{block}\n{type(error).__name__}: {str(error)[:300]}"
        module.Client, module.AsyncClient = _client, _async_client


def _run(block: str, names: dict[str, Any]) -> None:
    code = compile(block, "block", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    waiting = eval(code, names)
    if waiting is not None:
        asyncio.run(waiting)


def _is_decided_by_client(problem: str, call: SampleCall) -> bool:
    """Whether a problem is none of the arguments: an operation's own server gets no
    credentials, and the client has its own User-Agent and a media type for a range.
    """
    if problem.startswith("/security"):
        return bool(call.method.operation.servers)
    return problem.lower().startswith("/header/user-agent") or "*" in call.media_type


def _identity(request: httpx2.Request) -> tuple[object, ...]:
    headers = sorted(
        (k, re.sub("boundary=.*", "", v)) for k, v in request.headers.items()
    )
    headers = [e for e in headers if e[0] != "idempotency-key"]
    content = _BOUNDARY.sub(b"", request.content)
    return str(request.url), tuple(headers), content


def _constructor_values(package: Package) -> dict[str, Any]:
    arguments = constructor(package).partition("(")[2]
    found: dict[str, Any] = eval(f"dict({arguments}")
    return found


if __name__ == "__main__":
    document, project = map(Path.absolute, map(Path, sys.argv[1:]))
    project.mkdir(parents=True, exist_ok=True)
    os.chdir(project)  # A download in the README is saved.
    print(json.dumps(vars(judge(document, project))))
