"""Measures how faithfully models represent the schemas of a document.

    python -m tests.acceptance.models.fidelity [--count N] DOCUMENT...

Round trip: instances of every declared schema are read as a response is and written
back. Rejection: instances with one constraint broken are given to the models of
requests. Each document is generated once and measured in a process of its own.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic_core import SchemaError, SchemaValidator, core_schema

from tests.instances import varied_instances

from .documents import Direction, Document, read_document
from .invalid_instances import invalid_instances

__all__ = ["Score", "difference", "measure", "same"]

_ROOT = Path(__file__).resolve().parents[3]
_SECONDS = 10
_MAX_PER_KEYWORD = 60
_MAX_CHANGED_INSTANCES = 4
_ATTRIBUTE_NAMES = (
    "model_config",
    "copy",
    "to_dict",
    "_private",
    "self",
    "json",
    "model_fields",
)


@dataclass
class Score:
    """How the models treated the instances of one document."""

    schemas: int = 0
    incomplete: list[str] = field(default_factory=list)
    """Schemas with fewer instances than asked for, with their number."""
    instances: int = 0
    lost: list[str] = field(default_factory=list)
    """Instances that were not read and written back equal."""
    tried: int = 0
    wrongly_rejected: list[str] = field(default_factory=list)
    """Valid instances that the model of a request rejects."""
    broken: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)
    """By keyword, how many invalid instances were tried, and how many were accepted."""
    exempt: int = 0
    """Violations of patterns that need backtracking, which are not enforced."""
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def round_trip(self) -> float:
        return 1 - len(self.lost) / max(1, self.instances)

    @property
    def rejection(self) -> float:
        return 1 - sum(self.accepted.values()) / max(1, sum(self.broken.values()))

    def text(self, name: str) -> str:
        head = (
            f"{name}: {self.schemas} schemas, {self.instances} instances, "
            f"round trip {self.round_trip:.2%}; "
            f"{sum(self.broken.values())} broken, rejection {self.rejection:.2%}; "
            f"{len(self.wrongly_rejected)} of {self.tried} wrongly rejected; "
            f"{len(self.incomplete)} schemas with fewer instances"
        )
        lines = [head, *(f"  few: {each}" for each in self.incomplete[:12])]
        lines += [f"  lost: {each}" for each in self.lost[:12]]
        lines += [f"  rejected: {each}" for each in self.wrongly_rejected[:12]]
        for keyword, number in sorted(self.accepted.items(), key=lambda i: -i[1])[:20]:
            lines.append(
                f"  accepted: {number} of {self.broken[keyword]} {keyword}: "
                f"{self.examples.get(keyword, '')}"
            )
        return "\n".join(lines)


def measure(document: Path, count: int = 20, limit: int | None = None) -> Score:
    """Generate the package of a document and measure its models."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "tests.acceptance.models.fidelity",
            "--into",
            folder,
        ]
        command += ["--count", str(count), "--limit", str(limit or 0), str(document)]
        ran = subprocess.run(
            command, cwd=_ROOT, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr[-4000:]
        return Score(**json.loads(ran.stdout))


def _measured(path: Path, folder: Path, count: int, limit: int) -> Score:
    script = "from generator.cli import main; main()"
    subprocess.run(
        [
            *(sys.executable, "-c", script, str(path), "-o", str(folder)),
            *("--no-overlay", "--name", "measured"),
        ],
        check=True,
        cwd=_ROOT,
        capture_output=True,
    )
    (project,) = folder.iterdir()
    sys.path.insert(0, str(project))
    lock = json.loads((project / "gen-client.lock").read_text())
    package = _Package(lock["names"]["types"])
    score = Score()
    document = read_document(path)
    if document.has_files:
        # Several files: use the single document of the package.
        document = read_document(project / "tests" / "openapi.json")
    sent = {p for p in document.sent() if p.startswith("#/components/schemas/")}
    pointers = [f"#/components/schemas/{_token(n)}" for n in document.components]
    pointers = pointers[:: max(1, len(pointers) // limit)] if limit else pointers
    for pointer in pointers:
        _measure_schema(document, pointer, package, pointer in sent, count, score)
    return score


def _token(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


class _Package:
    """The generated package, used as its own resources use it."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.models = importlib.import_module("measured.models")
        self.reading = importlib.import_module("measured._core.lenient_decode")
        self.arguments = importlib.import_module("measured._core.validation")
        self.errors = importlib.import_module("measured._core.errors")
        self.schemas = importlib.import_module("measured._core.schema")

    def schema(self, pointer: str, direction: Direction) -> Any:
        """The type of a schema in one direction."""
        twin = f"request{pointer}"
        key = twin if direction == "sent" and twin in self.names else pointer
        kind = getattr(self.models, self.names[key])
        return self.schemas.Schema(lambda: kind)

    @staticmethod
    def enforces(pattern: object) -> bool:
        """Whether pydantic's linear-time engine supports a pattern."""
        try:
            SchemaValidator(core_schema.str_schema(pattern=str(pattern)))
        except SchemaError:
            return False
        return True

    def written(self, schema: Any, value: Any) -> Any:
        options: dict[str, Any] = {"by_alias": True, "exclude_unset": True}
        text = schema.adapter.dump_json(value, warnings=False, **options)
        return json.loads(text)


def _measure_schema(
    document: Document,
    pointer: str,
    package: _Package,
    sent: bool,
    count: int,
    score: Score,
) -> None:
    rule = document.at(pointer)
    score.schemas += 1
    judge = document.judge(pointer, "received")
    drawn = [
        each
        for each in varied_instances(document, rule, count, _SECONDS)
        if judge.is_valid(each)
    ]
    drawn += [each for each in _examples(rule) if judge.is_valid(each)]
    if len(drawn) < count:
        score.incomplete.append(f"{pointer}: {len(drawn)}")
    schema = package.schema(pointer, "received")
    for instance in [*drawn, *_with_unknown_names(drawn, judge)]:
        score.instances += 1
        wrong = _round_trip(package, schema, instance)
        if wrong:
            score.lost.append(f"{pointer}: {wrong}")
    if sent:
        _count_rejections(document, pointer, package, drawn, score)


def _examples(rule: Any) -> Iterator[Any]:
    if isinstance(rule, dict):
        if "example" in rule:
            yield rule["example"]
        yield from rule["examples"] if isinstance(rule.get("examples"), list) else ()


def _with_unknown_names(drawn: list[Any], judge: Any) -> Iterator[Any]:
    """An instance with unknown properties whose names are attributes of models."""
    for instance in drawn[:1]:
        if isinstance(instance, dict):
            names = [*_ATTRIBUTE_NAMES, *(_snake(name) for name in instance)]
            more = {name: "x" for name in names if name not in instance}
            if judge.is_valid({**instance, **more}):
                yield {**instance, **more}


def _snake(name: str) -> str:
    text = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
    return text.replace("-", "_").strip("_") or "field"


def _round_trip(package: _Package, schema: Any, instance: Any) -> str:
    content = json.dumps(instance).encode()
    try:
        value, deviations = package.reading.read_json(schema, content)
        back = package.written(schema, value)
    except Exception as error:  # noqa: BLE001  # every error counts
        return f"{type(error).__name__}: {error}"[:300]
    if not same(instance, back):
        return f"{difference(instance, back)}"[:300]
    return f"deviates: {deviations[0]}; {content[:200]!r}" if deviations else ""


def same(left: Any, right: Any) -> bool:
    """JSON equality: numbers by value, date-times as instants."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            same(left[key], right[key]) for key in left
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right or (isinstance(right, float) and float(left) == right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right or (_date_time(left) == _date_time(right) is not None)
    return bool(left is right)


def _date_time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("z", "Z")) if "T" in text else None
    except (ValueError, OverflowError):
        return None


def difference(left: Any, right: Any, place: str = "") -> str:
    """The first place at which two values are not the same, and how they differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in [*left, *right]:
            if key not in left or key not in right:
                return f"{place}/{key}: {'added' if key in right else 'lost'}"
            if not same(left[key], right[key]):
                return difference(left[key], right[key], f"{place}/{key}")
    if isinstance(left, list) and isinstance(right, list):
        for index, (one, other) in enumerate(zip(left, right, strict=False)):
            if not same(one, other):
                return difference(one, other, f"{place}/{index}")
    return f"{place}: {left!r:.100} became {right!r:.100}"


def _count_rejections(
    document: Document, pointer: str, package: _Package, drawn: list[Any], score: Score
) -> None:
    judge = document.judge(pointer, "sent")
    schema = package.schema(pointer, "sent")
    valid = [each for each in drawn if judge.is_valid(each)]
    for instance in valid:
        score.tried += 1
        wrong = _rejection(package, schema, instance)
        if wrong:
            score.wrongly_rejected.append(f"{pointer}: {wrong}")
    tried: Counter[str] = Counter()
    for instance in valid[:_MAX_CHANGED_INSTANCES]:
        for each in invalid_instances(document, document.at(pointer), instance):
            keyword = f"{each.keyword} {each.detail}".strip()
            if each.optional_null or tried[keyword] > _MAX_PER_KEYWORD:
                continue
            if judge.is_valid(each.instance):
                continue
            if each.keyword == "pattern" and not package.enforces(each.rule):
                score.exempt += 1
                continue
            tried[keyword] += 1
            score.broken[keyword] = score.broken.get(keyword, 0) + 1
            if not _rejection(package, schema, each.instance):
                score.accepted[keyword] = score.accepted.get(keyword, 0) + 1
                found = next(iter(judge.iter_errors(each.instance)))
                where = "/".join(map(str, found.instance_path))
                score.examples.setdefault(keyword, f"{pointer} at /{where}")


def _rejection(package: _Package, schema: Any, instance: Any) -> str:
    try:
        package.arguments.validate(schema, instance, "body")
    except package.errors.RequestValidationError as error:
        return str(error)[:300]
    except Exception as error:  # noqa: BLE001  # any other error is a defect
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--into", type=Path)
    options = parser.parse_args()
    if options.into:
        found = _measured(
            options.documents[0], options.into, options.count, options.limit
        )
        print(json.dumps(asdict(found)))
        return
    for path in options.documents:
        print(measure(path, options.count, options.limit).text(path.name), flush=True)


if __name__ == "__main__":
    _main()
