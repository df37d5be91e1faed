"""Preview an archive with sitegen and with Hugo's server, alternately: how long from a save to the new page.

    python bench/serve.py [reuters-1987.tar.xz] [--articles N] [--edits N] [--hugo-edits N] [--on DIR]

The sites are those of bench/build.py: the same pages for both, Hugo with the theme in bench/hugo. Each server is
started on a site that was built once (sitegen's cache is warm; Hugo keeps none between runs), and asked for its
front page until that comes: ready. Then pages are edited, first bodies, then titles, each in one server and then in
the other, and the edited page is asked for until it is the new one. Prints a Markdown table: seconds until ready,
medians of the edits, and memory (proportional set size) at the end. Hugo comes with the extra `bench`; without it
its column stays empty.
"""

from __future__ import annotations

import argparse
import http.client
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from build import (
    HERE,
    all_pages,
    copy_pages,
    file_system,
    find_hugo,
    hugo_in,
    hugo_version,
    machine,
    make_seeds,
    make_theme,
    measured,
    memory_of,
)

POLL = 0.005
"""Seconds between two requests for a page that is waited for."""

PATIENCE = 120.0


@dataclass
class Server:
    """A server at work on a site in `root`."""

    name: str
    root: Path
    command: Callable[[int], list[str]]
    port: int = 0
    ready: float = 0.0
    memory: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def start(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        started = time.perf_counter()
        self.process = subprocess.Popen(
            self.command(self.port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.wait_for("/", "<html")
        self.ready = time.perf_counter() - started

    def wait_for(self, path: str, text: str) -> None:
        """Raises SystemExit where it does not come."""
        deadline = time.perf_counter() + PATIENCE
        while time.perf_counter() < deadline:
            if text in self.get(path):
                return
            time.sleep(POLL)
        sys.exit(f"{self.name} never served {text!r} at {path}")

    def get(self, path: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode("utf-8", "replace")
        except OSError:
            return ""
        finally:
            connection.close()

    def edit(self, step: str, page: Path, change: Callable[[str], str], path: str, text: str) -> None:
        file = self.root / page
        new = change(file.read_text("utf-8"))
        started = time.perf_counter()
        file.write_text(new, "utf-8")
        self.wait_for(path, text)
        self.seconds.setdefault(step, []).append(time.perf_counter() - started)

    def stop(self) -> None:
        assert self.process is not None
        self.memory = memory_of(self.process.pid)
        self.process.terminate()
        self.process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, default=16_000)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--hugo-edits", type=int, default=5, help="how many of them Hugo gets, which takes long")
    parser.add_argument("--on", type=Path, default=Path(tempfile.gettempdir()))
    arguments = parser.parse_args()
    hugo = find_hugo()
    with tempfile.TemporaryDirectory(dir=arguments.on, prefix="sitegen-bench-") as folder:
        compare(Path(folder), arguments, hugo)


def compare(folder: Path, arguments: argparse.Namespace, hugo: str | None) -> None:
    sitegen = [sys.executable, "-m", "sitegen"]
    ours, theirs = folder / "sitegen", folder / "hugo"
    make_seeds(arguments.corpus, arguments.articles, ours / "content/seeds")
    make_theme(ours)
    measured([*sitegen, "build", "-q", "--site", str(ours)])
    pages = all_pages(ours)
    servers = [
        Server("sitegen", ours, lambda port: [*sitegen, "serve", "--site", str(ours), "--port", str(port)]),
    ]
    if hugo:
        shutil.copytree(HERE / "hugo", theirs)
        copy_pages(ours, theirs, pages)
        serve = [*hugo_in(hugo, theirs), "server", "--bind", "127.0.0.1", "--port"]
        servers.append(
            Server("Hugo", theirs, lambda port: [*serve, str(port), "--baseURL", f"http://127.0.0.1:{port}/"])
        )
    print(f"{machine()}, {hugo_version(hugo)}, {file_system(folder)}, {len(pages):,} articles\n", flush=True)
    for server in servers:
        server.start()
    chosen = [page.relative_to(ours) for page in random.Random(1987).sample(pages, 2 * arguments.edits)]
    for number, page in enumerate(chosen):
        both = servers if number % arguments.edits < arguments.hugo_edits else servers[:1]
        edit_both(both, "body" if number < arguments.edits else "title", page, number)
    for server in servers:
        server.stop()
    print_table(servers)


def edit_both(servers: list[Server], step: str, page: Path, number: int) -> None:
    """One after the other, so that none waits for the other's work."""
    mark = f"Mark{number}x"

    def change(text: str) -> str:
        body = f"{text}\n{mark} was added.\n"
        title = text.replace("title: ", f"title: '{mark} corrected' #", 1)
        return body if step == "body" else title

    for server in servers if number % 2 else reversed(servers):
        server.edit(step, page, change, address(page), mark)


def address(page: Path) -> str:
    """`/1987/02/26/slug/` of `content/articles/1987/02/1987-02-26-slug.md`."""
    year, month, day, slug = page.stem.split("-", 3)
    return f"/{year}/{month}/{day}/{slug}/"


def print_table(servers: list[Server]) -> None:
    rows: dict[str, Callable[[Server], str]] = {
        "ready, s": lambda server: f"{server.ready:.2f}",
        "body edited, s": lambda server: f"{statistics.median(server.seconds['body']):.3f}",
        "body edited, slowest, s": lambda server: f"{max(server.seconds['body']):.3f}",
        "title edited, s": lambda server: f"{statistics.median(server.seconds['title']):.3f}",
        "title edited, slowest, s": lambda server: f"{max(server.seconds['title']):.3f}",
        "memory, MB": lambda server: f"{server.memory / 1e6:.0f}",
    }
    print(f"| | {' | '.join(server.name for server in servers)} |\n|---|{'---:|' * len(servers)}")
    for name, show in rows.items():
        print(f"| {name} | {' | '.join(map(show, servers))} |")


if __name__ == "__main__":
    main()
