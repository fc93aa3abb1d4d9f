"""What is done to every text from outside: control characters, mojibake, HTML, addresses."""

import ipaddress
import re
from collections import Counter
from dataclasses import dataclass

from ftfy import TextFixerConfig, fix_encoding
from ftfy.badness import is_bad

from stancemap.ingest.html_text import is_html, plain_text
from stancemap.ingest.raw import Notice
from stancemap.records import Origin, Reject

_RAW_LIMIT = 1_000
_LONGEST_REPAIR = 200_000
_FEWEST_GROUPS = 2
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_LATE_CONTROLS = re.compile("[\x80-\x9f]")
_LINE_ENDS = re.compile("\r\n?")
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]++(?:@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b"
    r"| ?[\[(] ?at ?[\])] ?[\w-]{1,63}(?: ?(?:\.|[\[(] ?dot ?[\])]) ?[\w-]{2,63}){1,4})"
)
_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IP6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:|::)[0-9A-Fa-f:]{2,36}(?:%\w{1,15})?(?![\w:])")
_NEIGHBOURS = re.compile("[^\x00-\x7f]{2}|[ÃÂ] ")  # without them nothing is mojibake
_REMOVED = frozenset({"[deleted]", "[removed]", "[ removed by reddit ]", "[deleted by user]"})
_FTFY = TextFixerConfig(
    # Only what is wrong throughout a line is certain; single sequences may be meant.
    decode_inconsistent_utf8=False,
    replace_lossy_sequences=False,
    fix_c1_controls=False,
    unescape_html=False,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text as it is stored, and what was done to it."""

    text: str
    notices: tuple[tuple[Notice, int], ...] = ()


def clean_text(raw: str) -> Cleaned:
    r"""Bring a text from outside to the form in which it is stored.

    >>> clean_text("It\x00 is\r\nsafe, says a.b@example.org").text
    'It is\nsafe, says [e-mail]'
    """
    counts: Counter[Notice] = Counter()
    text = _scrub(raw, counts)
    if "<" in text or "&" in text:
        counts[Notice.MARKUP] += is_html(text)
        text = plain_text(text)
        text = _scrub(text, counts)
    if not text.isascii():
        text = _repair(text, counts)
    text = _mask(text, counts).strip()
    if text.casefold() in _REMOVED:
        counts[Notice.REMOVED] += 1
        text = ""
    return Cleaned(text, tuple((notice, n) for notice, n in counts.items() if n))


def clean_label(raw: str) -> Cleaned:
    """Clean a name, title or date: as a text, on one line."""
    cleaned = clean_text(raw)
    return Cleaned(" ".join(cleaned.text.split()), cleaned.notices)


def clean_name(raw: str) -> str:
    """Clean the name of an author or an id, whose addresses must keep telling people apart."""
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())
    return " ".join(_LATE_CONTROLS.sub("", _scrub(raw, Counter())).split())


def clean_reject(reject: Reject) -> Reject:
    """Mask and cut what a reject quotes."""
    raw = _masked(reject.raw[: 4 * _RAW_LIMIT])[:_RAW_LIMIT]
    at = Origin(reject.origin.file, reject.origin.line)
    return Reject(at, _masked(reject.reason[:_RAW_LIMIT]), raw)


def _masked(raw: str) -> str:
    nothing: Counter[Notice] = Counter()
    return _mask(_LATE_CONTROLS.sub("", _scrub(raw, nothing)), nothing).strip()


def _scrub(text: str, counts: Counter[Notice]) -> str:
    # Most texts are plain ASCII, for which the string itself answers faster than a pattern.
    plain = text.isascii() and text.replace("\n", "").isprintable()
    if plain or not _CONTROLS.search(text):
        return _LINE_ENDS.sub("\n", text) if "\r" in text else text
    # JSON may spell one emoji as two escapes: pairs become one character, lone halves go.
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    kept, removed = _CONTROLS.subn("", _LINE_ENDS.sub("\n", joined))
    counts[Notice.CONTROL] += removed
    return kept


def _repair(text: str, counts: Counter[Notice]) -> str:
    text, removed = _LATE_CONTROLS.subn("", _repair_lines(text, counts))
    if removed:
        counts[Notice.CONTROL] += removed
        text = _repair_lines(text, counts)
    return text


def _repair_lines(text: str, counts: Counter[Notice]) -> str:
    if not (_NEIGHBOURS.search(text) and is_bad(text)):
        return text
    lines = text.split("\n")
    repaired = [_repair_line(line) for line in lines]
    counts[Notice.MOJIBAKE] += sum(a != b for a, b in zip(lines, repaired, strict=True))
    return "\n".join(repaired)


def _repair_line(line: str) -> str:
    """Undo a wrong decoding where the result is plainly right: whole, and no longer bad."""
    if len(line) > _LONGEST_REPAIR or not is_bad(line):
        return line
    repaired = fix_encoding(line, _FTFY)
    return line if is_bad(repaired) or "\ufffd" in repaired else repaired


def _mask(text: str, counts: Counter[Notice]) -> str:
    if "@" in text or "at)" in text or "at]" in text or " at " in text:
        text, found = _EMAIL.subn("[e-mail]", text)
        counts[Notice.EMAIL] += found
    if text.count(".") > 2:  # noqa: PLR2004 - an IPv4 address has three dots
        text = _mask_ip(_IP4, text, counts)
    if ":" in text:
        text = _mask_ip(_IP6, text, counts)
    return text


def _mask_ip(pattern: re.Pattern[str], text: str, counts: Counter[Notice]) -> str:
    def mask(found: re.Match[str]) -> str:
        if not _is_address(found[0]):
            return found[0]
        counts[Notice.IP_ADDRESS] += 1
        return "[IP address]"

    return pattern.sub(mask, text)


def _is_address(candidate: str) -> bool:
    groups = [group for group in candidate.split(":") if group]
    if ":" in candidate and len(groups) < _FEWEST_GROUPS:
        return False
    try:
        ipaddress.ip_address(candidate)
    except ValueError:
        return False
    return True
