"""Plan, carry out and keep a study: parts, engine, manifest."""

from stancemap.study.folder import Study
from stancemap.study.pipeline import run_study
from stancemap.study.samples import sample_corpora
from stancemap.study.settings import Execution, Settings

__all__ = ["Execution", "Settings", "Study", "run_study", "sample_corpora"]
