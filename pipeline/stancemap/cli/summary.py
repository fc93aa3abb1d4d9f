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
    failed = comments[comments["status"] == "failed"]
    if len(failed):
        usual = str(failed["failure"].mode().iloc[0])
        yield f"Failed   {len(failed)} comments, mostly: {usual} (see failure in comments.csv)"
    tagged = comments[comments["status"] == "tagged"]
    if len(tagged):
        sure = tagged[~tagged["abstained"].astype(bool)]
        shares = sure["stance"].value_counts() / len(tagged)
        of_all = ", ".join(f"{stance} {share:.0%}" for stance, share in shares.items())
        unsure = 1 - len(sure) / len(tagged)
        yield f"Stances  {of_all}, too unsure to say {unsure:.0%}"
    of_kind = study.claims["document_kind"].value_counts()
    singles = int((study.key_points["n_comments"] <= 1).sum())
    yield (
        f"Found    {of_kind.get('comment', 0)} claims in comments, {of_kind.get('article', 0)} in"
        f" articles, {counts['entities']} entities, {counts['quotes']} quotes"
    )
    yield (
        f"Map      {counts['key_points'] - singles} key points, {singles} single claims,"
        f" {counts['relations']} relations"
    )
    yield f"Report   {study.report}"
