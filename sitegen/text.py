"""Text, before any of it means something: cleaning, slugs, sentences, excerpts. Names are in names.py."""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from functools import lru_cache

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "&": " and "}
)
_APOSTROPHES = re.compile("['’‘ʼ`]")
_NOT_SLUG = re.compile(r"[\W_]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SPACE = re.compile(r"\s+")
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

SLUG_LIMIT = 80
"""Longest slug, in bytes of UTF-8: file systems allow a name 255, and readers far less."""


def is_language(tag: str) -> bool:
    """Whether a tag has the form of one of BCP 47: a language, then parts of it."""
    return _LANGUAGE.fullmatch(tag) is not None


def fold_space(text: str) -> str:
    """Every run of white space as one blank, none at the ends."""
    return " ".join(text.split())


def slugify(text: str, limit: int = SLUG_LIMIT) -> str:
    """Lower-case words joined by hyphens, at most `limit` bytes of UTF-8; empty when the text has no word.

    Accents of Latin, Greek and Cyrillic letters are dropped; letters of other scripts stay themselves.
    """
    lower = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold().translate(_UNDECOMPOSED)
    plain = "".join(char for char in lower if not "\u0300" <= char <= "\u036f")
    slug = _NOT_SLUG.sub("-", unicodedata.normalize("NFC", plain)).strip("-")
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


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence that `text[start:end]` begins in, which never crosses a blank line."""
    top = text.rfind("\n\n", 0, start)
    low = top + 2 if top >= 0 else 0
    bottom = text.find("\n\n", end)
    high = bottom if bottom >= 0 else len(text)
    for first, last in sentence_spans(text[low:high]):
        if first <= start - low < last:
            return low + first, max(low + last, end)
    return low, high


def moment(date: datetime.date, time: datetime.time | None) -> str:
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
