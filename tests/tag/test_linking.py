"""What comment sections do to names: each form is found, and belongs to the right entity.

Texts have their names marked as spaCy might see them: `[Ana Ruiz]` or `[Acme|ORG]`.
"""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancemap.records import DocumentKind, Mention, Span
from stancemap.tag.aliases import MergedNames
from stancemap.tag.linking import link_names
from stancemap.tag.name_index import NamedText
from stancemap.tag.user_aliases import UserAlias

MARK = re.compile(r"\[([^]|]+)(?:\|([A-Z]+))?\]")


def read(marked: str, document: str = "a1", article: str = "") -> tuple[NamedText, list[Mention]]:
    """Return a text and what spaCy might see in it; a document with an article is a comment."""
    kind = DocumentKind.COMMENT if article else DocumentKind.ARTICLE
    text, mentions, end = "", list[Mention](), 0
    for mark in MARK.finditer(marked):
        text += marked[end : mark.start()]
        span = Span(len(text), len(text) + len(mark[1]), mark[1])
        mentions.append(Mention(kind, document, article or document, span, mark[2] or "PERSON"))
        text, end = text + mark[1], mark.end()
    return NamedText(kind, document, article or document, text + marked[end:]), mentions


def link(
    article: str, *comments: str, user: tuple[UserAlias, ...] = (), second: str = ""
) -> MergedNames:
    """Link the names of an article and its comments, and of a second article without any."""
    read_all = [read(article)]
    if second:
        read_all.append(read(second, "a2"))
    read_all += [read(c, f"c{n}", "a1") for n, c in enumerate(comments, start=1)]
    texts = [text for text, _ in read_all]
    return link_names(texts, [m for _, mentions in read_all for m in mentions], user)


def entity_of(names: MergedNames, text: str, document: str = "") -> str:
    """Return the name of the entity of a mention, `""` for none, by its words and document."""
    by_id = {entity.entity_id: entity.name for entity in names.entities}
    found = {
        by_id[m.entity_id]
        for m in names.mentions
        if m.span.text == text and document in {"", m.document_id}
    }
    assert len(found) <= 1, found
    return next(iter(found), "")


def reason_of(names: MergedNames, text: str) -> str:
    """Return why a name was taken for one of its entity, `""` where it is the name itself."""
    return next((a.reason.value for e in names.entities for a in e.aliases if a.text == text), "")


ARTICLE = (
    "The [Department for Canals|ORG] (DfC) hired [Kestrel Robotics|ORG]. [Margaret Oduya] of"
    " [Wexcombe|GPE] said so in the [Wexcombe Argus|ORG]. The [National Boaters Union|ORG], known"
    " as the Bargees, will sue [Google|ORG] with [Elon Musk]."
)

FORMS = [
    ("kestrel robotics sank again", "kestrel robotics", "Kestrel Robotics", "case"),
    ("so says elon musk", "elon musk", "Elon Musk", "case"),
    ("ask google about it", "google", "Google", "case"),
    ("oduya never held a windlass", "oduya", "Margaret Oduya", "surname"),
    ("Hmm, Mrs Oduya knows", "Mrs Oduya", "Margaret Oduya", "surname"),
    ("so Margaret said it", "Margaret", "Margaret Oduya", "first name"),
    ("@KestrelRobotics answer us", "@KestrelRobotics", "Kestrel Robotics", "handle"),
    ("@Google_UK answer us", "@Google_UK", "Google", "handle"),
    ("#ElonMusk of course", "#ElonMusk", "Elon Musk", "hashtag"),
    ("Kestral Robotics sank", "Kestral Robotics", "Kestrel Robotics", "misspelling"),
    ("in Wexcome they know", "Wexcome", "Wexcombe", "misspelling"),
    ("the DfC is asleep", "DfC", "Department for Canals", "acronym"),
    ("the dfc is asleep", "dfc", "Department for Canals", "acronym"),
    ("The Bargees will win", "Bargees", "National Boaters Union", "nickname"),
    ("the Argus is biased", "Argus", "Wexcombe Argus", "short form"),
    ("Googles robots", "Googles", "Google", "possessive"),
    ("WEXCOMBE IS LOST", "WEXCOMBE", "Wexcombe", "case"),
]  # fmt: skip


@pytest.mark.parametrize(("comment", "text", "entity", "reason"), FORMS)
def test_a_form_that_spacy_missed_is_found_and_merged_with_its_reason(
    comment: str, text: str, entity: str, reason: str
) -> None:
    names = link(ARTICLE, comment)
    assert entity_of(names, text, "c1") == entity
    assert reason_of(names, text) == reason


NO_NAMES = [
    ("just google it", "google"),
    ("to musk or not to musk", "musk"),
    ("Thanks Margaret, well put", "Margaret"),
    ("@Margaret no", "@Margaret"),
    ("an argus has eyes", "argus"),
    ("> kept", "kept"),
]


@pytest.mark.parametrize(("comment", "text"), NO_NAMES)
def test_a_common_word_or_another_commenter_is_no_name(comment: str, text: str) -> None:
    assert entity_of(link(ARTICLE, comment), text, "c1") == ""


@pytest.mark.parametrize("role", ["Landlord", "Plumber", "Teacher", "Nurse", "Taxpayer", "Driver"])
def test_a_role_is_no_entity_whatever_spacy_says(role: str) -> None:
    assert entity_of(link(ARTICLE, f"[{role}] here. It is theft."), role) == ""


def test_a_name_that_spacy_cut_is_completed() -> None:
    names = link(ARTICLE, "The Kestrel [Robotics|ORG] again")
    assert entity_of(names, "Kestrel Robotics", "c1") == "Kestrel Robotics"
    assert entity_of(names, "Robotics") == ""


def test_pseudonyms_of_commenters_are_no_names() -> None:
    assert entity_of(link("[Ana Author] wrote.", "@author_0001 no"), "@author_0001") == ""


def test_an_acronym_that_only_another_article_explains_is_the_same_thing() -> None:
    names = link(
        "The [National Boaters Union|ORG] ([NBU|ORG]) will sue.",
        second="The [NBU|ORG] has sued, and [Ana Ruiz] is glad.",
    )
    assert entity_of(names, "NBU", "a2") == "National Boaters Union"


def test_countries_have_one_entity_under_all_their_names() -> None:
    names = link("The [United States|GPE] did. The [USA|GPE] did.", second="The [US|GPE] did.")
    assert entity_of(names, "US", "a2") == "United States"


# Two people with one surname are never one entity; who cannot be told apart stays apart.
NEVER_MERGED = [
    ("[Jane Miller] and [Tom Miller] met.", "Jane Miller", "Tom Miller"),
    ("[Jane Miller] met her brother [Tom Miller]. [Miller] smiled.", "Jane Miller", "Miller"),
    ("[Jane Miller] met her brother [Tom Miller]. [Miller] smiled.", "Tom Miller", "Miller"),
    ("[Mr Miller] met [Mrs Miller].", "Mr Miller", "Mrs Miller"),
    ("[Mr Miller] and [Mrs Miller]. [Miller] smiled.", "Miller", "Mrs Miller"),
    ("[Dr Ann Miller], [Tom Miller]. [Dr Miller] said.", "Dr Miller", "Tom Miller"),
    ("[Ray Miller], [Ray Miller Jr].", "Ray Miller", "Ray Miller Jr"),
    ("[Eric Miller], [Erin Miller].", "Eric Miller", "Erin Miller"),
    ("[Jane Miller], [Jane Millar].", "Jane Miller", "Jane Millar"),
    ("[Sir Alan Miller], [Alan Miller Hughes].", "Sir Alan Miller", "Alan Miller Hughes"),
    ("[Anna Miller], [Anne Miller]. [anne miller] said.", "Anna Miller", "anne miller"),
]


@pytest.mark.parametrize(("article", "one", "other"), NEVER_MERGED)
def test_two_people_with_one_surname_are_two_entities(article: str, one: str, other: str) -> None:
    ids = {m.span.text: m.entity_id for m in link(article).mentions}
    assert ids[one] != ids[other]


@pytest.mark.parametrize("form", ["Miller", "miller", "MILLER", "@Miller", "Millers"])
def test_a_bare_surname_in_a_comment_is_neither_of_two(form: str) -> None:
    names = link("[Jane Miller] met [Tom Miller].", f"[{form}] is wrong.")
    assert entity_of(names, form, "c1") not in {"Jane Miller", "Tom Miller"}


TITLES = [
    ("[Jane Miller] met [Tom Miller].", "[Ms Miller] is right", "Ms Miller", "Jane Miller"),
    ("[Jane Miller] met [Tom Miller].", "[Mr Miller] is right", "Mr Miller", "Tom Miller"),
    ("[Dr Jo Miller] met [Tom Miller].", "[Dr Miller] is right", "Dr Miller", "Jo Miller"),
    ("[Jo Miller], [Jane Miller]. [Mr Miller] sat.", "[Ms Miller] no", "Ms Miller", "Jane Miller"),
]  # fmt: skip


@pytest.mark.parametrize(("article", "comment", "form", "bearer"), TITLES)
def test_a_title_that_fits_one_bearer_only_tells_who_is_meant(
    article: str, comment: str, form: str, bearer: str
) -> None:
    assert entity_of(link(article, comment), form) == bearer


@pytest.mark.parametrize("comment", ["[Ms Miller] no", "[Mr Miller] no"])
def test_a_title_that_fits_both_bearers_leaves_it_open(comment: str) -> None:
    names = link("[Sam Miller] met [Chris-Jo Miller].", comment)
    assert entity_of(names, comment[1:10]) == comment[1:10]


def test_a_surname_belongs_to_its_bearer_on_each_page() -> None:
    names = link("[Jane Miller] said. [Miller] left.", second="[Tom Miller] said. [Miller] left.")
    assert entity_of(names, "Miller", "a1") == "Jane Miller"
    assert entity_of(names, "Miller", "a2") == "Tom Miller"
    notes = {entity.name: entity.note for entity in names.entities}
    assert notes["Jane Miller"].endswith("there is also Tom Miller")
    assert notes["Tom Miller"].endswith("there is also Jane Miller")


def test_a_page_that_names_both_leaves_the_bare_surname_open_and_says_so() -> None:
    names = link("[Jane Miller] said.", "[Tom Miller] knows. [Miller] left.")
    (open_one,) = [entity for entity in names.entities if entity.name == "Miller"]
    assert open_one.note == "not merged: 'Miller' may be Jane Miller or Tom Miller"


def test_a_first_name_of_two_people_is_neither() -> None:
    names = link("[Jane Miller] and [Jane Porter] met.", "[Jane] was great.")
    assert entity_of(names, "Jane", "c1") == "Jane"


# What is not solved, each a kind met in real articles or in our corpora; told with invented text.
NOT_YET = [
    pytest.param("The [Peace and Bread (PB) Party|ORG] won.", "the [PBP|ORG] lost", "PBP",
                 "Peace and Bread (PB) Party", id="an acronym that stands inside the name"),
    pytest.param("The [Partido del Pan|ORG] ([Bread Party|ORG]) won.", "", "Bread Party",
                 "Partido del Pan", id="a translation"),
    pytest.param("The [National Forestry Agency|ORG] sold it.", "the [National Forest Agency|ORG]",
                 "National Forest Agency", "National Forestry Agency", id="two letters wrong"),
    pytest.param("[Kelmore Doorstep Privacy Group|ORG] ([KDPG|ORG]) met.", "the [KPDG|ORG] sleep",
                 "KPDG", "Kelmore Doorstep Privacy Group", id="an acronym with swapped letters"),
    pytest.param("[Oberwell|ORG] sells bells.", "[Peeperwell|ORG] strikes again", "Peeperwell",
                 "Oberwell", id="a mocking name"),
    pytest.param("[Jane Miller] spoke. Her son [Tom Miller] slept. [Jane Miller] said no. [Miller]"
                 " went on.", "", "Miller", "Jane Miller",
                 id="a surname of two that the sentence before resolves"),
    pytest.param("[Men on Wheels|ORG] is read everywhere. [Men on Wheels Narnia|ORG] is not.",
                 "[Men on Wheels|ORG] went bad", "Men on Wheels", "Men on Wheels",
                 id="a magazine and its local edition"),
    pytest.param("[Ferry State Park|LOC] is closed. [State Park|LOC] rangers left.",
                 "We went to a state park", "state park", "", id="a common phrase that is a name"),
    pytest.param("[Dean Mossop] drives.", "as Dean says above, it is daft", "Dean", "",
                 id="another commenter with the first name of somebody in the article"),
    pytest.param("[Dorn|GPE] is far.", "They love Zzyzx in winter", "Zzyzx", "Zzyzx",
                 id="a name that spaCy does not see and no other text shows"),
]  # fmt: skip


@pytest.mark.xfail(strict=True, reason="known kinds of failure")
@pytest.mark.parametrize(("article", "comment", "form", "entity"), NOT_YET)
def test_kinds_of_names_that_are_not_solved_yet(
    article: str, comment: str, form: str, entity: str
) -> None:
    assert entity_of(link(article, comment), form, "c1" if comment else "") == entity


PIECES = st.sampled_from(
    ["Ana Ruiz", "ruiz", "@AnaRuiz", "#Acme", "Acme", "acmes", "Acme Labs", "the", " said ", ", ",
     ". ", "\n", "known as", " (AL)", "(", "*+?[", "😀", "İ", "ﬁ", "\x00", "’s", "Dr ", "aka "]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=25), min_size=1, max_size=4))
def test_any_text_gives_spans_that_are_in_it_and_do_not_overlap(
    written: list[list[str]],
) -> None:
    texts, mentions = [], list[Mention]()
    for number, pieces in enumerate(written):
        words, label = "".join(pieces), {"Ana Ruiz": "PERSON", "Acme Labs": "ORG"}
        kind = DocumentKind.COMMENT if number else DocumentKind.ARTICLE
        texts.append(NamedText(kind, f"d{number}", "d0", words))
        for name, of in label.items():
            for match in re.finditer(name, words):
                span = Span(*match.span(), name)
                mentions.append(Mention(kind, f"d{number}", "d0", span, of))
    names = link_names(texts, mentions)
    by_id = {text.document_id: text.text for text in texts}
    for m in names.mentions:
        assert by_id[m.document_id][m.span.start : m.span.end] == m.span.text
    for text in texts:
        own = sorted(m.span for m in names.mentions if m.document_id == text.document_id)
        assert all(one.end <= other.start for one, other in pairwise(own))
    assert {m.entity_id for m in names.mentions} == {e.entity_id for e in names.entities}
    again = link_names(texts[::-1], mentions[::-1])
    assert again.entities == names.entities
    assert set(again.mentions) == set(names.mentions)


def test_many_names_and_texts_take_time_in_proportion() -> None:
    texts, mentions = [], []
    for number in range(1_500):
        text, found = read(f"[Ana Ruiz{number}x] and [Acme Labs {number}|ORG] met.", f"a{number}")
        texts.append(text)
        mentions += found
    assert len(link_names(texts, mentions).entities) == 3_000
