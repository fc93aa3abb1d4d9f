"""The report's charts as SVG: made offline, without ids, styles or scripts of their own.

Colours are CSS variables of the page and `currentColor`, so that charts follow light and dark.
"""

import re
from collections.abc import Sequence

import altair as alt
import vl_convert

from stancemap.export.report.numerals import percent
from stancemap.export.report.stances import Stances, StanceShare

_WIDTH = 380
_INK = {"expr": "'currentColor'"}
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NEEDLESS = re.compile(r' (xmlns(:\w+)?|version|role|aria-\w+)="[^"]*"')
"""Also what would be read out piece by piece: the page says what the whole chart shows."""


def stance_chart(shares: Sequence[StanceShare]) -> str:
    """Draw the shares of the stances as bars, each with its interval and its numbers."""
    rows = [
        {
            "stance": share.label,
            "share": share.share,
            "low": share.low,
            "high": share.high,
            "end": max(share.share, share.high),
            "label": f"{percent(share.share)}  ({percent(share.low)} to {percent(share.high)})",
            "colour": f"var(--bar-{share.stance})",
        }
        for share in shares
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "stance:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelFontSize=14, labelPadding=8, minExtent=90),
        )
    )
    limit = min(1.0, max(share.high for share in shares) * 1.45)
    scale = alt.Scale(domain=[0, limit], nice=False)
    bars = base.mark_bar(size=20).encode(
        x=alt.X("share:Q", title=None, axis=_percent_axis(), scale=scale),
        color=alt.Color("colour:N", scale=None),
    )
    whiskers = base.mark_rule(strokeWidth=1.5).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q", color=alt.value("currentColor")
    )
    labels = base.mark_text(align="left", dx=8, fontSize=13).encode(
        x=alt.X("end:Q", scale=scale), text="label:N", color=alt.value("currentColor")
    )
    return _svg((bars + whiskers + labels).properties(width=_WIDTH, height=alt.Step(32)))


def month_chart(months: Sequence[Stances]) -> str:
    """Draw the comments of each stance by month, one row of bars per stance; `""` for no months."""
    dated = [month for month in months if _MONTH.fullmatch(month.name)]
    rows = [
        {
            "month": f"{month.name}-01",
            "stance": share.label,
            "comments": share.n_comments,
            "colour": f"var(--bar-{share.stance})",
        }
        for month in dated
        for share in month.shares
    ]
    if not rows:
        return ""
    order = [share.label for share in dated[0].shares] if dated else []
    axis = alt.Axis(format="%b %Y", labelFontSize=12, labelOverlap=True, grid=False)
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(binSpacing=3)
        .encode(
            x=alt.X("utcyearmonth(month):T", title=None, axis=axis),
            y=alt.Y("comments:Q", title=None, axis=alt.Axis(tickCount=2, labelFontSize=11)),
            color=alt.Color("colour:N", scale=None),
        )
        .properties(width=_WIDTH, height=44)
        .facet(row=alt.Row("stance:N", sort=order, title=None, header=_row_header()), spacing=10)
    )
    return _svg(chart)


def _row_header() -> alt.Header:
    return alt.Header(
        labelAngle=0, labelAlign="left", labelOrient="left", labelFontSize=13, labelColor=_INK
    )


def _percent_axis() -> alt.Axis:
    return alt.Axis(format="%", tickCount=5, labelFontSize=12)


def _svg(chart: alt.LayerChart | alt.FacetChart) -> str:
    styled = (
        chart.configure(font="sans-serif", background="transparent", padding=4)
        .configure_axis(
            labelColor=_INK,
            titleColor=_INK,
            domainColor=_INK,
            tickColor=_INK,
            gridColor=_INK,
            gridOpacity=0.12,
            domainOpacity=0.4,
            tickOpacity=0.4,
        )
        .configure_view(stroke=None)
    )
    svg: str = vl_convert.vegalite_to_svg(styled.to_json())
    return _NEEDLESS.sub("", svg)
