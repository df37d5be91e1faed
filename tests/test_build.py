"""Whole builds of small sites on disk: what is written, what is left alone, what is said about mistakes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from sites import GLENN, SHEPARD, make_site, run, tree

from sitegen.build import Options, build, clean, convert_only, open_store
from sitegen.errors import Invalid
from sitegen.model import BuildReport


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD})


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


def test_pages_of_ones_own_link_from_the_root_of_the_site(site: Path) -> None:
    """Copy is left as it is."""
    copy = "[Glenn](/people/john-glenn/)"
    elsewhere = "[a](//example.org/) [b](https://example.org/) [c](../people/) [d](#e) ![f](/assets/f.png) `/g/`"
    article = f"---\ntitle: X\ndate: 1963-05-15\npeople: [John Glenn]\n---\n{copy}\n"
    files = {"content/pages/staff.md": f"{copy} {elsewhere}\n", "content/articles/x.md": article}
    run(make_site(site, {"sitegen.yaml": "base_url: https://example.org/news\n", **files}))
    page = LexborHTMLParser((site / "output/staff/index.html").read_text("utf-8"))
    assert [node.attributes["href"] for node in page.css(".prose a")] == [
        "/news/people/john-glenn/",
        "//example.org/",
        "https://example.org/",
        "../people/",
        "#e",
    ]
    assert [node.attributes["src"] for node in page.css(".prose img")] == ["/news/assets/f.png"]
    assert [node.text() for node in page.css(".prose code")] == ["/g/"]
    text = (site / "output/staff/index.md").read_text("utf-8")
    assert (
        "[Glenn](https://example.org/news/people/john-glenn/) [a](//example.org/) [b](https://example.org/)" in text
    )
    assert "[c](../people/) [d](#e) ![f](https://example.org/news/assets/f.png) `/g/`" in text
    assert '<a href="/people/john-glenn/">Glenn</a>' in (site / "output/1963/05/15/x/index.html").read_text("utf-8")


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


def test_mistakes_are_reported_and_the_rest_is_built(site: Path) -> None:
    run(site)
    page = "content/articles/1962/02/1962-02-20-glenn-orbits-the-earth.md"
    broken = (site / page).read_text("utf-8").replace("date: 1962-02-20", "date: 1962-02-31")
    make_site(
        site,
        {
            page: broken,
            "content/articles/twin.md": "---\ntitle: T\ndate: 1961-05-05\nslug: shepard-in-space\n---\nCopy.",
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
        "sitegen.yaml:1:1",
        "sitegen.yaml:2:8",
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


PAGE = "content/articles/1961/05/1961-05-05-shepard-in-space.md"


@pytest.mark.parametrize(
    "data", [b"\xff\xfeP\x00", "Caf\xe9 and more".encode("latin-1")], ids=["UTF-16", "Latin-1"]
)
def test_a_page_that_cannot_be_read_is_not_written(site: Path, data: bytes) -> None:
    run(site)
    before = tree(site / "output")
    (site / PAGE).write_bytes(data)
    report = run(site)
    assert (site / PAGE).read_bytes() == data
    assert [problem.path for problem in report.problems] == [PAGE]
    assert report.deleted == 0
    assert "1961/05/05/shepard-in-space/index.html" in before.keys() & tree(site / "output").keys()


def test_nothing_published_is_taken_back_for_a_slip(site: Path) -> None:
    run(site)
    text = (site / PAGE).read_text("utf-8")
    (site / PAGE).write_text(text.replace("title: ", "title: ["), "utf-8")
    report = run(site)
    assert report.deleted == 0
    assert (site / "output/1961/05/05/shepard-in-space/index.html").is_file()
    (site / PAGE).write_text(text, "utf-8")
    assert messages(run(site)) == []


@pytest.mark.parametrize("name", ["sitegen.yaml", "content/entities.yaml"])
def test_without_its_rules_or_settings_a_site_is_not_built(site: Path, name: str) -> None:
    make_site(site, {"content/entities.yaml": "- hide: [John Glenn]\n"})
    run(site)
    before = tree(site)
    make_site(site, {name: "- {type: person, name: [\n"})
    with pytest.raises(Invalid, match=name):
        run(site)
    assert {file for file, data in tree(site).items() if before.get(file) != data} <= {name, ".sitegen/busy"}


def test_long_headlines_that_are_alike(site: Path) -> None:
    title = " ".join(["satellite"] * 20)
    seeds = {f"content/seeds/{n}.txt": f"{title} date 1962-02-20\n\nStory number {n}.\n" for n in "abc"}
    make_site(site, {"content/seeds/c.txt": seeds.pop("content/seeds/c.txt")})
    run(site)
    (first,) = (site / "output/1962/02/20").glob("satellite*/index.html")
    assert messages(run(make_site(site, seeds))) == []
    assert "Story number c." in first.read_text("utf-8")
    assert len(list((site / "output/1962/02/20").glob("satellite*/index.html"))) == 3


def test_a_corrected_date_leads_on_from_the_old_address(site: Path) -> None:
    run(site)
    make_site(site, {"content/seeds/shepard.txt": SHEPARD.replace("1961-05-05", "1961-05-06")})
    assert messages(run(site)) == []
    old = (site / "output/1961/05/05/shepard-in-space/index.html").read_text("utf-8")
    assert 'url=/1961/05/06/shepard-in-space/"' in old


def test_a_renamed_seed_keeps_its_page(site: Path) -> None:
    run(site)
    before = tree(site / "output")
    (site / "content/seeds/shepard.txt").rename(site / "content/seeds/renamed.txt")
    assert messages(run(site)) == []
    assert tree(site / "output") == before
    assert "seeds/renamed.txt" in (site / PAGE).read_text("utf-8")


def test_a_copied_seed_is_published_twice_and_told_about(site: Path) -> None:
    make_site(
        site, {"content/seeds/copied.txt": SHEPARD, "content/seeds/no-1.txt": "", "content/seeds/no-2.txt": ""}
    )
    for _ in range(2):
        [told] = [text for text in messages(run(site)) if "no-" not in text]
        assert told.startswith("content/seeds/shepard.txt: is the same as content/seeds/copied.txt, byte for byte;")
    assert (site / PAGE.replace(".md", "-2.md")).is_file()
    (site / "content/seeds/copied.txt").write_text(SHEPARD.replace("launched", "sent up"), "utf-8")
    assert not any("byte for byte" in text for text in messages(run(site)))


def test_a_copied_page_does_not_steal_the_seed(site: Path) -> None:
    run(site)
    copied = site / PAGE.replace(".md", "-copy.md")
    copied.write_text((site / PAGE).read_text("utf-8"), "utf-8")
    report = run(site)
    assert [(problem.path, problem.severity) for problem in report.problems] == [
        (copied.relative_to(site).as_posix(), "notice")
    ]


def test_a_manifest_is_not_trusted_outside_the_output(site: Path) -> None:
    run(site)
    precious = make_site(site, {"precious.txt": "mine"}) / "precious.txt"
    with (site / "output/.sitegen-manifest").open("ab") as manifest:
        manifest.write(b"../precious.txt\n\n/etc/hosts\n\xff\n.\n")
    run(site)
    clean(Options(site=site))
    assert precious.read_text() == "mine"
    assert tree(site / "output") == {}


@pytest.mark.parametrize("place", ["content/seeds/p.txt", "content/articles/p.md", "output/index.html"])
def test_a_pipe_does_not_stop_the_build(site: Path, place: str) -> None:
    (site / place).parent.mkdir(exist_ok=True)
    os.mkfifo(site / place)
    report = run(site)
    assert [problem.path for problem in report.problems if "is not a file" in problem.message] == [place]
    assert (site / "output/people/john-glenn/index.html").is_file()


def test_a_file_name_that_is_no_text(site: Path) -> None:
    (site / os.fsdecode(b"content/seeds/bad\xff.txt")).write_text(GLENN, "utf-8")
    assert messages(run(site)) == ["content/seeds/bad?.txt: the file's name is not UTF-8; rename it"]


def test_what_a_killed_build_left_is_swept_away(site: Path) -> None:
    run(site)
    make_site(
        site,
        {".sitegen/busy": "", "output/people/.sitegen-new-x": "half", "content/articles/.sitegen-new-y": "half"},
    )
    run(site)
    assert list(site.rglob(".sitegen-new-*")) == []


def test_one_mistake_in_a_template_is_told_once(site: Path) -> None:
    make_site(
        site,
        {
            "sitegen.yaml": "theme: own\n",
            "themes/own/theme.yaml": "extends: broadsheet\n",
            "themes/own/templates/article.html": (
                '{% extends "broadsheet/article.html" %}\n{% block aside %}{{ no }}{% endblock %}'
            ),
            "themes/own/templates/entity.html": '<p>\n{% include "none.html" %}',
        },
    )
    found = [problem for problem in run(site).problems if problem.path.startswith("themes/own")]
    assert [(problem.path, problem.line, problem.message) for problem in found] == [
        ("themes/own/templates/article.html", 2, "'no' is undefined"),
        ("themes/own/templates/entity.html", 2, "there is no template none.html"),
    ]
    assert found[0].hint.endswith(" and 1 more")


@pytest.mark.parametrize("theme", ["..", "''", ".", "a/b", "none"])
def test_a_theme_that_is_none(site: Path, theme: str) -> None:
    report = run(make_site(site, {"sitegen.yaml": f"theme: {theme}\n"}))
    assert [problem.path for problem in report.problems] == ["sitegen.yaml"]
    assert (site / "output/assets/style.css").is_file()


def test_the_output_is_not_among_the_sources(site: Path) -> None:
    for inside in ("content/seeds", "content/../content", ".sitegen", "languages/en", "themes"):
        with pytest.raises(Invalid, match="among what the site is made from"):
            run(site, output=site / inside)
    for around in (".", "..", "content/.."):
        with pytest.raises(Invalid, match="is where the site has content"):
            run(site, output=site / around)
    assert not (site / "index.html").exists()


def test_one_build_at_a_time(site: Path) -> None:
    with open_store(Options(site=site)).writing(), pytest.raises(Invalid, match="another build is at work here"):
        run(site)
    assert messages(run(site)) == []


def test_an_unreadable_page_has_no_double(site: Path) -> None:
    make_site(site, {"content/seeds/a.txt": SHEPARD})
    run(site)
    second = site / PAGE.replace(".md", "-2.md")
    second.write_bytes(second.read_bytes() + "Caf\xe9".encode("latin-1"))
    run(site)
    assert len(list(second.parent.iterdir())) == 2


def test_cleaning_goes_on_past_what_cannot_be_deleted(site: Path) -> None:
    run(site)
    (site / "output/people/john-glenn/index.html").unlink()
    (site / "output/people/john-glenn/index.html").mkdir()
    report = clean(Options(site=site))
    assert [problem.path for problem in report.problems] == ["output/people/john-glenn/index.html"]
    assert not (site / "output/index.html").exists()


def test_a_name_with_little_evidence_is_listed_without_a_page(site: Path) -> None:
    page = "---\ntitle: X\ndate: 1969-07-20\npeople: [{name: Deke Slayton, confidence: 0.2}]\n---\nDeke Slayton."
    make_site(site, {"content/articles/x.md": page})
    run(site)
    article = (site / "output/1969/07/20/x/index.html").read_text("utf-8")
    assert "<span>Deke Slayton</span>" in article
    assert "/people/deke-slayton/" not in article
    assert not (site / "output/people/deke-slayton").exists()
    assert "### Deke Slayton (person)" in (site / ".sitegen/review.md").read_text("utf-8")
    make_site(site, {"sitegen.yaml": "min_confidence: 0.1\n"})
    run(site)
    assert (site / "output/people/deke-slayton/index.html").is_file()


def test_rules_that_meet_nothing_are_reported_with_their_line(site: Path) -> None:
    rules = (
        "- hide: [NASA]",
        "- {type: person, name: Gus Grissom}",
        "- merge: {into: b-c, from: [c-b]}",
        "- merge: {into: c-b, from: [b-c]}",
        "- merge: {into: jon-glenn, from: [john-glenn]}  # the Gus Grissom rule",
    )
    make_site(site, {"content/entities.yaml": "\n".join(rules)})
    report = run(site)
    assert messages(report) == [
        "content/entities.yaml:2:24: no article names `Gus Grissom`; mend or delete the rule",
        "content/entities.yaml:3:29: merge: `c-b` leads in a circle; delete one merge",
        "content/entities.yaml:4:29: merge: `b-c` leads in a circle; delete one merge",
        "content/entities.yaml:5:17: merge: nothing but what is merged has the id `jon-glenn`; is it a slip?",
    ]
    assert [problem.severity for problem in report.problems] == ["notice", "error", "error", "notice"]


def test_a_merge_whose_end_no_article_names_any_more_stays_at_work(site: Path) -> None:
    rules = "- merge: {into: john-glenn, from: [ohn-glenn]}\n"
    page = "---\ntitle: X\ndate: 1963-05-15\npeople: [Ohn Glenn]\n---\nOhn Glenn.\n"
    make_site(site, {"content/entities.yaml": rules, "content/articles/x.md": page})
    assert run(site).problems == ()
    for file in (*site.glob("content/seeds/*"), *site.glob("content/articles/19*/**/*.md")):
        file.unlink()
    report = run(site)
    assert messages(report) == [
        "content/entities.yaml:1:17: merge: nothing but what is merged has the id `john-glenn`; is it a slip?"
    ]
    assert report.problems[0].severity == "notice"
    assert (site / "output/people/john-glenn/index.html").is_file()


def test_what_cannot_be_read_may_be_what_a_rule_is_about(site: Path) -> None:
    rules = "- {type: person, name: Gus Grissom}\n- hide: [Liberty Bell]\n- merge: {into: a-b, from: [b-a]}\n"
    page = "---\ntitle: X\ndate: 1961-07-21\npeople: [Gus Grissom]\n---\nGus Grissom flew.\n"
    make_site(site, {"content/entities.yaml": rules, "content/articles/x.md": page.replace("07-21", "07-41")})
    assert [problem.path for problem in run(site).problems] == ["content/articles/x.md"]
    twins = {f"content/articles/{name}.md": page.replace("title", "slug: x\ntitle") for name in "xy"}
    make_site(site, twins)
    assert {problem.path for problem in run(site).problems} == {"content/articles/y.md"}


def test_pages_say_what_an_article_is_about(site: Path) -> None:
    make_site(
        site, {"content/seeds/carr.txt": "Carr date 1963-05-15\n\nGordon Cooper flew.\n\nHe met Jerrie Cobb.\n"}
    )
    run(site)
    asides = LexborHTMLParser((site / "output/1963/05/15/carr/index.html").read_text("utf-8")).css_first("aside")
    assert asides is not None
    about, mentioned = asides.text().split("Also mentioned")
    assert ("Gordon Cooper" in about, "Jerrie Cobb" in about) == (True, False)
    assert ("Gordon Cooper" in mentioned, "Jerrie Cobb" in mentioned) == (False, True)
    assert "1 article, 1 about this person" in (site / "output/people/gordon-cooper/index.html").read_text("utf-8")
    assert "about this person" not in (site / "output/people/jerrie-cobb/index.html").read_text("utf-8")


def test_places_know_where_they_are(site: Path) -> None:
    copy = "Star City date 1987-03-01\n\nMOSCOW, March 1 (Agency) - Svetlana Savitskaya spoke.\n"
    make_site(site, {"content/seeds/star-city.txt": copy})
    run(site)
    assert "- Soviet Union\n" in next((site / "content/articles/1987").rglob("*.md")).read_text("utf-8")
    moscow = LexborHTMLParser((site / "output/places/moscow/index.html").read_text("utf-8"))
    assert "https://sws.geonames.org/524901/" in {node.attributes.get("href") for node in moscow.css("aside a")}
    assert (site / "output/places/soviet-union/index.html").is_file()


# --- symbolic links among the sources -------------------------------------------------------------------------


ABOUT = "---\ntitle: {0}\n---\n\n{0}.\n"


def linked(tmp_path: Path, links: Mapping[str, str]) -> Path:
    """A site with symbolic links, beside which lies what is nobody's business."""
    site = make_site(tmp_path / "site", {"content/seeds/glenn.txt": GLENN, "notes/more.md": ABOUT.format("More")})
    make_site(tmp_path / "secret", {"key.md": ABOUT.format("Skeleton"), "seed.txt": SHEPARD})
    for name, target in links.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).symlink_to(target)
    return site


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("content/pages/key.md", "../../../secret/key.md"),
        ("content/pages/all", "../../../secret"),
        ("content/pages/deep/up", "/"),
        ("content/seeds/key.txt", "../../../secret/seed.txt"),
        ("content/seeds/all", "../../../secret"),
        ("content/articles/1961/key.md", "../../../../secret/key.md"),
        ("content/articles/all", "../../../secret"),
        ("languages/en.yaml", "../../secret/key.md"),
    ],
)
def test_a_link_out_of_the_site_is_a_problem_and_not_published(tmp_path: Path, link: str, target: str) -> None:
    site = linked(tmp_path, {link: target})
    for _ in range(2):
        report = run(site)
        [problem] = report.problems
        assert (problem.path, problem.severity) == (link, "error")
        assert "is a link out of the site, to /" in problem.message
        assert report.articles == 1
    assert not any(b"Skeleton" in data or b"Shepard" in data for data in tree(site / "output").values())


@pytest.mark.parametrize("target", ["../../.git/config", "../../.git", ".draft.md"])
def test_a_link_to_what_is_hidden_is_a_problem_and_not_published(tmp_path: Path, target: str) -> None:
    site = linked(tmp_path, {"content/pages/config.md": target})
    make_site(site, {".git/config": ABOUT.format("Skeleton"), "content/pages/.draft.md": ABOUT.format("Skeleton")})
    [problem] = run(site).problems
    assert (problem.path, problem.severity) == ("content/pages/config.md", "error")
    assert "is a link to what is hidden, /" in problem.message
    assert not any(b"Skeleton" in data for data in tree(site / "output").values())


@pytest.mark.parametrize("target", [b"/etc/passwd", b"/\xff", b"\xfe.md", b"."])
def test_a_link_whose_name_is_no_text_is_a_problem(tmp_path: Path, target: bytes) -> None:
    site = linked(tmp_path, {})
    (site / "content/pages").mkdir()
    (site / "content/pages" / os.fsdecode(b"\xfe.md")).symlink_to(os.fsdecode(target))
    [problem] = run(site).problems
    assert problem.path == "content/pages/?.md"
    assert str(problem).encode()


def test_content_may_be_a_link_and_have_links(tmp_path: Path) -> None:
    site = linked(tmp_path, {"content/pages/seed.md": "../seeds/about.txt"})
    make_site(site, {"content/seeds/about.txt": ABOUT.format("About")})
    (site / "content").rename(tmp_path / "content")
    (site / "content").symlink_to("../content")
    run(site)
    assert (site / "output/seed/index.html").is_file()


def test_what_a_link_had_published_is_taken_back_when_it_leads_out(tmp_path: Path) -> None:
    site = linked(tmp_path, {"content/pages/more.md": "../../notes/more.md"})
    assert run(site).problems == ()
    assert (site / "output/more/index.html").is_file()
    (site / "content/pages/more.md").unlink()
    (site / "content/pages/more.md").symlink_to("../../../secret/key.md")
    assert len(run(site).problems) == 1
    assert not (site / "output/more").exists()


def test_links_within_the_site_are_followed(tmp_path: Path) -> None:
    links = {"content/pages/one.md": "../../notes/more.md", "content/pages/all": "../../notes"}
    site = linked(tmp_path, links)
    (site / "content/seeds").rename(tmp_path / "seeds")
    make_site(tmp_path / "seeds", {"deep/shepard.txt": SHEPARD})
    (tmp_path / "seeds/again.txt").symlink_to("glenn.txt")
    (site / "content/seeds").symlink_to(tmp_path / "seeds")
    report = run(site)
    assert [problem.message.partition(",")[0] for problem in report.problems] == [
        "is the same as content/seeds/again.txt"
    ]
    assert report.articles == 3
    for page in ("one", "all/more"):
        assert (site / f"output/{page}/index.html").is_file(), page


@pytest.mark.parametrize(
    "links",
    [
        {"content/pages/again": "."},
        {"content/pages/up": "../.."},
        {"content/pages/deep/other": "../other", "content/pages/other/deep": "../deep"},
        {"content/pages/out": "../../notes", "notes/back": "../content"},
        {"content/pages/out": "../../notes", "notes/in": "../extra", "extra/on": "../notes"},
    ],
)
def test_links_that_lead_in_a_circle_are_problems_and_the_rest_is_built(
    tmp_path: Path, links: Mapping[str, str]
) -> None:
    site = linked(tmp_path, links)
    report = run(site)
    assert report.articles == 1
    assert report.problems != ()
    assert all("is a link to a folder" in problem.message for problem in report.problems)


@pytest.mark.parametrize("target", ["nowhere.md", "loop.md", "/dev/zero"])
def test_a_link_that_leads_to_no_file_is_a_problem(tmp_path: Path, target: str) -> None:
    site = linked(tmp_path, {"content/pages/loop.md": target})
    [problem] = run(site).problems
    assert problem.path == "content/pages/loop.md"
