"""From tagged documents to all that a study folder shows: tables, maps, report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from stancemap.codebook import Codebook
from stancemap.export.csv_file import write_csv
from stancemap.export.datapackage import About, write_datapackage
from stancemap.export.discourse import write_discourse
from stancemap.export.map_content import MapContent
from stancemap.export.map_formats import WRITTEN_BY_RUN, MapFormat, file_name, write_map
from stancemap.export.report import Figure, LedgerLine, ReportContent, ScoredEntity, write_report
from stancemap.maps.actors import ActorProfile, actor_profiles, actor_row, actors_table
from stancemap.maps.answer_rows import ANSWERS, SUMMARY_BY_VOICE, answer_row, voice_rows
from stancemap.maps.answer_voices import AnsweredVoice, answered_voices
from stancemap.maps.answers import Answer, find_answers
from stancemap.maps.apply_edits import edit_key_points
from stancemap.maps.argument_map import build_map
from stancemap.maps.cruxes import CRUXES, Crux, crux_row, find_cruxes
from stancemap.maps.discourse import (
    Statement,
    statements_of_articles,
    statements_of_readers,
    with_concepts,
)
from stancemap.maps.edit_relations import edit_relations
from stancemap.maps.key_points import find_key_points
from stancemap.maps.link_model import load_link_model
from stancemap.maps.matching import encoder_of
from stancemap.maps.network import STATEMENTS, make_network, statement_row
from stancemap.maps.relations import between_key_points, find_relations
from stancemap.maps.settings import settings_of
from stancemap.maps.summaries import SUMMARY_TABLES, Summaries, entity_counts, summarise
from stancemap.maps.voices import Voice, voices, votes_of
from stancemap.records import (
    ArgumentMap,
    Claim,
    Dropped,
    KeyPoint,
    Mention,
    Quote,
    Reject,
    Relation,
    TaggedArticle,
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
    reject_row,
    relation_row,
)
from stancemap.study.figures import measured_figures
from stancemap.study.ledger import ledger_rows
from stancemap.study.manifest import Recipe
from stancemap.study.progress import Progress
from stancemap.study.settings import Settings
from stancemap.study.store import CODEBOOK, write_json, write_table
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
from stancemap.tag.aliases import MergedNames
from stancemap.tag.encoder import load_encoder
from stancemap.tag.linking import link_names, named_texts
from stancemap.tag.quote_speakers import resolve_speakers
from stancemap.tag.user_aliases import alias_rows

_TITLE = "Stances, key points and sources"


@dataclass(frozen=True, slots=True)
class Tagged:
    """All that reading and tagging gave."""

    articles: tuple[TaggedArticle, ...]
    comments: tuple[TaggedComment, ...]
    rejects: tuple[Reject, ...]
    dropped: tuple[Dropped, ...]

    @property
    def claims(self) -> list[Claim]:
        """The claims of articles, then of comments, in document order."""
        return [claim for document in self._documents() for claim in document.claims]

    @property
    def mentions(self) -> list[Mention]:
        """The names in articles, then in comments, in document order."""
        return [mention for document in self._documents() for mention in document.mentions]

    @property
    def quotes(self) -> list[Quote]:
        """The quotes of articles, then of comments, in document order."""
        return [quote for document in self._documents() for quote in document.quotes]

    def _documents(self) -> Sequence[TaggedArticle | TaggedComment]:
        return (*self.articles, *self.comments)


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What a study is made by, beside its input."""

    codebook: Codebook
    settings: Settings
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Findings:
    """What all tags add up to."""

    key_points: Sequence[KeyPoint]
    relations: Sequence[Relation]
    cruxes: Sequence[Crux]
    notes: Sequence[str]
    argument_map: ArgumentMap
    names: MergedNames
    counts: Mapping[str, EntityCounts]
    quotes: Sequence[Quote]
    statements: Sequence[Statement]
    answers: Sequence[Answer]
    answered: Sequence[AnsweredVoice]
    actors: Sequence[ActorProfile]
    summaries: Summaries


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows each table has, and which edits by hand could not be carried out."""

    counts: Mapping[str, int]
    notes: Sequence[str]


def write_outputs(folder: Path, tagged: Tagged, made_by: MadeBy, progress: Progress) -> Written:
    """Write the tables, the maps and the report."""
    codebook = made_by.codebook
    with progress.stage("map", 1) as stage:
        findings = _findings(tagged, made_by)
        stage.advance()
    tables = _tables(tagged, findings, codebook)
    with progress.stage("export", len(tables) + 2) as stage:
        for table, rows in tables:
            _write_both(table, rows, folder)
            stage.advance()
        write_json(folder / CODEBOOK, asdict(codebook))
        write_datapackage([table for table, _ in tables], folder, _about(made_by.recipe))
        _write_maps(_map_content(tagged, findings, codebook), folder / "map")
        _write_networks(tagged, findings, folder / "network")
        stage.advance()
        write_report(_report(tagged, findings, made_by), folder / "report.html")
        stage.advance()
    return Written({table.name: len(rows) for table, rows in tables}, findings.notes)


def _findings(tagged: Tagged, made_by: MadeBy) -> Findings:
    encoder, codebook = load_encoder(), made_by.codebook
    texts = named_texts(tagged.articles, tagged.comments)
    names = link_names(texts, tagged.mentions, made_by.settings.aliases)
    votes, said = votes_of(tagged.comments), voices(tagged.comments)
    found = _key_points(said, made_by)
    edited = edit_key_points(said, found, made_by.settings.edits, codebook.names)
    key_points = edited.key_points
    between_claims = find_relations(tagged.comments, encoder, load_link_model(encoder=encoder))
    relations, notes = edit_relations(
        [*between_claims, *between_key_points(between_claims, key_points)],
        key_points,
        edited.relations,
    )
    articles = [document.article for document in tagged.articles]
    counts = entity_counts(votes, names.mentions)
    quotes = resolve_speakers(tagged.quotes, names.mentions)
    statements = with_concepts(
        statements_of_articles(tagged.articles, quotes, names.entities),
        {article.article_id: article.target or article.title for article in articles},
        said,
        key_points,
        encoder,
    )
    answers = find_answers(
        tagged.articles,
        tagged.comments,
        {vote.comment_id: vote for vote in votes},
        quotes,
        encoder,
    )
    return Findings(
        key_points=key_points,
        relations=relations,
        cruxes=find_cruxes(said, key_points, relations),
        notes=(*edited.notes, *notes),
        argument_map=build_map(votes, said, key_points, relations),
        names=names,
        counts=counts,
        quotes=quotes,
        statements=statements,
        answers=answers,
        answered=answered_voices(answers, names.entities, codebook),
        actors=actor_profiles(names.entities, names.mentions, quotes, statements, votes, codebook),
        summaries=summarise(votes, articles, names.mentions, names.entities, codebook),
    )


def _key_points(said: Sequence[Voice], made_by: MadeBy) -> list[KeyPoint]:
    chosen = made_by.settings
    settings = settings_of(chosen.profile, chosen.granularity, (made_by.codebook.residual,))
    encoder = encoder_of(chosen.profile)
    return find_key_points(said, encoder, settings, chosen.key_points)


def _tables(
    tagged: Tagged, found: Findings, codebook: Codebook
) -> list[tuple[Table, Sequence[Row]]]:
    made_by = {claim_id: p.key_point_id for p in found.key_points for claim_id in p.claim_ids}
    claims = [claim_row(claim, made_by.get(claim.claim_id, "")) for claim in tagged.claims]
    ledger = ledger_rows(tagged.comments, tagged.articles, tagged.rejects, tagged.dropped)
    entities = [entity_row(e, found.counts[e.entity_id], codebook) for e in found.names.entities]
    return [
        (comments_table(codebook), _rows(partial(comment_row, codebook=codebook), tagged.comments)),
        (ARTICLES, [article_row(each.article, each.failure) for each in tagged.articles]),
        (CLAIMS, claims),
        (KEY_POINTS, _rows(key_point_row, found.key_points)),
        (RELATIONS, _rows(relation_row, found.relations)),
        (CRUXES, _rows(crux_row, found.cruxes)),
        (entities_table(codebook), entities),
        (ALIASES, list(alias_rows(found.names))),
        (MENTIONS, _rows(mention_row, found.names.mentions)),
        (QUOTES, _rows(quote_row, found.quotes)),
        (STATEMENTS, _rows(statement_row, found.statements)),
        (actors_table(codebook), _rows(actor_row, found.actors)),
        (ANSWERS, _rows(answer_row, found.answers)),
        (SUMMARY_BY_VOICE, [row for voice in found.answered for row in voice_rows(voice)]),
        *zip(SUMMARY_TABLES, found.summaries.rows(), strict=True),
        (LEDGER, ledger),
        (REJECTS, _rows(reject_row, tagged.rejects)),
    ]


def _rows(row: Callable[..., Row], records: Iterable[object]) -> list[Row]:
    return [row(record) for record in records]


def _write_both(table: Table, rows: Sequence[Row], folder: Path) -> None:
    write_table(table, rows, folder / "data" / f"{table.name}.parquet")
    write_csv(
        table,
        pq.read_table(folder / "data" / f"{table.name}.parquet"),
        folder / f"{table.name}.csv",
    )


def _write_maps(content: MapContent, folder: Path) -> None:
    """Write what every run writes; what was exported from an earlier map would mislead."""
    folder.mkdir(exist_ok=True)
    for kind in MapFormat:
        path = folder / file_name(kind)
        if kind in WRITTEN_BY_RUN:
            write_map(content, kind, path)
        else:
            path.unlink(missing_ok=True)


def _map_content(tagged: Tagged, found: Findings, codebook: Codebook) -> MapContent:
    return MapContent(
        title=_TITLE,
        argument_map=found.argument_map,
        codebook=codebook,
        articles=tagged.articles,
        comments=tagged.comments,
    )


def _write_networks(tagged: Tagged, found: Findings, folder: Path) -> None:
    readers = statements_of_readers(voices(tagged.comments), found.key_points, found.relations)
    write_discourse(make_network(found.statements), folder)
    write_discourse(make_network([*found.statements, *readers]), folder / "with_readers")


def _about(recipe: Recipe) -> About:
    return About(version=recipe.packages["stancemap"])


def _report(tagged: Tagged, found: Findings, made_by: MadeBy) -> ReportContent:
    ledger = ledger_rows(tagged.comments, tagged.articles, tagged.rejects, tagged.dropped)
    entities = [ScoredEntity(e, found.counts[e.entity_id]) for e in found.names.entities]
    versions = [Figure(name, version) for name, version in sorted(made_by.recipe.packages.items())]
    return ReportContent(
        title=_TITLE,
        codebook=made_by.codebook,
        files=[file.name for file in made_by.recipe.inputs],
        articles=[document.article for document in tagged.articles],
        comments=tagged.comments,
        rejects=tagged.rejects,
        ledger=[LedgerLine(str(s), str(o), int(n or 0), str(b)) for s, o, n, b in ledger],
        summaries=found.summaries,
        key_points=found.key_points,
        argument_map=found.argument_map,
        entities=entities,
        mentions=found.names.mentions,
        quotes=found.quotes,
        answers=found.answers,
        answered=found.answered,
        article_claims=sum(len(document.claims) for document in tagged.articles),
        measured=measured_figures(made_by.codebook, made_by.settings),
        versions=versions,
    )
