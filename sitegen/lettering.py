"""Words in pictures: which letters there are fonts for, how large a text may be set, and an SVG as a PNG.

Fonts come from packages (https://fontpkg.org) and never from the machine, and the library that draws takes nothing
else from it either, so a picture is the same everywhere. Noto Serif has Latin, Greek and Cyrillic; a letter that it
lacks is taken from another family that is installed.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from typing import Any

from sitegen.views import Lettering

FAMILY, WEIGHT = "Noto Serif", 700
"""What words in pictures are set in: the family's name and how bold it is, in the units of CSS."""

LINE = 1.15
"""How high a line is, of its size."""

MOST = 1000
"""Letters of a text that is cut short, before it is: more than any picture has room for."""

NEEDED = ("resvg_py", "fontTools", "fontpkg_noto_serif")
"""The modules that draw. sitegen needs their packages, but a site is whole without them."""


def can_draw() -> bool:
    """Whether all is installed that a picture needs."""
    return all(sys.modules.get(name, True) is not None and find_spec(name) is not None for name in NEEDED)


def to_png(svg: str) -> bytes:
    """The picture that an SVG describes, as large as it says. Raises ValueError where it is none."""
    import resvg_py  # noqa: PLC0415  (needed for two files of a site)

    files = [font.file for font in _fonts()]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=files,
            font_family=FAMILY,
            serif_family=FAMILY,
            sans_serif_family=FAMILY,
            monospace_family=FAMILY,
        )
    )


def without_a_font(text: str) -> str:
    """What of a text no font has, each sign once."""
    signs = (sign for sign in dict.fromkeys(text) if not _is_unseen(sign) and not _is_everyday(sign))
    return "".join(sign for sign in signs if _font_of(sign) is None)


def drawable(text: str) -> str:
    """A text without the pictures and signs that no font has; nothing where that would leave out letters."""
    missing = without_a_font(text)
    if any(unicodedata.category(sign)[0] in "LMN" for sign in missing):
        return ""
    return "".join(sign for sign in text if sign not in missing)


def fit(text: str, width: float, height: float, sizes: Sequence[int]) -> Lettering:
    """A text in lines of about the same length, in the first size that does; else cut short in the last.

    `width` and `height` are in the units of the sizes; a line takes `LINE` of its size.
    """
    for size in sizes:
        lines = list(_rows(text, width / size))
        if len(lines) <= int(height / size / LINE) and all(_width(line) <= width / size for line in lines):
            return Lettering(_balanced(text, width / size, len(lines)), size)
    smallest = sizes[-1]
    lines = list(_rows(text[:MOST], width / smallest - _width("…"), cut=True))
    rows = int(height / smallest / LINE)
    kept = lines if len(lines) <= rows else [*lines[: rows - 1], f"{lines[rows - 1]}…"]
    return Lettering(tuple(kept), smallest)


def _balanced(text: str, width: float, count: int) -> tuple[str, ...]:
    """A text in `count` lines, all of them as narrow as can be."""
    folded = (list(_rows(text, width * part / 20)) for part in range(20 // max(count, 1), 20))
    narrow = (lines for lines in folded if len(lines) == count and max(map(_width, lines), default=0) <= width)
    return tuple(next(narrow, _rows(text, width)))


def initial(text: str) -> str:
    """The first letter or figure of a text with the marks on it, as a capital; nothing where there is none."""
    for place, letter in enumerate(text):
        if letter.isalnum():
            end = next((at for at in range(place + 1, len(text)) if not _is_mark(text[at])), len(text))
            capital = letter.upper()
            return (capital if len(capital) == 1 else letter) + text[place + 1 : end]
    return ""


def _rows(text: str, width: float, *, cut: bool = False) -> Iterator[str]:
    """A text folded at its spaces, in units of its size; `cut` folds a word that is wider too."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if _width(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while cut and len(line) > 1 and _width(line) > width:
            end = _end(line, width)
            yield line[:end]
            line = line[end:]
    if line:
        yield line


def _end(word: str, width: float) -> int:
    """Where a word is folded that is wider: before a letter, with the marks on each."""
    widths = accumulate(map(_advance, word))
    fitting = max(next((end for end, wide in enumerate(widths) if wide > width), len(word)), 1)
    return next((end for end in range(fitting, 0, -1) if not _is_mark(word[end : end + 1])), fitting)


def _width(text: str) -> float:
    return sum(map(_advance, text))


def _is_mark(letter: str) -> bool:
    return letter != "" and unicodedata.category(letter)[0] == "M"


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "CZ"


def _is_everyday(letter: str) -> bool:
    """Whether Noto Serif is known to have it, so that it need not be opened."""
    return letter < "\u0180" or "\u2013" <= letter <= "\u2026"


# --- fonts ----------------------------------------------------------------------------------------------------


class _Font:
    """A font file: the glyphs of its letters, and how wide they are."""

    def __init__(self, file: str) -> None:
        from fontTools.ttLib import TTFont  # noqa: PLC0415  (slow to import)

        font = TTFont(file)
        self.file = file
        self.glyphs: dict[int, str] = font.getBestCmap()
        self._set: Any = font.getGlyphSet(location={"wght": WEIGHT})
        self._em: int = font["head"].unitsPerEm

    def advance(self, letter: str) -> float:
        return float(self._set[self.glyphs[ord(letter)]].width) / self._em


@cache
def _fonts() -> tuple[_Font, ...]:
    """A font of each family that is installed, Noto Serif's first."""
    import fontpkg  # noqa: PLC0415  (needed for two files of a site)

    families = sorted(fontpkg.families().values(), key=lambda family: (family.name != FAMILY, family.slug))
    upright = [family.slug for family in families if any(file.style == "normal" for file in family.files)]
    return tuple(_Font(str(fontpkg.path(slug, weight=WEIGHT, nearest=True))) for slug in upright)


@cache
def _font_of(letter: str) -> _Font | None:
    return next((font for font in _fonts() if ord(letter) in font.glyphs), None)


@cache
def _advance(letter: str) -> float:
    """How wide a letter is, of a size of one. Of letters that are joined when set the sum is a little too wide."""
    font = _font_of(letter)
    return font.advance(letter) if font else 0.0
