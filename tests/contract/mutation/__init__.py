"""Mutation tests: changes an emitted package in one place, and runs its own tests.

    python -m tests.contract.mutation SPEC... [--limit N] [--seed N] [--kind KIND]

prints how many mutants the tests kill, and which ones survive. Only changes that a user
of the client can observe are mutants. What is left out, because it has no effect:

- annotations of signatures and overloads, and ``None`` in the type of what is optional:
  type-checkers judge them;
- style and explode of scalars, and reserved characters of what has none;
- the types of text and bytes that are passed through, and of anything beside ``Any``;
- an integer beside a number in a union, and the union beside its tags;
- defaults and closed objects of models that are only received, or whose fields are
  arguments; a body that is always given because of its arguments;
- alternatives of credentials that contain another one; headers of errors, and their
  media types that are not JSON;
- texts for people, and the parts of constructors that are the same in every package.
"""

from .places import Mutant, mutants, sample
from .run import Score, score

__all__ = ["Mutant", "Score", "mutants", "sample", "score"]
