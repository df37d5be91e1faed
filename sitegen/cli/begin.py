"""`sitegen init` and `theme`: what a person starts from."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click
import msgspec

from sitegen.cli.options import SITE, open_site, require_site
from sitegen.cli.words import Say
from sitegen.errors import Invalid
from sitegen.model import Config
from sitegen.scaffold import new_site
from sitegen.sources import read_sources


@click.command()
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


@click.group()
def theme() -> None:
    """Look at the themes there are, or begin one of your own."""


@theme.command("list")
@SITE
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line for each theme.")
def list_themes(site: Path, as_json: bool) -> None:
    """List the themes to choose from; a star stands before the one that the site wears."""
    say = Say(0, as_json=as_json)
    store = open_site(site)
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
    require_site(site)
    try:
        store = open_site(site)
        made = store.new_theme(name, extends)
    except Invalid as invalid:
        raise click.ClickException(str(invalid)) from None
    click.echo(f"made {site / made}")
    click.echo(f"To wear it, write `theme: {name}` in {site / 'sitegen.yaml'}.")
    click.echo(f"What can go into it: {store.theme_guide()}")
