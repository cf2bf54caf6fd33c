"""Which names of earlier releases still work, and what the changelog says of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from .checkers import black, mypy, pyright, ruff
from .command import python
from .releases import Releases, shop


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path)


USE_ALL = """\
import warnings
import httpx2
import shop
from shop import Client, models

def warned(name):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = getattr(models, name)
        assert getattr(shop, name) is found
    assert all(each.filename == __file__ for each in caught), caught
    assert {each.category for each in caught} <= {DeprecationWarning}
    return found, [str(each.message) for each in caught]
"""


def run(releases: Releases, program: str) -> None:
    path = releases.project / "program.py"
    path.write_text(USE_ALL + program)
    ran = python(path, cwd=releases.project)
    path.unlink()
    assert ran.code == 0, ran.output


def test_all_names_of_a_type_work_until_the_major_version(releases: Releases) -> None:
    for version, name in (("1.0.0", "Item"), ("1.1.0", "Thing"), ("1.2.0", "Article")):
        releases.generate(shop(version, schema=name))
    run(
        releases,
        """
assert warned("Article") == (models.Article, [])
for name in ("Item", "Thing"):
    found, texts = warned(name)
    assert found is models.Article and isinstance(models.Article(name="a"), found)
    assert texts == [
        f"{place}.{name} is deprecated; use Article instead"
        for place in ("shop.models", "shop")
    ]
    assert name not in models.__all__ and name not in dir(models)
from shop import *
""",
    )
    entries = releases.entries()
    lines = {
        "1.1.0": "- Use `models.Thing` instead of `models.Item`, which is deprecated",
        "1.2.0": "- Use `models.Article` instead of `models.Thing`, which is deprecated",
    }
    for version, line in lines.items():
        assert "### Breaking" not in entries[version] and line in entries[version]
    releases.generate(shop("2.0.0", schema="Article"))
    assert "former types" not in releases.names()
    for name in ("Item", "Thing"):
        line = f"- Use `models.Article` instead of `models.{name}`: the deprecated name"
        assert line in releases.section("Breaking")
    assert "Nothing changed" not in releases.entries()["2.0.0"]
    run(releases, "assert not hasattr(models, 'Item')")


def test_a_name_that_comes_back_is_the_current_one(releases: Releases) -> None:
    names = [("getItem", "Item"), ("inspectItem", "Thing"), ("getItem", "Item")]
    for number, (operation_id, schema) in enumerate(names):
        document = shop(f"1.{number}.0", operation_id=operation_id, schema=schema)
        releases.generate(document)
    found = releases.names()
    assert found["former types"] == {"Thing": "#/components/schemas/Item"}
    assert found["former methods"] == {"items.inspect": "GET /items/{id}"}
    assert found["methods"] == {"GET /items/{id}": "items.get"}
    assert "Breaking" not in (releases.project / "CHANGELOG.md").read_text()
    assert (
        "Use `client.items.get` instead of `client.items.inspect`"
        in releases.section("Deprecated")
    )


def test_another_case_of_a_name(releases: Releases) -> None:
    releases.generate(shop("1.0.0", schema="ApiKey"))
    releases.generate(shop("1.1.0", schema="APIKey"))
    run(releases, "assert warned('ApiKey')[0] is models.APIKey")


def test_a_new_type_does_not_get_a_former_name(releases: Releases) -> None:
    releases.generate(shop("1.0.0", schema="Item"))
    releases.generate(shop("1.1.0", schema="Thing"))
    document = shop("1.2.0", schema="Thing")
    thing: dict[str, Any] = document["components"]["schemas"]["Thing"]
    thing["properties"]["other"] = {"$ref": "#/components/schemas/Item"}
    document["components"]["schemas"]["Item"] = {
        "type": "object",
        "properties": {"size": {"type": "integer"}},
    }
    releases.generate(document)
    run(releases, "assert warned('Item')[0] is models.Thing")
    assert "### Breaking" not in releases.entries()["1.2.0"]


def test_names_that_are_exchanged_break(releases: Releases) -> None:
    """Neither old name can stand for what it stood for."""

    def document(version: str, *names: str) -> dict[str, Any]:
        found = shop(version)
        schemas = found["components"]["schemas"]
        schemas["Other"] = {"type": "object", "properties": {"b": {"type": "string"}}}
        schemas["Item"]["properties"]["other"] = {"$ref": "#/components/schemas/Other"}
        for key, name in zip(("Item", "Other"), names, strict=True):
            schemas[key]["x-gen-name"] = name
        operations = found["paths"]["/items/{id}"]
        operations["delete"] = {
            **operations["get"],
            "operationId": "remove",
            "x-gen-name": names[1].lower(),
        }
        operations["get"]["x-gen-name"] = names[0].lower()
        return found

    releases.generate(document("1.0.0", "Item", "Other"))
    releases.generate(document("1.1.0", "Other", "Item"))
    breaking = releases.section("Breaking")
    for new, old in (("Other", "Item"), ("Item", "Other")):
        assert f"- Use `models.{new}` instead of `models.{old}`" in breaking
        methods = (
            f"`client.items.{new.lower()}` instead of `client.items.{old.lower()}`"
        )
        assert f"- Use {methods}" in breaking
    assert not {"former types", "former methods"} & releases.names().keys()


def test_a_name_that_the_document_gives_leaves_an_alias(releases: Releases) -> None:
    releases.generate(shop("1.0.0"))
    document = shop("1.1.0")
    document["components"]["schemas"]["Item"]["x-gen-name"] = "Thing"
    releases.generate(document)
    assert "Breaking" not in releases.entries()["1.1.0"]
    run(releases, "assert warned('Item')[0] is models.Thing")


def test_a_method_that_moves_keeps_its_path(releases: Releases) -> None:
    releases.generate(shop("1.0.0"))
    document = shop("1.1.0", operation_id="archive.getItem")
    document["paths"]["/archive/{id}"] = document["paths"].pop("/items/{id}")
    document["paths"]["/archive/{id}"]["get"]["operationId"] = "getItem"
    document["paths"]["/archive/{id}"]["get"]["tags"] = ["archive"]
    releases.generate(document)
    assert releases.names()["former methods"] == {"items.get": "GET /archive/{id}"}
    line = "- Use `client.archive` instead of `client.items.get`, which is deprecated"
    assert line in releases.section("Deprecated")


def test_dates_and_pinned_packages(releases: Releases) -> None:
    """The year of a date is its major version. Each pinned package is another one."""
    for version, name in (("2024-11-20", "Item"), ("2024-12-01", "Thing")):
        releases.generate(shop(version, schema=name))
    run(releases, "assert warned('Item')[0] is models.Thing")
    releases.generate(shop("2025-01-15", schema="Thing"))
    assert "`models.Item`: the deprecated name" in releases.section("Breaking")
    for version, name in (("2024-11-20", "Item"), ("2024-12-01", "Thing")):
        releases.generate(shop(version, schema=name), "--pin")
    folders = sorted(path.name for path in releases.folder.glob("shop-*"))
    assert folders == ["shop-v2024-11-20", "shop-v2024-12-1"]
    for folder in folders:
        changelog = (releases.folder / folder / "CHANGELOG.md").read_text()
        assert re.findall("^## .*", changelog, re.MULTILINE) == [
            f"## {folder[6:].replace('-', '.')}"
        ]
    # The same pinned version again.
    releases.generate(shop("2024-12-01", schema="Article"), "--pin")
    changelog = (releases.folder / folders[1] / "CHANGELOG.md").read_text()
    assert "## 2024.12.1.post1\n" in changelog and "`models.Thing`" in changelog


def wide(version: str, prefix: str) -> dict[str, Any]:
    """A document with each kind of declaration; `prefix` begins their names."""

    def ref(name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{prefix}{name}"}

    found = shop(version, schema=f"{prefix}Item", color=ref("Color"), tree=ref("Tree"))
    schemas = found["components"]["schemas"]
    schemas[f"{prefix}Item"]["properties"]["id"] = {"type": "string", "readOnly": True}
    schemas[f"{prefix}Item"]["required"].append("id")
    schemas |= {
        f"{prefix}Color": {"type": "string", "enum": ["red", "green"]},
        f"{prefix}Tree": {
            "anyOf": [{"type": "string"}, {"type": "array", "items": ref("Tree")}]
        },
    }
    operation = found["paths"]["/items/{id}"]
    content = {"application/json": {"schema": {"type": "array", "items": ref("Item")}}}
    operation["put"] = {
        **operation["get"],
        "operationId": "putItem",
        "requestBody": {"required": True, "content": content},
    }
    return found


PROGRAM = """\
from shop import Client, Item, ItemInput, inputs, models
from shop.models import Color


def run(client: Client, item: models.Item) -> list[ItemInput]:
    got: Item = client.items.get("a")
    current: models.NewItem = item
    item = current
    color: Color | str | None = got.color
    tree: models.Tree | None = got.tree
    one: inputs.ItemDict = {"name": "a"}
    sent = [models.ItemInput(name="a"), models.NewItemInput(name="b")]
    client.items.replace("a", body=sent)
    client.items.replace("a", body=[one])
    print(color, tree)
    return sent
"""


@pytest.mark.slow
def test_type_checkers_accept_former_names_in_both_directions(
    releases: Releases,
) -> None:
    releases.generate(wide("1.0.0", ""))
    releases.generate(wide("1.1.0", "New"))
    project = releases.project
    method = releases.names()["methods"]["PUT /items/{id}"]
    program = PROGRAM.replace("items.replace", method)
    (project / "program.py").write_text(program)
    assert mypy(project, "program.py", "shop") == {}
    errors = pyright(project, "program.py", "shop")
    others = {
        f: found for f, found in errors.items() if not f.startswith("shop/_core/")
    }
    assert others == {}
    assert ruff(project) == "" and black(project) == ""


def with_servers(version: str, *urls: str) -> dict[str, Any]:
    return {**shop(version), "servers": [{"url": url} for url in urls]}


@pytest.mark.slow
def test_a_server_whose_url_changes_keeps_its_name(releases: Releases) -> None:
    test = "https://sandbox.invalid"
    for minor in range(3):
        url = f"https://shop.invalid/v7{minor}"
        releases.generate(with_servers(f"1.{minor}.0", url, test))
    names = releases.names()
    current = names["servers"]["https://shop.invalid/v72"]
    first, second = names["former servers"]
    run(
        releases,
        f"""
from shop import Server
assert [each.name for each in Server] == ["{current}", "SANDBOX"]
assert Server.{first} is Server.{second} is Server.{current}
Client(server=Server.{first})
""",
    )
    assert mypy(releases.project, "shop/client.py") == {}
    line = f"- Use `Server.{current}` instead of `Server.{second}`, which is deprecated"
    assert line in releases.section("Deprecated")
    assert "Breaking" not in (releases.project / "CHANGELOG.md").read_text()
    releases.generate(with_servers("2.0.0", "https://shop.invalid/v72", test))
    for name in (first, second):
        line = f"- Use `Server.{current}` instead of `Server.{name}`: the deprecated"
        assert line in releases.section("Breaking")


def test_another_server_does_not_get_the_name_of_one_that_went(
    releases: Releases,
) -> None:
    urls = "https://shop.invalid", "https://sandbox.invalid"
    releases.generate(with_servers("1.0.0", *urls))
    releases.generate(with_servers("1.1.0", urls[0], "https://europe.invalid"))
    assert "`Server.SANDBOX` was removed" in releases.section("Breaking")
    assert "former servers" not in releases.names()


@pytest.mark.slow
def test_classes_of_pages_keep_the_names_of_their_models(releases: Releases) -> None:
    def document(version: str, name: str) -> dict[str, Any]:
        found = shop(version, schema=name, next={"type": "string"})
        item: dict[str, Any] = found["components"]["schemas"][name]
        item["properties"]["data"] = {"type": "array", "items": {"type": "string"}}
        operation = found["paths"].pop("/items/{id}")["get"]
        operation["parameters"] = [
            {"name": "after", "in": "query", "schema": {"type": "string"}}
        ]
        operation["x-pagination"] = {
            "type": "cursor",
            "items": "/data",
            "parameter": "after",
            "next": "/next",
        }
        found["paths"]["/items"] = {"get": operation}
        return found

    releases.generate(document("1.0.0", "Chunk"))
    releases.generate(document("1.1.0", "Slice"))
    method = releases.names()["methods"]["GET /items"]
    run(
        releases,
        """
from shop import paged
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert paged.AsyncChunk is paged.AsyncSlice
assert [each.category for each in caught] == [DeprecationWarning]
""",
    )
    program = f"""\
from shop import Client, models, paged


def list_all(client: Client) -> paged.Chunk:
    first: models.Chunk = client.{method}()
    page: paged.Chunk = client.{method}()
    return page if first else client.{method}()
"""
    (releases.project / "program.py").write_text(program)
    assert mypy(releases.project, "program.py", "shop/paged.py") == {}
    assert ruff(releases.project) == "" and black(releases.project) == ""
    assert "Breaking" not in releases.entries()["1.1.0"]
