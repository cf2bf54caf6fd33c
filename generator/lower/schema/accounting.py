"""Every keyword is accounted for: what a type does not express is a problem."""

from __future__ import annotations

from generator.diagnostics.model import Problems
from generator.lower.schema.classify import is_known
from generator.lower.schema.contradictions import report_contradictions
from generator.lower.schema.keywords import UNENFORCED
from generator.lower.schema.merge import Shape

__all__ = ["account", "not_enforced"]


def account(shape: Shape, problems: Problems) -> None:
    """Report every keyword of a schema that its type does not express."""
    report_contradictions(shape, problems)
    for node in shape.patterns:
        not_enforced(node.pointer.rpartition("/")[0], "patternProperties", problems)
    for keyword in shape.values:
        if keyword in UNENFORCED:
            not_enforced(shape.place(keyword), keyword, problems)
        elif not is_known(keyword):
            problems.add(
                "unknown-keyword",
                f"neither OpenAPI nor JSON Schema knows the keyword {keyword!r}",
                at=shape.place(keyword),
                consequence="it has no effect",
                suggestion="correct its spelling, or begin it with x-",
            )


def not_enforced(place: str, keyword: str, problems: Problems) -> None:
    """Report a constraint that only the server checks."""
    problems.add(
        "unenforced-keyword",
        f"{keyword} cannot be expressed by a type",
        at=place,
        consequence="the client does not check it; the server does",
    )
