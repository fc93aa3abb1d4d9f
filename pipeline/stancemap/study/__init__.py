"""Plan, carry out and keep a study: parts, engine, manifest."""

from stancemap.study.folder import Study
from stancemap.study.pipeline import run_study
from stancemap.study.samples import sample_corpora
from stancemap.study.settings import Execution, Settings
from stancemap.study.state import Phase, StudyState, study_state
from stancemap.study.verify import Verification, verify_study
from stancemap.tag.profile import Profile

__all__ = [
    "Execution",
    "Phase",
    "Profile",
    "Settings",
    "Study",
    "StudyState",
    "Verification",
    "run_study",
    "sample_corpora",
    "study_state",
    "verify_study",
]
