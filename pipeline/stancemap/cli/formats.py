"""stancemap formats: what can be read."""

import typer


def formats() -> None:
    """List the formats that can be read.

    Example: stancemap formats
    """
    from stancemap.ingest import FORMATS

    for known in FORMATS:
        typer.echo(f"{known.name:<16} {' '.join(known.suffixes):<24} {known.description}")
