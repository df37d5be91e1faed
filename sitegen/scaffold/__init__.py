"""`sitegen init`: the files a new site starts with. They lie in site/ beside this file, as they will lie there."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from sitegen.errors import Invalid, Problem

FOLDERS = ("content/seeds", "content/articles", "themes")


def new_site(folder: Path) -> list[str]:
    """Make what is missing of a site in `folder`; returns the paths made. Raises Invalid where the disk refuses."""
    made = []
    try:
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for path, data in _files(resources.files(__package__) / "site"):
            target = folder / path.replace("dot-", ".")
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                made.append(target.relative_to(folder).as_posix())
    except OSError as error:
        raise Invalid(Problem(str(error.filename or folder), message=f"cannot be made: {error.strerror}")) from None
    return made


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    """Every file below `folder` with its path, sorted."""
    found = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = prefix + item.name
        found += _files(item, f"{path}/") if item.is_dir() else [(path, item.read_bytes())]
    return found
