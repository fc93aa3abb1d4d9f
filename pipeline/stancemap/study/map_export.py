"""The argument map of a finished study in any format, without tagging anything again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stancemap.codebook import Codebook, codebook_of
from stancemap.errors import StudyError
from stancemap.export import json_map
from stancemap.export.map_content import MapContent
from stancemap.export.map_formats import SHOW_THE_MAP_ALONE, MapFormat, file_name, write_map
from stancemap.records import ArgumentMap, Claim, TaggedArticle, TaggedComment
from stancemap.rows import article_of, claim_of, tagged_comment_of
from stancemap.study.store import CODEBOOK, locked, read_json, read_rows, sha256_of, write_json

_MAP = "map"
_MANIFEST = "manifest.json"


def export_maps(folder: Path, kinds: Iterable[MapFormat], out: Path | None = None) -> list[Path]:
    """Write a study's map in some formats; return the files.

    Without `out` they go into the study's folder `map`, and their hashes into its manifest. `out`
    is a folder where there are several formats or where one lies there, else the file to write.

    Raises:
        StudyError: the study is damaged or of an earlier version, or a run is at work in it.
        ExportError: a format needs a program that is not there.
    """
    kinds = list(kinds)
    content = read_map_content(folder, whole=not SHOW_THE_MAP_ALONE.issuperset(kinds))
    if out is None:
        with locked(folder):
            return _into_study(folder, kinds, content)
    if len(kinds) == 1 and not out.is_dir():
        out.parent.mkdir(parents=True, exist_ok=True)
        write_map(content, kinds[0], out)
        return [out]
    out.mkdir(parents=True, exist_ok=True)
    return _written(out, kinds, content)


def _into_study(folder: Path, kinds: Iterable[MapFormat], content: MapContent) -> list[Path]:
    manifest = read_json(folder / _MANIFEST)
    paths = _written(folder / _MAP, kinds, content)
    hashes = {path.relative_to(folder).as_posix(): sha256_of(path) for path in paths}
    write_json(folder / _MANIFEST, {**manifest, "files": {**manifest["files"], **hashes}})
    return paths


def _written(folder: Path, kinds: Iterable[MapFormat], content: MapContent) -> list[Path]:
    paths = []
    for kind in kinds:
        path = folder / file_name(kind)
        write_map(content, kind, path)
        paths.append(path)
    return paths


def read_map_content(folder: Path, *, whole: bool = False) -> MapContent:
    """Rebuild a study's map and its documents from what the run stored.

    Without `whole`, the comments are those in which nodes of the map were found.

    Raises:
        StudyError: the study is damaged or of an earlier version.
    """
    path = folder / _MAP / file_name(MapFormat.JSON)
    try:
        argument_map, title = json_map.parse(path.read_text(encoding="utf-8"))
        codebook = codebook_of(read_json(folder / CODEBOOK), CODEBOOK)
        return MapContent(
            title,
            argument_map,
            codebook,
            *_documents(folder, codebook, None if whole else argument_map),
        )
    except FileNotFoundError as error:
        missing = Path(error.filename or path).name
        raise StudyError(
            f"{folder} has no {missing}: give the command that made the study again"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StudyError(
            f"{folder} is damaged or was made by another version of stancemap ({error});"
            " give the command that made it again"
        ) from error


def _documents(
    folder: Path, codebook: Codebook, of_map: ArgumentMap | None
) -> tuple[tuple[TaggedArticle, ...], tuple[TaggedComment, ...]]:
    """Read all articles, and all comments or those in which nodes of a map were found."""
    some = None if of_map is None else sorted({node.document_id for node in of_map.nodes})
    data = folder / "data"
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    wanted = (pc.field("document_kind") == "article") | _among("document_id", some)
    for row in pq.read_table(data / "claims.parquet", filters=wanted).to_pylist():
        claim = claim_of(row)
        claims[f"{claim.document_kind}:{claim.document_id}"].append(claim)
    rows = pq.read_table(data / "comments.parquet", filters=_among("comment_id", some)).to_pylist()
    comments = (tagged_comment_of(row, codebook) for row in rows)
    articles = (article_of(row) for row in read_rows(data / "articles.parquet"))
    return (
        tuple(TaggedArticle(a, claims=tuple(claims[f"article:{a.article_id}"])) for a in articles),
        tuple(
            replace(c, claims=tuple(claims[f"comment:{c.comment.comment_id}"])) for c in comments
        ),
    )


def _among(column: str, values: list[str] | None) -> pc.Expression:
    if values is None:
        return pc.scalar(value=True)
    return pc.field(column).isin(pa.array(values, pa.string()))
