"""spaCy pipelines as recognisers, with a real spaCy and a pipeline whose entities are written down."""

from __future__ import annotations

import pickle
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner

from sitegen import recognisers
from sitegen.cli import main
from sitegen.document import parse_article
from sitegen.errors import Invalid
from sitegen.model import Block, Story

PATTERNS = {
    "PERSON": ["Sally Ride", "John Glenn", "Glenn's"],
    "PER": ["Valentina Tereshkova"],
    "ORG": ["NASA", "the IMF", "Johnson Space Center"],
    "GPE": ["the Soviet Union's", "U.S.", "Houston", "MOSCOW"],
    "LOC": ["the Pacific"],
    "FAC": ["the White House’s"],
    "EVENT": ["World War II"],
    "NORP": ["Americans", "Democrats"],
    "DATE": ["1983"],
}

SEED = """\
Ride is first American woman in space date 1983-06-18

CAPE CANAVERAL, June 18 (Space Desk) - Sally Ride flew for NASA on Saturday, after
the Soviet Union's Valentina Tereshkova.
"""


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a pipeline; its lemmatizer has no tables and would complain if it was asked."""
    made = spacy.blank("en")
    ruler = made.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": label, "pattern": pattern} for label, patterns in PATTERNS.items() for pattern in patterns]
    )
    made.add_pipe("lemmatizer", config={"mode": "lookup"})
    folder = tmp_path_factory.mktemp("pipelines") / "rules"
    made.to_disk(folder)
    return str(folder)


def mentions(pipeline: str, *texts: str, dateline: str = "") -> list[tuple[str, str, str | None]]:
    story = Story(tuple(Block("paragraph", text) for text in texts), dateline=dateline)
    found = recognisers.load(f"spacy:{pipeline}").recognise(story)
    assert all(story.text[mention.start : mention.end] == mention.text for mention in found)
    assert [mention.start for mention in found] == sorted(mention.start for mention in found)
    return [(mention.text, mention.type, mention.name) for mention in found]


def test_labels_names_and_edges(pipeline: str) -> None:
    text = (
        "Sally Ride and Glenn's friend told the IMF, NASA and the White House’s guests in Houston and the Pacific "
        "that the Soviet Union's Valentina Tereshkova had met Americans, not Democrats, in the U.S. in 1983."
    )
    assert mentions(pipeline, text) == [
        ("Sally Ride", "person", None),
        ("Glenn", "person", None),
        ("IMF", "organization", "International Monetary Fund"),
        ("NASA", "organization", "NASA"),
        ("White House", "place", None),
        ("Houston", "place", "Houston"),
        ("Pacific", "place", "Pacific Ocean"),
        ("Soviet Union", "place", "Soviet Union"),
        ("Valentina Tereshkova", "person", None),
        ("Americans", "nationality", "United States"),
        ("U.S.", "place", "United States"),
    ]


def test_blocks_are_read_one_by_one(pipeline: str) -> None:
    assert mentions(
        pipeline, "After World War", "II they met Sally", "Ride in Houston.", "World War II ended."
    ) == [
        ("Houston", "place", "Houston"),
        ("World War II", "event", "World War II"),
    ]


def test_only_paragraphs_name_anybody(pipeline: str) -> None:
    recogniser = recognisers.load(f"spacy:{pipeline}")
    assert recogniser.recognise(Story(())) == []
    assert recogniser.recognise(Story((Block("subhead", "NASA"), Block("credits", "(By John Glenn)")))) == []


def test_datelines_are_read_as_everywhere(pipeline: str) -> None:
    dateline = "MOSCOW, June 16 (Reuters) - "
    assert mentions(pipeline, f"{dateline}NASA said so.", dateline=dateline) == [
        ("MOSCOW", "place", "Moscow"),
        ("NASA", "organization", "NASA"),
    ]


def test_it_travels_between_processes(pipeline: str) -> None:
    recogniser = recognisers.load(f"spacy:{pipeline}")
    story = Story((Block("paragraph", "Sally Ride flew."),))
    assert pickle.loads(pickle.dumps(recogniser)).recognise(story) == recogniser.recognise(story)


def test_its_version_is_that_of_spacy(pipeline: str) -> None:
    assert version("spacy") in recognisers.version(f"spacy:{pipeline}")


# --- commands -------------------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Path:
    seeds = tmp_path / "orbit/content/seeds"
    seeds.mkdir(parents=True)
    (seeds / "ride.txt").write_text(SEED, "utf-8")
    return tmp_path / "orbit"


def test_a_site_is_built_with_it(site: Path, pipeline: str) -> None:
    (site / "sitegen.yaml").write_text(f"recogniser: spacy:{pipeline}\n", "utf-8")
    result = CliRunner().invoke(main, ["build", "--site", str(site), "--strict"])
    assert (result.exit_code, result.stderr) == (0, "")
    [page] = (site / "content/articles").rglob("*.md")
    article, _ = parse_article("content/articles/ride.md", page.read_text("utf-8"))
    assert {ref.name for ref in article.entities} == {
        *("Sally Ride", "Valentina Tereshkova", "NASA", "Soviet Union", "Cape Canaveral", "United States")
    }
    assert (site / "output/people/valentina-tereshkova/index.html").is_file()


@pytest.mark.parametrize(
    ("model", "place", "problem"),
    [
        ("", "1:13", "`spacy:` needs the name or path of a pipeline; write spacy:en_core_web_sm"),
        ("no_such_model", "1:13", "no spaCy pipeline 'no_such_model'; python -m spacy download no_such_model"),
        ("no-such-model", "", "no spaCy pipeline 'no-such-model'; python -m spacy download no_such_model"),
        ("./no/such/folder", "", "no spaCy pipeline './no/such/folder'; no such folder"),
    ],
)
def test_a_pipeline_that_is_missing_stops_every_command(site: Path, model: str, place: str, problem: str) -> None:
    (site / "sitegen.yaml").write_text(f'recogniser: "spacy:{model}"\n', "utf-8")
    expected = f"sitegen.yaml{place and ':' + place}: recogniser: {problem}\n"
    seed = str(site / "content/seeds/ride.txt")
    for command in (["build"], ["convert"], ["recognise", seed, seed]):
        result = CliRunner().invoke(main, [*command, "--site", str(site)])
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", expected)
    assert not (site / "content/articles").exists()
    assert not (site / "output").exists()


def test_a_pipeline_that_cannot_be_loaded_stops_a_build(site: Path) -> None:
    (site / "sitegen.yaml").write_text(f"recogniser: spacy:{site}\n", "utf-8")
    result = CliRunner().invoke(main, ["build", "--site", str(site)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"sitegen.yaml: recogniser: the pipeline {str(site)!r} cannot be loaded: ")
    assert not (site / "content/articles").exists()


def test_without_spacy_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(Invalid, match=r"spaCy is not installed; pip install 'sitegen\[spacy\]'"):
        recognisers.load("spacy:en_core_web_sm")
