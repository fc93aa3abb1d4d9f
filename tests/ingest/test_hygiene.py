"""What is done to every text: masking, controls, mojibake, HTML, dates, likes."""

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemap.ingest.dates import DateProblem, iso_date
from stancemap.ingest.html_text import plain_text
from stancemap.ingest.hygiene import clean_text
from stancemap.ingest.values import parse_likes
from stancemap.records import Corpus

Read = Callable[..., Corpus]


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("mail jane.doe+x@mail.example.co.uk now", "mail [e-mail] now"),
        ("mail jane (at) example (dot) org", "mail [e-mail]"),
        ("from 192.168.0.17, again", "from [IP address], again"),
        ("from 2001:db8::8a2e:370:7334 it", "from [IP address] it"),
        ("see http://10.0.0.1/x", "see http://[IP address]/x"),
        ("at 12:30:45 in std::vector, v1.2.3", "at 12:30:45 in std::vector, v1.2.3"),
        ("999.999.999.999 and 1.2.3.4.5", "999.999.999.999 and 1.2.3.4.5"),
        ("@jane wrote me@home", "@jane wrote me@home"),
        ("a\x00b\x07c\ud800d\ufeff", "abcd"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("“curly” – ‘quotes’… 😀👩‍👧 שלום", "“curly” – ‘quotes’… 😀👩‍👧 שלום"),
        ("itâ€™s naÃ¯ve", "it’s naïve"),
        ("â€œyesâ€\x9d he said", "“yes” he said"),
        ("Ã la carte, déjà vu", "Ã la carte, déjà vu"),
        ("ça ³ § Â© ½", "ça ³ § Â© ½"),
        ("[deleted]", ""),
        ("[deleted] said", "[deleted] said"),
    ],
)
def test_text_is_stored_clean(raw: str, stored: str) -> None:
    assert clean_text(raw).text == stored


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a < b and b > c", "a < b and b > c"),
        ("I <3 you & yours", "I <3 you & yours"),
        ("use <T> or <b and c>", "use <T> or <b and c>"),
        ("One.<p>Two &amp; three.", "One.\n\nTwo & three."),
        ("One.<br>Two.<br/>Three.", "One.\nTwo.\nThree."),
        ("<blockquote><p>He said</p></blockquote><p>No.</p>", "> He said\n\nNo."),
        ('See <a href="https://example.org">this</a>.', "See this."),
        ("<ul><li>one</li><li>two</li></ul>", "• one\n• two"),
        ("x<script>alert(1)</script><p>y</p>", "x\n\ny"),
        ("&gt; quoted\n\nNo &#39;way&#39;", "> quoted\n\nNo 'way'"),
        ("AT&T; R&D; &copyright", "AT&T; R&D; &copyright"),
        ("<pre>a\n  b</pre>", "a\n  b"),
    ],
)
def test_markup_becomes_text_and_signs_stay(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@given(st.text())
def test_cleaning_again_changes_nothing(raw: str) -> None:
    once = clean_text(raw.replace("&", "")).text
    assert clean_text(once).text == once


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"])).map(str.strip))
def test_harmless_text_keeps_its_code_points(raw: str) -> None:
    if "<" not in raw and "&" not in raw and "@" not in raw:
        assert len(clean_text(raw).text) <= len(raw) + len("[IP address]")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 2_000_000 + "@",
        "a@" * 500_000,
        "1." * 500_000,
        "1:" * 500_000,
        "<b " * 300_000,
        "<div>" * 200_000,
        "<p>" * 200_000,
        "&lt;" * 400_000,
        "<blockquote>" * 20_000 + "x",
        "Ã©" * 400_000,
        "x [at] " * 200_000,
    ],
    ids=lambda text: text[:7],
)
def test_hostile_text_is_cleaned_in_passing(text: str) -> None:
    began = time.process_time()
    clean_text(text)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1711537200", "2024-03-27T11:00:00Z"),
        ("1711537200.0", "2024-03-27T11:00:00Z"),
        ("1711537200123", "2024-03-27T11:00:00Z"),
        ("2024-03-27", "2024-03-27"),
        ("2024-03-27T11:00:00.000Z", "2024-03-27T11:00:00Z"),
        ("2024-03-27 13:00:00+02:00", "2024-03-27T11:00:00Z"),
        ("2024-03-27 11:00", "2024-03-27T11:00:00"),
        ("27 March 2024", "2024-03-27"),
        ("March 27th, 2024 at 9:05 p.m.", "2024-03-27T21:05:00"),
        ("Wed, 27 Mar 2024 11:00:00 +0000", "2024-03-27T11:00:00Z"),
        ("27.3.2024", "2024-03-27"),
        ("27/03/2024", "2024-03-27"),
        ("03/04/2024", DateProblem.AMBIGUOUS),
        ("2024-02-30", DateProblem.UNKNOWN),
        ("0001-01-01T00:00:00+05:00", DateProblem.UNKNOWN),
        ("3 hours ago", DateProblem.UNKNOWN),
        ("", DateProblem.UNKNOWN),
    ],
)
def test_dates_are_written_in_one_way(text: str, date: str | DateProblem) -> None:
    assert iso_date(text) == date


@given(st.text(max_size=60) | st.from_regex(r"[0-9/.:T +-]{1,30}", fullmatch=True))
def test_no_text_breaks_the_reading_of_dates_and_likes(text: str) -> None:
    assert isinstance(iso_date(text), str | DateProblem)
    assert isinstance(parse_likes(text), int | None)


@pytest.mark.parametrize(
    ("text", "likes"),
    [("1.2k", 1200), ("1,234", 1234), ("-3", -3), ("3.0", 3), ("12 likes", 12), ("x", None)],
)
def test_likes_are_whole_numbers(text: str, likes: int | None) -> None:
    assert parse_likes(text) == likes


def test_masking_is_counted_and_reaches_rejects(read: Read) -> None:
    lines = ['{"text": "a@example.org b@example.org"}', '{"note": "c@example.org ' + "x" * 5000]
    corpus = read("a.jsonl", "\n".join(lines))
    assert [(d.what, d.count) for d in corpus.dropped] == [("e-mail address masked", 2)]
    assert corpus.rejects[0].raw.startswith('{"note": "[e-mail] xxx')
    assert len(corpus.rejects[0].raw) == 1000


def test_authors_with_addresses_stay_apart(read: Read) -> None:
    rows = [{"text": "x", "author": "a@example.org"}, {"text": "y", "author": "b@example.org"}]
    corpus = read("a.jsonl", "\n".join(json.dumps(row) for row in rows))
    assert len({comment.author for comment in corpus.comments}) == 2
