"""The runtime modules that a package has."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from generator.emit.runtime import defining_module, needed_modules
from generator.pipeline import Options, generate
from generator.template_files import templates_folder

CORE = templates_folder() / "package" / "_core"
TREES = {path.stem: ast.parse(path.read_text()) for path in CORE.glob("*.py")}


def definitions(tree: ast.Module) -> set[str]:
    """The names that a module defines at its top level."""
    found: set[str] = set()
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found.add(name)
            case ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]):
                found.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return {name for name in found if not name.startswith("_")}


def imported(node: Any) -> str | None:
    """The module of the runtime that a statement imports from."""
    return node.module if isinstance(node, ast.ImportFrom) and node.level else None


def closure(modules: set[str]) -> set[str]:
    found: set[str] = set()
    while modules - found:
        name = (modules - found).pop()
        found.add(name)
        modules = modules | {m for m in map(imported, ast.walk(TREES[name])) if m}
    return found


def test_each_name_is_found_in_the_module_that_defines_it() -> None:
    counts = Counter(name for tree in TREES.values() for name in definitions(tree))
    for module, tree in TREES.items():
        for name in definitions(tree):
            if counts[name] == 1:
                assert defining_module(name) == module


def test_a_package_has_what_its_modules_import_directly_or_not() -> None:
    for module in TREES.keys() - {"__init__"}:
        needed = dict(needed_modules([f"from .._core.{module} import anything\n"]))
        assert needed.keys() == closure({"__init__", module})
        assert all(text == (CORE / f"{n}.py").read_text() for n, text in needed.items())


def test_text_of_a_document_names_no_module() -> None:
    source = '"""from .._core.secrets import key"""\n'
    assert [name for name, _ in needed_modules([source])] == ["__init__"]


JSON, STREAM = "application/json", "text/event-stream"
TEXT = {"type": "string"}
DATE = {"type": "string", "format": "date"}
THING = {"type": "object", "required": ["kind"], "properties": {"kind": TEXT}}
LEVELS = {"type": "integer", "enum": [1, 2], "x-enum-varnames": ["LOW", "HIGH"]}
SERVER = {"url": "https://{x}.test", "variables": {"x": {"default": "a"}}}
FLOWS = {"clientCredentials": {"tokenUrl": "https://a.test", "scopes": {}}}
PAGES = {"type": "object", "properties": {"data": {"type": "array", "items": TEXT}}}
PARTS = [
    THING | {"title": title, "properties": {"kind": {"const": title}}}
    for title in ("Cat", "Dog")
]


def content(media: str, schema: Any) -> dict[str, Any]:
    return {"content": {media: {"schema": schema}}}


def get(media: str, schema: Any, **members: Any) -> dict[str, Any]:
    ok = {"description": "", **content(media, schema)}
    return {"get": {"operationId": "get", "responses": {"200": ok}, **members}}


def post(media: str, schema: Any, **members: Any) -> dict[str, Any]:
    responses = {"204": {"description": ""}}
    body = {"requestBody": content(media, schema)}
    return {"post": {"operationId": "send", "responses": responses, **body, **members}}


def with_headers() -> dict[str, Any]:
    responses = {"204": {"description": "", "headers": {"X-A": {"schema": TEXT}}}}
    return {"get": {"operationId": "get", "responses": responses}}


def secured(kind: str, **keywords: Any) -> dict[str, Any]:
    return {"components": {"securitySchemes": {"a": {"type": kind, **keywords}}}}


def array(**keywords: Any) -> dict[str, Any]:
    return {"type": "array", "items": TEXT, **keywords}


def with_bodies(*medias: str) -> dict[str, Any]:
    contents = {media: {"schema": THING} for media in medias}
    method = post(JSON, THING)["post"]
    return {"post": {**method, "requestBody": {"content": contents}}}


def with_path_parameter(style: str) -> dict[str, Any]:
    parameter = {"name": "p", "in": "path", "required": True, "style": style}
    method = get(JSON, TEXT, parameters=[{**parameter, "schema": TEXT}])
    return {"paths": {"/things/{p}": method}}


def runtime_of(folder: Path, path: dict[str, Any], **members: Any) -> set[str]:
    """The modules of the runtime in a package with one path."""
    source = folder / "openapi.json"
    document = {
        "openapi": "3.2.0",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://a.test"}],
        "paths": {"/things": path},
        **members,
    }
    source.write_text(json.dumps(document))
    files = generate(source, Options()).files
    return {Path(name).stem for name in files if "/_core/" in name}


FILES = {"files", "media_types", "sync_iteration"}
FORMS = {*FILES, "forms", "styles", "multipart", "base64_bytes"}
DOWNLOADS = {"download", "download_client", "sync_iteration"}
STREAMS = {"item_reader", "stream_error", "stream_items", "streaming", *DOWNLOADS}
STYLES = {"parameters", "styles"}
WEBHOOKS = {"standard_webhooks", "webhook_types", "webhooks"}
QUERY = {"name": "q", "in": "querystring", **content(JSON, THING)}
FIRST = {"type": "offset", "items": "/data", "parameter": "o"}
OFFSET = {"name": "o", "in": "query", "schema": {"type": "integer"}}


@pytest.fixture(scope="module")
def least(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules that every package has."""
    return runtime_of(tmp_path_factory.mktemp("least"), get(JSON, THING))


@pytest.mark.parametrize(
    ("path", "members", "expected"),
    [
        (post(JSON, THING), {}, set()),
        (get(STREAM, THING), {}, STREAMS),
        (get("application/pdf", {}), {}, DOWNLOADS),
        ({"get": {"responses": {"200": {"description": "Any"}}}}, {}, DOWNLOADS),
        ({"get": {"responses": {"204": {"description": "None"}}}}, {}, set()),
        (
            get(JSON, PAGES, **{"x-pagination": FIRST, "parameters": [OFFSET]}),
            {},
            {"json_pointer", "next_page", "pages", "paging", *STYLES},
        ),
        (get(JSON, THING, **{"x-unwrap": "kind"}), {}, {"json_pointer", "unwrap"}),
        (post("text/plain", TEXT), {}, FILES),
        (with_bodies(JSON, "text/json"), {}, {"alternative_bodies", "media_types"}),
        (get(f"{JSON};v=2", THING), {}, {"matched_response", "media_types"}),
        (get("*/*", THING), {}, {"matched_response", "media_types"}),
        (get(JSON, LEVELS), {}, {"integer_enum"}),
        (get(JSON, {"anyOf": [DATE, TEXT]}), {}, {"lossless"}),
        (get(JSON, {"anyOf": [TEXT, {"type": "integer"}]}), {}, set()),
        (post("application/octet-stream", {}), {}, FILES),
        (post("application/jsonl", TEXT), {}, {*FILES, "json_lines"}),
        (post("application/x-www-form-urlencoded", THING), {}, {"forms", "styles"}),
        (post("multipart/form-data", THING), {}, FORMS),
        (
            get(JSON, TEXT, parameters=[QUERY]),
            {},
            {"querystring", "forms", "misspelled_keys", *STYLES},
        ),
        ({}, with_path_parameter("simple"), set()),
        ({}, with_path_parameter("label"), STYLES),
        (get(JSON, {**TEXT, "contentEncoding": "base64"}), {}, {"base64_bytes"}),
        (get(JSON, array(uniqueItems=True)), {}, {"unique_items"}),
        (
            get(JSON, {"oneOf": PARTS, "discriminator": {"propertyName": "kind"}}),
            {},
            {"tagged", "input_model"},
        ),
        (get(JSON, PARTS[0]), {}, {"input_model"}),
        (with_headers(), {}, {"response_headers"}),
        (get(JSON, TEXT, servers=[SERVER]), {}, {"servers"}),
        (get(JSON, TEXT), {"servers": [SERVER]}, {"servers"}),
        (get(JSON, TEXT), {"webhooks": {"added": post(JSON, THING)}}, WEBHOOKS),
        (get(JSON, TEXT), secured("oauth2", flows=FLOWS), {"oauth"}),
        (get(JSON, TEXT), secured("http", scheme="basic"), {"http_basic"}),
        (get(JSON, TEXT), secured("http", scheme="bearer"), set()),
        (get(JSON, TEXT), secured("http", scheme="digest"), {"http_scheme"}),
        (get(JSON, TEXT), secured("apiKey", name="key", **{"in": "header"}), set()),
        (get(JSON, TEXT), secured("apiKey", name="k", **{"in": "query"}), {"api_keys"}),
        (get(JSON, TEXT), secured("mutualTLS"), {"mutual_tls"}),
    ],
)
def test_a_package_has_only_the_modules_that_its_document_needs(
    least: set[str],
    tmp_path: Path,
    path: dict[str, Any],
    members: dict[str, Any],
    expected: set[str],
) -> None:
    assert runtime_of(tmp_path, path, **members) - least - {"enums"} == expected


def test_resources_do_not_hide_names_of_the_runtime(tmp_path: Path) -> None:
    """The class of a resource is in the module that uses the runtime."""
    bodies = {
        "application/x-www-form-urlencoded": {"schema": THING},
        "multipart/form-data": {"schema": THING},
        "application/jsonl": {"schema": TEXT},
        "text/plain": {"schema": TEXT},
    }
    method = {"servers": [SERVER], "requestBody": {"content": bodies}}
    answer = {"description": "", **content(STREAM, TEXT)}
    sent = {"responses": {"200": answer}, **method}
    paths: dict[str, Any] = {}
    for name in sorted({name for tree in TREES.values() for name in classes(tree)}):
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
        paths[f"/{words}"] = {
            "get": {"responses": {"200": answer}, "parameters": [QUERY]},
            "post": sent,
        }
    source = tmp_path / "openapi.json"
    info = {"title": "Things", "version": "1"}
    document = {"openapi": "3.2.0", "info": info, "servers": [SERVER], "paths": paths}
    source.write_text(json.dumps(document))
    files = generate(source, Options()).files
    modules = [text for path, text in files.items() if "/resources/" in path]
    assert len(modules) > len(paths) / 2
    for text in modules:
        tree = ast.parse(text)
        imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
        used = {alias.name for node in imports for alias in node.names}
        assert used.isdisjoint(classes(tree))


def classes(tree: ast.Module) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
