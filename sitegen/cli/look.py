"""`sitegen recognise` and `entities`: what was found, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
import msgspec

from sitegen import build as building
from sitegen import explain as explaining
from sitegen.cli.options import SITE, STRICT, open_site, require_site
from sitegen.cli.words import Say, any_error
from sitegen.convert import Reading, Recipe, read_names, read_story
from sitegen.errors import Invalid, Problem
from sitegen.importers.wire import plain_story
from sitegen.model import ENTITY_TYPES
from sitegen.sources import read_sources
from sitegen.store import read_loose
from sitegen.survey import Survey


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@SITE
@click.option("--plain", is_flag=True, help="Read no header: the whole file is copy.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line for each file.")
@STRICT
def recognise(files: Sequence[Path], site: Path, plain: bool, as_json: bool, strict: bool) -> None:
    """Show whom and what FILES mention, and the name each mention was resolved to."""
    say = Say(0, as_json=as_json)
    try:
        sources = read_sources(open_site(site))
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
    sys.exit(int(strict and any_error(problems)))


@click.group()
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
    articles = () if found or silent else survey.articles.values()
    unlisted = explaining.unlisted(articles, survey.text_of, name)
    if as_json:
        click.echo(msgspec.json.encode({"entities": found, "silences": silent, "unlisted": unlisted}))
    elif unlisted:
        click.echo(explaining.unlisted_as_text(unlisted))
    for text in () if as_json else (*map(explaining.as_text, found), *map(explaining.silence_as_text, silent)):
        click.echo(text)
    if not found and not silent and not unlisted:
        Say(0, as_json=as_json).errors.print(f"no article lists or says {name!r}; see `sitegen entities list`")
        sys.exit(1)


def _survey(site: Path) -> Survey:
    """Who is who in a site; what is wrong with it is said. Raises SystemExit where it cannot be read."""
    say = Say(0, as_json=False)
    require_site(site)
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
