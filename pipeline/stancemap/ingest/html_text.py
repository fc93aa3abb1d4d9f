"""HTML to plain text: paragraphs as blank lines, quotes as `> ` lines, links as their words."""

import html
import re

from lxml import etree

_TAG = re.compile(
    r"<(/?)(p|br|hr|a|b|i|u|s|em|strong|blockquote|div|span|ul|ol|li|h[1-6]|pre|code|img|sup|sub"
    r"|del|strike|cite|q|small|table|tr|td|th|tbody|figure|figcaption|section|article)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_ALONE = frozenset({"p", "br", "hr", "li", "img"})
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "table", "section", "article", "figure", "pre", "blockquote"}
    | {f"h{level}" for level in range(1, 7)}
)
_LINES = frozenset({"li", "tr", "hr", "figcaption"})
_SILENT = frozenset({"script", "style", "iframe", "noscript", "template", "head", "svg", "object"})
_SPACES = re.compile(r"[ \t\n\r\f]+")
_CHUNK = 1 << 16


def is_html(text: str) -> bool:
    """Tell whether a text holds HTML tags, not merely a `<`.

    >>> is_html("No.<p>Never."), is_html("if a <b and c> d"), is_html("it is <b>bad</b>")
    (True, False, True)
    """
    opened: set[str] = set()
    for found in _TAG.finditer(text):
        closing, name = found[1], found[2].lower()
        if name in _ALONE or (closing and name in opened):
            return True
        opened.add(name)
    return False


def plain_text(text: str) -> str:
    r"""Turn HTML into plain text; leave any other text as it is, save for its entities.

    >>> plain_text("No.<p><i>Never</i> &amp; nowhere.")
    'No.\n\nNever & nowhere.'
    >>> plain_text("&gt; It is safe.")
    '> It is safe.'
    """
    if "<" in text and is_html(text):
        return html_text(text)
    if "&" in text and _ENTITY.search(text):
        return html.unescape(text)
    return text


def html_text(markup: str) -> str:
    """Write out the text of HTML."""
    writer = _Writer()
    parser = etree.HTMLParser(target=writer, no_network=True, huge_tree=True)
    for start in range(0, len(markup), _CHUNK):
        parser.feed(markup[start : start + _CHUNK])
    return str(parser.close())


class _Writer:
    """Receives tags and text from the parser and writes paragraphs."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._silent = 0
        self._verbatim = 0

    def start(self, tag: str | bytes, attrib: object) -> None:
        """Open a tag."""
        del attrib
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._line.append("\n")
        elif tag in _BLOCKS:
            self._end_paragraph()
        elif tag in _LINES:
            self._line.append("\n")
        self._verbatim += tag == "pre"
        self._quotes += tag == "blockquote"
        if tag == "li":
            self._line.append("• ")

    def end(self, tag: str | bytes) -> None:
        """Close a tag."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self._end_paragraph()
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        if tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)

    def data(self, data: str | bytes) -> None:
        """Take text."""
        text = data if isinstance(data, str) else data.decode("utf-8", errors="replace")
        if not self._silent:
            self._line.append(text if self._verbatim else _SPACES.sub(" ", text))

    def comment(self, text: str | bytes) -> None:
        """Leave out an HTML comment."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Leave out a processing instruction."""

    def close(self) -> str:
        """Return the text."""
        self._end_paragraph()
        return "\n\n".join(self._paragraphs)

    def _end_paragraph(self) -> None:
        lines = "".join(self._line).split("\n")
        self._line.clear()
        kept = [line.rstrip() if self._verbatim else line.strip(" ") for line in lines]
        text = "\n".join(kept).strip("\n")
        if text.strip():
            mark = "> " * min(self._quotes, 9)
            self._paragraphs.append("\n".join(mark + line for line in text.split("\n")))
