"""What one text may break."""

RECOVERABLE = (ValueError, LookupError, ArithmeticError, RecursionError)
"""What a single text can make a tagger raise; anything else is a defect and stops the run."""
