"""Charts and networks as a browser shows them, on a page of their own with the worst names and spans."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from demo import OF_FILES
from msgspec import Struct
from playwright.sync_api import Browser, Page

from sitegen import corpus, model
from sitegen.charts import calendar, timeline
from sitegen.languages import words
from sitegen.pages.cards import entity_card
from sitegen.pages.networks import company_network, pages, problems, size_of
from sitegen.render import Renderer
from sitegen.store import Store
from sitegen.urls import Urls, period_url
from sitegen.views import Calendar, Head, Network, SiteView, Timeline

ENGLISH = words("en")

ROOT = Path(__file__).parents[1]
CHECKER = ROOT / "tests/node_modules/vnu-jar/build/dist/vnu.jar"

NAMES = (
    "NASA",
    "National Aeronautics and Space Administration " * 4,
    "W" * 200,
    "جامعة القاهرة للعلوم والتكنولوجيا والفضاء",
    "日本宇宙開発委員会と宇宙航空研究開発機構",
    "🚀",
    "X",
    "O'Neill & Sons",
    "Sergei Korolev",
    "Office of the United Nations High Commissioner for Refugees",
    "Wernher von Braun",
    "Massachusetts Institute of Technology",
)
SPANS = ((0, 400), (0, 4000), (0, 25000), (0, 150), (40, 49), (10, 60), (0, 1700))
"""Of articles, in days."""

TEMPLATE = """{% extends "base.html" %}
{% from "_charts.html" import calendar, timeline %}
{% from "_networks.html" import company %}
{% block main %}<h1>Pictures</h1>
{% for chart in view.timelines %}{{ timeline(chart, 'timeline-%d' % loop.index) }}{% endfor %}
{{ calendar(view.calendar) }}
{{ company(view.network) }}
{% for day in view.days %}<p id="{{ day }}">{{ day }}</p>{% endfor %}
{% endblock %}"""

BOXES = """svg => [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()])
    .map(([text, box]) => [text, box.left, box.top, box.right, box.bottom])"""


class Gallery(Struct, frozen=True):
    head: Head
    timelines: tuple[Timeline, ...]
    calendar: Calendar
    network: Network
    days: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def archive() -> model.Corpus:
    """Twelve names, of all types, in articles that list ever fewer of them."""
    types = list(model.ENTITY_TYPES)
    entities = {
        (type_, str(place)): model.Entity(type=type_, id=str(place), name=name.strip())
        for place, name in enumerate(NAMES)
        for type_ in [types[place % 3]]
    }
    keys = list(entities)
    articles = [
        model.Article(path=str(n), title="Launch", date=datetime.date(1961, 4, 12), slug=str(n)) for n in range(24)
    ]
    listings = {a.path: dict.fromkeys(keys[: 12 - n // 2], ()) for n, a in enumerate(articles)}
    return corpus.build({a.path: a for a in articles}, model.Resolution(entities, listings), ())


@pytest.fixture(scope="module")
def gallery(archive: model.Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page of pictures and the page of the network."""
    folder = tmp_path_factory.mktemp("gallery")
    theme = Store(ROOT, folder).read_theme("broadsheet")
    theme = msgspec.structs.replace(
        theme,
        templates={**theme.templates, "gallery.html": TEMPLATE},
        origins={**theme.origins, "gallery.html": "gallery.html"},
    )
    site = SiteView("The Orbit Wire", "", "en", (), (), "/feed.xml")
    renderer = Renderer(theme, site, Urls(folder.as_posix()))
    hub = next(iter(archive.entities))
    circle = archive.circles[hub]
    cards = [entity_card(archive, key) for key in circle.graph.keys]
    sizes = [size_of(entity_card(archive, key)) for key in circle.graph.keys]
    network = company_network(ENGLISH, entity_card(archive, hub), circle, cards, sizes)
    head = Head(title="Pictures", description="", url="/", kind="page")
    charts = [timeline(ENGLISH, dates(*span), "NASA", lambda at: period_url(*at)) for span in SPANS]
    days = calendar(ENGLISH, dates(0, 364), 1961, lambda at: period_url(*at))
    view = Gallery(head, tuple(filter(None, charts)), days, network)
    assert len(view.timelines) == len(SPANS)
    for page in (model.Page("/gallery/", "gallery.html", view), *pages(archive, model.Config())):
        rendered = renderer.render(model.Page(page.url, page.template, page.make_view(archive, model.Config())))
        assert rendered.data, rendered.problem
        (folder / page.url.strip("/")).mkdir()
        (folder / page.url.strip("/") / "index.html").write_bytes(rendered.data)
    shutil.copytree(ROOT / "themes/broadsheet/static", folder / "assets")
    return folder


def dates(first: int, last: int) -> list[datetime.date]:
    """Some days from one to another, ever more articles on each."""
    start = datetime.date(1961, 1, 1)
    days = [first + (last - first) * n // 24 for n in range(25)]
    return [start + datetime.timedelta(day) for n, day in enumerate(days) for _ in range(1 + n * n)]


@contextmanager
def shown(browser: Browser, address: str, width: int) -> Iterator[Page]:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.goto(address)
    yield tab
    tab.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("page", ["gallery", "network"])
def test_words_do_not_overlap_or_leave_the_page(browser: Browser, gallery: Path, page: str, width: int) -> None:
    with shown(browser, f"file://{gallery}/{page}/index.html", width) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        drawings = [drawing.evaluate(BOXES) for drawing in tab.locator(".chart svg:not(.swatch)").all()]
        assert len(drawings) == (1 if page == "network" else len(SPANS) + 3)
        for boxes in drawings:
            assert [
                (one[0], other[0]) for one, other in combinations(boxes, 2) if overlap(one[1:], other[1:])
            ] == []
            assert page == "network" or all(left >= 0 and right <= width for _, left, _, right, _ in boxes)


@pytest.mark.parametrize("width", [390, 1280])
def test_names_of_the_demo_do_not_overlap(browser: Browser, server: str, width: int) -> None:
    with shown(browser, f"{server}/network/", width) as tab:
        boxes = tab.locator(".network svg:not(.swatch)").evaluate(BOXES)
        assert len(boxes) > 20
        assert [(one[0], other[0]) for one, other in combinations(boxes, 2) if overlap(one[1:], other[1:])] == []


def overlap(one: list[float], other: list[float]) -> bool:
    """Whether two boxes share more than the air that letters have about them."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0 and down > 2


def test_pictures_speak(browser: Browser, gallery: Path) -> None:
    with shown(browser, f"file://{gallery}/gallery/index.html", 1280) as tab:
        assert tab.get_by_role("group", name="NASA by day").count() == 3
        assert tab.get_by_role("group", name="Who appears with NASA").count() == 1
        assert tab.get_by_role("link", name="Sergei Korolev, 8 shared articles", exact=True).count() == 1
        link = tab.get_by_role("link", name="1 January 1961: 1 article", exact=True)
        assert link.last.get_attribute("href") == f"{gallery}/1961/01/01/"
        link.last.focus()
        assert tab.evaluate("document.activeElement.textContent").startswith("1 January 1961")


def test_the_html_checker_finds_nothing(gallery: Path) -> None:
    command = ["java", "-jar", str(CHECKER), "--skip-non-html", "--stdout", *OF_FILES, str(gallery)]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert found.stdout == ""
    assert found.returncode == 0, found.stderr


def test_what_cannot_be_drawn_is_a_table_and_a_notice(
    archive: model.Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    [page] = pages(archive, model.Config())
    drawn = page.make_view(archive, model.Config()).network
    assert list(problems(archive)) == []
    monkeypatch.setitem(sys.modules, "igraph", None)
    bare = page.make_view(archive, model.Config()).network
    assert bare.nodes == () != drawn.nodes
    assert bare.rows == drawn.rows
    assert "pip install 'sitegen[networks]'" in str(*problems(archive))
