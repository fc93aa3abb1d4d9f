from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from stancemap.tag.sentiment import QuickVader, Remembering, load_sentiment_tagger

TEXT = (
    "good BAD great terrible no not never so this without doubt kind of very but or least isn't nor"
    " bus THE happy :) 😀 ’tis !!! ??? lol hate LOVE cannot"
)
ORIGINAL, QUICK = SentimentIntensityAnalyzer(), QuickVader()


def test_praise_is_positive_and_blame_negative() -> None:
    tagger = load_sentiment_tagger()
    assert tagger.score("A wonderful, great idea!") > 0.5
    assert tagger.score("A horrible, stupid idea!") < -0.5
    assert tagger.score("") == 0.0


def test_a_very_long_text_is_scored_by_its_beginning() -> None:
    tagger = load_sentiment_tagger()
    assert tagger.score("good " * 2_000 + "bad but " * 200_000) > 0


def test_a_text_is_scored_once_and_a_changed_answer_changes_nothing() -> None:
    asked: list[str] = []

    class Counting:
        def polarity_scores(self, text: str) -> dict[str, float]:
            asked.append(text)
            return {"compound": 0.5}

    analyser = Remembering(Counting())
    analyser.polarity_scores("fine")["compound"] = -1.0
    assert analyser.polarity_scores("fine") == {"compound": 0.5}
    assert asked == ["fine"]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(TEXT.split()),
        max_size=12,
    )
)
def test_the_quick_scores_are_those_of_the_original(words: list[str]) -> None:
    text = " ".join(words)
    assert QUICK.polarity_scores(text) == ORIGINAL.polarity_scores(text)
