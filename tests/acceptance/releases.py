"""Successive releases of the package for a small document."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .command import gen_client_here

__all__ = ["Releases", "shop"]


def shop(
    version: str = "1.0.0",
    *,
    operation_id: str = "getItem",
    schema: str = "Item",
    **properties: Any,
) -> dict[str, Any]:
    """A document with ``GET /items/{id}``, whose result has a name and `properties`."""
    reference = {"$ref": f"#/components/schemas/{schema}"}
    content = {"application/json": {"schema": reference}}
    operation = {
        "operationId": operation_id,
        "tags": ["items"],
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
            }
        ],
        "responses": {"200": {"description": "Found", "content": content}},
    }
    item = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, **properties},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": version},
        "servers": [{"url": "https://example.invalid"}],
        "paths": {"/items/{id}": {"get": operation}},
        "components": {"schemas": {schema: item}},
    }


@dataclass(frozen=True)
class Releases:
    """A folder with a document and the project that is generated from it."""

    folder: Path

    @property
    def project(self) -> Path:
        return self.folder / "shop"

    def generate(self, document: dict[str, Any], *options: str) -> str:
        """Generate from a document; return the version of the package."""
        path = self.folder / "shop.json"
        path.write_text(json.dumps(document))
        ran = gen_client_here(path, "-o", self.folder, *options)
        assert ran.code == 0, ran.stderr
        text = (self.project / "pyproject.toml").read_text()
        return str(tomllib.loads(text)["project"]["version"])

    def entries(self) -> dict[str, str]:
        """The entries of the changelog by version, the newest first."""
        text = (self.project / "CHANGELOG.md").read_text()
        parts = [
            part.partition("\n") for part in re.split("^## ", text, flags=re.MULTILINE)
        ]
        assert len({version for version, _, _ in parts}) == len(parts), text
        return {version: entry for version, _, entry in parts[1:]}

    def section(self, heading: str) -> str:
        """What the newest entry has below a heading."""
        entry = next(iter(self.entries().values()))
        return entry.partition(f"### {heading}\n")[2].partition("\n### ")[0]

    def names(self) -> dict[str, dict[str, str]]:
        """The names in the lock."""
        lock = json.loads((self.project / "gen-client.lock").read_text())
        found: dict[str, dict[str, str]] = lock["names"]
        return found
