"""Names are looked for where a sentence can hold one, and one bad text harms no other."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from stancemap.tag.name_sentences import can_skip_sentences, find_names_in
from stancemap.tag.parsing import Parser


def _found(parser: Parser, *texts: str) -> list[list[str]]:
    docs = parser.comments(texts)
    return [[name.text for name in doc.ents] for doc in docs if isinstance(doc, Doc)]


def test_names_inside_sentences_and_at_their_head_are_found(parser: Parser) -> None:
    texts = (
        "We met Angela Merkel there. It was cold.",
        "Nothing to see here. Berlin is far away from us.",
        "I have no idea what you mean. Never mind.",
    )
    merkel, berlin, nothing = _found(parser, *texts)
    assert merkel == ["Angela Merkel"]
    assert berlin == ["Berlin"]
    assert nothing == []


def test_names_have_their_places_in_the_whole_text(parser: Parser) -> None:
    (doc,) = parser.comments(["That is all there is to it. Then Angela Merkel left for Berlin."])
    assert isinstance(doc, Doc)
    assert [(name.text, name.start_char) for name in doc.ents] == [
        ("Angela Merkel", 33),
        ("Berlin", 56),
    ]


def test_every_sentence_can_be_asked_for(parser: Parser) -> None:
    text = "We met Angela Merkel there. It was cold."
    (full,) = parser.comments([text], every_sentence=True)
    (chosen,) = parser.comments([text])
    assert isinstance(full, Doc)
    assert isinstance(chosen, Doc)
    assert [str(name) for name in full.ents] == [str(name) for name in chosen.ents]


class _Fragile:
    """A recogniser that breaks on a word, and finds nothing."""

    def pipe(self, docs: Iterable[Doc], batch_size: int) -> Iterator[Doc]:
        assert batch_size
        return map(self, docs)

    def __call__(self, doc: Doc) -> Doc:
        if "Xyzzy" in doc.text:
            raise ValueError("too strange")
        return doc


def test_a_text_that_breaks_the_recogniser_fails_alone(parser: Parser) -> None:
    vocab = parser.nlp.vocab
    nlp = cast("Language", SimpleNamespace(vocab=vocab, get_pipe=lambda _: _Fragile()))
    docs = [Doc(vocab, words=["Say", word, "now"], sent_starts=[1, 0, 0]) for word in
            ("Ann", "Xyzzy", "Bob")]  # fmt: skip
    before = ValueError("not even words")
    ann, strange, bob, failed = find_names_in(nlp, [*docs, before], 8)
    assert (ann, bob, failed) == (docs[0], docs[2], before)
    assert isinstance(strange, ValueError)


@pytest.mark.parametrize(("name", "can"), [("ner", True), ("nothing", False)])
def test_sentences_are_skipped_only_for_a_recogniser_of_its_own(
    parser: Parser, name: str, *, can: bool
) -> None:
    known = {"ner": parser.nlp.get_pipe("ner")}
    nlp = SimpleNamespace(pipe_names=[name], get_pipe=known.get)
    assert can_skip_sentences(cast("Language", nlp)) is can


def test_a_name_at_the_head_that_is_a_verb_too_is_found_before_a_verb(parser: Parser) -> None:
    texts = ("Trump is wrong again. Nobody cares.", "Trump that if you can, they say.")
    before_verb, request = _found(parser, *texts)
    assert before_verb == ["Trump"]
    assert request == []
