"""The views of emitted modules: imports, docstrings, modules, constants, examples."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from generator.emit.docs import overview_view, readme_view, runtime_names
from generator.emit.docstrings import method_doc
from generator.emit.environment import one_line, render
from generator.emit.examples import constructor, sample_test
from generator.emit.imports import export_order, import_lines
from generator.emit.model_modules import model_modules
from generator.emit.resources import resource_view
from generator.emit.samples import Samples
from generator.surface import Package
from tests.surface.conftest import PackageOf

STRING: dict[str, Any] = {"type": "string"}
OK: dict[str, Any] = {
    "200": {"description": "", "content": {"application/json": {"schema": STRING}}}
}


def operation(name: str, **members: Any) -> dict[str, Any]:
    return {"operationId": name, "responses": OK, **members}


def parameter(name: str, location: str, **members: Any) -> dict[str, Any]:
    required = {"required": True} if location == "path" else {}
    return {"name": name, "in": location, "schema": STRING, **required, **members}


def body(
    schema: dict[str, Any], media_type: str = "application/json"
) -> dict[str, Any]:
    return {
        "requestBody": {"required": True, "content": {media_type: {"schema": schema}}}
    }


SamplesOf: TypeAlias = Callable[..., tuple[Package, Samples]]


@pytest.fixture
def samples_of(package_of: PackageOf, tmp_path: Path) -> SamplesOf:
    """A function that returns the package of paths and its samples."""

    def made(*arguments: Any, **members: Any) -> tuple[Package, Samples]:
        package = package_of(*arguments, **members)
        document = json.loads((tmp_path / "document.json").read_text())
        return package, Samples(package, document)

    return made


def module_of(package: Package) -> str:
    """Return the source of the only resource."""
    ((path, resource),) = package.walk()
    view = resource_view(path, resource, package)
    return render("package/resources/resource.py.j2", view=view)


@pytest.mark.parametrize(
    ("type_", "is_nullable"), [(["array", "null"], True), ("array", False)]
)
def test_null_for_the_whole_body_is_not_an_absent_body(
    package_of: PackageOf, type_: Any, is_nullable: bool
) -> None:
    """Another media type of the body has keywords in place of the whole body."""
    content = {
        "application/json": {"schema": {"type": type_, "items": STRING}},
        "application/x.json+json": {
            "schema": {"type": "object", "properties": {"a": STRING}, "required": ["a"]}
        },
    }
    requestBody = {"required": True, "content": content}
    package = package_of({"/a": {"put": operation("put", requestBody=requestBody)}})
    source = module_of(package)
    assert 'properties={"a": a}, body=body,' in " ".join(source.split())
    assert ("nullable=True" in source) is is_nullable


class TestImports:
    def test_groups_as_import_sorters_have_them(self) -> None:
        lines = import_lines(
            {"Any", "dt", "Field", "Model", "Decimal"},
            core=".._core",
            local={".pet": ["Pet"]},
        )
        assert lines == (
            "import datetime as dt\nfrom decimal import Decimal\nfrom typing import Any",
            "from pydantic import Field",
            "from .._core.model import Model\nfrom .pet import Pet",
        )

    def test_constants_come_before_classes_before_functions(self) -> None:
        names = ["overload", "Pet10", "UNSET", "Pet2"]
        assert sorted(names, key=export_order) == ["UNSET", "Pet2", "Pet10", "overload"]


class TestOneLine:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("f(\n    a,\n    b,\n)\n", "f(a, b)"),
            ("  x = f(\n  )", "  x = f()"),
            ("f(\n    items=(\n    a,\n    ),\n)", "f(items=(a,))"),
            ("f(\n    items=(\n    a,\n    b,\n    ),\n)", "f(items=(a, b))"),
            ("f(\n    {\n    a: b,\n    },\n)", "f({a: b})"),
            ("def f(\n    self,\n) -> None:", "def f(self) -> None:"),
            ('f(\n    "a, (",\n)', 'f("a, (")'),
        ],
    )
    def test_last_commas_go(self, text: str, line: str) -> None:
        assert one_line(text) == f"{line}\n"


class TestDocstrings:
    def test_text_arguments_errors_and_route(self, package_of: PackageOf) -> None:
        responses = {**OK, "404": {"description": "No such thing."}}
        package = package_of(
            {
                "/things/{id}": {
                    "get": operation(
                        "get",
                        summary="Get a thing.",
                        description="With all its parts.",
                        parameters=[parameter("id", "path", description="Its number.")],
                        responses=responses,
                    )
                }
            }
        )
        ((_, method),) = package.methods()
        assert ast.literal_eval(method_doc(method)).split("\n") == [
            "Get a thing.",
            "",
            "        With all its parts.",
            "",
            "        Args:",
            "            id: Its number.",
            "",
            "        Raises:",
            "            NotFoundError: No such thing.",
            "",
            "        GET /things/{id}",
            "        ",
        ]

    def test_a_description_that_repeats_the_summary(
        self, package_of: PackageOf
    ) -> None:
        described = operation("get", summary="Get it.", description="get it")
        package = package_of({"/things": {"get": described}})
        ((_, method),) = package.methods()
        assert "get it" not in method_doc(method)


def objects(**properties: tuple[str, ...]) -> dict[str, Any]:
    """Schemas of objects by name, each with properties that are other ones."""
    return {
        name: {
            "type": "object",
            "properties": {
                other.lower(): {"$ref": f"#/components/schemas/{other}"}
                for other in others
            },
        }
        for name, others in properties.items()
    }


def modules_of(package: Package) -> dict[str, list[str]]:
    """The names of the types in each module of models."""
    modules = model_modules(package)
    return {m.name: sorted(package.names.types[k] for k in m.keys) for m in modules}


class TestModelModules:
    def test_a_cycle_shares_a_module(self, package_of: PackageOf) -> None:
        schemas = objects(A=("B",), B=("A",), C=("A",))
        package = package_of({"/c": {"get": operation("get")}}, schemas)
        assert modules_of(package) == {"a": ["A", "B"], "c": ["C"]}

    def test_what_one_resource_needs_shares_a_module(
        self, package_of: PackageOf
    ) -> None:
        schemas = objects(Zoo=("Cage", "Keeper"), Cage=("Animal", "Bar"), Keeper=())
        schemas |= objects(Animal=("Bar",), Bar=(), Farm=("Keeper",), Unused=("Free",))
        schemas |= objects(Free=())
        sent = body({"$ref": "#/components/schemas/Zoo"})
        package = package_of({"/c": {"post": operation("create", **sent)}}, schemas)
        assert modules_of(package) == {
            "c": ["Animal", "Bar", "Cage", "Keeper", "Zoo"],
            "farm": ["Farm"],
            "free": ["Free"],
            "unused": ["Unused"],
        }

    def test_what_two_resources_need_has_a_module(self, package_of: PackageOf) -> None:
        schemas = objects(First=("Both", "Own"), Second=("Both",), Both=("Part",))
        schemas |= objects(Own=("Both",), Part=())
        package = package_of(
            {
                f"/{name}": {"post": operation(f"{name}.send", **body(reference))}
                for name in ("First", "Second")
                for reference in [{"$ref": f"#/components/schemas/{name}"}]
            },
            schemas,
        )
        assert modules_of(package) == {
            "both": ["Both", "Part"],
            "first": ["First", "Own"],
            "second": ["Second"],
        }

    def test_a_large_resource_is_divided_by_path(self, package_of: PackageOf) -> None:
        names = [f"{word}{n}" for word in ("Leaf", "Root") for n in range(40)]
        schemas = objects(**dict.fromkeys(names, ("Both",)), Both=())
        paths = {
            f"/trees/{name[:4].lower()}/{name.lower()}": {
                "post": {
                    **operation(f"create{name}", **body(reference)),
                    "tags": ["trees"],
                }
            }
            for name in names
            for reference in [{"$ref": f"#/components/schemas/{name}"}]
        }
        # What all paths begin with is no resource.
        paths["/other"] = {"get": operation("get")}
        found = modules_of(package_of(paths, schemas))
        assert found == {
            "trees_leaf": sorted(["Both", *names[:40]]),
            "trees_root": sorted(names[40:]),
        }


class TestResources:
    def test_a_constant_has_what_differs_from_the_defaults(
        self, package_of: PackageOf
    ) -> None:
        parameters = [
            parameter("id", "path"),
            parameter("tags", "query", style="spaceDelimited", explode=False),
            parameter("kinds", "query", explode=False),
            parameter("trace", "header", required=True),
        ]
        package = package_of(
            {"/t/{id}": {"get": operation("get", parameters=parameters)}}
        )
        source = module_of(package)
        assert 'PathParameter("id", lambda: str)' in source
        assert (
            'Parameter("tags", "query", lambda: str, style="spaceDelimited")' in source
        )
        assert 'Parameter("kinds", "query", lambda: str, explode=False)' in source
        assert 'Parameter("trace", "header", lambda: str, required=True)' in source

    def test_encodings_of_a_form(self, package_of: PackageOf) -> None:
        form = {"type": "object", "properties": {"file": {"type": "string"}}}
        sent = body(form, "multipart/form-data")
        content = sent["requestBody"]["content"]["multipart/form-data"]
        content["encoding"] = {"file": {"contentType": "image/png"}}
        source = module_of(package_of({"/t": {"post": operation("create", **sent)}}))
        assert '{"file": Encoding(content_type="image/png")}' in source
        assert '"multipart/form-data": MultipartBody(' in source

    def test_the_call_gives_each_argument_its_place(
        self, package_of: PackageOf
    ) -> None:
        schema = {
            "type": "object",
            "properties": {"class": STRING},
            "additionalProperties": {"type": "integer"},
        }
        create = operation(
            "create",
            parameters=[parameter("id", "path"), parameter("q", "query")],
            **body(schema),
        )
        source = module_of(package_of({"/t/{id}": {"post": create}}))
        assert (
            'return await self._call(_CREATE, path={"id": id}, query={"q": q}, '
            'properties={"class": class_, **(additional_properties or {})}, options=options)'
        ) in source

    def test_a_deprecated_method_has_the_decorator_in_both_clients(
        self, package_of: PackageOf
    ) -> None:
        source = module_of(
            package_of({"/t": {"get": operation("old", deprecated=True)}})
        )
        assert source.count('@deprecated("GET /t is deprecated")') == 2

    def test_a_method_named_like_a_builtin(self, package_of: PackageOf) -> None:
        many = {"type": "array", "items": STRING}
        responses = {
            "200": {
                "description": "",
                "content": {"application/json": {"schema": many}},
            }
        }
        source = module_of(
            package_of({"/t": {"get": operation("list", responses=responses)}})
        )
        assert "-> builtins.list[str]:" in source
        assert "Operation[list[str]]" in source


class TestExamples:
    def test_a_test_of_calls_and_what_they_send(self, samples_of: SamplesOf) -> None:
        schema = {
            "type": "object",
            "required": ["email", "size"],
            "properties": {
                "email": {"type": "string", "format": "email"},
                "size": {"enum": ["small", "large"]},
            },
        }
        package, samples = samples_of(
            {
                "/t": {"post": operation("create", **body(schema))},
                "/t/{id}": {
                    "get": operation("get", parameters=[parameter("id", "path")])
                },
            }
        )
        sample = sample_test(package, samples)
        assert sample is not None
        assert sample.call == 'client.t.create(email="user@example.com", size="small")'
        assert sample.sent == 'server.requests[0].json()["email"] == "user@example.com"'
        assert sample.missing_call == 'client.t.get("text")'

    def test_the_modules_that_values_need_are_imported(
        self, samples_of: SamplesOf
    ) -> None:
        schema = {
            "type": "object",
            "required": ["day", "id", "inner"],
            "properties": {
                "day": {"type": "string", "format": "date"},
                "id": {"type": "string", "format": "uuid"},
                "inner": {"type": "object", "properties": {"a": STRING}},
            },
        }
        package, samples = samples_of(
            {"/t": {"post": operation("create", **body(schema))}}
        )
        view = readme_view(package, samples)
        assert view.use.startswith(
            f"import datetime\nfrom uuid import UUID\n\nfrom {package.name} import Client, models\n"
        )
        assert "    result = client.t.create(" in view.use
        assert "day=datetime.date(2024, 1, 2)," in view.use_async

    @pytest.mark.parametrize(
        ("members", "content", "lines"),
        [
            (
                {"x-pagination": {"type": "link", "items": ""}},
                {"application/json": {"schema": {"type": "array", "items": STRING}}},
                ["for item in client.t.list():", "    ..."],
            ),
            (
                {},
                {"application/jsonl": {"itemSchema": STRING}},
                ["with client.t.list() as stream:", "    for item in stream:"],
            ),
        ],
    )
    def test_pages_or_streams_alone(
        self,
        samples_of: SamplesOf,
        members: dict[str, Any],
        content: dict[str, Any],
        lines: list[str],
    ) -> None:
        responses = {"200": {"description": "", "content": content}}
        listed = {"operationId": "list", "responses": responses, **members}
        package, samples = samples_of({"/t": {"get": listed}})
        view = readme_view(package, samples)
        for line in lines:
            assert f"\n    {line}\n" in f"{view.use}\n"
        assert "async " in view.use_async
        assert sample_test(package, samples) is not None

    def test_no_test_where_no_value_satisfies_a_required_parameter(
        self, samples_of: SamplesOf
    ) -> None:
        needed = parameter("q", "query", required=True, schema=False)
        package, samples = samples_of(
            {"/t": {"get": operation("t.find", parameters=[needed])}}
        )
        assert sample_test(package, samples) is None
        assert readme_view(package, samples).use.endswith("as client:\n    ...")

    def test_credentials_without_a_place(self, samples_of: SamplesOf) -> None:
        schemes = {
            "none": {"type": "apiKey", "in": "header", "name": "Api Key"},
            "key": {"type": "apiKey", "in": "query", "name": "Api Key"},
        }
        package, samples = samples_of(
            {
                "/a": {"get": operation("get", security=[{"none": []}])},
                "/b": {"get": operation("get_b", security=[{"none": []}, {"key": []}])},
            },
            components={"securitySchemes": schemes},
            servers=[{"url": "https://things.test"}],
        )
        assert [str(each.code) for each in samples.calls()] == ["a.get()", "b.get()"]
        assert constructor(package) == 'Client(key="your-key")'

    def test_a_text_of_a_number(self, samples_of: SamplesOf) -> None:
        content = {"text/plain": {"schema": {"type": "integer"}}}
        responses = {"200": {"description": "", "content": content}}
        package, samples = samples_of(
            {"/a": {"get": {"operationId": "count", "responses": responses}}}
        )
        ((path, method),) = package.methods()
        response = samples.response(path, method)
        assert response is not None and response.content == "1"

    def test_the_search_for_values_ends(self, samples_of: SamplesOf) -> None:
        def nested(depth: int, inner: Any, keyword: str) -> Any:
            for _ in range(depth):
                if keyword == "items":
                    inner = {"type": "array", "minItems": 1, "items": inner}
                else:
                    properties = {"a": inner, "b": inner if depth < 9 else STRING}
                    inner = {
                        "type": "object",
                        "required": ["a", "b"],
                        "properties": properties,
                    }
            return inner

        none = {"type": "string", "not": {}}
        schemas = (
            nested(30, none, "items"),
            nested(60, STRING, "items"),
            nested(60, STRING, "properties"),
            nested(8, none, "properties"),
            {"anyOf": [nested(5, none, "items")] * 9},
        )
        package, samples = samples_of(
            {
                f"/t{n}": {"post": operation(f"make{n}", **body(schema))}
                for n, schema in enumerate(schemas)
            }
        )
        for path, method in package.methods():
            samples.call(path, method)
        assert readme_view(package, samples).use

    def test_no_test_of_a_result_that_has_no_value(self, samples_of: SamplesOf) -> None:
        content = {"application/json": {"schema": {"allOf": [STRING, False]}}}
        impossible = {"200": {"description": "", "content": content}}
        find = {"operationId": "t.find", "responses": impossible}
        package, samples = samples_of({"/t": {"get": find}})
        assert [str(each.code) for each in samples.calls()] == ["t.find()"]
        assert sample_test(package, samples) is None

    def test_no_test_of_a_server_that_does_not_get_the_credentials(
        self, samples_of: SamplesOf
    ) -> None:
        other = {"servers": [{"url": "https://other.test"}]}
        package, samples = samples_of(
            {
                "/a": {"post": operation("create", **body(STRING), **other)},
                "/b": {"get": operation("get")},
            },
            components={
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}
            },
            security=[{"key": []}],
            servers=[{"url": "https://things.test"}],
        )
        sample = sample_test(package, samples)
        assert sample is not None and sample.call == "client.b.get()"

    @pytest.mark.parametrize(
        ("security", "credentials"),
        [
            (
                [{"certificate": [], "login": [], "tenant_id": [], "token": []}],
                'certificate="client.pem", login=("user", "password"),'
                ' tenant_id="your-tenant-id", token="your-token", ',
            ),
            ([{"login": []}, {"token": []}], 'login=("user", "password"), '),
            ([{}, {"token": []}], ""),
            ([], ""),
        ],
    )
    def test_a_constructor_that_works(
        self, package_of: PackageOf, security: Any, credentials: str
    ) -> None:
        schemes = {
            "certificate": {"type": "mutualTLS"},
            "login": {"type": "http", "scheme": "basic"},
            "tenant_id": {"type": "apiKey", "in": "header", "name": "X-Tenant"},
            "token": {"type": "http", "scheme": "bearer"},
        }
        package = package_of(
            {"/t": {"get": operation("get")}},
            components={"securitySchemes": schemes},
            security=security,
            servers=[{"url": "/v1"}],
        )
        assert constructor(package) == (
            f'Client({credentials}base_url="https://api.example.com/v1")'
        )


class TestDocuments:
    def test_overview_of_methods(self, samples_of: SamplesOf) -> None:
        found = operation(
            "t.find",
            summary="Find *things*.",
            parameters=[
                parameter("id", "path"),
                parameter("q", "query", required=True),
                parameter("limit", "query"),
            ],
        )
        package, samples = samples_of({"/t/{id}": {"get": found}})
        (resource,) = overview_view(package, samples).resources
        (method,) = resource.methods
        assert (resource.symbol, method.name) == ("client.t", "find")
        assert method.arguments == "id, *, q, limit=…"
        assert method.summary == "Find \\*things\\*."
        assert (method.place, method.result) == ("`GET /t/{id}`", "str")
        assert method.example == ('client.t.find("text", q="text")',)

    def test_only_used_features_are_shown_and_exported(
        self, samples_of: SamplesOf
    ) -> None:
        package, samples = samples_of({"/t": {"get": operation("get")}})
        view = readme_view(package, samples)
        assert (view.stream, view.pages, view.download) == (None, None, None)
        assert list(runtime_names(package)) == []

    def test_uploads_and_downloads(self, samples_of: SamplesOf) -> None:
        raw = {"type": "string", "format": "binary"}
        form = {"type": "object", "properties": {"file": raw}}
        download = {
            "200": {"description": "", "content": {"image/png": {"schema": raw}}}
        }
        package, samples = samples_of(
            {
                "/t": {
                    "post": operation("t.upload", **body(form, "multipart/form-data")),
                    "get": operation("t.load", responses=download),
                }
            }
        )
        assert list(runtime_names(package)) == ["AsyncDownload", "Download", "File"]
        assert readme_view(package, samples).download == (
            "with client.with_streaming(client.t.load) as download:\n"
            '    download.save("file")'
        )

    def test_the_first_paragraph_of_the_description(
        self, samples_of: SamplesOf
    ) -> None:
        info = {
            "title": "Things",
            "version": "1",
            "description": "# Title\n\nAll of it.",
        }
        package, samples = samples_of({"/t": {"get": operation("get")}}, info=info)
        assert readme_view(package, samples).description == "All of it."


@pytest.mark.parametrize(("count", "length"), [(10, 1_000), (30, 1_000), (3, 5_000)])
def test_a_sample_is_not_very_long(
    samples_of: SamplesOf, count: int, length: int
) -> None:
    schema = {
        "type": "object",
        "properties": {f"p{n}": STRING | {"minLength": length} for n in range(count)},
        "required": [f"p{n}" for n in range(count)],
    }
    content = {"application/json": {"schema": schema}}
    result = {"responses": {"200": {"description": "", "content": content}}}
    paths = {"/a": {"post": operation("a", **body(schema)) | result}}
    package, samples = samples_of(paths)
    ((path, method),) = package.methods()
    is_short = count * length <= 10_000
    assert (samples.call(path, method) is not None) is is_short
    assert (samples.response(path, method) is not None) is is_short
