"""Which of the places of one name is meant, and the country that held it: for datelines."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from sitegen import gazetteer
from sitegen.gazetteer import Country, Location


def country_of(place: str, beside: Collection[str], on: datetime.date | None) -> Country | None:
    """The country that held a place on a day; canonical names `beside` it say which of several is meant.

    `Paris` beside `Texas` is in the United States. None where the country is not known, or where what stands beside
    the place can hold none of that name.
    """
    meant = _meant(gazetteer.locations(place), [gazetteer.locations(name) for name in beside if name != place], on)
    return gazetteer.country_at(meant, on) if meant else None


def countries_of(places: Collection[str], on: datetime.date | None) -> tuple[str, ...]:
    """The countries of places that stand together, as in `Kingston, Jamaica`, without those among them."""
    found = (country_of(place, places, on) for place in places)
    return tuple(dict.fromkeys(country.name for country in found if country and country.name not in places))


def _meant(
    candidates: Sequence[Location], beside: Sequence[Sequence[Location]], on: datetime.date | None
) -> Location | None:
    """The likeliest candidate that lies in what stands beside it, or that in it; else the likeliest of all.

    But then a city is none of those known if a state or country is beside it: there may be one that is not.
    """
    others = [other for locations in beside for other in locations]
    related = (here for here in candidates if any(_belong(here, other, on) for other in others))
    is_elsewhere = candidates[:1] and candidates[0].kind != "country" and any(_is_area(known) for known in beside)
    return next(related, None if is_elsewhere else next(iter(candidates), None))


def _is_area(locations: Sequence[Location]) -> bool:
    return bool(locations) and locations[0].kind != "city"


def _belong(one: Location, other: Location, on: datetime.date | None) -> bool:
    """Whether one of two locations lies in the other."""
    return _holds(one, other, on) or _holds(other, one, on)


def _holds(area: Location, inner: Location, on: datetime.date | None) -> bool:
    if area.kind in {"city", inner.kind}:
        return False
    if not area.country:
        holder = gazetteer.country_at(inner, on)
        return holder is not None and holder.name == area.name
    return area.country == inner.country and area.division in ("", inner.division)
