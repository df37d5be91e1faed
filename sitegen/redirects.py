"""content/redirects.yaml: addresses that moved. sitegen adds lines at its end and alters none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import unquote

from msgspec import Struct, field

from sitegen import yamltext
from sitegen.errors import Invalid, Problem
from sitegen.model import Redirect

FILE = "content/redirects.yaml"

HEADING = """\
# Addresses that moved: who comes to one is led on to the other. sitegen adds a line at the end when the page of an
# article or an entity moves; lines of your own are as good. Of two about one address the later one holds.
"""

_NAME = r"[^/?#\\\s\x00-\x1f\x7f-\x9f]{1,80}"
"""Of a folder or file: what every server and file system takes, of any script (255 bytes)."""

_OLD = re.compile(rf"(?:/(?!\.{{1,2}}/){_NAME})*/(?:{_NAME}\.html?)?")
_NEW = re.compile(rf"(?:/(?!\.{{1,2}}/){_NAME})*/(?:{_NAME}\.\w+)?(?:[?#][^\s\x00-\x1f\x7f-\x9f]*)?")


class Entry(Struct, frozen=True):
    """A line: an address as a server has it, where it leads, and where that is said."""

    url: str
    target: str
    line: int
    column: int


class _Line(Struct, forbid_unknown_fields=True):
    url: str = field(name="from")
    target: str = field(name="to")


def parse_redirects(text: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The entries in `text`. One that is wrong is reported and left out.

    Raises Invalid where the whole file cannot be read: to go on without it would lose every address in it.
    """
    data = yamltext.load(text, FILE)
    if data is None:
        return (), ()
    if not isinstance(data, list):
        raise Invalid(Problem(FILE, 1, 1, "the redirects are not a list", "write `- {from: /old/, to: /new/}`"))
    entries: list[Entry] = []
    problems: list[Problem] = []
    for index, item in enumerate(data):
        at = f"$[{index}]"
        try:
            line = yamltext.convert(item, _Line, text, FILE, at=at)
            old = unquote(line.url).removesuffix("index.html")
            for name, value, form in (("from", old, _OLD), ("to", line.target, _NEW)):
                if not form.fullmatch(value):
                    hint = "write a path from the root of the site, as /people/john-glenn/"
                    place = yamltext.position(text, f"{at}.{name}")
                    raise Invalid(Problem(FILE, *place, f"{name}: {value!r} is not an address of this site", hint))
        except Invalid as invalid:
            problems += invalid.problems
        else:
            entries.append(Entry(old, line.target, *yamltext.position(text, at)))
    return tuple(entries), tuple(problems)


def combine(
    entries: Iterable[Entry], derived: Iterable[Redirect], live: Collection[str]
) -> tuple[tuple[Redirect, ...], tuple[Problem, ...]]:
    """Where every address leads that moved, at once and not by way of others, and the lines to be told about.

    `derived` are the redirects that other files imply; a line holds against them. `live` are addresses of pages,
    which no redirect takes.
    """
    lines = {entry.url: entry for entry in entries}
    implied = {redirect.url: redirect.target for redirect in derived}
    problems: list[Problem] = []
    ends: dict[str, str] = {}
    for entry in lines.values():
        end, steps = _follow(entry, lines, implied, live)
        if entry.url in live:
            message, hint = f"{entry.url} is the address of a page; the line does nothing", "delete it"
            problems.append(_at(entry, message, hint, is_error=False))
        elif end is None:
            problems.append(_at(entry, f"{entry.url} leads in a circle", "mend or delete one of its lines"))
        else:
            ends[entry.url] = end
            if steps > 1:
                problems.append(_at(entry, f"{entry.target} has moved on to {end}", "write that", is_error=False))
            if implied.get(entry.url, end) != end:
                message = f"{entry.url} would lead to {implied[entry.url]} without this line"
                problems.append(_at(entry, message, "the line holds", is_error=False))
    found = {url: Redirect(url, target) for url, target in implied.items() if url not in live}
    found |= {url: Redirect(url, end, (FILE, lines[url].line, lines[url].column)) for url, end in ends.items()}
    return tuple(redirect for _, redirect in sorted(found.items())), tuple(problems)


def _follow(
    entry: Entry, lines: Mapping[str, Entry], implied: Mapping[str, str], live: Collection[str]
) -> tuple[str | None, int]:
    """Where an entry leads in the end (None: in a circle), and after how many lines."""
    passed, end = {entry.url}, entry.target
    while end not in live and end in lines:
        if end in passed:
            return None, len(passed)
        passed.add(end)
        end = lines[end].target
    if end in passed:
        return None, len(passed)
    return (end if end in live else implied.get(end, end)), len(passed)


def _at(entry: Entry, message: str, hint: str, *, is_error: bool = True) -> Problem:
    return Problem(FILE, entry.line, entry.column, message, hint, "error" if is_error else "notice")


def added(text: str, entries: Iterable[Entry], moves: Iterable[Redirect]) -> str:
    """The text of the file with `moves` at its end, and whatever led to an old address led on to the new one.

    Raises Invalid where the file is written in a way that nothing can be added to.
    """
    before = {entry.url: entry.target for entry in entries}
    new: dict[str, str] = {}
    for move in moves:
        new |= {url: move.target for url, target in before.items() if target == move.url and url != move.target}
        new[move.url] = move.target
    lines = [f"- {{from: {url}, to: {target}}}\n" for url, target in new.items() if before.get(url) != target]
    start = text or HEADING
    result = (start if start.endswith("\n") else f"{start}\n") + "".join(lines)
    try:
        found, _ = parse_redirects(result)
    except Invalid:
        found = ()
    if len(found) < len(before.keys() | new.keys()):
        hint = f"write the list as lines that begin with `- `, or add {''.join(lines).strip()}"
        raise Invalid(Problem(FILE, message="an address moved and cannot be noted", hint=hint))
    return result
