"""Article pages: written, read back, recognised as edited or not."""

from __future__ import annotations

import datetime

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen import markup
from sitegen.document import (
    format_article,
    is_untouched,
    parse_article,
    parse_page,
    source_file,
    stated_date,
)
from sitegen.errors import Invalid
from sitegen.model import ENTITY_TYPES, Article, Block, EntityRef, Source

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(
    lambda t: t.strip() == t
)
AWKWARD = st.sampled_from(
    [
        "NO",
        "~",
        "null",
        "1984",
        "1_000",
        "2001-01-01",
        "- dash",
        "key: value",
        "# note",
        "'tis",
        '"q"',
        "{{ x }}",
        "---",
    ]
)
NAME = LINE | AWKWARD
ARTICLES = st.builds(
    Article,
    path=st.just("content/articles/1962/02/1962-02-20-glenn.md"),
    title=NAME,
    date=st.dates(datetime.date(1000, 1, 1)),
    slug=st.just("glenn"),
    authors=st.lists(NAME, max_size=3).map(tuple),
    location=st.none() | NAME,
    summary=NAME,
    entities=st.lists(
        st.builds(EntityRef, st.sampled_from(list(ENTITY_TYPES)), NAME, st.lists(NAME, max_size=2).map(tuple)),
        max_size=4,
    ).map(lambda refs: tuple(sorted(refs, key=lambda ref: list(ENTITY_TYPES).index(ref.type)))),
    source=st.builds(Source, st.just("seeds/1962-02-20-glenn.txt"), st.just("0" * 64)),
    body=LINE.map(lambda text: markup.from_blocks([Block("paragraph", text)])),
)


@given(ARTICLES)
@example(Article(path="content/articles/a.md", title="NO", date=datetime.date(1957, 10, 4), slug="a", body="\\---"))
def test_a_page_reads_back_as_it_was_written(article: Article) -> None:
    text = format_article(article)
    read, problems = parse_article(article.path, text)
    assert problems == ()
    assert read.body == article.body
    assert format_article(read) == text
    assert [
        getattr(read, f) for f in ("title", "date", "slug", "authors", "location", "summary", "entities", "source")
    ] == [
        getattr(article, f)
        for f in ("title", "date", "slug", "authors", "location", "summary", "entities", "source")
    ]


@given(ARTICLES)
def test_other_tools_read_the_same_front_matter(article: Article) -> None:
    header = yaml.safe_load(format_article(article).split("---\n", 2)[1])
    assert header["title"] == article.title
    assert header["date"] == article.date
    assert header["authors"] == list(article.authors)
    assert all(isinstance(name, str) or isinstance(name["name"], str) for name in header["people"])


@given(ARTICLES, st.data())
def test_any_edit_is_seen_and_line_ends_are_none(article: Article, data: st.DataObject) -> None:
    text = format_article(article)
    assert is_untouched(text)
    assert is_untouched(text.replace("\n", "\r\n"))
    place = data.draw(st.integers(0, len(text)))
    assert not is_untouched(text[:place] + "x" + text[place:])


def test_where_a_page_came_from_is_known_even_when_it_is_broken() -> None:
    article = Article(
        path="content/articles/a.md",
        title="A",
        date=datetime.date(1957, 10, 4),
        slug="a",
        source=Source("seeds/o'neill, 1957.txt", "0" * 64),
    )
    text = format_article(article)
    assert source_file(text) == "seeds/o'neill, 1957.txt"
    assert source_file(text.replace("title: A", "title: [A")) == "seeds/o'neill, 1957.txt"
    assert source_file("---\nsource:\n  file: seeds/b.txt\n---\n") == "seeds/b.txt"
    assert source_file("---\ntitle: A\n---\nsource: {file: x}") is None
    assert stated_date(text) == datetime.date(1957, 10, 4)
    assert stated_date("---\ndate: 1957-99-04\n---\n") is None


def test_what_people_write() -> None:
    lines = ["title: 1984", "date: 1957-10-04", "places: [NO, Texas]", "topics:", "slug: Own Words"]
    text = "\r\n".join(["\ufeff---", *lines, "---", "Copy.", ""])
    article, problems = parse_article("content/articles/1957-10-04-file.md", text)
    assert [(problem.line, problem.column, problem.severity) for problem in problems] == [(6, 7, "notice")]
    assert (article.title, article.slug, article.body) == ("1984", "own-words", "Copy.")
    assert [ref.name for ref in article.entities] == ["NO", "Texas"]
    assert (
        parse_article("content/articles/1957-10-04-file.md", text.replace("slug: Own Words", ""))[0].slug == "file"
    )


@pytest.mark.parametrize(
    ("path", "text", "url", "title"),
    [
        ("content/pages/about.md", "---\ntitle: About us\n---\nHello.", "/about/", "About us"),
        ("content/pages/house-rules.md", "No front matter.", "/house-rules/", "House rules"),
        ("content/pages/help/index.md", "---\n---\nHelp.", "/help/", "Index"),
        ("content/pages/help/Search.md", "Help.", "/help/search/", "Search"),
    ],
)
def test_hand_written_pages(path: str, text: str, url: str, title: str) -> None:
    page, problems = parse_page(path, text)
    assert (page.url, page.title, problems) == (url, title, ())


def test_a_broken_hand_written_page_is_refused() -> None:
    with pytest.raises(Invalid, match=r"^content/pages/a\.md:2:7: menu: 'perhaps' is not true or false$"):
        parse_page("content/pages/a.md", "---\nmenu: perhaps\n---\n")
