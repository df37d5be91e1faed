"""Recognisers find the names in a story.

A recogniser is any object with a `name` and a method `recognise`; nothing to inherit. Another package adds one by
an entry point whose key is the name that `recogniser:` in sitegen.yaml selects:

    [project.entry-points."sitegen.recognisers"]
    mine = "my_package:MyRecogniser"

The value names a class or function that is called without arguments. Stories are spread over processes, so what it
returns must be picklable, and the same story must always give the same mentions.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Protocol

from sitegen.errors import Invalid, Problem
from sitegen.model import Mention, Story

GROUP = "sitegen.recognisers"


class Recogniser(Protocol):
    """Finds names. `name` is what sitegen.yaml calls it."""

    name: str

    def recognise(self, story: Story) -> Sequence[Mention]:
        """The names in `story`, in the order of the text.

        Offsets count characters of `story.text`, and `mention.text` is that stretch of it. Types are those of
        `model.MENTION_TYPES`. No mention overlaps another or crosses from one block into the next.
        """
        ...


def load(name: str) -> Recogniser:
    """A new recogniser of the given name; raises `Invalid` where no installed package has one."""
    installed = entry_points(group=GROUP)
    if name not in installed.names:
        hint = f"installed: {', '.join(sorted(installed.names))}" if installed.names else "none is installed"
        raise Invalid(Problem(path="sitegen.yaml", message=f"recogniser: no recogniser {name!r}", hint=hint))
    recogniser: Recogniser = installed[name].load()()
    return recogniser
