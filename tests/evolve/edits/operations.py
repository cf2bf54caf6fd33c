"""Edits of operations, tags, servers and security schemes."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from .draft import METHODS, Draft, NotApplicable, Operation, Slot

__all__ = ["EDITS"]

DONE: dict[str, Any] = {"204": {"description": "Done"}}


def remove_operation(draft: Draft) -> None:
    operation = draft.pick(draft.operations())
    del operation.owner[operation.key]


def add_operation(draft: Draft) -> None:
    path = f"/{draft.word(str(list(draft.document['paths'])))}"
    draft.place = f"#/paths/{path}"
    draft.document["paths"][path] = {"get": {"responses": copy.deepcopy(DONE)}}


def receive_a_schema(draft: Draft) -> None:
    """Add an operation that returns a component: one that was only sent, perhaps."""
    path = f"/{draft.word(str(list(draft.document['paths'])))}"
    content = {"application/json": {"schema": _component(draft)}}
    response = {"description": "Found", "content": content}
    draft.document["paths"][path] = {"get": {"responses": {"200": response}}}


def send_a_schema(draft: Draft) -> None:
    """Add an operation that sends a component: one that was only received, perhaps."""
    path = f"/{draft.word(str(list(draft.document['paths'])))}"
    content = {"application/json": {"schema": _component(draft)}}
    body = {"required": draft.maybe(), "content": content}
    operation = {"requestBody": body, "responses": copy.deepcopy(DONE)}
    draft.document["paths"][path] = {"post": operation}


def _component(draft: Draft) -> dict[str, str]:
    name = draft.pick(list(draft.components()))
    draft.place = f"#/components/schemas/{name}"
    return {"$ref": draft.place}


def rename_operation_id(draft: Draft) -> None:
    named = (o for o in draft.operations() if "operationId" in o.value)
    operation = draft.pick(named)
    operation.value["operationId"] = f"{draft.word()}{draft.chance.randrange(1000)}"


def remove_operation_id(draft: Draft) -> None:
    named = (o for o in draft.operations() if "operationId" in o.value)
    del draft.pick(named).value["operationId"]


def change_tag(draft: Draft) -> None:
    operation = draft.pick(draft.operations())
    others = {tag for o in draft.operations() for tag in o.value.get("tags", ())[:1]}
    tag = draft.pick([*sorted(others), draft.word(others)])
    operation.value["tags"] = [tag, *operation.value.get("tags", ())[1:]]


def remove_tags(draft: Draft) -> None:
    tagged = (o for o in draft.operations() if o.value.get("tags"))
    del draft.pick(tagged).value["tags"]


def rename_path(draft: Draft) -> None:
    """Give an operation another path, and the others of its path, too."""
    paths = draft.document["paths"]
    path = draft.pick([p for p in paths if p.startswith("/")])
    draft.place = f"#/paths/{path}"
    segments = path.split("/")
    fixed = [i for i, s in enumerate(segments) if s and "{" not in s and "?" not in s]
    segments[draft.pick(fixed)] = draft.word(str(list(paths)))
    _replace_path(draft, path, "/".join(segments))


def rename_path_parameter(draft: Draft) -> None:
    paths = draft.document["paths"]
    path = draft.pick([p for p in paths if p.startswith("/") and "{" in p])
    draft.place = f"#/paths/{path}"
    name = draft.pick(re.findall(r"\{([^{}]+)\}", path))
    new = draft.word(path)
    item = paths[path]
    lists = [o.value.get("parameters", []) for o in _operations_of(draft, path)]
    for parameters in (item.get("parameters", []), *lists):
        for index, each in enumerate(parameters):
            parameter = copy.deepcopy(draft.resolve(each))
            if (parameter["in"], parameter["name"]) == ("path", name):
                parameters[index] = {**parameter, "name": new}
    _replace_path(draft, path, path.replace(f"{{{name}}}", f"{{{new}}}"))


def _operations_of(draft: Draft, path: str) -> Iterator[Operation]:
    return (each for each in draft.operations() if each.path == path)


def _replace_path(draft: Draft, old: str, new: str) -> None:
    paths = draft.document["paths"]
    draft.document["paths"] = {new if p == old else p: paths[p] for p in paths}


def change_method(draft: Draft) -> None:
    operation = draft.pick(draft.operations())
    others = {"put": "patch", "patch": "put", "post": "put", "delete": "post"}
    method = others.get(operation.key, "")
    if method not in METHODS or method in operation.owner:
        raise NotApplicable
    operation.owner[method] = operation.owner.pop(operation.key)


def deprecate_operation(draft: Draft) -> None:
    operation = draft.pick(draft.operations()).value
    operation["deprecated"] = not operation.get("deprecated", False)


def change_text(draft: Draft) -> None:
    operation = draft.pick(draft.operations()).value
    key = draft.pick(("summary", "description"))
    operation[key] = f"Other words {draft.chance.randrange(1000)}."


def change_title(draft: Draft) -> None:
    draft.document["info"]["title"] += " Again"


def change_server(draft: Draft) -> None:
    servers = draft.document.get("servers", [])
    server = draft.pick([s for s in servers if "variables" not in s])
    server["url"] = f"https://{draft.word()}.example.com/v7"


def add_server(draft: Draft) -> None:
    url = f"https://{draft.word()}.example.net"
    draft.document.setdefault("servers", [{"url": "/"}]).append({"url": url})


def remove_server(draft: Draft) -> None:
    servers = draft.document.get("servers", [])
    if len(servers) < 2:
        raise NotApplicable
    servers.remove(draft.pick(servers))


def _schemes(draft: Draft) -> dict[str, Any]:
    components = draft.document.setdefault("components", {})
    found: dict[str, Any] = components.setdefault("securitySchemes", {})
    return found


def require_credential(draft: Draft) -> None:
    """Require a credential of one operation, an existing one or a new one."""
    operation = draft.pick(draft.operations()).value
    schemes = _schemes(draft)
    name = draft.pick([*schemes, draft.word(schemes)])
    schemes.setdefault(name, {"type": "http", "scheme": "bearer"})
    security = operation.get("security", draft.document.get("security")) or [{}]
    operation["security"] = [{name: [], **each} for each in security]


def offer_credential(draft: Draft) -> None:
    """Accept another credential, or none, in place of those of an operation."""
    operation = draft.pick(draft.operations()).value
    schemes = _schemes(draft)
    security = operation.get("security", draft.document.get("security"))
    if not security:
        raise NotApplicable
    name = draft.pick(["", *schemes])
    operation["security"] = [*security, {name: []} if name else {}]


def lift_security(draft: Draft) -> None:
    every = draft.document.get("security")
    secured = (o for o in draft.operations() if o.value.get("security", every))
    draft.pick(secured).value["security"] = []


def rename_scheme(draft: Draft) -> None:
    schemes = _schemes(draft)
    old = draft.pick(list(schemes))
    new = draft.word(schemes)
    schemes[new] = schemes.pop(old)
    owners = [draft.document, *(o.value for o in draft.operations())]
    for owner in owners:
        if "security" in owner:
            owner["security"] = [
                {new if name == old else name: scopes for name, scopes in each.items()}
                for each in owner["security"]
            ]


def replace_scheme(draft: Draft) -> None:
    """Send another kind of credential, or the same in another place."""
    schemes = _schemes(draft)
    name = draft.pick(list(schemes))
    draft.place = f"#/components/securitySchemes/{name}"
    others: list[dict[str, str]] = [
        {"type": "http", "scheme": "bearer"},
        {"type": "http", "scheme": "basic"},
        {"type": "apiKey", "in": "header", "name": "X-Other-Key"},
        {"type": "apiKey", "in": "query", "name": "other_key"},
    ]
    schemes[name] = draft.pick([each for each in others if each != schemes[name]])


def describe_parameter(draft: Draft) -> None:
    slots: list[Slot] = [slot for _, slot in draft.parameters()]
    parameter = draft.resolve(draft.pick(slots).value)
    parameter["description"] = f"Other words {draft.chance.randrange(1000)}."


EDITS = (
    remove_operation,
    add_operation,
    receive_a_schema,
    send_a_schema,
    rename_operation_id,
    remove_operation_id,
    change_tag,
    remove_tags,
    rename_path,
    rename_path_parameter,
    change_method,
    deprecate_operation,
    change_text,
    change_title,
    change_server,
    add_server,
    remove_server,
    require_credential,
    offer_credential,
    lift_security,
    rename_scheme,
    replace_scheme,
    describe_parameter,
)
