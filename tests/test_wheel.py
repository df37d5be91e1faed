"""The wheel carries all of sitegen, and what is installed from it works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

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
