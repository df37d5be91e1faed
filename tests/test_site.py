"""The demo archive as its readers get it: files on a server, pages in a browser."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urljoin
from xml.etree import ElementTree

import feedparser
import pytest
from conftest import Worn
from demo import BASE, HOST, KINDS, OF_FILES, RUN, Page, address, read_pages
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sitegen.build import Options, load, open_store, open_workers
from sitegen.intake import convert_seeds
from sitegen.model import Corpus
from sitegen.sources import look_around, read_sources
from sitegen.urls import entity_url
from sitegen.workers import untracked

ROOT = Path(__file__).parents[1]
MODULES = ROOT / "tests" / "node_modules"


@pytest.fixture(scope="session")
def pages(worn: Worn) -> Mapping[str, Page]:
    """Every page of the demo archive by its address, in every theme."""
    return worn.pages


@pytest.fixture(scope="module")
def drawn(demo: Path) -> Mapping[str, Page]:
    """The same in broadsheet, which draws pictures."""
    return read_pages(demo)


@pytest.fixture(scope="module")
def corpus(demo_options: Options, demo: Path) -> Corpus:  # noqa: ARG001
    """What the demo archive was built from."""
    store = open_store(demo_options)
    with open_workers(store, demo_options, untracked) as workers:
        sources, folders = read_sources(store, demo_options.base_url), look_around(store, workers)
        converted = convert_seeds(store, sources.recipe, folders.seeds, folders.articles, workers)
        return load(store, demo_options, sources, folders, converted, workers).corpus


def test_the_demo_shows_every_kind_of_page(pages: Mapping[str, Page]) -> None:
    kinds = {page.kind for page in pages.values()}
    assert None not in kinds
    assert KINDS.keys() <= kinds


def test_the_pages_in_the_repository_follow_their_seeds(demo_options: Options, demo: Path) -> None:  # noqa: ARG001
    """`make site` brings them up to date, and the difference shows what a change did to recognition."""
    made, kept = (folder / "content" / "articles" for folder in (demo_options.site, ROOT))
    assert [file for file in sorted(kept.rglob("*.md")) if not same(file, made / file.relative_to(kept))] == []
    assert len(list(made.rglob("*.md"))) == len(list(kept.rglob("*.md")))


def same(one: Path, two: Path) -> bool:
    return one.read_bytes() == two.read_bytes()


# --- files ----------------------------------------------------------------------------------------------------


def test_every_link_leads_somewhere(worn: Worn, pages: Mapping[str, Page]) -> None:
    broken = []
    for page in pages.values():
        for link in page.links():
            target, fragment = urldefrag(link)
            if not target.startswith(HOST):
                fine = target.startswith(("https://", "data:"))
            elif target in pages:
                fine = not fragment or unquote(fragment) in pages[target].ids
            else:
                fine = (
                    target.startswith(address("/"))
                    and (worn.folder / unquote(target.removeprefix(address("/")))).is_file()
                )
            broken += [] if fine else [f"{page.url} leads to {link}"]
    assert broken == []


def test_nothing_but_links_leaves_the_site(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        loaded = [*page.find("[src]", "src"), *page.find("link:not([rel=canonical])", "href")]
        assert [link for link in loaded if not link.startswith(f"{BASE}/")] == [], page.url
        assert not page.tree.css("style, iframe, object, embed, [style]"), page.url
        scripts = {"not found": ["/archive/assets/404.js"], "search": ["/archive/assets/search.js"]}
        found = [node.attributes.get("src") for node in page.tree.css(RUN)]
        assert found in ([], scripts.get(page.kind or "")), page.url


def test_every_page_says_what_it_is(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        assert page.find("html", "lang") == ["en"], page.url
        assert [title.text(strip=True) != "" for title in page.tree.css("head > title")] == [True], page.url
        assert len(page.tree.css("h1")) == 1, page.url
        assert len(page.tree.css("main")) == 1, page.url
        own = [] if page.kind == "not found" else [page.target or BASE + page.url]
        assert page.find("link[rel=canonical]", "href") == own, page.url


def test_every_page_leads_home(pages: Mapping[str, Page]) -> None:
    lost = [page.url for page in pages.values() if not page.target and address("/") not in page.links("body")]
    assert lost == []


def test_articles_and_entities_lead_to_each_other(corpus: Corpus, pages: Mapping[str, Page]) -> None:
    articles = {url: pages[address(url)].links("main") for url in corpus.articles}
    entities = {key: pages_of(entity_url(*key), pages) for key in corpus.entities}
    assert articles
    assert entities
    listed = {(url, key) for url, keys in corpus.listed.items() for key in keys if key not in corpus.faint}
    assert {(u, k) for u, links in articles.items() for k in entities if address(entity_url(*k)) in links} == listed
    assert {(u, k) for k, links in entities.items() for u in articles if address(u) in links} == listed


def pages_of(url: str, pages: Mapping[str, Page]) -> set[str]:
    """Where the page at `url` leads, and those below it."""
    parts = [page for page in pages.values() if page.url.startswith(url)]
    return set().union(*(page.links("main") for page in parts))


def test_every_table_and_picture_says_what_it_is(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        assert [table for table in page.tree.css("table") if not table.css_first("caption")] == [], page.url
        for picture in page.tree.css("svg:not([aria-hidden=true])"):
            assert picture.attributes.get("aria-label") or picture.css_first("title"), page.url
        assert [figure for figure in page.tree.css("figure") if not figure.css_first("figcaption")] == [], page.url
        assert len(page.tree.css("figure svg:not([aria-hidden=true])")) == len(
            page.tree.css("svg:not([aria-hidden=true])")
        ), page.url


def test_a_picture_says_nothing_that_words_do_not(drawn: Mapping[str, Page]) -> None:
    """What it leads to is in a list or table beside it, and the rest in its caption."""
    kinds = set()
    for page in drawn.values():
        tree = LexborHTMLParser(page.tree.html or "")
        pictures = tree.css("svg:not([aria-hidden=true])")
        kinds |= {page.kind} if pictures else set()
        assert all(text_of(figure, "figcaption") for figure in tree.css("figure")), page.url
        for table in tree.css("table"):
            assert text_of(table, "caption"), page.url
            assert all(cell.attributes.get("scope") for cell in table.css("th")), page.url
        in_pictures = {link.attributes["href"] for picture in pictures for link in picture.css("a")}
        for picture in pictures:
            picture.decompose()
        in_words = {link.attributes["href"] for link in tree.css("main a")}
        rows = {f"{BASE}{page.url}#{row.attributes['id']}" for row in tree.css("tr[id]")}
        assert in_pictures <= in_words | rows, page.url
    assert kinds >= {"home", "year", "month", "person", "organization", "place", "all places", "network", "author"}


def text_of(node: LexborNode, selector: str) -> str:
    found = node.css_first(selector)
    return found.text(strip=True) if found else ""


def test_a_bar_leads_to_a_list_of_what_it_stands_for(drawn: Mapping[str, Page]) -> None:
    bars = [(page, bar) for page in drawn.values() for bar in page.tree.css(".timeline .bar")]
    assert bars
    for page, bar in bars:
        assert bar.parent is not None
        title, _, count = (bar.parent.css_first("title") or bar.parent).text().rpartition(": ")
        target, fragment = urldefrag(urljoin(HOST + BASE + page.url, bar.parent.attributes["href"] or ""))
        found = drawn[target].tree
        if fragment:
            entries = found.css(f"[id='{fragment}'] .entries > li")
            exact = fragment.count("-") + 1 == len(title.split())
            assert len(entries) == int(count.split()[0]) or (len(entries) > int(count.split()[0]) and not exact)
        else:
            assert (found.css_first(".facts") or bar).text().startswith(count), (page.url, title)


def test_company_leads_to_all_that_is_shared(corpus: Corpus, drawn: Mapping[str, Page]) -> None:
    for key in corpus.entities:
        page = drawn[address(entity_url(*key))]
        for other in corpus.company[key]:
            place = next(
                item
                for item in page.tree.css(".shared > li")
                if item.css(f'a[href="{BASE}{quote(entity_url(*other.key))}"]')
            )
            shared = {url for url, keys in corpus.listed.items() if {key, other.key} <= set(keys)}
            named = {link.attributes["href"] for link in place.css("details ul a")}
            assert named <= {BASE + url for url in shared}
            if other.count > len(named):
                leads = place.css_first(".more a, a + a")
                assert leads is not None
                whole = urldefrag(urljoin(HOST + BASE + page.url, leads.attributes["href"] or ""))[0]
                named_there = pages_of(whole.removeprefix(HOST + BASE), drawn)
                assert {address(url) for url in shared} <= named_there, (key, other.key)
            else:
                assert len(named) == len(shared)


def test_feeds_are_well_formed(worn: Worn, pages: Mapping[str, Page]) -> None:
    feeds = sorted(worn.folder.rglob("feed.xml"))
    assert worn.folder / "feed.xml" in feeds
    for file in feeds:
        feed = feedparser.parse(file.read_bytes())
        assert not feed.bozo, feed.get("bozo_exception")
        assert feed.version == "atom10"
        assert feed.entries
        assert len({entry.id for entry in feed.entries}) == len(feed.entries)
        for entry in feed.entries:
            assert pages[urljoin(HOST, entry.link)].kind == "article"
            assert entry.title
            assert entry.published <= entry.updated


def test_the_sitemap_lists_every_page_once(worn: Worn, pages: Mapping[str, Page]) -> None:
    root = ElementTree.fromstring((worn.folder / "sitemap.xml").read_bytes())
    listed = [urljoin(HOST, loc.text or "") for loc in root.iterfind(".//{*}loc")]
    assert sorted(listed) == sorted(a for a, page in pages.items() if page.kind not in {"redirect", "not found"})


def test_the_html_checker_finds_nothing(worn: Worn) -> None:
    checker = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    found = run("java", "-jar", str(checker), "--skip-non-html", "--stdout", *OF_FILES, str(worn.folder))
    assert found.stdout == ""
    assert found.returncode == 0, found.stderr


def test_linkinator_finds_no_broken_link(worn: Worn, pages: Mapping[str, Page]) -> None:
    server = worn.server
    command = MODULES / "linkinator" / "build" / "src" / "cli.js"
    outside = f"^(?!{re.escape(server)})"
    found = run("node", str(command), f"{server}/", "--recurse", "--format", "json", "--skip", outside)
    links = json.loads(found.stdout)["links"]
    assert [link for link in links if link["state"] == "BROKEN"] == []
    visited = {link["url"].replace(server, HOST + BASE) for link in links if link["state"] == "OK"}
    assert visited >= {a for a, page in pages.items() if page.kind not in {"redirect", "not found"}}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
