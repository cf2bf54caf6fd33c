"""The checks of ``tests/wire`` find each difference, and say where it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from generator.contract import Contract
from generator.contract.wire_file import WireFile, WireFileError

from .packages import import_package
from .shop import CASES, CREDENTIALS

CASE = {case.name: case for case in CASES}
GET, CREATE, UPLOAD = "items.get", "items.create", "items.upload"
FILE = "wire/items.http"

Failure = Callable[..., str]


@pytest.fixture(scope="session")
def shop(project: Path) -> ModuleType:
    return import_package(project, "shop")


@pytest.fixture
def failure(project: Path, shop: ModuleType, tmp_path: Path) -> Failure:
    """A function that checks a method after a change of the file; "" if it passes."""
    folder = tmp_path / "tests"
    shutil.copytree(project / "tests", folder)
    path = folder / FILE

    def check(name: str, old: str = "", new: str = "") -> str:
        text = path.read_text()
        assert old in text, f"no {old} in:\n{text}"
        path.write_text(text.replace(old, new, 1))
        with Contract(shop, CREDENTIALS, folder / "openapi.json") as contract:
            try:
                contract.check_wire(CASE[name])
            except AssertionError as error:
                return str(error)
        return ""

    return check


@pytest.mark.parametrize("name", CASE)
def test_what_the_generator_writes_passes(failure: Failure, name: str) -> None:
    assert failure(name) == ""


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (GET, "GET {{", "HEAD {{", "request line: expected HEAD"),
        (GET, "{{base_url}}/items/", "{{base_url}}/item/", "expected GET https://"),
        (GET, "Accept: application/json", "Accept: */*", "header: expected 'Accept: */*'"),
        (GET, "Bearer {{token}}", "{{token}}", "got 'Authorization: Bearer secret-token'"),
        (GET, "X-Tenant: {{tenant}}\n", "", "expected no 'X-Tenant: secret-tenant'"),
        (GET, "{{tenant}}", "{{token}}", "header: expected 'X-Tenant: secret-token'"),
        (GET, '("', '("x', "request line"),
        (GET, '"name": "text"', '"name": 5', "response by the document'\n  /name: "),
        (GET, '# {\n#   "id"', '# "id"', "response by the document'\n  /: expected JSON"),
        (GET, "# HTTP/1.1 200 OK", "# HTTP/1.1 404 Not Found", "NotFoundError"),
        (CREATE, '\n{"name":', '\n{ "name":', "body: expected b'{ \"name\":"),
        (CREATE, "json\nX-Tenant", "xml\nX-Tenant", "'Content-Type: application/xml'"),
        (UPLOAD, "boundary=boundary", "boundary=other", "body: expected"),
        (UPLOAD, 'filename="picture"', 'filename="x"', "body: expected"),
        (UPLOAD, "\ntext\n--boundary--", "\ntexts\n--boundary--", "body: expected"),
    ],
)  # fmt: skip
def test_a_changed_byte_fails(
    failure: Failure, name: str, old: str, new: str, expected: str
) -> None:
    found = failure(name, old, new)
    case = CASE[name]
    assert found.startswith(f"{name} ({case.method} {case.path}), case '{FILE}:")
    assert expected in found


def test_the_place_is_that_of_the_block(failure: Failure, project: Path) -> None:
    found = failure(CREATE, '\n{"name":', '\n{"Name":')
    lines = (project / "tests" / FILE).read_text().split("\n")
    assert f"{FILE}:{lines.index(f'### {CREATE}') + 1}'" in found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("### items.get", "### items.got", "expected a block for this method"),
        ("### items.create", "### items.get", "expected one block for items.get"),
        ("# client.items.get(", "# client.items.create(", "expected a call of items.get"),
        ("# client.items.get(", "# client.items.get(open(", "with literals"),
        ('# client.items.get("', '# __import__("os").system("', "items.get"),
        (" HTTP/1.1", "", "expected a request line"),
    ],
)  # fmt: skip
def test_a_broken_file_fails(
    failure: Failure, old: str, new: str, expected: str
) -> None:
    assert expected in failure(GET, old, new)


def test_a_missing_file_fails(shop: ModuleType, project: Path, tmp_path: Path) -> None:
    shutil.copy(project / "tests" / "openapi.json", tmp_path)
    with (
        Contract(shop, CREDENTIALS, tmp_path / "openapi.json") as contract,
        pytest.raises(AssertionError, match=r"wire/items\.http: .* missing"),
    ):
        contract.check_wire(CASE[GET])


def test_a_block_without_a_call_is_told(
    shop: ModuleType, project: Path, tmp_path: Path
) -> None:
    shutil.copy(project / "tests" / "openapi.json", tmp_path)
    (tmp_path / "wire").mkdir()
    (tmp_path / FILE).write_text("### items.get\n# No call is shown: why not.\n")
    with Contract(shop, CREDENTIALS, tmp_path / "openapi.json") as contract:
        contract.check_wire(CASE[GET])
        assert contract.take_not_checked() == [(GET, "wire: why not.")]


BLOCK = """\
@base_url = https://api.example

### all.send
# client.all.send(
#     {"a": [1, -2.5, None]},
#     body=b"x",
# )
POST {{base_url}}/a HTTP/1.1
Accept: */*

one

two

# HTTP/1.1 201 Created
# Content-Type: text/plain
#
#
#  three
# four
#

###  all.other
# No call is shown: x
"""


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "all.http"
    path.write_text(BLOCK)
    file = WireFile.read(path)
    assert file.variables == {"base_url": "https://api.example"}
    block = file.blocks["all.send"]
    assert block.place.endswith("/all.http:3")
    assert block.arguments("all.send") == ([{"a": [1, -2.5, None]}], {"body": b"x"})
    assert (block.method, block.url) == ("POST", "{{base_url}}/a")
    assert (block.headers, block.body) == (("Accept: */*",), "one\n\ntwo")
    assert block.response is not None
    assert block.response.status == 201
    assert block.response.content_type == "text/plain"
    assert block.response.content == b"\n three\nfour\n"
    assert file.blocks["all.other"].reason == "x"


@pytest.mark.parametrize(
    "call",
    ["client.all.send(open('x'))", "client.all.send(*[1])", "client.all.send(**{'a': id})",
     "client.all.send", "x = client.all.send()", "client.all.send(); 1", "(", "client.all"],
)  # fmt: skip
def test_only_calls_with_literals_are_read(tmp_path: Path, call: str) -> None:
    path = tmp_path / f"{abs(hash(call))}.http"
    path.write_text(f"### all.send\n# {call}\nGET https://x.example/ HTTP/1.1\n")
    with pytest.raises(WireFileError):
        WireFile.read(path).blocks["all.send"].arguments("all.send")


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        ("resources/items.py", 'method="POST"', 'method="PUT"', CREATE),
        ("resources/items.py", '"/items/{itemId}"', '"/item/{itemId}"', GET),
        ("resources/items.py", '("Token", "Tenant")', '("Token",)', GET),
        ("resources/items.py", '"price": price', '"cost": price', CREATE),
        ("_core/security.py", 'prefix: ClassVar[str] = "Bearer "',
         'prefix: ClassVar[str] = "bearer "', GET),
        ("_core/files.py", "application/octet-stream", "application/binary", UPLOAD),
        ("_core/operation.py", 'or "*/*"', 'or "*"', "items.delete"),
    ],
)  # fmt: skip
def test_a_mutant_of_the_client_fails(
    project: Path, tmp_path: Path, file: str, old: str, new: str, name: str
) -> None:
    package = f"shop_wire_{tmp_path.name[-3:].strip('_')}"
    shutil.copytree(project / "shop", tmp_path / package)
    path = tmp_path / package / file
    text = path.read_text()
    assert old in text, f"{file} has no {old}:\n{text}"
    path.write_text(text.replace(old, new, 1))
    mutant = import_package(tmp_path, package)
    with (
        Contract(mutant, CREDENTIALS, project / "tests" / "openapi.json") as contract,
        pytest.raises(AssertionError, match=r"wire/items\.http:[0-9]+'"),
    ):
        contract.check_wire(CASE[name])
