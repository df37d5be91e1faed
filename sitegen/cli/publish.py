"""`sitegen check` and `deploy`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from sitegen import build as building
from sitegen import deploy as deploying
from sitegen.cli.options import JOBS, OUTPUT, SITE, as_base_url, loudness
from sitegen.cli.words import Say, any_error
from sitegen.errors import Invalid


@click.command()
@SITE
@OUTPUT
@click.option("--base-url", callback=as_base_url, help="What the site was built with, if not its own setting.")
@click.option("--external", is_flag=True, help="Ask other sites whether what links to them leads somewhere.")
@JOBS
@loudness
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
    sys.exit(int(any_error(report.problems)))


@click.command()
@SITE
@OUTPUT
@click.option("--base-url", callback=as_base_url, help="What the site was built with, if not its own setting.")
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
