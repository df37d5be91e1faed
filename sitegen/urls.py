"""Where things live. Every address of a site is made here, as a path from its root; `Urls` knows the base path."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from sitegen.model import ENTITY_TYPES, LABELS, Outline
from sitegen.text import identify

_PLAIN = re.compile("[-/a-z0-9]*")
"""Addresses that are the same when quoted, as most are."""

_ORIGIN = re.compile(r"(?:https?:)?//[^/]*|[^/.:]+(?:\.[^/.:]+)*:\d+(?=/|$)", re.IGNORECASE)
"""What stands before a path in an address that was copied."""

SEARCH = "/search/"
SEARCH_INDEX = "/search/index/"
FAVICON, ICON, CARD = "/favicon.svg", "/icon.png", "/card.png"


def article_url(date: datetime.date, slug: str) -> str:
    return f"{period_url(date.year, date.month, date.day)}{slug}/"


def entity_url(type_: str, id_: str) -> str:
    return f"/{ENTITY_TYPES[type_].plural}/{id_}/"


def label_url(kind: str, id_: str) -> str:
    """The page of an author or a topic."""
    return f"/{LABELS[kind]}/{id_}/"


def labels_of(article: Outline) -> Iterator[tuple[tuple[str, str], str]]:
    """The authors and topics of an article, each by kind and id, and as it writes them."""
    for kind, names in zip(LABELS, (article.authors, article.topics), strict=True):
        yield from (((kind, identify(name)), name) for name in names)


def together_url(one: tuple[str, str], other: tuple[str, str]) -> str:
    """The page of what two entities, by type and id, share; the same whichever is named first."""
    first, second = sorted((one, other))
    return f"{entity_url(*first)}with{entity_url(*second)}"


def storyline_url(id_: str) -> str:
    return f"/storylines/{id_}/"


@lru_cache(10_000)
def period_url(*period: int, under: str = "/") -> str:
    """`/1987/03/26/` from the numbers given: a year, a month of it, a day of that. `under` ends in a slash."""
    widths = (4, 2, 2)
    return under + "".join(f"{number:0{width}d}/" for number, width in zip(period, widths, strict=False))


def anchor(*period: int) -> str:
    """The id of the section of a list that holds a period: `1962`, `1962-02`, `1962-02-20`."""
    return period_url(*period, under="").rstrip("/").replace("/", "-")


def asset_url(name: str) -> str:
    """Where a static file of the theme lives."""
    return f"/assets/{name}"


def file_of(url: str) -> str:
    """The file in output/ that a server answers `url` with."""
    path = url.removeprefix("/")
    return path + "index.html" if url.endswith("/") else path


class Urls(Struct, frozen=True):
    """Turns paths from the site's root into what pages link to. `base_url` may be empty, a path or absolute."""

    base_url: str = ""

    @property
    def base_path(self) -> str:
        return _base(self.base_url)[1]

    def named(self, address: str) -> str:
        """The path from the site's root of a page that somebody names: as a link to it, here or in a preview, or
        as that path, with slashes or without.
        """
        path = unquote(_ORIGIN.sub("", address.strip()).partition("?")[0].partition("#")[0])
        path = "/" + path.lstrip("/")
        base = unquote(self.base_path)
        path = path[len(base) :] if base and f"{path}/".startswith(f"{base}/") else path
        path = path.removesuffix("index.html") or "/"
        return path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"

    def path(self, url: str) -> str:
        """A link within the site, from the server's root."""
        return self.base_path + (url if _PLAIN.fullmatch(url) else quote(url, safe="/#?=&%"))

    def absolute(self, url: str) -> str:
        """A link for use outside the site; the same as `path` where the base URL names no host."""
        return _base(self.base_url)[0] + self.path(url)


@lru_cache(maxsize=8)
def _base(base_url: str) -> tuple[str, str]:
    """Scheme and host of a base URL, empty where it names no host, and its path."""
    parts = urlsplit(base_url)
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return origin, quote(parts.path.rstrip("/"), safe="/%")
