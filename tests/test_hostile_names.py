"""Names that nobody would choose have pages that work: a browser opens them, and the checker finds nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import serving
from demo import OF_FILES
from playwright.sync_api import Browser
from sites import make_site

from sitegen.build import Options, build
from sitegen.model import ENTITY_TYPES, EntityKey
from sitegen.text import identify
from sitegen.urls import entity_url, file_of, together_url

CHECKER = Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"

NAMES: Mapping[str, tuple[str, ...]] = {
    "person": ("Seán O'Neill-<b>", "محمد بن سلمان", "X", "李小龙", "{{ name }}"),
    "organization": (
        ("International Society of Long Names " * 6)[:200],
        "W" * 200,
        "🚀",
        "!!!",
        'O\'Neill & "Sons"',
        "with",
    ),
    "place": ("ירושלים", "1984", "a-to-z", "..", "Nowhere%2F#?&"),
}
"""By type. `with`, `1984` and `a-to-z` are parts of the addresses of other pages."""

ALL = {(kind, identify(name)): name for kind, names in NAMES.items() for name in names}

DAYS = range(1, 23)
"""So many articles name all of them that every two share more than their own pages list."""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    listed = {ENTITY_TYPES[kind].plural: names for kind, names in NAMES.items()}
    lists = "\n".join(f"{plural}: {json.dumps(names, ensure_ascii=False)}" for plural, names in listed.items())
    text = "\n\n".join(f"There was word of {name} again." for name in ALL.values())
    site = make_site(
        tmp_path_factory.mktemp("hostile"),
        {
            f"content/articles/{date}-news.md": f"---\ntitle: News\ndate: {date}\n{lists}\n---\n\n{text}\n"
            for date in (f"2001-03-{day:02}" for day in DAYS)
        },
    )
    report = build(Options(site=site, base_url="/output/"))
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == []
    return site / "output"


@pytest.fixture(scope="module")
def server(output: Path) -> Iterator[str]:
    with serving(output) as address:
        yield address


def test_every_name_has_an_address_of_its_own(output: Path) -> None:
    assert len(ALL) == sum(map(len, NAMES.values()))
    for key in ALL:
        assert (output / file_of(entity_url(*key))).is_file()
        shared = [together_url(key, other) for other in ALL if other != key]
        assert all((output / file_of(url)).is_file() for url in shared)


def test_the_html_checker_finds_nothing(output: Path) -> None:
    first, second, *_ = ALL
    shared = together_url(first, second)
    lists = [f"/{kind.plural}/" for kind in ENTITY_TYPES.values()]
    urls = ("/", "/2001/03/22/news/", "/network/", shared, *lists, *(entity_url(*key) for key in ALL))
    files = [str(output / file_of(url)) for url in urls]
    command = ["java", "-jar", str(CHECKER), "--stdout", *OF_FILES, *files]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert found.stdout == ""
    assert found.returncode == 0


@pytest.mark.parametrize("key", ALL, ids=lambda key: "-".join(key)[:40])
def test_a_reader_gets_there_and_on(browser: Browser, server: str, key: EntityKey) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}) as visit:
        tab = visit.new_page()
        tab.goto(f"{server}/2001/03/22/news/")
        tab.locator("aside").get_by_role("link", name=ALL[key], exact=True).click()
        tab.wait_for_url(lambda url: not url.endswith("/news/"))
        assert tab.locator("h1").inner_text() == ALL[key]
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
