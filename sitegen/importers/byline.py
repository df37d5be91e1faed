"""Who wrote it: `By Nellie Bly, Ida B. Wells and Ernie Pyle, Reuters`."""

from __future__ import annotations

import re

from sitegen import gazetteer
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


_OWN_LINE = re.compile(r"B[Yy] (?P<authors>[^\W\d_][^\n!?;:]{1,100})")
_AT_END = re.compile(r"(?P<title>.*\S)\s+By\s+(?P<authors>[^\W\d_][^\n!?;:]{1,100})")
_DESK = re.compile(r"[A-Z][\w' -]{0,40} Desk")
_NAME = re.compile(r"(?:[^\W\d_]\.){1,3}|[^\W\d_](?:[^\W\d_]|['’-](?=\w))*\.?")
_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}")


def of_line(line: str) -> tuple[str, ...]:
    """Whom a line of its own names, `By Ann Reeve`; nobody where it says anything else."""
    match = _OWN_LINE.fullmatch(line)
    names = authors(match["authors"]) if match else ()
    return names if all(_NOT_A_NAME.fullmatch(name) or _is_person(name) for name in names) else ()


def of_headline(line: str) -> tuple[str, tuple[str, ...]]:
    """A headline and whom it ends with: `Two ships collide By Ann Reeve`. `Bought By Example Corp` is all headline.

    A capital says nothing in a headline that has one on each word. In one of capitals alone `By` stands out, so
    there the given name need not be a known one.
    """
    match = _AT_END.fullmatch(line)
    if not match or not (match["title"].isupper() or _is_in_sentence_case(match["title"])):
        return line, ()
    names = authors(match["authors"])
    stands_out = match["title"].isupper()
    is_signed = names and all(_signs(name, stands_out=stands_out) for name in names)
    return (match["title"], names) if is_signed else (line, ())


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


def _is_in_sentence_case(title: str) -> bool:
    words = _LONG_WORD.findall(title.partition(" ")[2])
    small = sum(map(str.islower, words))
    return small * 2 >= len(words) and small > 0


def _is_person(name: str) -> bool:
    """Whether it is formed as a name, and of no words that name something else."""
    words = name.partition(",")[0].split()
    lexicon = gazetteer.lexicon()
    bearing = [word for word in words if word not in lexicon.particles]
    other = lexicon.company_suffixes | lexicon.group_suffixes | lexicon.heads | lexicon.calendar | lexicon.groups
    personal = lexicon.given_names | lexicon.surnames
    return (
        1 < len(bearing) <= 4
        and len(words) <= 6
        and all(_NAME.fullmatch(word) and word[0].isupper() for word in bearing)
        and not any(
            word not in personal and (word in other or word.lower() in lexicon.ordinary or gazetteer.demonym(word))
            for word in bearing
        )
        and len(bearing[-1].strip(".")) > 1
        and not gazetteer.place(name)
        and name not in gazetteer.fixed_names()
    )


def _signs(name: str, *, stands_out: bool) -> bool:
    if _DESK.fullmatch(name):
        return True
    return _is_person(name) and (_is_known(name) or (stands_out and _is_nothing_else(name)))


def _is_known(name: str) -> bool:
    """Whether the words say that it is a person: `Rose Brothers` and `Georgia Pacific` are more likely firms."""
    first, *_, last = name.partition(",")[0].split()
    lexicon = gazetteer.lexicon()
    is_thing = last.lower() in lexicon.ordinary or gazetteer.place(last) is not None
    is_odd = first.lower() in lexicon.ordinary or first in lexicon.calendar or gazetteer.place(first) is not None
    return first in lexicon.given_names and not (is_thing and is_odd)


def _is_nothing_else(name: str) -> bool:
    return not any(
        word.lower() in gazetteer.lexicon().ordinary or gazetteer.place(word)
        for word in name.partition(",")[0].split()
    )


def _without_agency(part: str) -> str:
    match = _OF_AGENCY.search(part)
    return part[: match.start()] if match and match.end() == len(part) else part
