"""The ledger's sums, worked out again for the reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stancemap.export.report.content import LedgerLine


@dataclass(frozen=True, slots=True)
class Balance:
    """One sum of the ledger: `whole` should be what the `parts` add up to."""

    whole: LedgerLine
    parts: tuple[LedgerLine, ...]

    @property
    def holds(self) -> bool:
        """Whether it adds up."""
        return self.whole.count == sum(part.count for part in self.parts)


def balances(lines: Sequence[LedgerLine]) -> Iterator[Balance]:
    """Find the sums that the lines name (`read = tagged + empty`) and that all have numbers."""
    by_outcome = {line.outcome: line for line in reversed(lines)}
    for sum_in_words in dict.fromkeys(line.balance for line in lines if " = " in line.balance):
        left, right = sum_in_words.split(" = ", maxsplit=1)
        names = (left.strip(), *(name.strip() for name in right.split(" + ")))
        if all(name in by_outcome for name in names):
            whole, *parts = (by_outcome[name] for name in names)
            yield Balance(whole, tuple(parts))
