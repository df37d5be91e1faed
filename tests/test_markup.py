"""The copy is sacred: what goes into Markdown comes out of HTML, character for character."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sitegen import markup
from sitegen.markup import Links
from sitegen.model import Block

SYNTAX = "ab *_`#<>&;!\\[](){}~=-+1.:|\n\"'\t$%@^/é漢🚀\u202e\u05d0\u200f"
HOSTILE = st.text(st.sampled_from(SYNTAX) | st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80)
BLOCKS = st.builds(
    lambda kind, lines: Block(kind, "\n".join(lines) if kind == "paragraph" else " ".join(lines)),
    st.sampled_from(["paragraph", "subhead", "credits"]),
    st.lists(HOSTILE.map(lambda text: " ".join(text.split())).filter(bool), min_size=1, max_size=3),
)


def words(html: str) -> str:
    body = LexborHTMLParser(f"<body>{html}").body
    assert body is not None
    return " ".join(body.text().split())


@given(st.lists(BLOCKS, min_size=1, max_size=5))
@example([Block("paragraph", "{{ site.title }} {% raw %} ${x} <%= y %>")])
@example([Block("paragraph", "---"), Block("paragraph", "title: x"), Block("paragraph", "...")])
@example([Block("paragraph", "[a]: http://example.org 'b'\n[a]"), Block("subhead", "C# AND F#")])
@example([Block("paragraph", "&amp; &lt;b&gt; &#65; &copy &nosuch;"), Block("paragraph", "<!-- no --> <script>")])
@example([Block("paragraph", "1986. A year\n12) twelve\n- dash\n+ plus\n=== \n~~~"), Block("paragraph", "a\\")])
def test_copy_survives_markdown(blocks: list[Block]) -> None:
    html = markup.to_html(markup.from_blocks(blocks))
    assert words(html) == " ".join("\n\n".join(block.text for block in blocks).split())


@given(st.lists(BLOCKS, min_size=1, max_size=4), st.lists(HOSTILE.map(str.strip).filter(bool), max_size=4))
def test_links_add_no_character(blocks: list[Block], forms: list[str]) -> None:
    links: Links = {form: ("person", f"/people/{number}/") for number, form in enumerate(forms)}
    html = markup.to_html(markup.from_blocks(blocks), links)
    assert words(html) == " ".join("\n\n".join(block.text for block in blocks).split())


@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_text_is_what_the_paragraphs_say(blocks: list[Block]) -> None:
    said = " ".join(" ".join(block.text for block in blocks if block.kind != "subhead").split())
    assert " ".join(markup.to_text(markup.from_blocks(blocks)).split()) == said


MARKDOWN = st.lists(
    HOSTILE | BLOCKS.map(lambda block: markup.from_blocks([block])), min_size=1, max_size=5
).flatmap(
    lambda parts: st.sampled_from(["\n\n", "\n", "\n\n\n", " \n\n", "\\\n"]).map(lambda joint: joint.join(parts))
)


@given(MARKDOWN, st.lists(HOSTILE.map(str.strip).filter(bool), max_size=3))
@example("One.\n\nTwo \\& \\<three>.\nFour\\.", ["Two & <three>", "One"])
@example("\u00a0Alone\u00a0", [])
@example("a\\\\b\n\nc\\", [])
@example("1986\\. A year\n\n\\- dash &amp; AT&T; &copy", [])
def test_what_needs_no_parser_is_what_the_parser_makes(markdown: str, forms: list[str]) -> None:
    links: Links = {form: ("person", f"/people/'{number}'/?a&b") for number, form in enumerate(forms)}
    assert markup.to_text(markdown) == markup.parsed_text(markdown)
    assert markup.to_html(markdown, links) == markup.parsed_html(markdown, links)


def linked(markdown: str, links: Links) -> list[tuple[str, str | None]]:
    tree = LexborHTMLParser(markup.to_html(markdown, links))
    return [(node.text(), node.attributes.get("href")) for node in tree.css("a")]


def test_first_mention_in_each_section_is_linked() -> None:
    glenn = ("person", "/people/john-glenn/")
    text = "Glenn spoke. Glenn left.\n\n## LATER\n\nGlenn returned."
    assert linked(text, {"Glenn": glenn}) == [("Glenn", glenn[1])] * 2


def test_no_link_in_headings_links_code_or_words() -> None:
    text = "## GLENN GLENN\n\n[about Glenn](/x/) `Glenn` Glennville Glenn-like McGlenn"
    assert linked(text, {"Glenn": ("person", "/p/"), "GLENN": ("person", "/p/")}) == [("about Glenn", "/x/")]


def test_a_form_without_a_target_shields_what_it_covers() -> None:
    assert linked("Glenn Field opened.", {"Glenn": ("person", "/p/"), "Glenn Field": None}) == []


def test_a_name_over_two_lines_is_one_name() -> None:
    assert linked("Said John\nGlenn.", {"John Glenn": ("person", "/p/")}) == [("John\nGlenn", "/p/")]


def test_the_longest_form_wins() -> None:
    links: Links = {"New York": ("place", "/ny/"), "New York Times": ("organization", "/nyt/")}
    assert linked("The New York Times of New York.", links) == [("New York Times", "/nyt/"), ("New York", "/ny/")]


def test_html_in_markdown_is_text() -> None:
    assert words(markup.to_html("<b>bold</b> <script>x</script>")) == "<b>bold</b> <script>x</script>"
