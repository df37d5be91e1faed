"""The pictures that stand for the site: its favicon, the same as a PNG, and the card beside links to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from msgspec import Struct

from sitegen.errors import Problem
from sitegen.languages import words_of
from sitegen.lettering import can_draw, drawable, fit, initial, without_a_font
from sitegen.model import Config, Corpus, Later, Page
from sitegen.urls import CARD, FAVICON, ICON
from sitegen.views import CardView, FaviconView

WIDTH, HEIGHT, BELOW = 1040, 320, 92
"""How wide the words on the card may be, of its 1200, and how high title and description, of its 630."""

TITLE, DESCRIPTION = (132, 120, 108, 96, 88, 80, 72, 64, 56), (40, 36, 32)
"""The sizes that they may have, the best first."""

INSTALL = "pip install resvg-py fonttools fontpkg-noto-serif"


class Facts(Struct, frozen=True, gc=False):
    """What the pictures say."""

    title: str
    description: str


def pages(corpus: Corpus, config: Config) -> Iterable[Page]:  # noqa: ARG001
    facts = partial(_facts, title=config.title, description=config.description)
    source = ("the title in sitegen.yaml",)
    view = FaviconView(config.title, initial(config.title))
    yield Page(FAVICON, "favicon.svg", view, source, listed=False)
    if can_draw():
        yield Page(ICON, "favicon.svg", Later(_icon, facts), source, listed=False)
        yield Page(CARD, "card.svg", Later(_card, facts), source, listed=False)


def problems(config: Config) -> Iterator[Problem]:
    """A notice where the site has no card, or one without words."""
    if not can_draw():
        message = (
            "is not made, the picture that others show beside links to the site: nothing is installed to draw it"
        )
        yield Problem(CARD, message=message, hint=INSTALL, severity="notice")
    elif not drawable(config.title) and (missing := without_a_font(config.title)):
        message = f"has no words: no font is installed that has {missing} of the title"
        hint = "install a package of https://fontpkg.org, or draw the words in a card.svg of your theme"
        yield Problem(CARD, message=message, hint=hint, severity="notice")


def _facts(corpus: Corpus, title: str, description: str) -> Facts:  # noqa: ARG001
    return Facts(title, description)


def _icon(facts: Facts, config: Config) -> FaviconView:  # noqa: ARG001
    return FaviconView(facts.title, drawable(initial(facts.title)))


def _card(facts: Facts, config: Config) -> CardView:
    """Made in a worker: it opens fonts."""
    return CardView(
        heading=fit(drawable(facts.title), WIDTH, HEIGHT, TITLE),
        tagline=fit(drawable(facts.description), WIDTH, BELOW, DESCRIPTION),
        direction=words_of(config).direction,
    )
