"""What an article is about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import EntityKey, Hit
from sitegen.names import find_forms
from sitegen.salience import PARAGRAPHS, nationalities, salient

REAGAN, GORBACHEV, ICELAND = ("person", "reagan"), ("person", "gorbachev"), ("place", "iceland")
FORMS: dict[str, EntityKey | None] = {
    "Ronald Reagan": REAGAN,
    "Reagan": REAGAN,
    "Mikhail Gorbachev": GORBACHEV,
    "Gorbachev": GORBACHEV,
    "Iceland": ICELAND,
}
SUMMIT = """REYKJAVIK, Oct 12 - Ronald Reagan left the talks without an agreement.

Mikhail Gorbachev spoke for an hour.

Iceland had ten days to prepare. Iceland is not used to summits.

The President flew home."""
KEYS = st.tuples(st.sampled_from(["person", "place"]), st.sampled_from("abcd"))
TEXTS = st.lists(st.text("ab .", min_size=1, max_size=9), min_size=1, max_size=6).map("\n\n".join)


def about(text: str, headline: str = "", written_in: tuple[EntityKey, ...] = ()) -> set[EntityKey]:
    return set(salient(text, find_forms(text, FORMS), headline, FORMS, written_in))


def test_whoever_is_in_the_lead() -> None:
    assert about(SUMMIT) == {REAGAN}


def test_whoever_is_in_the_headline_in_capitals_too() -> None:
    assert about(SUMMIT, "Gorbachev says why") == {REAGAN, GORBACHEV}
    assert about(SUMMIT, "GORBACHEV SAYS WHY") == {REAGAN, GORBACHEV}
    assert about(SUMMIT, "GORBACHEVS SAY WHY") == {REAGAN}


def test_whoever_is_named_in_several_paragraphs() -> None:
    later = "\n\nGorbachev thanked Iceland."
    assert about(SUMMIT + later * (PARAGRAPHS - 2)) == {REAGAN}
    assert about(SUMMIT + later * (PARAGRAPHS - 1)) == {REAGAN, GORBACHEV, ICELAND}


def test_where_it_was_written() -> None:
    assert about(SUMMIT, written_in=(ICELAND,)) == {REAGAN, ICELAND}


def test_a_nationality_is_evidence_for_its_country() -> None:
    words = nationalities({"Iceland": ICELAND, "Reykjavik": ("place", "reykjavik")})
    text = f"{SUMMIT}\n\nIcelandic police stood by.\n\nAn Icelander sold sweaters."
    assert set(words.values()) == {ICELAND}
    assert about(text) == {REAGAN}
    assert ICELAND in salient(text, [*find_forms(text, FORMS), *find_forms(text, words)])


@st.composite
def texts_with_hits(draw: st.DrawFn) -> tuple[str, list[Hit]]:
    text = draw(TEXTS)
    starts = st.integers(0, len(text) - 1)
    return text, draw(st.lists(st.builds(lambda start, key: Hit(start, start + 1, key), starts, KEYS)))


@given(texts_with_hits())
def test_nobody_is_invented_and_the_order_of_hits_is_of_no_account(
    article: tuple[str, list[Hit]],
) -> None:
    text, hits = article
    found = salient(text, hits)
    assert found <= {hit.key for hit in hits}
    assert found == salient(text, sorted(hits, key=lambda hit: (hit.key, -hit.start)))


@given(texts_with_hits(), st.integers(0, 99))
def test_more_evidence_takes_nothing_back(article: tuple[str, list[Hit]], kept: int) -> None:
    text, hits = article
    assert salient(text, hits[:kept]) <= salient(text, hits)
