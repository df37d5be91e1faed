"""One site at three addresses: nothing but the prefix of its links differs, and every link has it."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from sites import tree

from sitegen.build import Options, build

PATH = "/my-archive"
DOMAIN = "https://news.example.org"

ESCAPED = re.compile(
    rb"""(?:\b(?:href|src|action|content|data-\w+)=["']|url\(|<(?:loc|id|link)>)/(?!my-archive/)"""
)
"""An address from the server's root that does not begin with the site's."""


@pytest.fixture(scope="module")
def trees(
    demo_options: Options, demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, bytes]]:
    assert demo.is_dir()
    built = {}
    for base in ("", PATH, DOMAIN, f"{DOMAIN}{PATH}"):
        output = tmp_path_factory.mktemp("based")
        build(msgspec.structs.replace(demo_options, output=output, base_url=base))
        built[base] = tree(output)
    return built


@pytest.mark.parametrize(("base", "other"), [(PATH, ""), (f"{DOMAIN}{PATH}", DOMAIN)])
def test_only_the_prefix_differs(trees: dict[str, dict[str, bytes]], base: str, other: str) -> None:
    assert trees[base].keys() == trees[other].keys()
    prefix = f"{PATH}/".encode()
    differing = [file for file, data in trees[base].items() if data.replace(prefix, b"/") != trees[other][file]]
    assert differing == []
    assert any(prefix in data for data in trees[base].values())


CITE = re.compile(rb'<(details|section) class="cite".*?</\1>|<p class="printed">.*?</p>', re.DOTALL)
"""A citation names an address only where there is a whole one."""


def test_a_domain_adds_itself_alone(trees: dict[str, dict[str, bytes]]) -> None:
    """An id in a feed is an IRI (RFC 4287, 4.2.6): where no domain is known, that of nobody."""
    domain, nobody = DOMAIN.encode(), b"tag:localhost,2000:"
    assert trees[DOMAIN].keys() == trees[""].keys()
    differing = [
        file
        for file, data in trees[DOMAIN].items()
        if CITE.sub(b"", data.replace(domain, b"")) != CITE.sub(b"", trees[""][file].replace(nobody, b""))
    ]
    assert differing == []


@pytest.mark.parametrize("base", [PATH, f"{DOMAIN}{PATH}"])
def test_no_link_is_made_elsewhere(trees: dict[str, dict[str, bytes]], base: str) -> None:
    escaped = [
        (file, data[found.start() : found.start() + 80])
        for file, data in trees[base].items()
        if not file.endswith((".js", ".css"))
        for found in ESCAPED.finditer(data)
    ]
    assert escaped == []
