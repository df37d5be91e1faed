"""Raw files to stories. Each folder of cases/seeds is a case: seed.txt as received, and expected.yaml."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from sitegen import importers
from sitegen.errors import Invalid, Problem
from sitegen.importers import byline, dateline
from sitegen.importers.decode import decode
from sitegen.importers.wire import WireImporter, plain_story
from sitegen.model import Seed, Story
from sitegen.text import fold_space

CASES = Path(__file__).parent / "cases" / "seeds"
RECEIVED = datetime.date(2026, 3, 1)


def seed(data: bytes | str, path: str = "seeds/story.txt") -> Seed:
    return Seed(path, data if isinstance(data, bytes) else data.encode(), RECEIVED)


def read(data: bytes | str, path: str = "seeds/story.txt") -> Story:
    return WireImporter().read(seed(data, path)).story


def described(problems: Iterable[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


# --- cases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_case(case: Path) -> None:
    expected = yaml.safe_load((case / "expected.yaml").read_text("utf-8"))
    path = expected.pop("path", "seeds/story.txt")
    assert outcome(seed((case / "seed.txt").read_bytes(), path)) == expected


def outcome(given_seed: Seed) -> dict[str, Any]:
    """What a reader of the case wants to see; what is empty is left out."""
    try:
        imported = WireImporter().read(given_seed)
    except Invalid as invalid:
        return {"invalid": described(invalid.problems)}
    story = imported.story
    fields = {
        "title": story.title,
        "date": story.date,
        "authors": list(story.authors),
        "location": story.location,
        "dateline": story.dateline,
        "guessed": list(story.guessed),
        "blocks": [{block.kind: block.text} for block in story.blocks],
        "problems": described(imported.problems),
    }
    return {name: value for name, value in fields.items() if value}


# --- the copy is sacred ---------------------------------------------------------------------------------------

NONCHARACTER = re.compile("[\ufdd0-\ufdef]")
HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            [
                "\n\n",
                "\n",
                "\r\n\r\n",
                "\x0b",
                "\x85",
                "\u2028",
                " date 1957-10-04 ",
                "KINGSTON, Feb 26 (AP) - ",
                "(Compiled by Nellie Bly)",
                "SUBHEAD IN CAPITALS",
                "A sentence stands here, whole and plain.",
                "{{ jinja }} {% x %}",
                "<b>&amp;</b>",
                "**_`[](",
                "\u202e\u05d0",
                "\U0001f680",
                "---\nkey: !!x",
            ]
        ),
    ),
    max_size=25,
).map("".join)


def kept_text(text: str) -> str:
    """What a page can carry of a text: no controls, surrogates or noncharacters; other white space is kept."""
    spaced = re.sub("[\x0b\x0c\x1c-\x1f\x85\r]", " ", text)
    return "".join(
        char
        for char in spaced
        if char in "\t\n" or not (ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char) < 0xE000)
        if not NONCHARACTER.match(char) and ord(char) & 0xFFFE != 0xFFFE
    )


@given(HOSTILE)
def test_copy_under_a_header_is_never_altered(body: str) -> None:
    assume("\0" not in body and kept_text(body).strip())
    try:
        story = read("A title date 1957-10-04 By Nellie Bly\n" + body)
    except Invalid as invalid:
        assert "this is not text" in str(invalid)  # noqa: PT017
    else:
        assert fold_space(story.text) == fold_space(kept_text(body))
        assert story.dateline in story.text


@given(HOSTILE)
def test_copy_without_a_header_is_title_and_body(body: str) -> None:
    assume("date" not in body and "by" not in body.lower() and not body.startswith("\ufeff"))
    try:
        story = read(body)
    except Invalid:
        return
    whole = " ".join(filter(None, (story.title, story.text)))
    assert fold_space(whole) == fold_space(kept_text(body))


@given(st.binary(max_size=300))
def test_any_bytes_give_a_story_or_problems(data: bytes) -> None:
    found = outcome(seed(data))
    assert found.get("invalid") or (found["blocks"] and found["date"])


@given(st.text())
def test_decoding_keeps_every_character_a_page_can_carry(text: str) -> None:
    assume("\0" not in text)
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            decoded, _ = decode(text.encode(encoding), "")
        except Invalid:
            continue
        assert fold_space(decoded) == fold_space(kept_text(text))


@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"])))
def test_windows_bytes_come_out_right(text: str) -> None:
    data = text.encode("cp1252")
    # Two letters whose bytes happen to be UTF-8 cannot be told from it.
    assume(not re.search(rb"[\xc2-\xf4][\x80-\xbf]", data))
    assert decode(data, "") == (text, ())


def test_one_bad_byte_does_not_spoil_a_file() -> None:
    assert decode("Café “Zürich” \x96".encode() + b"\x93ok\x94 \x81", "x")[0] == "Café “Zürich” “ok” "


def test_utf_16_cut_in_half_says_so() -> None:
    assert decode("Luna".encode("utf-16")[:-1], "x")[0] == "Lun\ufffd"


def test_lone_surrogates_are_left_out_and_reported() -> None:
    data = b"\xff\xfe" + "The moon shot \ud800 and back again".encode("utf-16-le", "surrogatepass")
    text, problems = decode(data, "x")
    assert text == "The moon shot  and back again"
    assert described(problems) == ["x:1:15: a control character (U+D800 here) left out: no page can carry it"]


# --- parts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "prefix", "place"),
    [
        ("KINGSTON, Feb 26 (Agency) - The", "KINGSTON, Feb 26 (Agency) - ", "Kingston"),
        ("CAPE CANAVERAL, Florida, Feb 20 - the", "CAPE CANAVERAL, Florida, Feb 20 - ", "Cape Canaveral"),
        ("WASHINGTON/LONDON (Agency) — leaders", "WASHINGTON/LONDON (Agency) — ", "Washington"),
        ("SALVADOR, Feb 26 - The", "SALVADOR, Feb 26 - ", "Salvador"),
        ("PARIS, March 3, 1987 - It", "PARIS, March 3, 1987 - ", "Paris"),
        ("LONDON (Agency) -- the pound", "LONDON (Agency) -- ", "London"),
        ("Port-au-Prince, Feb 2 - A", "Port-au-Prince, Feb 2 - ", "Port-au-Prince"),
        ("PORT-AU-PRINCE, Feb 2 - A", "PORT-AU-PRINCE, Feb 2 - ", "Port-au-Prince"),
        ("RIO DE JANEIRO, 3 March (AFP) – x", "RIO DE JANEIRO, 3 March (AFP) – ", "Rio de Janeiro"),
        ("ST. LOUIS - The", "ST. LOUIS - ", "St. Louis"),
        ("COEUR D'ALENE, Idaho, May 5 - x", "COEUR D'ALENE, Idaho, May 5 - ", "Coeur d'Alene"),
        ("MOSCOW, Oct. 4, 1957 (TASS) — x", "MOSCOW, Oct. 4, 1957 (TASS) — ", "Moscow"),
        ("NEW YORK, April 2- Seventeen", "NEW YORK, April 2- ", "New York"),
        ("mexico city, april 1 - oil", "mexico city, april 1 - ", "Mexico City"),
        ("SÃO PAULO, Feb 2 - x", "SÃO PAULO, Feb 2 - ", "São Paulo"),
        ("WASHINGTON, D.C., Feb 3 (AP) - x", "WASHINGTON, D.C., Feb 3 (AP) - ", "Washington"),
        ("ROME, March 13, Reuter - x", "ROME, March 13, Reuter - ", "Rome"),
        ("THE HAGUE, May 5 - x", "THE HAGUE, May 5 - ", "The Hague"),
        ("McMURDO STATION, Jan 4 - x", "McMURDO STATION, Jan 4 - ", "McMURDO STATION"),
    ],
)
def test_datelines(paragraph: str, prefix: str, place: str) -> None:
    found = dateline.find(paragraph)
    assert found
    assert (found.text, found.place) == (prefix, place)


@pytest.mark.parametrize(
    "paragraph",
    [
        "NASA - the agency that built it",
        "NASA - The agency",
        "UPDATE 2-Gagarin lands",
        "ANALYSIS - The race to the moon",
        "IBM (International Business Machines) - the maker",
        "The plan - which failed - was dropped",
        "On Monday, March 3 - the day",
        "The launch on Friday, March 3 - a first",
        "Engineers said Friday, March 3 - the day of the test",
        "MARKETS - STOCKS UP AGAIN",
        "WHEAT - 130 tonnes",
        "A well-known sentence without any",
        "",
    ],
)
def test_sentences_with_a_dash_are_no_datelines(paragraph: str) -> None:
    assert dateline.find(paragraph) is None


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Nellie Bly", ["Nellie Bly"]),
        ("NELLIE BLY, IDA B. WELLS AND ERNIE PYLE, REUTERS", ["Nellie Bly", "Ida B. Wells", "Ernie Pyle"]),
        ("Nellie Bly; Ida B. Wells & Ernie Pyle", ["Nellie Bly", "Ida B. Wells", "Ernie Pyle"]),
        ("Ernie Pyle of The Associated Press", ["Ernie Pyle"]),
        ("Ernie Pyle, War Correspondent, United Press", ["Ernie Pyle"]),
        ("Martin Luther King, Jr., AP", ["Martin Luther King, Jr."]),
        ("EUGENE O'NEILL and RONALD MCDONALD", ["Eugene O'Neill", "Ronald McDonald"]),
        ("OSCAR DE LA RENTA", ["Oscar de la Renta"]),
        ("J.R.R. TOLKIEN", ["J.R.R. Tolkien"]),
        ("Anderson Cooper", ["Anderson Cooper"]),
        ("Reuters", ["Reuters"]),
        ("", []),
    ],
)
def test_bylines(written: str, names: list[str]) -> None:
    assert byline.authors(written) == tuple(names)


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Two ships collide off Malta", "Ida Wells"),
        ("TWO SHIPS COLLIDE", "Kunio Nakanishi"),
        ("Glenn orbits the earth", "Nellie Bly and Ernie Pyle, United Press"),
        ("Launch seen from Moscow", "Moscow Desk"),
    ],
)
def test_a_headline_without_date_may_end_with_a_byline(title: str, names: str) -> None:
    assert byline.of_headline(f"{title} By {names}") == (title, byline.authors(names))


@pytest.mark.parametrize(
    "headline",
    [
        "Rail strike called off By Monday",
        "Rail strike called off By Monday Morning",
        "Firm bought By Example Corp",
        "Firm bought By Grace Holdings",
        "Store bought By Rose Brothers",
        "Mill bought By Georgia Pacific",
        "Talks held By Saudi Arabia",
        "Deal blocked By European Union",
        "Poll won By Labour Party",
        "Stocks Hit By Interest Rate Fears",
        "Race Won By Nellie Bly",
        "Race won by Nellie Bly",
        "RACE WON BY NELLIE BLY",
        "MEMBERSHIP POSSIBLE By Early May",
        "Nellie Bly",
        "By Nellie Bly",
        "Strike called off By and",
    ],
)
def test_what_was_done_by_somebody_is_all_headline(headline: str) -> None:
    assert byline.of_headline(headline) == (headline, ())


def test_a_plain_story_has_no_header() -> None:
    story = plain_story(seed(" date 1957-10-04\n\nMOSCOW, Oct 5 - A satellite is up.")).story
    assert story.text == "date 1957-10-04\n\nMOSCOW, Oct 5 - A satellite is up."
    assert (story.title, story.date) == (None, None)


# --- registration and speed -----------------------------------------------------------------------------------


def test_the_wire_importer_is_asked_last() -> None:
    assert importers.load()[-1].name == "wire"
    assert importers.load()[-1].accepts(seed(b""))


@pytest.mark.parametrize(
    "hostile",
    [
        "x" * 1_000_000,
        " " * 1_000_000 + "x",
        "date" + " " * 500_000 + "x",
        "date 1-1-1 " * 90_000,
        "By " + "A. " * 300_000,
        "a By A " * 150_000,
        "A" * 500_000 + " date 1957-10-04 By " + "B " * 200_000,
        "(reporting " * 90_000,
        "." * 500_000 + '"' * 500_000 + "x",
        "A, " * 300_000 + "- x",
        "\n \n" * 300_000 + "x",
        "word " * 200_000,
        "A" + "-" * 1_000_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_megabyte_of_anything_is_read_in_no_time(hostile: str) -> None:
    before = time.process_time()
    for text in (hostile, f" date 1957-10-04\n\n{hostile}"):
        try:
            read(text)
        except Invalid:
            continue
    assert time.process_time() - before < 3
