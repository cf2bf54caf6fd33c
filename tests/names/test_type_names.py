"""Names of inline schemas: the shortest that only one of them could have."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.ir import Alias, Api, Doc, Field, LiteralType, Model, StringType
from generator.lower import lower
from generator.names.type_names import name_types
from tests.corpus import for_each_document

TEXT = {"type": "string"}


def lowered(folder: Path, schemas: Any, paths: Any = None) -> Api:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Case", "version": "1"},
        "paths": paths or {},
        "components": {"schemas": schemas},
    }
    path = folder / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    problems = Problems()
    return lower(load_document(path, problems), problems)


def inline_names(folder: Path, schemas: Any, paths: Any = None) -> list[str]:
    """The names of inline schemas, in the order of the document."""
    types = name_types(lowered(folder, schemas, paths))
    return [name for key, name in types.items() if key.count("/") > 3]


def an_object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def model(*names: str) -> dict[str, Any]:
    return an_object(**dict.fromkeys(names, TEXT))


def test_the_last_word_then_its_owners(tmp_path: Path) -> None:
    repository = an_object(owner=model("a"), licence=model("b"))
    schemas = {"Repository": repository, "Team": an_object(owner=model("c"))}
    found = inline_names(tmp_path, schemas)
    assert sorted(found) == ["Licence", "RepositoryOwner", "TeamOwner"]


LONG = "a_property_with_a_name_of_many_words"


def test_a_name_over_the_limit_leaves_out_what_it_can(tmp_path: Path) -> None:
    schemas = {
        name: an_object(**{LONG: an_object(settings_of_it=model(name))})
        for name in ("Opened", "Closed")
    }
    found = inline_names(tmp_path, schemas)
    assert sorted(found) == sorted(
        f"{owner}{name}"
        for owner in ("Closed", "Opened")
        for name in ("APropertyWithANameOfManyWords", "SettingsOfIt")
    )


def test_a_long_component_is_shortened_to_its_last_words(tmp_path: Path) -> None:
    schemas = {
        f"checkout_session_with_many_words_{name}": an_object(
            setting_for_the_future_usage_of_it=model(name)
        )
        for name in ("alpha", "gamma")
    }
    assert inline_names(tmp_path, schemas) == [
        "ManyWordsAlphaSettingForTheFutureUsageOfIt",
        "ManyWordsGammaSettingForTheFutureUsageOfIt",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kind", "PetKind"),
        ("items", "PetItems"),
        ("response", "PetResponse"),
        ("data_type", "PetDataType"),
        ("Model", "PetModel"),
        ("client", "PetClient"),
        ("optional", "PetOptional"),
        ("x1", "PetX1"),
        ("pet_kind", "PetKind"),
        ("pet", "PetPet"),
        ("2nd", "Pet2nd"),
        ("💥", "Boom"),
        ("collar", "Collar"),
    ],
)
def test_a_generic_word_needs_an_owner(
    tmp_path: Path, name: str, expected: str
) -> None:
    assert inline_names(tmp_path, {"Pet": an_object(**{name: model("a")})}) == [
        expected
    ]


def test_a_title_comes_before_the_place_if_it_is_a_name(tmp_path: Path) -> None:
    def owned(**titles: str) -> dict[str, Any]:
        return an_object(**{k: {**model(k), "title": t} for k, t in titles.items()})

    schemas = {
        "Repository": owned(
            owner="A Simple User",
            licence="The terms under which others may use it, in full length.",
            data="Data",
            hook="Webhook",
        ),
        "Team": an_object(hook={**model("b"), "title": "Webhook"}),
    }
    found = inline_names(tmp_path, schemas)
    assert found == ["SimpleUser", "Licence", "RepositoryData", *found[3:]]
    assert found[3:] == ["RepositoryHook", "TeamHook"]


def response(schema: Any, kind: str = "application/json") -> Any:
    return {"description": "It.", "content": {kind: {"schema": schema}}}


def operation(name: str, **more: Any) -> Any:
    return {"operationId": name, "responses": {"204": {"description": "."}}, **more}


def test_operations_name_what_they_send_and_receive(tmp_path: Path) -> None:
    content = {
        "application/json": {"schema": an_object(mode=model("a"), owner=model("b"))},
        "application/vnd.pet+json": {"schema": model("c")},
        "multipart/form-data": {"schema": model("d")},
    }
    parameters = [
        {"name": "sort", "in": "query", "schema": {"enum": ["up", "down"]}},
        {"name": "visibility", "in": "query", "schema": {"enum": ["all", "own"]}},
        {"name": "Sort", "in": "header", "schema": {"enum": ["by", "of"]}},
    ]
    replies = {
        "200": response({"type": "array", "items": model("e")}),
        "202": response(model("f")),
        "404": response(model("g")),
        "5XX": response({**model("h"), "title": "Fault"}),
    }
    found = inline_names(
        tmp_path,
        {},
        {
            "/pets": {
                "post": operation(
                    "createPet",
                    requestBody={"content": content},
                    parameters=parameters,
                    responses=replies,
                )
            }
        },
    )
    assert set(found) == {
        "CreatePetSortQuery",
        "CreatePetSortHeader",
        "Visibility",
        "CreatePetRequest",
        "CreatePetMode",
        "Owner",
        "CreatePetRequestVndPetJson",
        "CreatePetRequestForm",
        "CreatePetResponseItem",
        "CreatePetResponse",
        "CreatePet404Response",
        "Fault",
    }


def test_a_body_around_the_schema_of_its_name(tmp_path: Path) -> None:
    reference = {"$ref": "#/components/schemas/CreatePetRequest"}
    body = {"content": {"application/json": {"schema": an_object(data=reference)}}}
    paths = {"/pets": {"post": operation("createPet", requestBody=body)}}
    found = inline_names(tmp_path, {"CreatePetRequest": model("a")}, paths)
    assert found == ["CreatePetRequestBody"]


def test_lists_and_maps_name_one_of_theirs(tmp_path: Path) -> None:
    schemas = {
        "Shop": an_object(
            invoices={"type": "array", "items": model("a")},
            prices={"type": "object", "additionalProperties": model("b")},
            stock={"type": "object", "patternProperties": {"^x": model("c")}},
            media={"type": "array", "items": model("d")},
        ),
        "Pets": {"type": "array", "items": model("e")},
        "Pet": model("f"),
    }
    names = inline_names(tmp_path, schemas)
    assert set(names) == {"Invoice", "Price", "StockValue", "MediaItem", "PetsItem"}


def tagged(tag: Any, *names: str) -> dict[str, Any]:
    kind = {"kind": {"const": tag}} if tag is not None else {}
    return {
        "type": "object",
        "properties": {**kind, **dict.fromkeys(names, TEXT)},
        "required": [*kind, *names],
    }


@pytest.mark.parametrize(
    ("variants", "expected"),
    [
        (
            [{**model("a"), "title": "Cat"}, {**model("b"), "title": "Dog"}],
            {"Cat", "Dog"},
        ),
        ([tagged("cat", "a"), tagged("big_dog", "a")], {"PetCat", "PetBigDog"}),
        ([tagged(1, "a"), tagged(2, "a")], {"PetKind1", "PetKind2"}),
        ([tagged(True, "a"), tagged(False, "a")], {"PetKindTrue", "PetKindFalse"}),
        (
            [tagged(None, "a", "b"), tagged(None, "a", "c")],
            {"PetWithB", "PetWithC"},
        ),
        ([model("a"), {"enum": ["on", "off"]}], {"PetObject", "PetText"}),
        ([model("a"), {"enum": [1, 2]}, TEXT], {"PetObject", "PetNumber"}),
        (
            [model("a"), an_object(a={"type": "integer"})],
            {"PetVariant1", "PetVariant2"},
        ),
        (
            [{"allOf": [model("a")]}, {"allOf": [tagged(None, "b"), {}]}],
            {"PetWithA", "PetWithB"},
        ),
        (
            [{**model("a"), "title": "Same"}, {**model("b"), "title": "Same"}],
            {"PetWithA", "PetWithB"},
        ),
    ],
)
@pytest.mark.parametrize("place", ["component", "property"])
def test_variants_have_what_tells_them_apart(
    tmp_path: Path, variants: list[Any], expected: set[str], place: str
) -> None:
    union = {"anyOf": variants}
    schemas = {"Pet": union} if place == "component" else {"Zoo": an_object(pet=union)}
    found = inline_names(tmp_path, schemas)
    assert set(found) - {"Pet"} == expected


def test_the_only_variant_with_a_name_is_the_property(tmp_path: Path) -> None:
    shape = {"oneOf": [model("size"), TEXT, {"type": "null"}]}
    assert inline_names(tmp_path, {"Thing": an_object(shape=shape)}) == ["Shape"]


def test_a_variant_merged_with_its_owner_is_called_like_what_it_includes(
    tmp_path: Path,
) -> None:
    refs = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
    stored = {**an_object(id=TEXT), "oneOf": refs}
    schemas = {"Cat": model("a"), "Dog": model("b"), "StoredPet": stored}
    assert inline_names(tmp_path, schemas) == ["StoredPetCat", "StoredPetDog"]


def test_inline_schemas_give_way_to_components(tmp_path: Path) -> None:
    kind = {"enum": ["a", "b"]}
    schemas = {
        "Order": an_object(line=model("a"), kind=kind),
        "Line": model("b"),
        "OrderLine": model("c"),
        "OrderKind": {"enum": ["x", "y"]},
        "order_line": model("d"),
    }
    names = name_types(lowered(tmp_path, schemas))
    declared = {name: f"#/components/schemas/{name}" for name in schemas}
    assert {key: names[pointer] for key, pointer in declared.items()} == {
        **{name: name for name in schemas},
        "order_line": "OrderLine2",
    }
    owner = f"{declared['Order']}/properties"
    assert names[f"{owner}/line"] == "OrderLineObject"
    assert names[f"{owner}/kind"] == "OrderKindText"


def of(*types: Alias | Model, **places: tuple[str, ...]) -> Api:
    return Api(
        *("Case", "1", "", (), (), (), ()),
        types={each.id: each for each in types},
        usage={},
        places={f"#/components/schemas/{key}": each for key, each in places.items()},
    )


S = "#/components/schemas/"


def shared(first: str, *others: str) -> str:
    """The name of a model in several places of the components."""
    key = f"{S}{first}"
    api = of(Model(key, (Field("a", StringType(), True),)))
    places = tuple(f"{S}{each}" for each in (first, *others))
    return name_types(replace(api, places={key: places}))[key]


def test_a_schema_in_several_places_has_the_name_common_to_them() -> None:
    owner, creator = "Fork/properties/owner", "Fork/properties/creator"
    team = "Team/properties/members/items/properties/owner"
    assert shared(owner, team) == "Owner"
    assert shared(creator, team, owner) == "Owner"
    billing = "properties/billing/properties/type"
    assert shared(f"Fork/{billing}", f"Team/{billing}") == "BillingType"
    assert shared("Fork/properties/type", "Team/properties/kind") == "ForkType"


def test_a_schema_keeps_the_name_of_any_of_its_places() -> None:
    first, second = f"{S}A/properties/owner", f"{S}B/properties/owner"
    api = replace(
        of(Model(first, ())), places={first: (first, second), second: (second,)}
    )
    assert name_types(api, {second: "Keeper"}) == {first: "Keeper"}


def test_one_schema_under_several_errors_is_the_error_response(tmp_path: Path) -> None:
    replies = {code: response(model("a")) for code in ("404", "409")}
    paths = {"/pets": {"get": operation("getPet", responses=replies)}}
    names = name_types(lowered(tmp_path, {}, paths))
    assert list(names.values()) == ["GetPetErrorResponse"]


WORDS = st.sampled_from(["owner", "kind", "pull_request", "x", "data", "Repository"])
STEPS = st.one_of(
    WORDS.map(lambda word: f"/properties/{word}"),
    st.sampled_from(["/items", "/oneOf/0", "/oneOf/1", "/additionalProperties", "&2"]),
)
POINTERS = st.builds(
    lambda root, steps: f"{S}{root}{''.join(steps)}", WORDS, st.lists(STEPS, max_size=5)
)
TITLES = st.sampled_from(["", "Owner", "Data", "Repository Owner"])
DECLARATIONS = st.lists(
    st.one_of(
        st.builds(
            lambda id, title: Model(id, (), doc=Doc(title)),
            POINTERS,
            TITLES,
        ),
        POINTERS.map(lambda id: Alias(id, LiteralType(("a", "b")))),
    ),
    max_size=15,
    unique_by=lambda declared: declared.id,
)


@settings(max_examples=60)
@given(DECLARATIONS, st.randoms(use_true_random=False))
def test_names_are_unique_and_do_not_depend_on_the_order(
    types: list[Any], random: st.DataObject
) -> None:
    names = name_types(of(*types))
    assert names.keys() == {each.id for each in types}
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert all(name.isidentifier() for name in names.values())
    random.shuffle(types)  # type: ignore[attr-defined]
    assert name_types(of(*types)) == names


@settings(max_examples=60)
@given(DECLARATIONS, DECLARATIONS)
def test_pins_win_whatever_is_added(types: list[Any], more: list[Any]) -> None:
    pins = name_types(of(*types))
    known = {each.id for each in types}
    added = [each for each in more if each.id not in known]
    names = name_types(of(*added, *types), pins)
    assert {key: names[key] for key in pins} == pins
    assert len({name.casefold() for name in names.values()}) == len(names)


@settings(max_examples=60)
@given(DECLARATIONS)
def test_an_unrelated_schema_renames_nothing(types: list[Any]) -> None:
    other = f"{S}Unrelated"
    more = [Model(other, ()), Model(f"{other}/properties/separate", ())]
    names = name_types(of(*types, *more))
    assert {each.id: names[each.id] for each in types} == name_types(of(*types))


@pytest.mark.slow
@for_each_document("path", "github.json", "stripe.yaml")
def test_names_of_real_documents_are_short(path: Path) -> None:
    problems = Problems()
    names = name_types(lower(load_document(path, problems), problems))
    long = [name for name in names.values() if len(name) > 45]
    assert len(long) <= {"github.json": 200, "stripe.yaml": 60}[path.name]
    numbered = [
        name
        for key, name in names.items()
        if key.count("/") > 3 and re.search(r"Variant\d|\d$", name)
    ]
    assert len(numbered) <= len(names) / 100
