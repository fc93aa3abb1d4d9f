"""Maps that were edited by hand, in our edits file or in an exported map, read back as edits."""
