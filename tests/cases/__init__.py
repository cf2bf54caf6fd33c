"""Small documents with the packages that are expected of them, a folder each.

``<area>/<case>/`` has

- ``document.yaml``;
- ``problems.txt``: the expected problems as code and pointer, if there are any;
- ``golden/``: files of the package as they must be, by their path in it;
- ``behaviour.py``: functions that use the package, which is named ``api_<case>``.

Each case is checked in four ways: its golden files are compared, its behaviour is run,
the package's own contract tests are run, and type-checkers check the behaviour together
with the package.

``python -m tests.cases NAME...`` rewrites golden files; review them afterwards.
"""

import pytest

pytest.register_assert_rewrite(
    f"{__name__}.schemas", f"{__name__}.names", f"{__name__}.operations"
)
