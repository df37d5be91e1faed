"""A build renders what changed, knows why, and ends where a clean build would."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import GLENN, SHEPARD, make_site, run, tree

from sitegen import store, workers
from sitegen.build import Options, build, convert_only, load, open_store, open_workers
from sitegen.intake import convert_seeds
from sitegen.model import Config
from sitegen.pages import plan_pages
from sitegen.plan import Fingerprints, Task
from sitegen.search import FOLDER
from sitegen.sources import look_around, read_sources

UNDATED = "Astronaut John Glenn flew three times around the earth on his first day in orbit.\n"
APOLLO = "Apollo 11 lands date 1969-07-20\n\nNeil Armstrong walked on the moon. Buzz Aldrin followed.\n"
GLENN_PAGE = "content/articles/1962/02/1962-02-20-glenn-orbits-the-earth.md"
SHEPARD_PAGE = "content/articles/1961/05/1961-05-05-shepard-in-space.md"
ARTICLE = "1961/05/05/shepard-in-space/index.html"
COPY = "1961/05/05/shepard-in-space/index.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    seeds = {"glenn": GLENN, "shepard": SHEPARD, "apollo": APOLLO}
    site = make_site(tmp_path / "site", {f"content/seeds/{name}.txt": text for name, text in seeds.items()})
    run(site)
    run(site)
    return site


def edit(site: Path, file: str, old: str, new: str) -> None:
    """Replace what stands last: a body's first sentence is its summary too."""
    before, found, after = (site / file).read_text("utf-8").rpartition(old)
    assert found
    (site / file).write_text(before + new + after, "utf-8")


def changes(site: Path) -> dict[str, str]:
    """The files that a build wrote, and why; but for those of the search index, which tests/test_search.py has."""
    return {change.file: change.reason for change in run(site).changes if not change.file.startswith(FOLDER)}


def feeds(*folders: str) -> dict[str, str]:
    """Both formats of feeds, with what their change is called."""
    return {f"{folder}feed.{kind}": "entries changed" for folder in folders for kind in ("xml", "json")}


# --- this edit rewrites exactly these files -------------------------------------------------------------------


def test_nothing_changed_rewrites_nothing(site: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in site.rglob("output/**/*")}
    first, second = run(site), run(site)
    assert (first.written, first.deleted, first.converted, first.reasons) == (0, 0, 0, {})
    assert msgspec.structs.replace(second, seconds=first.seconds) == first
    assert first.kept == len(tree(site / "output")) - 1
    assert before == {file: file.stat().st_mtime_ns for file in site.rglob("output/**/*")}


def test_touching_rewrites_nothing(site: Path) -> None:
    for file in (path for path in site.rglob("content/**/*") if path.is_file()):
        os.utime(file, (0, 1_000_000_000))
    assert changes(site) == {}


def test_an_edited_body_rewrites_the_article_and_the_feed(site: Path) -> None:
    edit(site, SHEPARD_PAGE, "John Glenn watched.", "John Glenn watched. It was a clear morning.")
    assert changes(site) == {ARTICLE: "body changed", COPY: "body changed", **feeds("")}


def test_an_edited_title_rewrites_the_lists_that_show_it(site: Path) -> None:
    edit(site, SHEPARD_PAGE, "title: Shepard in space", "title: First American in space")
    assert changes(site) == {
        ARTICLE: "title changed",
        COPY: "title changed",
        "1961/index.html": "listing changed",
        "1961/05/index.html": "listing changed",
        "1961/05/05/index.html": "listing changed",
        "1962/02/20/glenn-orbits-the-earth/index.html": "related, previous changed",
        "index.html": "latest changed",
        "llms.txt": "latest changed",
        "organizations/nasa/index.html": "company, listing changed",
        "organizations/nasa/index.md": "company, listing changed",
        "people/alan-shepard/index.html": "listing changed",
        "people/alan-shepard/index.md": "listing changed",
        "people/john-glenn/index.html": "company, listing changed",
        "people/john-glenn/index.md": "company, listing changed",
        **feeds("", "organizations/nasa/", "people/alan-shepard/", "people/john-glenn/"),
    }


MOVED = ("index.html", "feed.xml", "feed.json")
"""What stands at the old address of an entity."""


def test_a_described_entity_rewrites_its_page_and_the_list_and_may_have_moved(site: Path) -> None:
    make_site(site, {"content/entities.yaml": "- {type: person, name: Buzz Aldrin, description: Second on it}\n"})
    assert changes(site) == {
        "1969/07/20/apollo-11-lands/index.md": "about changed",
        "llms.txt": "covered changed",
        **{f"{kind}/buzz-aldrin/{file}": "new" for kind in ("organizations", "places") for file in MOVED},
        "people/buzz-aldrin/feed.json": "description, facts changed",
        "people/buzz-aldrin/feed.xml": "description, facts changed",
        "people/buzz-aldrin/index.html": "description changed",
        "people/buzz-aldrin/index.md": "description changed",
        "people/index.html": "groups changed",
    }


def test_a_new_article_rewrites_its_neighbours_and_lists(site: Path) -> None:
    make_site(site, {"content/seeds/luna.txt": "Luna 2 hits the moon date 1959-09-14\n\nThe probe fell silent.\n"})
    written = changes(site)
    assert {file for file, reason in written.items() if reason == "new"} == {
        "1959/index.html",
        "1959/09/index.html",
        "1959/09/14/index.html",
        "1959/09/14/luna-2-hits-the-moon/index.html",
        "1959/09/14/luna-2-hits-the-moon/index.md",
    }
    assert {file: reason for file, reason in written.items() if reason != "new"} == {
        ARTICLE: "previous changed",
        "1961/index.html": "previous changed",
        "1961/05/index.html": "previous changed",
        "1961/05/05/index.html": "previous changed",
        "index.html": "count, latest, timeline, years changed",
        "llms.txt": "count, first, latest, years changed",
        "search/index.html": "year_values, years changed",
        "sitemap.xml": "listed changed",
        **feeds(""),
    }


def test_an_edited_static_file_rewrites_itself(site: Path) -> None:
    make_site(site, {"sitegen.yaml": "theme: own\n", "themes/own/theme.yaml": "extends: broadsheet\n"})
    run(site)
    make_site(site, {"themes/own/static/style.css": "body { color: black }"})
    assert changes(site) == {"assets/style.css": "theme changed"}


def test_an_edited_template_rewrites_the_pages_it_changes(site: Path) -> None:
    make_site(site, {"sitegen.yaml": "theme: own\n", "themes/own/theme.yaml": "extends: broadsheet\n"})
    run(site)
    make_site(site, {"themes/own/templates/404.html": "<!DOCTYPE html><title>Nothing</title>"})
    assert changes(site) == {"404.html": "theme changed"}


def test_another_title_of_the_site_rewrites_every_page(site: Path) -> None:
    make_site(site, {"sitegen.yaml": "title: Space\n"})
    written = changes(site)
    made_with_it = (".html", ".md", "feed.xml", "feed.json", "llms.txt", "favicon.svg", "icon.png", "card.png")
    assert set(written) == {file for file in tree(site / "output") if file.endswith(made_with_it)}
    assert written[ARTICLE] == "settings changed"


def test_spoiled_output_is_repaired(site: Path) -> None:
    before = tree(site / "output")
    (site / "output" / ARTICLE).write_text("spoiled")
    (site / "output/people/john-glenn/index.html").unlink()
    (site / "output/assets/style.css").unlink()
    assert changes(site) == dict.fromkeys([ARTICLE, "people/john-glenn/index.html", "assets/style.css"], "repaired")
    assert tree(site / "output") == before


def test_output_touched_but_whole_is_left_alone(site: Path) -> None:
    os.utime(site / "output" / ARTICLE)
    assert changes(site) == {}
    assert changes(site) == {}


def test_a_same_sized_edit_within_a_tick_of_the_clock_is_seen(site: Path) -> None:
    before = (site / SHEPARD_PAGE).stat()
    edit(site, SHEPARD_PAGE, "watched", "laughed")
    os.utime(site / SHEPARD_PAGE, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert ARTICLE in changes(site)


# --- reasons --------------------------------------------------------------------------------------------------


def why(site: Path, url: str) -> tuple[str, str, tuple[str, ...]]:
    told = build(Options(site=site, why=url)).why
    assert told is not None
    return told.now, told.last, told.sources


def test_why_a_page_was_written(site: Path) -> None:
    url = f"/{ARTICLE.removesuffix('index.html')}"
    files = (SHEPARD_PAGE, "content/seeds/shepard.txt")
    assert why(site, url) == ("", "new", files)
    edit(site, SHEPARD_PAGE, "watched", "laughed")
    assert why(site, url) == ("body changed", "body changed", files)
    assert why(site, url) == ("", "body changed", files)
    assert why(site, "/nowhere/") == ("", "", ())


def test_a_clean_build_forgets_and_finds_the_same(site: Path) -> None:
    before = tree(site / "output")
    report = build(Options(site=site, clean=True))
    assert (report.written, report.kept) == (0, len(before) - 1)
    assert tree(site / "output") == before


# --- laws -----------------------------------------------------------------------------------------------------


Edit: TypeAlias = Callable[[Path], object]


def _rewrite(file: Path, old: str, new: str) -> None:
    if file.exists():
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


def _add(site: Path) -> None:
    number = len(list((site / "content/seeds").iterdir()))
    text = f"Story {number} date 1963-06-1{number % 10}\n\nJohn Glenn met NASA.\n"
    make_site(site, {f"content/seeds/extra{number}.txt": text})


def _delete(name: str) -> Edit:
    return lambda site: (site / name).unlink(missing_ok=True)


def _write(name: str, text: str) -> Edit:
    return lambda site: make_site(site, {name: text})


def _replace(name: str, old: str, new: str) -> Edit:
    return lambda site: _rewrite(site / name, old, new)


def _rename(old: str, new: str) -> Edit:
    return lambda site: (site / old).exists() and (site / old).rename(site / new)


def _rename_and_edit(site: Path) -> None:
    _rename("content/seeds/glenn.txt", "content/seeds/john.txt")(site)
    _rewrite(site / "content/seeds/john.txt", "for NASA", "for NASA and came back")


def _mend(site: Path) -> None:
    """Whatever the page is called by now: while one is broken, what was published stays."""
    for page in site.rglob("content/articles/**/*.md"):
        _rewrite(page, "date: x1", "date: 1")


def _touch(site: Path) -> None:
    for file in (path for path in site.rglob("content/**/*") if path.is_file()):
        os.utime(file, (0, 1_000_000_000))


OWN_THEME = {
    "themes/own/theme.yaml": "extends: broadsheet\n",
    "themes/own/templates/page.html": "<!DOCTYPE html><title>own</title>",
}

EDITS: dict[str, Edit] = {
    "add": _add,
    "delete a seed": _delete("content/seeds/glenn.txt"),
    "delete a page": _delete(SHEPARD_PAGE),
    "rename a seed": _rename("content/seeds/shepard.txt", "content/seeds/renamed.txt"),
    "rename and edit a seed": _rename_and_edit,
    "rename a page": _rename(SHEPARD_PAGE, SHEPARD_PAGE.replace("shepard-in-space", "freedom-7")),
    "retitle": _replace(SHEPARD_PAGE, "title: Shepard in space", "title: Freedom 7"),
    "rename in lists": _replace(SHEPARD_PAGE, "- Alan Shepard\n", "- Alan B. Shephard\n"),
    "give a slug": _replace(SHEPARD_PAGE, "---\ntitle: Shepard", "---\nslug: freedom\ntitle: Shepard"),
    "lead on": _write("content/redirects.yaml", "- {from: /people/mr-glenn/, to: /people/john-glenn/}\n"),
    "unlist": _replace(SHEPARD_PAGE, "- John Glenn\n", ""),
    "edit a body": _replace(SHEPARD_PAGE, "watched", "watched with Deke Slayton"),
    "edit a seed": _replace("content/seeds/glenn.txt", "Cape Canaveral", "Florida"),
    "describe": _write("content/entities.yaml", "- {type: person, name: John Glenn, description: Astronaut}\n"),
    "merge": _write("content/entities.yaml", "- merge: {into: nasa, from: [john-glenn]}\n"),
    "hide": _write("content/entities.yaml", "- hide: [NASA]\n"),
    "settings": _write("sitegen.yaml", "title: Space\nbase_url: /space\n"),
    "thresholds": _write("sitegen.yaml", "min_articles: 2\n"),
    "theme": lambda site: make_site(site, {**OWN_THEME, "sitegen.yaml": "theme: own\n"}),
    "template": _write("themes/own/templates/404.html", "<!DOCTYPE html><title>gone</title>"),
    "page": _write("content/pages/about.md", "About *us*."),
    "touch": _touch,
    "break": _replace(SHEPARD_PAGE, "date: 1", "date: x1"),
    "mend": _mend,
    "spoil": lambda site: (
        (site / "output" / ARTICLE).exists() and (site / "output" / ARTICLE).write_text("spoiled")
    ),
    "lose": lambda site: (site / "output/index.html").unlink(missing_ok=True),
}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.booleans()), min_size=1, max_size=8))
def test_after_any_edits_a_build_equals_a_clean_one(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, bool]]
) -> None:
    """Some edits are built one by one, some together. In the end nothing is broken: that would keep pages."""
    site = make_site(
        tmp_path_factory.mktemp("site"), {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD}
    )
    run(site)
    for name, is_built in edits:
        EDITS[name](site)
        if is_built:
            run(site)
    EDITS["mend"](site)
    incremental = run(site)
    again = run(site)
    assert (again.written, again.deleted, again.converted) == (0, 0, 0)
    afresh = tmp_path_factory.mktemp("afresh") / "output"
    clean = build(Options(site=site, output=afresh, clean=True))
    assert tree(site / "output") == tree(afresh)
    assert incremental.problems == again.problems == clean.problems


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_decide_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    seeds = {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD}
    one, two = make_site(tmp_path / "one", seeds), make_site(tmp_path / "two", seeds)
    run(one)
    monkeypatch.setattr(workers, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(workers, "CHUNK", 1)
    monkeypatch.setattr(store, "is_single_threaded", lambda: method == "fork")
    first = run(two, jobs=2)
    assert first.written == len(tree(two / "output")) - 1
    assert tree(one / "output") == tree(two / "output")
    assert tree(one / "content") == tree(two / "content")
    edit(two, SHEPARD_PAGE, "watched.", "watched. It was a clear morning.")
    reasons = {"body changed": 2, "entries changed": 2}
    assert run(two, jobs=2).reasons == {
        **reasons,
        "search changed": 1,
        "new": 3,
    }  # files of the index, named by digest


def test_facts_that_travelled_make_the_same_view(demo: Path, demo_options: Options) -> None:
    at_disk = open_store(demo_options)
    assert demo.is_dir()
    with open_workers(at_disk, demo_options, workers.untracked) as at_work:
        sources, folders = read_sources(at_disk, demo_options.base_url), look_around(at_disk, at_work)
        converted = convert_seeds(at_disk, sources.recipe, folders.seeds, folders.articles, at_work)
        corpus = load(at_disk, demo_options, sources, folders, converted, at_work).corpus
    config = Config(list_limit=12)
    for page in plan_pages(corpus, config):
        task = pickle.loads(pickle.dumps(Task(page, corpus, "", "new").packed()))
        assert task.page.make_view(task.corpus, config) == page.make_view(corpus, config)
        assert Fingerprints().of(task.page, task.corpus) == Fingerprints().of(page, corpus)


def test_a_seed_is_converted_and_settled_once(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"content/seeds/glenn.txt": GLENN, "content/seeds/undated.txt": UNDATED})
    stages: list[tuple[str, int]] = []

    def track(label: str, items: Iterable[Any], count: int) -> Iterable[Any]:
        stages.append((label, count))
        return items

    for converted in (2, 0, 0):
        stages.clear()
        assert convert_only(Options(site=site), track).converted == converted
        assert dict(stages)["Converting"] == converted
        assert GLENN_PAGE in tree(site)
    (site / "content/seeds/new.txt").write_text(APOLLO)
    stages.clear()
    assert convert_only(Options(site=site), track).converted == 1
    assert dict(stages)["Converting"] == 1
