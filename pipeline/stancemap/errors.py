"""What can go wrong, as a tree.

StancemapError
├── InputError        a file that cannot be read at all, or an option that does not fit it
├── CodebookError     a codebook that is not one
├── ModelError        a model folder that is missing, damaged or of another version
├── StudyError        a study folder that is locked, damaged, or made with other settings
├── EngineError       workers that do not start, or a cluster that cannot be used
└── ExportError       a format that needs a program which is not there, or which fails

A single bad record is no error: it becomes a `records.Reject` and the rest goes on.
"""


class StancemapError(Exception):
    """Any failure that is ours to explain; its message says what, where and what next."""


class InputError(StancemapError):
    """An input that cannot be read at all, or an option that does not fit it."""


class CodebookError(StancemapError):
    """A codebook that is not one."""


class ModelError(StancemapError):
    """A model folder that is missing, damaged or of another version."""


class StudyError(StancemapError):
    """A study folder that is locked, damaged, or made with other settings."""


class ExportError(StancemapError):
    """A format that needs a program which is not there, or which fails."""


class EngineError(StancemapError):
    """Workers that do not start, or a cluster that cannot be used."""
