"""A URL never moves: what was published stays found, whatever people edit, and the file says so for good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sites import GLENN, SHEPARD, make_site, run, tree

from sitegen.build import Options, build
from sitegen.errors import Invalid
from sitegen.model import Redirect
from sitegen.redirects import Entry, added, combine, parse_redirects

CASES = Path(__file__).parent / "cases" / "redirects"
SHEPARD_PAGE = "content/articles/1961/05/1961-05-05-shepard-in-space.md"
GLENN_PAGE = "content/articles/1962/02/1962-02-20-glenn-orbits-the-earth.md"
SHEPARD_URL = "/1961/05/05/shepard-in-space/"
FILE = "content/redirects.yaml"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = make_site(tmp_path / "site", {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD})
    run(site)
    return site


def edit(site: Path, file: str, old: str, new: str) -> int:
    text = (site / file).read_text("utf-8")
    assert old in text
    return (site / file).write_text(text.replace(old, new), "utf-8")


def rename(site: Path, old: str, new: str) -> None:
    (site / old).rename(site / new)


def leads_to(site: Path, url: str) -> str | None:
    """Where the page at `url` sends its readers; None where there is none, or it stays."""
    page = site / "output" / url.lstrip("/") / "index.html"
    text = page.read_text("utf-8") if page.exists() else ""
    found = text.partition('http-equiv="refresh" content="0; url=')[2].partition('"')[0]
    assert not found or f'<link rel="canonical" href="{found}">' in text
    assert not found or f'<a href="{found}">' in text
    return found or None


def noted(site: Path) -> list[tuple[str, str]]:
    text = (site / FILE).read_text("utf-8") if (site / FILE).exists() else ""
    return [(line["from"], line["to"]) for line in yaml.safe_load(text) or ()]


def slug(site: Path, value: str) -> None:
    lines = (site / SHEPARD_PAGE).read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("slug:")]
    (site / SHEPARD_PAGE).write_text("".join([*kept[:1], f"slug: {value}\n", *kept[1:]]), "utf-8")


AUTHORITY = "- {{type: person, name: John Glenn, id: {}}}\n"

MOVES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a file renamed": (
        lambda site: rename(site, SHEPARD_PAGE, SHEPARD_PAGE.replace("shepard-in-space", "freedom-7")),
        SHEPARD_URL,
        "/1961/05/05/freedom-7/",
    ),
    "a name corrected": (
        lambda site: edit(site, SHEPARD_PAGE, "- Alan Shepard", "- Alan Shephard"),
        "/people/alan-shepard/",
        "/people/alan-shephard/",
    ),
    "a name made longer": (
        lambda site: edit(site, SHEPARD_PAGE, "- Alan Shepard", "- Alan Bartlett Shepard"),
        "/people/alan-shepard/",
        "/people/alan-bartlett-shepard/",
    ),
    "another type": (
        lambda site: (
            edit(site, SHEPARD_PAGE, "- Alan Shepard\n", ""),
            edit(site, SHEPARD_PAGE, "- NASA\n", "- NASA\n- Alan Shepard\n"),
        ),
        "/people/alan-shepard/",
        "/organizations/alan-shepard/",
    ),
    "another spelling in every article": (
        lambda site: [edit(site, page, "- NASA", "- N.A.S.A. of America") for page in (SHEPARD_PAGE, GLENN_PAGE)],
        "/organizations/nasa/",
        "",
    ),
}


def on_both(site: Path, old: str, new: str) -> None:
    for page in (SHEPARD_PAGE, GLENN_PAGE):
        edit(site, page, old, new)


def test_authors_and_topics_move_too(site: Path) -> None:
    on_both(site, "topics: []", "topics: [Manned flight]")
    run(site)
    on_both(site, "topics: [Manned flight]", "topics: [Manned flights]")
    edit(site, GLENN_PAGE, "[Nellie Bly]", "[Nellie J. Bly]")
    for _ in range(2):
        run(site)
        assert leads_to(site, "/authors/nellie-bly/") == "/authors/nellie-j-bly/"
        assert leads_to(site, "/topics/manned-flight/") == "/topics/manned-flights/"
    edit(site, GLENN_PAGE, "[Nellie J. Bly]", "[Nellie Bly]")
    report = run(site)
    assert "is the address of a page; the line does nothing" in str(report.problems)
    assert leads_to(site, "/authors/nellie-bly/") is None


def test_a_part_of_a_page_is_not_its_canonical_address(site: Path) -> None:
    make_site(site, {FILE: "- {from: /glenn/, to: '/people/john-glenn/?from=print#1962-02'}\n"})
    run(site)
    page = (site / "output/glenn/index.html").read_text("utf-8")
    assert 'url=/people/john-glenn/?from=print#1962-02"' in page
    assert '<link rel="canonical" href="/people/john-glenn/">' in page


def test_an_author_is_nobody_in_the_news(site: Path) -> None:
    edit(site, GLENN_PAGE, "authors: [Nellie Bly]", "authors: []")
    edit(site, GLENN_PAGE, "- John Glenn\n", "- John Glenn\n- Nellie Bly\n")
    run(site)
    assert (leads_to(site, "/authors/nellie-bly/"), noted(site)) == (None, [])


def test_the_feed_of_what_moved_goes_on_where_it_was(site: Path) -> None:
    edit(site, SHEPARD_PAGE, "- Alan Shepard", "- Alan Shephard")
    edit(site, GLENN_PAGE, "[Nellie Bly]", "[Nellie J. Bly]")
    run(site)
    for old, new in (
        ("people/alan-shepard", "people/alan-shephard"),
        ("authors/nellie-bly", "authors/nellie-j-bly"),
    ):
        for name in ("feed.xml", "feed.json"):
            feed = (site / "output" / old / name).read_bytes()
            assert feed == (site / "output" / new / name).read_bytes()
            assert f"/{new}/{name}".encode() in feed


@pytest.mark.parametrize("name", MOVES)
def test_what_moved_leads_on(site: Path, name: str) -> None:
    change, old, new = MOVES[name]
    change(site)
    run(site)
    assert leads_to(site, old) == (new or None)
    assert noted(site) == ([(old, new)] if new else [])
    again = run(site)
    assert (again.written, again.deleted) == (0, 0)


def test_an_id_changed_by_people(site: Path) -> None:
    make_site(site, {"content/entities.yaml": AUTHORITY.format("john-h-glenn")})
    run(site)
    assert leads_to(site, "/people/john-glenn/") == "/people/john-h-glenn/"
    assert noted(site) == []
    make_site(site, {"content/entities.yaml": AUTHORITY.format("glenn-1921")})
    run(site)
    assert noted(site) == [("/people/john-h-glenn/", "/people/glenn-1921/")]
    assert leads_to(site, "/people/john-h-glenn/") == "/people/glenn-1921/"


def test_moved_again_and_again_and_the_cache_lost(site: Path) -> None:
    for value in ("freedom-7", "first-american", "suborbital"):
        slug(site, value)
        run(site)
    last = "/1961/05/05/suborbital/"
    for old in (SHEPARD_URL, "/1961/05/05/freedom-7/", "/1961/05/05/first-american/"):
        assert leads_to(site, old) == last
    before = tree(site / "output")
    afresh = build(Options(site=site, clean=True))
    assert [str(problem) for problem in afresh.problems] == []
    assert tree(site / "output") == before


def test_moved_back(site: Path) -> None:
    slug(site, "first-american")
    run(site)
    slug(site, "freedom-7")
    run(site)
    slug(site, "first-american")
    run(site)
    assert leads_to(site, "/1961/05/05/freedom-7/") == "/1961/05/05/first-american/"
    assert leads_to(site, "/1961/05/05/first-american/") is None
    assert (site / "output/1961/05/05/first-american/index.html").exists()


def test_what_is_forgotten_on_purpose_is_still_remembered(site: Path) -> None:
    """`--clean` forgets what can be found out again."""
    rename(site, SHEPARD_PAGE, SHEPARD_PAGE.replace("shepard-in-space", "freedom-7"))
    build(Options(site=site, clean=True))
    assert leads_to(site, SHEPARD_URL) == "/1961/05/05/freedom-7/"


def test_a_page_that_was_away_comes_back_elsewhere(site: Path) -> None:
    text = (site / SHEPARD_PAGE).read_text("utf-8")
    edit(site, SHEPARD_PAGE, "title:", "draft: true\ntitle:")
    run(site)
    (site / SHEPARD_PAGE).write_text(text, "utf-8")
    rename(site, SHEPARD_PAGE, SHEPARD_PAGE.replace("shepard-in-space", "freedom-7"))
    run(site)
    assert leads_to(site, SHEPARD_URL) == "/1961/05/05/freedom-7/"


def test_what_was_noted_where_nobody_keeps_it(site: Path) -> None:
    """A machine that builds afresh from a repository each time, with a kept cache."""
    rename(site, SHEPARD_PAGE, SHEPARD_PAGE.replace("shepard-in-space", "freedom-7"))
    for _ in range(3):
        (site / FILE).unlink(missing_ok=True)
        run(site)
        assert leads_to(site, SHEPARD_URL) == "/1961/05/05/freedom-7/"
    run(site)
    (site / FILE).unlink()
    run(site)
    assert leads_to(site, SHEPARD_URL) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda site: (site / SHEPARD_PAGE).unlink() or (site / "content/seeds/shepard.txt").unlink(),
        lambda site: edit(site, SHEPARD_PAGE, "- Alan Shepard\n", ""),
        lambda site: edit(site, SHEPARD_PAGE, "- Alan Shepard\n", "- Deke Slayton\n"),
        lambda site: make_site(site, {"content/entities.yaml": "- hide: [Alan Shepard]\n"}),
        lambda site: make_site(site, {"sitegen.yaml": "min_articles: 2\n"}),
    ],
    ids=["deleted", "unlisted", "replaced", "hidden", "no longer worth a page"],
)
def test_what_is_gone_leads_nowhere(site: Path, change: Callable[[Path], object]) -> None:
    change(site)
    run(site)
    assert noted(site) == []


def test_drafts_were_never_published(site: Path) -> None:
    slug(site, "freedom-7")
    build(Options(site=site, drafts=True))
    slug(site, "first-american")
    run(site)
    assert leads_to(site, "/1961/05/05/freedom-7/") is None
    assert leads_to(site, SHEPARD_URL) == "/1961/05/05/first-american/"


def test_what_people_wrote_stays(site: Path) -> None:
    own = (
        "# ours\n- from: /old.html   # of 1998\n  to: /people/john-glenn/\n"
        "- {from: /gone/, to: /people/alan-shepard/}"
    )
    make_site(site, {FILE: own})
    run(site)
    assert leads_to(site, "/gone/") == "/people/alan-shepard/"
    assert b"url=/people/john-glenn/" in tree(site / "output")["old.html"]
    edit(site, SHEPARD_PAGE, "- Alan Shepard", "- Alan Shephard")
    report = run(site)
    assert (site / FILE).read_text("utf-8") == (
        f"{own}\n- {{from: /gone/, to: /people/alan-shephard/}}\n"
        "- {from: /people/alan-shepard/, to: /people/alan-shephard/}\n"
    )
    assert leads_to(site, "/gone/") == "/people/alan-shephard/"
    assert report.problems == ()


def test_a_file_that_nothing_can_be_added_to(site: Path) -> None:
    make_site(site, {FILE: "[{from: /gone/, to: /people/alan-shepard/}]\n"})
    run(site)
    edit(site, SHEPARD_PAGE, "- John Glenn", "- John Glen")
    edit(site, GLENN_PAGE, "- John Glenn", "- John Glen")
    for _ in range(2):
        assert "add - {from: /people/john-glenn/, to: /people/john-glen/}" in str(run(site).problems[0])
    make_site(site, {FILE: ""})
    assert run(site).problems == ()
    assert leads_to(site, "/people/john-glenn/") == "/people/john-glen/"


def test_a_line_about_an_address_that_the_site_has_is_a_problem_with_its_place(site: Path) -> None:
    text = "- {from: /gone/, to: /places/}\n- from: /people/\n  to: /places/\n-   {from: /1962/, to: /places/}\n"
    make_site(site, {FILE: text})
    problems = [str(problem) for problem in run(site).problems if problem.severity == "error"]
    assert problems == [
        f"{FILE}:2:3: /people/ is already the address of the A to Z of people; mend or delete the line",
        f"{FILE}:4:5: /1962/ is already the address of the archive of /1962/; mend or delete the line",
    ]
    assert leads_to(site, "/gone/") == "/places/"
    assert "/people/john-glenn/" in (site / "output/people/index.html").read_text("utf-8")


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda case: case.stem)
def test_a_file(case: Path) -> None:
    """What is to come of it stands at its end, after `# ->`: redirects, then what is said."""
    text = case.read_text("utf-8")
    expected = [line.removeprefix("# -> ") for line in text.splitlines() if line.startswith("# -> ")]
    assert outcome(text) == expected


def outcome(text: str) -> list[str]:
    try:
        entries, problems = parse_redirects(text)
    except Invalid as invalid:
        return list(map(str, invalid.problems))
    derived = [Redirect("/people/ike/", "/people/eisenhower/")]
    redirects, told = combine(entries, derived, {"/people/eisenhower/", "/people/glenn/"})
    found = [f"{r.url} {r.target}" for r in redirects if r not in derived]
    return [*found, *(f"{p.severity}: {p}" for p in (*problems, *told))]


ADDRESSES = st.sampled_from([f"/{letter}/" for letter in "abcdef"])


@given(st.lists(st.tuples(ADDRESSES, ADDRESSES), max_size=12), st.frozensets(ADDRESSES, max_size=3))
def test_redirects_lead_on_at_once_or_are_told_about(lines: list[tuple[str, str]], live: frozenset[str]) -> None:
    entries = [Entry(old, new, line, 1) for line, (old, new) in enumerate(lines, 1)]
    redirects, problems = combine(entries, [], live)
    sources = {redirect.url for redirect in redirects}
    assert all(redirect.target not in sources for redirect in redirects)
    assert not sources & live
    circles = {problem.message.split()[0] for problem in problems if "circle" in problem.message}
    assert sources | circles | live >= {old for old, _ in lines}
    assert sources.isdisjoint(circles)


@given(st.lists(st.tuples(ADDRESSES, ADDRESSES), max_size=12))
def test_what_is_added_leaves_no_chain(moves: list[tuple[str, str]]) -> None:
    """Pages that move one after the other, each from where it is."""
    text, live = "", {f"/{letter}/" for letter in "abc"}
    for old, new in moves:
        if old in live and new not in live:
            live = live - {old} | {new}
            before = text
            text = added(text, parse_redirects(text)[0], [Redirect(old, new)])
            assert text.startswith(before)
            redirects, problems = combine(parse_redirects(text)[0], [], live)
            assert {redirect.target for redirect in redirects} <= live
            assert [problem for problem in problems if "does nothing" not in problem.message] == []
