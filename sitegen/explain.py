"""Why an entity is what it is: where it is listed, under which names, which rulings brought those to it.

And the entry of content/entities.yaml to start from for changing that.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from sitegen import yamltext
from sitegen.model import ENTITY_TYPES, Entity, EntityKey, Outline, Resolution, Ruling
from sitegen.names import explained_forms, find_forms
from sitegen.text import Sentences, fold_space, identify
from sitegen.urls import entity_url

EXAMPLES = 5
"""Articles that an explanation for people quotes."""


class Summary(Struct, frozen=True):
    """An entity in a list; `url` is None for one without a page."""

    type: str
    id: str
    name: str
    count: int
    url: str | None
    description: str = ""


class Naming(Struct, frozen=True):
    """A name under which articles list an entity, in how many, and why it means the entity; empty for its own."""

    name: str
    count: int
    because: str = ""


class Place(Struct, frozen=True):
    """An article that lists an entity, with the sentence that names it; empty where none does."""

    path: str
    date: datetime.date
    title: str
    sentence: str


class Explanation(Struct, frozen=True):
    """All that is known of an entity, and the entry that would say so."""

    summary: Summary
    stated: datetime.date | None
    country: str
    same_as: tuple[str, ...]
    namings: tuple[Naming, ...]
    places: tuple[Place, ...]
    entry: str


class Silence(Struct, frozen=True):
    """A name that means nothing in some articles: hidden, or ambiguous between `candidates` (ids)."""

    name: str
    type: str
    because: str
    candidates: tuple[str, ...]
    articles: tuple[str, ...]


class Unlisted(Struct, frozen=True):
    """A name that no article lists, where it stands in copy all the same, and the entry that would list it."""

    name: str
    places: tuple[Place, ...]
    entry: str


class Verdict(Struct, frozen=True):
    """What became of a name that an article lists, and why.

    `outcome` is the entity, None where the name means nothing; its `url` is None while it has no page. `forms` are
    what else it is called here. `entries` are for content/entities.yaml, one of them where there are several.
    """

    type: str
    name: str
    confidence: float
    outcome: Summary | None
    forms: tuple[str, ...]
    because: str
    entries: tuple[str, ...]


def summaries(resolution: Resolution) -> list[Summary]:
    """Every entity, the most covered first."""
    counts: dict[EntityKey, int] = defaultdict(int)
    for listing in resolution.listings.values():
        for key in listing:
            counts[key] += 1
    found = [
        Summary(
            *key,
            entity.name,
            counts[key],
            entity_url(*key) if key in resolution.entities else None,
            entity.description,
        )
        for key, entity in (*resolution.entities.items(), *resolution.faint.items())
    ]
    return sorted(found, key=lambda one: (-one.count, one.type, one.id))


def matching(found: Iterable[Summary], text: str) -> list[Summary]:
    """The entities whose name or id has `text` in it, whatever its case and accents."""
    wanted = identify(text)
    return [one for one in found if wanted in one.id or wanted in identify(one.name)]


def about(
    resolution: Resolution, articles: Iterable[Outline], text_of: Callable[[str], str], name: str
) -> tuple[list[Explanation], list[Silence]]:
    """What a name or an id may mean, the most covered first; and where the name means nothing."""
    by_path = {article.path: article for article in articles}
    wanted = identify(name)
    ruled = {ruling.key for ruling in resolution.rulings if identify(ruling.name) == wanted}
    found = [
        _explanation(resolution, by_path, text_of, one)
        for one in summaries(resolution)
        if (one.type, one.id) in ruled or wanted in {one.id, *map(identify, explained_forms(one.type, one.name))}
    ]
    silent = [
        Silence(
            ruling.name,
            ruling.type,
            ruling.because,
            tuple(id_ for _, id_ in ruling.candidates),
            tuple(_where(ruling, by_path)),
        )
        for ruling in resolution.rulings
        if ruling.key is None and identify(ruling.name) == wanted
    ]
    return found, silent


def unlisted(articles: Iterable[Outline], text_of: Callable[[str], str], name: str) -> Unlisted | None:
    """Where a name stands in copy, the oldest first; None where it does not."""
    forms = list(filter(None, [name.strip()]))
    places = (_place(article, text_of(article.path), forms) for article in articles)
    found = sorted((place for place in places if place.sentence), key=lambda place: (place.date, place.path))
    entry = yamltext.dump([{"type": "person", "name": name}])
    entry = entry.replace("person\n", f"person  # or {' or '.join(sorted(ENTITY_TYPES.keys() - {'person'}))}\n", 1)
    return Unlisted(name, tuple(found), entry) if found else None


def of_entity(
    resolution: Resolution, articles: Iterable[Outline], text_of: Callable[[str], str], key: EntityKey
) -> Explanation:
    """What is known of one entity."""
    by_path = {article.path: article for article in articles}
    return _explanation(resolution, by_path, text_of, _summary(resolution, key))


def verdicts(resolution: Resolution, article: Outline) -> list[Verdict]:
    """What became of each name that an article lists, in that order."""
    everywhere = {(ruling.type, ruling.name): ruling for ruling in resolution.rulings if not ruling.articles}
    here = {(one.type, one.name): one for one in resolution.rulings if article.path in one.articles}
    listing = resolution.listings[article.path]
    found = []
    for ref in article.entities:
        label = ref.type, ref.name
        ruling = here.get(label) or everywhere.get(label)
        key = ruling.key if ruling else (ref.type, identify(ref.name))
        known = key if key in listing else None
        found.append(
            Verdict(
                *label,
                ref.confidence,
                _summary(resolution, known) if known else None,
                tuple(listing[known]) if known else (),
                _because(resolution, ruling, known),
                tuple(_ways(resolution, ref.name, ruling, known)),
            )
        )
    return found


def _because(resolution: Resolution, ruling: Ruling | None, key: EntityKey | None) -> str:
    reason = ruling.because if ruling else "that is its own name"
    too_faint = "; seen too seldom or too unsurely for a page so far"
    return reason + (too_faint if key and key not in resolution.entities else "")


def _ways(resolution: Resolution, name: str, ruling: Ruling | None, key: EntityKey | None) -> Iterator[str]:
    """Entries that would change what a name means: of what it means, or of each that it could mean."""
    if key:
        yield _entry(_entity(resolution, key), _aliases(resolution, key))
    for candidate in ruling.candidates if ruling else ():
        if candidate in resolution.entities or candidate in resolution.faint:
            yield _entry(_entity(resolution, candidate), [*_aliases(resolution, candidate), name])


def _entity(resolution: Resolution, key: EntityKey) -> Entity:
    return resolution.entities.get(key) or resolution.faint[key]


def _summary(resolution: Resolution, key: EntityKey) -> Summary:
    entity = _entity(resolution, key)
    count = sum(key in listing for listing in resolution.listings.values())
    url = entity_url(*key) if key in resolution.entities else None
    return Summary(*key, entity.name, count, url, entity.description)


def as_text(found: Explanation) -> str:
    """An explanation for people, with the entry to paste."""
    one = found.summary
    lines = [
        f"{one.name} ({one.type}){_after(': ', one.description)}",
        f"  page: {one.url or 'none, for it is seen too seldom or too unsurely'}",
        *([f"  described as of {found.stated.isoformat()}"] if found.stated else []),
        *([f"  in {found.country}"] if found.country else []),
        *(f"  same as {address}" for address in found.same_as),
        *(f"  listed as {n.name} in {_articles(n.count)}{_after(': ', n.because)}" for n in found.namings),
    ]
    lines += _in_articles(found.places)
    return "\n".join([*lines, "To change it, start from this entry for content/entities.yaml:", "", found.entry])


def unlisted_as_text(found: Unlisted) -> str:
    """Where a name stands that no article lists, for people, with the entry to paste."""
    lines = [f"{found.name}: listed in no article, but in the copy of {_articles(len(found.places))}"]
    lines += _in_articles(found.places)
    how = (
        "To list it, start from this entry for content/entities.yaml; a page that you edited needs a line of yours:"
    )
    return "\n".join([*lines, how, "", found.entry])


def _in_articles(places: Sequence[Place]) -> Iterator[str]:
    for place in places[:EXAMPLES]:
        yield from filter(None, [f"  {place.date.isoformat()} {place.path}", _after("    ", place.sentence)])
    if len(places) > EXAMPLES:
        yield f"  and {_articles(len(places) - EXAMPLES)} more"


def silence_as_text(found: Silence) -> str:
    """Where a name means nothing, for people."""
    lines = [f"{found.name} ({found.type}) means nothing in {_articles(len(found.articles))}: {found.because}"]
    lines += [f"  {path}" for path in found.articles[:EXAMPLES]]
    if len(found.articles) > EXAMPLES:
        lines.append(f"  and {_articles(len(found.articles) - EXAMPLES)} more")
    if found.candidates:
        lines.append("To decide, make it an alias of one of these in content/entities.yaml:")
        lines += [f"  {id_}" for id_ in found.candidates]
    return "\n".join([*lines, ""])


def _after(mark: str, text: str) -> str:
    return f"{mark}{text}" if text else ""


def _articles(count: int) -> str:
    return f"{count:,} article" if count == 1 else f"{count:,} articles"


def _explanation(
    resolution: Resolution, articles: Mapping[str, Outline], text_of: Callable[[str], str], one: Summary
) -> Explanation:
    key = one.type, one.id
    entity = _entity(resolution, key)
    listed = sorted(
        (articles[path] for path, listing in resolution.listings.items() if key in listing),
        key=lambda article: (article.date, article.path),
    )
    namings = tuple(_namings(resolution, listed, entity))
    return Explanation(
        summary=one,
        stated=entity.stated,
        country=entity.country,
        same_as=entity.same_as,
        namings=namings,
        places=tuple(
            _place(article, text_of(article.path), resolution.listings[article.path][key]) for article in listed
        ),
        entry=_entry(entity, _aliases(resolution, key)),
    )


def _where(ruling: Ruling, articles: Mapping[str, Outline]) -> Iterator[str]:
    label = ruling.type, ruling.name
    listing = (path for path, article in articles.items() if label in ((r.type, r.name) for r in article.entities))
    yield from ruling.articles or sorted(listing)


def _namings(resolution: Resolution, listed: Sequence[Outline], entity: Entity) -> Iterator[Naming]:
    """The names of the listings that mean the entity, the commonest first, one line for each reason."""
    ruled = [ruling for ruling in resolution.rulings if ruling.key == entity.key]
    everywhere = {(ruling.type, ruling.name): ruling.because for ruling in ruled if not ruling.articles}
    single = {(path, ruling.type, ruling.name): ruling.because for ruling in ruled for path in ruling.articles}
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for article in listed:
        for ref in article.entities:
            label = ref.type, ref.name
            because = single.get((article.path, *label)) or everywhere.get(label)
            if because or (ref.type, identify(ref.name)) == entity.key:
                counts[ref.name, because or ""] += 1
    for (name, because), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield Naming(name, count, because)


def _place(article: Outline, text: str, forms: Iterable[str]) -> Place:
    hits = find_forms(text, dict.fromkeys(forms, ("", "")))
    if not hits:
        return Place(article.path, article.date, article.title, "")
    low, high = Sentences(text).around(hits[0].start, hits[0].end)
    return Place(article.path, article.date, article.title, fold_space(text[low:high]))


def _aliases(resolution: Resolution, key: EntityKey) -> list[str]:
    """Other names that mean the entity wherever they are listed; in some articles alone is not enough."""
    ruled = [ruling for ruling in resolution.rulings if not ruling.articles and ruling.rule != "merged"]
    return sorted({ruling.name for ruling in ruled if ruling.key == key})


def _entry(entity: Entity, names: Iterable[str]) -> str:
    """YAML to paste into content/entities.yaml; a role that an article states is left to the articles."""
    aliases = [name for name in dict.fromkeys((*entity.aliases, *names)) if name != entity.name]
    is_placed = entity.latitude is not None and entity.longitude is not None
    fields = {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "aliases": yamltext.Flow(aliases),
        "not": yamltext.Flow(entity.excluded),
        "description": "" if entity.stated else entity.description,
        "same_as": yamltext.Flow(entity.same_as),
        "country": entity.country,
        "coordinates": yamltext.Flow([entity.latitude, entity.longitude] if is_placed else []),
    }
    return yamltext.dump([{key: value for key, value in fields.items() if value}])
