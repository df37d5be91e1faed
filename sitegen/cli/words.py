"""What the commands tell a person, and how much of it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sitegen.errors import Problem, Severity
from sitegen.model import BuildReport, Why
from sitegen.workers import Track, untracked

WORTH_A_BAR = 200
"""Stages of fewer items are over before a progress bar could be read."""

NAMED_SOURCES = 20
"""Of more than these, the others of what a page is made from are counted."""

TOLD_AT: dict[Severity, int] = {"error": -1, "notice": 0, "remark": 1}
"""How much a command must be told to say (-q is -1, -v is 1) before it says what is wrong."""


class Say:
    """What the commands tell a person: results on stdout, everything else on stderr."""

    def __init__(self, verbosity: int, *, as_json: bool) -> None:
        self.verbosity = verbosity
        self.as_json = as_json
        self.errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

    def track(self) -> Track:
        if self.as_json or self.verbosity < 0:
            return untracked
        return self._bar if self.errors.is_terminal else self._lines

    def say(self, text: str) -> None:
        if self.verbosity >= 0:
            click.echo(text)

    def problems(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            if self.verbosity >= TOLD_AT.get(problem.severity, 0):
                style = "red" if problem.severity == "error" else "yellow"
                self.errors.print(str(problem), style=style)

    def refusal(self, command: str, problems: tuple[Problem, ...]) -> None:
        """Why a command did nothing."""
        if self.as_json:
            self.report(command, BuildReport(problems=problems))
        else:
            self.problems(problems)

    def report(self, command: str, report: BuildReport) -> None:
        if self.as_json:
            click.echo(msgspec.json.encode({"command": command, **msgspec.to_builtins(report)}))
            return
        self.problems(report.problems)
        if self.verbosity > 0:
            for line in written(report):
                self.errors.print(line)
        if self.verbosity >= 0:
            click.echo(summary(command, report))
        if report.why:
            click.echo(explanation(report.why))

    def _lines(self, label: str, items: Iterable[Any], count: int) -> Iterable[Any]:
        if count >= WORTH_A_BAR or self.verbosity > 0:
            started = time.perf_counter()
            yield from items
            self.errors.print(f"{label}: {count:,} in {time.perf_counter() - started:.1f} s")
        else:
            yield from items

    def _bar(self, label: str, items: Iterable[Any], count: int) -> Iterable[Any]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        if count < WORTH_A_BAR:
            yield from items
            return
        with Progress(*columns, console=self.errors, transient=self.verbosity <= 0) as progress:
            yield from progress.track(items, total=count, description=label)


def summary(command: str, report: BuildReport) -> str:
    """A build in one or two lines."""
    seconds = f"{report.seconds:.1f} s"
    errors = sum(problem.severity == "error" for problem in report.problems)
    notices = sum(problem.severity == "notice" for problem in report.problems)
    told = ", ".join([_count(errors, "problem"), *([_count(notices, "notice")] if notices else [])])
    if command == "clean":
        return f"{_count(report.deleted, 'file')} deleted, {seconds}"
    if command == "convert":
        return (
            f"{_count(report.articles, 'article')}, {_count(report.converted, 'page')} written, {told}, {seconds}"
        )
    return (
        f"{_count(report.articles, 'article')}, {_count(report.entities, 'entity', 'entities')}\n"
        f"{_count(report.pages, 'page')}; files: {report.written:,} written, {report.kept:,} kept, "
        f"{report.deleted:,} deleted; {told}; {seconds}"
    )


def written(report: BuildReport) -> Iterable[str]:
    """Which files were written and why; of many files, how many for each reason."""
    if report.changes:
        return [f"{change.file}: {change.reason}" for change in report.changes]
    return [f"{count:,} files: {reason}" for reason, count in report.reasons.items()]


def explanation(why: Why) -> str:
    """Why a page was written, and from what."""
    if not why.sources:
        return f"{why.url}: the site has no such page"
    now = f"written now: {why.now}" if why.now else f"as it was; last written: {why.last or 'never'}"
    named, more = why.sources[:NAMED_SOURCES], len(why.sources) - NAMED_SOURCES
    lines = [f"{why.url} ({why.file}): {now}", *(f"  made from {source}" for source in named)]
    return "\n".join([*lines, *([f"  and {more:,} more"] if more > 0 else [])])


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def any_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)
