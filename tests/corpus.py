"""Where the real documents are that tests read: beside the checkout, or as told."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["CORPUS"]

_ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("GEN_CLIENT_CORPUS", _ROOT.parent / "shared" / "corpus"))
