"""Real copy, where it is at hand: beside the checkout, never in it."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from sitegen.build import Options, build

SHARED = Path(__file__).parents[2] / "shared"
SAMPLE = 400


def page(site: Path, url: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / "output" / url.strip("/") / "index.html").read_text("utf-8"))


def links(tree: LexborHTMLParser) -> set[str | None]:
    return {node.attributes.get("href") for node in tree.css("main a")}


def copy(tree: LexborHTMLParser) -> str:
    node = tree.css_first(".copy")
    assert node is not None
    return " ".join(node.text().split())


def body(seed: Path) -> str:
    return " ".join(seed.read_text("utf-8").partition("\n")[2].split())


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip("the reference article is not at hand")
    site = tmp_path_factory.mktemp("reference")
    (site / "content/seeds").mkdir(parents=True)
    for seed in seeds:
        (site / "content/seeds" / seed.name).write_bytes(seed.read_bytes())
    assert build(Options(site=site)).problems == ()
    return site


@pytest.mark.parametrize(
    "url",
    [
        *(
            f"/people/{id_}/"
            for id_ in ("marco-rubio", "nicolas-maduro", "donald-trump", "andrew-holness", "terrance-drew")
        ),
        *(f"/organizations/{id_}/" for id_ in ("caricom", "u-s-treasury-department", "catholic-church")),
        *(f"/places/{id_}/" for id_ in ("cuba", "venezuela", "haiti", "jamaica", "saint-kitts-and-nevis")),
        "/authors/simon-lewis/",
    ],
)
def test_the_reference_article_and_its_entities_link_to_each_other(reference: Path, url: str) -> None:
    (article,) = (reference / "output/2026/02/26").glob("*/index.html")
    address = f"/{article.parent.relative_to(reference / 'output').as_posix()}/"
    assert url in links(page(reference, address))
    assert address in links(page(reference, url))


def test_the_reference_article_is_verbatim(reference: Path) -> None:
    (article,) = (reference / "output/2026/02/26").glob("*/index.html")
    (seed,) = (reference / "content/seeds").iterdir()
    tree = LexborHTMLParser(article.read_text("utf-8"))
    assert copy(tree) == body(seed)
    assert [node.text() for node in tree.css(".copy h2")] == ["CUBA CONCERNS"]


def test_no_page_is_made_of_a_heading(reference: Path) -> None:
    ids = {folder.name for folder in reference.glob("output/*/*") if folder.is_dir()}
    assert not {id_ for id_ in ids if "concerns" in id_}


def test_a_sample_of_1987_is_verbatim(tmp_path: Path) -> None:
    corpus = SHARED / "corpora/reuters-1987.tar.xz"
    if not corpus.is_file():
        pytest.skip("the corpus of 1987 is not at hand")
    seeds = tmp_path / "content/seeds"
    seeds.mkdir(parents=True)
    with tarfile.open(corpus) as tar:
        for member in [member for member in tar if member.name.endswith(".txt")][:: 15997 // SAMPLE]:
            file = tar.extractfile(member)
            assert file is not None
            (seeds / Path(member.name).name).write_bytes(file.read())
    report = build(Options(site=tmp_path))
    assert report.problems == ()
    assert report.articles == len(list(seeds.iterdir()))
    copies = sorted(
        copy(LexborHTMLParser(file.read_text("utf-8")))
        for file in (tmp_path / "output/1987").glob("*/*/*/index.html")
    )
    assert copies == sorted(body(seed) for seed in (tmp_path / "content/seeds").iterdir())
