"""The runtime of the emitted packages is imported as it lies in the templates."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "templates" / "package"))
