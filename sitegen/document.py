"""An article page: Markdown with YAML front matter, read into an Article and written from one.

The form that Hugo, Zola, Pelican and Jekyll read too: a block between two `---` lines, then Markdown.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta, Struct, field

from sitegen import markup, yamltext
from sitegen.errors import Invalid, Problem
from sitegen.model import ENTITY_TYPES, Article, EntityRef, Source, TextPage
from sitegen.text import fold_space, is_language, is_web_address, moment, slugify
from sitegen.urls import article_url

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CHECKSUM = re.compile(r"^checksum: *([0-9a-f]{64})\n", re.MULTILINE)
_SOURCE = re.compile(r"^source:.*(?:\n[ \t]+.*)*", re.MULTILINE)
_PLAIN_FILE = re.compile(r"\bfile: ([\w./-]+)(?=[,}\n]|$)")
_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
_DATE_GUESSED = re.compile(r"^generated:(?:.*|(?:\n[ \t]*-.*)*)\bdate\b", re.MULTILINE)
_STATED_DATE = re.compile(r"^date: *(\d{4}-\d\d-\d\d)$", re.MULTILINE)
_TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)[ \t]*(?:([Zz])|([+-]\d\d)(?::?(\d\d))?)?)?"
)
"""A date, or the forms of a YAML timestamp (YAML 1.1, RFC 3339): a time of day, and its offset from UTC."""
_IN_BRACKETS = re.compile(r"\([^\s()]+\)")
_DATED_STEM = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)")


class _Listed(Struct, forbid_unknown_fields=True):
    """An entry of `people`, `organizations` or `places` that needs more than a name."""

    name: str
    forms: tuple[str, ...] = field(name="as", default=())
    confidence: Annotated[float, Meta(ge=0, le=1)] = 1.0


class _Fields(Struct, kw_only=True):
    title: str
    date: str
    slug: str = ""
    authors: tuple[str, ...] = ()
    location: str | None = None
    summary: str = ""
    topics: tuple[str, ...] = ()
    source: Source | None = None
    checksum: str = ""
    generated: tuple[str, ...] = ()
    draft: bool = False
    noindex: bool = False
    language: str = ""
    rights: str = ""
    source_url: str = ""
    withdrawn: str | None = None


_FrontMatter = msgspec.defstruct(
    "_FrontMatter",
    [(kind.plural, tuple[str | _Listed, ...], ()) for kind in ENTITY_TYPES.values()],
    bases=(_Fields,),
    kw_only=True,
)
_KNOWN_KEYS = frozenset(_FrontMatter.__struct_fields__)


class _PageFields(Struct, kw_only=True):
    title: str = ""
    menu: bool = True
    draft: bool = False


_PAGE_KEYS = frozenset(_PageFields.__struct_fields__)


def parse_article(path: str, page: str) -> tuple[Article, tuple[Problem, ...]]:
    """The article in the text of a `page`. Raises Invalid where that has no usable front matter."""
    header, body = _split(path, page)
    text = markup.to_text(body)
    data = _mapping(path, header)
    fields: Any = yamltext.convert(data, _FrontMatter, header, path, first_line=2)
    day, own_slug = _from_name(path)
    slug = slugify(fields.slug) or own_slug
    if not fields.title.strip():
        raise Invalid(Problem(path, *yamltext.position(header, "$.title", 2), "title: is empty"))
    date, time = _moment(path, header, fields.date)
    if fields.source_url and not is_web_address(fields.source_url):
        place = yamltext.position(header, "$.source_url", 2)
        message = f"source_url: {fields.source_url!r} is not an address"
        raise Invalid(Problem(path, *place, message, "write https://host/path"))
    if fields.language and not is_language(fields.language):
        place = yamltext.position(header, "$.language", 2)
        message = f"language: {fields.language!r} is not a language tag (BCP 47)"
        raise Invalid(Problem(path, *place, message, "write en or pt-BR"))
    withdrawn, no_reason = _withdrawn(path, header, fields.withdrawn)
    article = Article(
        path=path,
        title=fields.title,
        date=date,
        time=time,
        slug=slug,
        authors=_filled(fields.authors),
        location=fields.location,
        summary=fields.summary,
        entities=tuple(
            ref
            for kind in ENTITY_TYPES.values()
            for ref in (_reference(kind.name, entry) for entry in getattr(fields, kind.plural))
            if ref.name.strip()
        ),
        topics=_filled(fields.topics),
        source=fields.source,
        generated=fields.generated,
        draft=fields.draft,
        noindex=fields.noindex,
        language=fields.language,
        rights=fold_space(fields.rights),
        source_url=fields.source_url,
        withdrawn=withdrawn,
        body=body,
        text=text,
        words=hashlib.sha256(text.encode()).digest()[:8],
        brackets=" ".join(_IN_BRACKETS.findall(text)),
        filed_under=article_url(day, own_slug) if day else "",
    )
    slips = _likely_slips(path, header, data, _KNOWN_KEYS)
    return article, (
        *no_reason,
        *_other_slug(path, header, fields.slug, slug),
        *_empty_names(path, header, data),
        *slips,
    )


def copy_of(path: str, page: str) -> str:
    """The Markdown of an article in the text of its page. Raises Invalid where that has no front matter."""
    return _split(path, page)[1]


def parse_page(path: str, text: str) -> tuple[TextPage, tuple[Problem, ...]]:
    """A hand-written page of content/pages/. Its front matter may be missing; its title defaults to its name."""
    header, body = _split(path, text) if _OPENING.match(text) else ("", text)
    data = _mapping(path, header) if header else {}
    fields = yamltext.convert(data, _PageFields, header, path, first_line=2)
    place = PurePosixPath(path).with_suffix("").parts[2:]
    url = "/" + "/".join(slugify(part) for part in place) + "/"
    page = TextPage(
        path=path,
        url=url.removesuffix("index/"),
        title=fields.title or place[-1].replace("-", " ").capitalize(),
        body=body,
        menu=fields.menu,
        draft=fields.draft,
    )
    return page, _likely_slips(path, header, data, _PAGE_KEYS)


def format_article(article: Article) -> str:
    """The page's text, with the checksum that tells later whether a person edited it."""
    header: dict[str, Any] = {
        "title": article.title,
        "date": moment(article.date, article.time) if article.time else article.date,
        "authors": yamltext.Flow(article.authors),
        "location": article.location,
        "summary": article.summary,
        **{kind.plural: _listing(article, kind.name) for kind in ENTITY_TYPES.values()},
        "topics": yamltext.Flow(article.topics),
        "source": article.source and yamltext.FlowMap(file=article.source.file, sha256=article.source.sha256),
        "generated": yamltext.Flow(article.generated),
    }
    optional = ("location", "source", "generated")
    kept = {key: value for key, value in header.items() if value or key not in optional}
    top, bottom = "---\n" + yamltext.dump(kept), f"---\n\n{article.body}\n"
    return f"{top}checksum: {_digest(top + bottom)}\n{bottom}"


def is_untouched(text: str) -> bool:
    """Whether the page stands as it was generated. A change of line ends alone is nobody's edit."""
    unix = text.replace("\r\n", "\n")
    match = _CHECKSUM.search(unix)
    return match is not None and match[1] == _digest(unix[: match.start()] + unix[match.end() :])


def has_front_matter(text: str) -> bool:
    """Whether it is there as a whole, right or wrong. A page without it is cut off, or just being saved."""
    return _FRONT_MATTER.match(text.removeprefix("\ufeff").replace("\r\n", "\n")) is not None


def source_file(text: str) -> str | None:
    """The seed that a page says it came from, even where its front matter cannot be read."""
    source = _SOURCE.search(text.partition("\n---")[0])
    if not source:
        return None
    if plain := _PLAIN_FILE.search(source[0]):
        return plain[1]
    try:
        return str(yamltext.load(source[0], "source")["source"]["file"])
    except (Invalid, KeyError, TypeError):
        return None


def stated_date(text: str) -> datetime.date | None:
    """The date in a page's front matter, without reading the rest of it."""
    match = _STATED_DATE.search(text.partition("\n---")[0])
    return _date(match[1]) if match else None


class Traces(NamedTuple):
    """What a page shows of the seed it was made from, by which that is known again under another name."""

    digests: frozenset[str]
    days: frozenset[datetime.date | None]
    slug: str


def traces(path: str, text: str) -> Traces:
    """Of a page, right or wrong. `None` stands among the days where the day was guessed."""
    header = text.partition("\n---")[0]
    named, slug = _from_name(path)
    days = {day for day in (named, stated_date(text)) if day}
    return Traces(
        frozenset(_SHA256.findall(header)),
        frozenset(days | ({None} if _DATE_GUESSED.search(header) else set())),
        slug,
    )


def place_of(text: str, key: str) -> tuple[int, int]:
    """Line and column of the value of a front matter key. Raises Invalid where there is no front matter."""
    return yamltext.position(_split("", text)[0], f"$.{key}", 2)


def _moment(path: str, header: str, written: str) -> tuple[datetime.date, datetime.time | None]:
    """The day and time of day as written; a bare date has no time. Raises Invalid."""
    with contextlib.suppress(ValueError):
        if match := _TIMESTAMP.fullmatch(written.strip()):
            day, clock, zulu, hours, minutes = match.groups()
            offset = "+00:00" if zulu else f"{hours}:{minutes or '00'}" if hours else ""
            time = datetime.time.fromisoformat(clock + offset) if clock else None
            return datetime.date.fromisoformat(day), time
    place = yamltext.position(header, "$.date", 2)
    with_time = " or YYYY-MM-DDThh:mm:ss+hh:mm" if ":" in written else ""
    raise Invalid(Problem(path, *place, f"date: {written!r} is not a date", f"write YYYY-MM-DD{with_time}"))


def _withdrawn(path: str, header: str, written: str | None) -> tuple[str | None, tuple[Problem, ...]]:
    """Why an article is withdrawn. Whoever writes the key and no reason wants it gone all the same."""
    if written is None or written.strip().lower() in {"false", "no"}:
        return None, ()
    if written.strip().lower() not in {"", "true", "yes"}:
        return fold_space(written), ()
    place = yamltext.position(header, "$.withdrawn", 2)
    return "", (Problem(path, *place, "withdrawn: gives no reason", "write what readers should know"),)


def _from_name(path: str) -> tuple[datetime.date | None, str]:
    """The day (where the name begins with one) and the slug that a page's file name states."""
    stem = PurePosixPath(path).stem
    match = _DATED_STEM.fullmatch(stem)
    return _date(match[1]) if match else None, slugify(match[2] if match else stem) or "untitled"


def _date(written: str) -> datetime.date | None:
    with contextlib.suppress(ValueError):
        return datetime.date.fromisoformat(written)
    return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _split(path: str, text: str) -> tuple[str, str]:
    """(front matter, body) of a page."""
    unix = text.removeprefix("\ufeff").replace("\r\n", "\n")
    match = _FRONT_MATTER.match(unix)
    if not match:
        opened = unix.startswith("---")
        message = "the front matter has no closing line `---`" if opened else "no front matter"
        raise Invalid(Problem(path, 1, 1, message, "put the fields between two lines `---` at the top"))
    return match[1], unix[match.end() :].strip("\n")


def _mapping(path: str, header: str) -> dict[str, Any]:
    data = yamltext.load(header, path, first_line=2)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Invalid(Problem(path, 2, 1, "the front matter is not a mapping", "write `key: value` lines"))
    filled = {key: _without_gaps(value) for key, value in data.items() if value is not None}
    return {**filled, "withdrawn": ""} if data.get("withdrawn", "") is None else filled


def _without_gaps(value: Any) -> Any:
    """A list without the items that were deleted after their dash."""
    return [item for item in value if item is not None] if isinstance(value, list) else value


def _filled(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name.strip())


def _empty_names(path: str, header: str, data: dict[str, Any]) -> Iterator[Problem]:
    """An entry of a list that is there and says nothing."""
    for key in ("authors", "topics", *(kind.plural for kind in ENTITY_TYPES.values())):
        if any(not _name(entry).strip() for entry in data.get(key, ())):
            for index, entry in enumerate(yamltext.load(header, path)[key]):
                if entry is not None and not _name(entry).strip():
                    place = yamltext.position(header, f"$.{key}[{index}]", 2)
                    yield Problem(path, *place, f"{key}: an empty name", "delete it")


def _name(entry: Any) -> str:
    return str(entry["name"] if isinstance(entry, dict) else entry)


def _reference(type_: str, entry: str | _Listed) -> EntityRef:
    if isinstance(entry, str):
        return EntityRef(type_, entry)
    return EntityRef(type_, entry.name, entry.forms, entry.confidence)


def _listing(article: Article, type_: str) -> list[Any]:
    listed = [_entry(ref) for ref in article.entities if ref.type == type_]
    return listed or yamltext.Flow()


def _entry(ref: EntityRef) -> Any:
    """A plain string where the name says it all, so that every other tool reads it."""
    more: dict[str, Any] = {"as": yamltext.Flow(ref.forms)} if ref.forms else {}
    if ref.confidence < 1:
        more["confidence"] = ref.confidence
    return yamltext.FlowMap({"name": ref.name, **more}) if more else ref.name


def _other_slug(path: str, header: str, written: str, slug: str) -> Iterator[Problem]:
    """What stands in the address is not always what was written."""
    if written and written != slug:
        place = yamltext.position(header, "$.slug", 2)
        message = f"slug: {written!r} is `{slug}` in the address"
        hint = f"write slug: {slug}" if slugify(written) else "write words, or delete it"
        yield Problem(path, *place, message, hint, "notice")


def _likely_slips(path: str, header: str, data: dict[str, Any], known: Collection[str]) -> tuple[Problem, ...]:
    """Keys of other tools are welcome in front matter; one that all but spells a key of ours is a slip.

    One of an article, however spelled, does nothing on a page of one's own.
    """
    slips = []
    for key in data.keys() - known:
        is_meant = bool(yamltext.slip(str(key), known))
        if is_meant or (known != _KNOWN_KEYS and yamltext.slip(str(key), _KNOWN_KEYS)):
            hint = yamltext.nearest(str(key), known, cutoff=yamltext.SLIP)
            place = yamltext.position(header, f"$.{key}", 2, of_key=True)
            message = f"unknown key `{key}`" if is_meant else f"`{key}` does nothing here"
            slips.append(Problem(path, *place, message, hint, "error" if is_meant else "notice"))
    return tuple(sorted(slips))
