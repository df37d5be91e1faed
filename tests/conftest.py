"""The demo archive, built and served, and a browser to look at it. `make test` installs every tool used here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
from demo import Page, read_pages
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from sitegen.build import Options, build

ROOT = Path(__file__).parents[1]

THEMES = ("broadsheet", "plain")
"""The themes whose every page is tested; the demo archive is built in the first."""

settings.register_profile("sitegen", deadline=None)  # how long a case takes is a matter for bench/
settings.load_profile("sitegen")


def demo_in(theme: str, tmp_path_factory: pytest.TempPathFactory) -> Options:
    """How to build a copy of the repository's demo archive, below a base path and with long lists split."""
    site = tmp_path_factory.mktemp("demo")
    for name in ("content", "themes"):
        shutil.copytree(ROOT / name, site / name)
    settings = (ROOT / "sitegen.yaml").read_text("utf-8").replace("theme: broadsheet", f"theme: {theme}")
    (site / "sitegen.yaml").write_text(f"{settings}\nlist_limit: 12\n", "utf-8")
    return Options(site=site, output=tmp_path_factory.mktemp("www") / "archive", base_url="/archive/")


def built(options: Options) -> Path:
    report = build(options)
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == []
    assert options.output is not None
    return options.output


@pytest.fixture(scope="session")
def demo_options(tmp_path_factory: pytest.TempPathFactory) -> Options:
    return demo_in(THEMES[0], tmp_path_factory)


@pytest.fixture(scope="session")
def demo(demo_options: Options) -> Path:
    """The output folder of the demo archive."""
    return built(demo_options)


class Server(ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """A browser may hang up; what else goes wrong it complains of itself."""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder below its own name; the address, without a slash at the end."""
    with Server(("127.0.0.1", 0), partial(QuietHandler, directory=folder.parent)) as httpd:
        thread = Thread(target=httpd.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}/{folder.name}"
        finally:
            httpd.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def server(demo: Path) -> Iterator[str]:
    """The address of the demo archive, without a slash at the end."""
    with serving(demo) as address:
        yield address


class Worn(NamedTuple):
    """The demo archive in a theme: its folder, its address, its pages."""

    theme: str
    folder: Path
    server: str
    pages: Mapping[str, Page]


@pytest.fixture(scope="session", params=THEMES)
def worn(request: pytest.FixtureRequest, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worn]:
    """The demo archive in every theme that comes with sitegen."""
    is_first = request.param == THEMES[0]
    folder = demo if is_first else built(demo_in(request.param, tmp_path_factory))
    with serving(folder) as address:
        yield Worn(request.param, folder, address, read_pages(folder))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, which is not to call anybody."""
    switches = (
        "no-sandbox disable-gpu no-first-run disable-background-networking disable-component-update disable-sync"
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "chromium",
            args=[f"--{switch}" for switch in switches.split()],
        )
        yield chromium
        chromium.close()
