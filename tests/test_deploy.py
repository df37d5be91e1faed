"""`sitegen deploy`: the output folder, pushed to a repository by git itself."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sites import GLENN, SHEPARD, make_site, run, tree

from sitegen.cli import main

PAGE = "content/articles/1961/05/1961-05-05-shepard-in-space.md"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ("git", "-C", str(folder), *arguments), check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


def deploy(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["deploy", "--site", str(site), *arguments])


def commit(site: Path) -> None:
    git(site, "add", "--all")
    git(site, "commit", "--quiet", "--message=Stories")


def published(remote: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """The files of a branch."""
    names = git(remote, "ls-tree", "-r", "--name-only", branch).splitlines()
    return {
        name: subprocess.run(
            ("git", "-C", str(remote), "cat-file", "blob", f"{branch}:{name}"), check=True, capture_output=True
        ).stdout
        for name in names
    }


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    return tmp_path / "remote.git"


@pytest.fixture
def site(tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that was built and committed, and has a remote."""
    for name in (name for name in os.environ if name.startswith("GIT_")):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    site = make_site(
        tmp_path / "site",
        {
            "content/seeds/glenn.txt": GLENN,
            "content/seeds/shepard.txt": SHEPARD,
            ".gitignore": "/output/\n/.sitegen/\n",
        },
    )
    git(site, "init", "--quiet", "--initial-branch=main")
    git(site, "remote", "add", "origin", str(remote))
    git(site, "config", "user.name", "A. Newsroom")
    git(site, "config", "user.email", "news@example.org")
    run(site)
    commit(site)
    return site


def test_what_was_built_is_published(site: Path, remote: Path) -> None:
    done = deploy(site)
    assert done.exit_code == 0, done.output
    assert published(remote) == {**tree(site / "output"), ".nojekyll": b""}
    count = len(tree(site / "output")) + 1
    assert f"published {count} files" in done.output
    assert f"to gh-pages at origin as {git(remote, 'rev-parse', '--short', 'gh-pages')}" in done.output
    assert f"{count} added, 0 changed, 0 removed" in done.output
    assert git(site, "rev-parse", "--short", "HEAD") in git(remote, "log", "-1", "--format=%s", "gh-pages")


def test_the_next_deployment_follows_the_first(site: Path, remote: Path) -> None:
    deploy(site)
    (site / PAGE).write_text((site / PAGE).read_text("utf-8").replace("watched", "laughed"), "utf-8")
    (site / "content/seeds/glenn.txt").unlink()
    next(site.glob("content/articles/1962/02/*.md")).unlink()
    run(site)
    commit(site)
    done = deploy(site)
    assert done.exit_code == 0, done.output
    assert published(remote) == {**tree(site / "output"), ".nojekyll": b""}
    assert git(remote, "rev-list", "--count", "gh-pages") == "2"


def test_the_same_again_is_no_commit(site: Path, remote: Path) -> None:
    deploy(site)
    before = git(remote, "rev-parse", "gh-pages")
    done = deploy(site)
    assert (done.exit_code, git(remote, "rev-parse", "gh-pages")) == (0, before)
    assert "already had these" in done.output


def test_the_domain_is_kept(site: Path, remote: Path) -> None:
    assert deploy(site, "--domain", "news.example.org").exit_code == 0
    assert published(remote)["CNAME"] == b"news.example.org"
    make_site(site, {"sitegen.yaml": "title: Space\nbase_url: https://news.example.org\n"})
    run(site)
    commit(site)
    done = deploy(site)
    assert published(remote)["CNAME"] == b"news.example.org"
    assert "base_url is" not in done.output
    assert "It will be at https://news.example.org" in done.output


def test_a_domain_set_elsewhere_is_kept_to_the_byte(site: Path, remote: Path, tmp_path: Path) -> None:
    deploy(site)
    git(tmp_path, "clone", "--quiet", "--branch=gh-pages", str(remote), "other")
    (tmp_path / "other/CNAME").write_text("news.example.org\n")
    git(tmp_path / "other", "add", "CNAME")
    git(tmp_path / "other", "-c", "user.name=x", "-c", "user.email=x", "commit", "--quiet", "--message=Domain")
    git(tmp_path / "other", "push", "--quiet")
    make_site(site, {"sitegen.yaml": "title: Space\n"})
    run(site)
    commit(site)
    done = deploy(site)
    assert done.exit_code == 0, done.output
    assert published(remote)["CNAME"] == b"news.example.org\n"
    assert "write base_url: https://news.example.org" in done.output


def test_a_rehearsal_changes_nothing(site: Path, remote: Path) -> None:
    done = deploy(site, "--dry-run")
    assert done.exit_code == 0, done.output
    assert "would publish" in done.output
    assert git(remote, "for-each-ref") == ""
    assert git(site, "branch", "--list", "gh-pages") == ""


def test_what_is_not_pushed_is_pushed_later(site: Path, remote: Path) -> None:
    done = deploy(site, "--no-push", "--branch", "pages")
    assert "git push origin pages" in done.output
    assert git(remote, "for-each-ref") == ""
    assert "pushed" in deploy(site, "--branch", "pages").output
    assert published(remote, "pages") == {**tree(site / "output"), ".nojekyll": b""}


def edit(site: Path) -> None:
    (site / PAGE).write_text((site / PAGE).read_text("utf-8").replace("watched", "laughed"), "utf-8")


def edit_and_commit(site: Path) -> None:
    edit(site)
    commit(site)


def edit_and_build(site: Path) -> None:
    edit(site)
    run(site)


def spoil(site: Path) -> None:
    (site / "output/index.html").write_text("spoiled")


def build_with_a_problem(site: Path) -> None:
    make_site(site, {"content/articles/1999/bad.md": "---\ndate: never\n---\nCopy.\n"})
    run(site)
    commit(site)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (edit_and_commit, "output: is not what a build would make now"),
        (spoil, "output: is not what a build would make now"),
        (build_with_a_problem, "output: was built with 1 problem"),
        (edit_and_build, f"{PAGE}: has changes that are not committed"),
    ],
)
def test_a_stale_or_dirty_build_is_refused_unless_forced(
    site: Path, remote: Path, change: object, complaint: str
) -> None:
    assert callable(change)
    change(site)
    done = deploy(site)
    assert done.exit_code == 1
    assert complaint in done.output
    assert git(remote, "for-each-ref") == ""
    assert deploy(site, "--force").exit_code == 0
    assert published(remote) == {**tree(site / "output"), ".nojekyll": b""}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--branch", "main"], "main is checked out"),
        (["--branch", "a..b"], "is not the name of a branch"),
        (["--domain", "https://news.example.org/"], "is not the name of a domain; write it as news.example.org"),
        (["--domain", "news.example\norg"], "is not the name of a domain"),
        (
            ["--domain", "news.example.org", "--base-url", "https://someone.example.com/archive"],
            "--base-url: https://someone.example.com/archive is not at news.example.org",
        ),
        (["--remote", "elsewhere"], "there is no remote called 'elsewhere'"),
        (["--output", "nowhere"], "run sitegen build"),
    ],
)
def test_what_cannot_be_published(site: Path, arguments: list[str], complaint: str) -> None:
    done = deploy(site, *arguments, "--force")
    assert done.exit_code == 1
    assert complaint in done.output


def test_a_branch_that_is_checked_out_elsewhere_stays(site: Path, remote: Path) -> None:
    deploy(site)
    git(site, "worktree", "add", "--quiet", str(remote.parent / "pages"), "gh-pages")
    done = deploy(site)
    assert (done.exit_code, "gh-pages is checked out" in done.output) == (1, True)


def test_what_git_refuses_is_said(site: Path, remote: Path) -> None:
    (remote / "HEAD").unlink()
    done = deploy(site)
    assert done.exit_code == 1
    assert "git: " in done.output


def test_a_site_outside_a_repository(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", {"content/seeds/glenn.txt": GLENN})
    run(site)
    assert "is not in a git repository" in deploy(site).output
