"""Templates in sitegen's sandbox against the same in Jinja2's own: what they say, and what they are refused."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.sandbox import SandboxedEnvironment, unsafe
from markupsafe import Markup, escape
from msgspec import Struct

from sitegen.sandbox import Sandbox, escaped


class Card(Struct, frozen=True):
    title: str
    url: str = "/a/"
    count: int = 3
    inner: Card | None = None
    _own: str = "hidden"


class Plain:
    """What a page maker may have instead of a struct."""

    def __init__(self) -> None:
        self.title = "plain"

    def told(self, word: str = "nothing") -> str:
        return f"<{word}>"

    @unsafe
    def deleted(self) -> str:
        return "gone"


def say(*words: Any, **named: Any) -> str:
    return f"{words} {named}"


def link(text: str) -> Markup:
    return Markup("<a>%s</a>") % text


FUNCTIONS: dict[str, Callable[..., Any]] = {"say": say, "link": link}

VALUES: dict[str, Any] = {
    "card": Card("R&D <b>", inner=Card("it's", "/b/?x=1&y")),
    "plain": Plain(),
    "safe": Markup("<i>"),
    "mapping": {"title": "of a key", "items": 1},
    "numbers": [1, 2, 3],
    "text": "a 'b' <c>",
    "open": open,
}

MACROS = """
{%- macro one(a, b='<b>', c=none) %}[{{ a }}|{{ b }}|{{ c }}]{% endmacro -%}
{%- macro many(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro -%}
{%- macro around(a) %}{{ a }}({{ caller() }}){% endmacro -%}
{%- macro deep(card) %}{{ card.title }}{% if card.inner %}{{ deep(card.inner) }}{% endif %}{% endmacro -%}
{%- macro strict(a) %}{{ a }}{% endmacro -%}
"""

_ADDRESS = re.compile(" at 0x[0-9a-f]+")

TEMPLATES = {
    "macros.html": MACROS,
    "macros.txt": MACROS,
    "base.html": "<{% block a %}{{ card.title }}{% set x = 1 %}{{ x }}{% endblock %}>"
    "{% block b scoped %}{% endblock %}",
    "part.html": "{{ card.url }}{{ text }}{{ x|default('none') }}",
}

CASES = [
    line
    for file in sorted((Path(__file__).parent / "cases/sandbox").glob("*.txt"))
    for line in file.read_text("utf-8").splitlines()
]
"""Templates, one to a line."""


def answers(environment: jinja2.Environment) -> list[str]:
    """What a page says, twice, since the second time more is known; or why it could not, and at which lines."""
    found = []
    for _ in range(2):
        try:
            found.append(environment.get_template("page.html").render(VALUES))
        except Exception as error:
            steps = traceback.extract_tb(error.__traceback__)
            lines = [step.lineno for step in steps if step.filename == "page.html"]
            found.append(f"{type(error).__name__}: {error}, at {lines}")
    return [_ADDRESS.sub("", text) for text in found]


@pytest.mark.parametrize("template", CASES)
def test_it_answers_as_the_sandbox_of_jinja_does(template: str) -> None:
    options: dict[str, Any] = {
        "loader": jinja2.DictLoader({**TEMPLATES, "page.html": template}),
        "autoescape": jinja2.select_autoescape(disabled_extensions=("txt",), default=True),
        "undefined": jinja2.StrictUndefined,
    }
    theirs = SandboxedEnvironment(**options)
    theirs.globals.update(FUNCTIONS)
    assert answers(Sandbox(FUNCTIONS, **options)) == answers(theirs)


@given(st.text() | st.text(st.sampled_from("&<>'\"a;#")))
def test_texts_are_escaped_as_markupsafe_does(text: str) -> None:
    assert escaped(text) == str(escape(text))
