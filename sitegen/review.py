"""The review report: what the tool is unsure of, for a person to decide in content/entities.yaml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sitegen.markup import escape_inline
from sitegen.model import Article, Doubt
from sitegen.names import find_forms
from sitegen.text import fold_space, sentence_around

SNIPPETS = 5
"""How many articles of a doubtful form are quoted."""


def review(
    doubts: Iterable[Doubt], unclear: Mapping[str, Iterable[tuple[str, str, str]]], articles: Mapping[str, Article]
) -> str:
    """Markdown. `doubts` are of the archive; `unclear` are forms of one seed, as (form, before, after), by seed."""
    lines = [
        "# For review",
        "",
        "Forms that could mean several entities link nowhere until an alias in content/entities.yaml decides.",
    ]
    for doubt in doubts:
        lines += ["", f"## {escape_inline(doubt.name)}", "", f"Could be {', '.join(doubt.candidates)}."]
        lines += ["", *(_quote(doubt, articles[path]) for path in doubt.articles[:SNIPPETS])]
        if len(doubt.articles) > SNIPPETS:
            lines.append(f"- and {len(doubt.articles) - SNIPPETS} more")
    by_form: dict[str, list[str]] = defaultdict(list)
    for seed, found in sorted(unclear.items()):
        for form, before, after in found:
            by_form[form].append(f"- content/{seed}: {_marked(before, form, after)}")
    for form, quotes in sorted(by_form.items()):
        lines += [
            "",
            f"## {escape_inline(form)}",
            "",
            "Several bearers in the same article.",
            "",
            *quotes[:SNIPPETS],
        ]
    return "\n".join(lines) + "\n"


def _quote(doubt: Doubt, article: Article) -> str:
    hits = find_forms(article.text, {doubt.name: (doubt.type, doubt.name)})
    if not hits:
        return f"- {article.path}"
    low, high = sentence_around(article.text, hits[0].start, hits[0].end)
    before, after = article.text[low : hits[0].start], article.text[hits[0].end : high]
    return f"- {article.path}: {_marked(before, doubt.name, after)}"


def _marked(before: str, form: str, after: str) -> str:
    return fold_space(f"{escape_inline(before)}**{escape_inline(form)}**{escape_inline(after)}")
