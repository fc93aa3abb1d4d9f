"""The argument map of a finished study in any format, without tagging anything again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from stancemap.codebook import Codebook, codebook_of
from stancemap.errors import StudyError
from stancemap.export import json_map
from stancemap.export.map_content import MapContent
from stancemap.export.map_formats import MapFormat, file_name, write_map
from stancemap.records import Claim, TaggedArticle, TaggedComment
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
    kinds, content = list(kinds), read_map_content(folder)
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


def read_map_content(folder: Path) -> MapContent:
    """Rebuild a study's map and its documents from what the run stored.

    Raises:
        StudyError: the study is damaged or of an earlier version.
    """
    path = folder / _MAP / file_name(MapFormat.JSON)
    try:
        argument_map, title = json_map.parse(path.read_text(encoding="utf-8"))
        codebook = codebook_of(read_json(folder / CODEBOOK), CODEBOOK)
        return MapContent(title, argument_map, codebook, *_documents(folder, codebook))
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
    folder: Path, codebook: Codebook
) -> tuple[tuple[TaggedArticle, ...], tuple[TaggedComment, ...]]:
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    data = folder / "data"
    for row in read_rows(data / "claims.parquet"):
        claim = claim_of(row)
        claims[f"{claim.document_kind}:{claim.document_id}"].append(claim)
    comments = (tagged_comment_of(row, codebook) for row in read_rows(data / "comments.parquet"))
    articles = (article_of(row) for row in read_rows(data / "articles.parquet"))
    return (
        tuple(TaggedArticle(a, claims=tuple(claims[f"article:{a.article_id}"])) for a in articles),
        tuple(
            replace(c, claims=tuple(claims[f"comment:{c.comment.comment_id}"])) for c in comments
        ),
    )
