"""Hand-written pages, the page for addresses that lead nowhere, and pages for addresses that moved."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.model import Config, Corpus, Page
from sitegen.pages.cards import entity_card
from sitegen.pages.site import navigation
from sitegen.text import fold_space, join_words
from sitegen.views import EntityGroup, Head, IndexView, NotFoundView, RedirectView, TextView


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:  # noqa: ARG001
    for text in corpus.texts:
        description = fold_space(text.title)
        head = Head(title=text.title, description=description, url=text.url, kind="page")
        yield Page(text.url, "page.html", TextView(head, text.title, text.body), (text.path,))


def not_found(corpus: Corpus, config: Config) -> Iterable[Page]:
    head = Head(
        title="Page not found",
        description=f"Not in {config.title}",
        url="/404.html",
        kind="404",
        noindex=True,
    )
    yield Page(
        "/404.html",
        "404.html",
        NotFoundView(head, navigation(corpus)),
        ("the page for addresses not found",),
        listed=False,
    )


def choices(corpus: Corpus, config: Config) -> Iterable[Page]:  # noqa: ARG001
    """Pages at addresses that one entity had and that now could mean several: what is there stays findable."""
    for url, choice in corpus.choices.items():
        description = f"{choice.name} could mean {join_words(corpus.entities[key].name for key in choice.keys)}"
        group = EntityGroup("Could be", "#could-be", tuple(entity_card(corpus, key) for key in choice.keys))
        view = IndexView(
            Head(title=choice.name, description=description, url=url, kind="index"), choice.name, (group,)
        )
        yield Page(url, "index.html", view, (f"the choice of {choice.name}",))


def redirects(corpus: Corpus, config: Config) -> Iterable[Page]:  # noqa: ARG001
    for redirect in corpus.redirects:
        head = Head(title="This page has moved", description="", url=redirect.target, kind="redirect")
        view = RedirectView(head, redirect.target)
        yield Page(redirect.url, "redirect.html", view, (f"the redirect to {redirect.target}",), listed=False)
