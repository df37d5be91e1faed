"""sitegen.yaml: the settings of a site."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import msgspec

from sitegen import yamltext
from sitegen.errors import Invalid, Problem
from sitegen.model import Config, Settings
from sitegen.text import is_language

FILE = "sitegen.yaml"
MOST = 1_000_000_000
"""The largest number that a setting may be."""

_DOTS = r"(?:\.|%2[Ee]){1,2}"
"""What a browser takes for this folder or the one above."""

_BASE_URL = re.compile(rf"(?:https?://[^/?#@\\\s]+)?(?!//)(?:/(?!{_DOTS}(?:/|$))[^/?#\\\s]*)*")


def parse_config(text: str) -> tuple[Config, tuple[Problem, ...]]:
    """Settings from the text of sitegen.yaml. A setting that is wrong is reported and keeps its default.

    Raises Invalid where the whole file cannot be read: nothing is to be published under settings not its own.
    """
    data = yamltext.load(text, FILE)
    if data is None:
        return Config(), ()
    if not isinstance(data, dict):
        raise Invalid(Problem(FILE, 1, 1, "the settings are not a mapping", "write `key: value` lines"))
    return _one_by_one({key: value for key, value in data.items() if value is not None}, text)


def _one_by_one(data: dict[str, Any], text: str) -> tuple[Config, tuple[Problem, ...]]:
    good: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in data.items():
        try:
            setting = yamltext.convert({key: value}, Settings, text, FILE)
            _check(setting, key, text)
        except Invalid as invalid:
            problems += invalid.problems
        else:
            good[key] = getattr(setting, key)
    return msgspec.structs.replace(Config(), **good), tuple(problems)


def _check(config: Settings, key: str, text: str) -> None:
    value = getattr(config, key)
    message = hint = ""
    if key == "base_url" and not is_base_url(value):
        message, hint = "is not an address", "write https://host/path or /path"
    elif key == "title" and not value.strip():
        message, hint = "is empty", "write what the site is called"
    elif key == "language" and not is_language(value):
        message, hint = "is not a language tag (BCP 47)", "write en or pt-BR"
    elif isinstance(value, int) and not isinstance(value, bool) and not 1 <= value <= MOST:
        message, hint = "is out of range", f"write a number from 1 to {MOST}"
    if message:
        raise Invalid(Problem(FILE, *yamltext.position(text, f"$.{key}"), f"{key}: {value!r} {message}", hint))


def is_base_url(value: str) -> bool:
    """Whether `value` can stand before the paths of a site: empty, a path, or scheme, host and path."""
    try:
        return bool(_BASE_URL.fullmatch(value)) and (not value or bool(urlsplit(value)))
    except ValueError:
        return False
