"""The command line: arguments to calls, results to words and exit codes.

Commands are in files by what they are for: to `make` the site, to `preview` it, to `publish` it, to `look` at what
was found in it, and to `begin` a site or a theme. `options.py` has the options that several share, `words.py` what
is said.

Exit codes: 0 done, 1 problems under --strict, 2 the command was not understood or could not start.
"""

from __future__ import annotations

import click

from sitegen import __version__
from sitegen.cli.begin import init, theme
from sitegen.cli.look import entities, recognise
from sitegen.cli.make import build, clean, convert
from sitegen.cli.preview import serve
from sitegen.cli.publish import check, deploy


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Turn a folder of raw newswire copy into an entity-linked archive of static pages."""


for command in (build, check, clean, convert, deploy, entities, init, recognise, serve, theme):
    main.add_command(command)
