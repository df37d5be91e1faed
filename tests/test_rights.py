"""What articles say of their time, their rights and whether they are to be found; and those that were withdrawn."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from sites import GLENN, SHEPARD, make_site, tree

from sitegen.build import Options, build
from sitegen.document import format_article, parse_article
from sitegen.model import BuildReport
from sitegen.pages.site import licence
from sitegen.text import clock_time

GLENN_PAGE = "content/articles/1962/02/1962-02-20-glenn-orbits-the-earth.md"
SHEPARD_PAGE = "content/articles/1961/05/1961-05-05-shepard-in-space.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    made = make_site(tmp_path / "site", {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD})
    build(Options(site=made))
    return made


def state(site: Path, page: str, *lines: str) -> None:
    """Add lines to the front matter of a page."""
    text = (site / page).read_text("utf-8")
    (site / page).write_text(text.replace("---\n", "\n".join(["---", *lines, ""]), 1), "utf-8")


def html(site: Path, path: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / "output" / path / "index.html").read_bytes())


def text_of(node: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(found.text().split()) for found in node.css(selector)]


# --- withdrawn ------------------------------------------------------------------------------------------------


def test_of_a_withdrawn_article_its_title_and_the_reason_stay(site: Path) -> None:
    state(site, SHEPARD_PAGE, "withdrawn: It was about another flight.")
    build(Options(site=site))
    output = tree(site / "output")
    url = "1961/05/05/shepard-in-space/"
    assert [file for file, data in output.items() if b"was launched by" in data or b"Alan Shepard" in data] == []
    naming = {file for file, data in output.items() if b"shepard-in-space" in data}
    assert naming == {f"{url}index.html", ".sitegen-manifest"}
    page = html(site, url)
    assert text_of(page, "h1") == ["Shepard in space"]
    assert "It was about another flight." in text_of(page, "main p")
    assert [node.attributes["content"] for node in page.css("meta[name=robots]")] == ["noindex"]
    assert "people/john-glenn/index.html" in output
    assert "people/alan-shepard/index.html" not in output


def test_whoever_gives_no_reason_wants_it_gone_all_the_same(site: Path) -> None:
    state(site, SHEPARD_PAGE, "withdrawn: true")
    report = build(Options(site=site))
    message = f"{SHEPARD_PAGE}:2:12: withdrawn: gives no reason; write what readers should know"
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == [message]
    assert text_of(html(site, "1961/05/05/shepard-in-space"), "main p") == [
        "5 May 1961",
        "This article was withdrawn.",
    ]


def test_every_article_may_be_withdrawn(site: Path) -> None:
    state(site, SHEPARD_PAGE, "withdrawn: no")
    state(site, GLENN_PAGE, "withdrawn: At its author's wish.")
    assert build(Options(site=site)).articles == 1
    state(site, SHEPARD_PAGE.replace("no", "no"), "# a comment")
    text = (site / SHEPARD_PAGE).read_text("utf-8").replace("withdrawn: no", "withdrawn: That too.")
    (site / SHEPARD_PAGE).write_text(text, "utf-8")
    assert build(Options(site=site)).articles == 0
    assert (site / "output/1962/02/20/glenn-orbits-the-earth/index.html").is_file()


# --- rights ---------------------------------------------------------------------------------------------------


def test_pages_say_whose_they_are(site: Path) -> None:
    make_site(site, {"sitegen.yaml": "licence: CC BY-SA 4.0\ncopyright: © Space Desk\n"})
    state(site, GLENN_PAGE, 'rights: "© <Wire> & Co"', "source_url: https://www.example.org/a?b=1&c=2")
    build(Options(site=site))
    page = html(site, "1962/02/20/glenn-orbits-the-earth")
    assert text_of(page, ".dispatch .rights") == ["Source: example.org/a?b=1&c=2 · © <Wire> & Co"]
    assert text_of(page, ".colophon .rights") == ["© Space Desk · Licence: CC BY-SA 4.0"]
    assert [a.attributes["href"] for a in page.css("a[rel=license]")] == [
        "https://creativecommons.org/licenses/by-sa/4.0/"
    ]


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("CC BY 4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-NC-ND-4.0", "CC-BY-NC-ND-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        ("CC0 1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        (
            "https://creativecommons.org/licenses/by-nc/3.0/deed.fr",
            "CC BY-NC 3.0",
            "https://creativecommons.org/licenses/by-nc/3.0/deed.fr",
        ),
        ("https://example.org/terms/", "example.org/terms", "https://example.org/terms/"),
        ("All rights reserved", "All rights reserved", ""),
    ],
)
def test_licences(written: str, name: str, address: str) -> None:
    found = licence(written)
    assert (found.name, found.address) == (name, address)


def robots(site: Path) -> list[str]:
    """The pages that ask search engines to leave them out."""
    output = tree(site / "output")
    return sorted(file for file, data in output.items() if b'content="noindex"' in data)


def test_noindex_of_an_article_and_of_a_site(site: Path) -> None:
    state(site, GLENN_PAGE, "noindex: true")
    build(Options(site=site))
    assert robots(site) == ["1962/02/20/glenn-orbits-the-earth/index.html", "404.html"]
    make_site(site, {"sitegen.yaml": "noindex: true\n"})
    build(Options(site=site))
    assert len(robots(site)) == len(list((site / "output").rglob("*.html")))


# --- dates ----------------------------------------------------------------------------------------------------

PAGE = "---\ntitle: A launch\ndate: {}\n---\nCopy.\n"


@pytest.mark.parametrize(
    ("written", "date", "time", "shown"),
    [
        ("2026-02-26", "2026-02-26", None, ""),
        ("2026-02-26T09:00:00-05:00", "2026-02-26", "09:00:00-05:00", "09:00 UTC−05:00"),
        ("2026-02-26 23:30 +5", None, None, ""),
        ("2026-02-26 23:30:15 +05", "2026-02-26", "23:30:15+05:00", "23:30 UTC+05:00"),
        ("2026-02-26t09:00Z", "2026-02-26", "09:00:00+00:00", "09:00 UTC"),
        ("2026-02-26T09:00", "2026-02-26", "09:00:00", "09:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01", "00:00:00+14:00", "00:00 UTC+14:00"),
        ("2026-02-26T24:00", None, None, ""),
        ("2026-02-26T09:00+25:00", None, None, ""),
        ("20260226", None, None, ""),
    ],
)
def test_dates_are_kept_as_given(written: str, date: str | None, time: str | None, shown: str) -> None:
    path = "content/articles/a.md"
    if date is None:
        with pytest.raises(Exception, match="is not a date"):
            parse_article(path, PAGE.format(written))
        return
    article, problems = parse_article(path, PAGE.format(written))
    assert problems == ()
    assert article.date.isoformat() == date
    assert (article.time.isoformat() if article.time else None) == time
    assert (clock_time(article.time) if article.time else "") == shown
    again = parse_article(path, format_article(article))[0]
    assert (again.date, again.time) == (article.date, article.time)


def test_a_day_is_ordered_by_its_times(tmp_path: Path) -> None:
    dates = {
        "d": "1969-07-20T22:00:00-05:00",
        "c": "1969-07-20T23:00:00+00:00",
        "b": "1969-07-20",
        "a": "1969-07-20T20:00",
    }
    pages = {
        f"content/articles/{name}.md": f"---\ntitle: {name}\ndate: {date}\n---\nCopy.\n"
        for name, date in dates.items()
    }
    build(Options(site=make_site(tmp_path, pages)))
    assert text_of(html(tmp_path, "1969/07/20"), ".headline") == ["d", "c", "a", "b"]
    times = html(tmp_path, "1969/07/20/d").css("h1 ~ * time")
    assert [(t.attributes["datetime"], t.text()) for t in times] == [
        ("1969-07-20T22:00:00-05:00", "20 July 1969, 22:00 UTC−05:00")
    ]


def notices(report: BuildReport) -> list[str]:
    return [str(problem) for problem in report.problems if "future" in problem.message]


def test_the_clock_decides_what_is_said_and_nothing_that_is_published(site: Path) -> None:
    make_site(
        site,
        {
            "content/articles/x.md": "---\ntitle: X\ndate: 2040-01-02\n---\nCopy.\n",
            "content/articles/y.md": "---\ndate: 2040-01-01T12:00:00-02:00\ntitle: Y\n---\nCopy.\n",
            "content/articles/z.md": "---\ntitle: Z\ndate: 9999-12-31T23:00:00-12:00\ndraft: true\n---\nCopy.\n",
        },
    )
    said = "date: is in the future, and published all the same; write `draft: true` to hold it back"
    x, y = f"content/articles/x.md:3:7: {said}", f"content/articles/y.md:2:7: {said}"
    trees = []
    for now, expected in [
        ("2040-01-01T09:59:00+00:00", [x, y]),
        ("2040-01-01T09:59:30+00:00", [x, y]),
        ("2040-01-01T10:00:00+00:00", [y]),
        ("2040-01-01T14:00:00+00:00", []),
    ]:
        report = build(Options(site=site, now=datetime.datetime.fromisoformat(now)))
        assert notices(report) == expected
        trees.append(tree(site / "output"))
        assert trees[-1] == trees[0]
    assert "2040/01/01/y/index.html" in trees[0]
    assert len(notices(build(Options(site=site, now=datetime.datetime.fromisoformat(now), drafts=True)))) == 1
