"""Every kind of page in every theme, in a real browser: axe-core's rules, requests, bytes, and without scripts."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import rispy
from conftest import THEMES, Worn, serving
from demo import KINDS, RUN, examples, read_pages
from playwright.sync_api import Browser, Page, ViewportSize
from sites import make_site, run

ROOT = Path(__file__).parents[1]
AXE = ROOT / "tests/node_modules/axe-core/axe.min.js"
STYLE = ROOT / "themes/broadsheet/static/style.css"

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}

RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""All that axe-core has, and WCAG 2.2's size of targets, which it leaves out by default."""

KB = 1024


class Visit:
    """A page as a browser met it: what it complained of, what it asked for and got."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.complaints: list[str] = []
        self.answers: list[tuple[int, str]] = []
        tab.on("console", lambda message: self.complaints.append(message.text))
        tab.on("pageerror", lambda error: self.complaints.append(error.message))
        tab.on("requestfailed", lambda request: self.complaints.append(f"{request.failure}: {request.url}"))
        tab.on("response", lambda response: self.answers.append((response.status, response.url)))

    def text(self) -> str:
        return self.tab.locator("body").inner_text()


@contextmanager
def visiting(browser: Browser, address: str, size: ViewportSize, *, scripts: bool = True) -> Iterator[Visit]:
    context = browser.new_context(viewport=size, java_script_enabled=scripts)
    visit = Visit(context.new_page())
    visit.tab.goto(address)
    yield visit
    context.close()


# --- every kind of page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_whole_asks_for_nothing_and_breaks_no_rule(browser: Browser, worn: Worn, kind: str) -> None:
    page = examples(worn.pages)[kind]
    texts = []
    for size, scripts in ((PHONE, False), (DESKTOP, True)):
        with visiting(browser, worn.server + page.url, size, scripts=scripts) as visit:
            tab = visit.tab
            if page.target:
                tab.wait_for_url(urljoin(worn.server, page.target))
            assert tab.locator("h1").count() == 1
            assert tab.locator("h1").is_visible()
            assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"]
            hasty = page.target is not None  # It leaves before its icon has arrived.
            assert [what for what in visit.complaints if not (hasty and "net::ERR_ABORTED" in what)] == []
            assert [answer for answer in visit.answers if not welcome(answer, worn.server)] == []
            texts.append(visit.text())
            if scripts and not page.target:
                assert violations(tab) == []
    if kind != "search":  # which is links without scripts, and a form with them
        assert texts[0].split() == texts[1].split()


def welcome(answer: tuple[int, str], server: str) -> bool:
    """Whether a page may have asked for this and got it: HTML, a style sheet, an icon, a script of the two."""
    status, url = answer
    return (
        status in {200, 304}
        and url.startswith(f"{server}/")
        and url.endswith(("/", ".html", ".css", ".svg", "/assets/404.js", "/assets/search.js"))
    )


def violations(tab: Page) -> list[Any]:
    """What axe-core finds on a phone and a desktop, in light and dark."""
    tab.evaluate(AXE.read_text("utf-8"))
    found = []
    for scheme in ("light", "dark"):
        for size in (PHONE, DESKTOP):
            tab.set_viewport_size(size)
            tab.emulate_media(color_scheme=scheme)
            result = tab.evaluate("rules => axe.run(rules)", RULES)
            found += [
                (scheme, size["width"], rule["id"], node["html"], node["failureSummary"])
                for rule in result["violations"]
                for node in rule["nodes"]
            ]
    return found


def test_every_page_has_a_policy_that_lets_nothing_else_in(worn: Worn) -> None:
    for page in worn.pages.values():
        [policy] = page.find("meta[http-equiv=Content-Security-Policy]", "content")
        assert policy.startswith("default-src 'none'; "), page.url
        assert "unsafe-inline" not in policy, page.url
        assert "http" not in policy, page.url


def test_a_keyboard_finds_its_way_and_sees_where_it_is(browser: Browser, worn: Worn) -> None:
    """Whatever has the focus is in sight with its outline, under nothing else, and marked (WCAG 2.4.7, 2.4.11)."""
    seen = """() => {
        const at = document.activeElement
        const [r] = at.getClientRects()
        const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)
        const inside = r.top >= 5 && r.bottom <= innerHeight - 5 && r.left >= 5 && r.right <= innerWidth - 5
        const marked = getComputedStyle(at).outlineStyle !== 'none'
        return [at.outerHTML.slice(0, 120), inside && (at === top || at.contains(top)), marked]
    }"""
    page = examples(worn.pages)["article"]
    for size in (PHONE, DESKTOP):
        with visiting(browser, worn.server + page.url, size) as visit:
            tab = visit.tab
            tab.keyboard.press("Tab")
            assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
            tab.keyboard.press("Enter")
            for _ in range(tab.locator("main :is(a, summary):visible").count()):
                tab.keyboard.press("Tab")
                html, in_sight, marked = tab.evaluate(seen)
                assert in_sight, html
                assert marked, html


# --- bytes ----------------------------------------------------------------------------------------------------


def sent(data: bytes) -> int:
    """The bytes that a server sends of this."""
    return len(gzip.compress(data, 6))


def styles(folder: Path) -> int:
    return sum(sent(sheet.read_bytes()) for sheet in sheets(folder))


def sheets(folder: Path) -> list[Path]:
    """The style sheets of every page; that of the search page is its own."""
    return [sheet for sheet in (folder / "assets").rglob("*.css") if sheet.name != "search.css"]


def test_the_style_sheets_are_small(worn: Worn) -> None:
    assert sum(sheet.stat().st_size for sheet in sheets(worn.folder)) <= 12 * KB


def test_an_article_is_small(worn: Worn) -> None:
    articles = [page for page in worn.pages.values() if page.kind == "article"]
    html = [sent((worn.folder / page.url.strip("/") / "index.html").read_bytes()) for page in articles]
    assert max(html) + styles(worn.folder) <= 30 * KB


def test_an_entity_with_200_articles_is_small(worn: Worn, tmp_path: Path) -> None:
    """All of them on one page, in words that no compression knows."""
    chance = random.Random(200)
    letters = "etaoinshrdlu"

    def sentence() -> str:
        return " ".join("".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(24))

    files = {"sitegen.yaml": f"list_limit: 500\ntheme: {worn.theme}\n"}
    for number in range(200):
        day = f"{1960 + number // 12}-{number % 12 + 1:02}-{chance.randint(1, 28):02}"
        title = sentence()[:60].capitalize()
        files[f"content/seeds/{number}.txt"] = (
            f"{title} date {day}\n\nCAPE CANAVERAL, Florida - NASA {sentence()}.\n"
        )
    site = make_site(tmp_path, files)
    run(site)
    page = (site / "output/organizations/nasa/index.html").read_bytes()
    assert page.count(b"<mark>") == 200
    assert sent(page) + styles(site / "output") <= 60 * KB


# --- plain ----------------------------------------------------------------------------------------------------


def test_plain_is_words_and_little_else(worn: Worn) -> None:
    """A text-only reader misses nothing: no picture or frame, a script to search and no other, little style."""
    if worn.theme == "plain":
        assert sum(file.stat().st_size for file in (worn.folder / "assets").rglob("*.css")) < 4 * KB
        pictures = "svg, img, picture, canvas, video, audio, iframe, details, object, embed"
        assert [page.url for page in worn.pages.values() if page.tree.css(pictures)] == []
        assert [page.kind for page in worn.pages.values() if page.tree.css(RUN)] == ["search"]


# --- broadsheet -----------------------------------------------------------------------------------------------


def test_a_style_sheet_is_published_as_it_was_written(browser: Browser, demo: Path) -> None:
    """Without comments and blanks, and otherwise, to a browser, the same."""
    sheets = []
    tab = browser.new_page()
    for css in (STYLE, demo / "assets/style.css"):
        tab.set_content("<title>Rules</title>")
        tab.add_style_tag(content=css.read_text("utf-8"))
        rules = tab.evaluate("[...document.styleSheets[0].cssRules].map(rule => rule.cssText)")
        sheets.append([rule.replace(", ", ",") for rule in rules])
    tab.close()
    assert len(sheets[0]) > 100
    assert sheets[0] == sheets[1]


def test_a_line_of_copy_has_about_66_letters(browser: Browser, demo: Path, server: str) -> None:
    count = """() => [...document.querySelectorAll('.copy p')].flatMap(p => {
        const lines = new Map(), range = document.createRange()
        const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT)
        while (walker.nextNode())
            for (let at = 0; at < walker.currentNode.length; at++) {
                range.setStart(walker.currentNode, at)
                range.setEnd(walker.currentNode, at + 1)
                const line = Math.round(range.getBoundingClientRect().bottom)
                lines.set(line, (lines.get(line) ?? 0) + 1)
            }
        return [...lines.values()].slice(0, -1)
    })"""
    article = examples(read_pages(demo))["article"]
    with visiting(browser, server + article.url, DESKTOP) as visit:
        lines = visit.tab.evaluate(count)
    assert len(lines) > 20
    assert 60 <= sum(lines) / len(lines) <= 72


def test_capitals_of_subheads_are_small_and_still_capitals(browser: Browser, demo: Path, server: str) -> None:
    with_subhead = next(
        page for page in read_pages(demo).values() if page.kind == "article" and page.tree.css(".copy h2")
    )
    with visiting(browser, server + with_subhead.url, DESKTOP) as visit:
        subhead = visit.tab.locator(".copy h2").first
        assert subhead.evaluate("h => getComputedStyle(h).fontVariantCaps") == "all-small-caps"
        assert subhead.inner_text().isupper()


# --- citing and filing ----------------------------------------------------------------------------------------

FOREIGN = """\
---
title: "John Glenn a tourné {trois} fois autour de la Terre & Cie"
date: 1962-02-20
authors: [Nellie Bly]
language: fr
---

CAP CANAVERAL - Le colonel Glenn est revenu sur Terre.
"""


@pytest.fixture(scope="module", params=THEMES)
def foreign(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with an article in another language than its own, in every theme."""
    settings = f"title: The Wire\nbase_url: https://wire.example/site\ntheme: {request.param}\n"
    files = {
        "sitegen.yaml": settings,
        "content/articles/1962-02-20-glenn.md": FOREIGN,
        "content/articles/1962-02-21-glenn-again.md": FOREIGN.replace("02-20", "02-21"),
        "content/articles/1962-02-22-english.md": "---\ntitle: Again\ndate: 1962-02-22\n---\nIn English.\n",
    }
    site = make_site(tmp_path_factory.mktemp("foreign"), files)
    run(site, output=site / "site")
    with serving(site / "site") as address:
        yield address


def test_an_article_is_cited_without_scripts(browser: Browser, foreign: str) -> None:
    with visiting(browser, f"{foreign}/1962/02/20/glenn/", PHONE, scripts=False) as visit:
        tab = visit.tab
        box = tab.locator("details.cite")
        if box.count():
            assert not box.locator("pre").first.is_visible()
            box.get_by_text("Cite this article").click()
        assert tab.locator(".cite p").first.inner_text() == (
            "Nellie Bly, “John Glenn a tourné {trois} fois autour de la Terre & Cie”, The Wire, 20 February 1962, "
            "https://wire.example/site/1962/02/20/glenn/"
        )
        with tab.expect_download() as waiting:
            tab.get_by_role("link", name="Save as RIS").click()
        assert waiting.value.suggested_filename == "1962-02-20-glenn.ris"
        saved = waiting.value.path().read_text("utf-8")
        shown = tab.locator(".cite pre").nth(1).text_content()
        assert saved == shown
        [entry] = rispy.loads(saved)
        assert entry["title"] == "John Glenn a tourné {trois} fois autour de la Terre & Cie"
        assert entry["language"] == "fr"
        assert visit.complaints == []


def test_words_of_an_article_say_their_language(browser: Browser, foreign: str) -> None:
    """On its own page and wherever it is listed or leads on to (WCAG 3.1.2); English ones have nothing to say."""
    said = "h1, h3 a, .headline a, .steps .headline, li > a, .copy p, p.summary, li > span"
    spoken = "nodes => nodes.map(n => [n.closest('[lang]').lang, n.textContent.trim()])"
    for path in ("/1962/02/20/glenn/", "/1962/02/22/english/", "/", "/1962/02/21/"):
        with visiting(browser, foreign + path, DESKTOP) as visit:
            main = visit.tab.locator("main")
            words = main.locator(f":is({said})").evaluate_all(spoken)
            french = [words for words in words if "tourné" in words[1] or "revenu" in words[1]]
            assert {language for language, _ in french} == {"fr"}, path
            others = [words for words in words if words not in french]
            assert {language for language, _ in others} <= {"en"}, path


def test_paper_has_the_article_its_citation_and_nothing_to_click(browser: Browser, foreign: str) -> None:
    with visiting(browser, f"{foreign}/1962/02/20/glenn/", DESKTOP) as visit:
        visit.tab.emulate_media(media="print")
        text = visit.text()
        for part in ("The Wire", "John Glenn a tourné", "20 February 1962", "Le colonel Glenn"):
            assert part in text
        assert text.count("https://wire.example/site/1962/02/20/glenn/") == 1
        for part in ("Skip to content", "People", "Cite this article", "Feed", "Earlier"):
            assert part not in text
