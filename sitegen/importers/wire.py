"""Wire copy: a header line, then paragraphs between blank lines. The header, or any part of it, may be missing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace

from sitegen.errors import Invalid, Problem
from sitegen.importers import Imported, byline, dateline
from sitegen.importers.decode import decode, position
from sitegen.model import Block, Seed, Story
from sitegen.text import fold_space

# No repetition below can give back what the next one takes again: matching stays linear in hostile text.
_HEADER = re.compile(
    r"(?:(?P<title>.*)\s)?date\s+(?P<date>\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(?:\s+[Bb][Yy](?:\s+(?P<authors>\S.*))?)?"
)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_PATH_DATE = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)([-/_]?)(\d\d)\2(\d\d)(?!\d)")
_BYLINE = re.compile(r"[Bb][Yy] (?P<authors>[^\W\d_][^\n.!?;:]{1,80}(?:\.[^\n.!?;:]{1,80}){0,4})")

_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s|$)|[。！？।؟۔]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKUP = re.compile(
    r"<(?:[!?]|(?:html|head|body|div|p|article|section|rss|feed|svg|script)\b)|[\[{]\s*[\"\[{}\]]", re.I
)
_OPEN_END = re.compile(r".*(?:[^\s.!?:;,…。！？।؟۔\-–—\"'”’)\]]|\b\w\.\w\.)[\"'”’)\]]*")
_TITLE_LIMIT = 140

_SUBHEAD_LIMIT = 80
_SUBHEAD = re.compile(r"[\"'“‘]?\w.*")
_COLUMNS = re.compile(r"\t|\s\s|\.\.|--|\d[./]\d+\)?$|\d[./]\d.*\d[./]\d")
_SIGN_OFFS = frozenset({"ENDITEM", "REUTER", "REUTERS"})

_DESK = (
    r"(?:report|writ|edit|compil|contribut|translat|research|photograph|produc)(?:ing|ed|ion|y)?|written|reports"
    r"|graphics?|photos?|data|additional|further|with|and"
)
_CREDITS = re.compile(rf"(?:{_DESK})\b(?:[,\s]{{1,2}}(?:{_DESK})\b){{0,5}} by\s\S", re.I)


class WireImporter:
    """Reads any text that is an article, under any file name."""

    name = "wire"

    def accepts(self, seed: Seed) -> bool:  # noqa: ARG002
        return True

    def read(self, seed: Seed) -> Imported:
        path, text, problems = _decoded(seed)
        start = len(text) - len(text.lstrip())
        first, _, rest = text[start:].partition("\n")
        if header := _HEADER.fullmatch(first.rstrip()):
            return Imported(_with_header(path, text, start, header, _paragraphs(rest)), problems)
        story = _without_header(path, seed.received, _paragraphs(text))
        return Imported(story, problems + _guesses(path, story))


def plain_story(seed: Seed) -> Imported:
    """All of a file as copy, whatever its first line looks like."""
    _, text, problems = _decoded(seed)
    return Imported(_story(_paragraphs(text)), problems)


def _decoded(seed: Seed) -> tuple[str, str, tuple[Problem, ...]]:
    path = f"content/{seed.path}"
    text, problems = decode(seed.data, path)
    if not text.strip():
        raise Invalid(Problem(path, message="the file is empty", hint="put an article in it or remove it"))
    return path, text, problems


# --- the parts of a story -------------------------------------------------------------------------------------


def _with_header(path: str, text: str, start: int, header: re.Match[str], paragraphs: list[str]) -> Story:
    date = _iso_date(header["date"])
    if not date:
        line, column = position(text, start + header.start("date"))
        raise Invalid(Problem(path, line, column, f"date: '{header['date']}' is not a date", "write YYYY-MM-DD"))
    if not paragraphs:
        raise Invalid(
            Problem(path, message="there is a header but no copy", hint="put the article below the header")
        )
    authors = byline.authors(header["authors"] or "")
    if not authors:
        authors, paragraphs = _signed(paragraphs)
    return _story(paragraphs, title=fold_space(header["title"] or "") or None, date=date, authors=authors)


def _without_header(path: str, received: datetime.date, paragraphs: list[str]) -> Story:
    if _MARKUP.match(paragraphs[0]) or not any(map(_has_sentence, paragraphs)):
        hint = "a seed is plain text: a line `TITLE date YYYY-MM-DD By NAME`, a blank line, then paragraphs"
        raise Invalid(Problem(path, message="this is not an article", hint=hint))
    paragraphs = _headed(paragraphs)
    title, authors = byline.of_headline(paragraphs.pop(0)) if _is_title(paragraphs) else (None, ())
    signed = _BYLINE.fullmatch(paragraphs[0]) if len(paragraphs) > 1 and not authors else None
    if signed:
        authors = byline.authors(signed["authors"])
        del paragraphs[0]
    elif not authors:
        authors, paragraphs = _signed(paragraphs)
    story = _story(paragraphs, title=title, authors=authors)
    date = _path_date(path) or story.date
    return replace(story, date=date or received, guessed=() if date else ("date",))


def _signed(paragraphs: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Whom a line before the copy names, and the copy."""
    line, _, rest = paragraphs[0].partition("\n")
    copy = [*filter(None, [rest]), *paragraphs[1:]]
    authors = byline.of_line(line) if copy else ()
    return (authors, copy) if authors else ((), paragraphs)


def _headed(paragraphs: list[str]) -> list[str]:
    """The same, a headline apart from what follows it without a blank line, where a byline says that it is one."""
    line, _, rest = paragraphs[0].partition("\n")
    below = rest.partition("\n")[0]
    if rest and _is_title([line, rest]) and (byline.of_headline(line)[1] or byline.of_line(below)):
        return [line, rest, *paragraphs[1:]]
    return paragraphs


def _story(
    paragraphs: Sequence[str],
    title: str | None = None,
    date: datetime.date | None = None,
    authors: tuple[str, ...] = (),
) -> Story:
    blocks = _blocks(paragraphs)
    opening = next((block.text for block in blocks if block.kind == "paragraph"), "")
    found = dateline.find(opening)
    if not found:
        return Story(blocks, title, date, authors)
    return Story(blocks, title, date or found.date, authors, found.place, found.text)


def _guesses(path: str, story: Story) -> tuple[Problem, ...]:
    if "date" not in story.guessed:
        return ()
    message = f"no date in the file or its name; {story.date} is when it was received"
    return (
        Problem(path, message=message, hint=f"write ` date {story.date}` on the first line", severity="notice"),
    )


def _iso_date(written: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written) if _ISO_DATE.fullmatch(written) else None
    except ValueError:
        return None


def _path_date(path: str) -> datetime.date | None:
    written = ("-".join(match.group(1, 3, 4)) for match in _PATH_DATE.finditer(path))
    return next(filter(None, map(_iso_date, written)), None)


# --- paragraphs and what they are -----------------------------------------------------------------------------


def _paragraphs(text: str) -> list[str]:
    lines = map(str.strip, text.split("\n"))
    return ["\n".join(group) for filled, group in groupby(lines, bool) if filled]


def _blocks(paragraphs: Sequence[str]) -> tuple[Block, ...]:
    last = len(paragraphs) - 1
    credits_from = _credits_start(paragraphs)
    return tuple(
        Block("credits", text)
        if number >= credits_from
        else Block("subhead" if number < last and _is_subhead(text) else "paragraph", text)
        for number, text in enumerate(paragraphs)
    )


def _credits_start(paragraphs: Sequence[str]) -> int:
    start = len(paragraphs)
    while start > 1 and _is_credits(paragraphs[start - 1]):
        start -= 1
    return start


def _is_credits(text: str) -> bool:
    """`(Reporting by …)`; without brackets only when it is no sentence: `Reporting by …; Editing by …`."""
    if text[0] in "([":
        return text[-1] in ")]" and _CREDITS.match(text, 1) is not None
    return text[0].isupper() and text[-1] not in ".!?" and _CREDITS.match(text) is not None


def _is_title(paragraphs: Sequence[str]) -> bool:
    first = paragraphs[0]
    return (
        len(paragraphs) > 1
        and len(first) <= _TITLE_LIMIT
        and _OPEN_END.fullmatch(first) is not None
        and not _BYLINE.fullmatch(first)
        and not dateline.find(first)
    )


def _is_subhead(text: str) -> bool:
    """Capitals that head what follows: neither a row of a table, nor an acronym, nor how an agency signs off."""
    if not (text.isupper() and len(text) <= _SUBHEAD_LIMIT and _OPEN_END.fullmatch(text) and _SUBHEAD.match(text)):
        return False
    letters, digits = (sum(map(test, text)) for test in (str.isalpha, str.isdigit))
    if _COLUMNS.search(text) or digits * 3 >= letters * 2:
        return False
    return " " in text or (letters > 5 and text not in _SIGN_OFFS)


def _has_sentence(paragraph: str) -> bool:
    words = _WORD.findall(paragraph)
    return _SENTENCE_END.search(paragraph) is not None and (len(words) > 3 or not paragraph.isascii())
