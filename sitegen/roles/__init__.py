"""What a text says a person is: `U.S. Secretary of State` before a name, `chairman of the Fed` after it.

A role stands directly before a name, or as an apposition after it (Hearst's patterns, COLING 1992, for persons). It
is taken whole or not at all: what cannot be cut where a phrase ends is left. Two roles agree where they could be
one person's; that is evidence, never proof.

`before.py` and `after.py` have the rules for either place, `words.py` the words that a role is made of, and
`agreement.py` what tells one role from another.
"""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.model import Hit
from sitegen.names import claim_forms, explained_forms, find_forms
from sitegen.roles.after import role_after
from sitegen.roles.agreement import agrees, nation
from sitegen.roles.before import role_before

__all__ = ["agrees", "nation", "stated_roles"]


def stated_roles(text: str, people: Iterable[str]) -> dict[str, str]:
    """The role of each person as `text` first states it, by name; people without one are left out.

    `text` is paragraphs joined by blank lines. A surname alone is believed where the full name never stands.
    """
    names = dict.fromkeys(people)
    hits = find_forms(text, claim_forms((("person", name), explained_forms("person", name)) for name in names))
    in_full = {hit.key[1] for hit in hits if _is_whole(hit)}
    roles: dict[str, str] = {}
    starts = [*(hit.start for hit in hits), len(text)]
    top = 0
    for hit, later in zip(hits, starts[1:], strict=True):
        name = hit.key[1]
        if name not in roles and (_is_whole(hit) or name not in in_full):
            role = role_before(text, hit.start, top) or role_after(text, hit.end, later)
            roles |= {name: role} if role else {}
        if name in roles and text.startswith(" and ", hit.end):
            top = hit.end
    return roles


def _is_whole(hit: Hit) -> bool:
    return hit.end - hit.start == len(hit.key[1])
