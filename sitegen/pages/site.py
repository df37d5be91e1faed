"""What every page says of the site it is part of."""

from __future__ import annotations

import re

from sitegen.languages import Words, words_of
from sitegen.lettering import can_draw
from sitegen.model import ENTITY_TYPES, LABELS, Config, Corpus
from sitegen.pages import networks
from sitegen.pages.labels import labels
from sitegen.urls import CARD, FAVICON, ICON, SEARCH
from sitegen.views import Licence, Link, Picture, SiteView

FEED, DATA = "/feed.xml", "/feed.json"

ICON_SIZE, CARD_SIZE = (180, 180), (1200, 630)
"""In pixels: what Apple's devices ask for as a touch icon, and https://ogp.me's shape for a large card."""

_KIND = r"(?P<kind>by(?:[ -]nc)?(?:[ -](?:sa|nd))?)"
_CC_ADDRESS = re.compile(
    rf"https?://creativecommons\.org/(?:licenses/{_KIND}|publicdomain/zero)/(?P<version>\d\.\d)/?(?:deed[.\w-]*)?",
    re.IGNORECASE,
)
_CC_NAME = re.compile(rf"(?:cc[ -]{_KIND}|cc0)[ -](?P<version>\d\.\d)", re.IGNORECASE)


def site_view(corpus: Corpus, config: Config) -> SiteView:
    words = words_of(config)
    has_pictures = can_draw()
    return SiteView(
        title=config.title,
        description=config.description,
        language=config.language,
        nav=navigation(corpus, words),
        menu=tuple(Link(text.title, text.url) for text in corpus.texts if text.menu),
        feed=FEED,
        data=DATA,
        licence=licence(config.licence) if config.licence else None,
        copyright=config.copyright,
        noindex=config.noindex,
        direction=words.direction,
        languages=config.languages,
        search=Link(words("search"), SEARCH) if config.search and corpus.articles else None,
        favicon=FAVICON,
        icon=Picture(ICON, *ICON_SIZE) if has_pictures else None,
        card=Picture(CARD, *CARD_SIZE) if has_pictures else None,
    )


def licence(written: str) -> Licence:
    """From a name or an address; of the licences of Creative Commons each gives the other.

    The addresses are those of creativecommons.org, the names theirs or SPDX's (`CC-BY-4.0`).
    """
    if match := _CC_ADDRESS.fullmatch(written):
        kind, version = match["kind"], match["version"]
        return Licence(f"CC {kind.upper()} {version}" if kind else f"CC0 {version}", written)
    if match := _CC_NAME.fullmatch(written):
        kind, version = match["kind"], match["version"]
        deed = f"licenses/{kind.lower().replace(' ', '-')}" if kind else "publicdomain/zero"
        return Licence(written, f"https://creativecommons.org/{deed}/{version}/")
    if "://" in written:
        return Licence(written.partition("://")[2].rstrip("/"), written)
    return Licence(written, "")


def has_feed(count: int, config: Config) -> bool:
    """Whether a person, organization, place, author or topic of so many articles has a feed."""
    return count >= config.feed_min_articles


def feed_of(url: str, count: int, config: Config) -> str | None:
    return url + FEED[1:] if has_feed(count, config) else None


def data_of(url: str, count: int, config: Config) -> str | None:
    return url + DATA[1:] if has_feed(count, config) else None


def markdown_of(url: str, config: Config, *, noindex: bool = False) -> str | None:
    """Where the Markdown copy of a page is, which cannot say for itself that it is not to be indexed."""
    return f"{url}index.md" if config.markdown and not (noindex or config.noindex) else None


def navigation(corpus: Corpus, words: Words) -> tuple[Link, ...]:
    """The sections that have something in them."""
    present = {type_ for type_, _ in corpus.entities}
    sections = [kind.plural for kind in ENTITY_TYPES.values() if kind.name in present]
    sections += [section for section in LABELS.values() if labels(corpus, section)]
    sections += ["storylines"] if corpus.storylines else []
    links = [Link(words(section), f"/{section}/") for section in sections]
    return (*links, *networks.links(corpus, words), Link(words("archive"), "/#years")) if corpus.articles else ()
