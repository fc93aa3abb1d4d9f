"""Plan, carry out and keep a study: parts, engine, manifest.

Names are loaded when they are first used: a worker process needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stancemap.study.folder import Study
    from stancemap.study.map_export import export_maps
    from stancemap.study.pipeline import plan_study, run_study
    from stancemap.study.rebuild import ImportedMap, import_map, rebuild_study
    from stancemap.study.samples import sample_corpora
    from stancemap.study.settings import Execution, Settings
    from stancemap.study.state import Phase, StudyState, study_state
    from stancemap.study.verify import Verification, verify_study
    from stancemap.tag.profile import Profile

__all__ = [
    "Execution",
    "ImportedMap",
    "Phase",
    "Profile",
    "Settings",
    "Study",
    "StudyState",
    "Verification",
    "export_maps",
    "import_map",
    "plan_study",
    "rebuild_study",
    "run_study",
    "sample_corpora",
    "study_state",
    "verify_study",
]

_HOMES = {
    "Execution": "stancemap.study.settings",
    "Phase": "stancemap.study.state",
    "Profile": "stancemap.tag.profile",
    "Settings": "stancemap.study.settings",
    "Study": "stancemap.study.folder",
    "StudyState": "stancemap.study.state",
    "Verification": "stancemap.study.verify",
    "export_maps": "stancemap.study.map_export",
    "plan_study": "stancemap.study.pipeline",
    "ImportedMap": "stancemap.study.rebuild",
    "import_map": "stancemap.study.rebuild",
    "rebuild_study": "stancemap.study.rebuild",
    "run_study": "stancemap.study.pipeline",
    "sample_corpora": "stancemap.study.samples",
    "study_state": "stancemap.study.state",
    "verify_study": "stancemap.study.verify",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'stancemap.study' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
