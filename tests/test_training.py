"""Training the recogniser's model, end to end on a small corpus made here."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SENTENCES = """\
The|O head|O of|O Quillon|B-ORG Works|I-ORG flew|O to|O Nairobi|B-LOC .|O
Quillon|B-ORG Works|I-ORG said|O Jamaican|B-NORP ships|O had|O left|O Kingston|B-LOC .|O
In|O Oslo|B-LOC ,|O Mr.|O Thornbeck|B-PER met|O the|O board|O of|O Quillon|B-ORG Works|I-ORG .|O
Nothing|O else|O was|O said|O in|O Oslo|B-LOC ."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    columns = SENTENCES.replace("|", "\t").replace("\n", "\n\n").replace(" ", "\n").replace("\n.\n", "\n.\tO\n")
    path = tmp_path / "small.iob2"
    path.write_text("\n\n".join(f"# passage {number}\n{columns.rstrip('.')}.\tO" for number in range(10)), "utf-8")
    return path


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, str(ROOT / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(find_spec("pycrfsuite") is None, reason="the extra `train` is not installed")
def test_a_model_is_trained_on_a_small_corpus(corpus: Path, tmp_path: Path) -> None:
    models = [tmp_path / "one.xz", tmp_path / "other.xz"]
    for model in models:
        assert "features" in run("tools/train_recogniser.py", str(corpus), "--output", str(model))
    assert models[0].read_bytes() == models[1].read_bytes()
    assert "| organization | 1.000 |" in run("tools/train_recogniser.py", str(corpus), "--hold-out")


def test_the_bench_scores_a_small_corpus(corpus: Path) -> None:
    table = run("bench/recogniser.py", str(corpus), "--spacy", "no_such_model")
    assert "| wire | place | 1.000 | 1.000 | 1.000 | 1.000 |" in table
    assert "spaCy was left out" in table
