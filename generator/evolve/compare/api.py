"""Compare what operations share: the client's arguments, webhooks, model names."""

from __future__ import annotations

import re

from generator.evolve.change import Subject
from generator.evolve.compare.diff import ChangeSite, Diff
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.compare.security import compare_schemes
from generator.evolve.compare.types import compare_types
from generator.ir import (
    Event,
    Server,
    ServerVariable,
    TypeId,
    is_request_id,
    request_id,
    schema_id,
)
from generator.names import event_key

__all__ = ["compare_client", "compare_events", "compare_model_names"]


def compare_client(diff: Diff) -> None:
    """Record changes of the title, the texts, the credentials, servers and resources."""
    old, new = diff.old.api, diff.new.api
    site = _client_site("Client", "#/info")
    if diff.old.name != diff.new.name:
        diff.add(
            "package-title-changed",
            site.inner("info.title", "#/info/title", "#/info/title"),
            diff.old.name,
            diff.new.name,
        )
    texts = [(a.title, a.description, a.license, a.contact) for a in (old, new)]
    if texts[0] != texts[1]:
        diff.add("api-described", site.inner("info"))
    compare_schemes(diff)
    _compare_servers(diff)
    _compare_server_variables(diff)
    _compare_resources(diff)


def _client_site(symbol: str, pointer: str) -> ChangeSite:
    return ChangeSite(symbol, Subject("Client", "", ""), pointer, pointer)


def _compare_servers(diff: Diff) -> None:
    old, new = diff.old.api.servers, diff.new.api.servers
    before = {_server_symbol(diff.old, each): each for each in old}
    after = {_server_symbol(diff.new, each): each for each in new}
    for symbol, server in before.items():
        site = _client_site(symbol, "#/servers")
        found = after.get(symbol)
        if found is None:
            diff.add("server-removed", site)
        elif server.url != found.url:
            diff.add("server-url-changed", site, server.url, found.url)
        elif server.description != found.description:
            diff.add("server-described", site)
    for symbol in after:
        if symbol not in before:
            diff.add("server-added", _client_site(symbol, "#/servers"))
    if old and new and old[0].url != new[0].url:
        here = _client_site("Client(server=)", "#/servers/0")
        diff.add("server-default-changed", here, old[0].url, new[0].url)


def _server_symbol(version: PackageVersion, server: Server) -> str:
    return f"Server.{version.names.servers[server.url]}"


def _compare_server_variables(diff: Diff) -> None:
    before, after = _variables_by_name(diff.old), _variables_by_name(diff.new)
    for name, variable in before.items():
        site = _variable_site(name)
        found = after.get(name)
        if found is None:
            diff.add("server-variable-removed", site)
            continue
        if variable.default != found.default:
            defaults = variable.default, found.default
            diff.add("server-variable-default-changed", site, *defaults)
        _compare_values(diff, variable, found, site)
    for name in after:
        if name not in before:
            diff.add("server-variable-added", _variable_site(name))


def _variable_site(name: str) -> ChangeSite:
    return _client_site(f"Client(server_variables={{{name!r}: ...}})", "#/servers")


def _variables_by_name(version: PackageVersion) -> dict[str, ServerVariable]:
    return {v.name: v for server in version.api.servers for v in server.variables}


def _compare_values(
    diff: Diff, old: ServerVariable, new: ServerVariable, site: ChangeSite
) -> None:
    if not old.values or not new.values:
        if old.values or new.values:
            rule = "server-variable-value-" + ("added" if old.values else "removed")
            diff.add(rule, site, "other values", "other values")
        return
    diff.add_members("server-variable-value", site, old.values, new.values)


def _compare_resources(diff: Diff) -> None:
    before = {tag.name: tag.description for tag in diff.old.api.tags}
    for index, tag in enumerate(diff.new.api.tags):
        resource = diff.new.names.resources.get(tag.name)
        if resource is not None and before.get(tag.name, "") != tag.description:
            site = _client_site(f"client.{resource.attribute}", f"#/tags/{index}")
            diff.add("resource-described", site)


def compare_events(diff: Diff) -> None:
    """Record changes of webhooks and callbacks."""
    before = {event_key(event): event for event in diff.old.api.events}
    after = {event_key(event): event for event in diff.new.api.events}
    for key, event in before.items():
        found = after.get(key)
        if found is None:
            diff.add("event-removed", _event_site(diff.old, event, event))
            continue
        site = _event_site(diff.new, event, found)
        if event.description != found.description:
            diff.add("event-described", site)
        compare_types(diff, event.payload, found.payload, site.received())
    for key, event in after.items():
        if key not in before:
            diff.add("event-added", _event_site(diff.new, event, event))


def _event_site(version: PackageVersion, old: Event, new: Event) -> ChangeSite:
    symbol = f"webhooks.{version.names.events[event_key(new)]}()"
    return ChangeSite(symbol, Subject("webhooks", "", ""), old.pointer, new.pointer)


def compare_model_names(diff: Diff) -> None:
    """Record which models were removed, added or renamed, and compare those that no
    operation refers to.
    """
    before, after = diff.old.names.types, diff.new.names.types
    old_names, new_names = set(before.values()), set(after.values())
    _compare_renamed_keys(diff)
    for key, name in before.items():
        target = _counterpart(diff, key)
        if target is None:
            if schema_id(key) not in diff.renamed and name not in new_names:
                diff.add(f"{_rule_prefix(key)}-removed", _model_site(diff.old, key))
        elif after[target] != name:
            _add_renamed(diff, key, target)
        elif not diff.was_compared(key, target):
            diff.outside_calls = True
            diff.enqueue(key, target, "response")
    for key, name in after.items():
        is_new = key not in before and schema_id(key) not in diff.renamed.values()
        if is_new and name not in old_names:
            diff.add(f"{_rule_prefix(key)}-added", _model_site(diff.new, key))


def _compare_renamed_keys(diff: Diff) -> None:
    before, after = diff.old.names.types, diff.new.names.types
    for old, new in diff.renamed.items():
        for key in (old, request_id(old)):
            counterpart = (
                request_id(new) if key != old and request_id(new) in after else new
            )
            if key in before and before[key] != after.get(counterpart):
                _add_renamed(diff, key, counterpart)


def _counterpart(diff: Diff, key: TypeId) -> TypeId | None:
    """Return the key of the same declaration in the new version."""
    types = diff.new.api.types
    return next((k for k in (key, schema_id(key), request_id(key)) if k in types), None)


def _add_renamed(diff: Diff, old: TypeId, new: TypeId) -> None:
    before, after = diff.old.model(old), diff.new.model(new)
    is_name_free = diff.old.names.types[old] not in diff.new.names.types.values()
    keeps_old_name = (
        is_name_free
        and schema_id(old) != schema_id(new)
        and is_request_id(old) == is_request_id(new)
    )
    site = ChangeSite(after, Subject(after, old, new), schema_id(old), schema_id(new))
    rule = "model-renamed" if keeps_old_name else "model-rename-lost"
    diff.add(rule, site, before, after)


def _model_site(version: PackageVersion, key: TypeId) -> ChangeSite:
    symbol, pointer = version.model(key), schema_id(key)
    return ChangeSite(symbol, Subject(symbol, key, key), pointer, pointer)


def _rule_prefix(key: TypeId) -> str:
    """Return ``model`` for a component schema, ``type-name`` for an inline one: of that,
    only the Python name is certain to be new or gone.
    """
    is_component = re.fullmatch(r"#/components/schemas/[^/]*", key)
    return "model" if is_component else "type-name"
