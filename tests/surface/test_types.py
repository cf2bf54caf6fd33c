"""How types are written, by where they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generator.ir import (
    Alias,
    AnyType,
    Api,
    ArrayType,
    BinaryType,
    BooleanType,
    Bounds,
    Declaration,
    Discriminator,
    IntegerType,
    LiteralType,
    MapType,
    Model,
    NullableType,
    NumberType,
    RefType,
    StringType,
    TupleType,
    Type,
    UnionType,
)
from generator.surface import AnnotationBuilder, Scope, constraints, enum_of, spell
from generator.surface.aliases import dict_aliases, formatted_aliases
from generator.surface.types import EnumOpenness, optional

COLOUR = LiteralType(("red", "blue"))
TYPES = {
    "colour": Alias("colour", COLOUR),
    "shade": Alias("shade", RefType("colour")),
    "name": Alias("name", StringType()),
    "code": Alias("code", StringType(max_length=3)),
    "kind": Alias("kind", StringType(max_length=4)),
    "loop": Alias("loop", RefType("loop")),
}
API = Api("", "", "", (), (), (), (), TYPES, {})
NAMES = {key: key.capitalize() for key in TYPES}


def spelled(
    type_: Type, openness: EnumOpenness = "open", validated: bool = False
) -> str:
    annotations = AnnotationBuilder(API, openness, validated)
    return str(spell(annotations.constrained(type_), Scope(NAMES)))


def test_a_union_with_formats_has_one_mark() -> None:
    inner = UnionType((StringType("date"), StringType()))
    either = UnionType((inner, StringType("uuid")))
    assert spelled(either) == "dt.date | str | UUID"
    assert spelled(either, validated=True) == "Lossless[dt.date | str | UUID]"
    builder = AnnotationBuilder(API, "marked", validated=True, evaluated=True)
    text = str(spell(builder.constrained(either), Scope(NAMES)))
    assert text == "Annotated[dt.date | str | UUID, LOSSLESS]"
    assert spelled(UnionType((StringType(), NumberType())), validated=True) == (
        "str | float"
    )


@pytest.mark.parametrize("type_", [RefType("colour"), RefType("shade")])
def test_an_open_enum_in_an_expression(type_: Type) -> None:
    """mypy takes an alias with a union as its argument only in annotations."""
    builder = AnnotationBuilder(API, "marked", validated=True, evaluated=True)
    name = NAMES[type_.id] if isinstance(type_, RefType) else ""
    text = str(spell(builder.constrained(type_), Scope(NAMES)))
    assert text == f"Annotated[{name} | str, OPEN]"


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (AnyType(), "Any"),
        (BooleanType(), "bool"),
        (IntegerType(), "int"),
        (NumberType(), "float"),
        (StringType("date-time"), "dt.datetime"),
        (StringType("uuid"), "UUID"),
        (BinaryType(), "File"),
        (ArrayType(IntegerType()), "list[int]"),
        (TupleType((IntegerType(), StringType())), "tuple[int, str]"),
        (MapType(NumberType()), "dict[str, float]"),
        (NullableType(IntegerType()), "int | None"),
        (UnionType((IntegerType(), StringType())), "int | str"),
        (RefType("name"), "str"),
        (RefType("code"), "Code"),
    ],
)
def test_plain_types(type_: Type, text: str) -> None:
    assert spelled(type_) == text


@pytest.mark.parametrize(
    ("openness", "text"),
    [
        ("closed", 'Literal["red", "blue"]'),
        ("open", 'Literal["red", "blue"] | str'),
        ("marked", 'Open[Literal["red", "blue"] | str]'),
    ],
)
def test_openness_of_an_enum(openness: EnumOpenness, text: str) -> None:
    assert spelled(COLOUR, openness) == text


@pytest.mark.parametrize("openness", ["closed", "open", "marked"])
def test_a_constant_is_never_open(openness: EnumOpenness) -> None:
    assert spelled(LiteralType(("cat",)), openness) == 'Literal["cat"]'


def test_an_alias_of_an_enum_is_as_open_as_the_enum() -> None:
    assert spelled(RefType("shade")) == "Shade | str"
    assert enum_of(API, "shade") == COLOUR


def test_an_alias_of_itself_is_no_enum() -> None:
    assert enum_of(API, "loop") is None


def test_only_validated_types_have_constraints_and_tags() -> None:
    numbers = ArrayType(IntegerType(Bounds(minimum=1)), min_items=2, unique=True)
    assert spelled(numbers) == "list[int]"
    assert spelled(numbers, validated=True) == (
        "Annotated[Unique[list[Annotated[int, Field(ge=1)]]], Field(min_length=2)]"
    )
    pets = UnionType((RefType("code"),), Discriminator("kind", (("c", "code"),)))
    assert spelled(pets) == "Code"
    assert spelled(pets, validated=True) == (
        'Annotated[Code, Tagged("kind", {"c": Code})]'
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((1, "1"), 'Annotated[Code | Kind, Tagged("v", {1: Code, "1": Kind})]'),
        (
            (True, False),
            'Annotated[Code | Kind, Tagged("v", {True: Code, False: Kind})]',
        ),
        # Equal in Python, so that their variants are told apart by structure.
        ((1, True), "Code | Kind"),
    ],
)
def test_tags_have_the_json_type_of_their_property(values: Any, text: str) -> None:
    mapping = tuple(zip(values, ("code", "kind"), strict=True))
    pets = UnionType((RefType("code"), RefType("kind")), Discriminator("v", mapping))
    assert spelled(pets, validated=True) == text


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (IntegerType(Bounds(minimum=0.5)), (("ge", 1),)),
        (IntegerType(Bounds(exclusive_maximum=2.5)), (("le", 2),)),
        (IntegerType(Bounds(maximum=3.0)), (("le", 3),)),
        (
            NumberType(Bounds(minimum=0.5, multiple_of=2)),
            (("ge", 0.5), ("multiple_of", 2)),
        ),
        (NullableType(StringType(pattern="^a$")), (("pattern", "^a$"),)),
        (MapType(AnyType(), max_properties=3), (("max_length", 3),)),
        (AnyType(), ()),
    ],
)
def test_constraints(type_: Type, expected: Any) -> None:
    assert constraints(type_) == expected


def test_raw_content_and_text_of_a_response() -> None:
    annotations = AnnotationBuilder(API, "marked", validated=True)
    received = [
        annotations.received(t) for t in (BinaryType(), StringType(max_length=1))
    ]
    assert [str(spell(each, Scope(NAMES))) for each in received] == ["bytes", "str"]


def test_any_value_includes_none() -> None:
    annotations = AnnotationBuilder(API, "closed")
    assert spell(optional(annotations.annotation(AnyType())), Scope({})) == "Any"
    assert (
        spell(optional(annotations.annotation(IntegerType())), Scope({}))
        == "int | None"
    )


def levels(number: int, level: Callable[[RefType], Type], end: Type) -> Api:
    """An API whose aliases contain the next one each, perhaps several times."""
    types = {
        f"s{n}": Alias(f"s{n}", level(RefType(f"s{n + 1}"))) for n in range(number)
    }
    types[f"s{number}"] = Alias(f"s{number}", end)
    return Api("", "", "", (), (), (), (), types, {})


@pytest.mark.parametrize(
    "level",
    [
        lambda inner: UnionType((ArrayType(inner), MapType(inner))),
        lambda inner: TupleType((inner, inner)),
        lambda inner: UnionType((ArrayType(inner), NullableType(ArrayType(inner)))),
    ],
)
def test_what_is_written_out_of_aliases_in_each_other_is_short(
    level: Callable[[RefType], Type],
) -> None:
    api = levels(14, level, StringType())
    names = {key: key.capitalize() for key in api.types}
    annotations = AnnotationBuilder(api, "closed")
    for key in api.types:
        text = str(spell(annotations.annotation(RefType(key)), Scope(names)))
        assert len(text) < 2_000
        forms = annotations.dict_forms(api.types[key])  # type: ignore[arg-type]
        assert sum(len(str(spell(each, Scope(names)))) for each in forms) < 2_000
    assert 0 < len(dict_aliases(api)) < 7


class Counted(dict[str, Declaration]):
    """Declarations that count how often one is asked for."""

    asked = 0

    def get(self, key: str, default: Any = None) -> Any:
        self.asked += 1
        return super().get(key, default)


def test_the_forms_of_unions_of_unions_are_found_in_one_walk() -> None:
    """The unions have too few forms to be named."""
    types = Counted(
        {
            f"{each}{n}": Alias(f"{each}{n}", UnionType(two))
            for n in range(14)
            for each in "ab"
            for two in [(RefType(f"a{n + 1}"), RefType(f"b{n + 1}"))]
        }
    )
    types |= {"a14": Alias("a14", StringType()), "b14": Alias("b14", StringType())}
    api = Api("", "", "", (), (), (), (), types, {})
    assert list(AnnotationBuilder(api, "closed").dict_forms(RefType("a0"))) == []
    assert dict_aliases(api) == set()
    assert types.asked < 500


def test_lists_in_each_other_are_annotated_once() -> None:
    types = Counted(levels(14, ArrayType, StringType()).types)
    api = Api("", "", "", (), (), (), (), types, {})
    found = AnnotationBuilder(api, "closed").annotation(RefType("s0"))
    assert str(spell(found, Scope({}))) == "Sequence[" * 14 + "str" + "]" * 14
    assert types.asked < 500


def test_aliases_with_typed_dicts() -> None:
    model = Model("model", ())
    text, models = StringType(), ArrayType(RefType("model"))
    types: dict[str, Declaration] = {
        "model": model,
        "either": Alias("either", UnionType((RefType("model"), text))),
        "perhaps": Alias("perhaps", NullableType(UnionType((text, models)))),
        "through": Alias("through", UnionType((text, RefType("list")))),
        "list": Alias("list", models),
        "tree": Alias("tree", UnionType((text, RefType("branch")))),
        "branch": Alias("branch", ArrayType(RefType("tree"))),
        "user": Alias("user", MapType(RefType("tree"))),
        "loop": Alias("loop", RefType("loop")),
        "plain": Alias("plain", UnionType((text, ArrayType(text)))),
    }
    api = Api("", "", "", (), (), (), (), types, {})
    assert dict_aliases(api) == {"either", "perhaps", "through", "tree", "branch"}


def test_a_format_is_found_through_aliases() -> None:
    types: dict[str, Declaration] = {
        "date": Alias("date", ArrayType(StringType("date"))),
        "other": Alias("other", NullableType(RefType("date"))),
        "text": Alias("text", StringType()),
        "bytes": Alias("bytes", StringType("binary")),
    }
    api = Api("", "", "", (), (), (), (), types, {})
    assert formatted_aliases(api) == {"date", "other"}
