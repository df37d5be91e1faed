"""The wire recogniser, on cases in files and under any text."""

from __future__ import annotations

import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen import recognisers
from sitegen.errors import Invalid
from sitegen.model import MENTION_TYPES, Block, Story
from sitegen.recognisers.wire import WireRecogniser

CASES = sorted((Path(__file__).parent / "cases" / "recognise").glob("*.yaml"))

WORDS = st.sampled_from(
    """The the of and in said U.S. U.S.-led Mr. President Secretary State Bank Ministry Co Inc Plc Ltd ( ) , . ; : -
    ’s 's ' " “ ” < > & Jamaica Jamaican London Paris Texas Mary John van der al- J. Jr. III CIA DIA Mars Hurricane
    Lake River Mount New York Saint Kitts Nevis 45 1987 LONDON administration who Va. Église Россия 東京""".split()
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(WORDS, max_size=60).map(" ".join),
    st.lists(WORDS).map("".join),
    st.lists(WORDS).map("\n ".join),
)


def story(*blocks: str) -> Story:
    return Story(tuple(Block("paragraph", text) for text in blocks))


def story_of(case: dict[str, Any]) -> Story:
    blocks = case.get("blocks") or [{"paragraph": text} for text in case["text"].strip().split("\n\n")]
    return Story(
        tuple(Block(kind, text) for block in blocks for kind, text in block.items()),
        dateline=case.get("dateline", ""),
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    found = WireRecogniser().recognise(story_of(case))
    named = {position for position, mention in enumerate(case["mentions"]) if len(mention) == 3}
    mentions = [
        [mention.text, mention.type, mention.name] if position in named else [mention.text, mention.type]
        for position, mention in enumerate(found)
    ]
    assert mentions == case["mentions"]


@given(st.lists(TEXTS, max_size=4), st.booleans())
def test_mentions_are_exact_sorted_and_apart(texts: list[str], subhead: bool) -> None:
    kinds = ["subhead" if subhead and position == 1 else "paragraph" for position in range(len(texts))]
    whole = Story(tuple(Block(kind, text) for kind, text in zip(kinds, texts, strict=True)))  # type: ignore[arg-type]
    mentions = WireRecogniser().recognise(whole)
    assert all(whole.text[mention.start : mention.end] == mention.text for mention in mentions)
    assert all(mention.text.strip() == mention.text != "" for mention in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))
    assert {mention.type for mention in mentions} <= set(MENTION_TYPES)
    assert not any(mention.text.startswith(("The ", "the ")) or "\n\n" in mention.text for mention in mentions)
    assert all(0 <= mention.confidence <= 1 for mention in mentions)
    assert WireRecogniser().recognise(whole) == mentions


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "A." * 500_000,
        "A-" * 500_000,
        "John " * 200_000,
        "(" * 300_000,
        "Bank of " * 100_000,
        "van " * 200_000,
        "\"'" * 200_000,
        "A'" * 300_000,
        "LONDON " * 100_000,
        "Co " * 100_000,
        "(Asia) Ltd " * 20_000,
        "<Ford and " * 20_000,
        "Nova <NVA> " * 20_000,
        "Sachs, " * 50_000 + "Lynch and Co",
        "Food, Oil and Exchange " * 20_000,
    ],
    ids=lambda text: text[:8],
)
def test_endless_text_ends(text: str) -> None:
    WireRecogniser().recognise(story(text))


def test_confidence_is_of_the_model_where_no_sure_rule_decides() -> None:
    mentions = WireRecogniser().recognise(
        story("Kodak Corp said so. In Gabon, Zorgon officials and Eberstadt analysts disagreed.", "GABON AND KODAK")
    )
    confidences = {mention.text: mention.confidence for mention in mentions}
    assert confidences["Kodak Corp"] == 1
    assert 0 < confidences["Gabon"] < 1
    assert confidences["GABON"] == confidences["Gabon"]


def test_headings_and_credits_name_nothing() -> None:
    blocks = (Block("subhead", "JAMAICA CONCERNS"), Block("credits", "(Reporting by John Smith in London)"))
    assert WireRecogniser().recognise(Story(blocks)) == []
    assert WireRecogniser().recognise(story("PRESIDENT KENNEDY MEETS CUBA PRESSURE")) == []
    assert WireRecogniser().recognise(Story(())) == []


def test_names_do_not_cross_blocks() -> None:
    mentions = WireRecogniser().recognise(story("They met Pope John", "Paul Volcker was in Florida."))
    assert [mention.text for mention in mentions] == ["John", "Paul Volcker", "Florida"]


def test_it_travels_between_processes() -> None:
    text = story("NASA said Sally Ride would fly from Florida.")
    recogniser = pickle.loads(pickle.dumps(WireRecogniser()))
    assert recogniser.recognise(text) == WireRecogniser().recognise(text)


def test_recognisers_are_loaded_by_name() -> None:
    assert isinstance(recognisers.load("wire"), WireRecogniser)
    with pytest.raises(Invalid, match=r"no recogniser 'wier'.*wire") as caught:
        recognisers.load("wier")
    assert caught.value.problems[0].path == "sitegen.yaml"
