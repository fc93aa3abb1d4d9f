"""What the head of the report counts of all comments, whatever their status."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from stancemap.records import Status, TaggedComment


@dataclass(slots=True)
class Census:
    """Comments counted as they come by; dates are the first and the last that are known."""

    n_comments: int = 0
    n_tagged: int = 0
    n_abstained: int = 0
    n_claims: int = 0
    first_posted: str = ""
    last_posted: str = ""
    authors: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, comments: Iterable[TaggedComment]) -> None:
        """Count some comments more."""
        for tagged in comments:
            comment, stance = tagged.comment, tagged.stance
            self.n_comments += 1
            self.n_claims += len(tagged.claims)
            self.languages[tagged.language or "unknown"] += 1
            if comment.author:
                self.authors.add(comment.author)
            if tagged.status is Status.TAGGED and stance is not None:
                self.n_tagged += 1
                self.n_abstained += stance.abstained
            if comment.posted:
                self.first_posted = min(comment.posted, self.first_posted or comment.posted)
                self.last_posted = max(comment.posted, self.last_posted)
