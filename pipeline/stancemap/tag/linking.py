"""From the names that spaCy saw to the entities of a corpus, with all texts at hand."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from stancemap.records import DocumentKind, Mention, QuoteKind, TaggedArticle, TaggedComment
from stancemap.tag.aliases import Context, MergedNames, assign, start_of
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
    texts: Sequence[NamedText], mentions: Sequence[Mention], user: Sequence[UserAlias] = ()
) -> MergedNames:
    """Find the names that were missed, and give every mention its entity; `user` has the say."""
    by_text: defaultdict[tuple[DocumentKind, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_text[mention.document_kind, mention.document_id].append(mention)
    introductions: list[Introduction] = []
    seen: list[Mention] = []
    for text in texts:
        introduced = find_introduced(text, by_text[text.kind, text.document_id])
        seen += introduced.mentions
        introductions += introduced.introductions
    by_id = {(text.kind, text.document_id): text.text for text in texts}
    every = [
        completed(by_id[mention.document_kind, mention.document_id], mention)
        for mention in find_known_names(texts, seen)
    ]
    context = Context(tuple(introductions), _places(by_id, every))
    return link_by_user(texts, assign(every, context), user)


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


def _places(
    texts: Mapping[tuple[DocumentKind, str], str], mentions: Sequence[Mention]
) -> frozenset[tuple[DocumentKind, str, int]]:
    """Return where the mentions begin that stand behind `in`, `near` or `from`."""
    return frozenset(
        start_of(mention)
        for mention in mentions
        if _BEFORE_PLACE.search(
            texts[mention.document_kind, mention.document_id],
            max(0, mention.span.start - _LOOK_BACK),
            mention.span.start,
        )
    )
