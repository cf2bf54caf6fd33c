"""Fields that are typed ``Any`` although their schema has keywords that restrict them.

python -m tests.acceptance.models.any_fields DOCUMENT...
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

__all__ = ["any_fields"]

_ROOT = Path(__file__).resolve().parents[3]
_ANNOTATIONS = {
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
}
_ANNOTATIONS |= {"example", "examples", "externalDocs", "xml", "nullable", "$comment"}
_MAX_DEPTH = 20


def any_fields(document: Path) -> list[str]:
    """Return the pointers of properties whose field is less precise than their schema."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "tests.acceptance.models.any_fields",
            "--into",
            folder,
        ]
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
            alias = info.serialization_alias
            wire = field if alias is None else alias
            if wire in properties and _is_less_precise(
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
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return
    if "$ref" in schema:
        yield from _properties(document, _at(document, schema["$ref"]), depth + 1)
    for part in schema.get("allOf") or ():
        yield from _properties(document, part, depth + 1)
    yield from (schema.get("properties") or {}).items()


def _is_less_precise(document: Document, kind: Any, schema: Any) -> bool:
    """Whether a type is Any, or contains Any, where the schema restricts values."""
    members = [
        member for member in get_args(kind) or (kind,) if member is not type(None)
    ]
    if get_origin(kind) in (list, dict):
        members = [kind]
    if kind is Any or Any in members:
        return _restricts(document, schema, 0)
    rule = _resolved(document, schema)
    for member in members:
        if get_origin(member) is list and get_args(member)[0] is Any:
            return _restricts(document, rule.get("items", True), 0)
        if get_origin(member) is dict and get_args(member)[1] is Any:
            more = rule.get("additionalProperties", True)
            return bool(rule.get("properties")) or _restricts(document, more, 0)
    return False


def _resolved(document: Document, schema: Any) -> Mapping[str, Any]:
    for _ in range(_MAX_DEPTH):
        if not isinstance(schema, dict) or "$ref" not in schema:
            break
        schema = _at(document, schema["$ref"])
    return schema if isinstance(schema, dict) else {}


def _restricts(document: Document, schema: Any, depth: int) -> bool:
    """Whether a schema restricts what is valid."""
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return False
    if "$ref" in schema:
        return _restricts(document, _at(document, schema["$ref"]), depth + 1)
    keywords = {
        key for key in schema if key not in _ANNOTATIONS and not key.startswith("x-")
    }
    for keyword in ("allOf", "anyOf", "oneOf"):
        members = schema.get(keyword)
        if isinstance(members, list) and keyword in keywords:
            some = all if keyword != "allOf" else any
            if not some(_restricts(document, each, depth + 1) for each in members):
                keywords.discard(keyword)
    return bool(keywords - {"discriminator"})


if __name__ == "__main__":
    if sys.argv[1] == "--into":
        print(json.dumps(list(_found(Path(sys.argv[3]), Path(sys.argv[2])))))
    else:
        for each in sys.argv[1:]:
            found = any_fields(Path(each))
            print(f"{Path(each).name}: {len(found)} fields", *found, sep="\n  ")
