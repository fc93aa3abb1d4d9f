"""Text from outside, without the characters that XML, HTML and JSON readers refuse."""

import re

_ILLEGAL = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    r"""Drop control characters and lone surrogates; make every line end a line feed.

    >>> legal("a\x00b\r\nc\ud800")
    'ab\nc'
    """
    if text.isprintable():
        return text
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    r"""Make legal text one line with single blanks.

    >>> one_line(" two\n lines\x00 ")
    'two lines'
    """
    return " ".join(legal(text).split())


def legal_in_place(text: str) -> str:
    r"""Make text legal one character for one, so that offsets into it hold.

    >>> legal_in_place("a\x00b\r\nc")
    'a�b \nc'
    """
    lines = text.replace("\r\n", " \n").replace("\r", "\n")
    return _ILLEGAL.sub("\ufffd", lines)
