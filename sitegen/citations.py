"""An article as reference managers read it: BibTeX and RIS. Without a date of access: a build has no clock.

BibTeX as https://www.ctan.org/pkg/btxdoc has it, with biblatex's `date` and `entrysubtype`
(https://ctan.org/pkg/biblatex); RIS as Reference Manager's specification of 2001, type NEWS for a newspaper.
"""

from __future__ import annotations

import datetime
import hashlib
import re

from msgspec import Struct

from sitegen.names import family_name, name_suffix
from sitegen.text import fold_space

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
"""The macros that every BibTeX style defines."""

OFFICES = frozenset(
    """agency agencies bureau correspondent correspondents desk editor editors news newsroom office press reporter
    reporters service services staff team wire writer writers""".split()
)
"""A byline that ends in one of these names no person."""

_PERSON = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[ .'’-]+[^\W\d_]+)+\.?")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}
"""What is not itself in TeX. Braces by name: BibTeX counts all that it sees, those behind a backslash too."""

_SPECIAL = re.compile("[" + re.escape("".join(_TEX)) + "]")
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=,)(?=,)|(?<=[<>])(?=[<>])")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_KEY = re.compile(r"[^a-z0-9-]")


class Cited(Struct, frozen=True):
    """What is cited. `url` is its path on the site, `address` the whole, which is empty where no host is known."""

    title: str
    authors: tuple[str, ...]
    date: datetime.date
    publication: str
    url: str
    address: str = ""
    language: str = ""


class Citation(Struct, frozen=True):
    """An article for reference managers. `key` names it, and what it is saved as."""

    key: str
    bibtex: str
    ris: str


def cite(cited: Cited) -> Citation:
    key = _key(cited.url)
    return Citation(key, _bibtex(key, cited), _ris(cited))


def _bibtex(key: str, cited: Cited) -> str:
    date = cited.date
    fields = {
        "author": " and ".join(map(_tex_name, cited.authors)),
        "title": f"{{{_tex(cited.title)}}}",
        "journal": f"{{{_tex(cited.publication)}}}",
        "entrysubtype": "newspaper",
        "date": date.isoformat(),
        "year": f"{date.year:04}",
        "month": "",
        "url": cited.address,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    lines.insert(len(lines) - bool(cited.address), f"  month = {MONTHS[date.month - 1]}")
    return f"@article{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _ris(cited: Cited) -> str:
    date = cited.date
    lines = [
        ("TY", "NEWS"),
        ("TI", cited.title),
        *(("AU", _ris_name(author)) for author in cited.authors),
        ("T2", cited.publication),
        ("PY", f"{date.year:04}"),
        ("DA", f"{date.year:04}/{date.month:02}/{date.day:02}/"),
        ("LA", cited.language),
        ("UR", cited.address),
    ]
    filled = ((tag, _line(text)) for tag, text in lines)
    return "".join(f"{tag}  - {text}\n" for tag, text in filled if text) + "ER  - \n"


def _key(url: str) -> str:
    """`1962-02-20-glenn-orbits-the-earth`. Letters that BibTeX does not take are told by a digest."""
    whole = url.strip("/").replace("/", "-")
    plain = _NOT_IN_KEY.sub("", whole).strip("-")
    return plain if plain == whole else f"{plain}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"


def _parts(name: str) -> tuple[str, str, str]:
    """Family name, suffix and first names; of what is no person's name, all of it and twice nothing."""
    words = name.split()
    is_person = _PERSON.fullmatch(" ".join(words)) and words[-1].casefold() not in OFFICES
    if not is_person or any(word.casefold() in {"and", "others"} for word in words):
        return name, "", ""
    suffix, family = name_suffix(name), family_name(name)
    end = name.rfind(family)
    return (family, suffix, name[:end].strip()) if end > 0 else (name, "", "")


def _tex_name(name: str) -> str:
    family, suffix, first = _parts(fold_space(name))
    if not first:
        return f"{{{_tex(family)}}}"
    return ", ".join(_tex(part) for part in (family, suffix, first) if part)


def _ris_name(name: str) -> str:
    family, suffix, first = _parts(fold_space(name))
    return ", ".join(part for part in (family, first, suffix) if part)


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda match: _TEX[match[0]], _LIGATURE.sub("\0", _line(text))).replace("\0", "{}")


def _line(text: str) -> str:
    """One line: nothing in a text may begin another field."""
    return fold_space(_CONTROL.sub(" ", text))
