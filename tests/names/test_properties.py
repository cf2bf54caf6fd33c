"""Names of properties and parameters: legal ones stay, and each property has one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _core.input_model import InputModel
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.ir import Api
from generator.lower import lower
from generator.names import Names, assign, reserved
from generator.surface import body_forms, gather
from tests.corpus import for_each_document

TEXT = {"type": "string"}
ODD = [
    *("a", "b-c", "bC", "b_c", "object", "bytes", "before", "before_", "class", "json"),
    *("class_", "options", "self", "content_type", "additional_properties", "body"),
    *("id", "Id", "dict", "print", "builtins", "dt", "__class__", "1st", "name__gt"),
]


def lowered(document: Any) -> Api:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return lower(load_document(path, problems := Problems()), problems)


def named(api: Api) -> Names:
    return assign(api, gather(api), {})


def document(
    schemas: Any, body: Any, parameters: Any = (), media_types: Any = ("json",)
) -> Any:
    content = {f"application/{each}": {"schema": body} for each in media_types}
    operation = {
        "parameters": [
            {"name": name, "in": "query", "schema": TEXT} for name in parameters
        ],
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "Done."}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Names", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": schemas},
    }


def properties(*names: str, **more: Any) -> Any:
    return {"type": "object", "properties": dict.fromkeys(names, TEXT), **more}


def two_names(api: Api) -> Iterator[tuple[str, str, str]]:
    """The properties whose argument is called otherwise than their attribute, although
    no parameter has that name.
    """
    names = named(api)
    for operation in api.operations:
        arguments = names.arguments[operation.pointer]
        others = {n.casefold() for k, n in arguments.items() if k[:5] != "body:"}
        for form in body_forms(api, operation):
            for field in form.model.fields if form.model else ():
                argument = arguments[f"body:{field.name}"]
                assert form.model is not None
                attribute = names.fields[form.model.id][field.name]
                if argument != attribute and attribute.casefold() not in others:
                    yield operation.pointer, argument, attribute


def test_legal_names_stay() -> None:
    legal = ["object", "bytes", "any", "id", "type", "list", "str", "builtins", "dt",
             "before_", "self_", "print", "cls", "models", "from_dict", "name__gt"]  # fmt: skip
    schemas = {"Thing": properties(*legal)}
    api = lowered(document(schemas, {"$ref": "#/components/schemas/Thing"}, legal))
    names = named(api)
    assert names.fields["#/components/schemas/Thing"] == {n: n for n in legal}
    arguments = names.arguments[api.operations[0].pointer]
    assert {n: arguments[f"query:{n}"] for n in legal} == {n: n for n in legal}
    assert arguments["body:object"] == "body_object"


def test_only_names_that_a_method_needs_get_an_underscore() -> None:
    odd = ("body", "content_type", "additional_properties", "options", "self", "class")

    def arguments(*given: Any, **more: Any) -> dict[str, str]:
        api = lowered(document({}, *given, **more))
        return dict(named(api).arguments[api.operations[0].pointer])

    always = {
        "query:options": "options_",
        "query:self": "self_",
        "query:class": "class_",
    }
    plain = {f"query:{name}": name for name in odd}
    assert arguments(properties("x"), odd) == plain | always | {"body:x": "x"}
    raw = arguments({"type": "array", "items": TEXT}, odd)
    assert raw == plain | always | {"query:body": "body_"}
    two = arguments(properties("x"), odd, media_types=("json", "x-www-form-urlencoded"))
    assert two["query:content_type"] == "content_type_" and two["query:body"] == "body"
    more = arguments(properties("x", additionalProperties=TEXT), odd)
    assert more["query:additional_properties"] == "additional_properties_"


def test_a_property_is_reserved_for_its_attribute_where_it_is_for_its_argument() -> (
    None
):
    schemas = {
        "Sent": properties("options", "json", "id"),
        "Received": properties("options", "json", "id"),
    }
    api = lowered(document(schemas, {"$ref": "#/components/schemas/Sent"}))
    names = named(api)
    sent = {"options": "options_", "json": "json_", "id": "id"}
    assert names.fields["#/components/schemas/Sent"] == sent
    received = names.fields["#/components/schemas/Received"]
    assert received == {"options": "options", "json": "json_", "id": "id"}
    assert not list(two_names(api))


NAMES = st.lists(st.sampled_from(ODD), min_size=1, max_size=8, unique=True)
SCHEMAS = st.lists(
    st.tuples(NAMES, st.booleans(), st.booleans()), min_size=1, max_size=3
)


@settings(max_examples=60)
@given(SCHEMAS, NAMES, st.booleans())
def test_every_property_has_one_name(
    schemas: list[Any], parameters: list[str], is_form: bool
) -> None:
    found = {}
    for number, (given_names, is_open, is_split) in enumerate(schemas):
        schema = properties(*given_names)
        if is_open:
            schema["additionalProperties"] = TEXT
        if is_split:  # the request and the response form differ
            schema["properties"]["made"] = {"type": "string", "readOnly": True}
        found[f"Schema{number}"] = schema
    union = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in found]}
    media_types = ("json", "x-www-form-urlencoded") if is_form else ("json",)
    described = document(found, union, parameters, media_types)
    answer = {"description": "It.", "content": {"application/json": {"schema": union}}}
    described["paths"]["/a"]["post"]["responses"]["200"] = answer
    api = lowered(described)
    assert not list(two_names(api))
    for names in named(api).fields.values():
        assert len({name.casefold() for name in names.values()}) == len(names)


@pytest.mark.slow
@for_each_document("path")
def test_every_property_of_real_documents_has_one_name(path: Path) -> None:
    api = lower(load_document(path, problems := Problems()), problems)
    assert not list(two_names(api))


def test_all_attributes_of_models_are_reserved() -> None:
    # What is private, or only a class has, hides nothing of an instance.
    own = {name for name in dir(InputModel) if not name.startswith("_")}
    assert own - reserved.FIELDS == set()
