"""Citations, read back by libraries that nobody here wrote."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    NameParts,
    SeparateCoAuthors,
    SplitNameParts,
)
from hypothesis import given
from hypothesis import strategies as st
from jinja2.filters import do_urlencode
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from sitegen.citations import Cited, cite
from sitegen.render import url_encoded
from sitegen.text import fold_space

DAY = datetime.date(1962, 2, 20)
PATH = "/1962/02/20/glenn-orbits/"
ADDRESS = "https://wire.example/archive" + PATH

HOSTILE = (
    "{Glenn} orbits",
    "} unbalanced {{",
    r"100% of $5 & #1 a_b ~ ^ \ \alpha \input{passwd}",
    "Who's ''there'' -- and ``where`` --- ,, << >>",
    "@article{x, title = {y}}",
    "Line\nTY  - JOUR\r\nER  - ",
    "\u2028TI  - other\x0b\x85AU  - nobody",
    'He said "no", % comment',
    "Ünïcödé, русский, 日本語, العربية",
)


TEX = get_default_latex_context_db()
TEX.add_context_category(
    "what the decoder lacks of LaTeX's own",
    prepend=True,
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textasciicircum", "^"),
    ],
)
DECODING = LatexDecodingMiddleware(decoder=LatexNodes2Text(latex_context=TEX))


def cited(title: str = "Glenn orbits", *authors: str, url: str = PATH) -> Cited:
    return Cited(title, authors, DAY, "The Orbit & Wire", url, ADDRESS, "en")


def from_ris(ris: str) -> dict[str, object]:
    [entry] = rispy.loads(ris)
    return dict(entry)


def from_bibtex(bibtex: str) -> dict[str, str]:
    """The fields of the one entry, as TeX sets them."""
    library = parse_string(bibtex, append_middleware=[DECODING])
    assert library.failed_blocks == []
    [entry] = library.entries
    return {name: str(field.value) for name, field in entry.fields_dict.items()} | {"key": entry.key}


def plain(title: str) -> str:
    """One line, as every format has it."""
    return fold_space("".join(char if unicodedata.category(char) != "Cc" else " " for char in title))


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_comes_back_from_ris(title: str) -> None:
    entry = from_ris(cite(cited(title, "Nellie Bly")).ris)
    assert entry["title"] == plain(title)
    assert entry["authors"] == ["Bly, Nellie"]
    assert entry["type_of_reference"] == "NEWS"
    assert entry["secondary_title"] == "The Orbit & Wire"
    assert (entry["year"], entry["date"]) == ("1962", "1962/02/20/")
    assert entry["urls"] == [ADDRESS]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_comes_back_from_bibtex(title: str) -> None:
    entry = from_bibtex(cite(cited(title, "Nellie Bly")).bibtex)
    assert entry["title"] == plain(title)
    assert entry["journal"] == "The Orbit & Wire"
    assert (entry["date"], entry["year"], entry["month"]) == ("1962-02-20", "1962", "feb")
    assert (entry["url"], entry["key"]) == (ADDRESS, "1962-02-20-glenn-orbits")


@given(st.text(), st.lists(st.text().filter(str.strip), max_size=3))
def test_whatever_a_title_holds_a_citation_is_one_entry(title: str, authors: list[str]) -> None:
    citation = cite(cited(title, *authors))
    assert citation.ris.count("\nER  - ") == citation.ris.count("TY  - NEWS\n") == 1
    lines = 7 + bool(plain(title)) + sum(bool(plain(author)) for author in authors)
    assert len(citation.ris.splitlines()) == lines
    bibtex = citation.bibtex
    assert len(parse_string(bibtex).entries) == 1
    depths = [bibtex[: at + 1].count("{") - bibtex[: at + 1].count("}") for at in range(len(bibtex))]
    assert min(depths) >= 0
    assert depths[-1] == 0


@pytest.mark.parametrize(
    ("name", "bibtex", "ris"),
    [
        ("Nellie Bly", "Bly, Nellie", "Bly, Nellie"),
        ("Wernher von Braun", "von Braun, Wernher", "von Braun, Wernher"),
        ("Martin Luther King Jr.", "King, Jr, Martin Luther", "King, Martin Luther, Jr"),
        ("J. R. O'Neill", "O'Neill, J. R.", "O'Neill, J. R."),
        ("Cape Desk", "{Cape Desk}", "Cape Desk"),
        ("Reuters", "{Reuters}", "Reuters"),
        ("Smith and Sons", "{Smith and Sons}", "Smith and Sons"),
        ("AT&T News", r"{AT\&T News}", "AT&T News"),
    ],
)
def test_people_go_by_family_name_and_offices_stay_whole(name: str, bibtex: str, ris: str) -> None:
    citation = cite(cited("Glenn orbits", name))
    assert f"author = {{{bibtex}}}," in citation.bibtex
    assert from_ris(citation.ris)["authors"] == [ris]


def test_bibtex_tells_authors_apart() -> None:
    bibtex = cite(cited("Glenn orbits", "Nellie Bly", "Smith and Sons", "Wernher von Braun")).bibtex
    library = parse_string(bibtex, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    names: list[NameParts] = library.entries[0]["author"]
    assert [name.last for name in names] == [["Bly"], ["{Smith and Sons}"], ["Braun"]]


def test_keys_are_ascii_and_tell_articles_apart() -> None:
    keys = [cite(cited(url=f"/1962/02/20/{slug}/")).key for slug in ("日本", "中国", "glenn")]
    assert all(key.isascii() for key in keys)
    assert len(set(keys)) == 3


def test_without_a_host_no_address_is_given() -> None:
    citation = cite(Cited("Glenn orbits", (), DAY, "The Orbit Wire", PATH))
    assert "url" not in citation.bibtex
    assert "UR  -" not in citation.ris


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text(st.sampled_from("a1-_.~/ %\n={}é")))
def test_a_citation_to_be_saved_is_quoted_as_jinja_does(text: str) -> None:
    assert url_encoded(text) == do_urlencode(text)
