"""Dates to ISO 8601; what could be read two ways is left to the rest of its file."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum, auto

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_TIME = (
    r"(?:(?:[T,]|\s+at\b|\s)\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z]{2,4})?)?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+)?"
_FORMS = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        rf"{_WEEKDAY}{_DAY}[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}),?",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}}),?",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}),?",
    )
)
_SLASHED = re.compile(
    r"(?P<first>\d{1,2})[/-](?P<other>\d{1,2})[/-](?P<year>\d{4}),?" + _TIME, re.IGNORECASE
)
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3}|\d{6})?(?:\.\d{1,9})?")
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "pst": -8}
_ZONES |= {"pdt": -7, "mst": -7, "mdt": -6, "cet": 1, "cest": 2, "bst": 1}
_MOST_MONTHS = 12


class DayOrder(Enum):
    """What comes first in dates like 03/04/2024."""

    DAY_FIRST = auto()
    MONTH_FIRST = auto()
    UNKNOWN = auto()


class DateProblem(Enum):
    """Why a date could not be read."""

    AMBIGUOUS = auto()
    UNKNOWN = auto()


def day_order(texts: Iterable[str]) -> DayOrder:
    """Tell from all dates of a file which of two numbers is the day; they must not disagree.

    >>> day_order(["03/04/2024", "25/04/2024"])
    <DayOrder.DAY_FIRST: 1>
    """
    day_first = month_first = False
    for text in texts:
        if (found := _SLASHED.fullmatch(text.strip())) is not None:
            day_first |= int(found["first"]) > _MOST_MONTHS
            month_first |= int(found["other"]) > _MOST_MONTHS
    if day_first == month_first:
        return DayOrder.UNKNOWN
    return DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST


def iso_date(text: str, order: DayOrder = DayOrder.UNKNOWN) -> str | DateProblem:
    """Write a date in ISO 8601, in UTC where its zone is known.

    >>> iso_date("1711537200"), iso_date("27 March 2018"), iso_date("Mar 3, 2018 at 9:05 PM")
    ('2024-03-27T11:00:00Z', '2018-03-27', '2018-03-03T21:05:00')
    """
    text = " ".join(text.split())
    if (epoch := _EPOCH.fullmatch(text)) is not None:
        moment = datetime.fromtimestamp(int(epoch[1]), UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
    for form in _FORMS:
        if (found := form.fullmatch(text)) is not None:
            month = found["month"]
            number = int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0)
            return _moment(found, number, int(found["day"]))
    if (found := _SLASHED.fullmatch(text)) is not None:
        return _slashed(found, order)
    return DateProblem.UNKNOWN


def _slashed(found: re.Match[str], order: DayOrder) -> str | DateProblem:
    first, other = int(found["first"]), int(found["other"])
    if first == other:
        order = DayOrder.DAY_FIRST
    elif max(first, other) > _MOST_MONTHS:
        order = DayOrder.DAY_FIRST if first > other else DayOrder.MONTH_FIRST
    match order:
        case DayOrder.DAY_FIRST:
            return _moment(found, other, first)
        case DayOrder.MONTH_FIRST:
            return _moment(found, first, other)
        case DayOrder.UNKNOWN:
            return DateProblem.AMBIGUOUS


def _moment(found: re.Match[str], month: int, day: int) -> str | DateProblem:
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    clock = hour, int(found["minute"] or 0), int(found["second"] or 0)
    try:
        zone = _zone(found["zone"] or "")
        moment = datetime(int(found["year"]), month, day, *clock, tzinfo=zone)
        moment = moment.astimezone(UTC) if zone else moment
    except (ValueError, OverflowError):
        return DateProblem.UNKNOWN
    if found["hour"] is None:
        return moment.date().isoformat()
    return moment.replace(tzinfo=None).isoformat() + ("Z" if zone else "")


def _zone(text: str) -> timezone | None:
    if text[:1] in {"+", "-"}:
        digits = text[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(offset if text[0] == "+" else -offset)
    hours = _ZONES.get(text.lower())
    return None if hours is None else timezone(timedelta(hours=hours))
