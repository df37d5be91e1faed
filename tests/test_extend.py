"""Recognisers of other packages: found by entry point, given an argument, refused before anything is done."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen import recognisers
from sitegen.cli import main
from sitegen.model import Block, Story

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")

SEED = "Lincoln High School wins date 1958-03-09\n\nLincoln High School beat Oak Park in Chicago.\n"

MODULE = """
from sitegen import Invalid, Mention, Problem

class Plain:
    name = "plain"

    def recognise(self, story):
        return []

class Word(Plain):
    name = "word"

    def __init__(self, word):
        if not word.istitle():
            raise Invalid(Problem("sitegen.yaml", message=f"recogniser: {word!r} is no name"))
        self.word = self.version = word

    def recognise(self, story):
        start = story.text.find(self.word)
        return [Mention(start, start + len(self.word), self.word, "person")] if start >= 0 else []

def broken():
    raise RuntimeError("no weights\\nhere")
"""
ENTRY_POINTS = {
    "plain": "extras:Plain",
    "word": "extras:Word",
    "broken": "extras:broken",
    "absent": "extras:Absent",
    "nowhere": "nowhere_at_all:Plain",
}


def install(folder: Path, name: str, version: str, modules: Mapping[str, str], points: Mapping[str, str]) -> None:
    """Put a package into `folder` as pip would."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    lines = [f"{key} = {value}" for key, value in points.items()]
    (info / "entry_points.txt").write_text("\n".join(["[sitegen.recognisers]", *lines, ""]), "utf-8")
    for module, source in modules.items():
        (folder / f"{module}.py").write_text(source, "utf-8")


@pytest.fixture
def extras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with several recognisers is installed."""
    folder = tmp_path / "site-packages"
    install(folder, "extras", "1.0", {"extras": MODULE}, ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "extras", raising=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    seeds = tmp_path / "town/content/seeds"
    seeds.mkdir(parents=True)
    (seeds / "game.txt").write_text(SEED, "utf-8")
    return tmp_path / "town"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def build(site: Path, packages: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`sitegen build` in a Python of its own that finds other packages in `packages`."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "sitegen", "build", *arguments],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def choose(site: Path, recogniser: str) -> None:
    (site / "sitegen.yaml").write_text(f"title: Town\nrecogniser: {json.dumps(recogniser)}\n", "utf-8")


REFUSALS = [
    ("wier", "no recogniser 'wier'; installed: absent, broken, nowhere, plain, spacy, wire, word"),
    ("", "no recogniser ''; installed: absent, broken, nowhere, plain, spacy, wire, word"),
    ("wier:x", "no recogniser 'wier'; installed: absent, broken, nowhere, plain, spacy, wire, word"),
    ("plain:x", "'plain' takes no argument; write recogniser: plain"),
    ("wire:large", "'wire' takes no argument; write recogniser: wire"),
    ("spacy", "'spacy' takes an argument; write recogniser: spacy:ARGUMENT"),
    ("word", "'word' takes an argument; write recogniser: word:ARGUMENT"),
    ("word:small", "'small' is no name"),
    ("broken", "'broken' cannot be made: RuntimeError: no weights"),
    ("absent", "extras:Absent cannot be imported: AttributeError: module 'extras' has no attribute 'Absent'"),
    ("nowhere", "nowhere_at_all:Plain cannot be imported: ModuleNotFoundError: No module named 'nowhere_at_all'"),
]


@pytest.mark.usefixtures("extras")
@pytest.mark.parametrize(("setting", "reason"), REFUSALS)
def test_what_cannot_be_used_stops_every_command_before_it_begins(site: Path, setting: str, reason: str) -> None:
    choose(site, setting)
    for command in ("build", "convert"):
        result = run(command, "--site", site)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr == f"sitegen.yaml:2:13: recogniser: {reason}\n"
    result = run("recognise", site / "content/seeds/game.txt", "--site", site)
    assert (result.exit_code, result.stderr) == (2, f"sitegen.yaml:2:13: recogniser: {reason}\n")
    assert not (site / "content/articles").exists()
    assert not (site / "output").exists()


@pytest.mark.usefixtures("extras")
def test_an_argument_is_passed_on() -> None:
    story = Story((Block("paragraph", "A call to Lincoln, Ill."),))
    [mention] = recognisers.load("word:Lincoln").recognise(story)
    assert mention.text == "Lincoln"
    assert recognisers.load("word:Chicago").recognise(story) == []


def test_results_are_kept_until_the_code_changes(site: Path, tmp_path: Path) -> None:
    choose(site, "word:Chicago")
    changed = MODULE.replace('"person"', '"place"')
    for number, (module, converted) in enumerate(((MODULE, 1), (MODULE, 0), (changed, 1))):
        folder = tmp_path / str(number)
        install(folder, "extras", "1.0", {"extras": module}, ENTRY_POINTS)
        assert json.loads(build(site, folder, "--json").stdout)["converted"] == converted
    assert (site / "output/places/chicago/index.html").is_file()


def test_the_example_of_the_readme(site: Path, tmp_path: Path) -> None:
    [module] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    [project] = [text for text in re.findall(r"```toml\n(.*?)```", README, re.DOTALL) if "sitegen-schools" in text]
    settings = tomllib.loads(project)["project"]
    points = settings["entry-points"][recognisers.GROUP]
    install(tmp_path / "lib", settings["name"], settings["version"], {"schools": module}, points)
    choose(site, "schools")
    done = build(site, tmp_path / "lib", "--strict")
    assert (done.returncode, done.stderr) == (0, "")
    [page] = (site / "output/1958/03/09").glob("*/index.html")
    for link in ("/organizations/lincoln-high-school/", "/places/chicago/"):
        assert f'href="{link}"' in page.read_text("utf-8")
    assert len(module.splitlines()) + len(project.splitlines()) <= 30


BROKEN = {
    "none": "lambda story: None",
    "raises": "lambda story: 1 / 0",
    "outside": "lambda story: [Mention(3, 9999, 'x', 'person')]",
    "other_text": "lambda story: [Mention(0, 1, 'no', 'person')]",
    "too_sure": "lambda story: [Mention(0, 1, story.text[0], 'person', confidence=7.0)]",
    "nameless": "lambda story: [Mention(0, 1, story.text[0], 'person', name=' ')]",
}


def test_a_recogniser_that_breaks_the_rules_stops_its_story_alone(site: Path, tmp_path: Path) -> None:
    lines = ["from sitegen import Mention", "class Base:", "    name = 'broken'"]
    for name, body in BROKEN.items():
        lines += [f"class {name}(Base):", "    def recognise(self, story):", f"        return ({body})(story)"]
    points = {name: f"broken:{name}" for name in BROKEN}
    install(tmp_path / "lib", "broken", "1.0", {"broken": "\n".join(lines) + "\n"}, points)
    for name in BROKEN:
        choose(site, name)
        done = build(site, tmp_path / "lib", "--strict")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.startswith("content/seeds/game.txt: recogniser broken: "), name
