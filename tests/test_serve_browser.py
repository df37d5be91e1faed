"""The preview in a browser: an edit is seen, a mistake too, and neither takes the reader from where they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from serving import Served, serving
from sites import GLENN, SHEPARD, make_site

ABOUT = "content/pages/about.md"
LONG = "\n\n".join(f"Paragraph {number} of many." for number in range(100))
STYLE = "themes/own/static/style.css"
TEMPLATE = "themes/own/templates/page.html"


def about(text: str) -> str:
    return f"---\ntitle: About\n---\n{text}\n\n{LONG}\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site below a base path, in a theme of its own; tests leave it in order."""
    files = {
        "sitegen.yaml": "title: Space\nbase_url: /space\ntheme: own\n",
        "content/seeds/glenn.txt": GLENN,
        "content/seeds/shepard.txt": SHEPARD,
        ABOUT: about("To begin with."),
        "themes/own/theme.yaml": "extends: broadsheet\n",
        TEMPLATE: '{% extends "broadsheet/page.html" %}\n',
        STYLE: "main { color: rgb(1, 2, 3) }\n",
    }
    with serving(make_site(tmp_path_factory.mktemp("live"), files)) as served:
        yield served


@pytest.fixture
def page(served: Served, browser: Browser) -> Iterator[Page]:
    """The page to edit, in view, marked so that a reload would show; nothing may go wrong in it unheard."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" and "404" not in said.text else None,
    )
    with page.expect_request("**/.sitegen/events*"):
        page.goto(f"{served.address}/about/")
    mark(page)
    yield page
    context.close()
    assert complaints == []


def mark(page: Page) -> None:
    page.evaluate("window.marked = true")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))


def write(served: Served, name: str, text: str) -> Path:
    file = served.site / name
    file.write_text(text, "utf-8")
    return file


def test_an_edit_is_seen_where_the_reader_is(served: Served, page: Page) -> None:
    page.evaluate("scrollTo(0, 700)")
    write(served, ABOUT, about("Now it says something else."))
    expect(page.get_by_text("Now it says something else.")).to_be_attached()
    assert not is_marked(page)
    page.wait_for_function("scrollY === 700")


def test_a_page_that_did_not_change_stays(served: Served, page: Page) -> None:
    other = page.context.new_page()
    other.goto(f"{served.address}/people/")
    mark(other)
    write(served, ABOUT, about("Changed once more."))
    expect(page.get_by_text("Changed once more.")).to_be_attached()
    # Had the other page been told to reload, it would have been at the same time: what it is told next comes later.
    write(served, STYLE, "main { color: rgb(7, 7, 7) }\n")
    expect(other.locator("main")).to_have_css("color", "rgb(7, 7, 7)")
    assert is_marked(other)


def test_a_style_sheet_is_swapped(served: Served, page: Page) -> None:
    write(served, STYLE, "main { color: rgb(4, 5, 6) }\n")
    expect(page.locator("main")).to_have_css("color", "rgb(4, 5, 6)")
    expect(page.locator("link[rel=stylesheet]")).to_have_count(1)
    assert is_marked(page)


def test_sheets_saved_faster_than_they_load_are_swapped_once(served: Served, page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/style.css?*", hold)
    for shade in (10, 20, 30):
        with page.expect_request("**/style.css?*"):
            write(served, STYLE, f"main {{ color: rgb({shade}, {shade}, {shade}) }}\n")
    expect(page.locator("link[rel=stylesheet]")).to_have_count(2)
    for route in held:
        route.continue_()
    expect(page.locator("link[rel=stylesheet]")).to_have_count(1)
    expect(page.locator("main")).to_have_css("color", "rgb(30, 30, 30)")


def test_a_broken_template_is_shown_over_the_page_until_it_is_mended(served: Served, page: Page) -> None:
    good = (served.site / TEMPLATE).read_text("utf-8")
    text = page.locator("main").inner_text()
    write(served, TEMPLATE, f"{good}{{% block main %}}\n{{{{ view.nothing }}}}\n{{% endblock %}}\n")
    panel = page.get_by_role("alertdialog")
    expect(panel).to_contain_text(f"{TEMPLATE}:3")
    expect(panel).to_contain_text("nothing")
    assert page.locator("main").inner_text() == text
    served.hear(f"{TEMPLATE}:3:.*nothing")
    panel.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="1 problem")).to_be_visible()
    expect(panel).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="1 problem").click()
    expect(panel).to_contain_text(f"{TEMPLATE}:3")
    mark(page)
    write(served, TEMPLATE, good)
    expect(panel).to_have_count(0)
    expect(page.locator("sitegen-problems")).to_have_count(0)
    assert page.locator("main").inner_text() == text
    assert is_marked(page)


def test_a_mistake_in_an_article_says_where_it_is_and_what_to_do(served: Served, page: Page) -> None:
    article = next((served.site / "content/articles").rglob("1962*.md"))
    good = article.read_text("utf-8")
    page.goto(f"{served.address}/1962/02/20/glenn-orbits-the-earth/")
    article.write_text(good.replace("date: 1962-02-20", "date: 1962-02-31"), "utf-8")
    panel = page.get_by_role("alertdialog")
    expect(panel).to_contain_text("1962-02-20-glenn-orbits-the-earth.md:3:7")
    expect(panel).to_contain_text("write YYYY-MM-DD")
    expect(page.get_by_text("flew from Cape Canaveral").first).to_be_attached()
    article.write_text(good, "utf-8")
    expect(panel).to_have_count(0)


def test_a_page_that_was_never_in_order_comes_when_it_is(served: Served, page: Page) -> None:
    new = write(served, "content/pages/new.md", "---\ntitle: [\n---\nIt came.\n")
    expect(page.get_by_role("alertdialog")).to_contain_text("content/pages/new.md")
    response = page.goto(f"{served.address}/new/")
    assert response is not None
    assert response.status == 404
    write(served, "content/pages/new.md", "---\ntitle: New\n---\nIt came.\n")
    expect(page.get_by_text("It came.")).to_be_visible()
    new.unlink()
    expect(page.get_by_text("It came.")).to_have_count(0)


def test_many_tabs_are_served(served: Served, page: Page) -> None:
    """A browser opens six connections to a server, and listens on as many as it shows pages."""
    for _ in range(5):
        page.context.new_page().goto(f"{served.address}/about/")
    write(served, ABOUT, about("Seen by all."))
    for tab in page.context.pages:
        expect(tab.get_by_text("Seen by all.")).to_be_attached()
