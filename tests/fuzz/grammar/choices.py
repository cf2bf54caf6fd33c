"""Random choices, and the words and texts of documents."""

from __future__ import annotations

from random import Random
from typing import Any, TypeAlias, TypeVar

__all__ = ["COMPONENT_WORDS", "PROPERTY_WORDS", "SENTENCES", "Choices", "Object"]

Object: TypeAlias = dict[str, Any]
T = TypeVar("T")

PROPERTY_WORDS = (
    "id", "name", "kind", "state", "owner", "created_at", "pageSize", "nextToken",
    "user-agent", "X-Rate", "itemCount", "billingAddress", "class", "from", "import",
    "self", "async", "None", "list", "type", "print", "model_config", "schema",
    "json", "copy", "2fa", "__class__", "_private", "largest.value", "naïve", "größe",
    "名前", "a+b", "parent", "value", "items", "data", "amount", "tags", "meta",
)  # fmt: skip
COMPONENT_WORDS = (
    "Pet", "Order", "user-profile", "Line_Item", "HTTPError", "v1.Thing", "Address",
    "list", "Node", "Client", "Model", "Response", "Enum", "Any", "error_body",
    "Account", "BillingPlanForOrganizationsWithManySeats", "Event", "Shape", "Leaf",
    "Tree", "Cat", "Dog", "Puppy", "Filter", "Query", "Value", "Page", "Owner", "Money",
)  # fmt: skip
SENTENCES = (
    "Plain words.",
    'It "quotes", and \'quotes\' again: """three""".',
    "A back\\slash, \\n, \\u0041, \\N{DASH} and one at the end \\",
    "Tabs\tbetween\twords\n\tand an indented line\n\n\t\tdeeper",
    "Accents: é ü ß; wide: 名前 한글; marks: e\u0301; signs: → … – “quoted”.",
    "{{ braces }} {% raw %} ${shell} %(format)s # comment </script> <b>`code`</b>",
    "* a list\n* of two items\n\n    indented code\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "```python\nprint('fenced')\n\n\n# twice\n```",
    "Line ends: one\r\ntwo\rthree\x0cfour\u2028five\u00a0six",
    "A sentence that is so long that it has to be wrapped wherever it is shown, twice. "
    * 3,
    '"',
    '""""',
    "   leading and trailing blanks   ",
)


class Choices:
    """Draws from one random source.

    Args:
        random: Its seed makes a document reproducible.
        density: From 0 to 1, how probable composed schemas are.
        version: The dialect, ``3.0``, ``3.1`` or ``3.2``.
    """

    def __init__(self, random: Random, density: float, version: str) -> None:
        self.random = random
        self.density = density
        self.version = version
        self.is_30 = version == "3.0"

    def maybe(self, probability: float) -> bool:
        """Return True with a probability."""
        return self.random.random() < probability

    def one(self, *values: T) -> T:
        """Return one of the values."""
        return self.random.choice(values)

    def some(self, values: Any, least: int, most: int) -> list[Any]:
        """Return some of the values, each once, in their order of drawing."""
        count = self.random.randint(least, most)
        return self.random.sample(sorted(values), min(count, len(values)))

    def text(self) -> str:
        """Return a description."""
        if self.maybe(0.5):
            return self.random.choice(SENTENCES)
        sentences = self.random.choices(SENTENCES, k=self.random.randint(1, 3))
        return self.random.choice((" ", "\n", "\n\n")).join(sentences)

    def described(self, node: Object, probability: float = 0.2) -> Object:
        """Return the node, perhaps with a description."""
        if self.maybe(probability):
            node["description"] = self.text()
        return node
