"""Edits of parameters, bodies and responses."""

from __future__ import annotations

import copy
from typing import Any

from .draft import Draft, NotApplicable, Slot, base_type, without_values

__all__ = ["EDITS"]

TEXT = {"type": "string"}
JSON = "application/json"
OTHER_TYPES: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "integer"},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "enum": ["amber", "birch"]},
    {"type": "array", "items": {"type": "string"}},
    {"type": "array", "items": {"type": "integer"}},
)


# Parameters


def _add_parameter(draft: Draft, **members: Any) -> None:
    operation = draft.pick(draft.operations())
    parameters = operation.value.setdefault("parameters", [])
    taken = [draft.resolve(each)["name"] for each in parameters]
    place = draft.pick(("query", "query", "header"))
    parameter = {"name": draft.word(taken), "in": place, "schema": TEXT, **members}
    parameters.append(copy.deepcopy(parameter))


def add_optional_parameter(draft: Draft) -> None:
    _add_parameter(draft, schema=draft.pick(OTHER_TYPES))


def add_required_parameter(draft: Draft) -> None:
    _add_parameter(draft, required=True, schema=draft.pick(OTHER_TYPES))


def add_defaulted_parameter(draft: Draft) -> None:
    schema = {"type": "integer", "default": 3}
    _add_parameter(draft, required=True, schema=schema)


def add_constant_parameter(draft: Draft) -> None:
    schema = {"type": "string", "enum": ["amber"]}
    _add_parameter(draft, required=draft.maybe(), schema=schema)


def _parameter(draft: Draft, *places: str) -> dict[str, Any]:
    """Return a parameter of one operation, which no other operation shares."""
    slots = [
        slot
        for _, slot in draft.parameters()
        if draft.resolve(slot.value)["in"] in (places or ("query", "header", "cookie"))
    ]
    slot = draft.pick(slots)
    slot.value = copy.deepcopy(draft.resolve(slot.value))
    found: dict[str, Any] = slot.value
    return found


def _with_schema(draft: Draft, *places: str) -> tuple[dict[str, Any], dict[str, Any]]:
    parameter = _parameter(draft, *places)
    if "schema" not in parameter:
        raise NotApplicable
    for key in ("example", "examples"):
        parameter.pop(key, None)
    parameter["schema"] = copy.deepcopy(draft.resolve(parameter["schema"]))
    return parameter, parameter["schema"]


def remove_parameter(draft: Draft) -> None:
    movable = ("query", "header", "cookie")
    slots = [
        s for _, s in draft.parameters() if draft.resolve(s.value)["in"] in movable
    ]
    slot = draft.pick(slots)
    del slot.owner[slot.key]


def toggle_required_parameter(draft: Draft) -> None:
    parameter = _parameter(draft)
    parameter["required"] = not parameter.get("required", False)


def rename_parameter(draft: Draft) -> None:
    parameter = _parameter(draft)
    parameter["name"] = draft.word(parameter["name"])


def move_parameter(draft: Draft) -> None:
    parameter, schema = _with_schema(draft)
    if base_type(schema) in ("", "object", "array"):
        raise NotApplicable
    places = [p for p in ("query", "header", "cookie") if p != parameter["in"]]
    for key in ("style", "explode", "allowReserved", "allowEmptyValue"):
        parameter.pop(key, None)
    parameter["in"] = draft.pick(places)


def retype_parameter(draft: Draft) -> None:
    parameter, schema = _with_schema(draft, "path", "query", "header")
    new = draft.pick([e for e in OTHER_TYPES if e["type"] != schema.get("type")])
    for key in ("style", "explode"):
        parameter.pop(key, None)
    parameter["schema"] = copy.deepcopy(new)


def list_or_scalar_parameter(draft: Draft) -> None:
    parameter, schema = _with_schema(draft, "query", "header")
    for key in ("style", "explode"):
        parameter.pop(key, None)
    if base_type(schema) == "array":
        parameter["schema"] = copy.deepcopy(draft.resolve(schema.get("items", TEXT)))
    else:
        items = without_values(schema)
        parameter["schema"] = {"type": "array", "items": items}


def change_style(draft: Draft) -> None:
    parameter, schema = _with_schema(draft, "query")
    if base_type(schema) != "array":
        raise NotApplicable
    styles = ("form", "spaceDelimited", "pipeDelimited")
    parameter["style"] = draft.pick([s for s in styles if s != parameter.get("style")])
    parameter["explode"] = False


def change_explode(draft: Draft) -> None:
    parameter, schema = _with_schema(draft, "query", "header", "path")
    if base_type(schema) not in ("array", "object"):
        raise NotApplicable
    is_form = parameter.get("style", "form") == "form" and parameter["in"] == "query"
    parameter["explode"] = not parameter.get("explode", is_form)
    if parameter.get("style") in ("spaceDelimited", "pipeDelimited", "deepObject"):
        del parameter["style"]


def encode_parameter_as_json(draft: Draft) -> None:
    parameter, schema = _with_schema(draft, "query")
    for key in ("schema", "style", "explode", "allowReserved", "example", "examples"):
        parameter.pop(key, None)
    parameter["content"] = {JSON: {"schema": schema}}


def change_parameter_default(draft: Draft) -> None:
    parameter, schema = _with_schema(draft, "query")
    defaults: dict[str, Any] = {"integer": 7, "boolean": True, "number": 1.5}
    if base_type(schema) not in defaults or "enum" in schema:
        raise NotApplicable
    schema["default"] = defaults[base_type(schema)]
    for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        schema.pop(key, None) if draft.maybe() else None
    parameter["required"] = False


def deprecate_parameter(draft: Draft) -> None:
    parameter = _parameter(draft, "query", "header")
    parameter["deprecated"] = not parameter.get("deprecated", False)


# Bodies


def toggle_required_body(draft: Draft) -> None:
    body = draft.pick(draft.bodies()).value
    body["required"] = not body.get("required", False)


def add_body(draft: Draft) -> None:
    free = [
        each
        for each in draft.operations()
        if "requestBody" not in each.value and each.key in ("post", "put", "patch")
    ]
    schema = {"type": "object", "properties": {draft.word(): TEXT}}
    body = {"required": draft.maybe(), "content": {JSON: {"schema": schema}}}
    draft.pick(free).value["requestBody"] = copy.deepcopy(body)


def remove_body(draft: Draft) -> None:
    found = [o for o in draft.operations() if "requestBody" in o.value]
    del draft.pick(found).value["requestBody"]


def add_media_type(draft: Draft) -> None:
    content = draft.pick(draft.bodies()).value["content"]
    schema = next(iter(content.values())).get("schema", TEXT)
    media = draft.pick(("text/plain", "application/x-www-form-urlencoded", JSON))
    if media in content:
        raise NotApplicable
    content[media] = {"schema": copy.deepcopy(TEXT if "text" in media else schema)}


def remove_media_type(draft: Draft) -> None:
    bodies = [b for b in draft.bodies() if len(b.value["content"]) > 1]
    content = draft.pick(bodies).value["content"]
    del content[draft.pick(list(content))]


def replace_media_type(draft: Draft) -> None:
    content = draft.pick(draft.bodies()).value["content"]
    old = draft.pick(list(content))
    others = (JSON, "application/x-www-form-urlencoded", "application/vnd.api+json")
    content[draft.pick([each for each in others if each not in content])] = content.pop(
        old
    )


# Responses


def _response(draft: Draft, statuses: str = "2") -> Slot:
    """Return a response of one operation, which no other operation shares."""
    slot = draft.pick(draft.responses(statuses))
    slot.value = copy.deepcopy(draft.resolve(slot.value))
    return slot


def replace_status(draft: Draft) -> None:
    slot = _response(draft)
    others = ("200", "201", "202") if "content" in slot.value else ("202", "204")
    new = draft.pick([s for s in others if s not in slot.owner])
    slot.owner[new] = slot.owner.pop(slot.key)


def add_status(draft: Draft) -> None:
    """Add a successful status with the schema of another one, another schema or none."""
    slot = _response(draft)
    new = draft.pick([s for s in ("200", "201", "202", "203") if s not in slot.owner])
    schema = draft.pick((TEXT, {"type": "object", "properties": {"amber": TEXT}}))
    added = [
        copy.deepcopy(slot.value),
        {"description": "Done", "content": {JSON: {"schema": copy.deepcopy(schema)}}},
        {"description": "Nothing"},
    ]
    slot.owner[new] = draft.pick(added)


def add_error(draft: Draft) -> None:
    operation = draft.pick(draft.operations())
    free = [s for s in ("409", "418", "423") if s not in operation.value["responses"]]
    schema = {"type": "object", "properties": {"reason": TEXT}}
    content = {JSON: {"schema": copy.deepcopy(schema)}}
    response = {"description": "Failed", "content": content}
    operation.value["responses"][draft.pick(free)] = response


def remove_error(draft: Draft) -> None:
    slot = draft.pick(draft.responses("45d"))
    if len(slot.owner) < 2:
        raise NotApplicable
    del slot.owner[slot.key]


def change_error_body(draft: Draft) -> None:
    slot = _response(draft, "45d")
    schema = draft.pick(({"type": "object", "properties": {"amber": TEXT}}, TEXT))
    slot.value["content"] = {JSON: {"schema": copy.deepcopy(schema)}}


def change_response_media_type(draft: Draft) -> None:
    """Add, remove or replace a media type of a response."""
    response = _response(draft).value
    content = response.setdefault("content", {})
    media = draft.pick((JSON, "text/plain", "application/xml", "application/hal+json"))
    if media in content:
        del content[media]
        if not content:
            del response["content"]
        return
    first: dict[str, Any] = next(iter(content.values()), {})
    schema = first.get("schema", TEXT)
    if content and draft.maybe():
        content.pop(draft.pick(list(content)))
    content[media] = {"schema": copy.deepcopy(TEXT if "text" in media else schema)}


def add_response_header(draft: Draft) -> None:
    headers = _response(draft).value.setdefault("headers", {})
    header = {"schema": copy.deepcopy(draft.pick(OTHER_TYPES[:4]))}
    headers[f"X-{draft.word().title()}"] = {**header, "required": draft.maybe()}


def change_response_header(draft: Draft) -> None:
    """Remove a header of a response, retype it, or toggle whether it is required."""
    found = [s for s in draft.responses() if draft.resolve(s.value).get("headers")]
    slot = draft.pick(found)
    slot.value = copy.deepcopy(draft.resolve(slot.value))
    headers = slot.value["headers"]
    name = draft.pick(list(headers))
    header = copy.deepcopy(draft.resolve(headers.pop(name)))
    change = draft.pick(("remove", "retype", "require"))
    if change == "require":
        headers[name] = {**header, "required": not header.get("required", False)}
    elif change == "retype":
        headers[name] = {"schema": copy.deepcopy(draft.pick(OTHER_TYPES[:4]))}


def change_whole_response(draft: Draft) -> None:
    """Give a response another schema, or none, or one where it had none."""
    response = _response(draft).value
    content = response.get("content", {})
    references = [{"$ref": f"#/components/schemas/{n}"} for n in draft.components()]
    model = {"type": "object", "properties": {"amber": TEXT}}
    schema = draft.pick([TEXT, model, *references[:20], None])
    if schema is None and content:
        del response["content"]
    else:
        media = next(iter(content), JSON)
        response["content"] = {
            **content,
            media: {"schema": copy.deepcopy(schema or {})},
        }


def list_or_object_content(draft: Draft) -> None:
    """Make a list of what a whole body or response is, or the other way round."""
    slot = draft.pick([s for s in draft.contents() if s.value.get("schema")])
    for key in ("example", "examples"):
        slot.value.pop(key, None)
    schema = draft.resolve(slot.value["schema"])
    if base_type(schema) == "array" and "items" in schema:
        slot.value["schema"] = copy.deepcopy(schema["items"])
    else:
        slot.value["schema"] = {"type": "array", "items": slot.value["schema"]}


EDITS = (
    add_optional_parameter,
    add_required_parameter,
    add_defaulted_parameter,
    add_constant_parameter,
    remove_parameter,
    toggle_required_parameter,
    rename_parameter,
    move_parameter,
    retype_parameter,
    list_or_scalar_parameter,
    change_style,
    change_explode,
    encode_parameter_as_json,
    change_parameter_default,
    deprecate_parameter,
    toggle_required_body,
    add_body,
    remove_body,
    add_media_type,
    remove_media_type,
    replace_media_type,
    replace_status,
    add_status,
    add_error,
    remove_error,
    change_error_body,
    change_response_media_type,
    add_response_header,
    change_response_header,
    change_whole_response,
    list_or_object_content,
)
