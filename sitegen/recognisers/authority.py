"""Names that content/entities.yaml knows: what a person wrote down is found, whatever the recogniser says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sitegen.model import Authority, Block, Entity, EntityKey, Mention, Story
from sitegen.names import claim_forms, find_forms

_FIRST_WORD = re.compile(r"\w+")


class AuthorityRecogniser:
    """Finds the names and aliases of described entities, word for word."""

    name = "authority"

    def __init__(self, authority: Authority) -> None:
        self._entities: dict[EntityKey, Entity] = {entity.key: entity for entity in authority.entities}
        forms = claim_forms(
            ((entity.key, (entity.name, *entity.aliases)) for entity in authority.entities),
            (phrase for entity in authority.entities for phrase in entity.excluded),
        )
        self._by_first_word: dict[str, dict[str, EntityKey | None]] = defaultdict(dict)
        for form, key in forms.items():
            if first := _FIRST_WORD.search(form):
                self._by_first_word[first[0]][form] = key

    def recognise(self, story: Story) -> Sequence[Mention]:
        return [mention for start, block in _paragraphs(story) for mention in self._in_block(start, block.text)]

    def _in_block(self, offset: int, text: str) -> Iterable[Mention]:
        words = self._by_first_word.keys() & set(_FIRST_WORD.findall(text))
        forms = {form: key for word in sorted(words) for form, key in self._by_first_word[word].items()}
        for hit in find_forms(text, forms):
            entity = self._entities[hit.key]
            yield Mention(
                offset + hit.start, offset + hit.end, text[hit.start : hit.end], entity.type, name=entity.name
            )


def overlay(found: Iterable[Mention], known: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions of a recogniser, corrected by those a person vouches for; of two that overlap the longer holds."""
    kept: list[Mention] = []
    ranked = [(-(m.end - m.start), order, m.start, m) for order, group in enumerate((known, found)) for m in group]
    taken: set[int] = set()
    for _, _, _, mention in sorted(ranked, key=lambda item: item[:3]):
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda mention: mention.start))


def _paragraphs(story: Story) -> Iterable[tuple[int, Block]]:
    """The paragraphs of copy, each with its offset in `Story.text`."""
    offset = 0
    for block in story.blocks:
        if block.kind == "paragraph":
            yield offset, block
        offset += len(block.text) + 2
