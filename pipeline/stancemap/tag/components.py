"""Stance as a component of any spaCy pipeline that finds sentences.

nlp.add_pipe("stancemap_stance", config={"target": "heat pumps"})

spaCy finds the component by its entry point, so nothing needs to be imported. A component cannot
be told in a Doc's own fields what the text answers; set `doc._.stance_parent` before it runs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as Stretch

from stancemap.codebook import BUILT_IN, Codebook, load_codebook
from stancemap.errors import InputError
from stancemap.records import Span, Stance
from stancemap.tag.comment_tags import no_stance
from stancemap.tag.legible import make_legible
from stancemap.tag.profile import DEFAULT_PROFILE, Profile
from stancemap.tag.stance import StanceQuestion, StanceTagger
from stancemap.tag.stance_choice import choose_stance_tagger
from stancemap.tag.stance_question import own_sentences

NAME = "stancemap_stance"
EVIDENCE = "stance_evidence"
"""The key of `doc.spans` and of `doc.user_data`."""


class StanceComponent:
    """Sets `doc._.stance`, adds the probabilities to `doc.cats`, marks the evidence."""

    def __init__(self, target: str, codebook: Codebook, tagger: StanceTagger) -> None:
        self.target, self.codebook, self.tagger = target, codebook, tagger

    def __call__(self, doc: Doc) -> Doc:
        """Tag one text."""
        return self._tag([doc])[0]

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Tag texts in batches."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            yield from self._tag(batch)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write nothing: the configuration of the pipeline says which model to load."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "StanceComponent":  # noqa: ARG002  # spaCy's signature
        """Read nothing."""
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002  # spaCy's signature
        """Write nothing."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "StanceComponent":  # noqa: ARG002  # spaCy's signature
        """Read nothing."""
        return self

    def _tag(self, docs: list[Doc]) -> list[Doc]:
        questions = [self._question(doc) for doc in docs]
        answers = iter(self.tagger.tag([one for one in questions if one.own_sentences]))
        for doc, question in zip(docs, questions, strict=True):
            stance = (
                next(answers)
                if question.own_sentences
                else no_stance(question.target, self.codebook)
            )
            self._set(doc, stance)
        return docs

    def _question(self, doc: Doc) -> StanceQuestion:
        if not doc.has_annotation("SENT_START"):
            raise InputError(
                f"the text has no sentences; add a parser or `nlp.add_pipe('sentencizer')` "
                f"before '{NAME}'"
            )
        target = doc._.stance_target or self.target
        if not target:
            raise InputError(
                f"'{NAME}' needs the thing under debate: config={{'target': 'heat pumps'}}, or "
                f"doc._.stance_target"
            )
        text, parent = make_legible(doc.text).text, make_legible(doc._.stance_parent or "").text
        return StanceQuestion(target, "", parent, text, own_sentences(doc, text, (parent,)))

    def _set(self, doc: Doc, stance: Stance) -> None:
        # user_data travels through to_bytes as long as it is plain: no records in it.
        doc.user_data[EVIDENCE] = asdict(stance)
        doc.cats |= dict(zip(self.codebook.names, stance.probabilities, strict=True))
        doc.spans[EVIDENCE] = _stretches(doc, stance)


def _stretches(doc: Doc, stance: Stance) -> list[Stretch]:
    if stance.evidence is None:
        return []
    found = doc.char_span(
        stance.evidence.start, stance.evidence.end, stance.primary, alignment_mode="expand"
    )
    return [] if found is None else [found]


def _read_stance(doc: Doc) -> Stance | None:
    """Make the record again out of what the Doc carries."""
    fields = doc.user_data.get(EVIDENCE)
    if fields is None:
        return None
    evidence = fields["evidence"]
    return Stance(
        **fields
        | {
            "codes": tuple(fields["codes"]),
            "probabilities": tuple(fields["probabilities"]),
            "evidence": None if evidence is None else Span(**evidence),
        }
    )


def add_extensions() -> None:
    """Make `doc._.stance`, `doc._.stance_target` and `doc._.stance_parent` known to spaCy."""
    if not Doc.has_extension("stance"):
        Doc.set_extension("stance", getter=_read_stance)
    for name in ("stance_target", "stance_parent"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default="")


@Language.factory(
    NAME,
    default_config={
        "target": "",
        "codebook": BUILT_IN,
        "profile": DEFAULT_PROFILE.value,
        "model": "",
    },
    requires=["doc.sents"],
    assigns=["doc._.stance", "doc.cats", "doc.spans"],
)
def make_stance_component(
    nlp: Language,  # noqa: ARG001  # spaCy's signature
    name: str,  # noqa: ARG001  # spaCy's signature
    target: str,
    codebook: str,
    profile: str,
    model: str,
) -> StanceComponent:
    """Load what the configuration names.

    Args:
        nlp: the pipeline.
        name: of the component in it.
        target: the thing under debate; `doc._.stance_target` overrides it for one text.
        codebook: a built-in name or the path of a TOML file.
        profile: the model that ships.
        model: the folder of a model of `stancemap train`, instead.

    Raises:
        StancemapError: the codebook or the model is not one.
    """
    add_extensions()
    codes = load_codebook(codebook)
    tagger = choose_stance_tagger(codes, Profile(profile), Path(model) if model else None)
    return StanceComponent(target, codes, tagger)
