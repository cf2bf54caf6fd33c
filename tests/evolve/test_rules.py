"""Each rule is found, and a type-checker and a server confirm its levels."""

from __future__ import annotations

import base64
import datetime
import importlib
import json
import re
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import jsonschema
import pytest

from generator.diff import diff_versions, find_version
from generator.evolve import Change
from generator.evolve.rules import RULES
from tests.acceptance.checkers import Errors, mypy, pyright
from tests.acceptance.command import gen_client_here

from .case import Case, document, with_number
from .cases import CASES

USUAL_CALL = (
    "client.@@.send('1', limit=2, token='t', words=['a', 'b'], name='name', note='x', "
    "kind='big', count=5, hint=None, part=models.@@Part(size=1, colour='red'), "
    "either='e', when=datetime.date(2026, 1, 1), tags=['a', 'b'])"
)
USUAL = f"""\
result = {USUAL_CALL}
name: str = result.id.upper()
total: float = result.total
note: str | None = result.note
state: models.@@ResultState | str = result.state
since: datetime.date | None = result.since
count: int | None = result.count
maybe: str | None = result.maybe
pet = result.pet
if isinstance(pet, models.@@Cat):
    lives: int = pet.lives
part: models.@@Part = models.@@Part(size=1, colour="red")
"""
REPLY = {
    "id": "a", "note": "x", "state": "open", "total": 1.5, "count": 4,
    "since": "2026-01-01", "maybe": "y", "pet": {"species": "cat", "lives": 9},
}  # fmt: skip
IDS = [f"{number:03}-{case.rules[0]}" for number, case in enumerate(CASES)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both documents and their packages; the new package is a regeneration of the old."""
    folder = tmp_path_factory.mktemp("rules")
    for side in ("before", "after"):
        (folder / f"{side}.json").write_text(json.dumps(document(CASES, side)))
    ran = gen_client_here(folder / "before.json", "-o", folder / "before")
    assert ran.code == 0, ran.stderr
    shutil.copytree(folder / "before", folder / "after")
    ran = gen_client_here(folder / "after.json", "-o", folder / "after")
    assert ran.code == 0, ran.stderr
    return folder


@pytest.fixture(scope="module")
def roots(folder: Path) -> dict[str, Any]:
    """Both documents."""
    return {
        side: json.loads((folder / f"{side}.json").read_text())
        for side in ("before", "after")
    }


@pytest.fixture(scope="module")
def changes(folder: Path) -> dict[int, list[Change]]:
    """The changes of each case."""
    found: dict[int, list[Change]] = {number: [] for number in range(len(CASES))}
    compared = diff_versions(
        *(find_version(folder / f"{s}.json") for s in ("before", "after"))
    )
    for each in compared.changes:
        change = each.change
        places = f"{change.subject.old} {change.subject.new} {change.old_pointer}"
        number = re.search(r"C(\d{3})", f"{places} {change.new_pointer}")
        assert number is not None, change
        found[int(number.group(1))].append(change)
    return found


@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_each_rule_is_found(number: int, changes: dict[int, list[Change]]) -> None:
    found = {change.rule.id for change in changes[number]}
    assert set(CASES[number].rules) <= found


def of(changes: list[Change], level: Callable[[Change], str]) -> str:
    """The gravest level of several changes."""
    order = ("ok", "warn", "break")
    return order[max((order.index(level(change)) for change in changes), default=0)]


# The source level: a user's program against both packages.


def program(number: int, case: Case) -> str:
    lines = ["def use(client: Client) -> None:"]
    lines += (USUAL if case.usual else "").splitlines() + case.program.splitlines()
    body = "\n    ".join(lines if lines[1:] else [*lines, "pass"])
    text = f"import datetime\n\nfrom shop import Client, models\n\n\n{body}\n"
    if "datetime." not in body:
        text = text.removeprefix("import datetime\n\n")
    if "models." not in body:
        text = text.replace("Client, models", "Client")
    return with_number(text, number).replace(
        f"client.C{number:03}", f"client.c{number:03}"
    )


def errors(folder: Path, side: str, checker: Callable[..., Errors]) -> set[int]:
    """The cases whose program a checker objects to."""
    programs = folder / f"programs-{side}"
    programs.mkdir(exist_ok=True)
    for number, case in enumerate(CASES):
        (programs / f"case{number:03}.py").write_text(program(number, case))
    found = checker(programs, ".", path=[folder / side / "shop"])
    return {
        int(Path(file).stem.removeprefix("case"))
        for file, messages in found.items()
        if any(is_error(message) for message in messages)
    }


def is_error(message: str) -> bool:
    """Whether a message is more than a deprecation or an unused name."""
    harmless = ("deprecated", "is not accessed", "unused", "expression value")
    return not any(text in message.lower() for text in harmless)


@pytest.mark.slow
@pytest.mark.parametrize(
    "checker", [mypy, pyright], ids=lambda each: str(each.__name__)
)
def test_source_levels(
    folder: Path, changes: dict[int, list[Change]], checker: Callable[..., Errors]
) -> None:
    assert errors(folder, "before", checker) == set(), "the programs themselves"
    broken = errors(folder, "after", checker)
    expected = {n for n in changes if of(changes[n], lambda c: c.source) == "break"}
    named = {n: sorted({c.rule.id for c in changes[n]}) for n in broken ^ expected}
    assert named == {}


# The wire level: the old client against a server of the new document.


FORMATS = jsonschema.FormatChecker()
FORMATS.checkers = {**jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers}


@FORMATS.checks("byte", raises=ValueError)
@FORMATS.checks("base64url", raises=ValueError)
def is_base64(value: object) -> bool:
    """Raise ValueError for a text that is no base64 in either alphabet (RFC 4648)."""
    if isinstance(value, str):
        base64.b64decode(value, altchars=b"-_" if "-" in value else None, validate=True)
    return True


class Refused(Exception):
    """The server's document does not allow the request."""


class Server:
    """A server that knows a document and nothing else."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root

    def check(self, schema: Any, value: Any, part: str) -> None:
        whole = {**schema, "components": self.root["components"]}
        try:
            jsonschema.Draft202012Validator(whole, format_checker=FORMATS).validate(
                value
            )
        except jsonschema.ValidationError as error:
            raise Refused(f"{part}: {error.message}") from None

    def operation(self, request: httpx2.Request) -> dict[str, Any]:
        path = request.url.path.strip("/").split("/")
        for template, item in self.root["paths"].items():
            parts = template.strip("/").split("/")
            same = len(parts) == len(path) and all(
                part[:1] == "{" or part == given
                for part, given in zip(parts, path, strict=False)
            )
            if same and request.method.lower() in item:
                found: dict[str, Any] = item[request.method.lower()]
                return found
        raise Refused("no such operation")

    def read(self, request: httpx2.Request) -> dict[str, Any]:
        operation = self.operation(request)
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                self.query(parameter, request.url.params.get_list(parameter["name"]))
            elif parameter["in"] == "header" and parameter.get("required"):
                self.header(parameter["name"], request)
        self.body(operation.get("requestBody"), request)
        return operation

    def header(self, name: str, request: httpx2.Request) -> None:
        if name not in request.headers:
            raise Refused(f"{name} is missing")

    def query(self, parameter: dict[str, Any], given: list[str]) -> None:
        name = parameter["name"]
        if not given:
            if parameter.get("required"):
                raise Refused(f"{name} is missing")
            return
        if "content" in parameter:
            try:
                json.loads(given[0])
            except ValueError:
                raise Refused(f"{name} is no JSON") from None
            return
        schema = parameter["schema"]
        value: Any = given[0]
        if schema["type"] == "integer":
            value = int(value)
        elif schema["type"] == "array":
            delimiter = {"pipeDelimited": "|"}.get(parameter.get("style", ""), ",")
            if not parameter.get("explode", True) and len(given) > 1:
                raise Refused(f"{name} comes several times")
            other = "," if delimiter == "|" else "|"
            if other in value or (
                parameter.get("explode", True) and delimiter in value
            ):
                raise Refused(f"{name} has another style")
            texts = given if len(given) > 1 else value.split(delimiter)
            is_integer = schema["items"].get("type") == "integer"
            value = [int(text) if is_integer else text for text in texts]
        self.check(schema, value, name)

    def body(self, declared: dict[str, Any] | None, request: httpx2.Request) -> None:
        if declared is None:
            return
        if not request.content:
            if declared.get("required"):
                raise Refused("no body")
            return
        media_type = request.headers["content-type"].split(";")[0]
        if media_type not in declared["content"]:
            raise Refused(media_type)
        if media_type.endswith("json"):
            schema = declared["content"][media_type]["schema"]
            self.check(schema, json.loads(request.content), "body")

    def answer(self, operation: dict[str, Any], reply: Any) -> httpx2.Response:
        """Answer with the first successful status that the reply is valid for."""
        responses = list(operation["responses"].items())
        successes = [each for each in responses if each[0].startswith("2")]
        problem = ""
        for status, response in successes or responses[-1:]:
            content = response.get("content", {}).get("application/json")
            if content is None:
                return httpx2.Response(int(status))
            try:
                self.check(content["schema"], reply, "reply")
            except Refused as error:
                problem = str(error)
            else:
                return httpx2.Response(int(status), json=reply)
        raise AssertionError(f"the test's own reply: {problem}")


@pytest.fixture(scope="module")
def old(folder: Path) -> Iterator[Any]:
    """The old package."""
    forget("shop")  # Other tests generate shops as well.
    sys.path.insert(0, str(folder / "before" / "shop"))
    try:
        importlib.import_module("shop.models")
        yield importlib.import_module("shop")
    finally:
        sys.path.remove(str(folder / "before" / "shop"))
        forget("shop")


def forget(package: str) -> None:
    for name in [n for n in sys.modules if n.partition(".")[0] == package]:
        del sys.modules[name]


def fails(old: Any, root: dict[str, Any], number: int, case: Case) -> str:
    """Why a call of the old client fails; "" where it does not."""
    server = Server(root)
    refused: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        try:
            operation = server.read(request)
        except Refused as error:
            refused.append(str(error))
            return httpx2.Response(400)
        return server.answer(operation, case.reply or REPLY)

    transport = httpx2.MockTransport(handle)
    call = with_number(case.call or USUAL_CALL, number)
    names = {"datetime": datetime, "models": old.models}
    http = httpx2.Client(transport=transport)
    with old.Client(http_client=http) as client, warnings.catch_warnings():
        warnings.simplefilter("error", old.ResponseValidationWarning)
        try:
            eval(call.replace("client.C", "client.c"), {**names, "client": client})
        except (old.APIError, old.ResponseValidationWarning) as error:
            return "; ".join(refused) or repr(error)
    return ""


@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_wire_levels(
    roots: dict[str, Any], old: Any, changes: dict[int, list[Change]], number: int
) -> None:
    case = CASES[number]
    level = of(changes[number], lambda change: change.wire)
    if case.rules[0].startswith("operation-removed"):
        case = Case(case.rules, {}, call=case.call)
    failure = fails(old, roots["after"], number, case)
    if level != "warn":
        assert bool(failure) == (level == "break"), failure
    usual = Case(case.rules, {}, call=case.call, reply=None)
    if "result" not in case.rules[0] and case.usual:
        assert fails(old, roots["before"], number, usual) == "", "the case itself"


def test_rules() -> None:
    assert len(RULES) >= 120
    assert {name for name, rule in RULES.items() if name != rule.id} == set()
