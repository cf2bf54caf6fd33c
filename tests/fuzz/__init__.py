"""Tests the generator with random documents that are valid.

    python -m tests.fuzz --seeds 0..1000 [--jobs 2] [--density 0.5]
    python -m tests.fuzz DOCUMENT.json...
    python -m tests.fuzz --seeds 7 --print
    python -m tests.fuzz --seeds 7 --reduce [--kind TEXT]
    python -m tests.fuzz --seeds 0..200 --check types

Each document is generated, its package imported and its models built, and drawn
instances are read and written, in a process of its own with limits of CPU time and
memory. With `--check types`, mypy and pyright run on the package instead, and with
`--check contract` the tests that the package has. The failures are printed by class,
with the seeds of their documents.
"""

__all__: list[str] = []
