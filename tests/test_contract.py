"""The contract with themes: what themes/README.md says of templates, views, blocks and functions is so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import msgspec
import pytest
import yaml
from msgspec import Struct

from sitegen import views
from sitegen.render import Renderer
from sitegen.store import Store
from sitegen.urls import Urls

ROOT = Path(__file__).parents[1]
README = (ROOT / "themes/README.md").read_text("utf-8")
THEMES = ("broadsheet", "plain")
NAME = re.compile(r"`([^`]+)`")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without its own first two lines."""
    section = README.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines[2:]]


TABLE = {
    template: (dict(zip(NAME.findall(names), NAME.findall(kinds), strict=False)).get(template, ""), kinds, blocks)
    for names, kinds, _, blocks in rows("Templates")
    for template in NAME.findall(names)
}
"""Of each template its view (or all of its row's views) and its blocks."""

SAMPLES: Mapping[str, Any] = {
    name: yaml.load(text, yaml.BaseLoader)
    for name, text in re.findall(r"^### `(\w+)`\n.*?```yaml\n(.*?)```", README, re.DOTALL | re.MULTILINE)
}
PARTS = {
    name: NAME.findall(fields) for name, fields in re.findall(r"^- `(\w+)` \((`[^)]*`)\): ", README, re.MULTILINE)
}


def templates(theme: str) -> Mapping[str, str]:
    """Those that draw a page or a file, by name."""
    found = Store(ROOT, ROOT / "output").read_theme(theme).templates
    return {name: text for name, text in found.items() if "/" not in name and not name.startswith("_")}


@pytest.mark.parametrize("theme", THEMES)
def test_every_template_is_described_and_every_theme_has_it(theme: str) -> None:
    assert templates(theme).keys() == TABLE.keys()


def test_every_block_is_described() -> None:
    found: dict[str, set[str]] = {template: set() for template in TABLE}
    for theme in THEMES:
        for name, text in templates(theme).items():
            tree = jinja2.Environment().parse(text)
            found[name] |= {block.name for block in tree.find_all(jinja2.nodes.Block)}
    base = found["base.html"]
    described = {name: set(re.findall(r"`(\w+)`", blocks)) for name, (_, _, blocks) in TABLE.items()}
    assert described["base.html"] == base
    assert {name: blocks - base for name, blocks in described.items()} == {
        name: blocks - base for name, blocks in found.items()
    }


def fits(sample: Any, info: Any, at: str) -> None:
    """Whether a sample has exactly the fields of its type, wherever it shows any."""
    if isinstance(info, msgspec.inspect.UnionType):
        if sample in ("null", ""):
            return
        structs = [one for one in info.types if not isinstance(one, msgspec.inspect.NoneType)]
        info = structs[0]
    if isinstance(info, msgspec.inspect.StructType):
        assert isinstance(sample, dict), at
        assert list(sample) == [field.name for field in info.fields], at
        for field in info.fields:
            fits(sample[field.name], field.type, f"{at}.{field.name}")
    elif hasattr(info, "item_type") and isinstance(sample, list):
        for item in sample:
            fits(item, info.item_type, f"{at}[]")


def test_every_view_is_shown_with_exactly_its_fields() -> None:
    named = {kind for _, kinds, _ in TABLE.values() for kind in NAME.findall(kinds)}
    assert named == SAMPLES.keys()
    for name, sample in SAMPLES.items():
        fits(sample, msgspec.inspect.type_info(getattr(views, name)), name)


def test_every_part_of_a_view_is_described_with_exactly_its_fields() -> None:
    kinds = {
        name: list(kind.__struct_fields__)
        for name, kind in vars(views).items()
        if isinstance(kind, type) and issubclass(kind, Struct) and kind.__module__ == views.__name__
    }
    described = PARTS | {name: list(sample) for name, sample in SAMPLES.items()}
    site = {"SiteView", "Licence", "Picture"}
    assert {name: kinds[name] for name in described} == described
    assert kinds.keys() - described.keys() - site == set()


SHAPES = {
    "company": {"Companion", "Tied"},
    "country": {"EntityCard", "Link", "StrType"},
    "covered": {"EntityGroup", "Ranking"},
    "entries": {"Entry", "FeedEntry"},
    "groups": {"CountryGroup", "EntityGroup"},
    "labels": {"Label", "Tick"},
    "map": {"LocatorMap", "WorldMap"},
    "next": {"ArticleCard", "Link"},
    "previous": {"ArticleCard", "Link"},
    "rows": {"NetworkRow", "PlaceRow"},
    "storylines": {"StoryInBrief", "StorylineCard"},
}
"""The fields that say one thing in more words on one page than on another. No other has two types."""


def shape(info: Any) -> str:
    """What a field is, whether it may be missing or not, and what it is a list of."""
    if isinstance(info, msgspec.inspect.UnionType):
        (info,) = (one for one in info.types if not isinstance(one, msgspec.inspect.NoneType))
    if isinstance(info, msgspec.inspect.VarTupleType):
        return shape(info.item_type) if isinstance(info.item_type, msgspec.inspect.StructType) else "list"
    if isinstance(info, msgspec.inspect.StructType):
        return info.cls.__name__
    return {"IntType": "number", "FloatType": "number"}.get(type(info).__name__, type(info).__name__)


def test_a_field_is_one_thing_wherever_it_stands() -> None:
    found: dict[str, set[str]] = {}
    for kind in vars(views).values():
        if isinstance(kind, type) and issubclass(kind, Struct) and kind.__module__ == views.__name__:
            info = msgspec.inspect.type_info(kind)
            assert isinstance(info, msgspec.inspect.StructType)
            for field in info.fields:
                found.setdefault(field.name, set()).add(shape(field.type))
    several = {name: shapes for name, shapes in found.items() if len(shapes) > 1}
    assert several == SHAPES


def test_what_a_template_may_use_is_described() -> None:
    named = {
        re.split(r"[(\s]", name.rpartition("\\|")[2])[0]
        for cell, *_ in rows("What a template may use")
        for name in NAME.findall(cell)
    }
    site = views.SiteView("", "", "en", (), (), "")
    environment = Renderer(Store(ROOT, ROOT / "output").read_theme("plain"), site, Urls(""))._environment
    own = {*environment.globals, *environment.filters} - {
        *jinja2.Environment().globals,
        *jinja2.Environment().filters,
    }
    assert named - {"view"} == own
    fields = next(NAME.findall(cells[1]) for cells in rows("What a template may use") if cells[0] == "`site`")
    assert set(views.SiteView.__struct_fields__) <= set(fields)
