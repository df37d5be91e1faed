"""The wheel carries all of sitegen, and what is installed from it works away from the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]

SEED = """\
Byrd reports a flight to the North Pole date 1926-05-09 By Harbour Desk

KINGS BAY, Norway, May 9 - Commander Richard Byrd said that he had flown to the North Pole and back.
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    [file] = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to put before all others on the path of Python."""
    folder = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--target", str(folder), str(wheel))
    return folder


def pip(*arguments: str) -> None:
    run(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments, cwd=ROOT)


def run(*command: str, cwd: Path, path: Path | None = None) -> str:
    """What a command prints, if all goes well. Its Python looks in `path` first."""
    environment = {**os.environ, "PYTHONPATH": str(path or "")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_the_wheel_carries_the_package_and_the_themes(wheel: Path) -> None:
    carried = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    package = {f"sitegen/{name}" for name in files(ROOT / "sitegen")}
    themes = {f"sitegen/themes/{name}" for name in files(ROOT / "themes")}
    assert {"sitegen/data/gazetteer.xz", "sitegen/py.typed", "sitegen/scaffold/site/sitegen.yaml"} <= package
    assert {"sitegen/themes/broadsheet/theme.yaml", "sitegen/themes/broadsheet/static/style.css"} <= themes
    assert carried == package | themes


def files(folder: Path) -> set[str]:
    """The files below a folder, without what Python compiled."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix() for path in found}


def test_what_is_installed_is_what_runs(installed: Path, tmp_path: Path) -> None:
    where = run(sys.executable, "-c", "import sitegen; print(sitegen.__file__)", cwd=tmp_path, path=installed)
    assert Path(where.strip()).is_relative_to(installed)
    version = run(sys.executable, "-m", "sitegen", "--version", cwd=tmp_path, path=installed)
    assert version.startswith("sitegen, version ")


def test_an_installed_sitegen_builds_a_new_site(installed: Path, tmp_path: Path) -> None:
    sitegen = str(installed / "bin" / "sitegen")
    run(sitegen, "init", "arctic", cwd=tmp_path, path=installed)
    site = tmp_path / "arctic"
    (site / "content" / "seeds" / "byrd.txt").write_text(SEED, "utf-8")
    run(sitegen, "build", "--strict", cwd=site, path=installed)
    [page] = (site / "output" / "1926" / "05" / "09").glob("*/index.html")
    html = page.read_text("utf-8")
    assert "Byrd reports a flight to the North Pole</h1>" in html
    for link in ("/authors/harbour-desk/", "/people/richard-byrd/", "/places/norway/"):
        assert f'href="{link}"' in html
        assert (site / "output" / link.strip("/") / "index.html").is_file()
    assert (site / "output" / "assets" / "style.css").is_file()
    assert (site / ".gitignore").is_file()


# --- what it needs, and nothing else --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel beside what `pip install` brings with it, and nothing that only an extra does."""
    folder = tmp_path_factory.mktemp("plain")
    path = [str(installed), *sys.path]
    seen, todo = set[str](), [Requirement("sitegen")]
    while todo:
        needed = todo.pop()
        [distribution, *_] = metadata.distributions(name=needed.name, path=path)
        for top in {file.parts[0] for file in distribution.files or ()} - {"..", "bin"} - seen:
            (folder / top).symlink_to(Path(str(distribution.locate_file(top))))
            seen.add(top)
        asked = needed.extras or {""}
        for other in map(Requirement, distribution.requires or ()):
            if other.marker is None or any(other.marker.evaluate({"extra": extra}) for extra in asked):
                todo.append(other)
    return folder


def test_what_an_installation_brings_along_builds_without_a_word_of_complaint(plain: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    done = build_with(plain, tmp_path, "--strict")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if not re.fullmatch(r"\w+: [\d,]+ in [\d.]+ s", line)] == []
    assert "; 0 problems; " in done.stdout
    for file in ("card.png", "icon.png", "search/index/pagefind.js", "network/index.html"):
        assert (tmp_path / "output" / file).is_file(), file
    asked = build_with(plain, tmp_path, "-v")
    assert "/network/: has a table and no drawing, which igraph is needed for" in asked.stderr


def build_with(path: Path, site: Path, option: str) -> subprocess.CompletedProcess[str]:
    """A build by a Python that finds modules there and nowhere else."""
    command = (sys.executable, "-S", "-m", "sitegen", "build", "--site", str(site), option)
    environment = {**os.environ, "PYTHONPATH": str(path)}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
