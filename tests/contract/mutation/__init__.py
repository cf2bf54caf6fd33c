"""Mutation tests: changes an emitted package in one place, and runs its own tests.

    python -m tests.contract.mutation SPEC... [--limit N] [--seed N] [--kind KIND]

prints how many mutants the tests kill, and which ones survive.
"""

from .places import Mutant, mutants, sample
from .run import Score, score

__all__ = ["Mutant", "Score", "mutants", "sample", "score"]
