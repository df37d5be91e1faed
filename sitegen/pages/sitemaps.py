"""What search engines are told: the sitemap (sitemaps.org protocol 0.9) and robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.model import Page
from sitegen.views import Listed, RobotsView, SitemapView

URL = "/sitemap.xml"

LIMIT = 50_000
"""The protocol's limit on the addresses in one file. More are in several, and these in an index."""


def pages(listed: Iterable[Listed], limit: int = LIMIT) -> Iterator[Page]:
    """The sitemap of what is `listed`, if anything is, and robots.txt, which says where it is."""
    entries = sorted(set(listed), key=lambda entry: entry.url)
    yield _file("/robots.txt", "robots.txt", RobotsView(URL if entries else None))
    if len(entries) <= limit:
        if entries:
            yield _file(URL, "sitemap.xml", SitemapView(tuple(entries)))
        return
    parts: list[Listed] = []
    for start in range(0, len(entries), limit):
        part = entries[start : start + limit]
        url = f"/sitemap-{len(parts) + 1}.xml"
        parts.append(Listed(url, max((entry.modified for entry in part if entry.modified), default=None)))
        yield _file(url, "sitemap.xml", SitemapView(tuple(part)))
    yield _file(URL, "sitemaps.xml", SitemapView(tuple(parts)))


def _file(url: str, template: str, view: SitemapView | RobotsView) -> Page:
    return Page(url, template, view, ("the sitemap",), listed=False)
