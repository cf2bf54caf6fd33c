"""Names of types: component schemas by their key, inline schemas by their location."""

from __future__ import annotations

from collections.abc import Iterator

from generator.ir import Api, Operation, TypeId, is_request_id, schema_id
from generator.ir.media_types import is_form
from generator.names.allocate import Need
from generator.names.words import pascal, singular

__all__ = ["type_needs"]


def type_needs(api: Api) -> Iterator[Need]:
    """Yield a need for each declaration: declared names come first, then the input
    twins of declared ones, then inline types, outer before inner.
    """
    namer = _Namer(api)
    for key, declared in api.types.items():
        requested = pascal(declared.python_name or "")
        yield Need(
            key,
            namer.candidates(key),
            _rank(key),
            requested="" if requested[:1].isdigit() else requested,
        )


def _rank(key: TypeId) -> int:
    depth = key.count("/")
    if _is_component(key):
        name = _unescape(key.rsplit("/", 1)[-1])
        return 1 if pascal(name) == name else 2
    return 3 + depth + (1 if is_request_id(key) else 0)


def _is_component(key: TypeId) -> bool:
    return key.startswith("#/components/schemas/") and key.count("/") == 3


class _Namer:
    """Builds names from pointers; each owner's name is built once."""

    def __init__(self, api: Api) -> None:
        self._types = api.types
        self._known: dict[str, str] = {}
        self._named_pointers = dict(_named_pointers(api))

    def candidates(self, key: TypeId) -> tuple[str, ...]:
        if is_request_id(key):
            base = self._name(schema_id(key))
            return f"{base}Input", f"{base}Request"
        return (self._name(key),)

    def _name(self, pointer: str) -> str:
        if pointer not in self._known:
            self._known[pointer] = _safe(self._build(pointer))
        return self._known[pointer]

    def _build(self, pointer: str) -> str:
        """Go up to the nearest pointer with a name, and append the tokens below it."""
        declared = self._types.get(pointer)
        inline_title = declared is not None and not _is_component(pointer)
        tokens: list[str] = []
        place = pointer
        while place not in ("#", ""):
            if place != pointer and place in self._types:
                base = self._name(place)
                break
            if place in self._named_pointers:
                base = self._named_pointers[place]
                break
            if place.startswith("#/components/") and place.count("/") == 3:
                base = pascal(_unescape(place.rsplit("/", 1)[-1]))
                break
            place, _, token = place.rpartition("/")
            tokens.insert(0, _unescape(token))
        else:
            base = ""
        title = declared.doc.title if declared is not None and inline_title else ""
        return _inline_name(base, tokens, title)


def _named_pointers(api: Api) -> Iterator[tuple[str, str]]:
    for operation in api.operations:
        name = _operation_name(operation)
        yield operation.pointer, name
        for parameter in operation.parameters:
            shared = parameter.pointer.startswith("#/components/")
            own = parameter.pointer.startswith(operation.pointer)
            owner = name if own else "" if shared else _path_name(operation)
            yield parameter.pointer, f"{owner}{pascal(parameter.name)}"
    for event in api.events:
        yield f"{event.pointer}/requestBody", f"{pascal(event.name)}Event"


def _operation_name(operation: Operation) -> str:
    return pascal(
        operation.operation_id or f"{operation.method.lower()} {operation.path}"
    )


def _path_name(operation: Operation) -> str:
    fixed = [part for part in operation.path.split("/") if part and "{" not in part]
    return pascal(singular(fixed[-1])) if fixed else ""


def _inline_name(base: str, tokens: list[str], title: str) -> str:
    """Return a name for the schema that `tokens` lead to from `base`."""
    name = base
    previous = ""
    for place, token in enumerate(tokens):
        last = place == len(tokens) - 1
        name = _extended(name, previous, token, title if last else "")
        previous = "" if previous in ("properties", "headers") else token
    return name


def _extended(name: str, previous: str, token: str, title: str) -> str:
    match previous, token:
        case ("properties" | "headers" | "patternProperties" | "$defs"), _:
            return name + pascal(token)
        case _, "items":
            return singular(name) if singular(name) != name else f"{name}Item"
        case _, "additionalProperties":
            return f"{name}Value"
        case ("oneOf" | "anyOf" | "prefixItems"), _ if token.isdigit():
            kind = "Item" if previous == "prefixItems" else "Variant"
            titled = pascal(title) if len(title) <= 40 else ""
            return titled or f"{name}{kind}{int(token) + 1}"
        case _, "discriminator":
            return f"Any{name}"
        case "responses", _:
            status = "" if token.startswith("2") else token.capitalize()
            return f"{name}{pascal(status)}Response"
        case _, "requestBody":
            return f"{name}Request"
        case "content", _ if is_form(token):
            return f"{name}Form"
        case "callbacks", _:
            return name + pascal(token)
        case _:
            return name


def _safe(name: str) -> str:
    if not name:
        return "Schema"
    return f"Model{name}" if name[0].isdigit() else name[0].upper() + name[1:]


def _unescape(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")
