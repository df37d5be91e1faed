"""People across the archive: names with and without initials, surnames alone, and different people of one name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from sitegen.model import EntityKey, Redirect, Ruling
from sitegen.names import family_name, is_full_name, name_suffix
from sitegen.resolve.archive import Archive, Company, Label
from sitegen.roles import agrees, nation
from sitegen.text import identify, slugify
from sitegen.urls import entity_url

YEARS_OF_ACTIVITY = 10
"""Years between two mentions of a rare name that may still be of one person."""
VARIANTS = 50
"""Names with the same ends that are compared; more are no variants of one name."""
LIFETIME = 50
"""Years after which the same name with another role is another person."""
PROMINENT = 20
"""A bearer of a surname is meant by it alone if listed so many times, and so many times as often as the others."""

# --- with and without initials --------------------------------------------------------------------------------


def name_variants(archive: Archive) -> Iterator[Ruling]:
    """`Ivan Boesky` and `Ivan F. Boesky`, where the archive says that they are one.

    It does if an article uses both names for one person, or if nobody else bears the surname and both keep the same
    company within ten years. `George Bush` and `George W. Bush` stay two.
    """
    families, company = _families(archive), Company(archive)
    for bearers in families.values():
        groups: dict[str, list[Label]] = defaultdict(list)
        for label in bearers:
            groups[label[1].split()[0]].append(label)
        for group in groups.values():
            if len(group) > 1:
                evidence = partial(_are_one, archive, company, len(group) == len(bearers))
                yield from _united(archive, group, evidence)


def _families(archive: Archive) -> dict[str, list[Label]]:
    """The full names of people by family name."""
    families: dict[str, list[Label]] = defaultdict(list)
    for label, key in archive.keys.items():
        if key and key[0] == label[0] == "person" and is_full_name(label[1]):
            families[family_name(label[1])].append(label)
    return families


def _united(archive: Archive, group: Sequence[Label], evidence: Callable[[Label, Label], str]) -> Iterator[Ruling]:
    """Rulings that bring the labels of one person to the key of the earliest, or to the one that people decided."""
    ordered = sorted(group, key=archive.precedence)[:VARIANTS]
    meant = {label: archive.keys[label] for label in ordered}
    for position, label in enumerate(ordered):
        if label in archive.decided:
            continue
        for earlier in ordered[:position]:
            if meant[earlier] != meant[label] and (because := evidence(earlier, label)):
                meant[label] = meant[earlier]
                yield Ruling(*label, "variant", meant[label], because)
                break


def _are_one(archive: Archive, company: Company, is_rare: bool, one: Label, other: Label) -> str:
    """Why two labels with the same first and family name are one person; empty where nothing says so."""
    if not _fit(one[1], other[1]):
        return ""
    for label, form in ((one, other[1]), (other, one[1])):
        for path in archive.where[label]:
            if any((ref.type, ref.name) == label and form in ref.forms for ref in archive.articles[path].entities):
                return f"{path} uses both names"
    keys = archive.keys[one], archive.keys[other]
    shared = min(_of(company, keys[0]) & _of(company, keys[1]), default=None)
    if is_rare and shared and _years_apart(archive, one, other) <= YEARS_OF_ACTIVITY:
        return f"nobody else is called {family_name(one[1])}, and both appear with {archive.name(shared)}"
    return ""


def _of(company: Company, key: EntityKey | None) -> frozenset[EntityKey]:
    return company.of(key) if key else frozenset()


def _fit(one: str, other: str) -> bool:
    """Whether two names with the same ends can be one: middle names fit, `F.` fits `Fitzgerald`, Jr is not Sr."""
    if name_suffix(one) != name_suffix(other):
        return False
    middles = [name.removesuffix(family_name(name)).split()[1:] for name in (one, other)]
    return all(
        a == b or (a[0] == b[0] and "." in (a[-1], b[-1]) and 2 in (len(a), len(b)))
        for a, b in zip(*middles, strict=False)
    )


def _years_apart(archive: Archive, one: Label, other: Label) -> float:
    spans = [
        (archive.articles[paths[0]].date, archive.articles[paths[-1]].date)
        for paths in (archive.where[one], archive.where[other])
    ]
    return max(0, (max(first for first, _ in spans) - min(last for _, last in spans)).days / 365.25)


# --- surnames alone -------------------------------------------------------------------------------------------


def surnames(archive: Archive) -> Iterator[Ruling]:
    """People listed by surname alone, where the archive knows bearers of that surname.

    One bearer who keeps the same company (shares another person or organization with the article) is meant. Of
    several one must be called alike, as `President`, or be far better known; else the surname links nowhere. One
    bearer in other company leaves the surname an entity of its own.
    """
    company = Company(archive)
    bearers: dict[str, set[EntityKey]] = defaultdict(set)
    roles: dict[EntityKey, set[str]] = defaultdict(set)
    for family, labels in _families(archive).items():
        for label in labels:
            if key := archive.keys[label]:
                bearers[family].add(key)
                roles[key] |= _stated(archive, [label]).keys()
    for label in archive.keys:
        candidates = sorted(bearers.get(label[1], ())) if label[0] == "person" else []
        if candidates and label not in archive.decided and not is_full_name(label[1]):
            yield from _surname(archive, label, _Bearers(archive, candidates, company, roles))


class _Bearers:
    """The people of one surname, and what tells them apart."""

    def __init__(
        self,
        archive: Archive,
        keys: Sequence[EntityKey],
        company: Company,
        roles: Mapping[EntityKey, set[str]],
    ) -> None:
        self.keys = keys
        self._counts = Counter({key: archive.count(key) for key in keys})
        self._company = company
        self._roles = roles

    def called(self, role: str) -> EntityKey | None:
        """The only one of several who is called like this."""
        alike = [key for key in self.keys if role and any(agrees(role, other) for other in self._roles[key])]
        return alike[0] if len(alike) == 1 else None

    def near(self, path: str) -> list[EntityKey]:
        """Those who keep company that an article lists."""
        present = self._company.present(path)
        return [key for key in self.keys if self._company.of(key) & present]

    def best_known(self, more: Mapping[EntityKey, int]) -> EntityKey | None:
        """Who is listed far more often than the others; `more` counts listings by the surname alone."""
        counts = self._counts + Counter(more)
        best = max(self.keys, key=lambda key: counts[key])
        others = counts.total() - counts[best]
        return best if counts[best] >= PROMINENT * max(1, others) else None


def _surname(archive: Archive, label: Label, bearers: _Bearers) -> Iterator[Ruling]:
    meant: dict[tuple[EntityKey, str], list[str]] = defaultdict(list)
    unclear: list[str] = []
    for path in archive.where[label]:
        role = archive.roles.get(path, {}).get(label[1], "")
        near, called = bearers.near(path), bearers.called(role)
        if len(bearers.keys) == 1 and near:
            meant[near[0], "the only bearer of the surname, in the same company"].append(path)
        elif called and (called in near or called == bearers.best_known({})):
            meant[called, f"the only bearer of the surname who is called {role}"].append(path)
        else:
            unclear.append(path)
    best_known = bearers.best_known(Counter(key for (key, _), paths in meant.items() for _ in paths))
    if best_known and len(bearers.keys) > 1:
        because = "by far the best known bearer of the surname, in the same company"
        meant[best_known, because] = [path for path in unclear if best_known in bearers.near(path)]
        unclear = [path for path in unclear if path not in set(meant[best_known, because])]
    for (key, because), paths in meant.items():
        if paths:
            yield Ruling(*label, "surname", key, because, tuple(paths))
    if unclear and len(bearers.keys) > 1:
        candidates = tuple(bearers.keys)
        yield Ruling(*label, "surname", None, "several people bear the surname", tuple(unclear), candidates)


# --- two people of one name -----------------------------------------------------------------------------------


def namesakes(archive: Archive) -> Iterator[Ruling]:
    """The same name, but two people: their roles differ, they keep no company in common, and their countries differ
    or a lifetime lies between them. The earliest keeps the address; the address of another one says what he is.
    """
    for key in sorted({key for label in archive.stated if (key := archive.keys[label])}):
        labels = archive.labels[key]
        stated = _stated(archive, labels) if key[0] == "person" else {}
        if len(stated) > 1 and not any(map(archive.is_settled, labels)):
            yield from _told_apart(archive, key, labels, stated)


def namesake_addresses(archive: Archive, meanings: Iterable[tuple[Label, EntityKey]]) -> Iterator[Redirect]:
    """Where people would live if told apart by what they do: they may have been, before the archive grew."""
    people: dict[EntityKey, set[Label]] = defaultdict(set)
    pairs = list(chain(archive.keys.items(), meanings))
    called = {key for label, key in pairs if label in archive.stated and key and key[0] == "person"}
    for label, key in pairs:
        if key in called:
            people[key].add(label)
    for key, labels in sorted(people.items()):
        stated = _stated(archive, sorted(labels))
        ordered = sorted(stated, key=lambda role: _when(archive, stated[role][0]))
        for role in ordered[1:]:
            if any(_contradict(archive, stated, other, role) for other in ordered):
                ids = sorted({identify(name) for _, name in labels})
                yield from (Redirect(entity_url(key[0], f"{id_}-{slugify(role)}"), entity_url(*key)) for id_ in ids)


def _stated(archive: Archive, labels: Iterable[Label]) -> dict[str, list[str]]:
    """The articles that state each role of somebody, the earliest first."""
    stated: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        for path, role in archive.stated.get(label, {}).items():
            stated[role].append(path)
    return stated


def _told_apart(
    archive: Archive, key: EntityKey, labels: Sequence[Label], stated: Mapping[str, Sequence[str]]
) -> Iterator[Ruling]:
    circles = {role: _circle(archive, key, paths[:1]) for role, paths in stated.items()}
    people: list[list[str]] = []
    for role in sorted(stated, key=lambda role: _when(archive, stated[role][0])):
        same = next(
            (p for p in people if any(agrees(role, other) or circles[role] & circles[other] for other in p)), None
        )
        if same is None:
            people.append([role])
        else:
            same.append(role)
    first, *others = people
    strangers = [p for p in others if _contradict(archive, stated, first[0], p[0])]
    for roles in strangers:
        role = min(roles, key=lambda role: _when(archive, stated[role][0]))
        namesake = key[0], f"{key[1]}-{slugify(role)}"
        because = f"called {role}, and not {first[0]}, in other company"
        circle = frozenset[EntityKey]().union(*(circles[role] for role in roles))
        for label in labels:
            paths = [path for path in archive.where[label] if _belongs(archive, path, label, roles, circle, key)]
            if paths:
                yield Ruling(*label, "namesake", namesake, because, tuple(paths))


def _when(archive: Archive, path: str) -> tuple[object, str]:
    return archive.articles[path].date, path


def _circle(archive: Archive, key: EntityKey, paths: Iterable[str]) -> frozenset[EntityKey]:
    """Everybody and every organization that articles list beside somebody."""
    refs = ((path, ref) for path in paths for ref in archive.articles[path].entities if ref.type != "place")
    return frozenset(found for path, ref in refs if (found := archive.meant(path, (ref.type, ref.name)))) - {key}


def _contradict(archive: Archive, stated: Mapping[str, Sequence[str]], one: str, other: str) -> bool:
    nations = {nation(one), nation(other)} - {""}
    dates = [archive.articles[path].date for role in (one, other) for path in (stated[role][0], stated[role][-1])]
    return len(nations) == 2 or (max(dates) - min(dates)).days / 365.25 >= LIFETIME


def _belongs(
    archive: Archive, path: str, label: Label, roles: Sequence[str], circle: frozenset[EntityKey], key: EntityKey
) -> bool:
    """Whether an article names the person of these roles: it says so, or says nothing and keeps that company."""
    role = archive.roles.get(path, {}).get(label[1], "")
    return role in roles if role else bool(_circle(archive, key, [path]) & circle)
