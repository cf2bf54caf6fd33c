"""Discriminated unions: which variant a value is, and which tags are refused."""

from __future__ import annotations

import json
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import pytest
from _core.errors import RequestValidationError
from _core.input_model import InputModel
from _core.json_values import UNSET
from _core.lenient_decode import read_json
from _core.model import Model
from _core.schema import Schema
from _core.tagged import Tagged
from _core.validation import build_model, validate
from pydantic import Field
from typing_extensions import TypeAliasType


class Copy(InputModel):
    kind: Literal["a"] = "a"
    x: str | None = None


class Wait(Model):
    kind_: Literal["b", "c"] = Field(
        validation_alias="kind", serialization_alias="kind"
    )
    y: str | None = None


class Loose(Model):
    """Its tag is only in the mapping."""

    z: int | None = None


Step: TypeAlias = Annotated[
    Copy | Wait | Loose, Tagged("kind", {"a": Copy, "b": Wait, "c": Wait, "d": Loose})
]


class Pet(Model):
    kind: str


class Dog(InputModel):
    kind: Literal["Dog"] = "Dog"
    bark: int


class Puppy(InputModel):
    kind: Literal["Puppy"] = "Puppy"
    bark: int
    born: str | None = None


AnyDog: TypeAlias = Annotated[Dog | Puppy, Tagged("kind", {"Dog": Dog, "Puppy": Puppy})]
AnyPet: TypeAlias = Annotated[
    AnyDog | Pet, Tagged("kind", {"Dog": AnyDog, "Puppy": AnyDog}, default=Pet)
]


class One(Model):
    version: Literal[1]
    x: str


class Two(Model):
    version: Literal[2]
    x: int


class Named(Model):
    version: Literal["1"]
    x: bool


Versioned: TypeAlias = Annotated[
    One | Two | Named, Tagged("version", {1: One, 2: Two, "1": Named})
]


class Done(InputModel):
    ok: Literal[True] = True
    value: str


class Failed(InputModel):
    ok: Literal[False] = False
    value: int


End: TypeAlias = Annotated[Done | Failed, Tagged("ok", {True: Done, False: Failed})]


def sent(type_: Any, value: object) -> Any:
    """The JSON value that is sent for an argument."""
    schema = Schema(lambda: type_)
    return schema.to_json_value(validate(schema, value, "it"))


def refusal(type_: Any, value: object) -> str:
    with pytest.raises(RequestValidationError) as caught:
        sent(type_, value)
    return str(caught.value)


def received(type_: Any, value: object) -> tuple[Any, list[str]]:
    return read_json(Schema(lambda: type_), json.dumps(value).encode(), strict=True)


@pytest.mark.parametrize(
    ("type_", "value", "wire"),
    [
        (Step, {"kind": "a", "x": "1"}, {"kind": "a", "x": "1"}),
        (Step, {"kind_": "c"}, {"kind": "c"}),
        (Step, Copy(x="1"), {"kind": "a", "x": "1"}),
        (Step, read_json(Schema(lambda: Copy), b"{}")[0], {"kind": "a"}),
        (Step, Wait(kind_="c", y="1"), {"kind": "c", "y": "1"}),
        (Step, Loose(z=1), {"z": 1, "kind": "d"}),
        (Step, Loose.model_validate({"kind": "d"}), {"kind": "d"}),
        (AnyPet, Puppy(bark=1), {"kind": "Puppy", "bark": 1}),
        (AnyDog, Puppy(bark=1), {"kind": "Puppy", "bark": 1}),
        (AnyPet, Pet(kind="cat"), {"kind": "cat"}),
        (AnyPet, {"kind": "cat", "lives": 9}, {"kind": "cat", "lives": 9}),
        (Versioned, {"version": 1, "x": "s"}, {"version": 1, "x": "s"}),
        (Versioned, {"version": "1", "x": True}, {"version": "1", "x": True}),
        (Versioned, Two(version=2, x=5), {"version": 2, "x": 5}),
        (End, {"ok": False, "value": 5}, {"ok": False, "value": 5}),
        (End, Done(value="s"), {"ok": True, "value": "s"}),
        (list[Step | None], [None, Copy()], [None, {"kind": "a"}]),
    ],
)
def test_values_are_sent_with_the_tag_of_their_variant(
    type_: Any, value: object, wire: object
) -> None:
    assert sent(type_, value) == wire


UNKNOWN = "should be "


def with_tag(model: Model, tag: object) -> Model:
    for name in model.model_fields_set & {"kind", "kind_", "version", "ok"}:
        setattr(model, name, tag)
    return model


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        (Step, {"x": "1"}, "kind: required"),
        (Step, {"kind": None, "x": "1"}, "kind: required"),
        (Step, {"kind": "s3cret"}, f"kind: {UNKNOWN}"),
        (Step, {"kind": ["s3cret"]}, f"kind: {UNKNOWN}"),
        (Step, {"kind": 5}, f"kind: {UNKNOWN}"),
        (
            Step,
            {"kind": "a", "x": 5},
            "it.x: should be a string, not int (read as Copy)",
        ),
        (Step, with_tag(Copy(x="1"), "b"), "kind: not a value of Copy"),
        (Step, with_tag(Wait(kind_="b"), "a"), "kind: not a value of Wait"),
        (Step, with_tag(Wait(kind_="b"), "s3cret"), f"kind: {UNKNOWN}"),
        (Step, Wait.model_construct(y="1"), "kind: required"),
        (Step, Loose.model_validate({"kind": "a"}), "kind: not a value of Loose"),
        (Step, One(version=1, x="s"), "not One"),
        (Step, "s3cret", "it: should be Copy, Wait, Loose or a dict, not str"),
        (AnyPet, {"kind": "Dog"}, "bark: required"),
        (
            AnyPet,
            {"kind": "Dog", "bark": "s3cret"},
            "it.bark: should be an integer, not str (read as Dog)",
        ),
        (AnyPet, Pet(kind="Dog"), "kind: not a value of Pet"),
        (AnyPet, with_tag(Puppy(bark=1), "Dog"), "kind: not a value of Puppy"),
        (AnyDog, Pet(kind="Dog"), "it: should be one of Dog, Puppy, not Pet"),
        (Versioned, {"version": 3, "x": 5}, f"version: {UNKNOWN}"),
        (Versioned, {"version": True, "x": "s"}, f"version: {UNKNOWN}"),
        (Versioned, {"version": "2", "x": 5}, f"version: {UNKNOWN}"),
        (
            Versioned,
            {"version": 2, "x": "s"},
            "it.x: should be an integer, not str (read as Two)",
        ),
        (Versioned, with_tag(One(version=1, x="s"), True), f"version: {UNKNOWN}"),
        (
            Versioned,
            with_tag(One(version=1, x="s"), "1"),
            "version: not a value of One",
        ),
        (End, {"ok": 1, "value": "s"}, f"ok: {UNKNOWN}"),
        (End, {"ok": "true", "value": "s"}, f"ok: {UNKNOWN}"),
        (End, {"ok": True, "value": 5}, "it.value: should be a string, not int"),
        (End, with_tag(Done(value="s"), False), "ok: not a value of Done"),
    ],
)
def test_foreign_tags_are_refused(type_: Any, value: object, message: str) -> None:
    refused = refusal(type_, value)
    assert refused.startswith("it") and message in refused and "s3cret" not in refused


def test_a_named_integer_is_a_tag() -> None:
    class Version(IntEnum):
        TWO = 2

    assert sent(Versioned, {"version": Version.TWO, "x": 5})["version"] == 2


def test_a_class_that_the_user_derived_from_a_variant() -> None:
    class Mine(Copy):
        pass

    assert sent(Step, Mine(x="1")) == {"kind": "a", "x": "1"}
    assert "kind: not a value of Mine" in refusal(Step, with_tag(Mine(x="1"), "b"))


@pytest.mark.parametrize(
    ("type_", "value", "model"),
    [
        (Step, {"kind": "c"}, Wait),
        (Step, {"kind": "d", "z": 1}, Loose),
        (AnyPet, {"kind": "Puppy", "bark": 1}, Puppy),
        (AnyPet, {"kind": "cat"}, Pet),
        (Versioned, {"version": 2, "x": 5}, Two),
        (Versioned, {"version": 2.0, "x": 5}, Two),
        (Versioned, {"version": "1", "x": True}, Named),
        (End, {"ok": False, "value": 5}, Failed),
        (End | None, {"ok": True, "value": "s"}, Done),
    ],
)
def test_the_tag_of_a_response(type_: Any, value: object, model: type[Model]) -> None:
    read, deviations = received(type_, value)
    assert type(read) is model and deviations == []
    assert read.to_dict() == value


@pytest.mark.parametrize(
    ("type_", "value", "model", "deviation"),
    [
        (Step, {"kind": "a", "x": 5}, Copy, "/x: "),
        (Step, {"kind": "d", "z": "s"}, Loose, "/z: "),
        (AnyPet, {"kind": "Dog"}, Dog, "/bark: required"),
        (AnyPet, {"kind": "Puppy", "bark": "s3cret"}, Puppy, "/bark: "),
        (AnyPet, {"kind": 5}, Pet, "/kind: "),
        (AnyPet, {}, Pet, "/kind: required"),
        (Versioned, {"version": 1, "x": 5}, One, "/x: "),
        (
            Versioned,
            {"version": True, "x": "s"},
            dict,
            "/version: should be 1, 2 or '1'",
        ),
        (End, {"ok": True}, Done, "/value: required"),
        (End, {"ok": 1, "value": "s"}, dict, "/ok: should be True or False"),
        (Step, {"x": "1"}, dict, "/kind: required: 'a', 'b', 'c' or 'd'"),
        (Step, {"kind": ["s3cret"]}, dict, "/kind: should be 'a', 'b'"),
        # One of a later version of the API.
        (Step, {"kind": "new", "x": 5}, dict, ""),
        (Versioned, {"version": 3, "x": 5}, dict, ""),
        (list[End], [{"ok": True, "value": "s"}, 5], list, "/1: "),
    ],
)
def test_a_response_deviates_as_the_variant_of_its_tag(
    type_: Any, value: object, model: type, deviation: str
) -> None:
    read, deviations = received(type_, value)
    assert type(read) is model
    assert len(deviations) == bool(deviation) and "s3cret" not in str(deviations)
    assert all(text.startswith(deviation) for text in deviations)
    assert (read.to_dict() if isinstance(read, Model) else read) == (
        [Done(value="s"), 5] if isinstance(read, list) else value
    )


@pytest.mark.parametrize(
    ("type_", "arguments", "wire"),
    [
        (Step, {"kind": "a", "x": "1", "y": None}, {"kind": "a", "x": "1"}),
        (Step, {"kind": UNSET, "x": "1"}, {"kind": "a", "x": "1"}),
        (Step, {"z": 1}, {"z": 1, "kind": "d"}),
        (Step, {"kind": "c", "y": "1"}, {"kind": "c", "y": "1"}),
        # An additional property.
        (Step, {"kind": "a", "other": 1}, {"kind": "a", "other": 1}),
        (AnyPet, {"kind": "Puppy", "bark": 1}, {"kind": "Puppy", "bark": 1}),
        (AnyPet, {"born": "x", "bark": 1}, {"kind": "Puppy", "born": "x", "bark": 1}),
        (AnyPet, {"kind": "cat"}, {"kind": "cat"}),
        (Versioned, {"version": 2, "x": 5}, {"version": 2, "x": 5}),
        (End, {"ok": False, "value": 5}, {"ok": False, "value": 5}),
    ],
)
def test_arguments_are_the_variant_of_their_tag(
    type_: Any, arguments: dict[str, Any], wire: object
) -> None:
    model = build_model(type_, arguments)
    assert isinstance(model, Model) and model.to_dict() == wire


class Counts(InputModel):
    kind: Literal["counts"] = "counts"

    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, int]


def test_arguments_that_one_variant_declares_are_no_additional_properties() -> None:
    mapping = {"Dog": Dog, "counts": Counts}
    type_: Any = Annotated[Dog | Counts, Tagged("kind", mapping)]
    for arguments, kind in (({"bark": 1}, "Dog"), ({"other": 1}, "counts")):
        model = build_model(type_, arguments)
        assert isinstance(model, Model) and model.to_dict()["kind"] == kind


@pytest.mark.parametrize(
    ("type_", "arguments", "message"),
    [
        (Step, {"kind": "b", "x": "1"}, "cannot be combined: kind_, x"),
        (Step, {"kind": "s3cret", "x": "1"}, f"kind: {UNKNOWN}"),
        (Step, {"kind": "a", "x": 5}, "x: should be a string, not int"),
        (Step, {"y": "1"}, "kind: required"),
        (Step, {"other": 1}, "kind: required"),
        (AnyPet, {"kind": "Dog"}, "bark: required"),
        (AnyPet, {"kind": "cat", "bark": 1}, "cannot be combined: bark, kind"),
        (AnyPet, {"bark": 1}, "kind: required"),
        (Versioned, {"version": 1, "x": 5}, "x: should be a string, not int"),
        (Versioned, {"version": True, "x": "s"}, f"version: {UNKNOWN}"),
        (End, {"value": "s"}, "ok: required"),
    ],
)
def test_arguments_with_a_foreign_tag_are_refused(
    type_: Any, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(RequestValidationError, match=message) as caught:
        build_model(type_, arguments)
    assert "s3cret" not in str(caught.value)


def test_a_model_as_body_is_validated_as_an_argument_is() -> None:
    assert build_model(Step, Copy(x="1")) is None


class Round(InputModel):
    kind: Literal["a"] = "a"
    n: str | None = None


class Square(InputModel):
    kind: Literal["b"] = "b"
    n: bool | None = None


class Solid(InputModel):
    kind: Literal["c"] = "c"
    n: int | None = None


class Tree(InputModel):
    kind: Literal["tree"] = "tree"
    parts: list[Shape] | None = None


# Recursive aliases are emitted as text.
Flat = TypeAliasType(
    "Flat", "Annotated[Round | Square, Tagged('kind', {'a': Round, 'b': Square})]"
)
Plain = TypeAliasType("Plain", "Solid | Square")
Shape = TypeAliasType(
    "Shape",
    "Annotated[Flat | Plain | Tree, Tagged('kind',"
    " {'a': Flat, 'b': Flat, 'c': Plain, 'tree': Tree})]",
)


def test_a_tag_may_stand_for_a_union() -> None:
    assert type(received(Shape, {"kind": "a", "n": "s"})[0]) is Round
    assert type(received(Shape, {"kind": "c", "n": 5})[0]) is Solid
    assert received(Shape, {"kind": "b", "n": 5})[1] == [
        "/n: should be a boolean, not an integer (read as Square)"
    ]
    assert received(Shape, {"kind": "c", "n": "x"})[1]
    assert sent(Shape, Round.model_construct(n="s")) == {"n": "s", "kind": "a"}
    assert sent(Shape, {"kind": "b", "n": True}) == {"kind": "b", "n": True}
    assert "it.n: should be a boolean, not int" in refusal(Shape, {"kind": "b", "n": 5})
    assert "kind: not a value of Round" in refusal(
        Shape, with_tag(Round(kind="a"), "b")
    )
    assert refusal(Shape, {"kind": "d"}) == f"it.kind: {UNKNOWN}'a', 'b', 'c' or 'tree'"


def test_a_tree_of_a_union_that_contains_itself() -> None:
    tree: Any = {"kind": "a", "n": "s"}
    for _ in range(20):
        tree = {"kind": "tree", "parts": [tree, {"kind": "c", "n": 1}]}
    read, deviations = received(Shape, tree)
    assert deviations == [] and read.to_dict() == tree
    assert sent(Shape, read) == sent(Shape, tree) == tree
    assert type(read.parts[1]) is Solid
    read, deviations = received(
        Shape, {"kind": "tree", "parts": [{"kind": "a", "n": 5}]}
    )
    assert deviations == [
        "/parts/0/n: should be a string, not an integer (read as Round)"
    ]
    assert type(read.parts[0]) is Round


# Unions whose variants lead back to them, with the same property and with another.
alias: Any = TypeAliasType
Left = alias(
    "Left",
    "Annotated[Right | Round, Tagged('kind', {'a': Right, 'b': Right, 'l': Right})]",
)
Right = alias(
    "Right",
    "Annotated[Left | Square, Tagged('kind', {'a': Left, 'b': Square}, default=Left)]",
)
Upper = alias("Upper", "Annotated[Lower | Solid, Tagged('kind', {'c': Lower})]")
Lower = alias("Lower", "Annotated[Upper | Round, Tagged('n', {1: Upper, 's': Round})]")
Either = alias("Either", "list[Left | Upper]")
Circle = alias("Circle", "Annotated[Circle | None, Tagged('kind', {})]")


@pytest.mark.parametrize(
    "value", [{"kind": t, "n": n} for t in "abcl" for n in (1, "s")]
)
@pytest.mark.parametrize("type_", [Left, Right, Upper, Lower, Either])
def test_a_union_that_leads_back_to_itself(type_: Any, value: Any) -> None:
    nested = value if type_ in (Left, Right, Upper, Lower) else [value]
    read, deviations = received(type_, nested)
    assert deviations or json.loads(json.dumps(nested)) == (
        read.to_dict() if isinstance(read, Model) else nested
    )
    try:
        assert sent(type_, nested) == nested
    except RequestValidationError as error:
        assert "nested too deeply" not in str(error)


def test_the_tags_of_unions_that_lead_back_to_themselves() -> None:
    assert type(received(Left, {"kind": "b", "n": True})[0]) is Square
    assert type(received(Upper, {"kind": "c", "n": 1})[0]) is Solid
    assert type(sent(Left, {"kind": "b"})) is dict
    assert received(Circle, {"kind": "a"}) == ({"kind": "a"}, [])
