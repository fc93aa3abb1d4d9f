"""The template, its inline style and script, and the policy that lets nothing else in."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stancemap.export.atomic import write_text
from stancemap.export.legal_text import legal
from stancemap.export.report.content import ReportContent
from stancemap.export.report.limits import PAGE, Limits
from stancemap.export.report.numerals import of_hundred, percent, plural, whole
from stancemap.export.report.page import make_page

_TEMPLATES = Path(__file__).parent / "templates"


def write_report(content: ReportContent, path: Path, limits: Limits = PAGE) -> None:
    """Write the report as one file.

    Raises:
        ValueError: the map's nodes and relations do not fit together.
    """
    write_text(render(content, limits), path)


def render(content: ReportContent, limits: Limits = PAGE) -> str:
    """Return the report as HTML. All text of the content is escaped."""
    environment = _environment()
    page = make_page(content, limits)
    style = environment.get_template("report.css").render(colours=page.colours.values())
    script = environment.get_template("report.js").render()
    html = environment.get_template("report.html").render(
        page=page,
        policy=_policy(style, script),
        # Our own files; of the content only checked code names and colours get into the style.
        style=Markup(style),  # noqa: S704 - see above
        script=Markup(script),  # noqa: S704 - see above
    )
    return legal(html)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "whole": whole,
        "percent": percent,
        "of_hundred": of_hundred,
        "plural": plural,
    }
    return environment


def _policy(style: str, script: str) -> str:
    """Forbid everything but this very style and this very script."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
