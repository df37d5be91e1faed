"""The command line: arguments to calls, results to words and exit codes.

Exit codes: 0 done, 1 problems under --strict, 2 the command was not understood or could not start.
"""

from __future__ import annotations

import os
import shlex
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sitegen import __version__
from sitegen import build as building
from sitegen import deploy as deploying
from sitegen import explain as explaining
from sitegen.config import is_base_url
from sitegen.convert import Reading, Recipe, read_names, read_story
from sitegen.errors import Invalid, Problem, Severity
from sitegen.importers.wire import plain_story
from sitegen.model import ENTITY_TYPES, BuildReport, Config, Why
from sitegen.scaffold import new_site
from sitegen.sources import read_sources
from sitegen.store import Store, cpu_quota, find_site, is_site, read_loose
from sitegen.survey import Survey
from sitegen.workers import Track, stop_processes, untracked, usable_cpus

PATIENCE = 2.0
"""Seconds that an interrupted build may take to put its things away."""

WORTH_A_BAR = 200
"""Stages of fewer items are over before a progress bar could be read."""

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
            if self.verbosity >= TOLD_AT[problem.severity]:
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
    return "\n".join([f"{why.url} ({why.file}): {now}", *(f"  made from {source}" for source in why.sources)])


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


# --- options that several commands share ----------------------------------------------------------------------


def _base_url(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not is_base_url(value):
        raise click.BadParameter("write https://host/path or /path")
    return value


def _site(_: click.Context, __: click.Parameter, value: Path | None) -> Path:
    return value.resolve() if value else find_site(Path.cwd())


SITE = click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=_site,
    help="The site's folder. [default: the one you are in]",
)
OUTPUT = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the built site goes. [default: output/ in the site]",
)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: usable_cpus(cpu_quota()),
    metavar="N",
    help="Processes to work with.",
)
STRICT = click.option("--strict", is_flag=True, help="Exit with 1 if there was any problem.")


def _loudness(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("-q", "--quiet", is_flag=True, help="Print errors alone."),
        click.option("-v", "--verbose", is_flag=True, help="Print what each stage did."),
        click.option("--json", "as_json", is_flag=True, help="Print a machine-readable report on stdout."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Turn a folder of raw newswire copy into an entity-linked archive of static pages."""


@main.command()
@SITE
@OUTPUT
@click.option("--base-url", callback=_base_url, help="Where the site will live: https://host/path, or /path.")
@click.option("--drafts", is_flag=True, help="Include pages marked `draft: true`.")
@click.option("--clean", is_flag=True, help="Forget what earlier builds found out.")
@click.option("--why", metavar="URL", help="Say why a page was written, and what it is made from.")
@JOBS
@STRICT
@_loudness
def build(**options: Any) -> None:
    """Convert new seeds, then build the site into output/."""
    _run("build", building.build, ("site", "output", "base_url", "drafts", "clean", "why", "jobs"), options)


@main.command()
@SITE
@JOBS
@STRICT
@_loudness
def convert(**options: Any) -> None:
    """Turn seeds into article pages, without building the site."""
    _run("convert", building.convert_only, ("site", "jobs"), options)


@main.command()
@SITE
@OUTPUT
@_loudness
def clean(**options: Any) -> None:
    """Delete the built site and the cache; nothing that you wrote."""
    _run("clean", lambda chosen, _: building.clean(chosen), ("site", "output"), options)


@main.command()
@SITE
@OUTPUT
@click.option("--base-url", callback=_base_url, help="What the site was built with, if not its own setting.")
@click.option("--external", is_flag=True, help="Ask other sites whether what links to them leads somewhere.")
@JOBS
@_loudness
def check(external: bool, verbose: bool, quiet: bool, as_json: bool, **chosen: Any) -> None:
    """Check what was built: links, pages, front matter, and whether GitHub Pages will take it."""
    from sitegen import check as checking  # noqa: PLC0415
    from sitegen.external import ask as ask_others  # noqa: PLC0415

    say = Say(verbose - quiet, as_json=as_json)
    try:
        options = building.Options(**chosen)
        report = checking.check(options, ask_others if external else None, say.track())
    except Invalid as invalid:
        say.problems(invalid.problems)
        sys.exit(2)
    if as_json:
        click.echo(msgspec.json.encode({"command": "check", **msgspec.to_builtins(report)}))
    else:
        say.problems(report.problems)
        if not quiet:
            click.echo(checking.in_words(report, verbose=verbose))
    sys.exit(int(_any_error(report.problems)))


@main.command()
@SITE
@OUTPUT
@click.option("--base-url", callback=_base_url, help="What the site was built with, if not its own setting.")
@click.option("--branch", default="gh-pages", show_default=True, help="The branch that is to hold the site.")
@click.option("--remote", default="origin", show_default=True, help="Where to push it.")
@click.option("--domain", default="", help="A domain of your own (CNAME); the next deployments keep it.")
@click.option("-m", "--message", default="", help="Of the commit.")
@click.option("--push/--no-push", default=True, help="Push the branch, or leave that to you.")
@click.option("--force", is_flag=True, help="Publish even what is out of date, has problems or is not committed.")
@click.option("-n", "--dry-run", "rehearse", is_flag=True, help="Say what would be published, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print a machine-readable report on stdout.")
def deploy(site: Path, output: Path | None, base_url: str | None, as_json: bool, **chosen: Any) -> None:
    """Publish output/ as a branch that GitHub Pages serves."""
    say = Say(0, as_json=as_json)
    try:
        options = building.Options(site=site, output=output, base_url=base_url)
        done = deploying.deploy(options, deploying.Deployment(**chosen))
    except Invalid as invalid:
        say.problems(invalid.problems)
        sys.exit(1)
    say.problems(done.problems)
    click.echo(msgspec.json.encode(done) if as_json else deploying.in_words(done, chosen["rehearse"]))


@main.command()
@SITE
@click.option("--base-url", callback=_base_url, help="Where the site will live: https://host/path, or /path.")
@click.option("--drafts", is_flag=True, help="Include pages marked `draft: true`.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen there; others can come in.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Or the next free one."
)
@click.option("--open", is_flag=True, help="Open a browser.")
@click.option("--poll", is_flag=True, help="Look for changes, for a file system that does not tell of them.")
@JOBS
@click.option("-q", "--quiet", is_flag=True, help="Print errors alone.")
def serve(site: Path, base_url: str | None, drafts: bool, jobs: int, quiet: bool, **wishes: Any) -> None:
    """Show the site as it will be published, and follow every edit; nothing is written to output/."""
    from sitegen.serve.run import Wishes  # noqa: PLC0415 (other commands need no server)
    from sitegen.serve.run import serve as serve_preview  # noqa: PLC0415

    say = Say(-int(quiet), as_json=False)
    _require_site(site)
    try:
        serve_preview(
            building.Options(site=site, base_url=base_url, drafts=drafts, jobs=jobs), Wishes(**wishes), say
        )
    except Invalid as invalid:
        say.problems(invalid.problems)
        sys.exit(2)
    except KeyboardInterrupt:
        pass
    # A site may just be being derived, in a thread that could not be asked to stop: builds may be ended anywhere.
    stop_processes()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Start a site in FOLDER; what is already there stays."""
    try:
        made = new_site(folder)
    except Invalid as invalid:
        raise click.ClickException(str(invalid)) from None
    for path in made:
        click.echo(f"made {folder / path}")
    where = "" if folder.absolute() == Path.cwd() else f" --site {shlex.quote(str(folder))}"
    click.echo(f"Drop raw articles into {folder / 'content' / 'seeds'}, then run: sitegen build{where}")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@SITE
@click.option("--plain", is_flag=True, help="Read no header: the whole file is copy.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line for each file.")
@STRICT
def recognise(files: Sequence[Path], site: Path, plain: bool, as_json: bool, strict: bool) -> None:
    """Show whom and what FILES mention, and the name each mention was resolved to."""
    say = Say(0, as_json=as_json)
    try:
        sources = read_sources(_open(site))
    except Invalid as invalid:
        say.problems(invalid.problems)
        sys.exit(2)
    recipe = Recipe(sources.config.recogniser, sources.authority)
    problems = list(sources.problems)
    for file in files:
        try:
            seed = read_loose(file)
            imported = plain_story(seed) if plain else read_story(seed)
        except Invalid as invalid:
            problems += _of_loose_file(invalid.problems)
            continue
        try:
            reading = read_names(imported.story, recipe)
        except Invalid as invalid:
            say.problems(invalid.problems)
            sys.exit(2)
        problems += _of_loose_file(imported.problems)
        click.echo(_as_json(file, reading) if as_json else _as_table(file, reading))
    say.problems(problems)
    sys.exit(int(strict and _any_error(problems)))


@main.group()
def entities() -> None:
    """Look up people, organizations and places: which there are, and why."""


@entities.command("list")
@click.argument("text", default="")
@SITE
@click.option("--type", "type_", type=click.Choice(list(ENTITY_TYPES)), help="Only those of one type.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line for each entity.")
def list_entities(text: str, site: Path, type_: str | None, as_json: bool) -> None:
    """List entities, the most covered first; with TEXT, those that have it in their name or id."""
    found = explaining.summaries(_survey(site).resolution)
    for one in explaining.matching(found, text) if text else found:
        if type_ in (None, one.type):
            line = f"{one.count:>7,}  {one.type:<12}  {one.url or '(no page)'}  {one.name}"
            click.echo(msgspec.json.encode(one) if as_json else line)


@entities.command("explain")
@click.argument("name")
@SITE
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line for each entity.")
def explain_entity(name: str, site: Path, as_json: bool) -> None:
    """Tell what NAME (a name or an id) means, where and why, and how to change that in content/entities.yaml."""
    survey = _survey(site)
    found, silent = explaining.about(survey.resolution, survey.articles.values(), survey.text_of, name)
    if as_json:
        click.echo(msgspec.json.encode({"entities": found, "silences": silent}))
    for text in () if as_json else (*map(explaining.as_text, found), *map(explaining.silence_as_text, silent)):
        click.echo(text)
    if not found and not silent:
        Say(0, as_json=as_json).errors.print(f"no article lists {name!r}; see `sitegen entities list`")
        sys.exit(1)


@main.group()
def theme() -> None:
    """Look at the themes there are, or begin one of your own."""


@theme.command("list")
@SITE
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line for each theme.")
def list_themes(site: Path, as_json: bool) -> None:
    """List the themes to choose from; a star stands before the one that the site wears."""
    say = Say(0, as_json=as_json)
    store = _open(site)
    try:
        worn = read_sources(store).config.theme
    except Invalid as invalid:
        say.problems(invalid.problems)
        sys.exit(2)
    themes, problems = store.themes()
    say.problems(problems)
    for one in themes:
        origin = f"in themes/{one.name}/" if one.own else "comes with sitegen"
        where = f"{origin}, extends {one.extends}" if one.extends else origin
        line = (
            f"{'*' if one.name == worn else ' '} {one.name:<16}  {one.description or '(no description)'} [{where}]"
        )
        facts = {**msgspec.to_builtins(one), "worn": one.name == worn}
        click.echo(msgspec.json.encode(facts) if as_json else line)


@theme.command("new")
@click.argument("name")
@SITE
@click.option("--extends", default=Config().theme, show_default=True, help="The theme to start from.")
def new_theme(name: str, site: Path, extends: str) -> None:
    """Begin the theme NAME in the site's themes/: all is as in another, until a file of it says otherwise."""
    _require_site(site)
    try:
        store = _open(site)
        made = store.new_theme(name, extends)
    except Invalid as invalid:
        raise click.ClickException(str(invalid)) from None
    click.echo(f"made {site / made}")
    click.echo(f"To wear it, write `theme: {name}` in {site / 'sitegen.yaml'}.")
    click.echo(f"What can go into it: {store.theme_guide()}")


def _require_site(site: Path) -> None:
    """Raises UsageError for a folder that nobody made a site."""
    if not is_site(site):
        raise click.UsageError(f"{site} is not a site: it has neither content/ nor sitegen.yaml; see sitegen init")


def _survey(site: Path) -> Survey:
    """Who is who in a site; what is wrong with it is said. Raises SystemExit where it cannot be read."""
    say = Say(0, as_json=False)
    _require_site(site)
    try:
        survey = building.survey(building.Options(site=site))
    except Invalid as invalid:
        say.problems(invalid.problems)
        sys.exit(2)
    say.problems(survey.problems)
    return survey


def _of_loose_file(problems: Iterable[Problem]) -> list[Problem]:
    """Importers name a file as part of a site; this one is none."""
    return [msgspec.structs.replace(problem, path=problem.path.removeprefix("content/")) for problem in problems]


def _open(site: Path) -> Store:
    return building.open_store(building.Options(site=site))


def _as_json(file: Path, reading: Reading) -> bytes:
    mentions = [
        {"start": m.start, "end": m.end, "text": m.text, "type": m.type, "confidence": m.confidence, "entity": name}
        for m, name in zip(reading.mentions, reading.within.names, strict=True)
    ]
    return msgspec.json.encode({"file": str(file), "text": reading.story.text, "mentions": mentions})


def _as_table(file: Path, reading: Reading) -> str:
    rows = [
        f"  {m.start:>6} {m.type:<12} {m.text}{_resolved(m.text, name)}"
        for m, name in zip(reading.mentions, reading.within.names, strict=True)
    ]
    return "\n".join([str(file), *rows])


def _resolved(text: str, name: str | None) -> str:
    return "" if name == text else f"  ({name or 'could be several'})"


def _run(
    command: str,
    call: Callable[[building.Options, Track], BuildReport],
    chosen: Sequence[str],
    options: dict[str, Any],
) -> None:
    say = Say(options["verbose"] - options["quiet"], as_json=options["as_json"])
    _require_site(options["site"])
    try:
        report = call(building.Options(**{name: options[name] for name in chosen}), say.track())
    except Invalid as invalid:
        say.refusal(command, invalid.problems)
        sys.exit(2)
    except BrokenProcessPool:
        died = Problem("sitegen", message="a worker process died, perhaps for want of memory", hint="try --jobs 1")
        say.refusal(command, (died,))
        sys.exit(2)
    except KeyboardInterrupt:
        say.errors.print("interrupted; the next build takes up from here")
        stop_processes()
        # The pool's own threads may wait for ever for a worker that is gone.
        deadline = threading.Timer(PATIENCE, os._exit, (130,))
        deadline.daemon = True
        deadline.start()
        sys.exit(130)
    say.report(command, report)
    sys.exit(int(options.get("strict", False) and _any_error(report.problems)))


def _any_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)
