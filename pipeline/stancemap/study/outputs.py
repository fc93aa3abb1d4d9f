"""From tagged documents to all that a study folder shows: tables, maps, report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stancemap.codebook import Codebook
from stancemap.export.datapackage import About, write_datapackage
from stancemap.export.discourse import write_discourse
from stancemap.export.map_content import MapContent
from stancemap.export.map_formats import WRITTEN_BY_RUN, MapFormat, file_name, write_map
from stancemap.export.report import Figure, LedgerLine, ReportContent, ScoredEntity, write_report
from stancemap.maps.actors import ActorProfile, actor_profiles, actor_row, actors_table
from stancemap.maps.answer_rows import ANSWERS, SUMMARY_BY_VOICE, voice_rows
from stancemap.maps.answer_voices import AnsweredVoice, answered_voices
from stancemap.maps.apply_edits import edit_key_points
from stancemap.maps.argument_map import build_map
from stancemap.maps.cruxes import CRUXES, Crux, crux_row, find_cruxes
from stancemap.maps.discourse import (
    Statement,
    statements_of_articles,
    with_concepts,
)
from stancemap.maps.edit_relations import edit_relations
from stancemap.maps.given import notes_on_given
from stancemap.maps.key_points import find_key_points
from stancemap.maps.link_model import load_link_model
from stancemap.maps.matching import encoder_of
from stancemap.maps.network import make_network
from stancemap.maps.network_rows import STATEMENTS, statement_row
from stancemap.maps.readers import statements_of_readers
from stancemap.maps.relations import between_key_points
from stancemap.maps.settings import settings_of
from stancemap.maps.summaries import SUMMARY_TABLES, Summaries, entity_counts, summarise
from stancemap.maps.voices import Voice
from stancemap.records import ArgumentMap, Entity, KeyPoint, Mention, Relation
from stancemap.rows import (
    article_row,
    claim_row,
    entity_row,
    key_point_row,
    mention_row,
    reject_row,
    relation_row,
)
from stancemap.study.claim_file import ClaimFile, claim_file
from stancemap.study.figures import measured_figures
from stancemap.study.gather import Finders, Gathered, gather
from stancemap.study.ledger import check_balance, ledger_rows
from stancemap.study.manifest import Recipe
from stancemap.study.progress import Progress
from stancemap.study.settings import Settings
from stancemap.study.store import CODEBOOK, write_json
from stancemap.study.table_files import TableFiles
from stancemap.study.tagged import StoredMentions, StoredTexts, TaggedParts
from stancemap.tables import (
    ALIASES,
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
from stancemap.tag.encoder import load_encoder
from stancemap.tag.linking import link_names
from stancemap.tag.user_aliases import alias_rows

_TITLE = "Stances, key points and sources"


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What a study is made by, beside its input."""

    codebook: Codebook
    settings: Settings
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Findings:
    """What all tags add up to; `relations` are between claims and between key points."""

    gathered: Gathered
    entities: Sequence[Entity]
    mentions: Iterable[Mention]
    key_points: Sequence[KeyPoint]
    relations: Sequence[Relation]
    cruxes: Sequence[Crux]
    argument_map: ArgumentMap
    counts: Mapping[str, EntityCounts]
    statements: Sequence[Statement]
    answered: Sequence[AnsweredVoice]
    actors: Sequence[ActorProfile]
    summaries: Summaries
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows each table has, and which edits by hand could not be carried out."""

    counts: Mapping[str, int]
    notes: Sequence[str]


def write_outputs(folder: Path, parts: TaggedParts, made_by: MadeBy, progress: Progress) -> Written:
    """Write the tables, the maps and the report."""
    files, ledger = TableFiles(folder), _ledger(parts)
    with claim_file(folder / "data") as claims:
        with progress.stage("map", 1) as stage:
            found = _findings(parts, made_by, claims, files)
            stage.advance()
        with progress.stage("export", 3) as stage:
            _write_tables(parts, found, ledger, made_by.codebook, files)
            write_json(folder / CODEBOOK, asdict(made_by.codebook))
            write_datapackage(_tables(made_by.codebook), folder, _about(made_by.recipe))
            stage.advance()
            _write_maps(_map_content(parts, found, made_by.codebook), folder / "map")
            cut = _write_networks(found, folder / "network")
            stage.advance()
            write_report(_report(parts, found, ledger, made_by), folder / "report.html")
            stage.advance()
    notes = (*found.notes, found.argument_map.left_out.note, *cut)
    return Written(files.counts, tuple(filter(None, notes)))


def _findings(
    parts: TaggedParts, made_by: MadeBy, claims: ClaimFile, files: TableFiles
) -> Findings:
    encoder, codebook = load_encoder(), made_by.codebook
    entities, mentions = _names(parts, made_by.settings, files)
    finders = Finders(encoder, load_link_model(encoder=encoder))
    gathered = gather(parts, mentions, finders, claims, files)
    votes, said = gathered.votes, gathered.voices
    edited = edit_key_points(
        said, _key_points(said, made_by), made_by.settings.edits, codebook.names
    )
    key_points = edited.key_points
    relations, notes = edit_relations(
        sorted([*gathered.relations, *between_key_points(gathered.relations, key_points)]),
        key_points,
        edited.relations,
    )
    given = notes_on_given(made_by.settings.key_points, key_points, (vote.target for vote in votes))
    articles = [document.article for document in parts.articles]
    statements = with_concepts(
        statements_of_articles(parts.articles, gathered.quotes, entities),
        {article.article_id: article.target or article.title for article in articles},
        said,
        key_points,
        encoder,
    )
    return Findings(
        gathered=gathered,
        entities=entities,
        mentions=mentions,
        key_points=key_points,
        relations=relations,
        cruxes=find_cruxes(said, key_points, relations),
        argument_map=build_map(votes, said, key_points, relations),
        counts=entity_counts(votes, mentions),
        statements=statements,
        answered=answered_voices(gathered.answers, entities, codebook),
        actors=actor_profiles(entities, mentions, gathered.quotes, statements, votes, codebook),
        summaries=summarise(votes, articles, mentions, entities, codebook),
        notes=(*edited.notes, *notes, *given),
    )


def _names(
    parts: TaggedParts, settings: Settings, files: TableFiles
) -> tuple[tuple[Entity, ...], StoredMentions]:
    """Find the entities; write the tables of their names and mentions."""
    names = link_names(StoredTexts(parts), parts.mentions(), settings.aliases)
    files.write_rows(ALIASES, alias_rows(names))
    files.write_rows(MENTIONS, map(mention_row, names.mentions))
    return names.entities, StoredMentions(files.path(MENTIONS))


def _key_points(said: Sequence[Voice], made_by: MadeBy) -> list[KeyPoint]:
    chosen = made_by.settings
    settings = settings_of(chosen.profile, chosen.granularity, (made_by.codebook.residual,))
    return find_key_points(said, encoder_of(chosen.profile), settings, chosen.key_points)


def _ledger(parts: TaggedParts) -> list[Row]:
    """Count what became of the comments, and check that none is missing."""
    columns = ("comment_id", "status")
    nothing = comments_table(parts.results.codebook).arrow([]).select(list(columns))
    seen = pa.concat_tables([nothing, *parts.rows("comments", columns)])
    check_balance(parts.plan.n_comments, seen["comment_id"])
    by_status = {
        str(s["values"]): int(s["counts"].as_py()) for s in pc.value_counts(seen["status"])
    }
    return ledger_rows(by_status, parts.articles, parts.plan.rejects(), parts.plan.dropped)


def _tables(codebook: Codebook) -> list[Table]:
    """List the tables in the order in which they are described."""
    return [
        comments_table(codebook),
        ARTICLES,
        CLAIMS,
        KEY_POINTS,
        RELATIONS,
        CRUXES,
        entities_table(codebook),
        ALIASES,
        MENTIONS,
        QUOTES,
        STATEMENTS,
        actors_table(codebook),
        ANSWERS,
        SUMMARY_BY_VOICE,
        *SUMMARY_TABLES,
        LEDGER,
        REJECTS,
    ]


def _write_tables(
    parts: TaggedParts,
    found: Findings,
    ledger: Sequence[Row],
    codebook: Codebook,
    files: TableFiles,
) -> None:
    """Write the tables that are not written on the way."""
    entities = (entity_row(e, found.counts[e.entity_id], codebook) for e in found.entities)
    files.write_parts(comments_table(codebook), parts.rows("comments"))
    files.write_parts(CLAIMS, _claims(parts, found.key_points))
    files.write_rows(ARTICLES, (article_row(a.article, a.failure) for a in parts.articles))
    files.write_rows(KEY_POINTS, map(key_point_row, found.key_points))
    files.write_rows(RELATIONS, map(relation_row, found.relations))
    files.write_rows(CRUXES, map(crux_row, found.cruxes))
    files.write_rows(entities_table(codebook), entities)
    files.write_rows(STATEMENTS, map(statement_row, found.statements))
    files.write_rows(actors_table(codebook), map(actor_row, found.actors))
    files.write_rows(SUMMARY_BY_VOICE, (row for v in found.answered for row in voice_rows(v)))
    for table, rows in zip(SUMMARY_TABLES, found.summaries.rows(), strict=True):
        files.write_rows(table, rows)
    files.write_rows(LEDGER, ledger)
    files.write_rows(REJECTS, map(reject_row, parts.plan.rejects()))


def _claims(parts: TaggedParts, key_points: Iterable[KeyPoint]) -> Iterator[pa.Table]:
    """Yield the claims of articles, then of comments, with the key points that they make."""
    makes = {claim_id: p.key_point_id for p in key_points for claim_id in p.claim_ids}
    column = CLAIMS.names.index("key_point_id")
    yield CLAIMS.arrow([claim_row(claim) for article in parts.articles for claim in article.claims])
    for part in parts.rows("claims"):
        points = [makes.get(name, "") for name in part["claim_id"].to_pylist()]
        yield part.set_column(column, part.schema.field(column), pa.array(points, pa.string()))


def _write_maps(content: MapContent, folder: Path) -> None:
    """Write what every run writes; what was exported from an earlier map would mislead."""
    folder.mkdir(exist_ok=True)
    for kind in MapFormat:
        path = folder / file_name(kind)
        if kind in WRITTEN_BY_RUN:
            write_map(content, kind, path)
        else:
            path.unlink(missing_ok=True)


def _map_content(parts: TaggedParts, found: Findings, codebook: Codebook) -> MapContent:
    return MapContent(
        title=_TITLE,
        argument_map=found.argument_map,
        codebook=codebook,
        articles=parts.articles,
        comments=parts.some(node.document_id for node in found.argument_map.nodes),
    )


def _write_networks(found: Findings, folder: Path) -> list[str]:
    """Write the networks; say in words what is left out of them."""
    readers = statements_of_readers(found.gathered.voices, found.key_points, found.relations)
    write_discourse(make_network(found.statements), folder)
    with_readers = make_network(found.statements, readers)
    write_discourse(with_readers, folder / "with_readers")
    return [with_readers.note] if with_readers.note else []


def _about(recipe: Recipe) -> About:
    return About(version=recipe.packages["stancemap"])


def _report(
    parts: TaggedParts, found: Findings, ledger: Iterable[Row], made_by: MadeBy
) -> ReportContent:
    entities = [ScoredEntity(e, found.counts[e.entity_id]) for e in found.entities]
    versions = [Figure(name, version) for name, version in sorted(made_by.recipe.packages.items())]
    return ReportContent(
        title=_TITLE,
        codebook=made_by.codebook,
        files=[file.name for file in made_by.recipe.inputs],
        articles=[document.article for document in parts.articles],
        census=found.gathered.census,
        voices=found.gathered.voices,
        documents=parts,
        rejects=parts.plan.rejects(),
        ledger=[LedgerLine(str(s), str(o), int(n or 0), str(b)) for s, o, n, b in ledger],
        summaries=found.summaries,
        key_points=found.key_points,
        argument_map=found.argument_map,
        entities=entities,
        mentions=found.mentions,
        quotes=found.gathered.quotes,
        answers=found.gathered.answers,
        answered=found.answered,
        article_claims=sum(len(document.claims) for document in parts.articles),
        measured=measured_figures(made_by.codebook, made_by.settings),
        versions=versions,
    )
