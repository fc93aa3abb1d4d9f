from stancemap.tag.sentiment import Remembering, load_sentiment_tagger


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
