"""Slugs, ids, sentences, names, URLs: the small words that others build on."""

from __future__ import annotations

import datetime
from itertools import pairwise
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.names import LONG_TEXT, claim_forms, explained_forms, family_name, find_forms, initials, sort_key
from sitegen.text import REACH, SLUG_LIMIT, Sentences, identify, sentence_spans, slugify
from sitegen.urls import Urls, article_url, entity_url, file_of, period_url

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Soviet Union puts satellite into orbit", "soviet-union-puts-satellite-into-orbit"),
        ("José Martí & Łódź’s Ærø", "jose-marti-and-lodzs-aero"),
        ("U.S. Navy", "u-s-navy"),
        ("Chang'e-4", "change-4"),
        ("Москва", "москва"),
        ("東京", "東京"),
        ("🚀 ...", ""),
        ("Straße", "strasse"),
    ],
)
def test_slug(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(TEXT)
def test_a_slug_is_safe_in_paths_and_stays_one(text: str) -> None:
    slug = slugify(text)
    assert len(slug.encode()) <= SLUG_LIMIT
    assert slug == slug.casefold() == slugify(slug)
    assert not set(slug) & set("/\\. ?#%&:\"'<>\n")


@given(TEXT, TEXT)
def test_long_names_with_one_slug_have_two_ids(one: str, two: str) -> None:
    long_one, long_two = "x" * 100 + one, "x" * 100 + two
    assert (identify(long_one) == identify(long_two)) == (long_one == long_two)
    assert identify(one)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It flew. It landed.", ["It flew.", "It landed."]),
        ("Mr. Smith of the U.S. Navy spoke.", ["Mr. Smith of the U.S. Navy spoke."]),
        ("It came to the U.S. The crew left.", ["It came to the U.S.", "The crew left."]),
        ('He said: "Go." She went.', ['He said: "Go."', "She went."]),
        ("Up 3.5 pct. in 1958! Really?", ["Up 3.5 pct. in 1958!", "Really?"]),
        ("no end", ["no end"]),
        ("  ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@given(TEXT)
def test_sentences_hold_all_that_is_not_blank(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(st.lists(st.sampled_from(["A", "b", ". ", " ", "\n", "\n\n"]), max_size=60), st.data())
def test_sentences_are_the_same_whatever_was_asked_before(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    sentences = Sentences(text)
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        top, bottom = text.rfind("\n\n", 0, start), text.find("\n\n", end)
        low, high = top + 2 if top >= 0 else 0, bottom if bottom >= 0 else len(text)
        spans = [(low + first, low + last) for first, last in sentence_spans(text[low:high])]
        one, other = next((span for span in spans if span[0] <= start < span[1]), (low, high))
        assert sentences.around(start, end) == (one, max(other, end))


def test_of_a_sentence_without_an_end_what_is_near_is_quoted() -> None:
    text = "wheat 12 " * 1000
    low, high = Sentences(text).around(4500, 4505)
    assert 4500 - REACH <= low <= 4500
    assert 4505 <= high <= 4505 + REACH
    assert text[low:high].startswith(("wheat", "12"))
    assert text[low:high].endswith(("wheat", "12"))
    assert Sentences("x" * 9000).around(4500, 4505) == (4500, 4505)


@given(TEXT, st.data())
def test_the_sentence_around_a_span_holds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = Sentences(text).around(start, end)
    assert 0 <= low <= high <= len(text)
    if "\n" not in text[start:end] and text[start:end].strip() == text[start:end] != "":
        assert low <= start
        assert end <= high


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("John Glenn", "Glenn"),
        ("Wernher von Braun", "von Braun"),
        ("Sammy Davis Jr.", "Davis"),
        ("Martin Luther King, Jr.", "King"),
        ("Pelé", "Pelé"),
        ("Charles de Gaulle", "de Gaulle"),
        ("Van Morrison", "Morrison"),
    ],
)
def test_family_name(name: str, family: str) -> None:
    assert family_name(name) == family


def test_forms_that_a_name_explains() -> None:
    assert explained_forms("person", "Wernher von Braun") == ("Wernher von Braun", "von Braun", "Braun")
    assert "NASA" in explained_forms("organization", "National Aeronautics and Space Administration")
    assert {"United States", "U.S.", "UNITED STATES"} <= set(explained_forms("place", "United States"))
    assert initials("Defense Intelligence Agency") == "DIA"
    assert sort_key("person", "John Glenn") == "glenn john glenn"
    assert sort_key("place", "Cape Canaveral") == "cape canaveral"


def test_a_form_of_two_entities_means_neither() -> None:
    one, two = ("person", "john-young"), ("person", "andrew-young")
    claims = [(one, ["John Young", "Young"]), (two, ["Andrew Young", "Young"])]
    assert claim_forms(claims, ["Young Street"]) == {
        "John Young": one,
        "Young": None,
        "Andrew Young": two,
        "Young Street": None,
    }


def test_forms_are_found_as_whole_words() -> None:
    key = ("place", "united-states")
    text = "The U.S. and U.S.-led, in the U.S.S.R.; ’U.S.’"
    assert [text[h.start : h.end] for h in find_forms(text, {"U.S.": key})] == ["U.S.", "U.S."]
    assert [h.start for h in find_forms("O’Neill and O'Neill", {"O'Neill": key})] == [0, 12]


PIECES = ("U.S.", "a", "A", "St", ". ", " ", "-", "’", "'", "\n", "(x)", "St. John", "_", "é", "\u00a0")


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sets(st.sampled_from([*PIECES, "a a", "A St", "St-a"])))
def test_forms_are_found_alike_in_short_and_in_long_texts(pieces: list[str], forms: set[str]) -> None:
    text = "".join(pieces)
    meanings: dict[str, tuple[str, str] | None] = {form: ("place", form) for form in forms}
    short = find_forms(text, meanings)
    assert find_forms(f"{text}{'|' * LONG_TEXT}", meanings) == short
    for hit in short:
        assert fold_apostrophes(text[hit.start : hit.end]) == fold_apostrophes(hit.key[1])


def fold_apostrophes(text: str) -> str:
    return text.replace("’", "'").replace("\u00a0", " ").replace("\n", " ")


def test_urls() -> None:
    assert article_url(datetime.date(1957, 10, 4), "sputnik") == "/1957/10/04/sputnik/"
    assert entity_url("person", "john-glenn") == "/people/john-glenn/"
    assert period_url(987, 3, under="/people/x/") == "/people/x/0987/03/"
    assert [file_of("/"), file_of("/a/"), file_of("/404.html")] == ["index.html", "a/index.html", "404.html"]


@pytest.mark.parametrize(
    ("base", "path", "absolute"),
    [
        ("", "/people/", "/people/"),
        ("/archive/", "/archive/people/", "/archive/people/"),
        ("https://example.org", "/people/", "https://example.org/people/"),
        ("https://example.org/a b/", "/a%20b/people/", "https://example.org/a%20b/people/"),
    ],
)
def test_base_path(base: str, path: str, absolute: str) -> None:
    assert (Urls(base).path("/people/"), Urls(base).absolute("/people/")) == (path, absolute)
    assert Urls("").path("/places/東京/") == "/places/%E6%9D%B1%E4%BA%AC/"


@given(TEXT | st.text(st.sampled_from("/a-1_%#?=&\n.~")))
def test_an_address_is_quoted_only_where_it_must(url: str) -> None:
    assert Urls("").path(url) == quote(url, safe="/#?=&%")
