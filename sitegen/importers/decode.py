"""From bytes to text: any encoding that wires and newsrooms have used, and nothing that a page could not carry."""

from __future__ import annotations

import codecs
import re

from sitegen.errors import Invalid, Problem

_BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_PLANES = range(0x10000, 0x110000, 0x10000)
_NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES
)
_SPACING = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_NOT_TEXT = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff{_NONCHARACTERS}]")
_BINARY_SHARE = 10
"""A file in which one character of so many is not text is not a text."""


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file, its lines ended by line feeds, and a notice when something in it was no text.

    UTF-16 needs its byte order mark; everything else is UTF-8, and the bytes that are not are Windows-1252. So a
    file that is all Windows-1252 comes out right, and one bad byte does not spoil a UTF-8 file.
    """
    text = _characters(data, path).replace("\r\n", "\n").replace("\r", "\n")
    text = _SPACING.sub(" ", text)
    first = _NOT_TEXT.search(text)
    if not first:
        return text, ()
    clean, count = _NOT_TEXT.subn("", text)
    if count * _BINARY_SHARE > len(text):
        raise Invalid(_not_text(path))
    return clean, (_left_out(path, text, first.start(), count),)


def position(text: str, offset: int) -> tuple[int, int]:
    """The line and column, from 1, of a character."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _characters(data: bytes, path: str) -> str:
    if encoding := _BOMS.get(data[:2]):
        whole = len(data) - len(data) % 2
        # Half a character at the end of a cut-off file shows as what it is: something is missing.
        return data[2:whole].decode(encoding, "surrogatepass") + "\ufffd" * (len(data) - whole)
    if b"\0" in data:
        raise Invalid(_not_text(path))
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", _WINDOWS)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the first bad byte as Windows-1252, or Latin-1 where that has no such character."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    try:
        return byte.decode("cp1252"), error.start + 1
    except UnicodeDecodeError:
        return byte.decode("latin-1"), error.start + 1


_WINDOWS = "sitegen.windows"
codecs.register_error(_WINDOWS, _as_windows)


def _not_text(path: str) -> Problem:
    return Problem(path, message="this is not text", hint="save it as plain text in UTF-8")


def _left_out(path: str, text: str, first: int, count: int) -> Problem:
    line, column = position(text, first)
    what = f"{count} control characters" if count > 1 else "a control character"
    message = f"{what} (U+{ord(text[first]):04X} here) left out: no page can carry it"
    return Problem(path, line, column, message, severity="notice")
