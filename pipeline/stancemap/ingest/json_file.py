"""JSON and JSONL (NDJSON) files, each object with its line or its place in the list."""

import json
from collections.abc import Iterator

from stancemap.errors import InputError
from stancemap.ingest.decode import InputFile, encoding_of, open_text, read_whole
from stancemap.ingest.nested import read_objects
from stancemap.ingest.raw import Items, Notice, ReadOptions
from stancemap.ingest.rows import Row
from stancemap.records import Dropped, Origin, Reject


def read_jsonl(file: InputFile, options: ReadOptions) -> Items:
    """Read a file of one JSON object a line.

    Raises:
        InputError: no line holds a comment or an article.
    """
    encoding, fits = encoding_of(file.path)
    if not fits:
        yield Dropped(file.name, Notice.WINDOWS_1252, 1)
    yield from read_objects(file, _lines(file, encoding), options)


def read_json(file: InputFile, options: ReadOptions) -> Items:
    """Read a file that is one JSON value: a list of objects, or one object that holds them.

    Raises:
        InputError: it is no JSON, or holds neither comments nor articles.
    """
    encoding, fits = encoding_of(file.path)
    if not fits:
        yield Dropped(file.name, Notice.WINDOWS_1252, 1)
    try:
        content = json.loads(read_whole(file, encoding))
    except json.JSONDecodeError as error:
        raise InputError(
            f"not JSON from line {error.lineno}, column {error.colno} on: {error.msg}; "
            "if each line is one object, name the file .jsonl"
        ) from error
    except RecursionError as error:
        raise InputError("its objects are nested too deeply to be read") from error
    except ValueError as error:
        raise InputError(f"not JSON: {error}") from error
    yield from read_objects(file, _members(file, content), options)


def _lines(file: InputFile, encoding: str) -> Iterator[Row | Reject]:
    with open_text(file.path, encoding) as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _record(line, Origin(file.name, number))


def _record(line: str, at: Origin) -> Row | Reject:
    try:
        content = json.loads(line)
    except RecursionError:
        return Reject(at, "nested too deeply to be read", line)
    except ValueError as error:
        return Reject(at, f"not JSON: {error}; each line should be one whole object", line)
    if not isinstance(content, dict):
        return Reject(at, "not a JSON object; each line should be {…}", line)
    return Row(at.line, content)


def _members(file: InputFile, content: object) -> Iterator[Row | Reject]:
    members = content if isinstance(content, list) else [content]
    for number, member in enumerate(members, start=1):
        if isinstance(member, dict):
            yield Row(number, member)
        else:
            yield Reject(Origin(file.name, number), "not a JSON object", str(member))
