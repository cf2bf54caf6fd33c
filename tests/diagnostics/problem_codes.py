"""Write docs/problem-codes.md from the catalogue of problem codes.

python -m tests.diagnostics.problem_codes
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics.catalogue import CODES

__all__ = ["PAGE", "problem_codes_page"]

PAGE = Path(__file__).parents[2] / "docs" / "problem-codes.md"

_INTRODUCTION = """\
# Problem codes

<!-- Generated from generator/diagnostics/catalogue.py by
python -m tests.diagnostics.problem_codes; do not edit. -->

`gen-client` reports what is wrong with a document as problems. Each has a code, the places
in the source where it occurs, what it costs, and how to repair it:

    warning[unresolved-ref]: the target of $ref '#/components/parameters/Version' does not exist
      --> openapi.yml:68:13
       |
    68 |       - $ref: '#/components/parameters/Version'
       |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = cost: the operation has no argument for it; it can still be passed through RequestOptions
      = help: define 'Version' under components.parameters, in the document or in an overlay

- An **error** ends the run with exit status 2. Nothing is written.
- A **warning** means that the document contradicts the specification or itself. The client is
  generated; with `--strict`, nothing is written and the exit status is 1.
- A **note** says that something valid is handled in a special way.

`gen-client doctor` lists all problems of a document, and can write an overlay that repairs
those with an obvious repair.
"""


def problem_codes_page() -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    yield "| code | severity | problem |"
    yield "|---|---|---|"
    codes = sorted(CODES.items())
    for code, info in codes:
        yield f"| [`{code}`](#{code}) | {info.severity} | {info.title} |"
    for code, info in codes:
        title = info.title[0].upper() + info.title[1:]
        yield f"\n## {code}\n"
        yield f"{info.severity.capitalize()}. {title}. {info.explanation}"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(problem_codes_page(), encoding="utf-8")
