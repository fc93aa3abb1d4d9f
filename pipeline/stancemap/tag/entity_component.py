"""Entities as a component of any spaCy pipeline that finds names.

nlp = spacy.load("en_core_web_sm"); nlp.add_pipe("stancemap_entities")

`doc.spans["entities"]` holds every mention with its label, also those that spaCy missed, and the
entity's name as `span.kb_id_`; `displacy.render(doc, style="span", options={"spans_key":
"entities"})` shows them. `doc._.entities` are the entities of the text with their aliases. A text
is read by itself; `stancemap.tag.linking.link_names` merges the names of many.
"""

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as Stretch

from stancemap.errors import InputError
from stancemap.records import Alias, DocumentKind, Entity, Mention, MergeReason
from stancemap.tag.legible import make_legible
from stancemap.tag.linking import link_names
from stancemap.tag.name_index import NamedText
from stancemap.tag.names import find_names
from stancemap.tag.user_aliases import UserAlias, read_user_aliases

NAME = "stancemap_entities"
ENTITIES = "entities"
"""The key of `doc.spans`."""

_KIND = DocumentKind.ARTICLE


class EntityComponent:
    """Sets `doc._.entities` and the span group."""

    def __init__(self, aliases: tuple[UserAlias, ...]) -> None:
        self.aliases = aliases

    def __call__(self, doc: Doc) -> Doc:
        """Find and merge the names of one text."""
        if not doc.has_annotation("ENT_IOB"):
            raise InputError(f"the text has no names; add an entity recogniser before '{NAME}'")
        text = NamedText(_KIND, "", "", make_legible(doc.text).text)
        merged = link_names([text], find_names(doc, _KIND, "", ""), self.aliases)
        names = {entity.entity_id: entity.name for entity in merged.entities}
        # user_data travels through to_bytes as long as it is plain: no records in it.
        doc.user_data[NAME] = [_plain(entity) for entity in merged.entities]
        stretches = [
            stretch
            for mention in merged.mentions
            if (stretch := _stretch(doc, mention, names[mention.entity_id])) is not None
        ]
        doc.spans[ENTITIES] = SpanGroup(doc, name=ENTITIES, spans=stretches)
        return doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write nothing: the configuration of the pipeline names the alias file."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "EntityComponent":  # noqa: ARG002  # spaCy's signature
        """Read nothing."""
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002  # spaCy's signature
        """Write nothing."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "EntityComponent":  # noqa: ARG002  # spaCy's signature
        """Read nothing."""
        return self


def _stretch(doc: Doc, mention: Mention, name: str) -> Stretch | None:
    span = mention.span
    return doc.char_span(span.start, span.end, mention.label, name, alignment_mode="expand")


def _plain(entity: Entity) -> dict[str, object]:
    return {
        "entity_id": entity.entity_id,
        "name": entity.name,
        "label": entity.label,
        "aliases": [(alias.text, alias.reason.value) for alias in entity.aliases],
        "note": entity.note,
    }


def _read_entities(doc: Doc) -> tuple[Entity, ...]:
    """Make the records again out of what the Doc carries."""
    return tuple(
        Entity(**cells | {"aliases": tuple(Alias(t, MergeReason(r)) for t, r in cells["aliases"])})
        for cells in doc.user_data.get(NAME, ())
    )


def add_entity_extension() -> None:
    """Make `doc._.entities` known to spaCy."""
    if not Doc.has_extension("entities"):
        Doc.set_extension("entities", getter=_read_entities)


@Language.factory(
    NAME,
    default_config={"aliases": ""},
    requires=["doc.ents"],
    assigns=["doc._.entities", "doc.spans"],
)
def make_entity_component(
    nlp: Language,  # noqa: ARG001  # spaCy's signature
    name: str,  # noqa: ARG001  # spaCy's signature
    aliases: str,
) -> EntityComponent:
    """Make the component; `aliases` is the path of an edited alias file.

    Raises:
        InputError: the alias file is none.
    """
    add_entity_extension()
    return EntityComponent(read_user_aliases(Path(aliases)) if aliases else ())
