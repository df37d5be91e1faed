"""Measure search: what an index costs to make and to keep, and what a browser loads of it for a first query.

    python bench/search.py [reuters-1987.tar.xz] [--sizes N,N] [--limits N,N] [--edits N] [--jobs N] [--on DIR]

Without a corpus the stories are those that bench/build.py makes up. Every archive is two sites, without search and
with it, which differ in nothing else. Both are built from an empty cache, then a line is added to one article after
another and both are built again, alternately. Then Chromium, with an empty cache, opens the address of a query of
one word on a server that compresses as GitHub Pages does, and once more on a slow line.

Prints a Markdown table: the seconds that the index took in a cold build, and at most after an edit; the seconds of
CPU that search added to the cold build; the seconds of a build after an edit, a median, without and with search;
the most memory of a Pagefind process, and of a process of sitegen without and with search; parts, files and bytes
of the index; what came before the first results stood there: requests, bytes of the scripts, bytes of the index;
and after how many seconds they stood there on the slow line. `--limits` are articles in a part, at most.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from build import all_pages, file_system, machine, make_seeds
from lighthouse import Compressing
from playwright.sync_api import Page, sync_playwright

from sitegen import search

WORD = "market"
PAGEFIND = "pagefind"
"""What the name of its process contains."""

SAMPLE = 0.02
"""Seconds between two looks at the memory of the processes: a part may take no longer than half a second."""

PATIENCE = 120_000
"""Milliseconds after which results will not come any more."""

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
"""Lighthouse's phone on a slow line: 1.6 Mbit/s, and 150 ms for every answer."""

PROGRAM = """
import sys, time
from sitegen import cli, search

def index(*arguments, make=search.index):
    started = time.perf_counter()
    made = make(*arguments)
    print(time.perf_counter() - started)
    return made

search.LIMIT, search.index = {}, index
cli.main(sys.argv[1:])
"""
"""sitegen with another size of parts; it prints the seconds that the making of an index took."""

COLUMNS = (
    *("articles", "a part", "index, s", "CPU, s", "edit, s", "Pagefind, MB", "sitegen, MB"),
    *("parts", "files", "MB", "requests", "script, KB", "index, KB", "slow line, s"),
)
MB = 1e6
KB = 1e3


@dataclass
class Measure:
    """Of one build: seconds of wall, of CPU and of the index, and the most bytes that one process of each had."""

    wall: float
    cpu: float
    index: float
    pagefind: int
    sitegen: int


@dataclass
class Query:
    """What a browser asked for until the first results stood there, in bytes as they came, and when they did."""

    requests: int
    script: int
    index: int
    slow: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--sizes", default="1000,5000,16000")
    parser.add_argument("--limits", default=str(search.LIMIT))
    parser.add_argument("--edits", type=int, default=5)
    parser.add_argument("--jobs", default=str(os.cpu_count() or 1))
    parser.add_argument("--on", type=Path, default=Path(tempfile.gettempdir()), help="where to put the sites")
    arguments = parser.parse_args()
    print(f"{machine()}, --jobs {arguments.jobs}, {file_system(arguments.on)}\n")
    print(f"| {' | '.join(COLUMNS)} |\n|{'---:|' * len(COLUMNS)}", flush=True)
    for size in map(int, arguments.sizes.split(",")):
        with tempfile.TemporaryDirectory(dir=arguments.on, prefix="sitegen-bench-") as folder:
            converted = Path(folder) / "converted"
            make_seeds(arguments.corpus, size, converted / "content/seeds")
            measured(["convert", "--site", str(converted), "--jobs", arguments.jobs])
            for limit in map(int, arguments.limits.split(",")):
                row(Path(folder) / str(limit), converted, limit, arguments)


def row(root: Path, converted: Path, limit: int, arguments: argparse.Namespace) -> None:
    sites = {"without": root / "without", "with": root / "with"}
    output = root / "www/archive"
    for name, site in sites.items():
        shutil.copytree(converted, site)
        (site / "sitegen.yaml").write_text(f"title: Bench\nsearch: {str(name == 'with').lower()}\n")

    def build(name: str) -> Measure:
        to = output if name == "with" else root / "bare/archive"
        where = ["--site", str(sites[name]), "--output", str(to), "--base-url", "/archive/"]
        return measured(["build", *where, "--jobs", arguments.jobs], limit)

    cold = {name: build(name) for name in sites}
    edits: dict[str, list[Measure]] = {name: [] for name in sites}
    pages = [page.relative_to(converted) for page in all_pages(converted)]
    for number in range(arguments.edits):
        for name, site in sites.items():
            page = site / pages[len(pages) * (number + 1) // (arguments.edits + 1)]
            page.write_text(page.read_text("utf-8") + "\nIt was one line more.\n", "utf-8")
            edits[name].append(build(name))
    again = {name: statistics.median(measure.wall for measure in some) for name, some in edits.items()}
    files = [file for file in (output / search.FOLDER).rglob("*") if file.is_file()]
    parts = json.loads((output / search.LISTING).read_bytes())
    query = first_query(root / "www")
    whole, bare = cold["with"], cold["without"]
    cells = (
        *(f"{len(pages):,}", f"{limit:,}"),
        f"{whole.index:.1f} / {max(measure.index for measure in edits['with']):.1f}",
        f"{whole.cpu - bare.cpu:.1f}",
        f"{again['without']:.2f} / {again['with']:.2f}",
        f"{max(measure.pagefind for measure in (whole, *edits['with'])) / MB:.0f}",
        f"{bare.sitegen / MB:.0f} / {whole.sitegen / MB:.0f}",
        *(f"{len(parts)}", f"{len(files):,}", f"{sum(file.stat().st_size for file in files) / MB:.1f}"),
        *(f"{query.requests}", f"{query.script / KB:.0f}", f"{query.index / KB:.0f}", f"{query.slow:.1f}"),
    )
    print(f"| {' | '.join(cells)} |", flush=True)
    shutil.rmtree(root)


# --- builds ---------------------------------------------------------------------------------------------------


def measured(arguments: list[str], limit: int = search.LIMIT) -> Measure:
    """Run sitegen. Raises SystemExit where it fails."""
    peaks = {True: 0, False: 0}
    started = time.perf_counter()
    command = [sys.executable, "-c", PROGRAM.format(limit), *arguments, "-q"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as said, watching(process.pid, peaks):
        index = sum(map(float, said))
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"sitegen {' '.join(arguments)} ended with {process.returncode}")
    return Measure(wall, usage.ru_utime + usage.ru_stime, index, peaks[True], peaks[False])


@contextmanager
def watching(pid: int, peaks: dict[bool, int]) -> Iterator[None]:
    """Note the most memory that one process had, of Pagefind and else, among those that `pid` started (Linux)."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(SAMPLE):
            for is_pagefind, peak in memory_below(pid):
                peaks[is_pagefind] = max(peaks[is_pagefind], peak)

    thread = threading.Thread(target=watch)
    thread.start()
    yield
    over.set()
    thread.join()


def memory_below(pid: int) -> Iterator[tuple[bool, int]]:
    """Of a process and all that it started: whether it is Pagefind, and the most resident bytes it has had."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
        tasks = [(task / "children").read_text("ascii") for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return
    said = dict(line.split(":", 1) for line in status.splitlines())
    if "VmHWM" in said:
        yield PAGEFIND in said["Name"], int(said["VmHWM"].split()[0]) * 1024
    for child in " ".join(tasks).split():
        yield from memory_below(int(child))


# --- a browser ------------------------------------------------------------------------------------------------


class Packing(Compressing):
    protocol_version = "HTTP/1.1"


def first_query(folder: Path) -> Query:
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), partial(Packing, directory=folder)) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/archive/search/?q={WORD}"
        chromium = shutil.which("chromium") or "chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_context().new_page()
        find(tab, address)
        loaded = tab.evaluate("performance.getEntriesByType('resource').map(e => [e.name, e.encodedBodySize])")
        tab = browser.new_context().new_page()
        tab.context.new_cdp_session(tab).send("Network.emulateNetworkConditions", SLOW)
        slow = find(tab, address)
        browser.close()
        server.shutdown()
    script = sum(size for url, size in loaded if is_script(url))
    index = sum(size for url, size in loaded if f"/{search.FOLDER}" in url and not is_script(url))
    return Query(len(loaded), script, index, slow)


def is_script(url: str) -> bool:
    return url.endswith(".js") or "/wasm." in url


def find(tab: Page, address: str) -> float:
    """Seconds until the first results stand there."""
    started = time.perf_counter()
    tab.goto(address, timeout=PATIENCE)
    tab.locator("#list li").first.wait_for(timeout=PATIENCE)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
