"""A comparison as text, JSON and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.evolve.bump import fits, largest, suggested
from generator.evolve.change import Bump, Change
from generator.problem import Place
from generator.text import count, printable

__all__ = [
    "SECTIONS",
    "Comparison",
    "Found",
    "as_json",
    "as_markdown",
    "as_text",
    "section",
    "sentence",
