"""`sitegen init`: the files a new site starts with. They lie in site/ beside this file, as they will lie there."""

from __future__ import annotations

import subprocess
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from sitegen.errors import Invalid, Problem
from sitegen.layout import can_spread

FOLDERS = ("content/seeds", "content/articles", "themes")

REQUIREMENTS = "requirements.txt"
UNKNOWN = """\
# What .github/workflows/pages.yml installs. sitegen came from a folder of a machine: say where it is to be had, as
# sitegen @ git+https://github.com/OWNER/sitegen@COMMIT
"""


def new_site(folder: Path) -> list[str]:
    """Make what is missing of a site in `folder`; returns the paths made. Raises Invalid where the disk refuses."""
    made = []
    try:
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        requirements = (REQUIREMENTS, (requirement() or UNKNOWN).encode())
        for path, data in (*_files(resources.files(__package__) / "site"), requirements):
            target = folder / path.replace("dot-", ".")
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                made.append(target.relative_to(folder).as_posix())
    except OSError as error:
        raise Invalid(Problem(str(error.filename or folder), message=f"cannot be made: {error.strerror}")) from None
    return made


def requirement() -> str:
    """The very sitegen that runs here, as pip takes it (PEP 508); empty where others could not get it.

    Whoever installed it noted from where: direct_url.json (PEP 610). Without that it came from an index. What draws
    networks is asked for where it is installed, so that the site is published as it is built here.
    """
    try:
        installed = metadata.distribution("sitegen")
    except metadata.PackageNotFoundError:
        return ""
    name = "sitegen[networks]" if can_spread() else "sitegen"
    text = installed.read_text("direct_url.json")
    if text is None:
        return f"{name}=={installed.version}\n"
    origin = msgspec.json.decode(text)
    url, repository = str(origin.get("url", "")), origin.get("vcs_info")
    if repository:
        address = f"{repository['vcs']}+{url}@{repository['commit_id']}"
    else:
        address = _of_checkout(Path(unquote(urlsplit(url).path))) if "dir_info" in origin else url
    return f"{name} @ {address}\n" if address else ""


def _of_checkout(folder: Path) -> str:
    """The commit of a clone, at the address that it was cloned from, if that is a public one."""
    address, commit = _git(folder, "remote", "get-url", "origin"), _git(folder, "rev-parse", "HEAD")
    return f"git+{address}@{commit}" if address.startswith("https://") and commit else ""


def _git(folder: Path, *arguments: str) -> str:
    try:
        command = ("git", "-C", str(folder), *arguments)
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout.strip()
    except OSError:
        return ""


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    """Every file below `folder` with its path, sorted."""
    found = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = prefix + item.name
        found += _files(item, f"{path}/") if item.is_dir() else [(path, item.read_bytes())]
    return found
