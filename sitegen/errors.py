"""What can be wrong with an input, and where."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Severity = Literal["error", "notice", "remark"]


class Problem(Struct, frozen=True, order=True, omit_defaults=True):
    """One thing a person should know about one input.

    `path` is relative to the site's root, with forward slashes. `line` and `column` count from 1; 0 means that
    the problem has no place in the text. An `error` makes `--strict` fail; a `notice` only informs, and a
    `remark` only those who ask for details (`-v`).
    """

    path: str
    line: int = 0
    column: int = 0
    message: str = ""
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = ":".join([self.path, *(str(number) for number in (self.line, self.column) if number)])
        return "; ".join(filter(None, [f"{place}: {self.message}", self.hint]))


class Invalid(Exception):
    """An input that cannot be used at all; carries the reasons. Raised and caught inside a stage, never beyond."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
