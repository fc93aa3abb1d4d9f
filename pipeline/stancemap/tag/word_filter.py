r"""Which of many patterns can match a text, told from the words in it.

Searching a text for thirty patterns of words takes thirty times as long as reading it, and most of
them are not there. But a match of `\b(?:ban\w*|no way)\b` begins at a word that begins with `ban`,
or is `no`. What may begin at a word is worked out once per word, and a text's words are looked up.
A filter may let a pattern through that does not match, never the other way round.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_WORD = re.compile(r"\w+")
_WHOLE = re.compile(r"(?:\^\\W\*|\\b)\(\?:(.*)\)\\b", re.DOTALL)
_STEM = re.compile(r"[a-z0-9]+")
_ENDING = re.compile(r"\\w(?:\+|\{\d+,\})([a-z]+)(?=\['’\]|$)")
_WORD_ENDS = re.compile(r"$|(?:[ '’,]|\['’\])(?![?*{])")
_LETTER_MAY_LACK = frozenset("?*{")
_APOSTROPHES = "'’"
# Without regard to case these letters are `i`, `s` and `k`, but no `lower()` makes them so.
_ODD_LETTERS = re.compile("[\u0130\u0131\u017f\u212a]")
_PIECE = re.compile(r"\\.|.", re.DOTALL)
_MOST_WORDS = 50_000


@dataclass(slots=True)
class WordFilter:
    """Tells which patterns can match a text; their flag is to be `re.IGNORECASE`.

    A pattern that is not of the form that is understood can always match.
    """

    patterns: Sequence[str]
    _whole: dict[str, int] = field(init=False, default_factory=dict)
    _begun: dict[str, int] = field(init=False, default_factory=dict)
    _ended: dict[str, int] = field(init=False, default_factory=dict)
    _with_apostrophe: int = field(init=False, default=0)
    _always: int = field(init=False, default=0)
    _known: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Work out what begins the matches of each pattern."""
        for number, pattern in enumerate(self.patterns):
            self._read(pattern, 1 << number)

    def _read(self, pattern: str, bit: int) -> None:
        whole = _WHOLE.fullmatch(pattern)
        for branch in _branches(whole[1]) if whole else [""]:
            stem, ending = _STEM.match(branch), _ENDING.match(branch)
            if ending:
                _add(self._ended, ending[1], bit)
            elif branch[:1] in _APOSTROPHES and branch:
                self._with_apostrophe |= bit
            elif stem is None:
                self._always |= bit
            elif _WORD_ENDS.match(branch, stem.end()):
                _add(self._whole, stem[0], bit)
            else:
                may_lack = branch[stem.end()] in _LETTER_MAY_LACK
                _add(self._begun, stem[0][: len(stem[0]) - may_lack], bit)

    def possible(self, text: str) -> int:
        """Return a number whose bit n is set where pattern n may match."""
        if _ODD_LETTERS.search(text):
            return (1 << len(self.patterns)) - 1
        found, known = self._always, self._known
        if "'" in text or "’" in text:
            found |= self._with_apostrophe
        for word in set(_WORD.findall(text.lower())):
            bits = known.get(word)
            found |= self._of_word(word) if bits is None else bits
        return found

    def places(self, text: str) -> dict[int, list[int]]:
        """Return where a match of each pattern may begin, in order; without places, anywhere."""
        anywhere = self.possible(text) if _ODD_LETTERS.search(text) else self._always
        if "'" in text or "’" in text:
            anywhere |= self._with_apostrophe
        found: dict[int, list[int]] = {}
        for match in _WORD.finditer(text.lower()):
            bits = self._known.get(match[0])
            bits = self._of_word(match[0]) if bits is None else bits
            if bits:
                for number in bits_in(bits & ~anywhere):
                    found.setdefault(number, []).append(match.start())
        return found | {number: [] for number in bits_in(anywhere)}

    def _of_word(self, word: str) -> int:
        bits = self._whole.get(word, 0) | self._begun.get("", 0)
        for length in range(1, len(word) + 1):
            bits |= self._begun.get(word[:length], 0)
            bits |= self._ended.get(word[-length:], 0)
        if len(self._known) < _MOST_WORDS:
            self._known[word] = bits
        return bits


def _add(bits_of: dict[str, int], key: str, bit: int) -> None:
    bits_of[key] = bits_of.get(key, 0) | bit


def _branches(alternatives: str) -> list[str]:
    r"""Split at the bars that stand in no bracket; where a bracket is closed too often, at none.

    >>> _branches(r"a(?:b|c)|[|]|d")
    ['a(?:b|c)', '[|]', 'd']
    >>> _branches(r"a)\b|\b(?:b")
    ['']
    """
    depth, branches = 0, [""]
    for piece in _PIECE.findall(alternatives):
        depth += (piece in "([") - (piece in ")]")
        if depth < 0:
            return [""]
        if piece == "|" and not depth:
            branches.append("")
        else:
            branches[-1] += piece
    return branches


def bits_in(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set.

    >>> list(bits_in(0b1010))
    [1, 3]
    """
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
