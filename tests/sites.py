"""Small sites for tests to build."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sitegen.build import Options, build
from sitegen.model import BuildReport

GLENN = (
    "Glenn orbits the earth date 1962-02-20 By Nellie Bly\n\n"
    "Astronaut John Glenn flew from Cape Canaveral for NASA.\n"
)
SHEPARD = "Shepard in space date 1961-05-05\n\nAstronaut Alan Shepard was launched by NASA. John Glenn watched.\n"


def make_site(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


def run(site: Path, jobs: int = 1, output: Path | None = None) -> BuildReport:
    return build(Options(site=site, jobs=jobs, output=output))


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
