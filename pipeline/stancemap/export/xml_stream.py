"""Write XML piece by piece, however large it gets, without a character that XML forbids."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from xml.sax.saxutils import XMLGenerator  # it only writes

from stancemap.export.legal_text import legal

Attributes = Mapping[str, str]


class XmlStream:
    """A document under way; each element stands on its own line."""

    def __init__(self) -> None:
        self._out = StringIO()
        self._writer = XMLGenerator(self._out, "UTF-8", short_empty_elements=True)
        self._depth = 0
        self._writer.startDocument()

    @contextmanager
    def element(self, name: str, attributes: Attributes | None = None) -> Iterator[None]:
        """Open an element for what the body writes, and close it."""
        self._start(name, attributes or {})
        self._depth += 1
        yield
        self._depth -= 1
        self._writer.ignorableWhitespace("\n" + " " * self._depth)
        self._writer.endElement(name)

    def leaf(self, name: str, attributes: Attributes | None = None, text: str = "") -> None:
        """Write an element that holds nothing or only text."""
        self._start(name, attributes or {})
        if text:
            self._writer.characters(legal(text))
        self._writer.endElement(name)

    def text(self) -> str:
        """Return what has been written."""
        return self._out.getvalue() + "\n"

    def _start(self, name: str, attributes: Attributes) -> None:
        if self._depth:
            self._writer.ignorableWhitespace("\n" + " " * self._depth)
        self._writer.startElement(name, {key: legal(value) for key, value in attributes.items()})  # type: ignore[arg-type]  # any mapping will do
