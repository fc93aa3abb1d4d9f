"""Quotes as a component of any spaCy pipeline with a parser.

nlp = spacy.load("en_core_web_sm"); nlp.add_pipe("stancemap_quotes")

`doc.spans` gets a group each for contents, sources and cues, with the kind of the quote or the role
as labels, so that `displacy.render(doc, style="span", options={"spans_key": "quotes"})` shows them.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as Stretch

from stancemap.errors import InputError
from stancemap.records import DocumentKind, Quote, Span
from stancemap.rows import quote_of, quote_row
from stancemap.tables import QUOTES as TABLE
from stancemap.tag.antecedents import name_speakers
from stancemap.tag.names import find_names
from stancemap.tag.quote_model import MODEL, QuoteModel, load_quote_model
from stancemap.tag.quotes import find_quotes

NAME = "stancemap_quotes"
QUOTES = "quotes"
"""The key of contents, sources and cues in `doc.spans`; each has one of its own too."""

_PARTS: tuple[tuple[str, Callable[[Quote], tuple[Span | None, str]]], ...] = (
    ("quote_contents", lambda quote: (quote.content, quote.kind.value.upper())),
    ("quote_sources", lambda quote: (quote.speaker, "SOURCE")),
    ("quote_cues", lambda quote: (quote.cue, "CUE")),
)


class QuoteComponent:
    """Sets `doc._.quotes` and the span groups."""

    def __init__(self, model: QuoteModel) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        """Find the quotes of one text."""
        if not doc.has_annotation("DEP"):
            raise InputError(f"the text has no parse; add a parser before '{NAME}'")
        quotes = find_quotes(doc, DocumentKind.ARTICLE, "", self.model)
        mentions = find_names(doc, DocumentKind.ARTICLE, "", "")
        self._set(doc, name_speakers(doc, quotes, mentions))
        return doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write nothing: the configuration of the pipeline says which model to load."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "QuoteComponent":  # noqa: ARG002  # spaCy's signature
        """Read nothing."""
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002  # spaCy's signature
        """Write nothing."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "QuoteComponent":  # noqa: ARG002  # spaCy's signature
        """Read nothing."""
        return self

    def _set(self, doc: Doc, quotes: tuple[Quote, ...]) -> None:
        # user_data travels through to_bytes as long as it is plain: no records in it.
        doc.user_data[NAME] = [dict(zip(TABLE.names, quote_row(q), strict=True)) for q in quotes]
        every: list[Stretch] = []
        for key, part in _PARTS:
            stretches = list(_stretches(doc, map(part, quotes)))
            doc.spans[key] = SpanGroup(doc, name=key, spans=stretches)
            every += stretches
        every.sort(key=lambda stretch: (stretch.start, -stretch.end))
        doc.spans[QUOTES] = SpanGroup(doc, name=QUOTES, spans=every)


def _stretches(doc: Doc, spans: Iterable[tuple[Span | None, str]]) -> Iterator[Stretch]:
    """Yield tokens once, where several quotes share a cue or a source."""
    seen = set()
    for span, label in spans:
        if span is not None and span not in seen:
            seen.add(span)
            found = doc.char_span(span.start, span.end, label, alignment_mode="expand")
            if found is not None:
                yield found


def _read_quotes(doc: Doc) -> tuple[Quote, ...]:
    """Make the records again out of what the Doc carries."""
    return tuple(map(quote_of, doc.user_data.get(NAME, ())))


def add_quote_extension() -> None:
    """Make `doc._.quotes` known to spaCy."""
    if not Doc.has_extension("quotes"):
        Doc.set_extension("quotes", getter=_read_quotes)


@Language.factory(
    NAME,
    default_config={"model": ""},
    requires=["token.dep", "doc.sents", "doc.ents"],
    assigns=["doc._.quotes", "doc.spans"],
)
def make_quote_component(
    nlp: Language,  # noqa: ARG001  # spaCy's signature
    name: str,  # noqa: ARG001  # spaCy's signature
    model: str,
) -> QuoteComponent:
    """Load the quote model that ships, or the one in the folder `model`.

    Raises:
        ModelError: it is missing or damaged.
    """
    add_quote_extension()
    return QuoteComponent(load_quote_model(Path(model) if model else MODEL))
