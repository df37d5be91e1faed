"""Score and time the recogniser `wire`, and spaCy's small English model beside it, on an annotated corpus.

    python bench/recogniser.py ../shared/corpora/ner/conll2003-testa.txt

Takes a corpus in CoNLL columns (IOB1 or IOB2, `-DOCSTART-` between stories). Every sentence is laid out as a
paragraph of running text, and what is found there is mapped back to the corpus's tokens. Prints Markdown:
precision, recall and F1 by type, strict (the same tokens and type) and lenient (the same type and a token in
common), and words a second on one core, the faster of two runs. For `wire` that is tokens, rules, model and
resolution within the article. spaCy is left out where it or its model is not installed.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from conll import lay_out, read, score, spans_of

from sitegen import resolve
from sitegen.model import ENTITY_TYPES, Mention, Story
from sitegen.recognisers.wire import WireRecogniser

RUNS = 2
SPACY_TYPES = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place"}
LOADING = """
import resource, time
started = time.perf_counter()
from sitegen.model import Block, Story
from sitegen.recognisers.wire import WireRecogniser
WireRecogniser().recognise(Story((Block("paragraph", "The Bank of Jamaica is in Kingston."),)))
seconds = time.perf_counter() - started
print(f"{seconds:.2f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
"""

Reader = Callable[[Story], Sequence[Mention]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument(
        "--spacy", default="en_core_web_sm", metavar="MODEL", help="a spaCy model, package or folder"
    )
    arguments = parser.parse_args()
    loaded = loading()  # first, for a process inherits the peak memory of the one that starts it
    print(f"{arguments.corpus.name}, {platform.machine()}, Python {platform.python_version()}\n")
    print("| recogniser | type | precision | recall | F1 | F1, lenient | words/s |")
    print("|---|---|---:|---:|---:|---:|---:|")
    measure("wire", wire(), arguments.corpus)
    spacy = spacy_reader(arguments.spacy)
    if spacy:
        measure(f"spaCy, {arguments.spacy}", spacy, arguments.corpus)
    print(f"\nwire: import, load and the first sentence in {loaded}")
    if not spacy:
        print(f"spaCy was left out: it or its model {arguments.spacy} is not installed")


def measure(name: str, recognise: Reader, corpus: Path) -> None:
    """Print the rows of one recogniser."""
    documents = read(corpus)
    laid_out = [lay_out(document) for document in documents]
    seconds: list[float] = []
    for _ in range(RUNS):
        started = time.perf_counter()
        found = [recognise(story) for story, _ in laid_out]
        seconds.append(time.perf_counter() - started)
    pairs = [
        (spans_of(mentions, offsets), document.spans)
        for mentions, (_, offsets), document in zip(found, laid_out, documents, strict=True)
    ]
    strict, lenient = score(pairs, ENTITY_TYPES), score(pairs, ENTITY_TYPES, lenient=True)
    speed = sum(len(offsets) for _, offsets in laid_out) / min(seconds)
    for type_, counts in strict.items():
        columns = [counts.precision, counts.recall, counts.f1, lenient[type_].f1]
        figures = " | ".join(f"{column:.3f}" for column in columns)
        print(f"| {name} | {type_} | {figures} | {f'{speed:,.0f}' if type_ == 'all' else ''} |", flush=True)


def wire() -> Reader:
    recogniser = WireRecogniser()

    def recognise(story: Story) -> Sequence[Mention]:
        mentions = recogniser.recognise(story)
        resolve.within(mentions)
        return mentions

    return recognise


def spacy_reader(model: str) -> Reader | None:
    """spaCy with no more than the parts that names need; None where it is not installed."""
    try:
        import spacy  # noqa: PLC0415

        pipeline = spacy.load(model, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"])
    except (ImportError, OSError):
        return None

    def recognise(story: Story) -> Sequence[Mention]:
        return [
            Mention(name.start_char, name.end_char, name.text, SPACY_TYPES[name.label_])
            for name in pipeline(story.text).ents
            if name.label_ in SPACY_TYPES
        ]

    return recognise


def loading() -> str:
    """Seconds and memory of a fresh process up to the names of its first sentence."""
    return subprocess.run(
        [sys.executable, "-c", LOADING], capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    main()
