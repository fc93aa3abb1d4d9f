import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import frictionless
import pytest

from stancemap.codebook import load_codebook
from stancemap.errors import StudyError
from stancemap.export.csv_file import write_csv
from stancemap.export.datapackage import write_datapackage
from stancemap.records import (
    Alias,
    Article,
    Claim,
    ClaimKind,
    Comment,
    DocumentKind,
    Entity,
    KeyPoint,
    Mention,
    MergeReason,
    Quote,
    QuoteKind,
    Relation,
    RelationBasis,
    RelationKind,
    Span,
    Stance,
    Status,
    TaggedComment,
)
from stancemap.rows import (
    article_row,
    claim_row,
    comment_row,
    entity_row,
    key_point_row,
    mention_row,
    quote_row,
    relation_row,
)
from stancemap.tables import (
    ARTICLES,
    CLAIMS,
    KEY_POINTS,
    LEDGER,
    MENTIONS,
    QUOTES,
    REJECTS,
    RELATIONS,
    EntityCounts,
    Row,
    Table,
    comments_table,
    entities_table,
)

CODEBOOK = load_codebook()
TEXT = '=Ban it, says Ms "Okoro",\nand she is right.'


def _comment(comment_id: str, parent_id: str = "", duplicate_of: str = "") -> Row:
    stance = Stance(
        target="buses",
        primary="oppose",
        codes=("oppose", "pragmatic"),
        probabilities=(0.8, 0.1, 0, 0.1, 0),
        confidence=0.8,
        evidence=Span.of(TEXT, 0, 7),
    )
    status = Status.DUPLICATE if duplicate_of else Status.TAGGED
    comment = Comment(comment_id, "a1", TEXT, "-1", parent_id, posted="2024-05-06", likes=-3)
    return comment_row(
        TaggedComment(
            comment, status, "en", duplicate_of, 0.123456, None if duplicate_of else stance
        ),
        CODEBOOK,
    )


def _study() -> Mapping[Table, Sequence[Row]]:
    """One of everything, with ids that a spreadsheet would take for numbers or formulas."""
    comment = DocumentKind.COMMENT
    claim = Claim("-1#1", comment, "-1", Span.of(TEXT, 0, 7), ClaimKind.POLICY, 0.75, "oppose")
    point = KeyPoint("k1", "buses", "oppose", "=Ban it", "-1#1", ("-1#1",), 1, 1, 1, 1.0, 0.2, 1.0)
    mention = Mention(comment, "-1", "a1", Span.of(TEXT, 18, 23), "PERSON", "e1")
    entity = Entity("e1", "Ada Okoro", "PERSON", (Alias("Okoro", MergeReason.SURNAME),))
    quote = Quote("q1", comment, "-1", Span.of(TEXT, 0, 7), QuoteKind.DIRECT, entity_id="e1")
    unknown = Quote("q2", comment, "-1", Span.of(TEXT, 0, 7), QuoteKind.DIRECT)
    relation = Relation("-1#1", "-1#1", RelationKind.ATTACK, RelationBasis.REPLY, 0.5)
    return {
        ARTICLES: [article_row(Article("a1", "Buses", published="2024-05-05"))],
        comments_table(CODEBOOK): [
            _comment("-1"),
            _comment("2", parent_id="-1"),
            _comment("3", duplicate_of="2"),
        ],
        CLAIMS: [claim_row(claim, "k1")],
        entities_table(CODEBOOK): [entity_row(entity, EntityCounts(1, 1, 1, {}), CODEBOOK)],
        MENTIONS: [mention_row(mention)],
        QUOTES: [quote_row(quote), quote_row(unknown)],
        KEY_POINTS: [key_point_row(point)],
        RELATIONS: [relation_row(relation)],
        REJECTS: [],
        LEDGER: [("ingest", "read", 3, "")],
    }


def _write(folder: Path, study: Mapping[Table, Sequence[Row]]) -> frictionless.Package:
    for table, rows in study.items():
        write_csv(table, table.arrow(rows), folder / f"{table.name}.csv")
    write_datapackage(list(study), folder)
    return frictionless.Package(str(folder / "datapackage.json"))


def test_frictionless_finds_every_table_valid(tmp_path: Path) -> None:
    report = _write(tmp_path, _study()).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert report.valid


def test_frictionless_reads_the_types_back(tmp_path: Path) -> None:
    _write(tmp_path, _study())
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    with package.get_table_resource("comments") as comments:
        rows = list(comments.row_stream)
    first = rows[0].to_dict()
    assert first["comment_id"] == "'-1"
    assert first["likes"] == -3
    assert float(first["p_oppose"]) == 0.8
    assert first["abstained"] is False
    assert first["text"] == "'" + TEXT
    assert rows[2].to_dict()["confidence"] is None


@pytest.mark.parametrize(
    ("table", "column"),
    [("claims", "key_point_id"), ("comments", "parent_id"), ("mentions", "article_id")],
)
def test_an_id_that_leads_nowhere_is_found_by_frictionless(
    table: str, column: str, tmp_path: Path
) -> None:
    study = dict(_study())
    described = next(known for known in study if known.name == table)
    place = described.names.index(column)
    row = study[described][0]
    study[described] = [(*row[:place], "nowhere", *row[place + 1 :]), *study[described][1:]]
    report = _write(tmp_path, study).validate()
    assert {kind for (kind,) in report.flatten(["type"])} == {"foreign-key"}


def test_a_changed_file_no_longer_fits_its_hash(tmp_path: Path) -> None:
    package = _write(tmp_path, _study())
    with (tmp_path / "ledger.csv").open("a", encoding="utf-8") as stream:
        stream.write("ingest,invented,1,\n")
    kinds = {kind for (kind,) in package.validate().flatten(["type"])}
    assert "hash-count" in kinds


def test_rows_are_counted_whatever_lines_their_cells_hold(tmp_path: Path) -> None:
    _write(tmp_path, _study())
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert {item["name"]: item["rows"] for item in package["resources"]}["comments"] == 3


def test_every_column_has_a_meaning(tmp_path: Path) -> None:
    _write(tmp_path, _study())
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    fields = [field for item in package["resources"] for field in item["schema"]["fields"]]
    assert all(field["description"] for field in fields)


def test_a_table_that_was_not_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"has no ledger\.csv"):
        write_datapackage([LEDGER], tmp_path)
