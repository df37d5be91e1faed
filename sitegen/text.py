"""Text, before any of it means something: cleaning, slugs, sentences, excerpts. Names are in names.py."""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache
from operator import itemgetter
from urllib.parse import urlsplit

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "&": " and "}
)
_APOSTROPHES = re.compile("['’‘ʼ`]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_NOT_SLUG = re.compile(r"[\W_]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s<>\"\x00-\x1f\x7f]*", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r"\n(?=\n)")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9]|\s*$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|Gen|Lt|Col|Capt|Sgt|Adm|Gov|Sen|Rep|Rt|Hon|St|Mt|Ft|Jr|Sr|vs|No|Nos|Inc|Corp|Co"
    r"|Ltd|Bros|Messrs|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Ave|Blvd|Rd|approx|est|etc|cf|pp?)|\b[A-Z]|\.[A-Za-z])\.$"
)
# A full stop after these does end a sentence when the next word could start one: "…in the U.S. The ministry…".
_STARTER = re.compile(
    r"\s+[\"'“‘(\[]*(?:The|An?|In|On|At|It|He|She|They|We|But|And|However|Meanwhile|This|That|These|Those|There|His|Her"
    r"|Its|Their|After|Before|When|While|As|If|Since|For|With|By|From)\b"
)

MONTHS = "January February March April May June July August September October November December".split()

REACH = 1_000
"""Characters of a sentence that are quoted before and after a place in it."""

SLUG_LIMIT = 80
"""Longest slug, in bytes of UTF-8: file systems allow a name 255, and readers far less."""


def is_language(tag: str) -> bool:
    """Whether a tag has the form of one of BCP 47: a language, then parts of it."""
    return _LANGUAGE.fullmatch(tag) is not None


def is_web_address(text: str) -> bool:
    """Whether a text is the full address of something on the web: scheme, host, and whatever follows."""
    try:
        return _WEB_ADDRESS.fullmatch(text) is not None and bool(urlsplit(text).hostname)
    except ValueError:
        return False


def fold_space(text: str) -> str:
    """Every run of white space as one blank, none at the ends."""
    return " ".join(text.split())


def slugify(text: str, limit: int = SLUG_LIMIT) -> str:
    """Lower-case words joined by hyphens, at most `limit` bytes of UTF-8; empty when the text has no word.

    Accents of Latin, Greek and Cyrillic letters are dropped; letters of other scripts stay themselves.
    """
    lower = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold().translate(_UNDECOMPOSED)
    plain = lower if lower.isascii() else unicodedata.normalize("NFC", _ACCENTS.sub("", lower))
    slug = _NOT_SLUG.sub("-", plain).strip("-")
    if len(slug.encode()) <= limit:
        return slug
    cut = slug.encode()[: limit + 1].decode(errors="ignore")
    return cut.rpartition("-")[0] or cut[:-1]


@lru_cache(100_000)
def identify(name: str) -> str:
    """The stable id of a name: its slug, told apart by a digest where the slug alone could not tell."""
    slug = slugify(name)
    if slug and len(name.encode()) <= SLUG_LIMIT:
        return slug
    return f"{slug or 'x'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence of `text`, without the white space between them."""
    spans: list[tuple[int, int]] = []
    start, last = _after_space(text, 0), len(text.rstrip())
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
        if end == last or match[0] != "." or not _is_abbreviation(text, start, end):
            spans.append((start, end))
            start = _after_space(text, end)
    if start < len(text):
        spans.append((start, last))
    return spans


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the full stop before `end` belongs to its word and the sentence that began at `start` goes on."""
    if not _ABBREVIATION.search(text, max(start, end - 12), end):
        return False
    return not (text[end - 3 : end - 2] == "." and _STARTER.match(text, end))


class Sentences:
    """The sentences of a text, each paragraph of which is read once, however many of its places are asked about.

    Of one that goes on and on, such as a table without full stops, it is what is within `REACH`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._breaks = [match.start() for match in _BREAK.finditer(text)]
        self._spans: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The span of the sentence that `text[start:end]` begins in, which never crosses a blank line."""
        above, below = bisect_right(self._breaks, start - 2), bisect_left(self._breaks, end)
        low = self._breaks[above - 1] + 2 if above else 0
        high = self._breaks[below] if below < len(self._breaks) else len(self.text)
        spans = self._spans.get((low, high))
        if spans is None:
            spans = self._spans[low, high] = sentence_spans(self.text[low:high])
        place = bisect_right(spans, start - low, key=itemgetter(0)) - 1
        if place >= 0 and start - low < spans[place][1]:
            low, high = low + spans[place][0], max(low + spans[place][1], end)
        return self._near(low, start), self._near(high, end)

    def _near(self, edge: int, place: int) -> int:
        """The edge of a sentence, or a blank on the way there from a place in it."""
        if abs(edge - place) <= REACH:
            return edge
        if edge < place:
            return self.text.find(" ", place - REACH, place) + 1 or place
        cut = self.text.rfind(" ", place, place + REACH)
        return cut if cut >= 0 else place


def moment(date: datetime.date, time: datetime.time | None = None) -> str:
    """A date, or a date and time, as ISO 8601 has it: `2026-02-26`, `2026-02-26T09:00:00-05:00`."""
    return f"{date.isoformat()}T{time.isoformat()}" if time is not None else date.isoformat()


def timestamp(date: datetime.date, time: datetime.time | None = None) -> str:
    """A time stamp (RFC 3339), which needs what may not be known: of a bare date midnight, of a bare time UTC."""
    at = time or datetime.time()
    return f"{moment(date, at)}{'' if at.tzinfo else 'Z'}"


def clock_time(time: datetime.time) -> str:
    """`09:00`, `09:00 UTC`, `09:00 UTC−05:00`, as far as it is known."""
    offset = time.strftime("%z")
    where = f"{offset[:3]}:{offset[3:5]}".replace("-", "−") if offset.strip("+-0") else ""
    return f"{time:%H:%M}{' UTC' if offset else ''}{where}"
