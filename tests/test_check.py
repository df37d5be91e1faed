"""`sitegen check`: what is wrong with a built site is found, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from sites import GLENN, SHEPARD, make_site, run

from sitegen import workers
from sitegen.budget import budget, overspent
from sitegen.build import Options, build
from sitegen.check import check
from sitegen.cli import main
from sitegen.external import Manners, ask
from sitegen.inspection import Inspector
from sitegen.urls import Urls

CASES = Path(__file__).parent / "cases" / "check"
HEAD = '<!DOCTYPE html><html lang="en"><head><title>A</title><meta name="description" content="b">'


def test_the_demo_has_no_problem(demo_options: Options, demo: Path) -> None:
    assert demo.is_dir()
    report = check(demo_options)
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == []
    assert report.pages == len(list(demo.rglob("*.html")))
    assert report.links > report.pages


@pytest.mark.parametrize("case", sorted(CASES.glob("*.html")), ids=lambda case: case.stem)
def test_a_page(case: Path) -> None:
    """The first line, a comment, has what is to be found, one to a line."""
    comment, page = re.split(r"-->\n", case.read_text("utf-8"), maxsplit=1)
    expected = comment.removeprefix("<!--").strip().splitlines()
    files = {
        "index.html",
        "people/index.html",
        "people/a b/index.html",
        "assets/style.css",
        "404.html",
        "moved.html",
    }
    inspector = Inspector(Urls("https://example.org/news"), files)
    found = inspector.inspect("people/index.html", page.encode(), "p")
    assert [str(problem) for problem in found.problems] == expected


@pytest.fixture
def site(tmp_path: Path) -> Path:
    seeds = {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD}
    site = make_site(tmp_path / "site", {"sitegen.yaml": "base_url: https://example.org/news\n", **seeds})
    run(site)
    return site


def spoil(site: Path, file: str, old: str, new: str) -> None:
    text = (site / "output" / file).read_text("utf-8")
    assert old in text
    (site / "output" / file).write_text(text.replace(old, new), "utf-8")


def problems(site: Path, *arguments: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(main, ["check", "--site", str(site), "--json", *arguments])
    told = json.loads(done.stdout)["problems"]
    return done.exit_code, [f"{problem['path']}: {problem['message']}" for problem in told]


def test_a_whole_site_passes(site: Path) -> None:
    assert problems(site) == (0, [])
    done = CliRunner().invoke(main, ["check", "--site", str(site), "-v"])
    assert "0 problems" in done.output
    assert "articles and dates" in done.output


def test_links_that_lead_nowhere(site: Path) -> None:
    spoil(site, "people/index.html", '"/news/people/john-glenn/"', '"/news/people/John-Glenn/"')
    spoil(site, "index.html", "/news/#years", "/news/#decades")
    code, found = problems(site)
    assert code == 1
    assert "output/people/index.html: /news/people/John-Glenn/ leads nowhere" in found
    assert "output/index.html: /news/#decades leads to a place that is not on its page" in found


def test_a_page_that_nothing_leads_to(site: Path) -> None:
    for file in site.rglob("output/**/index.html"):
        text = file.read_text("utf-8")
        file.write_text(text.replace('href="/news/people/alan-shepard/"', 'href="/news/"'), "utf-8")
    assert problems(site)[1] == ["output/people/alan-shepard/index.html: no link leads here from the front page"]


def test_a_mistake_on_many_pages_is_told_once(site: Path) -> None:
    for file in site.rglob("output/people/**/index.html"):
        spoil(site, file.relative_to(site / "output").as_posix(), 'class="skip" href="#main"', 'href="/away"')
    done = CliRunner().invoke(main, ["check", "--site", str(site)])
    assert done.exit_code == 1
    assert re.search(
        r"people/alan-shepard/index.html:\d+:\d+: /away leads out of the site; its pages live below /news/, "
        r"and on 2 more pages\n",
        done.output,
    )


def test_a_page_without_a_title(site: Path) -> None:
    spoil(site, "index.html", "<title>News archive</title>", "<title></title>")
    assert problems(site) == (1, ["output/index.html: has no title"])


def test_addresses_that_lead_in_a_circle(site: Path) -> None:
    make_site(
        site,
        {"content/redirects.yaml": "- {from: /a/, to: /b/}\n- {from: /b/, to: /a/}\n- {from: /people/, to: /a/}\n"},
    )
    code, found = problems(site)
    assert code == 1
    assert found == [
        "content/redirects.yaml: /a/ leads in a circle",
        "content/redirects.yaml: /b/ leads in a circle",
        "content/redirects.yaml: /people/ is the address of a page; the line does nothing",
    ]


def test_front_matter_is_checked(site: Path) -> None:
    make_site(site, {"content/articles/1999/bad.md": "---\ndate: never\n---\nCopy.\n"})
    make_site(site, {"content/pages/bad.md": "---\nmenu: perhaps\n---\nCopy.\n"})
    code, found = problems(site)
    assert code == 1
    assert sorted(line.partition(": ")[0] for line in found) == [
        "content/articles/1999/bad.md",
        "content/pages/bad.md",
    ]


def test_files_of_other_people_are_targets_only(site: Path) -> None:
    (site / "output/verify.html").write_text('<a href="nowhere">x</a>')
    assert problems(site) == (0, [])


def test_without_a_build(tmp_path: Path) -> None:
    make_site(tmp_path, {"sitegen.yaml": ""})
    done = CliRunner().invoke(main, ["check", "--site", str(tmp_path)])
    assert done.exit_code == 2
    assert "run sitegen build" in done.output


def test_processes_decide_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(site, "people/index.html", '"/news/people/john-glenn/"', '"/news/people/gone/"')
    one = check(Options(site=site))
    monkeypatch.setattr(workers, "WORTH_PROCESSES", 1)
    two = check(Options(site=site, jobs=2))
    assert (one.problems, one.links, one.pages) == (two.problems, two.links, two.pages)


# --- the budget -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ({"index.html": 1000}, []),
        ({f"1987/{n}.html": 6_900_000 for n in range(100)}, []),
        (
            {"index.html": 10} | {f"1987/{n}.html": 7_000_000 for n in range(100)} | {"people/a.html": 8_000_000},
            ["articles and dates 700.0 MB, people/ 8.0 MB, the top folder 0.0 MB"],
        ),
        (
            {f"people/{n}/index.html": 5_000_000 for n in range(100)}
            | {f"people/{n}/feed.{kind}": 1_000_000 for n in range(100) for kind in ("xml", "json")}
            | {"people/1/index.md": 30_000_000, "search/index/feed.xml": 1},
            ["; what settings save on: feeds 200.0 MB (feed_min_articles, feed_limit), Markdown copies 30.0 MB"],
        ),
        ({"video.mp4": 70_000_000}, ["output/video.mp4: is 70.0 MB, 70% of what git takes to GitHub"]),
    ],
)
def test_the_budget(sizes: Mapping[str, int], said: list[str]) -> None:
    found = list(overspent(budget(sizes), "output"))
    assert len(found) == len(said)
    assert all(
        part in str(problem) and problem.severity == "notice" for part, problem in zip(said, found, strict=True)
    )


def test_too_large_is_an_error() -> None:
    sizes = {f"people/{n}.html": 11_000_000 for n in range(100)}
    assert [problem.severity for problem in overspent(budget(sizes), "output")] == ["error"]


# --- other sites ----------------------------------------------------------------------------------------------


class Others(BaseHTTPRequestHandler):
    """A host that knows no HEAD of some pages."""

    asked: list[tuple[str, str, str]]

    def answer(self) -> None:
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        codes = {"/fine": 200, "/moved": 301, "/forbidden": 403, "/robots.txt": 200, "/no-head": 405}
        code = codes.get(self.path, 404)
        self.send_response(200 if self.path == "/no-head" and self.command == "GET" else code)
        self.send_header("Location", "/fine")
        self.end_headers()
        if self.path == "/robots.txt":
            self.wfile.write(b"User-agent: *\nDisallow: /private\n")

    do_GET = do_HEAD = answer

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def others() -> Iterator[str]:
    Others.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Others) as httpd:
        thread = Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


def test_other_sites_are_asked_politely(others: str) -> None:
    paths = ["/fine", "/fine#part", "/moved", "/no-head", "/forbidden", "/gone", "/private/a", "/private/b"]
    found = list(ask({others + path: f"page of {path}" for path in paths}, Manners(pause=0, patience=5)))
    host = others.removeprefix("http://")
    assert [(problem.severity, str(problem)) for problem in found] == [
        ("notice", f"page of /forbidden: {others}/forbidden does not answer: 403 Forbidden"),
        ("error", f"page of /gone: {others}/gone does not answer: 404 Not Found"),
        ("notice", f"page of /fine: {host} lets no robot ask for 2 of its pages"),
    ]
    assert {path for _, path, _ in Others.asked} == set(paths) - {"/fine#part", "/private/a", "/private/b"} | {
        "/robots.txt"
    }
    assert [method for method, path, _ in Others.asked if path == "/no-head"] == ["HEAD", "GET"]
    assert all(agent.startswith("sitegen/") for _, _, agent in Others.asked)


def test_a_host_that_is_gone_is_no_proof(others: str) -> None:
    found = list(ask({"http://127.0.0.1:1/": "page"}, Manners(pause=0, patience=5)))
    assert [problem.severity for problem in found] == ["notice"]
    assert others not in str(found)


def test_only_links_to_other_sites_are_asked(site: Path, others: str) -> None:
    spoil(site, "index.html", "</main>", f'<a href="{others}/gone">x</a></main>')
    asked: dict[str, str] = {}

    def note(addresses: Mapping[str, str]) -> list[object]:
        asked.update(addresses)
        return []

    check(Options(site=site), note)  # type: ignore[arg-type]
    assert asked == {f"{others}/gone": "output/index.html"}


def test_a_rebuilt_site_is_whole_again(site: Path) -> None:
    spoil(site, "people/index.html", '"/news/people/john-glenn/"', '"/news/people/gone/"')
    build(Options(site=site))
    assert problems(site) == (0, [])
