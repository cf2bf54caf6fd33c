"""Long statements, laid out as black lays them out: black is the judge."""

from __future__ import annotations

import black
from black.mode import TargetVersion
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.emit.formatting.format import formatted

_MODE = black.Mode(target_versions={TargetVersion.PY311})

words = st.sampled_from(
    ["a", "dt.date", "limit", "models.Session", "SessionsResponse", "x" * 24, "Y" * 45]
)
names = st.lists(
    st.sampled_from(
        ["id", "name", "created", "subscription", "organization", "z" * 25]
    ),
    min_size=1,
    max_size=3,
).map("_".join)
texts = st.text("ab /|,[({=", max_size=30).map(lambda text: f'"{text}"')


def _subscripts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=3).map(", ".join)
    return st.builds(
        "{}[{}]".format, st.sampled_from(["list", "Open", "dict"]), several
    )


def _unions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, min_size=2, max_size=4).map(" | ".join)


solid = st.one_of(
    words,
    st.lists(texts, min_size=1, max_size=5).map(", ".join).map("Literal[{}]".format),
)
annotations = st.recursive(
    solid, lambda inner: st.one_of(_subscripts(inner), _unions(inner)), max_leaves=6
)


def _calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    keyword = st.builds("{}={}".format, names, inner)
    arguments = st.lists(st.one_of(inner, keyword.filter(bool)), max_size=1)
    keywords = st.lists(keyword, max_size=4)
    inside = st.builds(lambda a, k: ", ".join([*a, *k]), arguments, keywords)
    return st.builds("{}({})".format, st.sampled_from(["Field", "Parameter"]), inside)


def _dicts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    member = st.builds("{}: {}".format, texts, inner)
    return st.lists(member, max_size=3).map(", ".join).map("{{{}}}".format)


def _tuples(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = inner.map("({},)".format)
    return st.one_of(
        one, st.lists(inner, min_size=2, max_size=3).map(", ".join).map("({})".format)
    )


values = st.recursive(
    st.one_of(texts, words, st.just("None"), annotations.map("lambda: {}".format)),
    lambda inner: st.one_of(_calls(inner), _dicts(inner), _tuples(inner)),
    max_leaves=8,
)
fields = st.builds("{}: {}".format, names, annotations)
variables = st.one_of(
    fields,
    fields.map("{} = None".format),
    st.builds(
        "{} = Field({})".format,
        fields,
        st.builds("default=None, alias={}".format, texts),
    ),
    st.builds("{}: TypeAlias = {}".format, names, annotations),
    st.builds("{}: Operation[{}] = Operation({})".format, names, annotations, values),
    st.builds(
        "return self._call({})".format,
        st.lists(values, min_size=1, max_size=3).map(", ".join),
    ),
    st.builds("{} = {}".format, names, values),
)
parameters = st.one_of(
    fields, fields.map("{} = None".format), fields.map("{} = UNSET".format)
)


@st.composite
def definitions(draw: st.DrawFn) -> str:
    given_ = draw(st.lists(parameters, max_size=4, unique=True))
    listed = ", ".join(["self", "*", *given_] if given_ else ["self"])
    result = draw(annotations)
    word = draw(st.sampled_from(["def", "async def"]))
    return f"{word} {draw(names)}({listed}) -> {result}: ..."


@given(st.one_of(variables, definitions()), st.sampled_from([0, 4]))
@settings(max_examples=300, deadline=None)
def test_statements_are_laid_out_as_by_black(statement: str, indent: int) -> None:
    source = f"class A:\n    {statement}\n" if indent else f"{statement}\n"
    try:
        expected = black.format_str(source, mode=_MODE)
    except black.InvalidInput:
        return
    assert formatted(source) == expected
