"""The tag room's front door: load the taggers once, then tag part by part."""

from stancemap.tag.article_tags import tag_articles
from stancemap.tag.comment_tags import tag_comments
from stancemap.tag.stance_again import tag_articles_again, tag_comments_again
from stancemap.tag.toolkit import Taggers, load_taggers

__all__ = [
    "Taggers",
    "load_taggers",
    "tag_articles",
    "tag_articles_again",
    "tag_comments",
    "tag_comments_again",
]
