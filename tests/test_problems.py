"""Bad input: each case is a file with the exact messages, line and column included. Adding one needs no code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen.authority import parse_authority
from sitegen.config import parse_config
from sitegen.document import parse_article, parse_page
from sitegen.errors import Invalid, Problem

CASES = sorted((Path(__file__).parent / "cases" / "problems").glob("*.yaml"))


def read(file: str, text: str) -> Sequence[Problem]:
    try:
        if file == "sitegen.yaml":
            return parse_config(text)[1]
        if file == "content/entities.yaml":
            return parse_authority(text)[1]
        if file.startswith("content/pages/"):
            return parse_page(file, text)[1]
        return parse_article(file, text)[1]
    except Invalid as invalid:
        return invalid.problems


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_messages(path: Path) -> None:
    case: Any = yaml.safe_load(path.read_text("utf-8"))
    assert [str(problem) for problem in read(case["file"], case["text"])] == case["problems"]


def test_what_is_no_web_address_is_left_out_of_what_an_entity_is_the_same_as() -> None:
    case: Any = yaml.safe_load((CASES[0].parent / "authority-same-as.yaml").read_text("utf-8"))
    authority, _ = parse_authority(case["text"])
    assert [entity.same_as for entity in authority.entities] == [
        ("https://www.wikidata.org/wiki/Q273032",),
        ("https://en.wikipedia.org/wiki/Луна",),
        (),
    ]
