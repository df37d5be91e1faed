"""Storylines: cases, and what never changes them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.build import Options, build
from sitegen.corpus import build as build_corpus
from sitegen.model import ENTITY_TYPES, Article, Authority, Config, Corpus, EntityKey, EntityRef, Storyline
from sitegen.pages import home
from sitegen.resolve import across
from sitegen.storylines import GAP, LEAST, WINDOW, find
from sitegen.terms import Terms
from sitegen.urls import storyline_url
from sitegen.views import HomeView

CASES = Path(__file__).parent / "cases" / "storylines"

MERGER = yaml.safe_load((CASES / "a-merger.yaml").read_text("utf-8"))["articles"]


def corpus(rows: Sequence[Mapping[str, Any]]) -> Corpus:
    articles = [
        Article(
            path=f"content/articles/{number}.md",
            title=row["title"],
            date=row["date"],
            slug=f"s{number}",
            text=row["text"],
            entities=tuple(
                EntityRef(kind.name, name) for kind in ENTITY_TYPES.values() for name in row.get(kind.plural, ())
            ),
        )
        for number, row in enumerate(rows)
    ]
    return build_corpus({a.path: a for a in articles}, across(articles, Authority()), ())


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    stories = corpus(case["articles"]).storylines
    found = [[int(url.rstrip("/").rpartition("/s")[2]) for url in story.articles] for story in stories]
    assert found == case["stories"]


def test_a_story_says_what_ties_it() -> None:
    (story,) = corpus(MERGER).storylines
    assert story.id == "1997-07-23-boeing-mcdonnell-douglas"
    assert story.shared == (("organization", "boeing"), ("organization", "mcdonnell-douglas"))
    assert story.words == ("merger",)
    assert story.former == ()


def test_a_word_keeps_its_capital_where_one_article_shows_it() -> None:
    rows = [{**row, "text": row["text"].replace("merger", "Merger")} for row in MERGER]
    (story,) = corpus(rows).storylines
    assert story.words == ("Merger",)


def test_a_story_that_lost_its_beginning_is_still_found() -> None:
    """An address made before an older article came to the archive leads on."""
    older = {
        **MERGER[0],
        "date": datetime.date(1997, 7, 18),
        "title": "Boeing and McDonnell Douglas wait for merger vote",
    }
    made = corpus([older, *MERGER])
    (before,) = corpus(MERGER).storylines
    (after,) = made.storylines
    assert after.id != before.id
    moved = {redirect.url: redirect.target for redirect in made.redirects}
    assert moved[storyline_url(before.id)] == storyline_url(after.id)


CASTS = st.sampled_from(["ada ben", "ada ben", "ada cleo", "ben dan", "ada ben cleo", "dan", ""]).map(
    lambda names: frozenset(("person", name) for name in names.split())
)
ROWS = st.lists(st.tuples(st.integers(0, 60), CASTS, st.sets(st.sampled_from("abcd"), max_size=3)), max_size=30)
"""Articles about few people in few words on few days: stories are likely."""


def archive(rows: Sequence[tuple[int, frozenset[EntityKey], set[str]]]) -> dict[str, Terms]:
    """Each article has words of its own beside those drawn, as news has."""
    return {
        f"/{number}/": article(day, cast, words | {f"own-{number}", f"other-{number}"})
        for number, (day, cast, words) in enumerate(rows)
    }


ARCHIVES = ROWS.map(archive)


def article(day: int, about: frozenset[EntityKey], words: set[str]) -> Terms:
    keys = tuple(sorted(about))
    return Terms(
        date=datetime.date(1901, 1, 1) + datetime.timedelta(day),
        entities=keys,
        about=keys,
        headlined=keys,
        words={word: word for word in sorted(words)},
        figures=(),
    )


def test_such_archives_have_stories() -> None:
    rows = [(day, frozenset({("person", "ada"), ("person", "ben")}), {"a"}) for day in (0, 3, 9)]
    assert len(find(archive(rows))) == 1


def dates(story: Storyline, terms: Mapping[str, Terms]) -> list[datetime.date]:
    return [terms[url].date for url in story.articles]


@given(ARCHIVES)
def test_what_a_story_is(terms: Mapping[str, Terms]) -> None:
    stories = find(terms)
    told = [url for story in stories for url in story.articles]
    assert len(told) == len(set(told))
    ids = [id_ for story in stories for id_ in (story.id, *story.former)]
    assert len({story.id for story in stories}) == len(stories)
    assert {story.id for story in stories}.isdisjoint(id_ for story in stories for id_ in story.former)
    assert all(
        id_.startswith(str(day)) for story in stories for id_, day in [(story.id, dates(story, terms)[0])]
    ), ids
    for story in stories:
        days = dates(story, terms)
        assert len(days) >= LEAST
        assert days == sorted(days)
        assert days[0] < days[-1]
        assert max((b - a).days for a, b in pairwise(days)) <= GAP
        assert all(set(story.shared) <= set(terms[url].about) for url in story.articles)


@given(ARCHIVES, st.randoms(use_true_random=False))
def test_the_order_of_articles_decides_nothing(terms: Mapping[str, Terms], random: Any) -> None:
    shuffled = list(terms)
    random.shuffle(shuffled)
    assert find({url: terms[url] for url in shuffled}) == find(terms)


@given(ARCHIVES, st.integers(0, 60))
def test_what_comes_later_undoes_no_story(terms: Mapping[str, Terms], day: int) -> None:
    until = datetime.date(1901, 1, 1) + datetime.timedelta(day)
    early = find({url: article for url, article in terms.items() if article.date <= until})
    late = {story.id: story.articles for story in find(terms)}
    for story in early:
        assert late[story.id][: len(story.articles)] == story.articles


FAR = WINDOW + GAP + 1


@given(
    ARCHIVES,
    st.sampled_from([-FAR, 60 + FAR]),
    CASTS,
    st.sets(st.sampled_from("abcxyz")),
)
def test_what_is_far_away_changes_no_story(terms: Mapping[str, Terms], day: int, keys: Any, words: Any) -> None:
    more = {**terms, "/far/": article(day, frozenset(keys), words)}
    assert find(more) == find(terms)


def test_a_story_has_pages(tmp_path: Path) -> None:
    seeds = tmp_path / "content" / "seeds"
    seeds.mkdir(parents=True)
    for number, row in enumerate(MERGER[:3]):
        (seeds / f"{number}.txt").write_text(f"{row['title']} date {row['date']}\n\n{row['text']}\n", "utf-8")
    report = build(Options(site=tmp_path))
    assert [problem for problem in report.problems if problem.severity == "error"] == []
    output = tmp_path / "output"
    (page,) = (output / "storylines").glob("1997-*/index.html")
    (whole, index) = page.read_text("utf-8"), (output / "storylines" / "index.html").read_text("utf-8")
    articles = sorted(output.glob("1997/0?/??/*/index.html"))
    assert len(articles) == 3
    assert f'href="/storylines/{page.parent.name}/"' in index
    for path in articles:
        text = path.read_text("utf-8")
        assert f'href="/{path.parent.relative_to(output).as_posix()}/" aria-current="page"' in text
        assert f'href="/storylines/{page.parent.name}/"' in text
        assert f'href="/{path.parent.relative_to(output).as_posix()}/"' in whole
    front = (output / "index.html").read_text("utf-8")
    assert '<a href="/storylines/"' in front
    assert f'<h3><a href="/storylines/{page.parent.name}/"' in front


def test_the_front_page_has_the_storylines_that_went_on_last() -> None:
    made = corpus([{**row, "date": row["date"] + datetime.timedelta(400 * n)} for n in range(5) for row in MERGER])
    assert len(made.storylines) == 5
    view = next(iter(home.pages(made, Config()))).make_view(made, Config())
    assert isinstance(view, HomeView)
    assert [story.storyline.url for story in view.storylines] == [
        storyline_url(story.id) for story in reversed(made.storylines[-3:])
    ]
    assert [link.url for link in view.storylines[0].headlines] == list(reversed(made.storylines[-1].articles))[:3]
    assert view.all_storylines
