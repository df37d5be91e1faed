"""Write the views into themes/README.md: what each template is given, with a sample from the demo archive.

    python tools/make_theme_reference.py

Run it after a change to sitegen/views.py; tests/test_contract.py says when that is due.
"""

from __future__ import annotations

import datetime
import inspect
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from sitegen.build import Options, load, open_store, open_workers
from sitegen.intake import convert_seeds
from sitegen.pages import plan_pages
from sitegen.sources import look_around, read_sources
from sitegen.views import Head, WithdrawnView
from sitegen.workers import untracked

ROOT = Path(__file__).parents[1]
README = ROOT / "themes" / "README.md"
BEGIN, END = "<!-- views: made by tools/make_theme_reference.py -->\n", "<!-- end of views -->\n"

WITHDRAWN = WithdrawnView(
    Head(title="Probe is lost", description="", url="/1999/09/23/probe-is-lost/", kind="withdrawn", noindex=True),
    title="Probe is lost",
    date=datetime.date(1999, 9, 23),
    reason="It was sent out before it was confirmed.",
)
"""No article of the demo archive was withdrawn."""

LONGEST = 48
"""Letters of a text that a sample shows."""


def demo_views(site: Path) -> Iterator[tuple[str, Any]]:
    """Every page of a site as its template and its view."""
    with tempfile.TemporaryDirectory() as output:
        options = Options(site=site, output=Path(output))
        store = open_store(options)
        with open_workers(store, options, untracked) as workers:
            sources, folders = read_sources(store, options.base_url), look_around(store, workers)
            converted = convert_seeds(store, sources.recipe, folders.seeds, folders.articles, workers)
            derived = load(store, options, sources, folders, converted, workers)
        for page in plan_pages(derived.corpus, derived.config):
            yield page.template, page.make_view(derived.corpus, derived.config)
    yield "withdrawn.html", WITHDRAWN


def richest(views: Iterable[tuple[str, Any]]) -> dict[type[Struct], tuple[list[str], Any]]:
    """Of each kind of view, the templates that are given it, and the one that has most to show."""
    templates: dict[type[Struct], set[str]] = defaultdict(set)
    best: dict[type[Struct], tuple[int, Any]] = {}
    for template, view in views:
        templates[type(view)].add(template)
        rank = _shown(view)
        if type(view) not in best or rank > best[type(view)][0]:
            best[type(view)] = rank, view
    return {kind: (sorted(templates[kind]), view) for kind, (_, view) in sorted(best.items(), key=_name)}


def _name(item: tuple[type[Struct], Any]) -> str:
    return item[0].__name__


def _shown(value: Any) -> int:
    """How many fields of a view, and of the first of each of its lists, have a value."""
    if isinstance(value, Struct):
        return sum(_shown(getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, tuple):
        return max(map(_shown, value[:3]), default=0)
    return int(value not in (None, "", False))


def sample(value: Any) -> Any:
    """A view as plain data, long texts cut and one of each list."""
    if isinstance(value, Struct):
        return {name: sample(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return [sample(max(value, key=_shown))] if value else []
    if isinstance(value, Mapping):
        return {key: sample(item) for key, item in list(value.items())[:1]}
    if isinstance(value, str):
        folded = " ".join(value.split())
        return folded if len(folded) <= LONGEST else f"{folded[:LONGEST]}…"
    return msgspec.to_builtins(value)


def kinds(type_: Any) -> dict[str, type[Struct]]:
    """The structs that a type holds, itself among them, by name."""
    found: dict[str, type[Struct]] = {}
    waiting = [msgspec.inspect.type_info(type_)]
    while waiting:
        info: Any = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType) and info.cls.__name__ not in found:
            found[info.cls.__name__] = info.cls
            waiting += [field.type for field in info.fields]
        waiting += [
            item
            for name in ("item_type", "key_type", "value_type")
            if (item := getattr(info, name, None)) is not None
        ]
        waiting += [item for name in ("types", "item_types") for item in getattr(info, name, ())]
    return found


def reference(views: Mapping[type[Struct], tuple[list[str], Any]]) -> str:
    """The section: a sample of each view, then the parts that views share."""
    lines = []
    for kind, (templates, view) in views.items():
        data = yaml.safe_dump(sample(view), allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)
        given = ", ".join(f"`{template}`" for template in templates)
        lines.append(f"### `{kind.__name__}`\n\nFor {given}. {_doc(kind)}\n\n```yaml\n{data}```\n")
    parts: dict[str, type[Struct]] = {}
    for kind in views:
        parts |= kinds(kind)
    lines.append("### Parts\n\nWhat views are made of:\n")
    lines += [
        f"- `{name}` ({', '.join(f'`{field}`' for field in part.__struct_fields__)}): {_doc(part)}"
        for name, part in sorted(parts.items())
        if part not in views
    ]
    return "\n".join(lines) + "\n"


def _doc(type_: type) -> str:
    """What a type says of itself, in one paragraph."""
    said = inspect.cleandoc(type_.__doc__ or "") if "__doc__" in vars(type_) else ""
    return re.sub(r"\s+", " ", said) or "As the names say."


def main() -> None:
    text = README.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(before + BEGIN + "\n" + reference(richest(demo_views(ROOT))) + "\n" + END + after, "utf-8")


if __name__ == "__main__":
    main()
