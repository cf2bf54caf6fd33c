"""Changes an emitted package in one place, and runs its own tests.

    python -m tests.contract.mutation SPEC... [--most N] [--seed N] [--kind KIND]

prints how many of the changed packages their tests find out, and which they do not.
"""

from .places import Mutant, mutants, sample
from .run import Score, score

__all__ = ["Mutant", "Score", "mutants", "sample", "score"]
