"""Names do not depend on what else is in a document, nor on its order."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.ir import Api
from generator.lower import lower
from generator.names import Names, Pins, assign
from generator.surface import gather

TEXT = {"type": "string"}
KIND = {"type": "string", "enum": ["a", "b"]}
INLINE = {
    "type": "object",
    "properties": {"kind": KIND, "part": {"type": "object", "properties": {"x": TEXT}}},
}
# Names that have nothing to do with each other, with what may go wrong inside.
SCHEMAS: dict[str, Any] = {
    "Apple": INLINE,
    "banana-split": {"type": "object", "properties": {"a-b": TEXT, "a_b": TEXT}},
    "Cherry": {
        "oneOf": [{**INLINE, "title": "Stone"}, {"type": "array", "items": INLINE}]
    },
    "日本": {"type": "object", "properties": {"日": TEXT, "class": TEXT}},
    "dict": {"type": "object", "additionalProperties": INLINE},
    "Elder": {"allOf": [{"$ref": "#/components/schemas/Elder2"}, INLINE]},
    "Elder2": {"type": "object", "properties": {"e": KIND}},
}
PATHS: dict[str, Any] = {
    f"/{name}/{{id}}": {
        "get": {
            "operationId": f"get_{name}",
            "tags": [name],
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": TEXT}
            ],
            "responses": {
                "200": {
                    "description": "It.",
                    "content": {"application/json": {"schema": INLINE}},
                }
            },
        }
    }
    for name in ("figs", "grapes", "hazel-nuts", "limes")
}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Fruit", "version": "1"},
    "paths": {},
}


def names(schemas: Any, paths: Any, pins: Pins | None = None) -> Pins:
    """All names of a document, by scope and key."""
    api = lowered(
        {
            **DOCUMENT,
            "paths": {key: PATHS[key] for key in paths},
            "components": {"schemas": {key: schemas[key] for key in schemas}},
        }
    )
    found = assign(api, gather(api), pins or {})
    fields = {f"fields {key}": value for key, value in found.fields.items()}
    return {**found.pins, "types": found.types, **fields}


def lowered(document: Any) -> Api:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        problems = Problems()
        return lower(load_document(path, problems), problems)


def moved(before: Pins, after: Pins) -> dict[str, tuple[str, str]]:
    """What both have, and call otherwise."""
    return {
        f"{scope} {key}": (name, after[scope][key])
        for scope, known in before.items()
        for key, name in known.items()
        if after.get(scope, {}).get(key, name) != name
    }


ALL = names(SCHEMAS, PATHS)


@settings(max_examples=25)
@given(st.permutations(list(SCHEMAS)), st.permutations(list(PATHS)), st.data())
def test_others_come_go_and_change_places(
    schemas: list[str], paths: list[str], data: st.DataObject
) -> None:
    kept = schemas[: data.draw(st.integers(0, len(schemas)))]
    if "Elder" in kept and "Elder2" not in kept:
        kept.append("Elder2")
    some = {key: SCHEMAS[key] for key in kept}
    assert not moved(ALL, names(some, paths[: data.draw(st.integers(0, len(paths)))]))


@settings(max_examples=15)
@given(
    st.sets(
        st.sampled_from(
            [
                "apple",
                "APPLE",
                "ApplePart",
                "AppleKind",
                "Cherry2",
                "Stone",
                "Dict",
                "RiBen",
            ]
        ),
        min_size=1,
    )
)
def test_with_a_lock_even_a_new_collision_moves_nothing(others: set[str]) -> None:
    schemas = {**SCHEMAS, **dict.fromkeys(sorted(others), INLINE)}
    after = names(schemas, PATHS, ALL)
    assert not moved(ALL, after)
    types = after["types"].values()
    assert len({name.casefold() for name in types}) == len(types)


def test_a_schema_in_several_places_keeps_its_name_when_the_first_one_goes() -> None:
    def found(paths: list[str], pins: Pins) -> Names:
        api = lowered({**DOCUMENT, "paths": {key: PATHS[key] for key in paths}})
        return assign(api, gather(api), pins)

    first, *others = PATHS
    before = found([first, *others], {})
    after = found(others, before.pins)
    place = next(key for key in after.types if key.endswith("/schema"))
    assert place not in before.types
    assert after.types[place] == before.pins["types"][place]
    assert after.types[place] in before.types.values()


def test_members_of_enums_keep_the_names_in_the_lock() -> None:
    rank = {"type": "integer", "enum": [1, 2, 3]}

    def members(pins: Pins, *given: str) -> Pins:
        schemas = {"Rank": {**rank, "x-enum-varnames": given}}
        document = {**DOCUMENT, "components": {"schemas": schemas}}
        api = lowered(document)
        found = assign(api, gather(api), pins)
        return {"members": found.members["#/components/schemas/Rank"], **found.pins}

    before = members({}, "low", "High rank", "LOW")
    assert before["members"] == {"1": "LOW", "2": "HIGH_RANK", "3": "LOW2"}
    pins = {"members #/components/schemas/Rank": before["members"]}
    after = members(pins, "lowest", "high", "low")
    assert after["members"] == before["members"]
    assert after["members #/components/schemas/Rank"] == before["members"]
