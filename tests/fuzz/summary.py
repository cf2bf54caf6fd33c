"""The failures of many documents, by class."""

from __future__ import annotations

from collections import Counter

from .isolation import Outcome

__all__ = ["Summary"]

_MAX_KEYS = 12
_MAX_SHOWN = 600


class Summary:
    """Collects the outcomes of documents; its text lists the classes of failures."""

    def __init__(self) -> None:
        self.failures: dict[str, list[tuple[str, str]]] = {}
        """Key of the document, and text, of each failure, by its class."""
        self.counts: Counter[str] = Counter()
        self._documents = self._failed = 0
        self._slowest = (0.0, "")
        self._largest = (0, "")

    def add(self, key: str, outcome: Outcome) -> None:
        """Add the outcome of a document."""
        self._documents += 1
        self._failed += bool(outcome.failures)
        self._slowest = max(self._slowest, (outcome.cpu_seconds, key))
        self._largest = max(self._largest, (outcome.memory, key))
        for kind, text in outcome.failures.items():
            self.failures.setdefault(kind, []).append((key, text))
        self.counts.update(outcome.counts)

    def __str__(self) -> str:
        lines = []
        for kind, found in sorted(self.failures.items(), key=lambda i: -len(i[1])):
            seeds = " ".join(key for key, _ in found[:_MAX_KEYS])
            lines += [f"{len(found)} x {kind}", f"    seeds: {seeds}"]
            text = min((text for _, text in found), key=len)[-_MAX_SHOWN:]
            lines += [f"    | {line}" for line in text.splitlines()]
        lines.append(
            f"{self._documents} documents, {self._failed} with failures, in "
            f"{len(self.failures)} classes; slowest {self._slowest[0]:.1f} s of CPU "
            f"({self._slowest[1]}), largest {self._largest[0] >> 20} MiB "
            f"({self._largest[1]})"
        )
        lines += [f"{name}: {count}" for name, count in self.counts.items()]
        return "\n".join(lines)
