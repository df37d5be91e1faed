"""The site's signs: a favicon and a card out of its title, drawn at build time, and a site without them."""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import Worn
from demo import examples
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser
from sites import GLENN, SHEPARD, make_site, run, tree

from sitegen.lettering import FAMILY, WEIGHT, drawable, fit, initial, to_png, without_a_font
from sitegen.model import BuildReport

SIZES = (100, 80, 60)


def site(root: Path, title: str, settings: str = "", files: Mapping[str, str] = {}) -> Path:
    about = f"title: {title}\ndescription: Dispatches from orbit\n{settings}\n"
    return make_site(root, {"sitegen.yaml": about, "content/seeds/a.txt": GLENN, **files})


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """The type and the data of each chunk (PNG, third edition, section 5.3)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = [], 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        found.append((kind, png[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def size(png: bytes) -> tuple[int, ...]:
    return struct.unpack(">II", chunks(png)[0][1][:8])


def notices(report: BuildReport) -> list[str]:
    return [str(problem) for problem in report.problems if "/card.png" in problem.path]


# --- what pages say -------------------------------------------------------------------------------------------


def test_pages_name_their_icons_and_a_card_to_be_shown_large(worn: Worn) -> None:
    """As https://ogp.me and X's cards have it: with its size and words for those who do not see it."""
    head = examples(worn.pages)["article"].find
    assert head('link[rel="icon"]', "href") == ["/archive/icon.png", "/archive/favicon.svg"]
    assert head('link[rel="apple-touch-icon"]', "href") == ["/archive/icon.png"]
    assert head('meta[property="og:image"]', "content") == ["/archive/card.png"]
    assert head('meta[property="og:image:width"]', "content") == ["1200"]
    assert head('meta[property="og:image:height"]', "content") == ["630"]
    assert head('meta[property="og:image:alt"]', "content") == ["The Orbit Wire"]
    assert head('meta[name="twitter:card"]', "content") == ["summary_large_image"]
    assert size((worn.folder / "card.png").read_bytes()) == (1200, 630)
    assert size((worn.folder / "icon.png").read_bytes()) == (180, 180)


def test_the_address_of_a_card_has_the_host(tmp_path: Path) -> None:
    root = site(tmp_path, "Wire", "base_url: https://wire.example/news")
    run(root)
    home = LexborHTMLParser((root / "output/index.html").read_bytes())
    [image] = home.css('meta[property="og:image"]')
    assert image.attributes["content"] == "https://wire.example/news/card.png"


def test_a_browser_draws_the_favicon(browser: Browser, worn: Worn) -> None:
    """An image may load nothing: what it shows is all in it."""
    tab = browser.new_page()
    tab.goto(f"{worn.server}/favicon.svg")
    assert tab.locator("text").text_content() == "T"
    box = tab.locator("text").bounding_box()
    whole = tab.locator("svg").bounding_box()
    tab.close()
    assert box
    assert whole
    assert whole["x"] <= box["x"]
    assert box["x"] + box["width"] <= whole["x"] + whole["width"]


# --- when they are written ------------------------------------------------------------------------------------


def test_a_card_holds_a_picture_and_nothing_else(worn: Worn) -> None:
    """No date, no program: the same words are the same bytes."""
    assert {kind for kind, _ in chunks((worn.folder / "card.png").read_bytes())} == {b"IHDR", b"IDAT", b"IEND"}


def test_pictures_are_written_again_when_what_they_say_changes(tmp_path: Path) -> None:
    root = site(tmp_path, "Wire")
    run(root)
    pictures = ("card.png", "icon.png", "favicon.svg")

    def rewritten() -> list[str]:
        changed = {change.file for change in run(root).changes}
        return [name for name in pictures if name in changed]

    make_site(root, {"content/seeds/b.txt": SHEPARD})
    assert rewritten() == []
    site(root, "Wire", "copyright: The Wire")
    assert rewritten() == []
    site(root, "Wires")
    assert rewritten() == ["card.png"]
    site(root, "Our wires")
    assert rewritten() == ["card.png", "icon.png", "favicon.svg"]
    site(root, "Our wires", "theme: plain")
    assert rewritten() == ["card.png", "icon.png", "favicon.svg"]
    before = tree(root / "output")
    (root / "output/card.png").unlink()
    assert rewritten() == ["card.png"]
    assert tree(root / "output") == before


def test_a_theme_draws_its_own_card(tmp_path: Path) -> None:
    card = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><path d="M0 0h9v9z"/></svg>'
    own = {"themes/ours/theme.yaml": "name: ours\nextends: plain\n", "themes/ours/templates/card.svg": card}
    root = site(tmp_path, "Wire", "theme: ours", own)
    assert run(root).problems == ()
    assert size((root / "output/card.png").read_bytes()) == (300, 200)


def test_a_card_that_is_no_picture_is_a_problem_and_the_rest_is_built(tmp_path: Path) -> None:
    own = {"themes/ours/theme.yaml": "name: ours\nextends: plain\n", "themes/ours/templates/card.svg": "<p>"}
    root = site(tmp_path, "Wire", "theme: ours", own)
    [problem] = run(root).problems
    assert problem.path == "themes/ours/templates/card.svg"
    assert "/card.png" in problem.hint
    assert not (root / "output/card.png").exists()
    assert (root / "output/index.html").exists()


def test_without_the_library_a_site_is_whole_and_you_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = site(tmp_path, "Wire")
    run(root)
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    make_site(root, {"content/seeds/b.txt": SHEPARD})
    report = run(root)
    [notice] = notices(report)
    assert notice.endswith("pip install resvg-py fonttools fontpkg-noto-serif")
    assert not (root / "output/card.png").exists()
    home = (root / "output/index.html").read_text("utf-8")
    assert "og:image" not in home
    assert 'name="twitter:card" content="summary"' in home
    assert "icon.png" not in home
    assert "/favicon.svg" in home


# --- words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["Хроника космоса", "\u200fرسائل الفضاء (1957)", "<b> & \"Co\" 'x'", "🚀 Ἀθῆναι"],
)
def test_titles_that_fonts_have_are_drawn(tmp_path: Path, title: str) -> None:
    root = site(tmp_path, json.dumps(title, ensure_ascii=False))
    assert run(root).problems == ()
    wordless = site(tmp_path / "other", "'🚀'")
    run(wordless)
    assert (root / "output/card.png").read_bytes() != (wordless / "output/card.png").read_bytes()


def test_a_title_without_a_font_is_a_notice_and_no_row_of_boxes(tmp_path: Path) -> None:
    root = site(tmp_path, "新聞 Wire")
    [notice] = notices(run(root))
    assert "新聞" in notice
    assert (root / "output/card.png").is_file()
    assert ">新</text>" in (root / "output/favicon.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "missing", "drawn"),
    [
        ("Wire – “news”", "", "Wire – “news”"),
        ("a🚀b", "🚀", "ab"),
        ("新x", "新", ""),
        ("", "", ""),
        ("é\u0301ß", "", "é\u0301ß"),
    ],
)
def test_what_no_font_has(text: str, missing: str, drawn: str) -> None:
    assert (without_a_font(text), drawable(text)) == (missing, drawn)


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("the wire", "T"),
        ("“Wire”", "W"),
        ("1957", "1"),
        ("ßa", "ß"),
        ("e\u0301te", "E\u0301"),
        ("—", ""),
        ("", ""),
        ("हिन्दी", "हि"),
    ],
)
def test_the_letter_of_a_site(title: str, letter: str) -> None:
    assert initial(title) == letter


@given(st.text(st.sampled_from("ab mWé—\u0301ابжΩ"), max_size=200), st.integers(40, 2000), st.integers(70, 600))
def test_words_fit_and_none_is_lost_but_at_the_end(text: str, width: int, height: int) -> None:
    made = fit(text, width, height, SIZES)
    assert made.size in SIZES
    assert len(made.label_lines) * made.size * 1.15 <= height
    joined = "".join(made.label_lines)
    said = "".join(text.split())
    if joined.endswith("…"):
        assert said.startswith("".join(joined[:-1].split()))
    else:
        assert "".join(joined.split()) == said


def test_a_line_is_no_wider_than_it_was_meant_to_be() -> None:
    """As the one who draws it sees it: nothing is drawn outside."""
    made = fit("Wholly WONDERFUL minimum of mellow fellows, AVAST To. fjord " * 2, 900, 600, (80, 60))
    rows = "".join(
        f'<text x="0" y="{90 * (n + 1)}" font-size="{made.size}">{line}</text>'
        for n, line in enumerate(made.label_lines)
    )
    style = f'font-family="{FAMILY}" font-weight="{WEIGHT}"'

    def drawn(width: int) -> bytes:
        box = f'viewBox="900 0 {width} 900" width="{width}" height="900"'
        return to_png(f'<svg xmlns="http://www.w3.org/2000/svg" {box}><g {style}>{rows}</g></svg>')

    assert max(map(len, made.label_lines)) > 15
    assert drawn(200) == to_png('<svg xmlns="http://www.w3.org/2000/svg" width="200" height="900"/>')
