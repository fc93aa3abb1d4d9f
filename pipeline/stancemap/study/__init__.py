"""Plan, carry out and keep a study: parts, engine, manifest."""

from stancemap.study.folder import Study
from stancemap.study.pipeline import run_study
from stancemap.study.samples import sample_corpora
from stancemap.study.settings import Execution, Settings
from stancemap.tag.profile import Profile

__all__ = ["Execution", "Profile", "Settings", "Study", "run_study", "sample_corpora"]
