"""URL-encoded forms (WHATWG URL, 5), and the encoding of their properties."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from .bodies import BodySchema, Payload
from .errors import RequestValidationError
from .json_values import dump_json, essence, is_array, is_json, is_object, scalar_text
from .model import Model, wire_names
from .schema import WIRE, TypeOf
from .styles import Style, form_pairs


@dataclass(eq=False, repr=False)
class Encoding:
    """How one property of a form is encoded (OpenAPI 3.2, Encoding Object)."""

    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    raw: bool = False
    """Whether a text is JSON already, if that is the content type."""

    def __post_init__(self) -> None:
        styled = self.style is not None or self.explode is not None
        self.has_style = styled or self.allow_reserved
        style = self.style or "form"
        self.is_json = is_json(essence(self.content_type or "")) and not (
            self.has_style or "," in str(self.content_type)
        )
        self.effective_style = Style.of(style, self.explode, self.allow_reserved)

    def items(self, value: Any) -> list[Any]:
        """Return what is encoded one by one: the items of an array, or else the value
        (OpenAPI 3.2, 4.14.5.1). Null is left out, since only JSON has a text for it.
        """
        items: list[Any] = value if is_array(value) else [value]
        return [item for item in items if item is not None or self.is_json]

    def text(self, item: Any) -> str:
        """Return the text of an item, in JSON if that is its content type."""
        is_written = self.raw and isinstance(item, str)
        return dump_json(item) if self.is_json and not is_written else scalar_text(item)


class FormBody(BodySchema):
    """An object that is sent as a form.

    Args:
        type_of: Returns the type.
        encoding: Wire name of a property -> encoding.
    """

    accepts_null = False

    def __init__(
        self, type_of: TypeOf, encoding: Mapping[str, Encoding] | None = None
    ) -> None:
        super().__init__(type_of)
        self.encoding = encoding or {}

    def encode(self, content_type: str, value: Any, extra: Any) -> Payload:
        pairs = [
            pair
            for name, item in self.properties(value, extra).items()
            for pair in form_property(name, item, self.encoding.get(name, Encoding()))
        ]
        return Payload(content_type, "&".join(pairs).encode())

    def properties(self, value: object, extra: Any) -> dict[str, Any]:
        """Return the properties by wire name: files unchanged, others as JSON values."""
        valid = self.validated(value)
        if not isinstance(valid, Model | Mapping):
            raise RequestValidationError("body: expected an object")
        members = dict(cast("Mapping[str, Any]", valid))
        owner = type(valid) if isinstance(valid, Model) else self.type
        files = {name for name in members if self.is_file(owner, name, members[name])}
        wires: dict[str, str] = {}
        if isinstance(valid, Model):
            wires = {name: wire for wire, name in wire_names(type(valid)).items()}
            values = valid.model_dump(mode="json", exclude=files, **WIRE)
        else:
            others = {n: v for n, v in members.items() if n not in files}
            values = self.to_json_value(others)
        found: dict[str, Any] = {}
        for name, member in members.items():
            wire = wires.get(name, name)
            if name in files or wire in values:
                found[wire] = member if name in files else values[wire]
        return found | (extra or {})

    def is_file(self, owner: Any, name: str, member: object) -> bool:
        """Return whether a member of a model or a mapping is sent as a file."""
        return False


def form_property(name: str, value: Any, encoding: Encoding) -> list[str]:
    """Return the ``name=value`` pairs of one property of a form."""
    if encoding.is_json:
        value = [encoding.text(item) for item in encoding.items(value)]
    elif not encoding.has_style and is_object(value):
        # Without a style, objects are written as JSON (OpenAPI 3.2, 4.15.1.1).
        value = dump_json(value)
    return form_pairs(name, value, encoding.effective_style)
