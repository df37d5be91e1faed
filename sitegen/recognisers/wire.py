"""The default recogniser: what wire copy states outright, read by rules and tables; the rest decided by a model.

The rules run in the order of `RULES`. Each claims the tokens of the names it finds, and a later rule sees only what
is left; so the surest and the longest come first. What sure rules found is settled; for the model the rest is
evidence (`decide`). In the end the story is made to agree with itself. All is linear in the length of the story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sitegen.model import Mention, Story
from sitegen.recognisers import companies, fixed, organizations, people, places, short_companies
from sitegen.recognisers.agreement import agree, in_headings
from sitegen.recognisers.crf import Model, default_model
from sitegen.recognisers.datelines import dateline_places
from sitegen.recognisers.decide import decide
from sitegen.recognisers.tokens import Document

RULES: tuple[Callable[[Document], None], ...] = (
    places.silence_vessels,
    fixed.find_possessive_names,
    companies.find_bracketed,
    companies.find_companies,
    companies.find_before_tickers,
    organizations.find_bodies,
    fixed.find_long_names,
    short_companies.find_short_companies,
    places.find_events,
    organizations.find_acronyms,
    organizations.find_media,
    people.find_titled,
    people.find_named,
    people.find_enumerated,
    people.find_administrations,
    people.find_surnames,
    companies.find_parts,
    companies.find_local,
    short_companies.find_initials,
    short_companies.find_shorter_companies,
    organizations.find_short_bodies,
    places.find_features,
    places.find_states,
    fixed.find_short_names,
    places.find_worlds,
    places.find_placed_cities,
    places.find_cities,
    places.find_abbreviated_states,
)


class WireRecogniser:
    """Finds names by rules and a model; knows no story but the one it is given."""

    name = "wire"

    def __init__(self, *, model: Model | None = None) -> None:
        self._model = model

    def recognise(self, story: Story) -> Sequence[Mention]:
        if not story.blocks:
            return []
        document = Document(story)
        apply_rules(document)
        spans = agree(document, decide(document, self._model or default_model()))
        places = dateline_places(story)
        headings = in_headings(document, spans, {mention.start for mention in places})
        found = [*places, *document.mentions(spans), *headings]
        return sorted(found, key=lambda mention: mention.start)


def apply_rules(document: Document) -> None:
    for rule in RULES:
        document.rule = rule.__name__
        rule(document)
