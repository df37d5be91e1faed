"""Make tools/gazetteer/words.txt: the ordinary English words of a corpus of news.

    python tools/make_words.py ../shared/corpora/ner/voa-text.txt.xz > tools/gazetteer/words.txt

Takes Voice of America news (NOTICE), a sentence a line: `number|tokens separated by spaces`. A word is ordinary
that news writes small: at least `LEAST` times, and with a capital at most `CAPITALS` times as often. Words in
capitals throughout are acronyms and count for neither; the particles of people.yaml are parts of names.
"""

from __future__ import annotations

import argparse
import lzma
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

PARTICLES = Path(__file__).parent / "gazetteer" / "people.yaml"
HEADER = """\
# Ordinary English words, by tools/make_words.py: those that Voice of America news (public domain)
# writes in lower case."""
LEAST = 3
CAPITALS = 5
WIDTH = 111
_WORD = re.compile(r"[^\W\d_]{2,}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    arguments = parser.parse_args()
    particles = set(yaml.safe_load(PARTICLES.read_text("utf-8"))["particles"])
    words = sorted(ordinary_words(tokens(arguments.corpus)) - particles)
    print(HEADER)
    print(textwrap.fill(" ".join(words), WIDTH))


def tokens(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from line.partition("|")[2].split()


def ordinary_words(corpus: Iterable[str]) -> set[str]:
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for token in filter(_WORD.fullmatch, corpus):
        if token.islower():
            small[token] += 1
        elif token.istitle():
            capital[token.lower()] += 1
    return {word for word, count in small.items() if count >= LEAST and capital[word] <= CAPITALS * count}


if __name__ == "__main__":
    main()
