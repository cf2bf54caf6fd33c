"""Tests the generator with random documents that are valid.

    python -m tests.fuzz --seeds 0..1000 [--jobs 2] [--density 0.5]
    python -m tests.fuzz DOCUMENT.json...
    python -m tests.fuzz --seeds 7 --reduce

Each document is generated, and its package imported and its models built, in a process of
its own with limits of CPU time and memory. The failures are printed by class, with the
seeds of their documents.
"""

__all__: list[str] = []
