"""Which column holds what: the usual names of each field, across platforms."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from unicodedata import normalize

from stancemap.errors import InputError


class Field(StrEnum):
    """What a column can hold; these are the names for `--column FIELD=COLUMN`."""

    TEXT = "text"
    COMMENT_ID = "comment_id"
    PARENT_ID = "parent_id"
    THREAD_ID = "thread_id"
    ARTICLE_ID = "article_id"
    AUTHOR = "author"
    POSTED = "posted"
    LIKES = "likes"
    POSITION = "position"
    TARGET = "target"
    TITLE = "title"
    ARTICLE_TEXT = "article_text"
    ARTICLE_AUTHOR = "article_author"
    PUBLISHED = "published"
    URL = "url"
    OUTLET = "outlet"


_NAMES = {
    Field.TEXT: """comment_text comment_body comment_content comment body message
        text_original text_display post_body text content reply message_text""",
    Field.COMMENT_ID: """comment_id id object_id cid cmt_id message_id comment_counter""",
    Field.PARENT_ID: """parent_id parent_comment_id reply_to reply_to_id respond_to is_reply_to
        in_reply_to in_reply_to_id replied_to_post comment_parent parent""",
    Field.THREAD_ID: "thread_id conversation_id root_id root_comment_id",
    Field.ARTICLE_ID: """article_id link_id story_id video_id post_id news_id submission_id
        page_id asset_id document_id doc_id""",
    Field.AUTHOR: """author author_name comment_author user_display_name author_display_name
        user_name user screen_name display_name nickname commenter by name worker_id author_id
        user_id""",
    Field.POSTED: """posted posted_at created_utc created_at_i created_at unix_timestamp
        timestamp published_at comment_date post_time create_date datetime date time created""",
    Field.LIKES: """likes like_count likes_count score total_votes votes points upvotes ups
        recommendations digg_count favorites""",
    Field.POSITION: "position rank",
    Field.TARGET: "target stance_target",
    Field.TITLE: """article_title thread_title story_title post_title video_title link_title
        submission_title page_title news_title headline title subject""",
    Field.ARTICLE_TEXT: """article_text article_body article_content selftext story_text
        thread_text news_text full_text""",
    Field.ARTICLE_AUTHOR: "article_author byline",
    Field.PUBLISHED: "published published_date article_date date_published publication_date",
    Field.URL: "article_url story_url url link web_url",
    Field.OUTLET: "outlet publisher publication newspaper subreddit source site domain",
}
# German, French, Spanish, Dutch; where a file has both, the English name goes first.
_NAMES_ELSEWHERE = {
    Field.TEXT: """kommentartext kommentar commentaire comentario reactie beitrag nachricht mensaje
        bericht texte texto tekst""",
    Field.COMMENT_ID: """kommentar_id beitrags_id id_commentaire commentaire_id id_comentario
        comentario_id reactie_id""",
    Field.PARENT_ID: """antwort_auf antwort_auf_id reponse_a en_reponse_a respuesta_a
        en_respuesta_a antwoord_op reactie_op""",
    Field.ARTICLE_ID: "artikel_id artikelnummer id_articulo articulo_id",
    Field.AUTHOR: """verfasser verfasserin autor autorin auteur autrice autora benutzername benutzer
        nutzername nutzer utilisateur pseudo usuario gebruikersnaam gebruiker naam nombre""",
    Field.POSTED: """datum zeitstempel zeitpunkt erstellt_am erstellt horodatage fecha fecha_hora
        tijdstip""",
    Field.LIKES: "gefallt_mir gefaellt_mir stimmen j_aime me_gusta vind_ik_leuk",
    Field.TITLE: """artikeltitel artikel uberschrift ueberschrift schlagzeile titel titre titulo
        titular""",
    Field.ARTICLE_TEXT: "artikeltext texte_article texto_articulo artikeltekst",
    Field.OUTLET: "zeitung quelle journal periodico krant",
}
_COMMENT_ONLY = (Field.PARENT_ID, Field.THREAD_ID, Field.LIKES, Field.POSITION)
_PLAIN_TEXT = frozenset({"text", "content", "body"})


def fold(name: str) -> str:
    """Bring a column name to the form in which names are compared, without accents.

    >>> fold("Comment-Text "), fold("commentText"), fold("Réponse à")
    ('commenttext', 'commenttext', 'reponsea')
    """
    plain = name if name.isascii() else normalize("NFKD", name)
    return "".join(char for char in plain.casefold() if char.isalnum())


_ALIASES = {
    field: tuple(fold(name) for name in f"{names} {_NAMES_ELSEWHERE.get(field, '')}".split())
    for field, names in _NAMES.items()
}


def check_overrides(overrides: Mapping[str, str]) -> None:
    """Refuse an override for a field that does not exist.

    Raises:
        InputError: the field is none of ours.
    """
    for name in overrides:
        if name not in set(Field):
            known = ", ".join(Field)
            raise InputError(f"--column {name}={overrides[name]}: no field '{name}'; use {known}")


def match_columns(names: Sequence[str], overrides: Mapping[str, str]) -> dict[Field, str]:
    """Find the column of each field; an override whose column is absent is passed over."""
    return dict(_match(tuple(names), tuple(sorted(overrides.items()))))


@lru_cache(maxsize=4096)
def _match(
    names: tuple[str, ...], overrides: tuple[tuple[str, str], ...]
) -> tuple[tuple[Field, str], ...]:
    present = set(names)
    found = {Field(field): column for field, column in overrides if column in present}
    free: dict[str, str] = {}
    for name in names:
        if name not in found.values():
            free.setdefault(fold(name), name)
    for field, aliases in _ALIASES.items():
        column = next((free[alias] for alias in aliases if alias in free), None)
        if field not in found and column is not None:
            found[field] = column
    return tuple(found.items())


def is_article(columns: Mapping[Field, str]) -> bool:
    """Tell whether the columns can only be those of an article: a title or text, no comment."""
    return Field.TEXT not in columns and not columns.keys().isdisjoint(
        {Field.TITLE, Field.ARTICLE_TEXT}
    )


def may_be_article(columns: Mapping[Field, str]) -> bool:
    """Tell whether `text` beside `title` may be an article's: nothing else says comment."""
    return (
        Field.TITLE in columns
        and Field.ARTICLE_TEXT not in columns
        and fold(columns.get(Field.TEXT, "")) in _PLAIN_TEXT
        and columns.keys().isdisjoint(_COMMENT_ONLY)
        and not fold(columns.get(Field.COMMENT_ID, "")).startswith(("comment", "cid", "cmt"))
    )


def as_article(columns: Mapping[Field, str]) -> dict[Field, str]:
    """Read the columns as those of an article: its own id, text, author and date.

    >>> as_article({Field.TEXT: "content", Field.COMMENT_ID: "id"})[Field.ARTICLE_TEXT]
    'content'
    """
    swaps = {
        Field.ARTICLE_TEXT: Field.TEXT,
        Field.ARTICLE_ID: Field.COMMENT_ID,
        Field.ARTICLE_AUTHOR: Field.AUTHOR,
        Field.PUBLISHED: Field.POSTED,
    }
    taken = {ours: columns[theirs] for ours, theirs in swaps.items() if theirs in columns}
    if Field.THREAD_ID in columns:
        taken.setdefault(Field.ARTICLE_ID, columns[Field.THREAD_ID])
    kept = {field: name for field, name in columns.items() if field not in swaps.values()}
    return taken | kept
