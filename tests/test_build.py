"""Whole builds of small sites on disk: what is written, what is left alone, what is said about mistakes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sitegen import workers
from sitegen.build import Options, build, clean, convert_only
from sitegen.model import BuildReport

GLENN = (
    "Glenn orbits the earth date 1962-02-20 By Nellie Bly\n\n"
    "Astronaut John Glenn flew from Cape Canaveral for NASA.\n"
)
SHEPARD = "Shepard in space date 1961-05-05\n\nAstronaut Alan Shepard was launched by NASA. John Glenn watched.\n"


def make_site(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD})


def run(site: Path, jobs: int = 1, output: Path | None = None) -> BuildReport:
    return build(Options(site=site, jobs=jobs, output=output))


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def messages(report: BuildReport) -> list[str]:
    return [str(problem) for problem in report.problems]


def links(page: Path) -> set[str | None]:
    return {node.attributes.get("href") for node in LexborHTMLParser(page.read_text("utf-8")).css("main a")}


def test_pages_link_both_ways(site: Path) -> None:
    assert messages(run(site)) == []
    article = "/1962/02/20/glenn-orbits-the-earth/"
    for entity in (
        "/people/john-glenn/",
        "/organizations/nasa/",
        "/places/cape-canaveral/",
        "/authors/nellie-bly/",
    ):
        assert entity in links(site / "output" / article[1:] / "index.html")
        assert article in links(site / "output" / entity[1:] / "index.html")


def test_building_again_writes_nothing(site: Path) -> None:
    first = run(site)
    before = {file: file.stat().st_mtime_ns for file in (site / "output").rglob("*.html")}
    second = run(site)
    assert (second.written, second.deleted, second.converted) == (0, 0, 0)
    assert second.kept == first.written
    assert before == {file: file.stat().st_mtime_ns for file in (site / "output").rglob("*.html")}


def test_what_lost_its_source_is_deleted(site: Path) -> None:
    run(site)
    (site / "content/seeds/shepard.txt").unlink()
    (site / "content/articles/1961/05/1961-05-05-shepard-in-space.md").unlink()
    report = run(site)
    assert report.deleted > 0
    assert not (site / "output/1961").exists()
    assert not (site / "output/people/alan-shepard").exists()
    assert (site / "output/people/john-glenn/index.html").is_file()


def test_a_correction_in_the_page_holds(site: Path) -> None:
    run(site)
    page = site / "content/articles/1961/05/1961-05-05-shepard-in-space.md"
    edited = page.read_text("utf-8").replace("- John Glenn\n", "")
    page.write_text(edited, "utf-8")
    run(site)
    assert page.read_text("utf-8") == edited
    assert "/people/john-glenn/" not in links(site / "output/1961/05/05/shepard-in-space/index.html")


def test_rules_of_the_authority_file(site: Path) -> None:
    rules = """
    - {id: glenn, type: person, name: John H. Glenn, aliases: [John Glenn], description: First American in orbit}
    - hide: [NASA]
    """
    run(make_site(site, {"content/entities.yaml": rules}))
    assert "First American in orbit" in (site / "output/people/glenn/index.html").read_text("utf-8")
    assert 'url=/people/glenn/"' in (site / "output/people/john-glenn/index.html").read_text("utf-8")
    assert not (site / "output/organizations/nasa").exists()


def test_drafts_stay_at_home(site: Path) -> None:
    make_site(site, {"content/articles/x.md": "---\ntitle: X\ndate: 1969-07-20\ndraft: true\n---\nCopy."})
    run(site)
    assert not (site / "output/1969").exists()
    build(Options(site=site, drafts=True))
    assert (site / "output/1969/07/20/x/index.html").is_file()


EDITS = st.lists(
    st.sampled_from(
        ["add", "remove seed", "remove page", "edit page", "rules", "settings", "theme", "break", "mend"]
    ),
    min_size=1,
    max_size=4,
)


def change(site: Path, edit: str) -> None:
    page = site / "content/articles/1961/05/1961-05-05-shepard-in-space.md"
    seeds, rules = site / "content/seeds", site / "content/entities.yaml"
    if edit == "add":
        number = len(list(seeds.iterdir()))
        make_site(
            seeds, {f"extra{number}.txt": f"Story {number} date 1963-06-1{number % 10}\n\nJohn Glenn met NASA.\n"}
        )
    elif edit == "remove seed":
        (seeds / "glenn.txt").unlink(missing_ok=True)
    elif edit == "remove page":
        page.unlink(missing_ok=True)
    elif edit == "edit page" and page.exists():
        page.write_text(page.read_text("utf-8") + "\nMore of Alan Shepard.\n", "utf-8")
    elif edit == "break" and page.exists():
        page.write_text(page.read_text("utf-8").replace("date: ", "date: x"), "utf-8")
    elif edit == "mend" and page.exists():
        page.write_text(page.read_text("utf-8").replace("date: x", "date: "), "utf-8")
    elif edit == "rules":
        rules.write_text("- {type: person, name: John Glenn, description: Astronaut}\n", "utf-8")
    elif edit == "settings":
        make_site(site, {"sitegen.yaml": "title: Space\nbase_url: /space\n"})
    elif edit == "theme":
        make_site(site, {"themes/own/theme.yaml": "extends: broadsheet\n", "sitegen.yaml": "theme: own\n"})
        make_site(site, {"themes/own/templates/page.html": "<!DOCTYPE html><title>own</title>"})


@settings(max_examples=12, deadline=None)
@given(EDITS)
def test_after_any_edits_a_build_equals_a_clean_one(
    tmp_path_factory: pytest.TempPathFactory, edits: list[str]
) -> None:
    site = make_site(
        tmp_path_factory.mktemp("site"), {"content/seeds/glenn.txt": GLENN, "content/seeds/s.txt": SHEPARD}
    )
    for edit in edits:
        run(site)
        change(site, edit)
    run(site)
    afresh = tmp_path_factory.mktemp("afresh") / "output"
    for name in (".sitegen/memo.sqlite", ".sitegen/review.md"):
        (site / name).unlink()
    report = run(site, output=afresh)
    broken = {problem.path for problem in report.problems if problem.severity == "error"}
    assert tree(site / "output") == tree(afresh) or broken


def test_processes_decide_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD}
    one, two = make_site(tmp_path / "one", seeds), make_site(tmp_path / "two", seeds)
    run(one)
    monkeypatch.setattr(workers, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(workers, "CHUNK", 1)
    run(two, jobs=2)
    assert tree(one / "output") == tree(two / "output")
    assert tree(one / "content") == tree(two / "content")


def test_the_machine_decides_nothing(tmp_path: Path) -> None:
    trees = []
    for place in (
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "Pacific/Pago_Pago", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    ):
        site = make_site(
            tmp_path / place["PYTHONHASHSEED"], {"content/seeds/a.txt": GLENN, "content/seeds/é.txt": SHEPARD}
        )
        command = [sys.executable, "-m", "sitegen", "build", "--site", str(site), "--strict"]
        subprocess.run(command, check=True, env={**os.environ, **place}, capture_output=True)
        trees.append({**tree(site / "output"), **tree(site / "content")})
    assert trees[0] == trees[1]


def test_a_foreign_file_is_left_alone(site: Path) -> None:
    make_site(site, {"output/index.html": "mine", "output/CNAME": "example.org", "output/people": "in the way"})
    report = run(site)
    assert (site / "output/index.html").read_text() == "mine"
    assert (site / "output/CNAME").read_text() == "example.org"
    assert (site / "output/people").read_text() == "in the way"
    assert "output/index.html: was not written by sitegen and is left alone; move it away" in messages(report)
    assert (site / "output/organizations/nasa/index.html").is_file()
    clean(Options(site=site))
    assert sorted(tree(site / "output")) == ["CNAME", "index.html", "people"]


def test_a_link_in_the_output_is_not_followed(site: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (site / "output").mkdir()
    (site / "output/people").symlink_to(elsewhere)
    report = run(site)
    assert tree(elsewhere) == {}
    assert "output/people: is in the way of a folder; move it away" in messages(report)


def test_the_cache_may_be_lost_or_spoiled(site: Path) -> None:
    run(site)
    before = tree(site / "output")
    (site / ".sitegen/memo.sqlite").write_bytes(b"not a database")
    report = run(site)
    assert (report.written, report.deleted, messages(report)) == (0, 0, [])
    (site / ".sitegen/memo.sqlite").unlink()
    assert run(site).written == 0
    assert tree(site / "output") == before


def test_mistakes_are_reported_and_the_rest_is_built(site: Path) -> None:
    run(site)
    page = "content/articles/1962/02/1962-02-20-glenn-orbits-the-earth.md"
    broken = (site / page).read_text("utf-8").replace("date: 1962-02-20", "date: 1962-02-31")
    make_site(
        site,
        {
            page: broken,
            "content/articles/twin.md": "---\ntitle: T\ndate: 1961-05-05\nslug: Shepard in space\n---\nCopy.",
            "content/pages/people.md": "People page.",
            "content/seeds/empty.txt": "",
            "sitegen.yaml": "titel: Space\ntheme: broadsheat\n",
        },
    )
    (site / "content/seeds/photo.jpg").write_bytes(bytes(range(256)))
    report = run(site)
    assert [message.partition(": ")[0] for message in messages(report)] == [
        f"{page}:3:7",
        "content/articles/twin.md:1:1",
        "content/pages/people.md",
        "content/seeds/empty.txt",
        "content/seeds/photo.jpg",
        "sitegen.yaml",
        "sitegen.yaml:1:1",
    ]
    assert (site / page).read_text("utf-8") == broken
    assert (site / "output/1961/05/05/shepard-in-space/index.html").is_file()
    collision = next(message for message in messages(report) if "twin" in message)
    assert "content/articles/1961/05/1961-05-05-shepard-in-space.md" in collision


def test_a_mistake_in_a_template_names_its_line(site: Path) -> None:
    run(site)
    before = (site / "output/people/john-glenn/index.html").read_bytes()
    make_site(
        site,
        {
            "sitegen.yaml": "theme: own\n",
            "themes/own/theme.yaml": "name: own\nextends: broadsheet\n",
            "themes/own/templates/entity.html": "<!DOCTYPE html>\n<p>\n{{ view.nothing }}",
            "themes/own/templates/index.html": "{% for x in view %}",
        },
    )
    report = run(site)
    assert "themes/own/templates/entity.html:3:1: 'sitegen.views.EntityView object' has no attribute 'nothing'" in (
        {message.partition("; met on")[0] for message in messages(report)}
    )
    assert any(message.startswith("themes/own/templates/index.html:1:1: ") for message in messages(report))
    assert (site / "output/people/john-glenn/index.html").read_bytes() == before
    assert (site / "output/1962/02/20/glenn-orbits-the-earth/index.html").is_file()


def test_converting_writes_pages_and_no_site(site: Path) -> None:
    report = convert_only(Options(site=site))
    assert (report.articles, report.converted) == (2, 2)
    assert not (site / "output").exists()


def test_an_empty_site_builds(tmp_path: Path) -> None:
    report = run(tmp_path)
    assert messages(report) == []
    assert (tmp_path / "output/index.html").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "x" * 200,
        "\u05d3\u05d5\u05d3 \u05d1\u05df",
        "Q",
        "🚀",
        "O'Neill",
        "<b>&amp;</b>",
        "東京",
        "a/../../b",
        "Con",
        ".",
    ],
)
def test_hostile_names_have_pages_that_work(tmp_path: Path, name: str) -> None:
    quoted = name.replace("'", "''")
    fields = f"title: '{quoted}'\ndate: 1969-07-20\norganizations: ['{quoted}']\ntopics: ['{quoted}']"
    page = f"---\n{fields}\n---\nOf {name} today.\n"
    site = make_site(tmp_path, {"content/articles/1969-07-20-a.md": page})
    assert messages(run(site)) == []
    (entity,) = (site / "output/organizations").glob("*/index.html")
    tree_ = LexborHTMLParser(entity.read_text("utf-8"))
    heading = tree_.css_first("h1")
    assert heading is not None
    assert heading.text().strip() == name
    assert all(file.resolve().is_relative_to(site.resolve()) for file in site.rglob("*"))
