"""Names of properties and parameters.

A property has one name: that of the attribute of its model is that of the keyword
argument as well. Names that are legal in Python stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from generator.ir import Api, Model, Operation, Parameter, TypeId, schema_id
from generator.names import reserved
from generator.names.allocate import Need, allocate
from generator.names.words import legal_name

__all__ = [
    "OperationNeeds",
    "Pins",
    "argument_key",
    "name_arguments",
    "name_properties",
    "requested_name",
]

Pins = Mapping[str, Mapping[str, str]]
"""The names recorded in a lock, by scope and then by key."""

_RANKS = {"path": 0, "query": 1, "header": 2, "cookie": 3, "querystring": 4}


@dataclass(frozen=True, slots=True)
class OperationNeeds:
    """The names that an operation needs beside those of its parameters."""

    models: tuple[TypeId, ...]
    """The models whose properties are keyword arguments, one for each form of the body
    that has some."""
    keywords: frozenset[str]
    """The arguments that its method has beside those of the document."""
    streams: bool
    """Whether a second method streams its result."""


def argument_key(location: str, name: str) -> str:
    """Return the key of an argument: a parameter or a property of the body."""
    return f"{location}:{name}"


def requested_name(name: str | None) -> str:
    """Return the name that the document gives explicitly, as an identifier."""
    found = legal_name(name, "") if name else ""
    return "" if found.startswith("_") else found


def name_properties(
    api: Api, needs: Iterable[OperationNeeds], pins: Pins
) -> dict[TypeId, dict[str, str]]:
    """Return the Python names of the properties of each model.

    Models that give the arguments of one method are named together, and so are the
    request and the response form of a schema: a property that is reserved in one of
    these places, or collides there, has the same name in all.
    """
    models = {key: m for key, m in api.types.items() if isinstance(m, Model)}
    found: dict[TypeId, dict[str, str]] = {}
    for group, keywords in _groups(models, needs):
        taken = reserved.FIELDS | keywords
        fields = {f.name: f for key in group for f in models[key].fields}
        shared = allocate(
            (
                Need(
                    name,
                    (legal_name(name, "field"),),
                    _rank(name, taken),
                    requested=requested_name(field.python_name),
                )
                for name, field in fields.items()
            ),
            reserved=taken,
        )
        for key in group:
            kept = pins.get(f"fields {key}")
            own = {each.name: shared[each.name] for each in models[key].fields}
            if kept:
                again = (
                    Need(
                        name,
                        (shared[name],),
                        requested=requested_name(fields[name].python_name),
                    )
                    for name in own
                )
                own = allocate(again, reserved=reserved.FIELDS, pins=kept)
            found[key] = own
    return found


def _groups(
    models: Mapping[TypeId, Model], needs: Iterable[OperationNeeds]
) -> list[tuple[list[TypeId], frozenset[str]]]:
    """Return the models that are named together, each group with the keywords of the
    methods that have its properties as arguments.
    """
    parents = {key: key for key in models}

    def root(key: TypeId) -> TypeId:
        while parents[key] != key:
            parents[key] = key = parents[parents[key]]
        return key

    def join(one: TypeId, other: TypeId) -> None:
        first, second = sorted((root(one), root(other)))
        parents[second] = first

    forms: dict[TypeId, TypeId] = {}
    for key in models:
        join(key, forms.setdefault(schema_id(key), key))
    used = [(need.models, need.keywords) for need in needs if need.models]
    for together, _ in used:
        for key in together[1:]:
            join(together[0], key)
    keywords: dict[TypeId, frozenset[str]] = {}
    for together, own in used:
        key = root(together[0])
        keywords[key] = keywords.get(key, reserved.ARGUMENTS) | own
    groups: dict[TypeId, list[TypeId]] = {}
    for key in sorted(models):
        groups.setdefault(root(key), []).append(key)
    return [(each, keywords.get(key, frozenset())) for key, each in groups.items()]


def name_arguments(
    operation: Operation,
    needs: OperationNeeds,
    api: Api,
    properties: Mapping[TypeId, Mapping[str, str]],
    pins: Mapping[str, str] | None,
) -> dict[str, str]:
    """Name the arguments; path parameters first, the body's properties last.

    A property has the name of the attribute, unless a parameter has it.
    """
    taken = reserved.ARGUMENTS | needs.keywords
    wanted = [
        Need(
            argument_key(p.location, p.name),
            _parameter_candidates(p),
            _RANKS[p.location],
            requested=requested_name(p.python_name),
        )
        for p in operation.parameters
    ]
    names: dict[str, tuple[str, str]] = {}
    for key in needs.models:
        model = api.types[key]
        for field in model.fields if isinstance(model, Model) else ():
            requested = requested_name(field.python_name)
            names.setdefault(field.name, (properties[key][field.name], requested))
    wanted += [
        Need(
            argument_key("body", name),
            (attribute, f"body_{attribute.strip('_')}"),
            len(_RANKS) + _rank(name, taken),
            requested=requested,
        )
        for name, (attribute, requested) in names.items()
    ]
    return allocate(wanted, reserved=taken, pins=pins)


def _parameter_candidates(parameter: Parameter) -> tuple[str, ...]:
    name = legal_name(parameter.name, "parameter")
    return (name, f"{name}_{parameter.location}".replace("__", "_"))


def _rank(name: str, taken: Collection[str]) -> int:
    """Rank a name: one that stays as it is comes first, then one with an underscore."""
    return (0 if name not in taken else 1) if legal_name(name, "") == name else 2
