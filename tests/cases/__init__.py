"""Small documents with what is expected of them, a folder each.

``<area>/<case>/`` holds ``document.yaml``; ``problems.txt``, the expected problems as code
and pointer, where there are any; ``golden/``, some files of the package as they must
be, by their path in it; and ``behaviour.py``, functions that use the package, which is
called ``api_<case>``. Three judges: the text, the running code, and the type-checkers,
which check ``behaviour.py`` together with the package.

``python -m tests.cases NAME...`` writes golden files anew, to be read.
"""

import pytest

pytest.register_assert_rewrite(f"{__name__}.schemas", f"{__name__}.names")
