"""The demo archive, deployed for GitHub Pages and served as GitHub Pages serves: below a subpath, and whole."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Thread
from urllib.parse import urljoin

import pytest
from conftest import QuietHandler, Server
from demo import read_pages
from playwright.sync_api import Browser, Page, expect
from test_deploy import git

from sitegen.build import Options
from sitegen.deploy import Deployment, deploy

MODULES = Path(__file__).parent / "node_modules"
OLD_NAME = "/organizations/buzz-aldrin/"


class PagesHandler(QuietHandler):
    """What has no file is answered with 404.html."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        data = (Path(self.directory) / "archive/404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)


@pytest.fixture(scope="module")
def folder(demo_options: Options, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The branch as a checkout of it holds it."""
    assert demo.is_dir()
    place = tmp_path_factory.mktemp("pages")
    git(place, "init", "--quiet", "--bare", "remote.git")
    git(demo_options.site, "init", "--quiet", "--initial-branch=main")
    git(demo_options.site, "config", "user.name", "A. Newsroom")
    git(demo_options.site, "config", "user.email", "news@example.org")
    git(demo_options.site, "remote", "add", "origin", str(place / "remote.git"))
    git(demo_options.site, "add", "content", "themes", "sitegen.yaml")
    git(demo_options.site, "commit", "--quiet", "--message=Stories")
    done = deploy(demo_options, Deployment())
    assert done.pushed
    git(place, "clone", "--quiet", "--branch=gh-pages", "remote.git", "archive")
    assert (place / "archive/.nojekyll").is_file()
    return place / "archive"


@pytest.fixture(scope="module")
def host(folder: Path) -> Iterator[str]:
    with Server(("127.0.0.1", 0), partial(PagesHandler, directory=folder.parent)) as httpd:
        thread = Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context()) as context:
        yield context.new_page()


def test_linkinator_finds_no_broken_link(host: str) -> None:
    command = (
        "node",
        str(MODULES / "linkinator/build/src/cli.js"),
        f"{host}/archive/",
        "--recurse",
        "--format",
        "json",
    )
    done = subprocess.run((*command, "--skip", f"^(?!{host})"), capture_output=True, encoding="utf-8", check=False)
    links = json.loads(done.stdout)["links"]
    assert [link for link in links if link["state"] == "BROKEN"] == []
    assert len([link for link in links if link["state"] == "OK"]) > 100


def test_a_browser_finds_no_broken_link(host: str, folder: Path, tab: Page) -> None:
    """It opens a page of every kind, follows what it leads to, and runs into nothing that is not there."""
    bad: list[tuple[int, str]] = []
    tab.on("response", lambda answer: bad.append((answer.status, answer.url)) if answer.status >= 400 else None)
    known: set[str] = set()
    kinds = {
        page.kind: page.url for page in read_pages(folder).values() if page.url != "/404.html" and not page.target
    }
    for url in kinds.values():
        tab.goto(f"{host}/archive{url}")
        links = tab.eval_on_selector_all(
            "a[href]", "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href.split('#')[0])"
        )
        known |= {link for link in links if link.startswith(host)}
    for link in sorted(known):
        answer = tab.request.head(link)
        assert answer.ok, link
    assert bad == []
    assert len(known) > 100


@pytest.mark.parametrize(
    "asked",
    [
        "/archive/People/John-Glenn/",
        "/archive/people/john_glenn",
        "/archive//people/john-glenn/index.htm",
        "/archive/people/john-glenn/).",
        "/ARCHIVE/PEOPLE/JOHN%20GLENN",
    ],
)
def test_an_address_copied_wrongly_is_mended(host: str, tab: Page, asked: str) -> None:
    tab.goto(f"{host}{asked}?from=print#main")
    tab.wait_for_url(f"{host}/archive/people/john-glenn/?from=print#main")


@pytest.mark.parametrize(
    ("asked", "now"),
    [
        ("places/nasa/1986/", "organizations/nasa/1986/"),
        ("places/nasa/1986", "organizations/nasa/1986/"),
        ("people/nasa/with/places/united-states/", "organizations/nasa/with/places/united-states/"),
        ("places/united-states/with/places/nasa/1986/", "organizations/nasa/with/places/united-states/1986/"),
        ("places/nasa/1066/", "organizations/nasa/"),
    ],
)
def test_what_lay_below_an_address_that_moved_leads_on(host: str, tab: Page, asked: str, now: str) -> None:
    tab.goto(f"{host}/archive/{asked}#main")
    tab.wait_for_url(f"{host}/archive/{now}#main")


def test_the_nearest_pages_are_offered(host: str, tab: Page) -> None:
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(error.message))
    tab.goto(f"{host}/archive/people/jon-glen/")
    offered = tab.locator("#nearest a")
    expect(offered.first).to_have_text("John Glenn")
    assert offered.first.get_attribute("href") == "/archive/people/john-glenn/"
    assert offered.last.get_attribute("href") == "/archive/people/"
    assert offered.count() <= 6
    assert tab.url.endswith("/jon-glen/")
    assert [text for text in complaints if "status of 404" not in text] == []


def test_nothing_is_near(host: str, tab: Page) -> None:
    with tab.expect_response(f"{host}/archive/sitemap.xml"):
        tab.goto(f"{host}/archive/xyzzy/")
    tab.wait_for_load_state("networkidle")
    assert tab.locator("#nearest").inner_text() == ""
    assert tab.locator("main a").count() > 3


def test_without_scripts_there_are_links(host: str, browser: Browser) -> None:
    with closing(browser.new_context(java_script_enabled=False)) as context:
        tab = context.new_page()
        tab.goto(f"{host}/archive/People/John-Glenn/")
        tab.locator("main a", has_text="People").click()
        tab.wait_for_url(f"{host}/archive/people/")


def test_the_page_itself_asks_for_nothing(host: str, tab: Page) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{host}/archive/404.html", wait_until="networkidle")
    assert urljoin(host, "/archive/sitemap.xml") not in asked
