"""Ingest: files from outside to one corpus of articles and comments."""

from stancemap.ingest.formats import FORMATS, Format
from stancemap.ingest.preview import FilePreview, Preview, preview
from stancemap.ingest.raw import Notice, ReadOptions
from stancemap.ingest.reading import read_corpus

__all__ = [
    "FORMATS",
    "FilePreview",
    "Format",
    "Notice",
    "Preview",
    "ReadOptions",
    "preview",
    "read_corpus",
]
