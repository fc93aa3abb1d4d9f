"""What the tests of tagging share: models loaded once, and a stance tagger of one line."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from stancemap.codebook import Codebook, load_codebook
from stancemap.records import Stance
from stancemap.tag.claims import load_claim_tagger
from stancemap.tag.language import LanguageTagger, load_language_tagger
from stancemap.tag.parsing import Parser, load_parser
from stancemap.tag.quote_model import QuoteModel, load_quote_model
from stancemap.tag.sentiment import load_sentiment_tagger
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.taggers import Taggers


@dataclass(frozen=True)
class FirstWordStance:
    """Supports what begins with "Yes", opposes the rest; refuses "Divide" as broken models do."""

    codebook: Codebook

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        return [self._one(question) for question in questions]

    def _one(self, question: StanceQuestion) -> Stance:
        if question.text.startswith("Divide"):
            raise ZeroDivisionError("no words to divide by")
        own = next(sentence.span for sentence in question.sentences if sentence.own)
        code = "support" if own.text.startswith("Yes") else "oppose"
        certain = tuple(float(name == code) for name in self.codebook.names)
        return Stance(question.target, code, (code,), certain, 1.0, evidence=own)


@pytest.fixture(scope="session")
def parser() -> Parser:
    return load_parser()


@pytest.fixture(scope="session")
def language() -> LanguageTagger:
    return load_language_tagger()


@pytest.fixture(scope="session")
def quote_model() -> QuoteModel:
    return load_quote_model()


@pytest.fixture(scope="session")
def taggers(parser: Parser, language: LanguageTagger, quote_model: QuoteModel) -> Taggers:
    codebook = load_codebook()
    return Taggers(
        codebook=codebook,
        parser=parser,
        language=language,
        sentiment=load_sentiment_tagger(),
        stance=FirstWordStance(codebook),
        claims=load_claim_tagger(),
        quotes=quote_model,
    )
