"""Convert and build a large archive, and check that nothing was lost and no copy altered.

    python bench/archive.py ../shared/corpora/reuters-1987.tar.xz [--jobs N] [--keep DIR]

Takes a tar of raw articles in seeds/*.txt, each with its header on the first line. Prints a Markdown table of the
seconds and the peak memory of each step (of the largest process), and what the checks found.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import yaml
from selectolax.lexbor import LexborHTMLParser

MORE = "One line more."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--jobs", default=str(os.cpu_count() or 1))
    parser.add_argument("--keep", type=Path, help="where to leave the site")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = arguments.keep or Path(folder)
        unpack(arguments.corpus, site / "content/seeds")
        machine = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
        print(f"{machine}, --jobs {arguments.jobs}\n")
        print("| step | seconds | peak memory, MB |\n|---|---:|---:|")
        step("convert, cold", "convert", "--site", str(site), "--jobs", arguments.jobs)
        step("build, cold", "build", "--site", str(site), "--jobs", arguments.jobs)
        step("build, nothing changed", "build", "--site", str(site), "--jobs", arguments.jobs)
        page = min((site / "content/articles").rglob("*.md"))
        page.write_text(f"{page.read_text('utf-8')}\n{MORE}\n", "utf-8")
        step("build, one page edited", "build", "--site", str(site), "--jobs", arguments.jobs)
        print()
        check(site, page)


def unpack(corpus: Path, seeds: Path) -> None:
    seeds.mkdir(parents=True, exist_ok=True)
    with tarfile.open(corpus) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.name.endswith(".txt") else None
            if file:
                (seeds / Path(member.name).name).write_bytes(file.read())


def step(name: str, *arguments: str) -> None:
    """Run sitegen and print a row: wall seconds, and the peak memory of the largest of its processes."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "sitegen", *arguments, "-q"])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{name} ended with {process.returncode}")
    print(f"| {name} | {time.perf_counter() - started:.1f} | {usage.ru_maxrss / 1024:.0f} |", flush=True)


def check(site: Path, edited: Path) -> None:
    """Every seed has a page of its own, and every page has exactly its copy."""
    seeds = {f"seeds/{path.name}" for path in (site / "content/seeds").glob("*.txt")}
    found: set[str] = set()
    altered = 0
    for path in (site / "content/articles").rglob("*.md"):
        header = yaml.safe_load(path.read_text("utf-8").split("---\n", 2)[1])
        seed = header["source"]["file"]
        url = f"{header['date']:%Y/%m/%d}/{path.stem[11:]}"
        copy = said(site / "output" / url / "index.html")
        altered += copy != written(site / "content" / seed) + (f" {MORE}" if path == edited else "")
        found.add(seed)
    print(f"{len(seeds):,} seeds, {len(found):,} with a page, {len(seeds - found)} lost, {altered} copies altered")


def said(page: Path) -> str:
    copy = LexborHTMLParser(page.read_text("utf-8")).css_first(".copy")
    assert copy is not None, page
    return " ".join(copy.text().split())


def written(seed: Path) -> str:
    return " ".join(seed.read_text("utf-8").partition("\n")[2].split())


if __name__ == "__main__":
    main()
