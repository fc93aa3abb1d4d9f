"""Comments in, the same comments with their status and all that was found in them out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from stancemap.codebook import Codebook
from stancemap.records import (
    Article,
    Claim,
    Comment,
    DocumentKind,
    Mention,
    Sentence,
    Span,
    Stance,
    Status,
    TaggedComment,
)
from stancemap.tag.claim_stances import with_claim_stances
from stancemap.tag.claims import FoundClaim, Judgement, find_claims, own_text
from stancemap.tag.comment_quotes import Origins, quotes_of_comment
from stancemap.tag.language import ENGLISH, common_language
from stancemap.tag.legible import Legible, is_empty, make_legible
from stancemap.tag.names import find_names
from stancemap.tag.own_words import (
    Letters,
    Quoted,
    find_quoted,
    mark_own,
    own_stretches,
    reduce_to_letters,
)
from stancemap.tag.sentences import find_sentences
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.stored_words import comment_in_stored_words
from stancemap.tag.toolkit import Failure, Taggers, ask_for_stances, attempt, failure_of

_KIND = DocumentKind.COMMENT


@dataclass(frozen=True, slots=True)
class _Opened:
    """A comment whose words are told apart: its own, and those it quotes."""

    comment: Comment
    legible: Legible
    quoted: tuple[Quoted, ...]
    own: str
    language: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A comment with its sentences and names."""

    opened: _Opened
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]


def tag_comments(
    comments: Sequence[Comment],
    articles: Mapping[str, Article],
    duplicates: Mapping[str, str],
    taggers: Taggers,
) -> list[TaggedComment]:
    """Tag whole threads; one result per comment, in the same order.

    Args:
        comments: whole threads, so that every parent is among them.
        articles: the articles commented on, by id.
        duplicates: for each repeated comment, the first one with its text.
        taggers: the loaded models.
    """
    outcome: dict[str, TaggedComment] = {}
    for comment in comments:
        if comment.comment_id in duplicates:
            first = duplicates[comment.comment_id]
            outcome[comment.comment_id] = TaggedComment(
                comment, Status.DUPLICATE, duplicate_of=first
            )
        elif is_empty(comment.text):
            outcome[comment.comment_id] = TaggedComment(comment, Status.EMPTY)
    rest = [comment for comment in comments if comment.comment_id not in outcome]
    opened = _open(rest, {c.comment_id: c for c in comments}, articles, taggers)
    english: list[_Opened] = []
    for comment, result in zip(rest, opened, strict=True):
        if isinstance(result, Failure):
            outcome[comment.comment_id] = _failed(comment, result)
        elif result.language != ENGLISH:
            outcome[comment.comment_id] = TaggedComment(
                comment, Status.FOREIGN, language=result.language
            )
        else:
            english.append(result)
    for tagged in _tag_english(english, comments, articles, taggers):
        outcome[tagged.comment.comment_id] = tagged
    return [outcome[comment.comment_id] for comment in comments]


def _failed(comment: Comment, failure: Failure) -> TaggedComment:
    return TaggedComment(comment, Status.FAILED, failure=failure.reason)


def _open(
    comments: Sequence[Comment],
    by_id: Mapping[str, Comment],
    articles: Mapping[str, Article],
    taggers: Taggers,
) -> list[_Opened | Failure]:
    """Tell own words from quoted ones, and decide languages thread by thread."""
    letters = letters_of(comments, articles)
    opened: list[_Opened | Failure] = []
    for comment in comments:
        sources = sources_of(comment, by_id.get(comment.parent_id), letters)
        opened.append(attempt(_open_one, comment, sources, taggers))
    return _with_inherited_language(opened, articles, taggers)


def letters_of(comments: Sequence[Comment], articles: Mapping[str, Article]) -> dict[str, Letters]:
    """Reduce the articles commented on to letters, in which quotes of them are looked for."""
    return {
        article_id: reduce_to_letters(make_legible(articles[article_id].text).text)
        for article_id in sorted({c.article_id for c in comments} & articles.keys())
    }


def sources_of(
    comment: Comment, parent: Comment | None, letters: Mapping[str, Letters]
) -> list[Letters]:
    """Return what a comment may quote: its article, and the comment that it answers."""
    sources = [letters[comment.article_id]] if comment.article_id in letters else []
    if parent is not None:
        sources.append(reduce_to_letters(make_legible(parent.text).text))
    return sources


def _open_one(comment: Comment, sources: Sequence[Letters], taggers: Taggers) -> _Opened:
    legible = make_legible(comment.text)
    quoted = find_quoted(legible.text, sources)
    whole = Span(0, len(legible.text), legible.text)
    own = "\n".join(piece.text.strip() for piece in own_stretches(whole, quoted))
    return _Opened(comment, legible, quoted, own, taggers.language.decide(own))


def _with_inherited_language(
    opened: Sequence[_Opened | Failure], articles: Mapping[str, Article], taggers: Taggers
) -> list[_Opened | Failure]:
    """Give an undecided comment the language of its article, or of its thread."""
    in_thread: defaultdict[str, list[str]] = defaultdict(list)
    for one in opened:
        if isinstance(one, _Opened):
            in_thread[one.comment.thread_id].append(one.language)
    of_thread = {thread: common_language(languages) for thread, languages in in_thread.items()}
    undecided = {o.comment.article_id for o in opened if isinstance(o, _Opened) and not o.language}
    # All articles of the study can come with every part: only those that are asked for are read.
    of_article = {
        article_id: taggers.language.decide(make_legible(articles[article_id].text).text)
        for article_id in sorted(undecided & articles.keys())
    }
    return [
        one
        if isinstance(one, Failure) or one.language
        else replace(
            one,
            language=of_article.get(one.comment.article_id) or of_thread[one.comment.thread_id],
        )
        for one in opened
    ]


def _tag_english(
    opened: Sequence[_Opened],
    comments: Sequence[Comment],
    articles: Mapping[str, Article],
    taggers: Taggers,
) -> list[TaggedComment]:
    tagged: list[TaggedComment] = []
    reads: list[_Read] = []
    with taggers.parser.zone():
        docs = taggers.parser.comments([one.legible.text for one in opened])
        for one, doc in zip(opened, docs, strict=True):
            read = failure_of(doc) if isinstance(doc, Exception) else attempt(_read, one, doc)
            if isinstance(read, Failure):
                tagged.append(_failed(one.comment, read))
            else:
                reads.append(read)
    origins = Origins(comments, articles)
    parents = {comment.comment_id: comment.text for comment in comments}
    questions = [
        question_of(read.opened.comment, read.sentences, parents, articles) for read in reads
    ]
    stances = stances_of(questions, taggers)
    claims = judge_claims(questions, taggers)
    wholes: list[TaggedComment] = []
    for read, stance, found in zip(reads, stances, claims, strict=True):
        if isinstance(stance, Failure):
            tagged.append(_failed(read.opened.comment, stance))
        else:
            wholes.append(_assemble(read, stance, found, taggers, origins))
    by_id = {read.opened.comment.comment_id: q for read, q in zip(reads, questions, strict=True)}
    sided = with_claim_stances(wholes, by_id, taggers)
    return [*tagged, *map(comment_in_stored_words, sided)]


def _read(opened: _Opened, doc: Doc) -> _Read:
    comment, quoted = opened.comment, opened.quoted
    cuts = [edge for q in quoted if q.is_block for edge in (q.span.start, q.span.end)]
    sentences = mark_own(find_sentences(doc, cuts), quoted)
    mentions = find_names(doc, _KIND, comment.comment_id, comment.article_id)
    own = tuple(mention for mention in mentions if own_stretches(mention.span, quoted))
    return _Read(opened, sentences, own)


def question_of(
    comment: Comment,
    sentences: tuple[Sentence, ...],
    parents: Mapping[str, str],
    articles: Mapping[str, Article],
) -> StanceQuestion:
    """Ask for the stance of a comment, given its sentences and the texts that it may answer."""
    article = articles.get(comment.article_id)
    return StanceQuestion(
        target=comment.target,
        title=article.title if article else "",
        parent=make_legible(parents.get(comment.parent_id, "")).text,
        text=make_legible(comment.text).text,
        sentences=sentences,
    )


def stances_of(questions: Sequence[StanceQuestion], taggers: Taggers) -> list[Stance | Failure]:
    """Ask for the stances of comments with own words; the others have none."""
    asked = [q for q in questions if any(sentence.own for sentence in q.sentences)]
    given = iter(ask_for_stances(taggers.stance, asked))
    return [
        next(given)
        if any(sentence.own for sentence in question.sentences)
        else no_stance(question.target, taggers.codebook)
        for question in questions
    ]


def no_stance(target: str, codebook: Codebook) -> Stance:
    """Return the residual code with certainty: what a comment that only quotes gets."""
    certain = tuple(float(name == codebook.residual) for name in codebook.names)
    return Stance(target, codebook.residual, (codebook.residual,), certain, 1.0)


def judge_claims(questions: Sequence[StanceQuestion], taggers: Taggers) -> list[list[Judgement]]:
    """Judge the sentences of all comments at once; judgements depend on their comment alone."""
    texts = [
        replace(own_text(one.sentences), target=one.target, title=one.title, parent=one.parent)
        for one in questions
    ]
    return taggers.claims.judge_texts(texts)


def claims_of(comment: Comment, found: Iterable[FoundClaim], stance: Stance) -> tuple[Claim, ...]:
    """Number the claims of a comment; each is given the primary stance of the comment."""
    return tuple(
        Claim(
            claim_id=f"{comment.comment_id}#c{number}",
            document_kind=_KIND,
            document_id=comment.comment_id,
            span=claim.span,
            kind=claim.kind,
            confidence=claim.probability,
            stance=stance.primary,
        )
        for number, claim in enumerate(found, start=1)
    )


def _assemble(
    read: _Read,
    stance: Stance,
    judgements: Sequence[Judgement],
    taggers: Taggers,
    origins: Origins,
) -> TaggedComment:
    opened, comment = read.opened, read.opened.comment
    found = find_claims(read.sentences, judgements, taggers.claims.threshold, opened.quoted)
    has_own = any(sentence.own for sentence in read.sentences)
    return TaggedComment(
        comment,
        Status.TAGGED,
        language=opened.language,
        sentiment=taggers.sentiment.score(opened.own) if has_own else None,
        stance=stance,
        claims=claims_of(comment, found, stance),
        mentions=read.mentions,
        quotes=quotes_of_comment(comment, opened.quoted, read.mentions, origins),
        failure=opened.legible.note,
        sentences=read.sentences,
    )
