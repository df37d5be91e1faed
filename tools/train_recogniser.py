"""Train the model of the recogniser `wire` and write sitegen/data/names.xz.

    pip install -e '.[train]'
    python tools/train_recogniser.py ../shared/corpora/ner/{voa-gold.iob2,wikigold.conll.txt}

The corpora are those that NOTICE names; a run on the same files gives the same weights. With --hold-out every fifth
document of the first corpus is kept from training and scored, and nothing is written. Training is by CRFsuite
(Okazaki 2007) and OWL-QN, whose L1 penalty leaves most weights at nought (Andrew and Gao, ICML 2007).
"""

from __future__ import annotations

import argparse
import lzma
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import msgspec
import pycrfsuite
from agate import agate
from conll import Annotated, Span, lay_out, read, score, spans_of

from sitegen import gazetteer
from sitegen.model import ENTITY_TYPES, MENTION_TYPES
from sitegen.recognisers.crf import NEVER, SCALE, Model, Weights
from sitegen.recognisers.evidence import Evidence, chunks
from sitegen.recognisers.features import names
from sitegen.recognisers.tokens import Document
from sitegen.recognisers.wire import WireRecogniser, apply_rules

TARGET = Path(__file__).parents[1] / "sitegen" / "data" / "names.xz"
PARAMETERS = {
    "c1": 1.0,
    "c2": 0.01,
    "max_iterations": 100,
    "feature.minfreq": 2,
    "feature.possible_transitions": True,
}
CAUTION = 0.5
"""What is added to the weight of `O`: a wrong page is worse than a missed one."""
AGATE = 200
"""Documents of sports results and tables to make."""
HELD_OUT = 5
"""One document in so many is held out."""
SEED = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument(
        "--hold-out", action="store_true", help="score on a fifth of the first corpus; write nothing"
    )
    parser.add_argument("--output", type=Path, default=TARGET)
    arguments = parser.parse_args()
    first, *others = [[complete(document) for document in read(path)] for path in arguments.corpora]
    held_out = first[HELD_OUT - 1 :: HELD_OUT] if arguments.hold_out else []
    if arguments.hold_out:
        del first[HELD_OUT - 1 :: HELD_OUT]
    weights = train([*first, *(document for corpus in others for document in corpus), *agate(Random(SEED), AGATE)])
    if arguments.hold_out:
        report(held_out, weights)
    else:
        packed = pack(weights)
        arguments.output.write_bytes(packed)
        print(f"{arguments.output.name}: {len(weights.states):,} features, {len(packed):,} bytes")


# --- what is learned from -------------------------------------------------------------------------------------


def complete(document: Annotated) -> Annotated:
    """A document with nationalities and events, where its corpus has none or calls them `MISC`, by the tables."""
    tokens = [token for sentence in document.sentences for token in sentence]
    labelled = {index for span in document.spans for index in range(span.first, span.last + 1)}
    nationalities = (
        []
        if any(span.type == "nationality" for span in document.spans)
        else [
            Span(index, index, "nationality")
            for index, token in enumerate(tokens)
            if index not in labelled and (gazetteer.demonym(token) or token in gazetteer.lexicon().groups)
        ]
    )
    retyped = (_retyped(span, tokens[span.first : span.last + 1]) for span in document.spans)
    return Annotated(document.sentences, tuple(sorted([*filter(None, retyped), *nationalities])))


def _retyped(span: Span, words: Sequence[str]) -> Span | None:
    if span.type in MENTION_TYPES:
        return span
    phrase, lexicon = " ".join(words), gazetteer.lexicon()
    if gazetteer.demonym(phrase) or phrase in lexicon.groups:
        return Span(span.first, span.last, "nationality")
    known = gazetteer.fixed_names().get(phrase)
    is_event = (known and known.type == "event") or not lexicon.event_heads.isdisjoint(words)
    return Span(span.first, span.last, "event") if is_event else None


def examples(annotated: Annotated) -> Iterator[tuple[list[list[str]], list[str]]]:
    """(features, labels) of each chunk of a document laid out as wire copy and read by the rules."""
    story, offsets = lay_out(annotated)
    document = Document(story)
    apply_rules(document)
    labels = _labels(annotated, document, offsets)
    evidence = Evidence(document)
    for first, last in chunks(document):
        yield [names(evidence.keys(index)) for index in range(first, last + 1)], labels[first : last + 1]


def _labels(annotated: Annotated, document: Document, offsets: Sequence[tuple[int, int]]) -> list[str]:
    """Labels of the document's tokens; a name that ends inside a token, as in `Hamas-led`, is none."""
    starts = {start: index for index, start in enumerate(document.starts) if document.words[index]}
    ends = {start + len(document.words[index]): index for start, index in starts.items()}
    labels = ["O"] * len(document.words)
    for span in annotated.spans:
        first, last = starts.get(offsets[span.first][0]), ends.get(offsets[span.last][1])
        if first is not None and last is not None:
            labels[first : last + 1] = [f"B-{span.type}"] + [f"I-{span.type}"] * (last - first)
    return labels


# --- training -------------------------------------------------------------------------------------------------


def train(documents: Iterable[Annotated]) -> Weights:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=PARAMETERS, verbose=False)
    for document in documents:
        for features, labels in examples(document):
            trainer.append(features, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        with tagger.open(path):
            return _weights(tagger.info())


def _weights(info: pycrfsuite.CRFsuiteModelInfo) -> Weights:
    """The trained weights as whole numbers; a name only goes on where one of its type has begun."""
    labels = sorted({"O", *(f"{part}-{type_}" for part in "BI" for type_ in MENTION_TYPES)})
    states: dict[str, list[int]] = {}
    for (feature, label), weight in sorted(info.state_features.items()):
        if number := round(weight * SCALE):
            states.setdefault(feature, []).extend((labels.index(label), number))
    transitions = [[_transition(info, before, after) for after in labels] for before in labels]
    return Weights(tuple(labels), transitions, states)


def _transition(info: pycrfsuite.CRFsuiteModelInfo, before: str, after: str) -> int:
    if after[0] == "I" and before[2:] != after[2:]:
        return NEVER
    weight: float = info.transitions.get((before, after), 0.0)
    return round((weight + CAUTION * (after == "O")) * SCALE)


def pack(weights: Weights) -> bytes:
    encoded = msgspec.msgpack.Encoder(order="deterministic").encode(weights)
    return lzma.compress(encoded, preset=9 | lzma.PRESET_EXTREME)


# --- scoring --------------------------------------------------------------------------------------------------


def report(documents: Sequence[Annotated], weights: Weights) -> None:
    recogniser = WireRecogniser(model=Model(weights))
    pairs = []
    for document in documents:
        story, offsets = lay_out(document)
        pairs.append((spans_of(recogniser.recognise(story), offsets), document.spans))
    print(f"{len(documents)} documents held out\n\n| type | precision | recall | F1 |\n|---|---:|---:|---:|")
    for types, others in ((tuple(ENTITY_TYPES), False), (("nationality", "event"), True)):
        for name, result in score(pairs, types).items():
            if not (others and name == "all"):
                print(f"| {name} | {result.precision:.3f} | {result.recall:.3f} | {result.f1:.3f} |")


if __name__ == "__main__":
    main()
