"""Which passage of the article comments answer, some drawn for reading.

Takes the first 60 articles of CoCoLoFa with their comments, and prints how many comments answer a
passage, and 30 of these answers drawn at random. `WRONG` names those among them that a reader of
article and comment found wrong: one of us, who had read other answers below the same articles to
choose the threshold, so the figure is not quite a blind one.

Example: python benchmarks/answers.py ../shared/data
"""

import gzip
import random
import sys
import tempfile
from itertools import islice
from pathlib import Path

from stancemap.study import Profile, Settings, run_study

_DATA = Path(__file__).parents[2] / "shared" / "data"
N_ARTICLES, N_DRAWN, SEED = 60, 30, 31
WRONG = frozenset({"242/10024", "263/6185", "456/10666", "286/6855"})
_SHOWN = 200


def main(data: Path) -> None:
    """Tag, draw, print."""
    source = data / "threads" / "cocolofa.jsonl.gz"
    if not source.is_file():
        sys.exit(f"{source} is not there; it is no part of the project")
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "coco.jsonl"
        with gzip.open(source, "rt", encoding="utf-8") as stream:
            corpus.write_text("".join(islice(stream, N_ARTICLES)), encoding="utf-8")
        study = run_study([corpus], Path(folder) / "study", Settings(profile=Profile.FAST))
        answers = study.answers
        texts = dict(zip(study.comments["comment_id"], study.comments["text"], strict=True))
    told = answers[answers["kind"] != "none"].sort_values("comment_id")
    n_comments = answers["comment_id"].nunique()
    rows = told.to_dict("records")
    random.Random(SEED).shuffle(rows)  # noqa: S311 - a sample, no secret
    drawn = rows[:N_DRAWN]
    for row in drawn:
        verdict = "wrong" if row["comment_id"] in WRONG else "right"
        print(f"{row['comment_id']} {row['basis']} {row['kind']} {row['score']:.2f} {verdict}")
        print(f"  article: {' '.join(row['text'].split())[:_SHOWN]}")
        print(f"  comment: {' '.join(texts[row['comment_id']].split())[:_SHOWN]}")
    wrong = sum(row["comment_id"] in WRONG for row in drawn)
    print(
        f"{len(told)} answers by {told['comment_id'].nunique()} of {n_comments} comments;"
        f" of {len(drawn)} drawn, {len(drawn) - wrong} were judged right"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else _DATA)
