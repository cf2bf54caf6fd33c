"""Fields that are typed ``Any`` although their schema says more.

python -m tests.models.untyped DOCUMENT...
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from .documents import Document, read_document

__all__ = ["untyped"]

_ROOT = Path(__file__).resolve().parents[2]
_SILENT = {"title", "description", "default", "deprecated", "readOnly", "writeOnly"}
_SILENT |= {"example", "examples", "externalDocs", "xml", "nullable", "$comment"}
_DEEPEST = 20


def untyped(document: Path) -> list[str]:
    """The places of a document's declared schemas whose field says less than they."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.models.untyped", "--into", folder]
        ran = subprocess.run(
            [*command, str(document)],
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr[-4000:]
        return list(json.loads(ran.stdout))


def _found(path: Path, folder: Path) -> Iterator[str]:
    script = "from generator.cli import main; main()"
    options = ["-o", str(folder), "--no-overlay", "--name", "measured"]
    command = [sys.executable, "-c", script, str(path), *options]
    subprocess.run(command, check=True, cwd=_ROOT, capture_output=True)
    (project,) = folder.iterdir()
    sys.path.insert(0, str(project))
    models = importlib.import_module("measured.models")
    lock = json.loads((project / "gen-client.lock").read_text())
    document = read_document(path)
    if document.has_files:
        document = read_document(project / "tests" / "openapi.json")
    for pointer, name in lock["names"]["types"].items():
        fields = getattr(getattr(models, name), "model_fields", None)
        if fields is None or not pointer.startswith("#/components/schemas/"):
            continue
        getattr(models, name).model_rebuild()
        properties = dict(_properties(document, _at(document, pointer), 0))
        for field, info in fields.items():
            wire = info.serialization_alias or field
            if wire in properties and _less(
                document, info.annotation, properties[wire]
            ):
                yield f"{pointer}/properties/{wire}: {info.annotation}"


def _at(document: Document, pointer: str) -> Any:
    try:
        return document.at(pointer)
    except (KeyError, ValueError, IndexError):
        return {}


def _properties(
    document: Document, schema: Any, depth: int
) -> Iterator[tuple[str, Any]]:
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return
    if "$ref" in schema:
        yield from _properties(document, _at(document, schema["$ref"]), depth + 1)
    for part in schema.get("allOf") or ():
        yield from _properties(document, part, depth + 1)
    yield from (schema.get("properties") or {}).items()


def _less(document: Document, kind: Any, schema: Any) -> bool:
    """Whether a type says less than a schema, here or in what it contains."""
    members = [
        member for member in get_args(kind) or (kind,) if member is not type(None)
    ]
    if get_origin(kind) in (list, dict):
        members = [kind]
    if kind is Any or Any in members:
        return _speaks(document, schema, 0)
    rule = _resolved(document, schema)
    for member in members:
        if get_origin(member) is list and get_args(member)[0] is Any:
            return _speaks(document, rule.get("items", True), 0)
        if get_origin(member) is dict and get_args(member)[1] is Any:
            more = rule.get("additionalProperties", True)
            return bool(rule.get("properties")) or _speaks(document, more, 0)
    return False


def _resolved(document: Document, schema: Any) -> Mapping[str, Any]:
    for _ in range(_DEEPEST):
        if not isinstance(schema, dict) or "$ref" not in schema:
            break
        schema = _at(document, schema["$ref"])
    return schema if isinstance(schema, dict) else {}


def _speaks(document: Document, schema: Any, depth: int) -> bool:
    """Whether a schema restricts what is valid."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return False
    if "$ref" in schema:
        return _speaks(document, _at(document, schema["$ref"]), depth + 1)
    said = {key for key in schema if key not in _SILENT and not key.startswith("x-")}
    for keyword in ("allOf", "anyOf", "oneOf"):
        members = schema.get(keyword)
        if isinstance(members, list) and keyword in said:
            some = all if keyword != "allOf" else any
            if not some(_speaks(document, each, depth + 1) for each in members):
                said.discard(keyword)
    return bool(said - {"discriminator"})


if __name__ == "__main__":
    if sys.argv[1] == "--into":
        print(json.dumps(list(_found(Path(sys.argv[3]), Path(sys.argv[2])))))
    else:
        for each in sys.argv[1:]:
            told = untyped(Path(each))
            print(f"{Path(each).name}: {len(told)} fields say less", *told, sep="\n  ")
