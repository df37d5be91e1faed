"""What a page says of itself to machines in the words of https://schema.org: JSON-LD 1.1, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from sitegen.model import ENTITY_TYPES
from sitegen.text import moment
from sitegen.views import (
    ArticleCard,
    ArticleView,
    EntityCard,
    EntityGroup,
    EntityView,
    Head,
    HomeView,
    Link,
    ListView,
    SiteView,
    StorylineView,
    TextView,
)

Absolute: TypeAlias = Callable[[str], str]
"""From a path of the site to an address for use outside."""

Node: TypeAlias = dict[str, Any]

_DESKS = frozenset("agency bureau correspondents desk editors newsroom service staff team".split())
"""Last words of bylines that name no person."""


def linked_data(view: Any, site: SiteView, absolute: Absolute) -> Node:
    """The graph of a page: what it is, and the way to it."""
    describe = _DESCRIBED.get(type(view), _collection)
    nodes = [describe(view, site, absolute)]
    if view.head.crumbs:
        nodes.append(_way(view.head, site, absolute))
    return {"@context": "https://schema.org", "@graph": nodes}


# --- pages ----------------------------------------------------------------------------------------------------


def _article(view: ArticleView, site: SiteView, absolute: Absolute) -> Node:
    about = [_brief(card, absolute) for card in _cards(view.about)]
    mentions = [_brief(card, absolute) for card in _cards(view.mentioned)]
    return _filled(
        {
            **_page("NewsArticle", view.head, site, absolute),
            "inLanguage": view.language or site.language,
            "mainEntityOfPage": absolute(view.head.url),
            "headline": view.title,
            "datePublished": moment(view.date, view.time),
            "dateline": view.location,
            "author": [_author(author, absolute) for author in view.authors],
            "publisher": _publisher(site, absolute),
            "about": about,
            "mentions": mentions,
            "keywords": [topic.text for topic in view.topics],
            "copyrightNotice": view.rights or site.copyright,
            "isBasedOn": view.source_url,
        }
    )


def _entity(view: EntityView, site: SiteView, absolute: Absolute) -> Node:
    return {**_page("CollectionPage", view.head, site, absolute), "mainEntity": _profile(view, absolute)}


def _profile(view: EntityView, absolute: Absolute) -> Node:
    """The person, organization or place itself."""
    is_located = view.latitude is not None and view.longitude is not None
    return _filled(
        {
            "@type": ENTITY_TYPES[view.type].schema,
            "name": view.name,
            "url": absolute(view.head.url),
            "alternateName": [name.name for name in view.names if name.name != view.name],
            "description": view.description,
            "sameAs": view.same_as,
            "geo": {"@type": "GeoCoordinates", "latitude": view.latitude, "longitude": view.longitude}
            if is_located
            else None,
            "containedInPlace": view.country
            and {"@type": "Country", "name": view.country.text, "url": absolute(view.country.url)},
        }
    )


def _list(view: ListView, site: SiteView, absolute: Absolute) -> Node:
    page = _page("CollectionPage", view.head, site, absolute)
    if view.head.kind != "authors":
        return page
    return {**page, "mainEntity": _author(Link(view.title, view.head.url), absolute)}


def _storyline(view: StorylineView, site: SiteView, absolute: Absolute) -> Node:
    return {
        **_page("CollectionPage", view.head, site, absolute),
        "about": [_brief(card, absolute) for card in _cards(view.about)],
        "hasPart": [_part(card, absolute) for card in view.articles],
    }


def _home(view: HomeView, site: SiteView, absolute: Absolute) -> Node:
    return _filled(
        {
            **_site(site, absolute),
            "description": view.head.description,
            "inLanguage": site.language,
            "publisher": _publisher(site, absolute),
            "license": _licence(site),
            "copyrightNotice": site.copyright,
        }
    )


def _text(view: TextView, site: SiteView, absolute: Absolute) -> Node:
    return _page("WebPage", view.head, site, absolute)


def _collection(view: Any, site: SiteView, absolute: Absolute) -> Node:
    return _page("CollectionPage", view.head, site, absolute)


_DESCRIBED: Mapping[type, Callable[[Any, SiteView, Absolute], Node]] = {
    ArticleView: _article,
    EntityView: _entity,
    HomeView: _home,
    ListView: _list,
    StorylineView: _storyline,
    TextView: _text,
}


# --- parts ----------------------------------------------------------------------------------------------------


def _page(type_: str, head: Head, site: SiteView, absolute: Absolute) -> Node:
    return _filled(
        {
            "@type": type_,
            "url": absolute(head.url),
            "name": head.title if type_ != "NewsArticle" else None,
            "description": head.description,
            "inLanguage": site.language,
            "isPartOf": _site(site, absolute),
            "license": _licence(site),
        }
    )


def _site(site: SiteView, absolute: Absolute) -> Node:
    return {"@type": "WebSite", "name": site.title, "url": absolute("/")}


def _publisher(site: SiteView, absolute: Absolute) -> Node:
    return {"@type": "Organization", "name": site.title, "url": absolute("/")}


def _licence(site: SiteView) -> Node | str | None:
    if site.licence is None:
        return None
    return site.licence.address or {"@type": "CreativeWork", "name": site.licence.name}


def _author(author: Link, absolute: Absolute) -> Node:
    is_desk = author.text.rpartition(" ")[2].lower() in _DESKS
    type_ = "Organization" if is_desk else "Person"
    return {"@type": type_, "name": author.text, "url": absolute(author.url)}


def _cards(groups: Iterable[EntityGroup]) -> list[EntityCard]:
    return [card for group in groups for card in group.entities]


def _brief(card: EntityCard, absolute: Absolute) -> Node:
    node: Node = {"@type": ENTITY_TYPES[card.type].schema, "name": card.name}
    if card.url:
        node["url"] = absolute(card.url)
    if card.same_as:
        node["sameAs"] = card.same_as
    return node


def _part(card: ArticleCard, absolute: Absolute) -> Node:
    return _filled(
        {
            "@type": "NewsArticle",
            "url": absolute(card.url),
            "headline": card.title,
            "datePublished": card.date.isoformat(),
            "inLanguage": card.language,
        }
    )


def _way(head: Head, site: SiteView, absolute: Absolute) -> Node:
    """The page itself, the last step, needs no address."""
    steps = [(link.text, absolute(link.url)) for link in (Link(site.title, "/"), *head.crumbs)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            _filled({"@type": "ListItem", "position": place, "name": name, "item": address})
            for place, (name, address) in enumerate([*steps, (head.title, "")], 1)
        ],
    }


def _filled(node: Node) -> Node:
    return {key: value for key, value in node.items() if value}
