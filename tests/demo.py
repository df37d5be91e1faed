"""The pages of the built demo archive, read, and the kinds of page there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

BASE = "/archive"
HOST = "http://site.invalid"

KINDS = {
    "home": "/",
    "article": r"/\d{4}/\d\d/\d\d/[^/]+/",
    "day": r"/\d{4}/\d\d/\d\d/",
    "month": r"/\d{4}/\d\d/",
    "year": r"/\d{4}/",
    "person": "/people/[^/]+/",
    "organization": "/organizations/[^/]+/",
    "place": "/places/[^/]+/",
    "A to Z": "/(people|organizations)/",
    "letter": "/(people|organizations|authors)/a-to-z/[^/]+/",
    "all places": "/places/",
    "places of a country": "/places/by-country/[^/]+/",
    "author": "/authors/[^/]+/",
    "list of authors": "/authors/",
    "topic": "/topics/[^/]+/",
    "list of topics": "/topics/",
    "articles of two": "/[a-z]+/[^/]+/with/.*",
    "part of a long list": r"/[a-z]+/[^/]+/\d{4}/.*",
    "not found": r"/404\.html",
    "hand-written": "/about/",
    "network": "/network/",
    "list of storylines": "/storylines/",
    "storyline": "/storylines/[^/]+/",
    "search": "/search/",
    "redirect": "(?!)",
}
"""The kinds of page and the paths they have. A redirect may have any."""

RUN = "script:not([type='application/ld+json'])"
"""The scripts that a browser runs."""

OF_FILES = ("--filterpattern", ".*blocked by “(style|img|script)-src” directive.*")
"""For the HTML checker: it reads files, which are not of the host that a policy's 'self' means."""


class Page:
    """A page of the site, read. `url` is its path below the base path."""

    def __init__(self, url: str, html: bytes) -> None:
        self.url = url
        self.size = len(html)
        self.tree = LexborHTMLParser(html)
        self.ids = {node.attributes["id"] for node in self.tree.css("[id]")}
        refresh = self.find('meta[http-equiv="refresh"]', "content")
        self.target = refresh[0].partition("url=")[2] if refresh else None
        paths = (kind for kind, path in KINDS.items() if re.fullmatch(path, url))
        self.kind = "redirect" if self.target else next(paths, None)

    def find(self, selector: str, attribute: str) -> list[str]:
        """That attribute of every element that has it."""
        return [
            node.attributes[attribute] or "" for node in self.tree.css(selector) if attribute in node.attributes
        ]

    def links(self, selector: str = "") -> set[str]:
        """Where the page leads: absolute addresses."""
        at = HOST + BASE + self.url
        return {urljoin(at, link) for name in ("href", "src") for link in self.find(f"{selector} [{name}]", name)}


def address(url: str) -> str:
    return HOST + BASE + url


def read_pages(folder: Path) -> dict[str, Page]:
    """Every page of a built site by its address."""
    found = {}
    for file in sorted(folder.rglob("*.html")):
        url = "/" + file.relative_to(folder).as_posix().removesuffix("index.html")
        found[address(url)] = Page(url, file.read_bytes())
    return found


def examples(pages: Mapping[str, Page]) -> dict[str, Page]:
    """The longest page of each kind."""
    return {page.kind: page for page in sorted(pages.values(), key=lambda page: page.size) if page.kind}
