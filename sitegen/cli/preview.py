"""`sitegen serve`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from sitegen import build as building
from sitegen.cli.options import JOBS, SITE, as_base_url, require_site
from sitegen.cli.words import Say
from sitegen.errors import Invalid
from sitegen.workers import stop_processes


@click.command()
@SITE
@click.option("--base-url", callback=as_base_url, help="Where the site will live: https://host/path, or /path.")
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
    require_site(site)
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
