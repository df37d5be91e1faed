"""The layers of the package, read from its imports: who may import whom, and who may touch the disk."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from graphlib import TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

import pytest

import sitegen

PACKAGE = Path(sitegen.__file__).parent

ROOMS = [
    (
        "citations errors english model text names roles geography salience terms related storylines reading kin "
        "packed urls views gazetteer yamltext markup drawing charts network layout languages lettering metadata "
        "sandbox renamed"
    ),
    (
        "cache config authority document headline importers recognisers resolve explain corpus pages plan "
        "render review store styles workers scaffold inspection budget external moves redirects"
    ),
    "convert search",
    "intake publish",
    "sources survey",
    "addresses standing",
    "build",
    "serve deploy check",
    "cli",
    "__main__",
]
"""The rooms, lowest layer first. A room imports from lower layers only; a folder is one room.

Those of the lowest layer may also import each other.
"""

LAYER = {room: layer for layer, rooms in enumerate(ROOMS) for room in rooms.split()}

AT_THE_DISK = {"store", "cache", "scaffold", "gazetteer", "languages"}

DISK_MODULES = {"io", "shutil", "sqlite3", "tempfile"}
DISK_CALLS = set(
    """chmod exists glob is_dir is_file iterdir lexists listdir makedirs mkdir open read_bytes read_text rename
    rglob rmdir scandir stat symlink_to touch unlink walk write_bytes write_text""".split()
)


def imports(source: str, package: str) -> set[str]:
    """The dotted names that a module in `package` imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            found |= {f"{origin}.{alias.name}" for alias in node.names}
    return found


def rooms(names: Set[str]) -> set[str]:
    """The rooms that imported names are in; what `sitegen` itself holds, as its version, is in none."""
    parts = [name.split(".") for name in names]
    return {part[1] for part in parts if part[0] == "sitegen" and part[1:] != ["__version__"]}


def trespasses(room: str, source: str, package: str = "sitegen") -> Iterator[str]:
    """What a module of `room` imports and may not."""
    for other in sorted(rooms(imports(source, package)) - {room}):
        if LAYER[other] > LAYER[room]:
            yield f"{room} imports {other}, which is above it"
        elif LAYER[other] == LAYER[room] > 0:
            yield f"{room} imports {other}, which is beside it"


def disk_uses(source: str) -> Iterator[str]:
    """What a module does with the disk. What it asks of a `store` is that one's doing."""
    yield from sorted({name.split(".")[0] for name in imports(source, "sitegen")} & DISK_MODULES)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            *owner, called = ast.unparse(node.func).split(".")
            if called in DISK_CALLS and owner != ["store"]:
                yield f"{ast.unparse(node.func)}()"


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    files = {file.relative_to(PACKAGE.parent).with_suffix(""): file for file in PACKAGE.rglob("*.py")}
    return {".".join(path.parts).removesuffix(".__init__"): file for path, file in sorted(files.items())}


MODULES = {name: file for name, file in modules().items() if name != "sitegen"}


def package_of(name: str) -> str:
    return name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_lower_layers_only(name: str) -> None:
    room = name.split(".")[1]
    assert room in LAYER, f"give {room} a layer"
    assert list(trespasses(room, MODULES[name].read_text("utf-8"), package_of(name))) == []


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {}
    for name, file in MODULES.items():
        imported = imports(file.read_text("utf-8"), package_of(name))
        graph[name] = {other if other in MODULES else other.rpartition(".")[0] for other in imported}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[1] not in AT_THE_DISK])
def test_a_module_leaves_the_disk_to_the_store(name: str) -> None:
    assert list(disk_uses(MODULES[name].read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("room", "source", "trespass"),
    [
        ("text", "import re\nfrom sitegen.model import Article", None),
        ("pages", "from sitegen.pages.cards import article_card", None),
        ("cli", "from sitegen import __version__", None),
        ("text", "from sitegen.resolve import across", "text imports resolve, which is above it"),
        ("resolve", "from sitegen import corpus", "resolve imports corpus, which is beside it"),
        ("resolve", "import sitegen.corpus as c", "resolve imports corpus, which is beside it"),
        ("resolve", "from .corpus import build", "resolve imports corpus, which is beside it"),
        ("plan", "def f():\n    from sitegen.build import load", "plan imports build, which is above it"),
    ],
)
def test_the_check_of_imports(room: str, source: str, trespass: str | None) -> None:
    assert list(trespasses(room, source)) == ([trespass] if trespass else [])


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("from pathlib import Path\nPath('a') / 'b'", []),
        ("store.read_text('a')", []),
        ("import tempfile", ["tempfile"]),
        ("from os import walk\nwalk('.')", ["walk()"]),
        ("import os\nos.walk('.')", ["os.walk()"]),
        ("with open('a') as file: file.read()", ["open()"]),
        ("def f(path): return path.parent.read_text()", ["path.parent.read_text()"]),
        ("Path('a').write_bytes(b'')", ["Path('a').write_bytes()"]),
    ],
)
def test_the_check_of_the_disk(source: str, uses: list[str]) -> None:
    assert list(disk_uses(source)) == uses
