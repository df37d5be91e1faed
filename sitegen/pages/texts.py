"""Hand-written pages, the page for addresses that lead nowhere, and pages for addresses that moved."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from sitegen.languages import words_of
from sitegen.markup import with_full_addresses
from sitegen.model import Config, Corpus, Page
from sitegen.pages.cards import entity_cards
from sitegen.pages.site import markdown_of
from sitegen.text import fold_space
from sitegen.urls import Urls
from sitegen.views import EntityGroup, Head, IndexView, NotFoundView, RedirectView, TextView


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:
    for text in corpus.texts:
        description = fold_space(text.title)
        markdown = markdown_of(text.url, config)
        head = Head(title=text.title, description=description, url=text.url, kind="page", markdown=markdown)
        view = TextView(head, text.title, text.body)
        yield Page(text.url, "page.html", view, (text.path,))
        if markdown:
            body = with_full_addresses(text.body, Urls(config.base_url).absolute(""))
            yield Page(markdown, "page.md", TextView(head, text.title, body), (text.path,), listed=False)


def not_found(corpus: Corpus, config: Config) -> Iterable[Page]:  # noqa: ARG001
    words = words_of(config)
    head = Head(
        title=words("not_found"),
        description=words("not_found_in", title=config.title),
        url="/404.html",
        kind="404",
        noindex=True,
    )
    yield Page("/404.html", "404.html", NotFoundView(head), ("the page for addresses not found",), listed=False)


def choices(corpus: Corpus, config: Config) -> Iterable[Page]:
    """Pages at addresses that one entity had and that now could mean several: what is there stays findable."""
    words = words_of(config)
    for url, choice in corpus.choices.items():
        names = words.join(corpus.entities[key].name for key in choice.keys)
        description = words("could_mean", name=choice.name, names=names)
        group = EntityGroup(words("could_be"), None, entity_cards(corpus, choice.keys), id="could-be")
        view = IndexView(
            Head(title=choice.name, description=description, url=url, kind="index", noindex=True),
            choice.name,
            (group,),
        )
        yield Page(url, "index.html", view, (f"the choice of {choice.name}",), listed=False)


def redirects(corpus: Corpus, config: Config) -> Iterable[Page]:
    title = words_of(config)("moved")
    for redirect in corpus.redirects:
        page = urlsplit(redirect.target).path
        head = Head(title=title, description="", url=page, kind="redirect")
        view = RedirectView(head, redirect.target)
        sources = (f"the redirect to {redirect.target}",)
        yield Page(redirect.url, "redirect.html", view, sources, listed=False, place=redirect.place)
