"""Where and when: `KINGSTON, Feb 26 (Agency) - ` and its many cousins."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from sitegen.importers import casing
from sitegen.importers.byline import is_agency

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_NAME = r"[^\W\d_](?:[^\W\d_]|[.'’ /-]){1,38}?"
# Every repetition is bounded, so a paragraph without a dateline costs no more than its first hundred characters.
_DATELINE = re.compile(
    rf"\*{{0,4}}(?P<place>{_NAME})"
    rf"(?:,\s?(?!{_MONTH}\s\d){_NAME}){{0,2}}"
    rf"(?P<on>[,\s-]{{1,4}}(?:(?P<month>{_MONTH})\s{{1,2}}(?P<day>\d{{1,2}})|(?P<day1>\d{{1,2}})\s(?P<month1>{_MONTH}))"
    r"(?:,?\s(?P<year>\d{4}))?)?"
    r"(?:,\s(?P<wire>[A-Za-z]{2,10}))?"
    r"(?:,?\s{0,2}\((?P<agency>[^()\n]{1,40})\))?"
    r",?(?:\s{1,3}--?\s{0,3}|--?\s{1,3}|\s{0,3}[–—]\s{0,3})",
    re.I,
)
_LONGEST = 120
_OPENING = "\"'“‘<(["
_PARTICLES = frozenset("al am an au d da de del der des do du el en la le les of on sur the upon".split())
_LABELS = frozenset(
    "advisory analysis brief chronology column corrected correction diary exclusive explainer factbox feature"
    " flash highlights insight interview newsmaker note poll preview profile refile repeat rpt special text"
    " timeline update urgent wrapup asean caricom gatt interpol mercosur nasa nato opec unesco unicef".split()
)
"""What stands before a dash in capitals and is no place."""
_TIME_WORDS = frozenset(
    "a an as at by during early for from in it its last late next on since that this today tomorrow until when"
    " yesterday monday tuesday wednesday thursday friday saturday sunday".split()
)


class Dateline(NamedTuple):
    """The exact prefix of a paragraph, the first place in it, and its date when it gives the year."""

    text: str
    place: str
    date: datetime.date | None


def find(paragraph: str) -> Dateline | None:
    """The dateline that opens a paragraph. A sentence with a dash in it has none."""
    match = _DATELINE.match(paragraph, 0, _LONGEST)
    if not match or not _is_dateline(match, paragraph):
        return None
    place = match["place"].split("/")[0].strip()
    return Dateline(match[0], casing.place(place.lower() if _lost_case(match) else place), _date(match))


def _is_dateline(match: re.Match[str], paragraph: str) -> bool:
    """A date vouches for a place in any case, an agency for one in capitals, and bare capitals for themselves."""
    place = match["place"]
    first = place.split()[0].strip(".,").casefold()
    if first in _LABELS or first in _TIME_WORDS:
        return False
    if match["on"]:
        return _lost_case(match) or all(map(_is_name_part, re.split(r"[\s/-]+", place)))
    if is_agency(match["agency"] or ""):
        return all(map(_is_name_part, re.split(r"[\s/-]+", place)))
    following = paragraph[match.end() :].lstrip(_OPENING)[:1]
    return len(place) > 3 and place.isupper() and following.isupper() and not paragraph.isupper()


def _lost_case(match: re.Match[str]) -> bool:
    """`Mexico city, april 1 - `: a month in small letters says that the wire sent everything so."""
    return (match["month"] or match["month1"] or "").islower()


def _is_name_part(word: str) -> bool:
    return not word[:1].islower() or word in _PARTICLES or word[1:2] in {"'", "’"}


def _date(match: re.Match[str]) -> datetime.date | None:
    if not match["year"]:
        return None
    month = _MONTHS.index((match["month"] or match["month1"])[:3].lower()) + 1
    try:
        return datetime.date(int(match["year"]), month, int(match["day"] or match["day1"]))
    except ValueError:
        return None
