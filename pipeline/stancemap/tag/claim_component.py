"""Claims as a component of any spaCy pipeline that finds sentences.

nlp = spacy.load("en_core_web_sm"); nlp.add_pipe("stancemap_claims")

The group `claims` of `doc.spans` has the kind of each claim as its label, so that
`displacy.render(doc, style="span", options={"spans_key": "claims"})` shows them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as Stretch

from stancemap.errors import InputError
from stancemap.records import ClaimKind, Span
from stancemap.tag.claims import (
    MODEL,
    ClaimTagger,
    FoundClaim,
    find_claims,
    load_claim_tagger,
    own_text,
)
from stancemap.tag.own_words import find_quoted, mark_own
from stancemap.tag.sentences import find_sentences

NAME = "stancemap_claims"
CLAIMS = "claims"
"""The key of `doc.spans`."""


class ClaimComponent:
    """Sets `doc._.claims` and the span group."""

    def __init__(self, tagger: ClaimTagger) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Find the claims of one text, in what is not quoted."""
        if not doc.has_annotation("SENT_START"):
            raise InputError(
                f"the text has no sentences; add a parser or `nlp.add_pipe('sentencizer')` "
                f"before '{NAME}'"
            )
        quoted = find_quoted(doc.text)
        cuts = [edge for q in quoted if q.is_block for edge in (q.span.start, q.span.end)]
        sentences = mark_own(find_sentences(doc, cuts), quoted)
        (judged,) = self.tagger.judge_texts([own_text(sentences)])
        found = tuple(find_claims(sentences, judged, self.tagger.threshold, quoted))
        # user_data travels through to_bytes as long as it is plain: no records in it.
        doc.user_data[NAME] = [asdict(claim) | {"kind": claim.kind.value} for claim in found]
        doc.spans[CLAIMS] = SpanGroup(doc, name=CLAIMS, spans=list(_stretches(doc, found)))
        return doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write nothing: the configuration of the pipeline says which model to load."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "ClaimComponent":  # noqa: ARG002  # spaCy's signature
        """Read nothing."""
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002  # spaCy's signature
        """Write nothing."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "ClaimComponent":  # noqa: ARG002  # spaCy's signature
        """Read nothing."""
        return self


def _stretches(doc: Doc, found: Iterable[FoundClaim]) -> Iterator[Stretch]:
    for claim in found:
        label = claim.kind.value.upper()
        stretch = doc.char_span(claim.span.start, claim.span.end, label, alignment_mode="expand")
        if stretch is not None:
            yield stretch


def _read_claims(doc: Doc) -> tuple[FoundClaim, ...]:
    """Make the records again out of what the Doc carries."""
    return tuple(
        FoundClaim(Span(**one["span"]), ClaimKind(one["kind"]), one["probability"])
        for one in doc.user_data.get(NAME, ())
    )


def add_claim_extension() -> None:
    """Make `doc._.claims` known to spaCy."""
    if not Doc.has_extension("claims"):
        Doc.set_extension("claims", getter=_read_claims)


@Language.factory(
    NAME,
    default_config={"model": ""},
    requires=["doc.sents"],
    assigns=["doc._.claims", "doc.spans"],
)
def make_claim_component(
    nlp: Language,  # noqa: ARG001  # spaCy's signature
    name: str,  # noqa: ARG001  # spaCy's signature
    model: str,
) -> ClaimComponent:
    """Load the claim model that ships, or the one in the folder `model`.

    Raises:
        ModelError: it is missing or damaged.
    """
    add_claim_extension()
    return ClaimComponent(load_claim_tagger(Path(model) if model else MODEL))
