"""Ingest: files from outside to one corpus of articles and comments."""

from stancemap.ingest.formats import FORMATS, Format
from stancemap.ingest.raw import ReadOptions
from stancemap.ingest.reading import read_corpus

__all__ = ["FORMATS", "Format", "ReadOptions", "read_corpus"]
