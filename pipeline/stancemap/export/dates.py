"""Dates as records hold them, in the forms that other programs want."""

from datetime import UTC, date, datetime

_DAY = len("2026-11-22")


def day_of(posted: str) -> str:
    """Return the day of an ISO date or time, `""` where there is none.

    >>> day_of("2026-11-22T09:30:00Z"), day_of("last week")
    ('2026-11-22', '')
    """
    try:
        return date.fromisoformat(posted[:_DAY]).isoformat()
    except ValueError:
        return ""


def utc_time(posted: str) -> datetime | None:
    """Read an ISO date or time as a time in UTC; one without a zone is taken for UTC.

    >>> utc_time("2026-11-22T09:30:00+01:00")
    datetime.datetime(2026, 11, 22, 8, 30, tzinfo=datetime.timezone.utc)
    """
    try:
        time = datetime.fromisoformat(posted)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
