"""Rewrite the golden files of the cases whose names begin with the arguments."""

import sys

from .case import CASES

for case in CASES:
    if any(case.folder.name.startswith(name) for name in sys.argv[1:]):
        for path, text in case.golden.items():
            path.write_text(text, encoding="utf-8")
