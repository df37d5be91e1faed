"""Recognisers find the names in a story.

A recogniser is any object with a `name` and a method `recognise`; nothing to inherit. Another package adds one by
an entry point whose key is the name that `recogniser:` in sitegen.yaml selects:

    [project.entry-points."sitegen.recognisers"]
    mine = "my_package:MyRecogniser"

The value names a class or function that is called without arguments, or with one string where the setting has a
colon: `recogniser: mine:large` calls `MyRecogniser("large")`. What cannot be made, because of its argument or for
want of something that is not installed, raises `errors.Invalid` with the reason; do it early, for that is how a
build learns of it before it begins, and leave what is slow to the first story. Stories are spread over processes,
so what is returned must be picklable, and the same story must always give the same mentions. Results are kept until
the code or the version of the package changes, or the attribute `version` of the recogniser, if it has one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol

from sitegen.errors import Invalid, Problem
from sitegen.model import MENTION_TYPES, Mention, Story

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


def load(setting: str) -> Recogniser:
    """A new recogniser: `key`, or `key:argument`. Raises `Invalid` where there is none or it cannot be made."""
    key, colon, argument = setting.partition(":")
    make = _import(_entry_point(key))
    arguments = (argument,) if colon else ()
    if not _takes(make, arguments):
        hint = f"write recogniser: {key}" if colon else f"write recogniser: {key}:ARGUMENT"
        raise _unusable(f"{key!r} takes {'no' if colon else 'an'} argument", hint)
    try:
        recogniser: Recogniser = make(*arguments)
    except Invalid:
        raise
    except Exception as error:
        raise _unusable(f"{setting!r} cannot be made: {_reason(error)}") from error
    return recogniser


def recognised(recogniser: Recogniser, story: Story) -> Sequence[Mention]:
    """The names that a recogniser finds, checked. Raises `Invalid`, without a path, where it breaks the rules.

    That two overlap is forgiven: who takes them up keeps the longer.
    """
    try:
        found, text = sorted(recogniser.recognise(story), key=lambda mention: mention.start), story.text
        for mention in found:
            if reason := _broken(mention, text):
                raise Invalid(Problem("", message=f"recogniser {recogniser.name}: {mention.text!r} {reason}"))
    except Invalid:
        raise
    except Exception as error:  # it is somebody else's code, and one story must not stop the others
        raise Invalid(Problem("", message=f"recogniser {recogniser.name}: {_reason(error)}")) from error
    return found


def _broken(mention: Mention, text: str) -> str:
    if not 0 <= mention.start < mention.end <= len(text):
        return "lies outside of the text"
    if text[mention.start : mention.end] != mention.text or "\n\n" in mention.text:
        return "is not what stands there in one block"
    if mention.type not in MENTION_TYPES:
        return f"is of no type that there is: {mention.type}"
    if not 0 <= mention.confidence <= 1 or not (mention.name or mention.text).strip():
        return "has no name, or a confidence that is not from 0 to 1"
    return ""


def version(setting: str) -> str:
    """What tells results of one version of a recogniser from those of another."""
    package = _entry_point(setting.partition(":")[0]).dist
    return f"{package.version if package else ''} {getattr(load(setting), 'version', '')}"


def _entry_point(key: str) -> EntryPoint:
    installed = entry_points(group=GROUP)
    if key not in installed.names:
        hint = f"installed: {', '.join(sorted(installed.names))}" if installed.names else "none is installed"
        raise _unusable(f"no recogniser {key!r}", hint)
    return installed[key]


def _import(entry: EntryPoint) -> Callable[..., Any]:
    try:
        make: Callable[..., Any] = entry.load()
    except Exception as error:
        raise _unusable(f"{entry.value} cannot be imported: {_reason(error)}") from error
    return make


def _takes(make: Callable[..., Any], arguments: Sequence[str]) -> bool:
    try:
        inspect.signature(make).bind(*arguments)
    except TypeError:
        return False
    except ValueError:  # of what is not written in Python the signature may not be known
        return True
    return True


def _unusable(message: str, hint: str = "") -> Invalid:
    return Invalid(Problem(path="sitegen.yaml", message=f"recogniser: {message}", hint=hint))


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0].removesuffix(": ")
