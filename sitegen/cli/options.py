"""Options that several commands share, and the site that they are about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sitegen import build as building
from sitegen.config import is_base_url
from sitegen.errors import Invalid
from sitegen.store import Store, cpu_quota, find_site, is_site
from sitegen.workers import usable_cpus


def as_base_url(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not is_base_url(value):
        raise click.BadParameter("write https://host/path or /path")
    return value


def _site(_: click.Context, __: click.Parameter, value: Path | None) -> Path:
    try:
        site = value.resolve() if value else find_site(Path.cwd())
        is_site(site)
    except Invalid as invalid:
        raise click.UsageError(str(invalid)) from None
    except OSError as error:
        raise click.UsageError(f"the current folder cannot be looked into: {error.strerror}") from None
    return site


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


def loudness(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("-q", "--quiet", is_flag=True, help="Print errors alone."),
        click.option("-v", "--verbose", is_flag=True, help="Print what each stage did."),
        click.option("--json", "as_json", is_flag=True, help="Print a machine-readable report on stdout."),
    ):
        command = option(command)
    return command


def require_site(site: Path) -> None:
    """Raises UsageError for a folder that nobody made a site."""
    if not is_site(site):
        raise click.UsageError(f"{site} is not a site: it has neither content/ nor sitegen.yaml; see sitegen init")


def open_site(site: Path) -> Store:
    return building.open_store(building.Options(site=site))
