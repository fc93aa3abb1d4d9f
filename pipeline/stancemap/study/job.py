"""Tag one part: what a worker does.

The result of a part is a pure function of (part, settings, codebook, models), but for a text that
kills every worker: it is set aside.
"""

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from stancemap.codebook import load_codebook
from stancemap.errors import EngineError, StudyError
from stancemap.records import Article, Comment, Status, TaggedArticle, TaggedComment
from stancemap.study.calls import replies_folder
from stancemap.study.manifest import differences_here
from stancemap.study.parts import PartResults, articles_of, count_beginnings, note_beginning
from stancemap.study.plan import Plan, read_plan
from stancemap.study.poison import Task
from stancemap.study.settings import Settings
from stancemap.study.store import RECIPE, read_json
from stancemap.tag.stance_llm_endpoint import Endpoint
from stancemap.tag.stance_other import ChatModel
from stancemap.tag.taggers import (
    Taggers,
    load_taggers,
    tag_articles,
    tag_articles_again,
    tag_comments,
    tag_comments_again,
)

_SET_ASIDE = "the worker process died on this text each time, so it was set aside"
_FATAL_FROM = 2
"""A part is tried in a process of its own when so many runs have ended while they were at it."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class TagJob:
    """What a worker must know to tag any part of a study; small, so that it travels."""

    study: Path
    settings: Settings
    made_by: str
    read_by: str = ""

    def open(self) -> Callable[[Task], int]:
        """Load the models once; return the function that does a task and says its size."""
        settings = self.settings
        codebook = load_codebook(settings.codebook)
        own_model = Path(settings.stance_model) if settings.stance_model else None
        named = settings.other_model
        other = (
            ChatModel(named, replies_folder(self.study)) if isinstance(named, Endpoint) else named
        )
        taggers = load_taggers(codebook, settings.spacy_model, settings.profile, own_model, other)
        plan = self._plan()
        articles = {article.article_id: article for article in plan.articles()}
        results = PartResults(self.study, codebook, self.made_by, self.read_by)
        return _PartTagger(plan, articles, taggers, results)

    def size(self, number: int) -> int:
        """Count the documents of a part."""
        return self._plan().size(number)

    def check_machine(self) -> None:
        """Make sure that another machine has the study and the same versions.

        Raises:
            EngineError: it has not.
        """
        where = platform.node()
        if not (self.study / RECIPE).is_file():
            raise EngineError(
                f"the worker on {where} does not see the study at {self.study}: the folder must be"
                " on a disk that all machines share, under the same path"
            )
        others = differences_here(read_json(self.study / RECIPE))
        if others:
            raise EngineError(
                f"the worker on {where} has other versions than the study: {', '.join(others)};"
                " install the same there"
            )

    def was_fatal(self, number: int) -> bool:
        """Tell whether runs that tagged in their own process ended at this part, more than once."""
        return count_beginnings(self.study, number) >= _FATAL_FROM

    def _plan(self) -> Plan:
        plan = read_plan(self.study, self.read_by)
        if plan is None:
            raise StudyError(f"{self.study.name} has no whole plan; run the study again")
        return plan


def settings_anywhere(settings: Settings) -> Settings:
    """Name the user's own files by whole paths, for workers that are started elsewhere."""

    def whole(name: str) -> str:
        return str(Path(name).resolve()) if name and Path(name).exists() else name

    return replace(
        settings, codebook=whole(settings.codebook), stance_model=whole(settings.stance_model)
    )


@dataclass(frozen=True, slots=True)
class _PartTagger:
    """Does the tasks of a study with the models that are loaded."""

    plan: Plan
    articles: Mapping[str, Article]
    taggers: Taggers
    results: PartResults

    def __call__(self, task: Task) -> int:
        if task.tried is None:
            note_beginning(self.results.study, task.number)
        if task.number < 0:
            return self._articles(task)
        return self._comments(task)

    def _articles(self, task: Task) -> int:
        articles = articles_of(task.number, list(self.articles.values()))
        if _is_plain(task) and self.results.was_read(task.number):
            before = self.results.read_articles(task.number)
            self.results.write_articles(task.number, tag_articles_again(before, self.taggers))
            return len(articles)
        tagged = tag_articles(_chosen(articles, task), self.taggers)
        if task.tried is None:
            lost = {i: TaggedArticle(articles[i], failure=_SET_ASIDE) for i in task.left_out}
            self.results.write_articles(task.number, _put_back(tagged, lost))
        return len(articles)

    def _comments(self, task: Task) -> int:
        if _is_plain(task) and self.results.was_read(task.number):
            before = self.results.read_bare(task.number)
            again = tag_comments_again(before, self.articles, self.taggers)
            self.results.write(task.number, again)
            return len(before)
        comments, duplicates = self.plan.part(task.number)
        # What is left out is not there for the others either, as the parent that they answer:
        # it might kill through them.
        tagged = tag_comments(_chosen(comments, task), self.articles, duplicates, self.taggers)
        if task.tried is None:
            lost = {i: _failed(comments[i]) for i in task.left_out}
            self.results.write(task.number, _put_back(tagged, lost))
        return len(comments)


def _is_plain(task: Task) -> bool:
    return task.tried is None and not task.left_out


def _failed(comment: Comment) -> TaggedComment:
    return TaggedComment(comment, Status.FAILED, failure=_SET_ASIDE)


def _chosen(documents: Sequence[_T], task: Task) -> list[_T]:
    if task.tried is not None:
        return [documents[position] for position in task.tried]
    left_out = set(task.left_out)
    return [one for position, one in enumerate(documents) if position not in left_out]


def _put_back(tagged: Sequence[_T], lost: Mapping[int, _T]) -> list[_T]:
    """Put what was left out back into its place.

    >>> _put_back(["a", "c"], {1: "b"})
    ['a', 'b', 'c']
    """
    rest = iter(tagged)
    return [
        lost[position] if position in lost else next(rest)
        for position in range(len(tagged) + len(lost))
    ]
