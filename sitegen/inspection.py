"""A page as its readers and their browsers get it: what is wrong with its HTML, and where its links lead.

Read with an HTML parser (lexbor), as a browser reads it. What a server does with an address is what GitHub Pages
does: a folder is its index.html, names differ by case, and there are no redirects but those that pages make.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterator, Mapping
from posixpath import normpath
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from sitegen.errors import Problem, Severity
from sitegen.urls import Urls, file_of

ADDRESSES = frozenset({"href", "src", "action", "data", "poster", "xlink:href"})
"""Attributes that hold one address."""

PAGES_AND_FILES = frozenset({"http", "https", ""})

Attributes: TypeAlias = Mapping[str, str | None]


class Aim(Struct, frozen=True):
    """Where an address leads: to a file of the site, a place in it, or `outside`; nowhere, and why: `wrong`."""

    file: str = ""
    fragment: str = ""
    outside: str = ""
    wrong: str = ""
    hint: str = ""


NOWHERE = Aim()
"""What is no address of a page or file, as `mailto:`."""


class Place(Struct, frozen=True, gc=False):
    """A link to an id on a page: as written, and where in the source."""

    file: str
    id: str
    address: str
    line: int
    column: int


class Inspected(Struct, frozen=True, gc=False):
    """What an inspection found on a page. `leads` are the files that it leads to, `links` is how many addresses.

    One that `is_hidden` asks search engines to leave it out.
    """

    file: str
    ids: tuple[str, ...] = ()
    links: int = 0
    leads: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    outside: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_redirect: bool = False
    is_hidden: bool = False


class Inspector:
    """Inspects the pages of a site of which all files are known."""

    def __init__(self, urls: Urls, files: Collection[str]) -> None:
        self._urls = urls
        self._files = files
        self._lower = {file.casefold(): file for file in files}
        self._root = urls.base_path + "/"
        self._origin = urlsplit(urls.base_url)
        self._aims: dict[str, Aim] = {}

    def inspect(self, file: str, data: bytes, shown: str) -> Inspected:
        """`shown` is what the file is called in problems."""
        page = _Page(data)
        own_url = "/" + file.removesuffix("index.html")
        aims = {address: self.aim(address, own_url) for address in page.addresses}
        refresh = page.refresh
        target = self.aim(refresh, own_url) if refresh is not None else None
        if target is not None and refresh is not None:
            aims[refresh] = target
        problems = [
            *_problems_of_links(page, aims, shown),
            *_problems_of_ids(page, shown),
            *_problems_of_images(page, shown),
            *self._problems_of_head(page, file, target, shown),
        ]
        return Inspected(
            file=file,
            ids=tuple(page.ids),
            links=len(aims),
            leads=tuple({aim.file: None for aim in aims.values() if aim.file}),
            places=tuple(
                Place(aim.file or file, aim.fragment, address, *page.place(_quoted(address)))
                for address, aim in aims.items()
                if aim.fragment
            ),
            outside=tuple(aim.outside for aim in aims.values() if aim.outside),
            problems=tuple(problems),
            is_redirect=target is not None,
            is_hidden=page.is_hidden,
        )

    def aim(self, address: str, own_url: str) -> Aim:
        """Where an address on the page `own_url` leads; those from the root are looked up once."""
        if not address.startswith(("/", "http:", "https:")):
            return self._find(address, own_url)
        if address not in self._aims:
            self._aims[address] = self._find(address, own_url)
        return self._aims[address]

    def _find(self, address: str, own_url: str) -> Aim:
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return Aim(wrong="is not an address")
        if parts.scheme.lower() not in PAGES_AND_FILES:
            return NOWHERE
        fragment = unquote(parts.fragment.partition(":~:")[0])
        fragment = "" if fragment.lower() == "top" else fragment
        if parts.netloc or parts.scheme:
            is_ours = (parts.scheme or self._origin.scheme, parts.netloc) == self._origin[:2]
            # The host may have other sites.
            return (
                self._below(parts.path, fragment)
                if is_ours and self._is_below(parts.path)
                else Aim(outside=address)
            )
        if not parts.path:
            return Aim(fragment=fragment)
        if parts.path.startswith("/"):
            return self._below(parts.path, fragment)
        return self._below(self._urls.path(own_url.rpartition("/")[0] + "/" + parts.path), fragment)

    def _is_below(self, path: str) -> bool:
        return (path or "/").startswith(self._root)

    def _below(self, path: str, fragment: str) -> Aim:
        clean = normpath(path or "/")
        clean += "/" if clean != "/" and path.endswith(("/", "/.", "/..")) else ""
        if not self._is_below(clean):
            return Aim(wrong="leads out of the site", hint=f"its pages live below {self._root}")
        return self._file(unquote(clean.removeprefix(self._root)), fragment)

    def _file(self, path: str, fragment: str) -> Aim:
        file = file_of(f"/{path}")
        if file in self._files:
            return Aim(file, fragment)
        if f"{file}/index.html" in self._files:
            return Aim(wrong="leads to a folder", hint="write a slash at its end")
        if other := self._lower.get(file.casefold()):
            return Aim(wrong="leads nowhere", hint=f"there is /{other.removesuffix('index.html')}")
        return Aim(wrong="leads nowhere")

    def _problems_of_head(self, page: _Page, file: str, target: Aim | None, shown: str) -> Iterator[Problem]:
        """Of a redirect, the canonical address is where it leads."""
        if not (page.title or "").strip():
            yield page.problem(shown, "has no title", "<head")
        if not page.language:
            yield page.problem(shown, "does not say its language", "<html", "write <html lang>")
        if target is None and not (page.description or "").strip():
            yield page.problem(shown, "has no description", "<head")
        if file == "404.html":
            return
        own = "/" + (target.file if target else file).removesuffix("index.html")
        is_known = target is None or target.file
        if not page.canonical:
            yield page.problem(shown, "names no canonical address", "<head")
        elif is_known and page.canonical != self._urls.absolute(own):
            hint = f"it is {self._urls.absolute(own)}"
            yield page.problem(shown, f"calls {page.canonical} its canonical address", 'rel="canonical"', hint)


class _Page:
    """What is asked of a page, gathered in one walk."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.ids: dict[str, int] = {}
        self.addresses: dict[str, str] = {}
        self.images: list[Attributes] = []
        self.title: str | None = None
        self.language: str | None = None
        self.description: str | None = None
        self.canonical: str | None = None
        self.refresh: str | None = None
        self.is_hidden = False
        root = LexborHTMLParser(data).root
        for node in root.traverse() if root else ():
            attributes = node.attributes
            if attributes:
                self._look_at(node.tag or "", attributes)
            # A drawing in the page has a title too.
            if node.tag == "title" and self.title is None and node.parent and node.parent.tag == "head":
                self.title = node.text()

    def _look_at(self, tag: str, attributes: Attributes) -> None:
        for name, value in attributes.items():
            if name == "id" and value is not None:
                self.ids[value] = self.ids.get(value, 0) + 1
            elif name in ADDRESSES and value is not None:
                if tag == "link" and attributes.get("rel") == "canonical":
                    self.canonical = value
                else:
                    self.addresses.setdefault(value, tag)
            elif name == "srcset" and value:
                for part in value.split(","):
                    self.addresses.setdefault(part.split()[0] if part.split() else "", tag)
        if tag == "img":
            self.images.append(attributes)
        elif tag == "html":
            self.language = attributes.get("lang")
        elif tag == "meta":
            self._read(attributes)

    def _read(self, meta: Attributes) -> None:
        content = meta.get("content") or ""
        if (meta.get("name") or "").lower() == "description":
            self.description = content
        elif (meta.get("name") or "").lower() == "robots":
            self.is_hidden = "noindex" in content.lower()
        elif (meta.get("http-equiv") or "").lower() == "refresh":
            self.refresh = content.partition("=")[2].strip().strip("'\"")

    def problem(
        self, shown: str, message: str, near: str = "", hint: str = "", severity: Severity = "error", nth: int = 1
    ) -> Problem:
        """A problem at the `nth` place where the source has `near`; at none where it does not."""
        return Problem(shown, *self.place(near, nth), message, hint, severity)

    def place(self, near: str, nth: int = 1) -> tuple[int, int]:
        """Line and column of the `nth` place where the source has `near`; 0 where it does not."""
        offset = -1
        for _ in range(nth if near else 0):
            offset = self.data.find(near.encode(), offset + 1)
            if offset < 0:
                return 0, 0
        if offset < 0:
            return 0, 0
        column = len(self.data[self.data.rfind(b"\n", 0, offset) + 1 : offset].decode(errors="replace")) + 1
        return self.data.count(b"\n", 0, offset) + 1, column


def _problems_of_links(page: _Page, aims: Mapping[str, Aim], shown: str) -> Iterator[Problem]:
    for address, aim in aims.items():
        if aim.wrong:
            near = _quoted(address)
            near = near if near.encode() in page.data else address
            yield page.problem(shown, f"{address or 'an empty address'} {aim.wrong}", near, aim.hint)


def _problems_of_ids(page: _Page, shown: str) -> Iterator[Problem]:
    for id_, count in page.ids.items():
        if count > 1:
            yield page.problem(shown, f"the id {id_} is there {count} times", f"id={_quoted(id_)}", nth=2)
        if not id_ or any(char.isspace() for char in id_):
            yield page.problem(shown, f"{id_!r} is no id", f"id={_quoted(id_)}")


def _problems_of_images(page: _Page, shown: str) -> Iterator[Problem]:
    for image in page.images:
        name = image.get("src") or "an image"
        if image.get("alt") is None:
            yield page.problem(shown, f"{name} has no alternative text", _quoted(name), "alt is missing")
        if not (_is_size(image.get("width")) and _is_size(image.get("height"))):
            hint = "width and height keep a page from jumping while it loads"
            yield page.problem(shown, f"{name} does not say its size", _quoted(name), hint, "notice")


def _is_size(value: Any) -> bool:
    return isinstance(value, str) and value.isdigit()


def _quoted(value: str) -> str:
    return f'"{html.escape(value, quote=False)}"'
