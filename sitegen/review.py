"""The review report: what the tool is unsure of, for a person to decide in content/entities.yaml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from sitegen.markup import escape_inline
from sitegen.model import EntityKey, Outline, Resolution, Ruling
from sitegen.names import find_forms
from sitegen.text import Sentences, fold_space

SNIPPETS = 5
"""How many articles of a doubtful form are quoted."""
KEPT = 64
"""Articles whose words are kept: many a line may quote the same."""
NAMESAKES = frozenset({"namesake"})
"""Rules that tell people of one name apart by what they do."""


def review(
    resolution: Resolution,
    unclear: Mapping[str, Iterable[tuple[str, str, str]]],
    articles: Mapping[str, Outline],
    text_of: Callable[[str], str],
) -> str:
    """Markdown. `text_of` gives the words of an article by its path.

    `unclear` are forms that could mean several in one seed, as (form, before, after), by seed.
    """
    text_of = lru_cache(KEPT)(text_of)
    ambiguous = [ruling for ruling in resolution.rulings if ruling.candidates]
    apart = [ruling for ruling in resolution.rulings if ruling.rule in NAMESAKES and ruling.key]
    sections = (
        (
            "Could mean several",
            "An alias in content/entities.yaml decides.",
            _rulings(ambiguous, articles, text_of),
        ),
        ("Several bearers in one article", "", _unclear(unclear)),
        ("Kept apart", "A merge in content/entities.yaml makes them one.", _rulings(apart, articles, text_of)),
        (
            "Without a page",
            "Seen too seldom or too unsure; an entry in content/entities.yaml gives a page.",
            _faint(resolution, text_of),
        ),
    )
    lines = ["# For review", "", "What could mean several links nowhere until somebody decides."]
    for title, advice, parts in sections:
        if found := list(parts):
            lines += ["", f"## {title}", *(["", advice] if advice else []), *found]
    return "\n".join(lines) + "\n"


def _rulings(
    rulings: Iterable[Ruling], articles: Mapping[str, Outline], text_of: Callable[[str], str]
) -> Iterator[str]:
    rulings = sorted(rulings, key=lambda ruling: (ruling.name, ruling.type, ruling.key or ("", "")))
    listing = _listing({(ruling.type, ruling.name) for ruling in rulings if not ruling.articles}, articles)
    for ruling in rulings:
        outcome = f"`{ruling.key[1]}`" if ruling.key else " or ".join(f"`{id_}`" for _, id_ in ruling.candidates)
        yield from ("", f"### {escape_inline(ruling.name)}", "", f"{outcome}: {escape_inline(ruling.because)}.", "")
        paths = ruling.articles or listing[ruling.type, ruling.name]
        yield from _quotes(ruling.name, sorted(paths), text_of)


def _faint(resolution: Resolution, text_of: Callable[[str], str]) -> Iterator[str]:
    where: dict[EntityKey, list[str]] = defaultdict(list)
    for path, listing in resolution.listings.items():
        for key in listing:
            if key in resolution.faint:
                where[key].append(path)
    for key, entity in sorted(resolution.faint.items()):
        yield from ("", f"### {escape_inline(entity.name)} ({entity.type})", "")
        yield from _quotes(entity.name, sorted(where[key]), text_of)


def _unclear(unclear: Mapping[str, Iterable[tuple[str, str, str]]]) -> Iterator[str]:
    by_form: dict[str, list[str]] = defaultdict(list)
    for seed, found in sorted(unclear.items()):
        for form, before, after in found:
            by_form[form].append(f"- content/{seed}: {_marked(before, form, after)}")
    for form, quotes in sorted(by_form.items()):
        yield from ("", f"### {escape_inline(form)}", "", *quotes[:SNIPPETS])


def _listing(
    labels: Collection[tuple[str, str]], articles: Mapping[str, Outline]
) -> dict[tuple[str, str], list[str]]:
    """The paths of the articles that list each of these types and names."""
    found: dict[tuple[str, str], list[str]] = {label: [] for label in labels}
    for path, article in articles.items() if labels else ():
        for label in {(ref.type, ref.name) for ref in article.entities} & found.keys():
            found[label].append(path)
    return found


def _quotes(form: str, paths: list[str], text_of: Callable[[str], str]) -> Iterator[str]:
    yield from (_quote(form, path, text_of(path)) for path in paths[:SNIPPETS])
    if len(paths) > SNIPPETS:
        yield f"- and {len(paths) - SNIPPETS} more"


def _quote(form: str, path: str, text: str) -> str:
    hits = find_forms(text, {form: ("", "")})
    if not hits:
        return f"- {path}"
    low, high = Sentences(text).around(hits[0].start, hits[0].end)
    return f"- {path}: {_marked(text[low : hits[0].start], form, text[hits[0].end : high])}"


def _marked(before: str, form: str, after: str) -> str:
    return fold_space(f"{escape_inline(before)}**{escape_inline(form)}**{escape_inline(after)}")
