"""The naming rules of the generator whose locks have format 1.

Such a lock has the attributes of resources and the names of methods, but not in which
resource a method is: that was its first tag, or else a segment of its path. It has the
names of properties and arguments only where they differ from those rules. `full_pins`
completes it, so that the names of an existing project do not depend on newer rules.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping

from generator.ir import Api, Field, Model, Operation
from generator.names.allocate import Need, allocate
from generator.names.call_paths import call_key
from generator.names.former_words import former_snake as snake
from generator.names.properties import OperationNeeds, Pins, argument_key
from generator.text import names_in

__all__ = ["full_pins"]

_KEYWORDS = frozenset(keyword.kwlist) | {"print", "__debug__"}
_FIELDS = _KEYWORDS | frozenset(names_in("""
    list dict str int float bool bytes tuple object dt
    _abc_impl _calculate_keys _copy_and_set_values _get_value _iter _setattr_handler
    construct copy from_orm json model_computed_fields model_config model_construct
    model_copy model_dump model_dump_json model_extra model_fields model_fields_set
    model_json_schema model_parametrized_name model_post_init model_rebuild
    model_validate model_validate_json model_validate_strings parse_file parse_obj
    parse_raw schema schema_json update_forward_refs validate
    to_dict to_json from_dict from_json self cls models
    model_read_only model_received_as
    """))
_ARGUMENTS = _KEYWORDS | frozenset(names_in("""
    self options body content_type additional_properties UNSET
    """))
_VERSION = re.compile(r"v\d+([a-z]+\d*)?", re.IGNORECASE)
_RANKS = {"path": 0, "query": 1, "header": 2, "cookie": 3, "querystring": 4}


def full_pins(api: Api, needs: Mapping[str, OperationNeeds], pins: Pins) -> Pins:
    """Return the pins of a lock of format 1, with all names that its package has.

    `api` is that of the package, `needs` are the names that its operations need.
    """
    found = {scope: names for scope, names in pins.items() if scope not in _CALLS}
    found["methods"] = _methods(api, pins)
    found["former methods"] = _former_methods(api, pins)
    for model in api.types.values():
        if isinstance(model, Model):
            scope = f"fields {model.id}"
            found[scope] = _fields(model, pins.get(scope))
    for operation in api.operations:
        scope = f"arguments {operation.pointer}"
        models = (api.types[key] for key in needs[operation.pointer].models)
        body = [f for each in models if isinstance(each, Model) for f in each.fields]
        found[scope] = _arguments(operation, body, pins.get(scope))
    return found


_CALLS = frozenset({"methods", "former methods", "resources"})


def _path(operation: Operation, name: str | None, pins: Pins) -> str:
    """Return the path of a method from the client; "" if the lock does not have it."""
    attribute = pins.get("resources", {}).get(_resource(operation))
    return f"{attribute}.{name}" if attribute and name else ""


def _resource(operation: Operation) -> str:
    """Return the key of the resource of an operation."""
    if operation.tag is not None and snake(operation.tag):
        return operation.tag
    for segment in re.split(r"[?#]", operation.path)[0].split("/"):
        # A verb of its own follows a colon, the key of an OData entity a parenthesis.
        name = re.split(r"[{(:]", segment)[0]
        if snake(name) and not _VERSION.fullmatch(name) and name.lower() != "api":
            return name
    return "default"


def _methods(api: Api, pins: Pins) -> dict[str, str]:
    """Return the paths of the methods by their keys."""
    names = pins.get("methods", {})
    found = {
        key: _path(operation, names.get(key), pins)
        for operation in api.operations
        for key in (call_key(operation), call_key(operation, streams=True))
    }
    return {key: path for key, path in found.items() if path}


def _former_methods(api: Api, pins: Pins) -> dict[str, str]:
    """Return the keys of the methods by the paths that they had before."""
    names = pins.get("former methods", {})
    found = {
        _path(operation, names.get(operation.pointer), pins): call_key(operation)
        for operation in api.operations
    }
    return {path: key for path, key in found.items() if path}


def _fields(model: Model, pins: Mapping[str, str] | None) -> dict[str, str]:
    needs = (
        Need(
            field.name,
            (_identifier(field.name, "field"),),
            _rank(field.name),
            requested=_requested(field.python_name),
        )
        for field in model.fields
    )
    return allocate(needs, reserved=_FIELDS, pins=pins)


def _arguments(
    operation: Operation, body: Iterable[Field], pins: Mapping[str, str] | None
) -> dict[str, str]:
    needs = []
    for each in operation.parameters:
        name = _identifier(each.name, "parameter")
        key = argument_key(each.location, each.name)
        names = name, f"{name}_{each.location}"
        rank, requested = _RANKS[each.location], _requested(each.python_name)
        needs.append(Need(key, names, rank, requested=requested))
    for field in {each.name: each for each in body}.values():
        names = _identifier(field.name, "field"), f"body_{snake(field.name)}"
        key, rank = argument_key("body", field.name), 5 + _rank(field.name)
        requested = _requested(field.python_name)
        needs.append(Need(key, names, rank, requested=requested))
    return allocate(needs, reserved=_ARGUMENTS, pins=pins)


def _identifier(text: str, fallback: str) -> str:
    name = snake(text)
    if not name:
        return fallback
    return f"{fallback}_{name}" if name[0].isdigit() else name


def _requested(name: str | None) -> str:
    return snake(name) if name and not snake(name)[:1].isdigit() else ""


def _rank(name: str) -> int:
    return 0 if snake(name) == name else 1
