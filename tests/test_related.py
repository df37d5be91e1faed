"""Related articles: what makes two near, what is said of it, and what an edit can change."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.corpus import build
from sitegen.model import Article, Authority, Config, Corpus, EntityKey, EntityRef, Outline
from sitegen.pages.articles import pages
from sitegen.related import LIMIT, Index, Own, amended, make_index, nearest, reach, relate, similarity
from sitegen.resolve import across
from sitegen.terms import Terms, alike, likeness, terms

BESSEMER, KRUPP, ESSEN = (
    EntityRef("person", "Henry Bessemer"),
    EntityRef("person", "Alfred Krupp"),
    EntityRef("place", "Essen"),
)
DAY = datetime.date(1856, 8, 13)


def article(
    slug: str, text: str, *refs: EntityRef, days: int = 0, title: str = "", generated: bool = False
) -> Article:
    date = DAY + datetime.timedelta(days)
    return Article(
        path=f"content/articles/{slug}.md",
        title=title or slug,
        date=date,
        slug=slug,
        body=text,
        text=text,
        entities=refs,
        generated=("title",) if generated else (),
    )


def corpus(*articles: Article) -> Corpus:
    return build({a.path: a for a in articles}, across(articles, Authority()), ())


def reasons(made: Corpus, slug: str) -> dict[str, str]:
    """The reasons for the related articles of one, by their slugs."""
    view = next(page.make_view(made, Config()) for page in pages(made, Config()) if page.url.endswith(f"/{slug}/"))
    return {related.article.url.rstrip("/").rpartition("/")[2]: related.reason for related in view.related}


def filler(count: int) -> list[Article]:
    """Articles that have nothing to do with anything."""
    return [
        article(f"f{number}", f"Word{'abcdefghijklmnopqrstuvwxyz'[number % 26]}{number}.")
        for number in range(count)
    ]


def test_the_reason_is_said() -> None:
    made = corpus(
        article("a", "Henry Bessemer read a paper on blowing air through iron.", BESSEMER),
        article("b", "Henry Bessemer sold licences.", BESSEMER),
        article("c", "Henry Bessemer visited a foundry.", BESSEMER, days=9),
        article("d", "A foundry in Wales blows air through molten iron on paper only.", days=9),
        *filler(40),
    )
    assert reasons(made, "a") == {
        "b": "the same day, also about Henry Bessemer",
        "c": "shares Henry Bessemer",
        "d": "shares the words ‘air’, ‘iron’ and ‘paper’",
    }


def test_what_is_in_every_story_relates_nothing() -> None:
    made = corpus(*(article(f"s{number}", f"Essen wrote of thing{number}.", ESSEN) for number in range(20)))
    assert set(made.related.values()) == {()}


def test_the_rarer_is_the_nearer() -> None:
    others = [article(f"k{number}", "Alfred Krupp cast steel.", KRUPP, days=40 * number) for number in range(5)]
    made = corpus(
        article("a", "Henry Bessemer wrote to Alfred Krupp.", BESSEMER, KRUPP),
        *others,
        article("b", "Henry Bessemer rested.", BESSEMER, days=300),
        *filler(30),
    )
    index = make_index(_terms(made))
    a, b, k = (next(url for url in made.articles if url.endswith(f"/{slug}/")) for slug in ("a", "b", "k4"))
    assert similarity(a, b, index) > similarity(a, k, index)


def _terms(made: Corpus) -> dict[str, Terms]:
    return {
        url: read(article, made.listed[url], made.about[url], made.forms[url], text=made.copies[article.path])
        for url, article in made.articles.items()
    }


def read(
    article: Outline,
    listed: Iterable[EntityKey] = (),
    about: Iterable[EntityKey] = (),
    forms: Mapping[str, EntityKey | None] | None = None,
    *,
    text: str,
) -> Terms:
    headline = "" if article.generated else article.title
    return terms(article.date, text, article.title, headline, listed, about, forms or {})


REPORT = "Henry Bessemer told engineers at Cheltenham how a blast of air turns pig iron into malleable metal."


def test_of_much_the_same_text_one_is_shown() -> None:
    made = corpus(
        article(
            "a", "Henry Bessemer is a rich man who keeps a large telescope in the garden of his house.", BESSEMER
        ),
        article("b", REPORT, BESSEMER, days=1),
        article("c", REPORT.replace("told", "has told"), BESSEMER, days=1),
        article("d", REPORT, BESSEMER, days=2),
        *filler(30),
    )
    assert list(reasons(made, "a").values()) == ["shares Henry Bessemer"]
    assert list(reasons(made, "b").values()) == ["much the same text", "shares Henry Bessemer"]


def test_the_same_words_a_week_later_are_another_text() -> None:
    one, two = article("a", REPORT, BESSEMER), article("b", REPORT, BESSEMER, days=7)
    said = read(one, text=one.text), read(two, text=two.text)
    assert likeness(*said) == 1
    assert not alike(*said)


@pytest.mark.parametrize(
    ("title", "generated", "words"),
    [
        ("Steel for nothing", False, {"blast", "metal", "nothing", "steel"}),
        ("Steel for nothing", True, {"blast", "metal"}),
        ("STEEL <STL> BESSEMER’S", False, {"blast", "metal", "steel"}),
    ],
)
def test_words(title: str, generated: bool, words: set[str]) -> None:
    key = ("person", "henry-bessemer")
    text = "Henry Bessemer has a blast of 12 metals.\n\nA later paragraph."
    forms: dict[str, EntityKey | None] = {"Bessemer": key, "Henry": key}
    made = read(article("a", text, title=title, generated=generated), [key], [key], forms, text=text)
    assert set(made.words) == words
    assert made.figures == ("12",)
    assert made.headlined == ((key,) if "BESSEMER" in title else ())


# --- laws -----------------------------------------------------------------------------------------------------

KEYS = st.sets(st.tuples(st.sampled_from(["person", "place"]), st.sampled_from("pqrstu")), max_size=4)
ARTICLES = st.builds(
    lambda day, keys, words, subjects: Terms(
        date=DAY + datetime.timedelta(day),
        entities=tuple(sorted(keys)),
        about=tuple(sorted(keys)[:subjects]),
        headlined=(),
        words={word: word for word in sorted(words)},
        figures=(),
    ),
    st.integers(0, 400),
    KEYS,
    st.sets(st.sampled_from("abcdefghijklmno"), max_size=6),
    st.integers(0, 4),
)
ARCHIVES = st.lists(ARTICLES, max_size=40).map(lambda rows: {f"/{number}/": row for number, row in enumerate(rows)})


@given(ARCHIVES)
def test_nearness_is_mutual(archive: Mapping[str, Terms]) -> None:
    index = make_index(archive)
    for one in archive:
        for other in archive:
            assert similarity(one, other, index) == similarity(other, one, index)


@given(ARCHIVES, st.randoms(use_true_random=False))
def test_the_order_of_articles_decides_nothing(archive: Mapping[str, Terms], random: Any) -> None:
    shuffled = list(archive)
    random.shuffle(shuffled)
    assert relate({url: archive[url] for url in shuffled}) == relate(archive)


@given(ARCHIVES)
def test_a_relation_has_its_reasons(archive: Mapping[str, Terms]) -> None:
    for url, relations in relate(archive).items():
        assert len(relations) <= LIMIT
        assert len({relation.article for relation in relations} - {url}) == len(relations)
        assert sum(relation.repeats for relation in relations) <= 1
        for relation in relations:
            other = archive[relation.article]
            assert relation.shared or relation.words
            assert set(relation.shared) <= set(archive[url].entities) & set(other.entities)
            assert set(relation.words) <= archive[url].words.keys() & other.words.keys()


def edited(archive: Mapping[str, Terms], edits: Any) -> dict[str, Terms]:
    """With other articles of some numbers, or none."""
    changed = dict(archive)
    for number, row in edits:
        changed.pop(f"/{number}/", None)
        changed |= {f"/{number}/": row} if row else {}
    return changed


@given(ARCHIVES, st.lists(st.tuples(st.integers(0, 45), st.none() | ARTICLES), min_size=1, max_size=3))
def test_an_edit_changes_nothing_out_of_its_reach(archive: Mapping[str, Terms], edits: Any) -> None:
    changed = edited(archive, edits)
    old, new = make_index(archive), make_index(changed)
    before = {url: archive.get(url) for url in (*archive, *changed) if archive.get(url) != changed.get(url)}
    assert reach(new, {}) == frozenset()
    for url in changed.keys() - reach(new, before):
        assert nearest(url, old) == nearest(url, new)


@given(ARCHIVES, st.lists(st.tuples(st.integers(0, 45), ARTICLES), min_size=1, max_size=3))
def test_an_index_is_amended_as_it_would_be_made(archive: Mapping[str, Terms], edits: Any) -> None:
    others = {
        url: msgspec.structs.replace(row, date=archive[url].date)
        for number, row in edits
        if (url := f"/{number}/") in archive
    }
    old, new = make_index(archive), make_index({**archive, **others})
    assert named(amended(old, others)) == named(new)
    assert named(old) == named(make_index(archive))


@given(ARCHIVES, st.lists(st.tuples(st.integers(0, 45), st.none() | ARTICLES), min_size=1, max_size=30))
def test_an_index_is_made_from_an_earlier_one(archive: Mapping[str, Terms], edits: Any) -> None:
    changed = edited(archive, edits)
    differ = {url for url in (*archive, *changed) if archive.get(url) != changed.get(url)}
    own = msgspec.msgpack.decode(msgspec.msgpack.encode(make_index(archive).own()), type=Own)
    assert named(make_index(changed, own, differ)) == named(make_index(changed))


def named(index: Index) -> tuple[Any, ...]:
    """What an index says, by names."""
    held = {number: [*index.holders[number]] for number in range(len(index.terms)) if index.holders.count(number)}
    ranked = sorted((number for number in held if index.weights[number]), key=index.ranks.__getitem__)
    return (
        dict(index.said),
        index.urls,
        {
            url: [{index.terms[n] for n in lists[place]} for lists in (index.has, index.subjects)]
            for url, place in index.places.items()
        },
        {url: index.cast(url) for url in index.urls},
        {index.terms[number]: (places, index.weights[number]) for number, places in held.items()},
        [index.terms[number] for number in ranked],
        all(index.numbers[term] == number for number, term in enumerate(index.terms)),
    )
