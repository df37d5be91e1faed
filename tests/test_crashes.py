"""Whatever happens to the machine, no file is half-written, and the next build mends the rest."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import GLENN, SHEPARD, make_site, run, tree

from sitegen.build import Options, build
from sitegen.store import TEMPORARY

SCRIPT = """
import signal
from sitegen import workers
signal.signal(signal.SIGINT, signal.default_int_handler)  # which is ignored where the tests run in the background
workers.WORTH_PROCESSES, workers.CHUNK = 1, 4
{more}
if __name__ == "__main__":
    from sitegen.cli import main
    main()
"""
KILLS = 50
NAMES = "Leonov Komarov Gagarin Tereshkova Titov Nikolayev Popovich Bykovsky Belyayev Feoktistov".split()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD})


def script(folder: Path, more: str = "") -> Path:
    return make_site(folder, {"script.py": SCRIPT.format(more=more)}) / "script.py"


def start(script: Path, site: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(script), "build", "--site", str(site), "--jobs", "2", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def halves(folder: Path) -> list[Path]:
    return list(folder.rglob(f"{TEMPORARY}*"))


def test_killed_at_any_moment_every_file_is_whole(tmp_path: Path) -> None:
    seeds = {
        f"content/seeds/{name}.txt": f"{name} flies date 1961-0{n % 9 + 1}-1{n}\n\nCosmonaut Yuri {name} flew.\n"
        for n, name in enumerate(NAMES)
    }
    site = make_site(tmp_path / "site", seeds)
    versions = []
    for title in ("One", "Two"):
        make_site(site, {"sitegen.yaml": f"title: {title}\n"})
        run(site)
        versions.append(tree(site / "output"))
    kill_here, chance = script(tmp_path), random.Random(1957)
    killed = number = 0
    whole = 0.0
    while killed < KILLS:
        version = versions[number % 2]
        make_site(site, {"sitegen.yaml": f"title: {('One', 'Two')[number % 2]}\n"})
        if number % 5 == 0:
            (site / ".sitegen/memo.sqlite").unlink()
        started = time.monotonic()
        process = start(kill_here, site)
        try:
            process.wait(timeout=chance.uniform(0.3, 1) * whole if number else None)
        except subprocess.TimeoutExpired:
            process.kill()
            killed += 1
        else:
            whole = time.monotonic() - started
        process.communicate()
        for name, data in tree(site / "output").items():
            if not Path(name).name.startswith(TEMPORARY):
                assert data in [version.get(name) for version in versions], name
        run(site)
        assert tree(site / "output") == version
        assert halves(site) == []
        number += 1


# --- processes ------------------------------------------------------------------------------------------------

NAP = """
import os, time
from sitegen import publish, store
def nap(task, **_):
    os.write(1, b"working\\n")
    time.sleep(600)
publish._print = nap
store.is_single_threaded = lambda: "{method}" == "fork"
"""
DIE = """
import os
from sitegen import publish
print_page = publish._print
def die(task, **tools):
    made = print_page(task, **tools)
    with open(os.path.join(os.path.dirname(__file__), "site/output/{temporary}x"), "w") as file:
        file.write("half")
    os.kill(os.getpid(), 9)
publish._print = die
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_end_with_a_parent_that_was_killed(site: Path, tmp_path: Path, method: str) -> None:
    process = start(script(tmp_path, NAP.format(method=method)), site, "-q")
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    process.kill()
    process.communicate(timeout=30)  # until nobody is left who could write


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_an_interrupt_stops_at_once(site: Path, tmp_path: Path, method: str) -> None:
    process = start(script(tmp_path, NAP.format(method=method)), site, "-q")
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in output
    assert "Traceback" not in output
    assert run(site).written > 0


def test_a_worker_that_dies_is_reported(site: Path, tmp_path: Path) -> None:
    process = start(script(tmp_path, DIE.format(temporary=TEMPORARY)), site)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "a worker process died" in output
    assert "Traceback" not in output
    assert halves(site) == []
    run(site)
    assert tree(site / "output") == tree_afresh(site, tmp_path)


def tree_afresh(site: Path, folder: Path) -> dict[str, bytes]:
    build(Options(site=site, output=folder / "afresh", clean=True))
    return tree(folder / "afresh")


def test_two_builds_at_once(site: Path, tmp_path: Path) -> None:
    builds = [start(script(tmp_path), site) for _ in range(2)]
    said = [process.communicate()[0] for process in builds]
    statuses = sorted(process.returncode for process in builds)
    assert statuses in ([0, 0], [0, 2])
    assert ("another build is at work here" in "".join(said)) == (2 in statuses)
    assert tree(site / "output") == tree_afresh(site, tmp_path)


# --- the disk -------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 240 KB; ten times that after `grow`."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=240k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("only root can mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def grow(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=10m", str(disk)], check=True)


def many(site: Path) -> Path:
    return make_site(
        site,
        {
            f"content/seeds/{name}.txt": f"{name} flies date 1961-0{n % 9 + 1}-1{n}\n\nCosmonaut {name} flew.\n"
            for n, name in enumerate(NAMES)
        },
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_under_the_output(site: Path, tmp_path: Path, small_disk: Path, jobs: int) -> None:
    output = small_disk / "output"
    report = run(many(site), jobs=jobs, output=output)
    assert any("No space left" in problem.message for problem in report.problems)
    whole = tree_afresh(site, tmp_path)
    for name, data in tree(output).items():
        assert data == whole[name] or name == ".sitegen-manifest"
    grow(small_disk)
    assert run(site, output=output).problems == ()
    assert tree(output) == whole


def test_a_full_disk_under_the_site(small_disk: Path, tmp_path: Path) -> None:
    site = make_site(small_disk / "site", {"content/seeds/glenn.txt": GLENN})
    run(site, output=tmp_path / "output")
    before = tree(tmp_path / "output")
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(b"x" * (free - 8192))
    (site / "content/seeds/shepard.txt").write_text(SHEPARD)
    command = [sys.executable, "-m", "sitegen", "build", "--site", str(site), "--output", str(tmp_path / "output")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 2)
    index = {file for file in before if file.startswith("search/index/")}  # named by what is in them
    assert tree(tmp_path / "output").keys() >= before.keys() - index
    (small_disk / "ballast").unlink()
    assert run(site, output=tmp_path / "output").problems == ()
    assert tree(tmp_path / "output") == tree_afresh(site, tmp_path)


def test_a_file_that_cannot_be_replaced_is_named_and_the_rest_is_built(site: Path) -> None:
    run(site)
    page = site / "output/people/john-glenn/index.html"
    page.unlink()
    page.mkdir()
    make_site(site, {"sitegen.yaml": "title: Space\n"})
    report = run(site)
    assert [problem.path for problem in report.problems] == ["output/people/john-glenn/index.html"]
    assert "Space" in (site / "output/index.html").read_text("utf-8")
    page.rmdir()
    assert run(site).changes[0].file == "people/john-glenn/index.html"


# --- the cache ------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_spoiled_cache_spoils_nothing(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Cut off, overwritten or replaced, it costs time at most."""
    site = make_site(
        tmp_path_factory.mktemp("site"), {"content/seeds/glenn.txt": GLENN, "content/seeds/shepard.txt": SHEPARD}
    )
    run(site)
    cache, before = site / ".sitegen/memo.sqlite", tree(site / "output")
    content = bytearray(cache.read_bytes())
    how = data.draw(st.sampled_from(["cut", "overwrite", "replace"]))
    place = data.draw(st.integers(0, len(content) - 1))
    if how == "cut":
        del content[place:]
    elif how == "overwrite":
        noise = data.draw(st.binary(min_size=1, max_size=5000))
        content[place : place + len(noise)] = noise
    else:
        content[:] = data.draw(st.binary(max_size=200))
    cache.write_bytes(content)
    report = run(site)
    assert (report.written, report.deleted, report.converted, report.problems) == (0, 0, 0, ())
    assert tree(site / "output") == before
    page = site / "content/articles/1961/05/1961-05-05-shepard-in-space.md"
    page.write_text(page.read_text("utf-8").replace("watched", "laughed"), "utf-8")
    assert run(site).written > 0
    assert run(site).written == 0
    assert tree(site / "output") == tree_afresh(site, tmp_path_factory.mktemp("afresh"))


@pytest.mark.parametrize("name", ["memo.sqlite", "busy", "lock", "views", "review.md"])
def test_a_folder_in_the_place_of_a_cache_file(site: Path, name: str) -> None:
    (site / ".sitegen" / name).mkdir(parents=True)
    (site / ".sitegen" / name / "mine").write_text("mine")
    run(site)
    assert (site / ".sitegen" / name / "mine").read_text() == "mine"
    assert (site / "output/people/john-glenn/index.html").is_file()
