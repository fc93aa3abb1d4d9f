"""What stands in a text for something that was taken out: no name, and nobody who speaks."""

import re

MASKED = re.compile(r"\[(?:e-mail|IP address)\]|@?\bauthor_\d+\b")
"""Masks of addresses, and the pseudonyms of commenters."""
