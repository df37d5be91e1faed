"""What every page says of the site it is part of."""

from __future__ import annotations

from sitegen.model import ENTITY_TYPES, Config, Corpus
from sitegen.pages import networks
from sitegen.views import Link, SiteView

FEED = "/feed.xml"


def site_view(corpus: Corpus, config: Config) -> SiteView:
    return SiteView(
        title=config.title,
        description=config.description,
        language=config.language,
        nav=navigation(corpus),
        menu=tuple(Link(text.title, text.url) for text in corpus.texts if text.menu),
        feed=FEED,
    )


def navigation(corpus: Corpus) -> tuple[Link, ...]:
    """The sections that have something in them."""
    present = {type_ for type_, _ in corpus.entities}
    sections = [kind.plural for kind in ENTITY_TYPES.values() if kind.name in present]
    sections += ["authors"] if any(article.authors for article in corpus.articles.values()) else []
    sections += ["topics"] if any(article.topics for article in corpus.articles.values()) else []
    sections += ["storylines"] if corpus.storylines else []
    links = [Link(section.capitalize(), f"/{section}/") for section in sections]
    return (*links, *networks.links(corpus), Link("Archive", "/#years")) if corpus.articles else ()
