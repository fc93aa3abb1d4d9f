"""The report: one page that holds everything it shows and runs without a network."""

from stancemap.export.report.content import (
    Figure,
    LedgerLine,
    ReportContent,
    ScoredEntity,
)
from stancemap.export.report.write import write_report

__all__ = [
    "Figure",
    "LedgerLine",
    "ReportContent",
    "ScoredEntity",
    "write_report",
]
