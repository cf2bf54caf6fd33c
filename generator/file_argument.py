"""The type of those arguments of the command line that are paths."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import click

from generator.diagnostics.model import UsageError

__all__ = ["FilePath"]

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class FilePath(click.Path):
    """The path of a file or folder, as a `Path`. "" and addresses are refused: `Path`
    would make the current folder of the one, and another text of the other.
    """

    def __init__(self) -> None:
        # What cannot be read is a problem with a place in the file.
        super().__init__(path_type=Path, readable=False)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        text = os.fspath(value)
        name = param.get_error_hint(ctx) if param is not None else "the path"
        if not text:
            raise UsageError(f"{name} is empty. Give the path of a file or folder.")
        if _ADDRESS.match(text):
            raise UsageError(
                f"{text} is an address. {name} must be the path of a file or folder: "
                "download the document first."
            )
        return super().convert(value, param, ctx)
