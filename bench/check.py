"""How long `sitegen check` takes on a built site, and which parser reads pages fastest.

    python bench/check.py SITE [--jobs N] [--base-url URL]

Prints Markdown tables: seconds and peak memory (of the largest process) of the check, with one process and with N;
and the seconds that parsers take to read every tag and attribute of up to 3,000 pages, chosen by chance. lxml is
compared where it is installed.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

SAMPLE = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--base-url", default="")
    arguments = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}\n")
    print("| check | seconds | peak memory, MB |\n|---|---:|---:|")
    for jobs in sorted({1, arguments.jobs}):
        step(jobs, "--site", str(arguments.site), "--base-url", arguments.base_url)
    pages = sorted((arguments.site / "output").rglob("*.html"))
    chosen = random.Random(1).sample(pages, min(SAMPLE, len(pages)))
    data = [page.read_bytes() for page in chosen]
    print(f"\n{len(data):,} pages, {sum(map(len, data)) / 1e6:.1f} MB\n\n| parser | seconds |\n|---|---:|")
    for name, read in readers():
        started = time.perf_counter()
        for page in data:
            read(page)
        print(f"| {name} | {time.perf_counter() - started:.2f} |")


def step(jobs: int, *arguments: str) -> None:
    started = time.perf_counter()
    command = [sys.executable, "-m", "sitegen", "check", "-q", "--jobs", str(jobs), *arguments]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        sys.exit(f"check ended with {process.returncode}")
    print(f"| --jobs {jobs} | {time.perf_counter() - started:.1f} | {usage.ru_maxrss / 1024:.0f} |", flush=True)


def readers() -> Iterable[tuple[str, Callable[[bytes], object]]]:
    """Each reads tag and attributes of every element."""

    def lexbor(page: bytes) -> object:
        root = LexborHTMLParser(page).root
        return [(node.tag, node.attributes) for node in root.traverse()] if root else []

    yield "selectolax (lexbor)", lexbor
    if find_spec("lxml"):
        from lxml import etree  # noqa: PLC0415

        parser = etree.HTMLParser(encoding="utf-8")
        yield "lxml", lambda page: [(node.tag, dict(node.attrib)) for node in etree.fromstring(page, parser).iter()]


if __name__ == "__main__":
    main()
