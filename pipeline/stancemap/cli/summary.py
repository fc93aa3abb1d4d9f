"""What a run says on stdout when it is done."""

from collections.abc import Iterator

from stancemap.study import Study


def summary_of(study: Study) -> str:
    """Say in a few lines what was read, what became of it, and where it lies."""
    return "\n".join(_lines(study))


def _lines(study: Study) -> Iterator[str]:
    counts = study.manifest["counts"]
    comments = study.comments
    by_status = comments["status"].value_counts()
    outcome = ", ".join(f"{n} {status}" for status, n in sorted(by_status.items()))
    yield f"Read     {counts['articles']} articles, {len(comments)} comments ({outcome})"
    if counts["rejects"]:
        yield f"Rejected {counts['rejects']} records: see {study.folder / 'rejects.csv'}"
    tagged = comments[comments["status"] == "tagged"]
    shares = tagged["stance"].value_counts(normalize=True)
    yield "Stances  " + ", ".join(f"{stance} {share:.0%}" for stance, share in shares.items())
    if len(tagged):
        yield f"Unsure   {tagged['abstained'].mean():.0%} of the stances are below the threshold"
    yield (
        f"Found    {counts['claims']} claims, {counts['key_points']} key points,"
        f" {counts['relations']} relations, {counts['entities']} entities,"
        f" {counts['quotes']} quotes"
    )
    yield f"Report   {study.report}"
