"""Score the countries that articles are about against the tags of an editors' desk.

    python bench/countries.py ../shared/corpora/reuters-1987.tar.xz

Takes a tar of raw articles in seeds/*.txt, and tags.jsonl, where each article's `id` has its `places` as slugs
(`west-germany`). Every article is converted with nothing known of the archive; its tags are the countries among the
places it is about, former ones by their own names, and beside them those of its dateline alone. Prints Markdown:
precision, recall and F1 over all tags (micro-averaged).
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import tarfile
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path, PurePosixPath

from sitegen import gazetteer
from sitegen.convert import Recipe, listing, origin, read_names, read_story
from sitegen.model import Authority, Seed

RECIPE = Recipe("wire", Authority())
RECEIVED = datetime.date(1987, 12, 31)
DESK = {
    "usa": "USA",
    "uk": "UK",
    "ussr": "USSR",
    "uae": "UAE",
    "trinidad-tobago": "Trinidad and Tobago",
    "us-virgin-islands": "U.S. Virgin Islands",
    "yemen-arab-republic": "North Yemen",
    "yemen-demo-republic": "South Yemen",
    "congo": "Republic of the Congo",
}
"""The desk's slugs that are not the country's name."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    corpus: Path = parser.parse_args().corpus
    tags = dict(read_tags(corpus))
    with ProcessPoolExecutor() as pool:
        found = dict(pool.map(countries, read_seeds(corpus), chunksize=200))
    machine = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    print(f"{len(found):,} articles, {sum(map(len, tags.values())):,} tags, {machine}\n")
    print("| countries | precision | recall | F1 |\n|---|---:|---:|---:|")
    report("of the dateline alone", [(found[id_][0], tags[id_]) for id_ in sorted(found)])
    report("that the article is about", [(found[id_][1], tags[id_]) for id_ in sorted(found)])


def countries(seed: Seed) -> tuple[str, tuple[frozenset[str], frozenset[str]]]:
    """(id, (countries of its dateline, countries it is about)) of an article."""
    reading = read_names(read_story(seed).story, RECIPE)
    day = reading.story.date or RECEIVED
    about = {name for type_, name in listing(reading, day).about if type_ == "place"}
    written_in, about_whom = only_countries(origin(reading, day)), only_countries(about)
    return PurePosixPath(seed.path).stem, (written_in, about_whom)


def only_countries(places: Collection[str]) -> frozenset[str]:
    """The countries among places: the United Kingdom for England, and not the state of Georgia."""
    states = gazetteer.us_states() if "United States" in places else ()
    known = filter(None, (gazetteer.country(name) for name in places if name not in states))
    return frozenset("United Kingdom" if country.code[:3] == "GB-" else country.name for country in known)


def report(name: str, pairs: list[tuple[frozenset[str], frozenset[str]]]) -> None:
    """Print a row for pairs of (found, tagged)."""
    right = sum(len(found & tagged) for found, tagged in pairs)
    precision = right / sum(len(found) for found, _ in pairs)
    recall = right / sum(len(tagged) for _, tagged in pairs)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")


def read_tags(corpus: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """(id, countries tagged) of each article."""
    for _, data in members(corpus, "tags.jsonl"):
        for row in map(json.loads, data.splitlines()):
            names = (DESK.get(slug) or slug.replace("-", " ").title() for slug in row["places"])
            yield row["id"], frozenset(known.name for known in map(gazetteer.country, names) if known)


def read_seeds(corpus: Path) -> Iterator[Seed]:
    for name, data in members(corpus, ".txt"):
        yield Seed(f"seeds/{name}", data, RECEIVED)


def members(corpus: Path, ending: str) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of the files in a tar whose names have an ending."""
    with tarfile.open(corpus) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.name.endswith(ending) else None
            if file:
                yield PurePosixPath(member.name).name, file.read()


if __name__ == "__main__":
    main()
