"""Datelines: `KINGSTON, Jamaica, Feb 26 (Agency) - `."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen import gazetteer
from sitegen.model import Mention, Story

_PREFIX = re.compile(
    r"(?P<place>[A-Z][A-Z'’./ -]{2,40})(?P<rest>(?:,[^\n–—-]{0,40}?)?(?:\([^)\n]{1,40}\))?)"
    r"\s{0,3}[-–—]{1,2}\s{1,3}(?=[\"“<A-Z])"
)
_OWN_LINE = re.compile(r"[A-Z][A-Z'’., /-]{2,50} \d{4}-\d\d-\d\d\s*")
_PART = re.compile(r"[^,(/–—]+")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_DATE = re.compile(rf"\d|\b{_MONTH}\.?\s*\d", re.IGNORECASE)
"""A month with its day: `Novato` and `Rio de Janeiro` are none."""


def dateline_end(story: Story) -> int:
    """How many characters of the first paragraph are its dateline."""
    if story.dateline:
        return len(story.dateline)
    match = _PREFIX.match(story.blocks[0].text)
    return match.end() if match and (match["rest"] or gazetteer.place(match["place"].strip())) else 0


def dateline_places(story: Story) -> list[Mention]:
    """The places of the dateline: its first part, and what else in it the gazetteer knows."""
    return [mention for offset, text in _datelines(story) for mention in _places_of(text, offset)]


def _datelines(story: Story) -> Iterator[tuple[int, str]]:
    """(offset, text) of what tells where the story was written: a prefix of its copy, or a line of its own."""
    start = 0
    for position, block in enumerate(story.blocks[:3]):
        if position == 0 and (end := dateline_end(story)):
            yield start, block.text[:end]
        elif _OWN_LINE.fullmatch(block.text):
            yield start, block.text
        start += len(block.text) + 2


def _places_of(dateline: str, offset: int) -> Iterator[Mention]:
    for match in _PART.finditer(dateline.partition("(")[0]):
        place = _DATE.split(match[0])[0].strip(" *-\n\t")
        state = gazetteer.state_after_city(place) if dateline[: match.start()].endswith(",") else None
        name = state or gazetteer.place(place) or (_title_case(place) if match.start() == 0 else None)
        if place and name and place[0].isupper():
            start = offset + dateline.index(place, match.start())
            yield Mention(start, start + len(place), place, "place", name)
        if _DATE.search(match[0]):
            return


def _title_case(place: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), place) if place.isupper() else place
