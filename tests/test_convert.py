"""Which page a seed is written to, and when: edits are kept, addresses stay, nothing is lost."""

from __future__ import annotations

import datetime
import unicodedata
from cProfile import Profile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from sitegen.convert import Draft, Reading, Recipe, convert, listing, read_story, settle
from sitegen.document import format_article, is_untouched, parse_article
from sitegen.markup import to_html
from sitegen.model import Article, Authority, Entity, EntityRef, Seed
from sitegen.resolve import Within

RECIPE = Recipe("wire", Authority())
RECEIVED = datetime.date(2026, 11, 2)
COPY = "Glenn in orbit date 1962-02-20 By Nellie Bly\n\nAstronaut John Glenn flew three times around the earth.\n"


def seed(text: str = COPY, name: str = "a.txt") -> Seed:
    return Seed(f"seeds/{name}", text.encode(), RECEIVED)


def draft(text: str = COPY, name: str = "a.txt") -> Draft:
    return convert(seed(text, name), RECIPE)


def names(*drafts: Draft) -> set[str]:
    return {draft.path for draft in drafts}


PATH = "content/articles/1962/02/1962-02-20-glenn-in-orbit.md"


def test_a_seed_becomes_a_page() -> None:
    made = draft()
    writes, problems = settle([made], {}, names(made))
    article, _ = parse_article(PATH, writes[PATH])
    assert problems == []
    assert (article.title, article.date, article.authors) == (
        "Glenn in orbit",
        datetime.date(1962, 2, 20),
        ("Nellie Bly",),
    )
    assert [ref.name for ref in article.entities] == ["John Glenn"]
    assert article.generated == ()
    assert is_untouched(writes[PATH])


MEETING = """\
Marco Rubio of the Defense Intelligence Agency met Smith, Anna Smith and Peter Smith in Paris. Smith spoke.

President Smith left for the Bank of England. It is in London
"""


@settings(max_examples=20)
@given(st.integers(2, 40), st.sampled_from(["\n\n", " "]))
def test_a_text_many_times_over_lists_what_it_listed_once(times: int, between: str) -> None:
    text = MEETING if between == "\n\n" else " ".join(MEETING.split()) + "."
    once, often = (draft(f"Meeting date 1962-02-20\n\n{between.join([text] * n)}") for n in (1, times))
    assert once.article is not None
    assert often.article is not None
    assert often.article.entities == once.article.entities
    assert {found.form for found in often.unclear} == {found.form for found in once.unclear} == {"Smith"}


@pytest.mark.parametrize("between", ["\n\n", " "])
def test_twice_the_text_is_twice_the_work(between: str) -> None:
    """By the functions that are called: they do not depend on the machine."""

    def calls(times: int) -> int:
        sounds = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
        surnames = [f"{one}{other}n".capitalize() for one in sounds for other in sounds][:times]
        text = "".join(f"Anna {name} of {name} Bank met John {name}. {name} left.{between}" for name in surnames)
        profile = Profile()
        profile.runcall(draft, f"Meeting date 1962-02-20\n\n{text}")
        return sum(entry.callcount for entry in profile.getstats())

    calls(600)
    assert calls(600) < 2.2 * calls(300)


def test_converting_again_changes_nothing() -> None:
    made = draft()
    writes, _ = settle([made], {}, names(made))
    assert settle([made], writes, names(made)) == ({}, [])


def test_an_untouched_page_follows_its_seed_and_keeps_its_address() -> None:
    old, new = draft(), draft(COPY.replace("Glenn in orbit", "Glenn circles the earth"))
    pages, _ = settle([old], {}, names(old))
    writes, problems = settle([new], pages, names(new))
    assert problems == []
    assert list(writes) == [PATH]
    assert parse_article(PATH, writes[PATH])[0].title == "Glenn circles the earth"


def test_an_edited_page_is_left_alone_and_a_changed_seed_is_reported() -> None:
    old, new = draft(), draft(COPY + "\nMore.\n")
    pages, _ = settle([old], {}, names(old))
    edited = {PATH: pages[PATH].replace("- John Glenn\n", "- John Herschel Glenn\n")}
    assert settle([old], edited, names(old)) == ({}, [])
    writes, problems = settle([new], edited, names(new))
    assert writes == {}
    assert [(p.path, p.severity) for p in problems] == [(PATH, "notice")]
    seen = {PATH: edited[PATH].replace(old.sha256, new.sha256)}
    assert settle([new], seen, names(new)) == ({}, [])


def test_a_broken_page_is_nobodys_reason_for_a_second_one() -> None:
    made = draft()
    pages, _ = settle([made], {}, names(made))
    broken = {PATH: pages[PATH].replace("title: ", "title: [")}
    assert settle([made], broken, names(made)) == ({}, [])


def test_a_page_without_its_seed_stays_and_is_reported() -> None:
    made = draft()
    pages, _ = settle([made], {}, names(made))
    writes, problems = settle([], pages, set())
    assert writes == {}
    assert [str(p) for p in problems] == [f"{PATH}: its seed content/seeds/a.txt is gone; the page stays"]


def test_a_seed_renamed_and_edited_at_once_keeps_its_page() -> None:
    old, new = draft(), draft(COPY + "\nHe is well, and will be in Washington on Monday.\n", "b.txt")
    pages, _ = settle([old], {}, names(old))
    writes, problems = settle([new], pages, names(new))
    assert problems == []
    assert list(writes) == [PATH]
    assert "file: seeds/b.txt" in writes[PATH]
    assert "He is well" in writes[PATH]


def test_it_does_where_its_headline_changed_too() -> None:
    more = "\nHe splashed down near the destroyer Noa after a flight of just under five hours.\n"
    old, new = draft(COPY + more), draft(COPY.replace("Glenn in orbit", "Three orbits for Glenn") + more, "b.txt")
    pages, _ = settle([old], {}, names(old))
    writes, problems = settle([new], pages, names(new))
    assert (list(writes), problems) == ([PATH], [])


@pytest.mark.parametrize(
    "text",
    [
        "Glenn in orbit date 1962-02-20\n\nThe weather over the Atlantic was fair, and ships stood by.\n",
        COPY.replace("1962-02-20", "1962-02-21"),
        "Herring catch date 1962-02-20\n\nAstronaut John Glenn had herring, of which more is caught.\n",
    ],
    ids=["same headline", "another day", "same day"],
)
def test_another_story_does_not_take_the_page_of_one_whose_seed_is_gone(text: str) -> None:
    old, new = draft(), draft(text, "b.txt")
    pages, _ = settle([old], {}, names(old))
    writes, problems = settle([new], pages, names(new))
    assert PATH not in writes
    assert len(writes) == len(problems) == 1


def test_an_edited_page_stays_with_its_seed_under_any_name() -> None:
    old, renamed = draft(), draft(name="b.txt")
    pages, _ = settle([old], {}, names(old))
    edited = {PATH: pages[PATH].replace("- John Glenn\n", "- John Herschel Glenn\n")}
    writes, problems = settle([renamed], edited, names(renamed))
    assert writes == {}
    now = f"{PATH}: its seed is content/seeds/b.txt now, but this page was edited by hand and is left as it is"
    assert [str(problem) for problem in problems] == [f"{now}; write file: seeds/b.txt into its `source`"]
    corrected = draft(COPY + "\nHe is well.\n", "b.txt")
    writes, problems = settle([corrected], edited, names(corrected))
    assert writes == {}
    assert [problem.message.partition(",")[0] for problem in problems] == [
        "its seed is content/seeds/b.txt now",
        "content/seeds/b.txt changed",
    ]
    seen = {PATH: edited[PATH].replace("seeds/a.txt", "seeds/b.txt").replace(old.sha256, corrected.sha256)}
    assert settle([corrected], seen, names(corrected)) == ({}, [])


def test_a_page_that_is_being_saved_gets_no_double_where_its_seed_is_renamed() -> None:
    old, new = draft(), draft(COPY.replace("By Nellie Bly", ""), "b.txt")
    pages, _ = settle([old], {}, names(old))
    top = pages[PATH][: pages[PATH].index("\n---")]
    for renamed in (draft(name="b.txt"), new):
        assert settle([renamed], {PATH: top}, names(renamed))[0] == {}


@pytest.mark.parametrize("more", ["", "\nHe is well.\n"], ids=["renamed", "edited too"])
def test_of_pages_that_are_the_same_the_first_is_kept(more: str) -> None:
    one, two, new = draft(), draft(name="b.txt"), draft(COPY + more, "c.txt")
    pages, _ = settle([one, two], {}, names(one, two))
    assert list(settle([new], pages, names(new))[0]) == [PATH]


def test_two_seeds_never_share_a_page() -> None:
    old, one, two = draft(), draft(name="b.txt"), draft(COPY + "\nMore.\n", "c.txt")
    pages, _ = settle([old], {}, names(old))
    noted = {PATH: pages[PATH].replace("\n---", f"\nseen: {two.sha256}\n---", 1)}
    writes, _ = settle([one, two], noted, names(one, two))
    assert list(writes) == [PATH.replace(".md", "-2.md")]


def test_a_renamed_seed_whose_date_is_guessed_anew_keeps_its_page() -> None:
    text = "Astronaut John Glenn flew three times around the earth on his first day in orbit.\n"
    old = draft(text)
    pages, _ = settle([old], {}, names(old))
    moved = Seed("seeds/b.txt", f"{text}\nHe is well.\n".encode(), datetime.date(2031, 1, 1))
    new = convert(moved, RECIPE)
    writes, problems = settle([new], pages, names(new))
    assert list(writes) == list(pages)
    assert [problem.path for problem in problems] == ["content/seeds/b.txt"]


@given(st.permutations(["b.txt", "c.txt", "d.txt"]), st.permutations(range(3)))
@settings(max_examples=20)
def test_of_several_renamed_seeds_each_gets_its_own_page(files: list[str], order: list[int]) -> None:
    days = ["It rained at the Cape.", "The sun shone on the sea.", "A ship took him up."]
    told = [f"{COPY}\n{sentence} {sentence.upper()}\n" for sentence in days]
    old = [draft(text, f"a{n}.txt") for n, text in enumerate(told)]
    pages, _ = settle(old, {}, names(*old))
    new = [draft(f"{told[n]}\nMore later.\n", files[n]) for n in order]
    writes, problems = settle(new, {path: pages[path] for path in sorted(pages, reverse=order[0] > 0)}, names(*new))
    assert problems == []
    assert sorted(writes) == sorted(pages)
    for n, text in enumerate(days):
        [page] = [path for path, before in pages.items() if text in before]
        assert text in writes[page]
        assert f"seeds/{files[n]}" in writes[page]


def test_two_seeds_with_one_headline_get_two_pages() -> None:
    one, two = draft(name="a.txt"), draft(name="b.txt")
    writes, _ = settle([two, one], {}, names(one, two))
    assert sorted(writes) == [PATH.replace(".md", "-2.md"), PATH]
    assert "file: seeds/a.txt" in writes[PATH]


def test_a_later_twin_does_not_take_a_standing_address() -> None:
    first, earlier = draft(name="b.txt"), draft(name="a.txt")
    pages, _ = settle([first], {}, names(first))
    writes, _ = settle([first, earlier], pages, names(first, earlier))
    assert list(writes) == [PATH.replace(".md", "-2.md")]


@pytest.mark.parametrize("text", ["", "---\ntitle: Glenn orb", "no front matter"])
def test_a_page_that_is_being_saved_gets_no_double(text: str) -> None:
    assert settle([draft()], {PATH: text}, {"seeds/a.txt"}) == ({}, [])


def test_a_guessed_date_is_guessed_once() -> None:
    text = "Astronaut John Glenn flew three times around the earth on his first day in orbit.\n"
    first = draft(text)
    pages, problems = settle([first], {}, names(first))
    assert [problem.severity for problem in problems] == ["notice"]
    again = convert(replace(seed(text), received=datetime.date(2031, 1, 1)), RECIPE)
    assert settle([again], pages, names(again))[0] == {}


HOSTILE = "ab 1.*_`#<>&;![](){}=-+:|\"'\\~$%@^/é漢🚀\u202e\u05d0\u200f\n\x00\x07\x85\x0c"


@given(st.text(st.sampled_from(HOSTILE) | st.characters(exclude_categories=["Cs"]), max_size=300))
@example("{{ config }} {% raw %} <script>alert(1)</script> &lt;b&gt;\n\n---\ntitle: x\n---\n\n1. one\n- two\n\n***")
def test_hostile_copy_arrives_character_for_character(copy: str) -> None:
    data = f"Header date 1962-02-20\n\nThe copy: {copy}".encode()
    made = convert(Seed("seeds/a.txt", data, RECEIVED), RECIPE)
    if made.article is None:
        assert b"\x00" in data or sum(map(is_control, copy)) > len(copy) / 20
        return
    page, problems = parse_article(PATH, format_article(replace(made.article, path=PATH)))
    assert problems == ()
    tree = LexborHTMLParser(f"<body>{to_html(page.body)}").body
    assert tree is not None
    sent = "".join(char for char in f"The copy: {copy}" if not is_control(char) and not is_noncharacter(char))
    assert " ".join(tree.text().split()) == " ".join(sent.split())


def is_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc" and not char.isspace()


def is_noncharacter(char: str) -> bool:
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF


@pytest.mark.parametrize(
    ("dateline", "places"),
    [
        ("MOSCOW, April 12 (Agency) - ", ["Moscow", "Soviet Union"]),
        ("KINGSTON, Jamaica, April 12 - ", ["Kingston", "Jamaica"]),
        ("CAMBRIDGE, Mass., April 12 - ", ["Cambridge", "Massachusetts", "United States"]),
        ("PARIS, Texas, April 12 - ", ["Paris", "Texas", "United States"]),
        ("PARIS/LONDON, April 12 - ", ["Paris", "France", "London", "United Kingdom"]),
        ("LEIPZIG, April 12 - ", ["Leipzig", "East Germany"]),
        ("NORCROSS, Ga., April 12 - ", ["Norcross", "Georgia", "United States"]),
        ("AUGUSTA, GA., April 12 - ", ["Augusta", "Georgia", "United States"]),
        ("CHARLESTON, W. Va., April 12 - ", ["Charleston", "West Virginia", "United States"]),
        ("CHICOUTIMI, Que., April 12 - ", ["Chicoutimi", "Quebec", "Canada"]),
        ("ST. PAUL, Minn, April 12 - ", ["St. Paul", "Minnesota", "United States"]),
        ("TBILISI, Georgia, April 12 - ", ["Tbilisi", "Georgia", "Soviet Union"]),
        ("RIO DE JANEIRO, April 12 - ", ["Rio de Janeiro", "Brazil"]),
        ("Noon, ", []),
    ],
)
def test_a_dateline_lists_its_places_and_their_countries(dateline: str, places: list[str]) -> None:
    made = draft(f"Header date 1961-04-12\n\n{dateline}The first man is in orbit.\n").article
    assert made is not None
    assert [ref.name for ref in made.entities if ref.type == "place"] == places


def test_a_recogniser_may_leave_the_dateline_to_the_importer() -> None:
    imported = read_story(seed("Header date 1961-04-12\n\nMOSCOW, April 12 - The first man is in orbit.\n"))
    unread = Reading(imported.story, (), Within((), ()))
    assert [ref.name for ref in listing(unread, RECEIVED).entities] == ["Moscow", "Russia"]


def test_what_an_article_is_about_is_listed_first() -> None:
    copy = """Glenn in orbit date 1962-02-20

CAPE CANAVERAL, Fla., Feb 20 - The flight took five hours.

Scott Carpenter was the one who wished him luck. Cuba could be seen.

John Glenn said the United States would do more."""
    made = draft(copy).article
    assert made is not None
    assert [ref.name for ref in made.entities if ref.type == "person"] == ["John Glenn", "Scott Carpenter"]
    places = [ref.name for ref in made.entities if ref.type == "place"]
    assert places == ["Cape Canaveral", "Florida", "United States", "Cuba"]


def test_a_country_that_people_named_is_listed_under_their_name() -> None:
    america = Entity(type="place", id="usa", name="USA", aliases=("United States", "U.S."))
    text = "Header date 1962-02-20\n\nHOUSTON, Feb 20 - The U.S. has an astronaut in orbit.\n"
    made = convert(seed(text), Recipe("wire", Authority(entities=(america,)))).article
    assert made is not None
    assert [ref.name for ref in made.entities if ref.type == "place"] == ["Houston", "USA"]


def test_what_people_know_is_found() -> None:
    text = "Header date 1962-02-20\n\nThe destroyer Noa hoisted the capsule aboard. The Noa Club met.\n"
    noa = Entity(type="organization", id="uss-noa", name="USS Noa", aliases=("Noa",), excluded=("Noa Club",))
    made = convert(seed(text), Recipe("wire", Authority(entities=(noa,))))
    assert made.article is not None
    assert made.article.entities[0] == EntityRef("organization", "USS Noa", ("Noa",))


def test_a_file_that_is_no_article_is_reported_and_skipped() -> None:
    made = convert(Seed("seeds/empty.txt", b" \n", RECEIVED), RECIPE)
    assert made.article is None
    assert [problem.path for problem in made.problems] == ["content/seeds/empty.txt"]
    writes, problems = settle([made], {}, names(made))
    assert (writes, problems) == ({}, list(made.problems))


def test_a_page_is_plain_markdown() -> None:
    article = Article(
        path="content/articles/a.md", title="A", date=datetime.date(1962, 2, 20), slug="a", body="Copy."
    )
    assert format_article(article).startswith(
        "---\ntitle: A\ndate: 1962-02-20\nauthors: []\nsummary: ''\npeople: []\norganizations: []\nplaces: []\n"
    )
    assert format_article(article).endswith("---\n\nCopy.\n")
