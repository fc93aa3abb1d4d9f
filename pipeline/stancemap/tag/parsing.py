"""spaCy's pipeline: loaded once, run in batches, with only the parts that each kind needs."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops
from threadpoolctl import threadpool_limits

from stancemap.errors import ModelError
from stancemap.tag.name_sentences import can_skip_sentences, find_names_in
from stancemap.tag.recoverable import RECOVERABLE
from stancemap.tag.spacy_packages import DEFAULT_MODEL, PACKAGED

BATCH_SIZE = 64
_UNUSED = ("attribute_ruler", "lemmatizer", "tagger")
_ONLY_FOR_ARTICLES = ("tok2vec", "parser")
_ONLY_FOR_COMMENTS = ("senter",)


@dataclass(frozen=True, slots=True)
class Parser:
    """Reads texts: comments into sentences and names, articles also into grammar."""

    nlp: Language

    @contextmanager
    def zone(self) -> Iterator[None]:
        """Free on leaving what spaCy remembers of the texts read inside: no Doc may outlive it."""
        # The matrices are small and the workers many: BLAS threads would only wait in turns,
        # and a sum that threads share out need not have the same last digit.
        with self.nlp.memory_zone(), threadpool_limits(limits=1, user_api="blas"):
            yield

    def comments(
        self, texts: Sequence[str], *, every_sentence: bool = False
    ) -> list[Doc | Exception]:
        """Find sentences and names; a text that cannot be read yields its exception.

        Names are looked for where a sentence can hold one, or in `every_sentence`.
        """
        if "senter" not in self.nlp.pipe_names:
            return self._read(texts, ())
        if every_sentence or not can_skip_sentences(self.nlp):
            return self._read(texts, _ONLY_FOR_ARTICLES)
        return find_names_in(self.nlp, self._read(texts, (*_ONLY_FOR_ARTICLES, "ner")), BATCH_SIZE)

    def articles(self, texts: Sequence[str]) -> list[Doc | Exception]:
        """Find sentences, names and grammar; a text that cannot be read yields its exception."""
        return self._read(texts, _ONLY_FOR_COMMENTS if "parser" in self.nlp.pipe_names else ())

    def _read(self, texts: Sequence[str], disable: Iterable[str]) -> list[Doc | Exception]:
        # Batches are cut from the texts given, so the result is a function of the part alone.
        off = [name for name in disable if name in self.nlp.pipe_names]
        docs: list[Doc | Exception] = []
        for start in range(0, len(texts), BATCH_SIZE):
            docs.extend(_read_batch(self.nlp, texts[start : start + BATCH_SIZE], off))
        return docs


def _read_batch(nlp: Language, texts: Sequence[str], off: list[str]) -> Iterator[Doc | Exception]:
    try:
        yield from list(nlp.pipe(texts, batch_size=BATCH_SIZE, disable=off))
    except RECOVERABLE:
        yield from (_read_one(nlp, text, off) for text in texts)


def _read_one(nlp: Language, text: str, off: list[str]) -> Doc | Exception:
    try:
        return nlp(text, disable=off)
    except RECOVERABLE as error:
        return error


def load_parser(name: str = DEFAULT_MODEL) -> Parser:
    """Load an English spaCy pipeline by its name or folder.

    Raises:
        ModelError: it is not installed.
    """
    # Without its BLIS kernels, numpy's own matrix product is up to twice as fast here; the
    # pipeline keeps the operations that were current when it was loaded.
    set_current_ops(NumpyOps(use_blis=False))
    try:
        nlp = spacy.load(PACKAGED.get(name, name), exclude=_UNUSED)
    except OSError as error:
        raise ModelError(
            f"spaCy has no pipeline '{name}': install it (`python -m spacy download {name}`), "
            f"or leave the option out to use {DEFAULT_MODEL}"
        ) from error
    if "senter" in nlp.disabled:
        nlp.enable_pipe("senter")
    return Parser(nlp)
