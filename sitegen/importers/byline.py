"""Who wrote it: `By Nellie Bly, Ida B. Wells and Ernie Pyle, Reuters`."""

from __future__ import annotations

import re

from sitegen.importers import casing
from sitegen.text import fold_space

_BETWEEN = re.compile(r"[,;&]|\band\b", re.I)
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.I)
_AGENCY = (
    r"(?:Thomson )?Reuters?|(?:The )?Associated Press|United Press(?: International)?|Agence France-Presse"
    r"|(?:The )?(?:Press Association|Canadian Press)|AF?P|UPI|DPA|TASS|ITAR-TASS|ANSA|EFE|Xinhua|Kyodo|Bloomberg"
    r"|[\w' -]{0,40}(?:Agency|Desk|Press|Service|News|Wire)"
)
_NOT_A_NAME = re.compile(
    rf"(?:{_AGENCY}|(?:[\w-]{{1,30}} ){{0,4}}(?:correspondent|editor|writer|reporter|bureau|staff))s?", re.I
)
_OF_AGENCY = re.compile(rf" (?:of|for) (?:{_AGENCY})", re.I)
_KNOWN_AGENCY = re.compile(_AGENCY, re.I)


def authors(byline: str) -> tuple[str, ...]:
    """The names of a byline, without what follows them: an agency, a post. A byline that is only that is kept."""
    names: list[str] = []
    for part in map(fold_space, _BETWEEN.split(byline)):
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f", {part.title() if part[0] in 'JSjs' else part}"
        elif part and not (names and _NOT_A_NAME.fullmatch(part)):
            names.append(casing.person(_without_agency(part)))
    return tuple(dict.fromkeys(names))


def is_agency(name: str) -> bool:
    """Whether this is how a news agency signs."""
    return _KNOWN_AGENCY.fullmatch(name) is not None


def _without_agency(part: str) -> str:
    match = _OF_AGENCY.search(part)
    return part[: match.start()] if match and match.end() == len(part) else part
