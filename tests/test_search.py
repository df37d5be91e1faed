"""Search: what is asked in a browser is found, and an edit makes one part of the index again."""

from __future__ import annotations

import datetime
import gzip
import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from conftest import Worn, serving
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Request, Route, expect
from sites import GLENN, SHEPARD, make_site, run, tree

from sitegen import search
from sitegen.search import FOLDER, LISTING, SIGNATURE, Place, split

SENTENCE = "Godspeed, John Glenn"
GLENN_URL = "/archive/1962/02/20/glenn-orbits-the-earth-three-times/"
SHEPARD_PAGE = "content/articles/1961/05/1961-05-05-shepard-in-space.md"
APOLLO = "Apollo 11 lands date 1969-07-20\n\nNeil Armstrong walked on the moon. Buzz Aldrin followed.\n"
SEEDS = {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD, "content/seeds/apollo.txt": APOLLO}


def failure_of(request: Request) -> list[str]:
    """What went wrong with it, unless the page was left meanwhile."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.failure}: {request.url}"]


@contextmanager
def searching(browser: Browser, address: str, *, scripts: bool = True) -> Iterator[Page]:
    """A page that neither complains nor asks anyone else for anything."""
    context = browser.new_context(java_script_enabled=scripts)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(error.message))
    tab.on("requestfailed", lambda request: complaints.extend(failure_of(request)))
    own = "/".join(address.split("/")[:3])
    tab.on("request", lambda request: complaints.extend([] if request.url.startswith(own) else [request.url]))
    tab.goto(address)
    yield tab
    assert complaints == []
    context.close()


def has_found(tab: Page, *titles: str) -> None:
    expect(tab.locator("#found")).to_have_text(f"Results: {len(titles)}")
    expect(tab.locator("#list h3")).to_have_text(titles)


def step_to(tab: Page, field: str) -> None:
    """Press Tab until a field has the focus."""
    for _ in range(60):
        if tab.evaluate("document.activeElement.id") == field:
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"no way to {field}")


# --- in a browser ---------------------------------------------------------------------------------------------


def test_a_keyboard_finds_a_sentence_with_a_filter(browser: Browser, worn: Worn) -> None:
    with searching(browser, f"{worn.server}/search/") as tab:
        step_to(tab, "q")
        tab.keyboard.type(SENTENCE)
        step_to(tab, "person")
        tab.keyboard.type("scott carpenter")
        tab.keyboard.press("Enter")
        expect(tab.locator("#found")).to_have_text(re.compile(r"Results: \d+"))
        first = tab.locator("#list li").first
        expect(first.locator("a")).to_have_attribute("href", GLENN_URL)
        expect(first.locator("time")).to_have_text("20 February 1962")
        assert "Godspeed" in first.locator("mark").all_inner_texts()
        asked = tab.url
        assert asked.endswith("/search/?q=Godspeed%2C+John+Glenn&person=scott+carpenter")
        tab.locator("#q").fill("zeppelins")
        tab.locator("#year").select_option("1986")
        expect(tab.locator("#found")).to_have_text(re.compile("Nothing was found"))
        tab.go_back()
        expect(tab.locator("#list li").first.locator("a")).to_have_attribute("href", GLENN_URL)
        assert tab.locator("#q").input_value() == SENTENCE
    with searching(browser, asked) as tab:
        expect(tab.locator("#list li").first.locator("a")).to_have_attribute("href", GLENN_URL)
        first = tab.locator("#list li").first.locator("a")
        first.click()
        expect(tab.locator("h1")).to_have_text("Glenn orbits the earth three times")


def test_what_is_typed_before_the_index_is_there_is_found_once_it_is(browser: Browser, worn: Worn) -> None:
    with searching(browser, f"{worn.server}/search/") as tab:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        tab.route("**/pagefind.js", hold)
        tab.locator("#q").fill(SENTENCE)
        with tab.expect_request("**/pagefind.js"):
            tab.locator("#person").press_sequentially("scott carpenter")
        tab.locator("#person").press("Enter")
        expect(tab.locator("#found")).to_have_text("Searching…")
        [route] = held
        route.continue_()
        expect(tab.locator("#list li").first.locator("a")).to_have_attribute("href", GLENN_URL)
        expect(tab.locator("#person-names option")).to_have_text(["Scott Carpenter"])


def test_every_page_has_a_field_that_leads_to_the_results(browser: Browser, worn: Worn) -> None:
    with searching(browser, f"{worn.server}/about/") as tab:
        tab.get_by_label("Search for").fill(SENTENCE)
        tab.keyboard.press("Enter")
        expect(tab.locator("#list li").first.locator("a")).to_have_attribute("href", GLENN_URL)


def test_without_scripts_there_are_links(browser: Browser, worn: Worn) -> None:
    with searching(browser, f"{worn.server}/search/?q=Glenn", scripts=False) as tab:
        assert not tab.locator("#search").is_visible()
        assert tab.locator("noscript p").is_visible()
        for name in ("People", "1962"):
            assert tab.locator("main").get_by_role("link", name=name, exact=True).is_visible()


def test_parts_are_searched_as_one(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LIMIT", 1)
    site = make_site(tmp_path, {"sitegen.yaml": "base_url: /site\n", **SEEDS})
    run(site, output=site / "site")
    names = [part["name"] for part in json.loads((site / "site" / LISTING).read_bytes())]
    assert len(names) == 3
    with serving(site / "site") as server:
        with searching(browser, f"{server}/search/?q=astronaut") as tab:
            expect(tab.locator("#list li")).to_have_count(2)
        with searching(browser, f"{server}/search/?q=%3Castronaut%3E") as tab:
            expect(tab.locator("#found")).to_have_text("Results: 2")
        with searching(browser, f"{server}/search/?q=onwards") as tab:
            expect(tab.locator("#found")).to_have_text("No article has all of these words. Nearest: 1")
            expect(tab.locator("#list mark")).to_have_text("on")
        with searching(browser, f"{server}/search/?year=1969") as tab:
            has_found(tab, "Apollo 11 lands")
            loaded = tab.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
            assert {name for name in names if any(f"/{name}/" in url for url in loaded)} == {names[0]}
        with searching(browser, f"{server}/search/?person=john+glenn") as tab:
            expect(tab.locator("#list h3")).to_have_text(["Glenn orbits the earth", "Shepard in space"])
        tab = browser.new_page()
        tab.route("**/*.pf_index", lambda route: route.abort())
        tab.goto(f"{server}/search/?q=astronaut")
        expect(tab.locator("#found")).to_have_text("The search index could not be loaded. Try again later.")
        tab.unroute("**/*.pf_index")
        tab.locator("#q").press("Enter")
        expect(tab.locator("#found")).to_have_text("Results: 2")
        tab.close()
        shutil.rmtree(site / "site" / FOLDER / names[0])
        tab = browser.new_page()
        tab.goto(f"{server}/search/?q=astronaut")
        expect(tab.locator("#found")).to_have_text("Results: 2 A part of the archive could not be searched.")
        tab.close()


MISSIONS = [("gemini-3", "1965-03-23", "'John Young'"), ("gemini-10", "1966-07-18", "'John Young'")]
MISSIONS += [("apollo-10", "1969-05-18", "'John Young'"), ("apollo-16", "1972-04-16", "'John Young'")]
MISSIONS += [("apollo-11", "1969-07-20", """'Edwin "Buzz" Aldrin'""")]
MISSION = (
    "---\ntitle: Crew—{0}\ndate: {1}\npeople: [{2}]\n---\n\nA T-minus day for the {0} crew’s Earth—Moon flight.\n"
)
FAILED = "The search index could not be loaded. Try again later."


@pytest.fixture(scope="module")
def missions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site whose articles are found in parts of two."""
    files = {f"content/articles/{day}-{name}.md": MISSION.format(name, day, who) for name, day, who in MISSIONS}
    site = make_site(tmp_path_factory.mktemp("missions"), {"sitegen.yaml": "base_url: /site\n", **files})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "LIMIT", 2)
        run(site, output=site / "site")
    assert len(json.loads((site / "site" / LISTING).read_bytes())) == 3
    with serving(site / "site") as server:
        yield server


def test_without_words_the_newest_comes_first(browser: Browser, missions: str) -> None:
    with searching(browser, f"{missions}/search/?person=john+young") as tab:
        has_found(tab, "Crew—apollo-16", "Crew—apollo-10", "Crew—gemini-10", "Crew—gemini-3")


def test_a_name_is_found_whatever_signs_it_has(browser: Browser, missions: str) -> None:
    with searching(browser, f"{missions}/search/?person=edwin+%22buzz%22+aldrin") as tab:
        has_found(tab, "Crew—apollo-11")
        tab.locator("#person").fill("buzz")
        expect(tab.locator("#person-names option")).to_have_text(['Edwin "Buzz" Aldrin'])


@pytest.mark.parametrize(
    "word", ["moon", "earth", "minus", "crew", "earth—moon", "crew’s", "crew's", "Earth\u00a0Moon"]
)
def test_words_that_signs_join_are_found_alone_and_together(browser: Browser, missions: str, word: str) -> None:
    with searching(browser, f"{missions}/search/?{urlencode({'q': word, 'year': 1972})}") as tab:
        has_found(tab, "Crew—apollo-16")
        said = tab.locator("#list .snippet").inner_text()
        assert said == "A T-minus day for the apollo-16 crew’s Earth—Moon flight."


def test_names_to_choose_from_are_of_the_years_that_are_asked_for(browser: Browser, missions: str) -> None:
    with searching(browser, f"{missions}/search/?year=1965") as tab:
        has_found(tab, "Crew—gemini-3")
        tab.locator("#person").fill("a")
        tab.locator("#year").select_option("")
        tab.locator("#person").fill("aldrin")
        expect(tab.locator("#person-names option")).to_have_text(['Edwin "Buzz" Aldrin'])


def test_a_link_within_the_page_asks_nothing(browser: Browser, missions: str) -> None:
    with searching(browser, f"{missions}/search/?q=gemini") as tab:
        has_found(tab, "Crew—gemini-3", "Crew—gemini-10")
        tab.locator("#q").fill("apollo")
        tab.evaluate("location.hash = 'main'")
        tab.wait_for_function("location.hash === '#main'")
        tab.evaluate("new Promise(done => setTimeout(done))")
        assert tab.locator("#q").input_value() == "apollo"


@pytest.mark.parametrize("file", ["index/pagefind-entry.json*", "wasm.*.pagefind", "*.pf_index", "parts.json*"])
@pytest.mark.parametrize("answer", ["nothing", "a page"])
def test_what_could_not_be_loaded_is_said_and_loaded_the_next_time(
    browser: Browser, missions: str, file: str, answer: str
) -> None:
    def spoil(route: Route) -> None:
        if answer == "nothing":
            route.abort()
        else:
            route.fulfill(body="<!DOCTYPE html>", content_type="text/html")

    tab = browser.new_page()
    tab.route(f"**/{file}", spoil)
    tab.goto(f"{missions}/search/?q=gemini")
    expect(tab.locator("#found")).to_have_text(FAILED)
    tab.unroute(f"**/{file}")
    tab.locator("#q").press("Enter")
    has_found(tab, "Crew—gemini-3", "Crew—gemini-10")
    tab.close()


def test_a_part_that_could_not_be_loaded_is_the_next_time(browser: Browser, missions: str) -> None:
    tab = browser.new_page()
    tab.route("**/index/*/pagefind-entry.json*", lambda route: route.abort())
    tab.goto(f"{missions}/search/?q=gemini")
    expect(tab.locator("#found")).to_have_text(
        re.compile("^Nothing.*A part of the archive could not be searched.$")
    )
    tab.unroute("**/index/*/pagefind-entry.json*")
    tab.locator("#q").press("Enter")
    has_found(tab, "Crew—gemini-3", "Crew—gemini-10")
    tab.close()


# --- parts ----------------------------------------------------------------------------------------------------

days = st.dates(min_value=datetime.date(1960, 1, 1), max_value=datetime.date(1962, 12, 31))
archives = st.lists(days, min_size=1, max_size=60).map(
    lambda found: [Place(day, f"/{day}/{number}/") for number, day in enumerate(sorted(found))]
)


@given(archives, st.integers(1, 9))
def test_every_article_is_in_one_part_of_few_articles(found: list[Place], limit: int) -> None:
    parts = split(found, limit)
    assert sorted(place.url for part in parts for place in part.places) == sorted(place.url for place in found)
    assert max(len(part.places) for part in parts) <= limit
    assert len({part.name for part in parts}) == len(parts)
    assert all(re.fullmatch(r"[\w-]+", part.name) for part in parts)
    assert [part.years for part in parts] == sorted((part.years for part in parts), reverse=True)


@given(archives, days, st.integers(1, 9))
def test_another_article_changes_one_part(found: list[Place], day: datetime.date, limit: int) -> None:
    """Or cuts it, and with it those it was cut from, never another."""
    more = sorted([*found, Place(day, "/more/")], key=lambda place: place.date)
    before, after = ({part.name: part for part in split(some, limit)} for some in (found, more))
    gone = {name for name, part in before.items() if after.get(name) != part}
    assert len(gone) <= 1


# --- files ----------------------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with an article in each part."""
    monkeypatch.setattr(search, "LIMIT", 1)
    site = make_site(tmp_path / "site", SEEDS)
    run(site)
    run(site)
    return site


def files_of(site: Path) -> dict[str, bytes]:
    return {file: data for file, data in tree(site / "output").items() if file.startswith(FOLDER)}


def addresses(site: Path) -> set[str]:
    """What can be found."""
    fragments = (gzip.decompress(data) for file, data in files_of(site).items() if file.endswith("fragment"))
    return {json.loads(data.removeprefix(SIGNATURE))["url"] for data in fragments}


def add_to_front_matter(site: Path, page: str, line: str) -> None:
    text = (site / page).read_text("utf-8")
    (site / page).write_text(text.replace("---\n", f"---\n{line}\n", 1), "utf-8")


def test_an_edit_makes_one_part_again(site: Path) -> None:
    before = files_of(site)
    page = site / SHEPARD_PAGE
    page.write_text(page.read_text("utf-8") + "\nIt was a clear morning.\n", "utf-8")
    run(site)
    after = files_of(site)
    changed = {file for file in before.keys() | after.keys() if before.get(file) != after.get(file)}
    [name] = [part["name"] for part in json.loads(after[LISTING]) if part["years"] == [1961, 1961]]
    assert {file.removeprefix(FOLDER).partition("/")[0] for file in changed} == {name}
    assert len(changed) < 10


def test_what_a_clean_build_makes_is_the_same(site: Path, tmp_path: Path) -> None:
    page = site / SHEPARD_PAGE
    page.write_text(page.read_text("utf-8") + "\nIt was a clear morning.\n", "utf-8")
    run(site)
    other = tmp_path / "other"
    shutil.copytree(site / "content", other / "content")
    run(other, jobs=2)
    assert files_of(other) == files_of(site)


def test_files_that_somebody_deleted_come_back(site: Path) -> None:
    before = files_of(site)
    shutil.rmtree(site / "output" / FOLDER / json.loads(before[LISTING])[0]["name"])
    (site / "output" / FOLDER / "pagefind.js").unlink()
    run(site)
    assert files_of(site) == before


def test_what_is_not_to_be_found_is_not_in_it(site: Path) -> None:
    every = {"/1961/05/05/shepard-in-space/", "/1962/02/20/glenn-orbits-the-earth/", "/1969/07/20/apollo-11-lands/"}
    assert addresses(site) == every
    for line in ("noindex: true", "withdrawn: It was about another flight."):
        before = (site / SHEPARD_PAGE).read_text("utf-8")
        add_to_front_matter(site, SHEPARD_PAGE, line)
        run(site)
        assert addresses(site) == every - {"/1961/05/05/shepard-in-space/"}
        (site / SHEPARD_PAGE).write_text(before, "utf-8")


# --- without it -----------------------------------------------------------------------------------------------


def test_search_can_be_turned_off(site: Path) -> None:
    make_site(site, {"sitegen.yaml": "search: false\n"})
    assert run(site).problems == ()
    output = tree(site / "output")
    assert [file for file in output if file.startswith("search/")] == []
    assert b'role="search"' not in output["index.html"]
    assert b"form-action 'none'" in output["index.html"]


def test_without_pagefind_a_site_is_whole_but_for_search(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pagefind.service", None)
    report = run(site)
    [problem] = report.problems
    assert (problem.severity, problem.hint) == ("notice", "pip install 'pagefind[bin]'")
    output = tree(site / "output")
    make_site(site, {"sitegen.yaml": "search: false\n"})
    run(site)
    assert output == tree(site / "output")


@pytest.mark.parametrize(
    ("script", "reason"), [("exit 1", "it ended early"), ("echo 'how, what?'; cat", "its answers make no sense")]
)
def test_a_pagefind_that_fails_is_an_error_and_the_rest_is_built(
    site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, reason: str
) -> None:
    before = tree(site / "output")
    broken = tmp_path / "pagefind"
    broken.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(broken))
    page = site / SHEPARD_PAGE
    page.write_text(page.read_text("utf-8") + "\nIt was a clear morning.\n", "utf-8")
    report = run(site)
    [problem] = report.problems
    assert problem.severity == "error"
    assert problem.message == f"Pagefind could not make a part of the index: {reason}"
    after = tree(site / "output")
    assert b"a clear morning" in after["1961/05/05/shepard-in-space/index.html"]
    assert len(json.loads(before[LISTING])) == len(json.loads(after[LISTING])) + 1
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert run(site).problems == ()
    assert len(json.loads(files_of(site)[LISTING])) == 3
