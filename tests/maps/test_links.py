"""Claims of one comment are linked where no cue stands, by a model that says how sure it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stancemap.errors import ModelError
from stancemap.learn.claim_rows import read_claim_rows
from stancemap.learn.claim_scoring import claims_of, cue_links
from stancemap.maps.link_features import REACH, ClaimsInText
from stancemap.maps.link_model import MODEL, LinkModel, load_link_model
from stancemap.maps.relations import find_relations
from stancemap.records import Relation, RelationBasis, RelationKind, Span, TaggedComment

Say = Callable[..., TaggedComment]

CDCP = Path(__file__).parents[2].parent / "shared" / "data" / "claims" / "cdcp_train.jsonl.gz"
DEMAND = "Collectors should be required to send a written notice before calling."
REASON = "People do not know whom they owe money, and calls at work can cost them their job."
BECAUSE = "Because calls at work can cost people their job."
OTHER = "The fee for each letter is forty dollars."


@pytest.fixture(scope="module")
def links() -> LinkModel:
    return load_link_model()


def by_model(relations: list[Relation]) -> list[tuple[str, str]]:
    return [(r.source_id, r.target_id) for r in relations if r.basis is RelationBasis.MODEL]


def in_text(*claims: str) -> ClaimsInText:
    text, spans = " ".join(claims), []
    for claim in claims:
        start = text.index(claim)
        spans.append(Span.of(text, start, start + len(claim)))
    return ClaimsInText(text, tuple(spans))


def test_a_reason_is_linked_to_its_conclusion_without_a_cue_word(
    say: Say, links: LinkModel
) -> None:
    relations = find_relations([say("c1", DEMAND, REASON)], links=links)
    assert by_model(relations) == [("c1#2", "c1#1")]
    assert relations[0].kind is RelationKind.SUPPORT
    assert 0.3 <= relations[0].confidence < 1


def test_without_a_model_only_cues_link(say: Say) -> None:
    assert find_relations([say("c1", DEMAND, REASON)]) == []


def test_a_cue_wins_over_the_model(say: Say, links: LinkModel) -> None:
    relations = find_relations([say("c1", DEMAND, BECAUSE)], links=links)
    assert [(one.basis, one.source_id, one.confidence) for one in relations] == [
        (RelationBasis.CUE, "c1#2", 0.9)
    ]


def test_claims_are_paired_with_others_within_reach_alone() -> None:
    pairs = set(in_text(*(f"Claim {number} stands here." for number in range(8))).pairs())
    assert pairs == {(a, b) for a in range(8) for b in range(8) if 0 < abs(a - b) <= REACH}


def test_claims_that_overlap_do_not_support_each_other() -> None:
    text = "Calls at work cost people their job."
    spans = (Span.of(text, 0, len(text)), Span.of(text, 14, len(text)))
    assert list(ClaimsInText(text, spans).pairs()) == []


def test_two_claims_do_not_support_each_other(links: LinkModel) -> None:
    texts = [in_text(DEMAND, REASON, OTHER), in_text(OTHER, DEMAND), in_text(REASON, DEMAND)]
    for found in links.find_links(texts):
        ends = {(one.source, one.aim) for one in found}
        assert not ends & {(aim, source) for source, aim in ends}


def test_faint_links_are_found_but_not_drawn(say: Say, links: LinkModel) -> None:
    texts = ("I like trams.", "The weather is bad.")
    (found,) = links.find_links([in_text(*texts)])
    assert [one.probability < 0.3 for one in found] == [True]
    assert find_relations([say("c1", *texts)], links=links) == []


def test_a_single_claim_has_no_links(say: Say, links: LinkModel) -> None:
    assert find_relations([say("c1", DEMAND)], links=links) == []
    assert links.find_links([in_text(DEMAND)]) == [[]]
    assert links.find_links([]) == []


def test_the_order_and_company_of_comments_change_nothing(say: Say, links: LinkModel) -> None:
    comments = [say(f"c{n}", DEMAND, (REASON, OTHER)[n % 2], OTHER + "!" * n) for n in range(9)]
    expected = find_relations(comments, links=links)
    assert by_model(expected)
    assert find_relations(comments[::-1], links=links) == expected
    alone = [one for c in comments for one in find_relations([c], links=links)]
    assert sorted(alone) == expected


@pytest.mark.parametrize("claim", ["\ud800 is broken", "…", "a" * 30_000, "<b>&amp;</b>\u202e"])
def test_hostile_words_are_read(links: LinkModel, claim: str) -> None:
    for found in links.find_links([in_text(DEMAND, claim, "x" + claim)]):
        assert all(one.source != one.aim and 0 < one.probability <= 1 for one in found)


def test_a_damaged_model_says_which_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="reinstall stancemap"):
        load_link_model(tmp_path)
    for name in ("weights.safetensors", "model.json"):
        (tmp_path / name).write_bytes((MODEL / name).read_bytes())
    settings = '{"format": 0, "threshold": 0.2, "bias": 0}'
    (tmp_path / "model.json").write_text(settings, encoding="utf-8")
    with pytest.raises(ModelError, match="train it again"):
        load_link_model(tmp_path)


def test_real_links_are_found_that_no_cue_tells(links: LinkModel) -> None:
    if not CDCP.is_file():
        pytest.skip("the CDCP corpus does not lie beside the checkout")
    rows = read_claim_rows(CDCP)[:100]
    found = links.find_links([claims_of(row) for row in rows])
    gold = sum(len(row.links - cue_links(row)) for row in rows)
    right = sum(
        (one.source, one.aim) in row.links
        for row, several in zip(rows, found, strict=True)
        for one in several
    )
    # The model has seen these texts: this says that they are read as in training, not how well.
    assert right / gold > 0.3
    assert right / sum(map(len, found)) > 0.4
