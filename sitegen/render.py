"""From a page's view to its bytes: Jinja2 for the page, markdown-it-py for the copy in it."""

from __future__ import annotations

import contextlib
import datetime
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import jinja2
import msgspec
from jinja2.filters import do_urlencode
from markupsafe import Markup
from msgspec import Struct

from sitegen import markup
from sitegen.citations import Citation, Cited, cite
from sitegen.errors import Problem
from sitegen.languages import words
from sitegen.lettering import to_png
from sitegen.metadata import linked_data
from sitegen.model import Page, Theme
from sitegen.sandbox import Sandbox
from sitegen.text import clock_time, moment, timestamp
from sitegen.urls import Urls, asset_url
from sitegen.views import ArticleView, FormLink, SiteView

# What neither XML 1.0 (section 2.2) nor HTML can hold, and a feed reader would refuse the whole feed for.
_NOT_TEXT = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")
# The same in UTF-8, which is faster to look through: single bytes, pairs of them, and what the rest begin with.
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_MORE_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_RARE = (b"\xef", b"\xf4")

# What does not stand for itself in an address (RFC 3986, section 2.3), but for slashes.
_NOT_IN_ADDRESS = re.compile("[^A-Za-z0-9_.~/-]+")

PLAIN = ("json", "md", "txt")
"""Templates of these endings make no markup: what they print is not escaped."""

PICTURE = ".png"
"""The ending of addresses where what a template prints, an SVG, is drawn."""

ADDRESSES = 10_000
"""How many addresses a renderer keeps as links: neighbouring pages share most of theirs."""


class Rendered(Struct, frozen=True):
    """A page's bytes, or why there are none."""

    data: bytes | None
    problem: Problem | None = None


class Renderer:
    """Renders pages of one site in one theme. Made once in each process: compiling templates takes a while."""

    def __init__(self, theme: Theme, site: SiteView, urls: Urls) -> None:
        self._theme = theme
        self._site = site
        self._origins = frozenset(theme.origins.values())
        self._urls = urls
        self._url = lru_cache(ADDRESSES)(urls.path)
        self._absolute = lru_cache(ADDRESSES)(urls.absolute)
        self._site = site
        self._words = words(site.language, site.languages)
        functions: dict[str, Callable[..., Any]] = {
            "url": self._url,
            "absolute": self._absolute,
            "asset": cache(self._asset),
            "copy": self._copy,
            "cite": self._cite,
            "linked_data": self._linked_data,
            "markdown": self._markdown,
            "t": self._words.__call__,
            "separated": self._words.separated,
        }
        self._environment = Sandbox(
            functions,
            loader=jinja2.FunctionLoader(self._source),
            autoescape=jinja2.select_autoescape(disabled_extensions=PLAIN, default=True),
            undefined=jinja2.StrictUndefined,
            trim_blocks=False,
            keep_trailing_newline=True,
        )
        self._environment.globals.update(site=site)
        self._environment.filters.update(
            longdate=lru_cache(ADDRESSES)(self._long_date),
            isodate=moment,
            clock=clock_time,
            timestamp=timestamp,
            number=self._words.number,
            json=_json,
            inline=markup.escape_inline,
            urlencode=url_encoded,
        )

    def render(self, page: Page) -> Rendered:
        """The page's bytes. A mistake in a template becomes a Problem at its line."""
        try:
            template = self._environment.get_template(page.template)
            data = _encoded(template.render(view=page.view))
            return Rendered(to_png(data.decode()) if page.url.endswith(PICTURE) else data)
        except jinja2.TemplateSyntaxError as error:
            return self._failed(page, error.filename, error.lineno, error.message)
        except Exception as error:  # a template may do anything, and one page must not stop the others
            steps = traceback.extract_tb(error.__traceback__)
            places = [step for step in steps if step.filename in self._origins]
            file, line = (places[-1].filename, places[-1].lineno) if places else (None, 0)
            missing = isinstance(error, jinja2.TemplateNotFound)
            message = f"there is no template {error}" if missing else str(error) or type(error).__name__
            return self._failed(page, file, line, message)

    def _failed(self, page: Page, file: str | None, line: int | None, message: str | None) -> Rendered:
        where = file or self._theme.origins.get(page.template, f"themes/{self._theme.name}")
        return Rendered(None, Problem(where, line or 0, 1 if line else 0, message or "", f"met on {page.url}"))

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        source = self._theme.templates.get(name)
        return None if source is None else (source, self._theme.origins[name], lambda: True)

    def _asset(self, name: str) -> str:
        return self._urls.path(asset_url(name))

    def _long_date(self, date: datetime.date) -> str:
        return self._words.date(date.year, date.month, date.day)

    def _copy(self, text: str, links: Sequence[FormLink] = (), at: str | None = None) -> Markup:
        """HTML of an article's body. For use elsewhere, `at` is the path of its page: all links are absolute."""
        address = self._url if at is None else self._absolute
        targets: Mapping[str, markup.Target | None] = {
            link.form: (link.type, address(link.url)) if link.url else None for link in links
        }
        return Markup(markup.to_html(text, targets, None if at is None else self._absolute(at)))

    def _markdown(self, text: str) -> Markup:
        return Markup(markup.own_page_html(text, self._urls.base_path))

    def _linked_data(self, view: Any) -> dict[str, Any]:
        return linked_data(view, self._site, self._absolute)

    def _cite(self, view: ArticleView) -> Citation:
        address = self._urls.absolute(view.head.url)
        return cite(
            Cited(
                title=view.title,
                authors=tuple(author.text for author in view.authors),
                date=view.date,
                publication=self._site.title,
                url=view.head.url,
                address=address if "://" in address else "",
                language=view.language or self._site.language,
            )
        )


def _encoded(text: str) -> bytes:
    """A page in UTF-8, without what cannot be in one."""
    with contextlib.suppress(UnicodeEncodeError):
        data = text.encode()
        if not (_MORE_CONTROLS.search(data) or any(byte in data for byte in _RARE)):
            return data.translate(None, _CONTROLS)
    return _NOT_TEXT.sub("", text).encode()


def url_encoded(value: Any) -> str:
    """Jinja2's filter, which goes through a text letter by letter, with most of a text left as it is."""
    return _NOT_IN_ADDRESS.sub(_percent, value) if type(value) is str else do_urlencode(value)


def _percent(match: re.Match[str]) -> str:
    return _quoted(match[0])


@lru_cache(ADDRESSES)
def _quoted(text: str) -> str:
    return do_urlencode(text)


def _json(value: Any) -> Markup:
    """JSON that may stand in a script element too: nothing in it ends one or begins a comment (HTML, 13.2.5.15)."""
    text = msgspec.json.encode(value, enc_hook=str).decode()
    return Markup(text.replace("</", "<\\/").replace("<!", "\\u003c!"))
