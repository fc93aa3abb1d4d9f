import random

import pytest

from stancemap.records import DocumentKind, Mention, Span
from stancemap.tag.aliases import merge_aliases
from stancemap.tag.name_keys import key_of


def mention(name: str, label: str = "PERSON", article: str = "a1", at: int = 0) -> Mention:
    span = Span(at, at + len(name), name)
    return Mention(DocumentKind.ARTICLE, article, article, span, label)


def aliases(*mentions: Mention) -> dict[str, list[tuple[str, str]]]:
    entities = merge_aliases(mentions).entities
    return {e.name: [(alias.text, alias.reason.value) for alias in e.aliases] for e in entities}


ORG = "ORG"
ONE_ENTITY = [
    ("possessive", [mention("Tesla", ORG), mention("Tesla", ORG), mention("Tesla's", ORG)]),
    ("title", [mention("Ana Ruiz"), mention("Ana Ruiz"), mention("Senator Ana Ruiz")]),
    ("surname", [mention("Ana Ruiz"), mention("Ruiz")]),
    ("surname", [mention("Ana Ruiz"), mention("Ms. Ruiz")]),
    ("acronym", [mention("Department of Energy", ORG), mention("DOE", ORG)]),
    ("acronym", [mention("European Court of Human Rights", ORG), mention("ECHR", ORG)]),
    ("acronym", [mention("Federal Networks Agency", ORG), mention("FNetA", ORG, at=25)]),
    ("misspelling", [mention("Volkswagen", ORG), mention("Volkswagen", ORG),
                     mention("Volkswagon", ORG)]),
    ("misspelling", [mention("Maria Gonzalez"), mention("Maria Gonzalez"), mention("Gonzales")]),
    ("acronym", [mention("Warm Homes Without Orders"), mention("WHWO", ORG)]),
    ("title", [mention("Ruth Ainscough"), mention("Ruth Ainscough"),
               mention("Superintendent Ruth Ainscough")]),
    ("surname", [mention("Ruth Ainscough"), mention("Supt Ainscough", ORG)]),
    ("surname", [mention("Farida Penhale"), mention("Penhale", "GPE")]),
    ("title", [mention("Idris Tolland", ORG), mention("Idris Tolland", ORG),
               mention("Councillor Idris Tolland", ORG)]),
    ("misspelling", [mention("Quillet"), mention("Quillet", ORG), mention("Quillett", "LOC")]),
    ("misspelling", [mention("Oberwell", ORG), mention("Oberwell", ORG),
                     mention("Oberwel", "GPE")]),
    ("short form", [mention("Tessel Learning"), mention("Tessel", ORG)]),
    ("same", [mention("OpenAI", ORG), mention("OpenAI", ORG), mention("Open AI", ORG)]),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "mentions"), ONE_ENTITY)
def test_forms_of_one_name_become_one_entity_with_the_reason(
    reason: str, mentions: list[Mention]
) -> None:
    merged = merge_aliases(mentions)
    (entity,) = merged.entities
    assert [alias.reason.value for alias in entity.aliases] == [reason]
    assert entity.name == mentions[0].span.text
    assert {m.entity_id for m in merged.mentions} == {entity.entity_id}


TWO_ENTITIES = [
    [mention("Eric Smith"), mention("Erin Smith")],
    [mention("Iran", "GPE"), mention("Iraq", "GPE")],
    [mention("India", "GPE"), mention("Indian", "NORP")],
    [mention("Boeing 737", "PRODUCT"), mention("Boeing 747", "PRODUCT")],
    [mention("Mr Clinton"), mention("Mrs Clinton")],
    [*[mention("Johnson", ORG)] * 4, *[mention("Johnsen", ORG)] * 4],
    [mention("Ana Ruiz"), mention("Denver", "GPE")],
    [*[mention("Argentina", "GPE")] * 3, mention("Argentine", "NORP")],
    [mention("Erdoğan's AKP"), mention("AKP", ORG)],
    [mention("Justice Department", ORG), mention("Department", ORG)],
    [mention("Tarnshire Gazette", ORG), mention("Tarnshire", "GPE")],
    [mention("Ana Bea Cruz"), mention("ABC", ORG)],
    [mention("Ana Ruiz", article="a1"), mention("Ana Ruis", article="a2")],
]


@pytest.mark.parametrize("mentions", TWO_ENTITIES)
def test_different_names_stay_apart(mentions: list[Mention]) -> None:
    assert len(merge_aliases(mentions).entities) == 2


def in_comment(name: str, label: str) -> Mention:
    return Mention(DocumentKind.COMMENT, "c1", "a1", Span(0, len(name), name), label)


def test_an_acronym_is_the_articles_name_also_where_comments_twist_or_misspell_it() -> None:
    found = aliases(
        mention("Tarnshire Heat Partnership", ORG),
        in_comment("Tarnshire Heat Partership", ORG),
        in_comment("Tarnshire Heating Partnership", ORG),
        in_comment("THP", ORG),
    )
    assert ("THP", "acronym") in found["Tarnshire Heat Partnership"]
    assert found["Tarnshire Heating Partnership"] == []


def test_a_merged_entity_has_the_label_of_most_of_its_mentions() -> None:
    mentions = [mention("Quillet"), mention("Quillet", ORG), mention("Quillett", ORG)]
    (entity,) = merge_aliases(mentions).entities
    assert entity.label == ORG


def test_who_bears_a_title_is_a_person_whatever_the_label() -> None:
    (entity,) = merge_aliases([mention("Mr Foy", ORG), mention("Martin Foy", ORG)]).entities
    assert (entity.name, entity.label) == ("Martin Foy", "PERSON")


def test_between_equals_the_spelling_whose_words_other_names_share_is_right() -> None:
    found = aliases(
        mention("Ambery Transport Authority", ORG),
        mention("Ambrey Transport Authority", ORG),
        mention("University of Ambrey", ORG),
    )
    assert found["Ambrey Transport Authority"] == [("Ambery Transport Authority", "misspelling")]


def test_a_surname_that_two_people_bear_stays_on_its_own() -> None:
    found = aliases(mention("Ana Ruiz"), mention("Ben Ruiz"), mention("Ruiz"))
    assert found == {"Ana Ruiz": [], "Ben Ruiz": [], "Ruiz": []}


def test_a_surname_is_not_joined_across_articles_where_two_bear_it() -> None:
    mentions = [mention("Ana Ruiz", article="a1"), mention("Ben Ruiz", article="a2"),
                mention("Ruiz", article="a3"), mention("Ruiz", article="a4")]  # fmt: skip
    assert [e.name for e in merge_aliases(mentions).entities] == [
        "Ana Ruiz", "Ben Ruiz", "Ruiz", "Ruiz"]  # fmt: skip


def test_full_names_are_joined_across_articles_with_their_aliases() -> None:
    mentions = [mention("Ana Ruiz", article="a1"), mention("Ruiz", article="a1"),
                mention("Ana Ruiz", article="a2")]  # fmt: skip
    (entity,) = merge_aliases(mentions).entities
    assert entity.entity_id == "e0001"


def test_the_order_of_the_mentions_does_not_matter() -> None:
    every = [m for _, mentions in ONE_ENTITY for m in mentions]
    every += [m for mentions in TWO_ENTITIES for m in mentions]
    expected = merge_aliases(every)
    by_mention = dict(zip(every, expected.mentions, strict=True))
    for seed in range(20):
        shuffled = random.Random(seed).sample(every, len(every))  # noqa: S311 - no secret
        merged = merge_aliases(shuffled)
        assert merged.entities == expected.entities
        assert merged.mentions == tuple(by_mention[m] for m in shuffled)


def test_many_names_take_time_in_proportion() -> None:
    mentions = [mention(f"Gonzalez{n:05d}x", ORG) for n in range(4_000)]
    assert len(merge_aliases(mentions).entities) == 4_000


@pytest.mark.parametrize("text", ["the", "'s", ".", "Mr", "ﬁ", "İstanbul"])
def test_every_name_has_a_key(text: str) -> None:
    assert key_of(text)


def test_a_misspelt_name_in_brackets_is_merged_once() -> None:
    named = [
        mention("Volkswagen", ORG, at=100),
        mention("Volkswagen", ORG, at=200),
        mention("Golf", "PRODUCT", at=0),
        mention("Volkswagon", ORG, at=6),  # "Golf (Volkswagon"
    ]
    merged = merge_aliases(named)
    assert sorted(entity.name for entity in merged.entities) == ["Golf", "Volkswagen"]
