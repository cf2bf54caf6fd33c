"""Format with black the statements that `layout` does not support."""

from __future__ import annotations

import re

import black
from black.mode import TargetVersion

__all__ = ["split_element", "split_statement"]

_MODE = black.Mode(target_versions={TargetVersion.PY311})
_PARAMETER = re.compile(r"(?!lambda\b)[A-Za-z_]\w*: ", re.ASCII)


def split_statement(text: str, indent: int) -> list[str]:
    """Return the lines of a statement that is indented by `indent` spaces.

    It may also be a decorator, or the first line of a function or class.
    """
    body = text
    if text.startswith("@"):
        body = f"{text}\n{' ' * indent}def f(): ..."
    elif text.endswith(":"):
        body = f"{text}\n{' ' * indent}    pass"
    # Blocks around the statement, so that black sees it at its indentation.
    blocks = [f"{' ' * depth}if x:" for depth in range(0, indent, 4)]
    source = "\n".join([*blocks, " " * indent + body]) + "\n"
    lines = black.format_str(source, mode=_MODE).rstrip("\n").split("\n")
    lines = [line for line in lines if line.strip() not in ("", "if x:")]
    return lines if body is text else lines[:-1]


def split_element(text: str, indent: int, is_parameter: bool) -> list[str]:
    """Return the lines of one element of a bracket; `text` ends with its comma."""
    if is_parameter or _PARAMETER.match(text):
        text = f"def f({text}): ..."
    elif text.startswith(('"', "'")):
        text = f"x = {{{text}}}"
    else:
        text = f"call({text})"
    return split_statement(text, indent - 4)[1:-1]
