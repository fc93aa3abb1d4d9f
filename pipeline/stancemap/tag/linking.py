"""From the names that spaCy saw to the entities of a corpus, with all texts at hand."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from stancemap.records import DocumentKind, Mention, QuoteKind, TaggedArticle, TaggedComment
from stancemap.tag.aliases import Context, MergedNames, Start, assign, start_of
from stancemap.tag.introduced import Introduction, completed, find_introduced
from stancemap.tag.known_names import find_known_names
from stancemap.tag.legible import make_legible
from stancemap.tag.name_index import NamedText
from stancemap.tag.user_aliases import UserAlias, link_by_user

_BEFORE_PLACE = re.compile(
    r"\b(?:in|near|around|across|outside|from|to|through|visit(?:ed)?)\s+$", re.IGNORECASE
)
_LOOK_BACK = 12


def link_names(
    texts: Iterable[NamedText], mentions: Iterable[Mention], user: Sequence[UserAlias] = ()
) -> MergedNames:
    """Find the names that were missed, and give every mention its entity; `user` has the say.

    `texts` are walked through several times and not kept, so that they can come from a file.
    """
    introductions: list[Introduction] = []
    seen: list[Mention] = []
    for text, own in _with_mentions(texts, mentions):
        introduced = find_introduced(text, own)
        seen += introduced.mentions
        introductions += introduced.introductions
    every: list[Mention] = []
    places: set[Start] = set()
    for text, own in _with_mentions(texts, find_known_names(texts, seen)):
        whole = [completed(text.text, mention) for mention in own]
        places.update(start_of(mention) for mention in whole if _is_place(text.text, mention))
        every += whole
    context = Context(tuple(introductions), frozenset(places))
    return link_by_user(texts, assign(every, context), user)


def _with_mentions(
    texts: Iterable[NamedText], mentions: Iterable[Mention]
) -> Iterator[tuple[NamedText, list[Mention]]]:
    """Pair the texts that have mentions with them."""
    by_text: defaultdict[tuple[DocumentKind, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_text[mention.document_kind, mention.document_id].append(mention)
    for text in texts:
        if own := by_text.pop((text.kind, text.document_id), None):
            yield text, own


def _is_place(text: str, mention: Mention) -> bool:
    """Say whether a mention stands behind `in`, `near` or `from`."""
    start = mention.span.start
    return _BEFORE_PLACE.search(text, max(0, start - _LOOK_BACK), start) is not None


def named_texts(
    articles: Sequence[TaggedArticle], comments: Sequence[TaggedComment]
) -> list[NamedText]:
    """Return the texts of tagged documents, articles first, as the taggers read them."""
    own = [
        NamedText(
            DocumentKind.ARTICLE,
            one.article.article_id,
            one.article.article_id,
            make_legible(one.article.text).text,
        )
        for one in articles
    ]
    return own + [
        NamedText(
            DocumentKind.COMMENT,
            one.comment.comment_id,
            one.comment.article_id,
            make_legible(one.comment.text).text,
            tuple(q.content for q in one.quotes if q.kind is QuoteKind.DIRECT),
        )
        for one in comments
        if one.stance is not None
    ]
