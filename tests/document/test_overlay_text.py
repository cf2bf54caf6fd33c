"""The text of overlays that doctor writes or adds to."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.document.overlay_text import (
    extend_overlay,
    format_overlay,
    is_as_written,
)
from generator.document.syntax.parse import parse
from generator.document.syntax.source import Source

ODD = st.sampled_from(
    [
        *("NO", "on", "1e3", "089", "0o17", "0x1F", "=", "<<", "~", "", ".5", "1_0"),
        *("null", "True", "2001-01-01", "1:30", "- a", "a: b", "#", "a\n", "\n", " a"),
        *("a ", "\t", "\x85", "\u2028", "\ufeff", "\x7f", "\u202e", "\U0001f600"),
        *("x" * 300, "---", "%YAML", "@a", "`", "'", '"', "{", "]", "?", "!x", "&a"),
        *("*a", "\\u0041", "a\n#b"),
    ]
)
TEXTS = ODD | st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
ACTIONS = st.lists(
    st.fixed_dictionaries({"target": TEXTS, "description": TEXTS, "update": VALUES})
)


def overlay(actions: list[Any], title: str = "Repairs") -> dict[str, Any]:
    info = {"title": title, "version": "1.0.0"}
    return {"overlay": "1.0.0", "info": info, "actions": actions}


def read(text: str, name: str) -> Any:
    return parse(Source.from_bytes(text.encode(), name)).value


@settings(max_examples=40)
@given(ACTIONS, TEXTS, st.sampled_from(["r.yml", "r.JSON"]))
def test_what_is_written_is_read(actions: list[Any], title: str, name: str) -> None:
    wanted = overlay(actions, title)
    text = format_overlay(wanted, name)
    value = read(text, name)
    assert value.pop("x-gen-client-doctor").startswith("sha256:")
    assert value == wanted
    assert is_as_written(text) and is_as_written(text.replace("\n", "\r\n"))
    assert not {"\u202e", "\ufeff", "\u2028"} & set(text) or name == "r.JSON"


def test_names_stay_readable() -> None:
    text = format_overlay(overlay([{"target": "$['\u540d']", "remove": True}]), "r.yml")
    assert "target: $['\u540d']" in text


@pytest.mark.parametrize("name", ["r.yml", "r.json"])
def test_an_edited_text_is_not_as_written(name: str) -> None:
    text = format_overlay(overlay([{"target": "$.info", "remove": True}]), name)
    assert not is_as_written(text.replace("info", "paths", 1))
    assert not is_as_written(text + "\n")
    assert not is_as_written("# mine\n" + text)
    assert not is_as_written("")
    forged = f"x-gen-client-doctor: sha256:{'0' * 64}\n"
    assert not is_as_written(forged + text.replace("sha256:", ""))


COMMENTED = """\
# first
overlay: 1.1.0
extends: api.yml
info: {title: mine, version: '1'}  # own
actions:
  # before
  - target: $.info   # here
    update: {a: 1}

  # between
  - target: $.paths
    description: |
      # not a comment
    remove: true
# last
"""
EXISTING = {
    "block": COMMENTED,
    "not indented": COMMENTED.replace("\n  ", "\n"),
    "not at the end": "actions:\n- target: $.a\n  remove: true\n# of info\n"
    "info: {title: mine, version: '1'}\noverlay: 1.0.0\n",
    "text at the end": "overlay: 1.0.0\nactions:\n- target: $.a\n  description: |\n"
    "    a\n    # no comment\n",
    "no newline": "overlay: 1.0.0\nactions:\n- target: $.a",
    "carriage returns": COMMENTED.replace("\n", "\r\n"),
    "flow": "overlay: 1.0.0  # c\nactions: [{target: $.a, remove: true}]  # d\n",
    "flow with a comma": "overlay: 1.0.0 # c\nactions: [{target: $.a},]  # d\n",
    "empty flow": "overlay: 1.0.0  # c\nactions: []  # d\n",
    "flow of lines": "overlay: 1.0.0  # c\nactions: [\n    {target: $.a},\n  ]  # d\n",
    "json": json.dumps(overlay([{"target": "$.a", "remove": True}])),
    "json of lines": json.dumps(overlay([{"target": "$.a"}]), indent=4) + "\n",
    "empty json": json.dumps(overlay([]), indent=2),
    "end of the document": "--- # c\noverlay: 1.0.0\nactions:\n- target: $.a\n...\n",
    "old line break": 'overlay: 1.0.0\nactions:\n- target: "$.a\u2028"\n# \u0085\n',
}


@settings(max_examples=60)
@given(st.sampled_from(sorted(EXISTING)), ACTIONS)
@example("flow", [{"target": "$['it\\'s']", "update": {"NO": "1e3"}}])
def test_actions_are_added_and_all_else_stays(kind: str, actions: list[Any]) -> None:
    source = Source.from_bytes(EXISTING[kind].encode(), "r.yml")
    before = parse(source).value
    text = extend_overlay(source, actions)
    assert read(text, "r.yml") == {**before, "actions": [*before["actions"], *actions]}


@pytest.mark.parametrize("kind", EXISTING)
def test_comments_and_order_stay(kind: str) -> None:
    source = Source.from_bytes(EXISTING[kind].encode(), "r.yml")
    added: list[Any] = [{"target": "$['b']", "update": {"c": [1]}}]
    text = extend_overlay(source, added)
    end = next(n for n in range(len(text)) if text[: n + 1] != source.text[: n + 1])
    assert text.endswith(source.text[end:].lstrip("],\n "))
    comments = [line.partition(" # ")[2] for line in source.text.splitlines()]
    assert all(comment in text for comment in comments)


ALIASED = {
    "alias": "overlay: 1.0.0\nx-a: &a [{target: $.a}]\nactions: *a\n",
    "merged": "overlay: 1.0.0\nx-a: &a {actions: [{target: $.a}]}\n<<: *a\n",
}


@pytest.mark.parametrize("kind", ALIASED)
def test_actions_in_another_place_are_written_anew(kind: str) -> None:
    source = Source.from_bytes(ALIASED[kind].encode(), "r.yml")
    text = extend_overlay(source, [{"target": "$.b"}])
    assert yaml.safe_load(text)["actions"] == [{"target": "$.a"}, {"target": "$.b"}]
