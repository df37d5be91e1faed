"""Languages: every word of pages and themes is in a file, every file has every word, and no page says another."""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import jinja2
import pytest
import yaml
from babel import Locale
from conftest import THEMES
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sites import make_site, run

from sitegen.languages import JOINTS, PATTERNS, read_languages, words
from sitegen.model import ENTITY_TYPES, Message

ROOT = Path(__file__).parents[1]
FILES = {file.stem: file for file in (ROOT / "sitegen" / "languages").glob("*.yaml")}
COMPLETE = ["es", "fr"]
HOLE = re.compile(r"\{(\w+)\}")


@cache
def messages(tag: str) -> Mapping[str, Message]:
    found: Mapping[str, Message] = yaml.safe_load(FILES[tag].read_text("utf-8"))
    return found


def forms(message: Message) -> Mapping[str, str]:
    return {"other": message} if isinstance(message, str) else message


# --- the files ------------------------------------------------------------------------------------------------


def said_by_code() -> tuple[set[str], set[str], set[str]]:
    """The keys that code asks for by name, all its strings, and how the rest of what it asks for begins."""
    asked, strings, beginnings = (
        set(),
        {name for kind in ENTITY_TYPES.values() for name in (kind.name, kind.plural)},
        set(),
    )
    for file in [*(ROOT / "sitegen" / "pages").glob("*.py"), ROOT / "sitegen" / "charts.py"]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "words" and node.args:
                match node.args[0]:
                    case ast.Constant(value=str(key)):
                        asked.add(key)
                    case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
                        asked |= {one, other}
                    case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), *_]):
                        beginnings.add(beginning)
    return asked, strings, beginnings


def said_by_templates() -> tuple[set[str], set[str]]:
    """The same of the templates of every theme: keys asked for by name, and beginnings of keys."""
    asked, beginnings = set(), set()
    environment = jinja2.Environment()
    for file in (ROOT / "themes").glob("*/templates/*"):
        tree = environment.parse(file.read_text("utf-8"))
        for call in tree.find_all(jinja2.nodes.Call):
            if not (isinstance(call.node, jinja2.nodes.Name) and call.node.name == "t"):
                continue
            key = call.args[0]
            if isinstance(key, jinja2.nodes.Concat):
                (first, *_) = key.nodes
                assert isinstance(first, jinja2.nodes.Const)
                beginnings.add(first.value)
            else:
                asked |= {
                    node.value
                    for node in [key, *key.find_all(jinja2.nodes.Const)]
                    if isinstance(node, jinja2.nodes.Const)
                }
    return asked, beginnings


def test_every_message_that_is_asked_for_is_there_and_every_one_there_is_asked_for() -> None:
    asked, strings, beginnings = said_by_code()
    of_templates, more = said_by_templates()
    known = messages("en").keys()
    assert (asked | of_templates) - known == set()
    assert all(any(key.startswith(beginning) for key in known) for beginning in beginnings | more)
    idle = {key for key in known if not key.startswith(tuple(beginnings | more))}
    assert idle - asked - of_templates - strings - PATTERNS.keys() - {"and", "comma"} == set()


@pytest.mark.parametrize("tag", COMPLETE)
def test_a_language_is_complete(tag: str) -> None:
    english, ours = messages("en"), messages(tag)
    assert ours.keys() - PATTERNS.keys() - set(JOINTS) == english.keys() - PATTERNS.keys()
    plurals = {"other", *Locale.parse(tag).plural_form.tags}
    for key, message in english.items():
        if key in PATTERNS:
            continue
        assert isinstance(ours[key], str) == isinstance(message, str), key
        assert HOLE.findall(forms(ours[key])["other"]).sort() == HOLE.findall(forms(message)["other"]).sort(), key
        for form in forms(ours[key]).values():
            assert set(HOLE.findall(form)) | {"n"} == set(HOLE.findall(forms(message)["other"])) | {"n"}, key
    for key, message in ours.items():
        assert isinstance(message, str) or message.keys() == plurals, key


@pytest.mark.parametrize("tag", FILES)
def test_a_language_file_has_no_problems(tag: str) -> None:
    read, problems = read_languages({f"sitegen/languages/{tag}.yaml": FILES[tag].read_text("utf-8")})
    assert problems == ()
    assert read[tag].keys() == messages(tag).keys()


# --- what is said ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "date", "month", "number", "articles"),
    [
        ("en", "1 April 1961", "April 1961", "12,345", "1 article, 2 articles, 0 articles"),
        ("en-GB", "1 April 1961", "April 1961", "12,345", "1 article, 2 articles, 0 articles"),
        ("en-US", "April 1, 1961", "April 1961", "12,345", "1 article, 2 articles, 0 articles"),
        ("es", "1 de abril de 1961", "abril de 1961", "12.345", "1 artículo, 2 artículos, 0 artículos"),
        ("es-MX", "1 de abril de 1961", "abril de 1961", "12,345", "1 artículo, 2 artículos, 0 artículos"),
        ("ES-mx", "1 de abril de 1961", "abril de 1961", "12,345", "1 artículo, 2 artículos, 0 artículos"),
        ("fr", "1er avril 1961", "avril 1961", "12\u202f345", "1 article, 2 articles, 0 article"),
        ("fr-CA", "1er avril 1961", "avril 1961", "12\u00a0345", "1 article, 2 articles, 0 article"),
        ("de-AT", "1. April 1961", "April 1961", "12.345", "1 article, 2 articles, 0 articles"),
        ("zz", "1 April 1961", "April 1961", "12,345", "1 article, 2 articles, 0 articles"),
    ],
)
def test_a_language_writes_dates_and_numbers_its_way(
    tag: str, date: str, month: str, number: str, articles: str
) -> None:
    said = words(tag)
    counted = ", ".join(said("articles", n=n) for n in (1, 2, 0)).replace("\u00a0", " ")
    assert (said.date(1961, 4, 1), said.date(1961, 4), said.number(12345), counted) == (
        date,
        month,
        number,
        articles,
    )
    assert said.date(1961) == "1961"


def test_a_million_is_a_plural_of_its_own() -> None:
    assert words("es")("articles", n=1_000_000) == "1.000.000 de artículos"
    assert words("fr")("articles", n=2_000_000) == "2\u202f000\u202f000\u00a0d’articles"


def test_plurals_of_a_language_with_many() -> None:
    polish = {
        "articles": {"one": "{n} artykuł", "few": "{n} artykuły", "many": "{n} artykułów", "other": "{n} artykułu"}
    }
    said = words("pl", {"pl": polish})
    assert [said("articles", n=n) for n in (1, 2, 5, 22)] == [
        "1 artykuł",
        "2 artykuły",
        "5 artykułów",
        "22 artykuły",
    ]


def test_lists_are_joined_as_a_language_does() -> None:
    assert [words("en").join(w) for w in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    spanish = [["Irán", "Iraq"], ["Ana", "Hilda"], ["cobre", "hierro"], ["Iraq", "Irán", "Omán"]]
    for names in (["a"], ["a", "b"], ["a", "b", "c"], []):
        assert words("es").join(names) == "".join(
            f"{before}{name}" for before, name in words("es").separated(names)
        )
    assert [words("es").join(names) for names in spanish] == [
        "Irán e Iraq",
        "Ana e Hilda",
        "cobre y hierro",
        "Iraq, Irán y Omán",
    ]


def test_direction() -> None:
    assert [words(tag).direction for tag in ("en", "ar", "he-IL", "fa", "zz")] == [
        "ltr",
        "rtl",
        "rtl",
        "rtl",
        "ltr",
    ]


@given(st.text(), st.text())
def test_what_goes_into_a_message_is_kept_as_it_is(name: str, period: str) -> None:
    said = words("en")
    assert said("name_period", name=name, period=period) == f"{name}, {period}"
    mixed = said("name_period", name=Markup("<b>x</b>"), period=period)
    assert isinstance(mixed, Markup)
    assert mixed == Markup("<b>x</b>, {}").format(period)


def test_the_markup_in_a_message_is_text() -> None:
    said = words("en", {"en": {"name_period": "<i>{name}</i> & 100% {period}"}})
    assert said("name_period", name=Markup("<b>x</b>"), period="<") == "&lt;i&gt;<b>x</b>&lt;/i&gt; &amp; 100% &lt;"
    assert said("name_period", name="x", period="{name}%s") == "<i>x</i> & 100% {name}%s"


def test_a_message_that_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError, match="there is no message 'nothing'"):
        words("en")("nothing")
    with pytest.raises(LookupError, match="the message 'name_period' needs 'period'"):
        words("en")("name_period", name="x")


def test_what_dates_are_made_of_is_babels() -> None:
    day = datetime.date(1961, 4, 12)
    assert [words(tag).day_and_month(day) for tag in ("en", "en-US", "es", "fr", "ja")] == [
        "12 April",
        "April 12",
        "12 de abril",
        "12 avril",
        "4月12日",
    ]
    assert [words(tag).month(8, short=True) for tag in ("en", "es", "fr")] == ["Aug", "ago", "août"]
    assert [words(tag).weekday(2) for tag in ("en", "es", "fr")] == ["W", "X", "M"]


# --- files of a theme and of a site ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("latest: Newest\n", []),
        ("", []),
        ("- latest\n", ["languages/en.yaml:1:1: the words are not a mapping; write `key: words` lines"]),
        ("latest: [\n", ["languages/en.yaml:2:1: not valid YAML: did not find expected node content"]),
        ("latest: [Newest]\n", ["languages/en.yaml:1:9: ['Newest'] is not text or a mapping"]),
        (
            "articles: {one: x, more: y, other: z}\n",
            [
                (
                    "languages/en.yaml:1:11: articles: 'more' is no plural category; "
                    "known are zero, one, two, few, many, other"
                )
            ],
        ),
        ("articles: {one: x}\n", ["languages/en.yaml:1:11: articles: the form `other` is missing"]),
        ("by: By {author}\n", ["languages/en.yaml:1:5: by: nothing is known of {author}; there are {authors}"]),
        ("latest: {one: x, other: y}\n", ["languages/en.yaml:1:9: latest: nothing is known of {n}"]),
        ("gazette_hello: Hello {name}\n", []),
        (
            "feed: Feed\nlatset: Newest\n",
            ["languages/en.yaml:2:1: nothing says `latset`; did you mean `latest`?"],
        ),
        ("~: nothing\n", ["languages/en.yaml: None is not a key; write `key: words` lines"]),
        (
            "date_day: QQQQQQQ\n",
            [
                (
                    "languages/en.yaml:1:11: date_day: 'QQQQQQQ' is no pattern of dates: "
                    "Invalid length for field: 'QQQQQQQ'"
                )
            ],
        ),
    ],
)
def test_a_message_that_cannot_be_used_is_reported(text: str, problems: list[str]) -> None:
    read, found = read_languages({"languages/en.yaml": text, "languages/fr.yaml": "latest: Neuf\n"})
    assert [str(problem) for problem in found] == problems
    assert read["fr"] == {"latest": "Neuf"}


def test_a_file_is_named_after_its_language() -> None:
    read, problems = read_languages(
        {"languages/fr.yml": "latest: Neuf\n", "languages/zh-Hant-TW.yaml": "latest: x\n"}
    )
    assert read == {"zh-hant-tw": {"latest": "x"}}
    assert [str(problem) for problem in problems] == [
        "languages/fr.yml: is not named after a language; name it like fr.yaml or pt-BR.yaml"
    ]


def test_what_is_nearer_goes_first() -> None:
    files = {
        "themes/parent/languages/es.yaml": "latest: padre\nfeed: padre\nskip: padre\n",
        "themes/child/languages/es.yaml": "latest: hija\nfeed: hija\n",
        "themes/child/languages/en.yaml": "latest: daughter\ngreeting: Hello\n",
        "languages/es.yaml": "latest: sitio\n",
        "languages/es-MX.yaml": "skip: México\n",
    }
    read, problems = read_languages(files)
    assert problems == ()
    said = words("es-MX", read)
    assert [said(key) for key in ("latest", "feed", "skip", "greeting", "by_date")] == [
        "sitio",
        "hija",
        "México",
        "Hello",
        "Por fechas",
    ]


ARTICLE = "---\ntitle: Glenn orbits\ndate: 1962-02-01\n---\n\nAstronaut John Glenn flew.\n"


def test_a_site_may_bring_a_language(tmp_path: Path) -> None:
    files = {
        "content/articles/1962/glenn.md": ARTICLE,
        "sitegen.yaml": "language: de\n",
        "languages/de.yaml": "latest: Neuestes\n",
    }
    report = run(make_site(tmp_path, files))
    front = (tmp_path / "output" / "index.html").read_text("utf-8")
    assert ">Neuestes</h2>" in front
    assert ">1. Februar 1962</time>" in front
    assert '<html lang="de">' in front
    [problem] = report.problems
    assert problem.severity == "notice"
    assert str(problem).startswith(
        "sitegen.yaml:1:11: language: English words are used for a_to_z, a_to_z_by_country, a_to_z_of, "
    )
    make_site(tmp_path, {"languages/de.yaml": "latest: Aktuelles\nby: Von {x}\n"})
    report = run(tmp_path)
    assert ">Aktuelles</h2>" in (tmp_path / "output" / "index.html").read_text("utf-8")
    assert "languages/de.yaml:2:5: by: nothing is known of {x}; there are {authors}" in map(str, report.problems)


def test_an_unknown_language_is_noticed_and_keeps_its_dates_and_direction(tmp_path: Path) -> None:
    report = run(make_site(tmp_path, {"content/articles/1962/glenn.md": ARTICLE, "sitegen.yaml": "language: he\n"}))
    [problem] = report.problems
    assert str(problem) == (
        "sitegen.yaml:1:11: language: the words of 'he' are not known, and English ones are used; "
        "add languages/he.yaml, or choose from en, en-us, es, fr"
    )
    front = (tmp_path / "output" / "index.html").read_text("utf-8")
    assert '<html lang="he" dir="rtl">' in front
    assert ">1 בפברואר 1962</time>" in front
    assert ">Latest</h2>" in front


# --- whole sites ----------------------------------------------------------------------------------------------

NAMES = "Αγις Βιας Γλαυκος Δαμων Ερμης Ζηνων Ηρων Θαλης Ιων Κρατης Λυσις Μενων Νικων Ξενων Ορφευς Πινδαρος".split()
SETTINGS = "title: Αρχειο\nmin_confidence: 0\nlist_limit: 2\nlicence: Αδεια\ncopyright: Τυπος\nlanguage: {}\n"


def greek(number: int) -> str:
    """An article with no letter of ours in it but what sitegen reads; every third day, about the same two."""
    person, other = NAMES[number % 16], NAMES[(number // 4) % 16]
    day = datetime.date(1961 + number // 20, 1, 1) + datetime.timedelta(days=3 * number)
    return f"""\
---
title: Πτησις {NAMES[number % 5]} {number}
date: {day}
authors: [{NAMES[number % 3]}, {NAMES[3 + number % 2]}, {NAMES[7]}]
location: Σαμος
summary: Ο {person} εις την Σαμον.
people: [{person}, {other}, Σολων]
organizations: [Βουλη, Στοα {number % 7}]
places: [Σαμος, {NAMES[number % 16]}ια]
topics: [Πλους]
rights: Κτημα
---

Ο {person} και ο Σολων της Βουλη, Σαμος, {other}, πτησις κρυσταλλος {NAMES[number // 10]}.
"""


def story(number: int) -> str:
    """One of a run of articles about the same two, on one matter, each with words of its own."""
    own = " ".join("αβγδε"[number - 1] + word for word in ("κυμα", "νησος", "ανεμος", "φαρος"))
    return f"""\
---
title: Φιλων, Χαρων, ναυαγιον
date: 1970-02-{4 * number:02}
people: [Φιλων, Χαρων]
---

Ο Φιλων και ο Χαρων, ναυαγιον τριηρης, {own}.

Ο Φιλων. Ο Χαρων.
"""


@pytest.fixture(scope="module")
def archive() -> Mapping[str, str]:
    rules = [
        {"type": "place", "name": "Σαμος", "country": "Ελλας", "coordinates": [37.7, 26.8]},
        *(
            {"type": "place", "name": f"{name}ια", "country": "Ελλας", "coordinates": [30 + n, 20]}
            for n, name in enumerate(NAMES)
        ),
        {"type": "person", "id": "solon", "name": "Σολων", "description": "Νομοθετης"},
        {"merge": {"into": "βουλη", "from": ["παλαια"]}},
    ]
    stories = {f"content/articles/1961/{number}.md": greek(number) for number in range(45)}
    stories |= {f"content/articles/1970/{number}.md": story(number) for number in range(1, 6)}
    stories["content/pages/nomos.md"] = "---\ntitle: Νομος\n---\n\nΝομος.\n"
    gone = {"content/articles/1961/gone.md": greek(46).replace("topics:", "withdrawn: Λαθος\ntopics:")}
    return {**stories, **gone, "content/entities.yaml": yaml.safe_dump(rules, allow_unicode=True)}


def texts(file: Path) -> Iterator[str]:
    """What a page says to people: its text, and the attributes that are read out or shown."""
    tree = LexborHTMLParser(file.read_bytes())
    for node in tree.css("[aria-label], [title], [alt], meta[name=description]"):
        yield from filter(None, (node.attributes.get(name) for name in ("aria-label", "title", "alt", "content")))
    for node in tree.css("*:not(script, pre)"):
        yield from (child.text_content or "" for child in children(node) if not is_address(node))


def children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child:
        if child.tag == "-text":
            yield child
        child = child.next


def is_address(node: LexborNode) -> bool:
    return "permalink" in (node.attributes.get("class") or "") or (node.text() or "").strip().startswith("/")


LATIN = re.compile("[A-Za-z]+")


@pytest.mark.parametrize("theme", THEMES)
def test_every_word_of_a_page_is_in_the_file_of_its_language(
    tmp_path: Path, archive: Mapping[str, str], theme: str
) -> None:
    """All is Greek, the language too: a Latin letter would be one that a template or the code says by itself."""
    ours = {
        key: masked(message) if isinstance(message, str) else {form: masked(text) for form, text in message.items()}
        for key, message in messages("en").items()
        if key not in PATTERNS
    }
    files = {**archive, "sitegen.yaml": SETTINGS.format("el") + f"theme: {theme}\n"}
    site = make_site(tmp_path, {**files, "languages/el.yaml": yaml.safe_dump(ours, allow_unicode=True)})
    report = run(site)
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == []
    pages = sorted((site / "output").rglob("*.html"))
    said = {
        (page.relative_to(site).as_posix(), text) for page in pages for text in texts(page) if LATIN.search(text)
    }
    assert said == set()
    assert len(pages) > 100


def masked(text: str) -> str:
    """Its letters as Greek ones, the names of arguments kept."""
    return "".join(
        part if part.startswith("{") else LATIN.sub("ωωω", part) for part in re.split(r"(\{\w+\})", text)
    )


@pytest.mark.parametrize("tag", COMPLETE)
def test_a_site_says_nothing_in_another_language(tmp_path: Path, archive: Mapping[str, str], tag: str) -> None:
    site = make_site(tmp_path, {**archive, "sitegen.yaml": SETTINGS.format(tag)})
    assert [str(p) for p in run(site).problems if p.severity == "error" or "language" in p.message] == []
    locale = Locale.parse(tag)
    dates = [*locale.months["format"]["wide"].values(), *locale.months["stand-alone"]["abbreviated"].values(), "er"]
    known = latin([*dates, *(text for message in messages(tag).values() for text in forms(message).values())])
    initials = {name[:1] for name in locale.days["stand-alone"]["narrow"].values()}
    said = latin(text for page in (site / "output").rglob("*.html") for text in texts(page))
    assert said - known - initials == set()


def latin(said: Sequence[str] | Iterator[str]) -> set[str]:
    """The words in texts that are written in Latin letters."""
    return {word for text in said for word in re.findall(r"[a-zà-ÿœA-ZÀ-Ý]+", HOLE.sub(" ", text))}
