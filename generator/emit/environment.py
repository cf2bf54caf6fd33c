"""Render the templates of the generated project, which can print only `Code`."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment

from generator.code import Code
from generator.template_files import template_environment

__all__ = ["render"]


def render(template: str, **views: Any) -> str:
    """Render the template of a path in the templates folder with `views`, by name.

    Raises TypeError for an expression that prints anything but `Code`, and
    jinja2.UndefinedError for one that is undefined.
    """
    return _environment().get_template(template).render(**views)


def one_line(text: str) -> Code:
    """Return a statement that a template shows on several lines as one line.

    The template opens a bracket at the end of a line, closes it at the beginning of
    one, and ends each element with a comma; the last comma goes, but for that of a
    tuple with one element.
    """
    indent = text[: len(text) - len(text.lstrip(" "))]
    joined: list[str] = []
    brackets: list[tuple[bool, int]] = []  # is it a tuple, and how many commas
    for line in filter(None, map(str.strip, text.split("\n"))):
        if line[0] in ")]}":
            is_tuple, commas = brackets.pop()
            if joined[-1].endswith(",") and not (is_tuple and commas == 1):
                joined[-1] = joined[-1][:-1]
        elif joined and not joined[-1].endswith(("(", "[", "{")):
            joined.append(" ")
        joined.append(line)
        if line.endswith(",") and brackets:
            brackets[-1] = brackets[-1][0], brackets[-1][1] + 1
        if line.endswith(("(", "[", "{")):
            brackets.append((line.endswith("=("), 0))
    return Code(f"{indent}{''.join(joined)}\n")


def _only_code(value: Any) -> Code:
    if not isinstance(value, Code):
        raise TypeError(f"a template printed {type(value).__name__}, not Code")
    return value


@cache
def _environment() -> Environment:
    environment = template_environment(_only_code)
    environment.filters["one_line"] = one_line
    return environment
