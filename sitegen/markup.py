"""Markdown: how copy becomes Markdown without losing a character, and how Markdown becomes text and HTML.

The dialect is CommonMark (spec 0.31) with raw HTML switched off: in an archive `<b>` is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.model import Block, Hit
from sitegen.names import find_forms

Target: TypeAlias = tuple[str, str]
"""(class, address) of a link."""

Links: TypeAlias = Mapping[str, Target | None]
"""What to link, by the form it has in the text; a form without a target is passed over."""

# What CommonMark gives a meaning inside a line…
_INLINE = re.compile(r"[\\`*_\[\]<]|&(?=#?\w+;)|!(?=\[)")
# …and at its start: headings, quotes, lists, rules, fences, setext underlines.
_LINE_START = re.compile(r"^(?:([#>+=~-])|(\d{1,9})([.)]))")
# What makes Markdown more than paragraphs of text with escaped characters: a character with a meaning that is
# not escaped, or is escaped itself; a line that begins like a block, or begins or ends with white space; controls.
_MORE_THAN_COPY = re.compile(
    r"(?<!\\)[`*_\[<]|\\(?![!-/:-@\[^-`{-~])|(?<!\\)&(?=#?\w+;)"
    r"|^[#>+=~-]|^\d{1,9}[.)]|^[^\S\n]|[^\S\n]$"
    r"|[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]",
    re.MULTILINE,
)
# What is certainly not in text that the pattern above does not find, and is looked for ten times as fast.
_MARKS = re.compile("[`*_\\[<\\\\&\x00-\x09\x0b-\x1f\x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_EDGES = re.compile(r"\n[ \d#>+=~-]")
_ESCAPED = re.compile(r"\\([!-/:-@\[^-`{-~])")
_FROM_ROOT = re.compile(r"(?:\]\(<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?)(?=/(?!/))", re.MULTILINE)
"""What stands before an address that begins at the root: in a link, and in the definition of one."""

_BLANK_LINES = re.compile(r"\n{2,}")
_BETWEEN = "\0"
"""Stands between paragraphs while they are one text: no copy has it, and no name."""

_NEXT_PARAGRAPH = "</p>\n<p>"
_CLOSING_HASHES = re.compile(r"(?<!\\)#(?=#*$)")


def from_blocks(blocks: Iterable[Block]) -> str:
    """The Markdown of a story's copy: it renders to exactly this text, white space folded."""
    return "\n\n".join(_subhead(block.text) if block.kind == "subhead" else escape(block.text) for block in blocks)


def escape(text: str) -> str:
    """Plain text as Markdown that means the same text."""
    return "\n".join(_escape_line(line) for line in text.split("\n"))


def escape_inline(text: str) -> str:
    """The same for text that stands within a line, its blanks kept."""
    return _INLINE.sub(r"\\\g<0>", text)


def _escape_line(line: str) -> str:
    escaped = escape_inline(line.strip())
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", escaped)


def _subhead(text: str) -> str:
    return "## " + _CLOSING_HASHES.sub(r"\\#", escape(text.replace("\n", " ")))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.core.ruler.push("entity_links", _link_names)
    parser.core.ruler.push("full_addresses", _complete_addresses)
    parser.core.ruler.push("own_addresses", _own_addresses)
    return parser


def to_html(markdown: str, links: Links | None = None, base: str | None = None) -> str:
    """HTML of `markdown`; the first mention in each section of what `links` names becomes a link.

    With a `base`, the address of the page, what the copy itself links to gets its full address.
    """
    paragraphs = _plain_paragraphs(markdown)
    if paragraphs is None:
        return parsed_html(markdown, links, base)
    if not paragraphs:
        return ""
    text = _BETWEEN.join(paragraphs)
    html = "".join(_linked(text, links)) if links else escapeHtml(text)
    return f"<p>{html.replace(_BETWEEN, _NEXT_PARAGRAPH)}</p>\n"


def to_text(markdown: str) -> str:
    """The words of `markdown` without its headings and code blocks: paragraphs joined by blank lines."""
    paragraphs = _plain_paragraphs(markdown)
    return parsed_text(markdown) if paragraphs is None else "\n\n".join(paragraphs)


def _plain_paragraphs(markdown: str) -> list[str] | None:
    """The paragraphs of Markdown that is nothing but copy, as most articles are; None where more is in it.

    No parser is needed to see what it would make of these, and it takes three times as long.
    """
    if (
        _may_be_more(markdown)
        and _may_be_more(_ESCAPED.sub("x", markdown))  # most often all that is special is escaped
        and _MORE_THAN_COPY.search(markdown)
    ):
        return None
    return [_ESCAPED.sub(r"\1", part) for part in _BLANK_LINES.split(markdown.strip("\n")) if part]


def _may_be_more(markdown: str) -> bool:
    lines = f"\n{markdown}\n"
    return bool(_MARKS.search(markdown) or _EDGES.search(lines)) or " \n" in lines


def _linked(text: str, links: Links) -> Iterator[str]:
    """Text as HTML, with the first mention of each of what is to be linked as a link."""
    done = 0
    for hit in _first_mentions(text, links, set()):
        type_, href = hit.key
        yield escapeHtml(text[done : hit.start])
        yield f'<a href="{escapeHtml(href)}" class="{escapeHtml(type_)}">'
        yield f"{escapeHtml(text[hit.start : hit.end])}</a>"
        done = hit.end
    yield escapeHtml(text[done:])


def parsed_html(markdown: str, links: Links | None = None, base: str | None = None) -> str:
    """The same as `to_html`, by the parser."""
    return str(_parser().render(markdown, {"links": links or {}, "base": base}))


def parsed_text(markdown: str) -> str:
    """The same as `to_text`, by the parser."""
    tokens = _parser().parse(markdown, {"links": {}})
    return "\n\n".join(
        _words(token.children or ())
        for before, token in zip([None, *tokens], tokens, strict=False)
        if token.type == "inline" and before and before.type != "heading_open"
    )


def _words(children: Sequence[Token]) -> str:
    return "".join("\n" if token.type in ("softbreak", "hardbreak") else token.content for token in children)


def _link_names(state: StateCore) -> None:
    """A core rule, after text_join: link names in text; never in headings, links, code or images."""
    links: Links = state.env["links"]
    if not links:
        return
    seen: set[Target] = set()
    in_heading = False
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.type == "heading_open"
            seen = set()
        elif token.type == "inline" and not in_heading and token.children:
            token.children = list(_with_links(_joined(token.children), links, seen))


def _complete_addresses(state: StateCore) -> None:
    """A core rule: links and pictures of the copy as seen from elsewhere."""
    base = state.env.get("base")
    if base is None:
        return
    for token in (child for block in state.tokens for child in block.children or ()):
        for attribute in ("href", "src"):
            if attribute in token.attrs:
                token.attrs[attribute] = urljoin(base, str(token.attrs[attribute]))


def with_full_addresses(markdown: str, root: str) -> str:
    """Markdown of a hand-written page for use elsewhere: what it links to from the site's root is below `root`."""
    return _FROM_ROOT.sub(rf"\g<0>{root}", markdown)


def own_page_html(markdown: str, root: str) -> str:
    """HTML of a hand-written page; what it links to from the site's root is below the path `root`."""
    return str(_parser().render(markdown, {"links": {}, "root": root}))


def _own_addresses(state: StateCore) -> None:
    """A core rule: links and pictures from the site's root, wherever that is; `//host/` is another site's."""
    root = state.env.get("root")
    for token in (child for block in state.tokens for child in block.children or ()) if root else ():
        for attribute in ("href", "src"):
            address = str(token.attrs.get(attribute, ""))
            if address.startswith("/") and not address.startswith("//"):
                token.attrs[attribute] = f"{root}{address}"


def _joined(children: Sequence[Token]) -> list[Token]:
    """Text and line breaks as one token, so that a name broken over two lines is one name."""
    joined: list[Token] = []
    for token in children:
        content = "\n" if token.type == "softbreak" else token.content
        if token.type in ("text", "softbreak") and joined and joined[-1].type == "text":
            joined[-1] = _text(joined[-1].content + content, token.level)
        elif token.type == "softbreak":
            joined.append(_text(content, token.level))
        else:
            joined.append(token)
    return joined


def _with_links(children: Iterable[Token], links: Links, seen: set[Target]) -> Iterable[Token]:
    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            yield from _split(token, links, seen)
        else:
            yield token


def _split(token: Token, links: Links, seen: set[Target]) -> Iterable[Token]:
    text, done = token.content, 0
    for hit in _first_mentions(text, links, seen):
        type_, href = hit.key
        yield _text(text[done : hit.start], token.level)
        yield Token("link_open", "a", 1, attrs={"href": href, "class": type_}, level=token.level)
        yield _text(text[hit.start : hit.end], token.level)
        yield Token("link_close", "a", -1, level=token.level)
        done = hit.end
    yield _text(text[done:], token.level)


def _first_mentions(text: str, links: Links, seen: set[Target]) -> Iterator[Hit]:
    """Where the text names what was not `seen` yet, which then is."""
    for hit in find_forms(text, links):
        if hit.key not in seen:
            seen.add(hit.key)
            yield hit


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)
