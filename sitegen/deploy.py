"""`sitegen deploy`: output/ becomes the content of a branch, from which GitHub Pages serves it.

The branch holds nothing but the site, one commit for each deployment; ghp-import makes them. The domain of the site
(CNAME) stays what it is on the branch.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from sitegen.build import Options, last_build, open_store
from sitegen.errors import Invalid, Problem
from sitegen.model import BuildReport, Config
from sitegen.sources import read_sources
from sitegen.store import Store

SOURCES = ("content", "themes", "sitegen.yaml")
"""What a site is made from, and what should be committed before it is published."""

DOMAIN = "CNAME"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")

NO_JEKYLL = ".nojekyll"
"""Without it, GitHub Pages would leave out whatever begins with an underscore."""


class Deployment(Struct, frozen=True, kw_only=True):
    """What the caller may choose. `domain` is for the first time; later ones keep what is on the branch.

    `force` publishes what is stale or dirty all the same; `rehearse` does nothing but tell.
    """

    branch: str = "gh-pages"
    remote: str = "origin"
    domain: str = ""
    message: str = ""
    push: bool = True
    force: bool = False
    rehearse: bool = False


class Deployed(Struct, frozen=True, kw_only=True):
    """What was published. `commit` is empty where the branch held the very same, or for a rehearsal."""

    branch: str
    remote: str
    commit: str
    pushed: bool
    domain: str
    address: str
    files: int
    size: int
    added: int
    changed: int
    removed: int
    problems: tuple[Problem, ...]


def deploy(options: Options, how: Deployment) -> Deployed:
    """Publish the output folder as it is. Raises Invalid where it should not be, or git refuses."""
    store, git = open_store(options), Git(options.site)
    config = read_sources(store, options.base_url).config
    sizes = store.output_sizes()
    if "index.html" not in sizes:
        raise Invalid(Problem(store.shown("index.html"), message="is not there", hint="run sitegen build"))
    git.check(how)
    if how.domain and not _HOST.fullmatch(how.domain):
        hint = "write it as news.example.org"
        raise Invalid(Problem("--domain", message=f"{how.domain!r} is not the name of a domain", hint=hint))
    if options.base_url is not None and how.domain and _is_elsewhere(options.base_url, how.domain):
        hint = f"write --base-url https://{how.domain}, or leave --domain out"
        raise Invalid(Problem("--base-url", message=f"{options.base_url} is not at {how.domain}", hint=hint))
    objections = tuple(_objections(store, git, last_build(options)))
    if objections and not how.force:
        raise Invalid(*objections)
    base = git.base(how)
    domain = how.domain or _own_domain(store, sizes) or git.text(f"{base}:{DOMAIN}")
    before, after = git.content(base), git.hashes(store, sizes, domain)
    added, removed = after.keys() - before.keys(), before.keys() - after.keys()
    changed = {file for file in after.keys() & before.keys() if after[file] != before[file]}
    commit, pushed = "", False
    if not how.rehearse:
        if added or removed or changed or not base:
            _import(store, git, how, domain, how.message or _message(git, config, len(after)))
            commit = git.run("rev-parse", "--short", f"refs/heads/{how.branch}").strip()
        if pushed := how.push and git.is_ahead(how):
            git.run("push", "--quiet", how.remote, f"refs/heads/{how.branch}:refs/heads/{how.branch}")
    return Deployed(
        branch=how.branch,
        remote=how.remote,
        commit=commit,
        pushed=pushed,
        domain=domain.strip(),
        address=config.base_url
        if urlsplit(config.base_url).netloc
        else f"https://{domain.strip()}/" * bool(domain),
        files=len(after),
        size=sum(sizes.values()),
        added=len(added),
        changed=len(changed),
        removed=len(removed),
        problems=(*objections, *_misgivings(config.base_url, domain.strip(), options.base_url is not None)),
    )


def in_words(done: Deployed, is_rehearsal: bool) -> str:
    """What was published, or would be, and where."""
    where = f"{done.branch} at {done.remote}" if done.pushed or is_rehearsal else done.branch
    changes = f"{done.added:,} added, {done.changed:,} changed, {done.removed:,} removed"
    whole = f"{done.files:,} files, {done.size / 1e6:,.1f} MB"
    if is_rehearsal:
        return f"would publish {whole} to {where}: {changes}"
    if not done.commit:
        return f"{where} already had these {done.files:,} files" + ("; pushed" if done.pushed else "")
    told = f"published {whole} to {where} as {done.commit}: {changes}"
    lines = [told, "" if done.pushed else f"To push it: git push {done.remote} {done.branch}"]
    return "\n".join(filter(None, [*lines, done.address and f"It will be at {done.address}"]))


def _own_domain(store: Store, sizes: Mapping[str, int]) -> str:
    """What a person wrote into the output folder."""
    return store.read_output(DOMAIN).decode(errors="replace") if DOMAIN in sizes else ""


def _objections(store: Store, git: Git, last: BuildReport | None) -> Iterator[Problem]:
    """Why the output folder should not be published as it is."""
    output = store.shown("").rstrip("/") or "output"
    if last is None:
        yield Problem(output, message="is not what a build would make now", hint="run sitegen build")
    elif errors := sum(problem.severity == "error" for problem in last.problems):
        word = "problem" if errors == 1 else "problems"
        yield Problem(output, message=f"was built with {errors:,} {word}", hint="mend them, or use --force")
    for path in git.uncommitted()[:1]:
        hint = "commit what the site is made from, or use --force"
        yield Problem(path, message="has changes that are not committed", hint=hint)


def _is_elsewhere(base_url: str, domain: str) -> bool:
    address = urlsplit(base_url)
    return address.netloc.lower() != domain.lower() or bool(address.path.strip("/"))


def _misgivings(base_url: str, domain: str, is_option: bool) -> Iterator[Problem]:
    """What a site and its domain do not agree about; `is_option` says where the former was stated."""
    if domain and _is_elsewhere(base_url, domain):
        message = f"base_url is {base_url!r}, but the site will be served from {domain}"
        hint = f"write --base-url https://{domain}" if is_option else f"write base_url: https://{domain}"
        yield Problem("--base-url" if is_option else "sitegen.yaml", message=message, hint=hint, severity="notice")


def _message(git: Git, config: Config, files: int) -> str:
    made_from = git.ask("describe", "--always", "--dirty= and uncommitted changes").strip()
    return f"Publish {config.title}: {files:,} files" + (f", made from {made_from}" if made_from else "")


def _import(store: Store, git: Git, how: Deployment, domain: str, message: str) -> None:
    """Make the commit. ghp-import works in the current folder."""
    import ghp_import  # noqa: PLC0415

    before = git.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{how.branch}")
    try:
        with contextlib.chdir(git.folder):
            ghp_import.ghp_import(
                str(store.output),
                remote=how.remote,
                branch=how.branch,
                mesg=message,
                cname=domain or None,
                nojekyll=True,
            )
    except ghp_import.GhpError as error:
        raise Invalid(Problem("git", message=error.message.strip())) from None
    except TypeError:  # it fails to say that it failed
        raise Invalid(Problem("git", message="could not make the commit")) from None
    if git.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{how.branch}") == before:
        raise Invalid(Problem("git", message="made no commit"))


class Git:
    """The repository that a site lies in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, given: str = "") -> str:
        """What git prints. Raises Invalid with what it complains of."""
        done = self._call(*arguments, given=given)
        if done.returncode:
            told = [line.removeprefix("fatal: ").removeprefix("error: ") for line in done.stderr.splitlines()]
            raise Invalid(Problem("git", message=next(filter(None, told), f"{arguments[0]} failed")))
        return done.stdout

    def ask(self, *arguments: str) -> str:
        """What git prints; nothing where it fails."""
        done = self._call(*arguments)
        return "" if done.returncode else done.stdout

    def _call(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        # It is not to ask for a password, nor to speak another language than the one read here.
        quiet = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        command = ("git", "-C", str(self.folder), "-c", "core.quotePath=false", *arguments)
        try:
            return subprocess.run(
                command,
                input=given,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                env=quiet,
                check=False,
            )
        except FileNotFoundError:
            raise Invalid(Problem("git", message="is not installed")) from None

    def check(self, how: Deployment) -> None:
        """Whether there is a repository in which that branch can be made. Raises Invalid."""
        if not self.ask("rev-parse", "--git-dir"):
            hint = "run git init, then git remote add origin ADDRESS"
            raise Invalid(Problem(str(self.folder), message="is not in a git repository", hint=hint))
        if self._call("check-ref-format", "--branch", how.branch).returncode:
            raise Invalid(Problem("--branch", message=f"{how.branch!r} is not the name of a branch"))
        if f"branch refs/heads/{how.branch}" in self.ask("worktree", "list", "--porcelain").splitlines():
            hint = "name another one; its files would be replaced"
            raise Invalid(Problem("--branch", message=f"{how.branch} is checked out", hint=hint))
        if how.push and not self.ask("remote", "get-url", how.remote):
            hint = f"run git remote add {how.remote} ADDRESS, or use --no-push"
            raise Invalid(Problem("--remote", message=f"there is no remote called {how.remote!r}", hint=hint))
        for name in ("name", "email"):
            if f"GIT_COMMITTER_{name.upper()}" not in os.environ and not self.ask("config", f"user.{name}"):
                raise Invalid(Problem("git", message=f"knows no user.{name}", hint=f"git config user.{name} …"))

    def base(self, how: Deployment) -> str:
        """The commit that the next one follows; empty where there is none. What the remote has is brought here."""
        theirs = f"refs/remotes/{how.remote}/{how.branch}"
        if how.push:
            there = self.run("ls-remote", "--heads", how.remote, f"refs/heads/{how.branch}")
            known = ("fetch", "--quiet", how.remote, f"+refs/heads/{how.branch}:{theirs}")
            self.run(*(known if there else ("update-ref", "-d", theirs)))
        found = (self.ask("rev-parse", "--verify", "--quiet", ref) for ref in (theirs, f"refs/heads/{how.branch}"))
        return next(filter(None, (commit.strip() for commit in found)), "")

    def is_ahead(self, how: Deployment) -> bool:
        """Whether the branch has what the remote lacks."""
        ours, theirs = f"refs/heads/{how.branch}", f"refs/remotes/{how.remote}/{how.branch}"
        return bool(self.ask("rev-parse", "--verify", "--quiet", ours)) and (
            not self.ask("rev-parse", "--verify", "--quiet", theirs)
            or bool(self.ask("rev-list", "--max-count=1", f"{theirs}..{ours}"))
        )

    def text(self, object_: str) -> str:
        return self.ask("cat-file", "blob", object_)

    def content(self, commit: str) -> dict[str, str]:
        """The hashes of the files of a commit, by name."""
        listed = self.run("ls-tree", "-r", "-z", commit).split("\0") if commit else ()
        found = (line.partition("\t") for line in listed if line)
        return {name: what.split()[2] for what, _, name in found}

    def hashes(self, store: Store, names: Mapping[str, int], domain: str) -> dict[str, str]:
        """The same of what is about to be published."""
        if odd := [name for name in names if not name.isprintable() or name.startswith('"')]:
            raise Invalid(
                Problem(store.shown(odd[0]), message="has a name that git cannot be told", hint="rename it")
            )
        paths = "".join(f"{store.output}/{name}\n" for name in names)
        found = self.run("hash-object", "--no-filters", "--stdin-paths", given=paths).split()
        hashes = dict(zip(names, found, strict=True))
        hashes[NO_JEKYLL] = self.run("hash-object", "--stdin").strip()
        if domain:
            hashes[DOMAIN] = self.run("hash-object", "--stdin", given=domain).strip()
        return hashes

    def uncommitted(self) -> list[str]:
        """Sources of the site that are not in the repository as they stand on disk."""
        status = self.ask("status", "--porcelain", "-z", "--untracked-files=normal", "--", *SOURCES)
        return [line[3:] for line in status.split("\0") if line[2:3] == " "]
