import pytest

from stancemap.maps.cues import Direction, answer_of, link_between
from stancemap.records import RelationKind

SUPPORT, ATTACK, UNDERCUT = RelationKind.SUPPORT, RelationKind.ATTACK, RelationKind.UNDERCUT
ON_EARLIER, ON_LATER = Direction.ON_EARLIER, Direction.ON_LATER

LINKS = [
    ("The cameras should go", ", ", "because nobody watches them.", SUPPORT, ON_EARLIER),
    ("The cameras should go", " because ", "nobody watches them.", SUPPORT, ON_EARLIER),
    ("Nobody watches them.", " ", "Therefore they should go.", SUPPORT, ON_LATER),
    ("Nobody watches them.", " ", "That’s why they should go.", SUPPORT, ON_LATER),
    ("Nobody watches them,", " ", "so they should go.", SUPPORT, ON_LATER),
    ("They should go.", " ", "Since nobody watches them, they are useless.", SUPPORT, ON_EARLIER),
    ("They could stay.", " ", "But only if a judge signs.", UNDERCUT, ON_EARLIER),
    ("Sure, they are cheap.", " ", "But nobody is any safer.", ATTACK, ON_EARLIER),
    ("Some say they help.", " ", "However, thefts went up.", ATTACK, ON_EARLIER),
]
NO_LINKS = [
    ("They came in.", " ", "Since 2010 thefts went up."),  # a time
    ("They came in.", " ", "Since then thefts went up."),
    ("They came in.", " ", "So what if thefts went up."),
    ("They came in.", " ", "So many thefts were never solved."),
    ("They are cheap.", " ", "But nobody is any safer."),  # both are the writer's own view
    ("They are cheap.", " ", "They should go."),
    ("They are cheap.", " ", "Unless somebody pays, they will rust."),  # limits its own sentence
]


@pytest.mark.parametrize(("earlier", "gap", "later", "kind", "direction"), LINKS)
def test_a_cue_links_neighbouring_claims(
    earlier: str, gap: str, later: str, kind: RelationKind, direction: Direction
) -> None:
    link = link_between(earlier, gap, later)
    assert link is not None
    assert (link.kind, link.direction) == (kind, direction)


@pytest.mark.parametrize(("earlier", "gap", "later"), NO_LINKS)
def test_claims_without_a_safe_cue_are_not_linked(earlier: str, gap: str, later: str) -> None:
    assert link_between(earlier, gap, later) is None


ANSWERS = [
    ("Exactly. And it costs a fortune.", SUPPORT),
    ("This.", SUPPORT),
    ("I couldn't agree more.", SUPPORT),
    ("@Sam_19 Agreed, take them down", SUPPORT),
    ("> they help\n\nWell said.", SUPPORT),
    ("+1", SUPPORT),
    ("You’re absolutely right about the cost.", SUPPORT),
    ("I disagree: thefts went down.", ATTACK),
    ("Nonsense", ATTACK),
    ("No, they went up.", ATTACK),
    ("That's simply not true.", ATTACK),
    ("Yeah, right.", ATTACK),
    ("I don’t think so.", ATTACK),
    ("Exactly the opposite is the case.", ATTACK),
    ("I agree with you on the cost, but nobody else would build it.", ATTACK),
    ("That doesn't follow at all.", UNDERCUT),
    ("Correlation is not causation.", UNDERCUT),
]
NO_ANSWERS = [
    "",
    "No one asked for this.",
    "This town has enough of them.",
    "Exactly how many thefts were solved?",
    "Yes men run the council.",
    "We will have to agree to disagree.",
    "Wrong way to spend money is a habit here",
    "The council did not think so.",
    "> Exactly.",  # only quoted
]


@pytest.mark.parametrize(("reply", "kind"), ANSWERS)
def test_the_first_words_of_a_reply_say_whether_it_agrees(reply: str, kind: RelationKind) -> None:
    answer = answer_of(reply)
    assert answer is not None
    assert answer.kind is kind


@pytest.mark.parametrize("reply", NO_ANSWERS)
def test_other_first_words_say_nothing(reply: str) -> None:
    assert answer_of(reply) is None


@pytest.mark.parametrize("hostile", ["> " * 1_000_000, "@a " * 1_000_000, "\n" * 3_000_000, "no"])
def test_a_monstrous_reply_is_read_at_once(hostile: str) -> None:
    answer_of(hostile)
    link_between(hostile, hostile, hostile)
