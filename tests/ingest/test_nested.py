"""JSON: thread objects, platform trees and listings, of any depth."""

import json
from collections.abc import Callable

import pytest

from stancemap.errors import InputError
from stancemap.records import Corpus

Read = Callable[..., Corpus]
MOMENT = "2024-03-27T11:00:00Z"


def shape(corpus: Corpus) -> list[tuple[str, str, int, str]]:
    return [(c.comment_id, c.parent_id, c.depth, c.text) for c in corpus.comments]


def test_thread_object_holds_article_target_and_replies(read: Read) -> None:
    thread = {
        "thread_id": "t1",
        "title": "Robots",
        "article_text": "The council voted.",
        "target": "delivery robots",
        "comments": [
            {"comment_id": "1", "author": "sam", "reply_to": None, "text": "Never."},
            {"comment_id": "2", "author": None, "reply_to": "1", "text": "Why?"},
        ],
    }
    corpus = read("threads.jsonl", json.dumps(thread) + "\n")
    assert shape(corpus) == [("t1/1", "", 0, "Never."), ("t1/2", "t1/1", 1, "Why?")]
    article = corpus.articles[0]
    assert (article.article_id, article.text) == ("t1", "The council voted.")
    assert {c.target for c in corpus.comments} == {"delivery robots"}
    assert corpus.comments[1].thread_id == "t1/1"


def test_article_object_with_html_content(read: Read) -> None:
    thread = {
        "id": 17,
        "title": "Robots",
        "date": "27 March 2018",
        "author": "Jane Doe",
        "link": "https://example.org",
        "content": "<p>One &amp; <a href='x'>two</a>.</p><blockquote>Three.</blockquote>",
        "comments": [{"id": 4, "comment": "Never.", "respond_to": "", "worker_id": 9}],
    }
    corpus = read("threads.jsonl", json.dumps(thread))
    article = corpus.articles[0]
    assert article.text == "One & two.\n\n> Three."
    assert (article.published, article.author, article.url) == (
        "2018-03-27",
        "Jane Doe",
        "https://example.org",
    )
    assert (corpus.comments[0].comment_id, corpus.comments[0].author) == ("17/4", "9")


def test_story_tree_with_children(read: Read) -> None:
    tree = {
        "id": 1,
        "type": "story",
        "title": "Robots",
        "text": None,
        "children": [
            {
                "id": 2,
                "author": "sam",
                "text": "<p>Never.<p>Ever.",
                "created_at": MOMENT,
                "children": [{"id": 3, "text": "Why?", "parent_id": 2, "children": []}],
            }
        ],
    }
    corpus = read("item.json", json.dumps(tree, indent=1))
    assert shape(corpus) == [("2", "", 0, "Never.\n\nEver."), ("3", "2", 1, "Why?")]
    assert corpus.articles[0].title == "Robots"


def listing(*children: object) -> dict[str, object]:
    return {"kind": "Listing", "data": {"children": list(children)}}


def test_reddit_listing_with_stubs_and_removed_text(read: Read) -> None:
    reply = {
        "id": "c2",
        "body": "[removed]",
        "author": "[deleted]",
        "parent_id": "t1_c1",
        "replies": "",
    }
    more = {"kind": "more", "data": {"count": 4, "children": ["c3"]}}
    top = {
        "id": "c1",
        "body": "&gt; It is safe.\n\nNever.",
        "link_id": "t3_p1",
        "parent_id": "t3_p1",
        "created_utc": 1711537200.0,
        "replies": listing({"kind": "t1", "data": reply}, more),
    }
    post = {"id": "p1", "title": "Robots", "selftext": "", "url": "https://example.org"}
    page = [listing({"kind": "t3", "data": post}), listing({"kind": "t1", "data": top})]
    corpus = read("reddit.json", json.dumps(page))
    assert shape(corpus) == [("c1", "", 0, "> It is safe.\n\nNever."), ("c2", "c1", 1, "")]
    assert [(a.article_id, a.title) for a in corpus.articles] == [("p1", "Robots")]
    assert corpus.comments[0].posted == MOMENT
    assert corpus.comments[1].author == ""
    assert {str(d.what): d.count for d in corpus.dropped} == {
        "reply that the file mentions but does not hold": 4,
        "text that its platform removed, read as empty": 1,
    }


def test_video_comment_threads(read: Read) -> None:
    reply = {"id": "T1.r", "snippet": {"textDisplay": "Why?", "parentId": "T1", "videoId": "v1"}}
    top = {"id": "T1", "snippet": {"textDisplay": "Never.", "videoId": "v1", "likeCount": 3}}
    thread = {
        "id": "T1",
        "snippet": {"videoId": "v1", "topLevelComment": top, "totalReplyCount": 1},
        "replies": {"comments": [reply]},
    }
    corpus = read("video.json", json.dumps({"items": [thread]}))
    assert shape(corpus) == [("T1", "", 0, "Never."), ("T1.r", "T1", 1, "Why?")]
    assert corpus.articles[0].article_id == "v1"


def test_search_hits_are_unpacked(read: Read) -> None:
    hit = {
        "objectID": "2",
        "comment_text": "Never.",
        "story_id": 1,
        "story_title": "Robots",
        "title": None,
    }
    corpus = read("search.json", json.dumps({"hits": [hit], "nbHits": 1, "page": 0}))
    assert shape(corpus) == [("2", "", 0, "Never.")]
    assert corpus.articles[0].title == "Robots"


def test_long_chain_of_replies_is_no_recursion(read: Read) -> None:
    lines = [json.dumps({"id": n, "parent_id": n - 1 or None, "text": "x"}) for n in range(1, 5000)]
    assert read("chain.jsonl", "\n".join(lines)).comments[-1].depth == 4998


def test_bad_lines_are_rejected_and_the_rest_is_read(read: Read) -> None:
    lines = ['{"id": 1, "text": "Never."}', "{broken", "[1]", '{"a":' * 100_000, '{"mood": 3}']
    corpus = read("a.jsonl", "\n".join(lines))
    assert [(r.origin.line, r.reason.split(":")[0].split(";")[0]) for r in corpus.rejects] == [
        (2, "not JSON"),
        (3, "not a JSON object"),
        (4, "nested too deeply to be read"),
        (5, "no field holds a comment"),
    ]
    assert all(len(r.raw) <= 1000 for r in corpus.rejects)
    assert len(corpus.comments) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"comments": [', "not JSON from line 1, column"),
        ('{"mood": "bad"}', "no field holds comments; the fields are 'mood'"),
        ("[1, 2]", "no field holds comments"),
    ],
    ids=["deep", "cut off", "strange", "numbers"],
)
def test_json_that_holds_no_comments_is_refused(read: Read, content: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read("a.json", content)


def test_half_an_emoji_does_not_stop_the_reading(read: Read) -> None:
    corpus = read("a.jsonl", r'{"id": 1, "text": "so \ud83d sad \ud83d\ude00"}')
    assert corpus.comments[0].text == "so  sad 😀"
