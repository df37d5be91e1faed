"""The default recogniser: what wire copy states outright, read by rules and tables.

The rules run in the order of `RULES`. Each claims the tokens of the names it finds, and a later rule sees only what
is left; so the surest and the longest come first. All are linear in the length of the story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sitegen.model import Mention, Story
from sitegen.recognisers import fixed, organizations, people, places
from sitegen.recognisers.datelines import dateline_places
from sitegen.recognisers.tokens import Document

RULES: tuple[Callable[[Document], None], ...] = (
    places.silence_vessels,
    fixed.find_possessive_names,
    organizations.find_bodies,
    fixed.find_long_names,
    places.find_events,
    organizations.find_acronyms,
    people.find_titled,
    people.find_named,
    people.find_enumerated,
    people.find_administrations,
    people.find_surnames,
    organizations.find_short_bodies,
    places.find_features,
    fixed.find_short_names,
    places.find_worlds,
    places.find_cities,
    places.find_abbreviated_states,
)


class WireRecogniser:
    """Finds names by rules; knows no story but the one it is given."""

    name = "wire"

    def recognise(self, story: Story) -> Sequence[Mention]:
        if not story.blocks:
            return []
        document = Document(story)
        for rule in RULES:
            rule(document)
        return sorted([*dateline_places(story), *document.mentions()], key=lambda mention: mention.start)
