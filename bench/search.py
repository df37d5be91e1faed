"""Measure search: what an index costs to make, and what a browser loads of it for its first query.

    python bench/search.py [reuters-1987.tar.xz] [--sizes N,N,N] [--on DIR]

Without a corpus the stories are those that bench/build.py makes up. Every size is built from an empty cache,
and again after a line was added to one article, without search and with it. Then Chromium opens the search page
and asks for one word, with an empty cache. Prints a Markdown table: what search added to the seconds of both
builds, the largest Pagefind process, and the parts, files and bytes of the index, with the requests and bytes
that brought the first results, the script among them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from build import SAMPLE, all_pages, machine, make_seeds
from playwright.sync_api import sync_playwright

from sitegen.build import Options, build, convert_only
from sitegen.search import FOLDER, LISTING

WORD = "market"
CHILD = "pagefind"
MB = 1e6
KB = 1e3


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class Watch:
    """The most memory (resident) that any one child named `CHILD` had. Linux only."""

    def __init__(self) -> None:
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(SAMPLE):
            for task in Path(f"/proc/{os.getpid()}/task").iterdir():
                self.peak = max([self.peak, *map(_peak, _children(task))])


def _children(task: Path) -> list[str]:
    try:
        return (task / "children").read_text("ascii").split()
    except OSError:
        return []


def _peak(pid: str) -> int:
    """Bytes at most so far, of a process of that name."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return 0
    said = dict(line.split(":", 1) for line in lines)
    return int(said["VmHWM"].split()[0]) * 1024 if CHILD in said["Name"] and "VmHWM" in said else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--sizes", default="1000,5000,16000")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--on", type=Path, help="where to put the sites")
    arguments = parser.parse_args()
    print(f"{machine()}, --jobs {arguments.jobs}\n")
    print(
        "| articles | index, s | after an edit, s | Pagefind, MB | parts | files | MB | first query: files | KB |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for size in map(int, arguments.sizes.split(",")):
        with tempfile.TemporaryDirectory(dir=arguments.on) as folder:
            row(Path(folder), arguments.corpus, size, arguments.jobs)


def row(root: Path, corpus: Path | None, size: int, jobs: int) -> None:
    make_seeds(corpus, size, root / "content/seeds")
    options = Options(site=root, output=root / "www/archive", base_url="/archive/", jobs=jobs)
    convert_only(options)
    seconds: dict[tuple[bool, bool], float] = {}
    peak = 0
    for is_on in (False, True):
        (root / "sitegen.yaml").write_text(f"title: Bench\nsearch: {str(is_on).lower()}\n")
        shutil.rmtree(root / "www", ignore_errors=True)
        shutil.rmtree(root / ".sitegen", ignore_errors=True)
        for is_edit in (False, True):
            if is_edit:
                page = all_pages(root)[size // 2]
                page.write_text(page.read_text("utf-8") + f"\nIt was said {is_on}.\n", "utf-8")
            with Watch() as watch:
                started = time.perf_counter()
                problems = [problem for problem in build(options).problems if problem.severity == "error"]
                seconds[is_on, is_edit] = time.perf_counter() - started
            peak = max(peak, watch.peak)
            if problems:
                sys.exit(str(problems[0]))
    files = [file for file in (root / "www/archive" / FOLDER).rglob("*") if file.is_file()]
    parts = json.loads((root / "www/archive" / LISTING).read_bytes())
    requests, loaded = first_query(root / "www")
    whole, again = (seconds[True, is_edit] - seconds[False, is_edit] for is_edit in (False, True))
    print(
        f"| {size:,} | {whole:.1f} | {again:.2f} | {peak / MB:.0f} | {len(parts)} | {len(files):,} "
        f"| {sum(file.stat().st_size for file in files) / MB:.1f} | {requests} | {loaded / KB:.0f} |",
        flush=True,
    )


def first_query(folder: Path) -> tuple[int, int]:
    """Requests for the script and the index, and the bytes they brought (this server packs nothing)."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or "chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            tab = browser.new_page()
            tab.goto(f"http://127.0.0.1:{server.server_port}/archive/search/?q={WORD}")
            tab.locator("#list li").first.wait_for(timeout=120_000)
            sizes = tab.evaluate(
                "performance.getEntriesByType('resource').filter(entry => !entry.name.endsWith('.css'))"
                ".map(entry => entry.encodedBodySize)"
            )
            browser.close()
        server.shutdown()
        thread.join()
    return len(sizes), sum(sizes)


if __name__ == "__main__":
    main()
