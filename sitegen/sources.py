"""What people may edit, read and understood: settings, rules, redirects, theme, words; the folders of content/."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator

import msgspec
from msgspec import Struct

from sitegen import recognisers, search, yamltext
from sitegen import store as disk
from sitegen.authority import parse_authority
from sitegen.cache import digest
from sitegen.config import parse_config
from sitegen.convert import Recipe
from sitegen.document import parse_page
from sitegen.errors import Invalid, Problem
from sitegen.intake import Files, Texts, look_at, not_a_page
from sitegen.languages import FOLDER as LANGUAGES
from sitegen.languages import language_problems, read_languages
from sitegen.model import Authority, Config, Languages, TextPage, Theme
from sitegen.redirects import Entry, parse_redirects
from sitegen.store import Store
from sitegen.styles import minified
from sitegen.workers import Workers


class Sources(Struct, frozen=True):
    """What people may edit: settings, rules and redirects (with their texts) and theme, read and understood."""

    config: Config
    authority: Authority
    rules: str
    redirects: tuple[Entry, ...]
    addresses: str
    theme: Theme
    problems: tuple[Problem, ...]

    @property
    def recipe(self) -> Recipe:
        return Recipe(self.config.recogniser, self.authority)


class Folders(Struct, frozen=True):
    """The files below content/."""

    seeds: Files
    articles: Files
    pages: Files

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.seeds.problems, *self.articles.problems, *self.pages.problems)

    def digest(self) -> str:
        """Of all that a build reads of them. A seed without a date has that of its file."""
        received = [disk.day_of(self.seeds.stamps[path]).isoformat() for path in self.seeds.digests]
        found = [folder.digests for folder in (self.seeds, self.articles, self.pages)]
        return digest(msgspec.msgpack.encode((received, found, self.problems)))


def read_sources(store: Store, base_url: str | None = None) -> Sources:
    """Settings, rules, redirects and theme. A `base_url` stands in for that of the settings.

    Raises Invalid where one of the first two cannot be read at all, or names no usable recogniser.
    """
    settings = store.read_text(disk.CONFIG, default="")
    config, config_problems = parse_config(settings)
    _check_recogniser(config.recogniser, settings)
    rules = store.read_text(disk.AUTHORITY, default="")
    authority, authority_problems = parse_authority(rules)
    addresses = store.read_text(disk.REDIRECTS, default="")
    redirects, bad_redirects = parse_redirects(addresses)
    if base_url is not None:
        config = msgspec.structs.replace(config, base_url=base_url)
    theme, bad_theme = _theme(store, config, settings)
    languages, bad_words = _languages(store, theme)
    config = msgspec.structs.replace(config, languages=languages)
    config, no_search = _with_search(config)
    problems = (
        *config_problems,
        *authority_problems,
        *bad_redirects,
        *bad_theme,
        *bad_words,
        *language_problems(config, settings),
        *no_search,
    )
    return Sources(config, authority, rules, redirects, addresses, theme, problems)


def _with_search(config: Config) -> tuple[Config, tuple[Problem, ...]]:
    """The settings without search where nothing is installed that makes its index."""
    if not config.search or search.is_installed():
        return config, ()
    return msgspec.structs.replace(config, search=False), (search.missing(),)


def _check_recogniser(name: str, settings: str) -> None:
    try:
        recognisers.load(name)
    except Invalid as invalid:
        line, column = yamltext.position(settings, "$.recogniser")
        raise Invalid(
            *(msgspec.structs.replace(problem, line=line, column=column) for problem in invalid.problems)
        ) from None


def look_around(store: Store, workers: Workers) -> Folders:
    return Folders(*(look_at(store, folder, workers) for folder in (disk.SEEDS, disk.ARTICLES, disk.PAGES)))


def _theme(store: Store, config: Config, settings: str) -> tuple[Theme, tuple[Problem, ...]]:
    """The site's theme; the default one where that cannot be used."""
    try:
        theme = store.read_theme(config.theme)
    except Invalid as invalid:
        line, column = yamltext.position(settings, "$.theme") if settings.strip() else (0, 0)
        return minified(store.read_theme(Config().theme)), tuple(
            msgspec.structs.replace(problem, line=line, column=column) if problem.path == disk.CONFIG else problem
            for problem in invalid.problems
        )
    known: Collection[str] = theme.templates.keys()
    with contextlib.suppress(Invalid):
        known = known if theme.name == Config().theme else store.read_theme(Config().theme).templates.keys()
    return minified(theme), tuple(_misnamed(theme, known))


def _misnamed(theme: Theme, known: Collection[str]) -> Iterator[Problem]:
    """Notices at templates that nothing asks for, whose names are nearly those of some that are asked for."""
    for name in sorted(theme.templates):
        is_own = f"{theme.name}/{name}" in theme.templates and name not in known
        is_used = not is_own or any(name in text for text in theme.templates.values())
        if not is_used and (meant := yamltext.slip(name, known)):
            hint = f"did you mean `{meant}`?"
            yield Problem(theme.origins[name], 0, 0, "nothing is made with this template", hint, "notice")


def _languages(store: Store, theme: Theme) -> tuple[Languages, tuple[Problem, ...]]:
    """What the language files of the theme and of the site add to sitegen's."""
    texts = dict(theme.languages)
    files, problems = store.scan(LANGUAGES)
    for path in files:
        try:
            texts[path] = store.read_text(path)
        except Invalid as invalid:
            problems += invalid.problems
    languages, bad = read_languages(texts, theme.templates.values())
    return languages, (*problems, *bad)


def read_text_pages(store: Store, files: Files) -> tuple[list[TextPage], list[Problem]]:
    problems = [not_a_page(path) for path in files.stamps if not path.endswith(".md")]
    pages = []
    texts = Texts(store, files.digests)
    for path in (path for path in texts if path.endswith(".md")):
        try:
            page, found = parse_page(path, texts[path])
        except Invalid as invalid:
            problems += invalid.problems
        else:
            pages.append(page)
            problems += found
    return pages, problems
