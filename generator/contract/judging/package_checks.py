"""Checks what a package has beside its operations: exports, servers, events."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from generator.contract.client import ClientDriver
from generator.contract.json_values import as_object
from generator.contract.judging.decoded_types import DecodedTypes
from generator.contract.judging.models import decoding_differences
from generator.contract.problem import Problem
from generator.contract.report import Report
from generator.contract.schemas.direction_schema import reference
from generator.contract.specification import Specification

__all__ = ["PackageChecks"]


class PackageChecks:
    """Checks the package as a whole.

    Args:
        package: The package under test.
        specification: The document.
        driver: Has the clients.
    """

    def __init__(
        self, package: ModuleType, specification: Specification, driver: ClientDriver
    ) -> None:
        self._package = package
        self._specification = specification
        self._root = specification.document.root
        self._driver = driver

    def check_exports(self, report: Report) -> None:
        """The package has the names that it lists, all models, and the version of the
        document.
        """
        models = importlib.import_module(f"{self._package.__name__}.models")
        for name in dict.fromkeys((*self._package.__all__, *models.__all__)):
            if not _has(self._package, name):
                report.add(name, ["/: expected an export of the package, got none"])
        expected, actual = str(self._root["info"]["version"]), self._package.API_VERSION
        if actual != expected:
            text = f"/info/version: expected {expected}, got {actual}"
            report.add("API_VERSION", [Problem(text, "/info/version")])

    def check_servers(self, report: Report) -> None:
        """The package has the servers of the document, and no others, and the URLs that
        the variables of a server give.
        """
        documented = {
            str(server.get("url")).rstrip("/"): as_object(server.get("variables"))
            for server in self._root.get("servers") or ()
        }
        members = getattr(self._package, "Server", ())
        declared = {member.value.rstrip("/"): member for member in members}
        for url in sorted(documented.keys() | declared.keys()):
            if url in documented and url in declared:
                problems = self._urls(url, documented[url], declared[url])
            else:
                expected, actual = ("a", "none") if url in documented else ("no", "one")
                problems = iter([f"expected {expected} member, got {actual}"])
            located = (Problem(f"/servers: {each}", "/servers") for each in problems)
            report.add(url, located)

    def _urls(self, url: str, variables: dict[str, Any], member: Any) -> Iterator[str]:
        """What is wrong with the URLs of a server for each value of a variable."""
        if not self._driver.has_server:
            return
        defaults = {name: each.get("default", "") for name, each in variables.items()}
        values = [
            {name: str(value)}
            for name, variable in variables.items()
            for value in variable.get("enum", ())
        ]
        for given in [{}, *values]:
            expected = url
            for name, value in {**defaults, **given}.items():
                expected = expected.replace(f"{{{name}}}", str(value))
            if re.match(r"https?://[^/.]", expected) is None:
                continue  # relative, not HTTP, or without the default of a variable
            options = {"server_variables": given} if given else {}
            for client in self._driver.clients(base_url=None, server=member, **options):
                actual = client.base_url
                if actual.rstrip("/") != expected.rstrip("/"):
                    yield f"expected {expected} for {given}, got {actual}"

    def check_event(self, name: str, pointer: str, report: Report) -> None:
        """A function decodes what the API sends in the request at a pointer."""
        events = importlib.import_module(f"{self._package.__name__}.webhooks")
        payload = self._specification.document.payload(pointer)
        schema = reference(payload)
        instances, missing = self._specification.response_instances.instances(schema)
        report.not_checked += missing
        types = DecodedTypes(self._specification.decoded_variants)
        for each in instances:
            value = getattr(events, name)(json.dumps(each.value).encode())
            problems = [
                *decoding_differences(each.value, value),
                *types.problems(schema, each.value, value),
            ]
            report.add(each.label, problems, schema=payload)


def _has(module: ModuleType, name: str) -> bool:
    """Whether a module has a member, which may be loaded when it is first asked for."""
    try:
        getattr(module, name)
    except (AttributeError, ImportError):
        return False
    return True
