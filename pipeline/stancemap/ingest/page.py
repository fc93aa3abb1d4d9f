"""Pages as text."""

from stancemap.errors import InputError
from stancemap.ingest.decode import InputFile
from stancemap.ingest.raw import Items, ReadOptions


def read_page(file: InputFile, options: ReadOptions) -> Items:
    """Read a page."""
    del options
    raise InputError(f"{file.name}: pages are not read yet")
