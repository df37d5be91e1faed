"""Organizations across the archive: names with and without their legal form, acronyms that an article explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sitegen import gazetteer
from sitegen.geography import country_of
from sitegen.model import EntityKey, Ruling
from sitegen.names import initials
from sitegen.resolve.archive import Archive, Label
from sitegen.text import identify

LEGAL_FORMS = {
    form: country
    for country, forms in {
        "": "Co Cos Company",
        "US": "Inc Incorporated Corp Corporation",
        "GB": "Ltd Limited Plc PLC plc",
        "DE": "AG GmbH KG",
        "FR": "SA S/A",
        "NL": "NV BV",
        "IT": "SpA Srl",
        "SE": "AB",
        "NO": "AS A/S ASA",
        "FI": "Oy Oyj",
        "AU": "Pty",
    }.items()
    for form in forms.split()
}
"""What may end the name of a company, without full stops, and the country where it is usual; empty for anywhere."""
STATE_HEADS = frozenset("Ministry Parliament Cabinet Bank Government Army Navy Force Police Court".split())
"""What may end the name of a body that every state has."""
MAJORITY = 0.8
"""Share of the listings with a legal form that must have the same one for the name without to mean it."""
CLEAR = 4
"""Of several organizations of an acronym, one that is listed so many times as often as the others is meant."""


def companies(archive: Archive) -> Iterator[Ruling]:
    """`General Motors Corp` is `General Motors`, and `Salomon SA` is not `Salomon Inc`.

    Names that differ in their legal form alone are one company, but for forms of different countries: those are
    sister companies or strangers. The earliest name gives the address.
    """
    groups: dict[str, list[Label]] = defaultdict(list)
    for label, key in archive.keys.items():
        if key and key[0] == label[0] == "organization" and (core := _core(label[1])):
            groups[identify(core)].append(label)
    for labels in groups.values():
        if len({archive.keys[label] for label in labels}) > 1:
            yield from _companies(archive, labels)


def _companies(archive: Archive, labels: list[Label]) -> Iterator[Ruling]:
    listings: dict[str, int] = defaultdict(int)
    for label in labels:
        listings[_country(label[1])] += len(archive.where[label])
    plain = listings.pop("", 0)
    usual = max(sorted(listings), key=lambda country: listings[country], default="")
    home = usual if plain and listings and listings[usual] >= MAJORITY * sum(listings.values()) else ""
    by_country: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_country[_country(label[1]) or home].append(label)
    for alike in by_country.values():
        first, *others = sorted(alike, key=archive.precedence)
        for label in others:
            if archive.keys[label] != archive.keys[first] and label not in archive.decided:
                because = f"the same name as {first[1]}, with another legal form or none"
                yield Ruling(*label, "company", archive.keys[first], because)


def _core(name: str) -> str:
    """A company's name without its legal form; empty where what is left could be anything."""
    words = name.replace(".", "").replace(",", "").split()
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or words[-1] in ("and", "&")):
        words.pop()
    says_little = len(words) == 1 and (words[0].lower() in gazetteer.lexicon().ordinary or words[0] in LEGAL_FORMS)
    return "" if says_little else " ".join(words)


def _country(name: str) -> str:
    """Where the legal form of a name is usual; empty where it has none or one that is usual anywhere."""
    forms = [LEGAL_FORMS[word] for word in name.replace(".", "").split()[1:] if word in LEGAL_FORMS]
    return next(filter(None, reversed(forms)), "")


def acronyms(archive: Archive) -> Iterator[Ruling]:
    """`DIA` in an article that does not explain it, where others write `Defense Intelligence Agency (DIA)`."""
    wanted = {
        label: label[1].replace(".", "")
        for label in archive.keys
        if label[0] == "organization" and label not in archive.decided and _is_acronym(label[1])
    }
    spelled: dict[str, dict[EntityKey, str]] = defaultdict(dict)
    letters = set(wanted.values())
    for label, key in archive.keys.items():
        short = initials(label[1]) if key and label[0] == "organization" and " " in label[1] else ""
        path = _explains(archive, label, short) if short in letters else ""
        if key and path:
            spelled[short].setdefault(key, path)
    for label, short in wanted.items():
        found = spelled[short]
        counts = {key: archive.count(key) for key in sorted(found)}
        usual = max(counts, key=counts.__getitem__, default=None)
        if usual and counts[usual] >= CLEAR * (sum(counts.values()) - counts[usual]):
            yield Ruling(*label, "acronym", usual, f"{found[usual]} explains the acronym")
        elif found:
            candidates = tuple(sorted(found))
            yield Ruling(*label, "acronym", None, "articles explain it in several ways", candidates=candidates)


def _is_acronym(name: str) -> bool:
    plain = name.replace(".", "")
    known = gazetteer.fixed_names().get(name)
    return plain.isalpha() and plain.isupper() and 2 <= len(plain) <= 8 and known is None


def _explains(archive: Archive, label: Label, short: str) -> str:
    """The first article that lists the name and has its acronym in brackets."""
    return next((path for path in archive.where[label] if f"({short})" in archive.articles[path].text), "")


# --- bodies that every state has --------------------------------------------------------------------------------


def bodies_of_states(archive: Archive) -> Iterator[Ruling]:
    """The `Finance Ministry` of a story from Tokyo is the Japanese one; without such a country it is nobody's.

    Bodies that the tables know by their bare name, as the `Treasury Department`, are those of the United States.
    """
    for label in archive.where:
        if label[0] == "organization" and label not in archive.decided and _is_of_any_state(label[1]):
            by_country: dict[str, list[str]] = defaultdict(list)
            for path in archive.where[label]:
                by_country[_home(archive, path)].append(path)
            for country, paths in sorted(by_country.items()):
                yield _body(label, country, paths)


def _body(label: Label, country: str, paths: list[str]) -> Ruling:
    known = gazetteer.country(country)
    if known is None or not known.demonyms:
        return Ruling(*label, "state", None, "every state may have one", tuple(paths))
    adjective = known.name if known.demonyms[0].endswith("lander") else known.demonyms[0]  # New Zealand has none
    name = f"{adjective} {label[1]}"
    key = label[0], identify(name)
    return Ruling(*label, "state", key, f"in stories written in {country}", tuple(paths), full=name)


def _is_of_any_state(name: str) -> bool:
    lexicon, words = gazetteer.lexicon(), name.split()
    is_known = name in gazetteer.fixed_names() or words[-1] not in STATE_HEADS
    return not is_known and all(
        word in lexicon.state_heads or word in lexicon.general or word.lower() in lexicon.ordinary for word in words
    )


def _home(archive: Archive, path: str) -> str:
    """The country that a story was written in, if it lists that; not the United States, which has no ministries."""
    article = archive.articles[path]
    places = [ref.name for ref in article.entities if ref.type == "place"]
    place = gazetteer.place(article.location or "")
    country = country_of(place, places, article.date) if place else None
    return country.name if country and country.code != "US" and country.name in places else ""
