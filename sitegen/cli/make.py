"""`sitegen build`, `convert` and `clean`."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import click

from sitegen import build as building
from sitegen.cli.options import JOBS, OUTPUT, SITE, STRICT, as_base_url, loudness, require_site
from sitegen.cli.words import Say, any_error
from sitegen.errors import Invalid, Problem
from sitegen.model import BuildReport
from sitegen.workers import Track, stop_processes

PATIENCE = 2.0
"""Seconds that an interrupted build may take to put its things away."""


@click.command()
@SITE
@OUTPUT
@click.option("--base-url", callback=as_base_url, help="Where the site will live: https://host/path, or /path.")
@click.option("--drafts", is_flag=True, help="Include pages marked `draft: true`.")
@click.option("--clean", is_flag=True, help="Forget what earlier builds found out.")
@click.option("--why", metavar="URL", help="Say why a page was written, and what it is made from.")
@JOBS
@STRICT
@loudness
def build(**options: Any) -> None:
    """Convert new seeds, then build the site into output/."""
    _run("build", building.build, ("site", "output", "base_url", "drafts", "clean", "why", "jobs"), options)


@click.command()
@SITE
@JOBS
@STRICT
@loudness
def convert(**options: Any) -> None:
    """Turn seeds into article pages, without building the site."""
    _run("convert", building.convert_only, ("site", "jobs"), options)


@click.command()
@SITE
@OUTPUT
@loudness
def clean(**options: Any) -> None:
    """Delete the built site and the cache; nothing that you wrote."""
    _run("clean", lambda chosen, _: building.clean(chosen), ("site", "output"), options)


def _run(
    command: str,
    call: Callable[[building.Options, Track], BuildReport],
    chosen: Sequence[str],
    options: dict[str, Any],
) -> None:
    say = Say(options["verbose"] - options["quiet"], as_json=options["as_json"])
    require_site(options["site"])
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
    sys.exit(int(options.get("strict", False) and any_error(report.problems)))
