"""What the site says to machines, read back by readers that nobody here wrote."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import extruct
import feedparser
import mf2py
import pytest
from conftest import Worn
from markdown_it import MarkdownIt
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser
from sites import make_site, tree

from sitegen.build import Options, build
from sitegen.pages.sitemaps import pages as sitemaps
from sitegen.views import Listed, SitemapView

HOST = "https://news.example"
BASE = f"{HOST}/archive"

SETTINGS = f"""
title: The "Orbit" <Wire> & Co
description: Dispatches </script><!-- on flight
base_url: {BASE}
licence: CC BY 4.0
copyright: © 2026 Orbit Wire
feed_limit: 3
"""
RULES = """
- {type: person, name: John Glenn, description: "American </script> astronaut", same_as: [https://www.wikidata.org/wiki/Q1]}
- {type: place, name: Star City, country: Russia, coordinates: [55.88, 38.11]}
"""
LAUNCH = """---
title: 'Glenn </script> orbits "the" <earth>'
date: 2026-02-26T09:00:00-05:00
authors: [Nellie Bly, Cape Desk]
location: Star City
summary: John Glenn & friends orbit ]]> the earth.
people: [John Glenn, Alan Shepard]
organizations: [NASA]
places: [Star City]
topics: [Space flight, '"Quoted" & Co']
rights: © Wire & Sons
source_url: https://example.org/a?b=1&c=2
---

John Glenn flew from Star City for NASA, with 2 \\* 3 [papers](../papers.html#top) and a ![map](map.png).

## A <SUBHEAD>

Alan Shepard watched. John Glenn landed.
"""
OTHERS = {
    f"content/articles/{day}-{day[8:]}.md": f"---\ntitle: Number {day[8:]}\ndate: {day}\npeople: [John Glenn]\n"
    "---\n\nJohn Glenn spoke.\n"
    for day in ("2026-02-20", "2026-02-21", "2026-02-22", "2026-02-26")
}
SECRET = "---\ntitle: Secret\ndate: 2026-02-23\nnoindex: true\n---\nHush.\n"
URL = "/2026/02/26/launch/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_site(
        tmp_path_factory.mktemp("site"),
        {
            "sitegen.yaml": SETTINGS,
            "content/entities.yaml": RULES,
            "content/articles/launch.md": LAUNCH,
            "content/articles/2026-02-23-secret.md": SECRET,
            "content/pages/about.md": "We *write*.",
            **OTHERS,
        },
    )
    report = build(Options(site=root, now=datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)))
    assert report.problems == ()
    return root / "output"


def page(site: Path, url: str) -> str:
    return (site / url.lstrip("/") / "index.html").read_text("utf-8")


# --- schema.org -----------------------------------------------------------------------------------------------

PARENTS = {
    "NewsArticle": "Article",
    "Article": "CreativeWork",
    "CollectionPage": "WebPage",
    "WebPage": "CreativeWork",
    "WebSite": "CreativeWork",
    "CreativeWork": "Thing",
    "Person": "Thing",
    "Organization": "Thing",
    "Country": "AdministrativeArea",
    "AdministrativeArea": "Place",
    "Place": "Thing",
    "BreadcrumbList": "ItemList",
    "ItemList": "Intangible",
    "ListItem": "Intangible",
    "GeoCoordinates": "StructuredValue",
    "StructuredValue": "Intangible",
    "Intangible": "Thing",
}
"""The types of schema.org (version 29) that pages use, each with the type it is one of."""

TEXT, ADDRESS, DATE, NUMBER = "Text", "URL", "Date", "Number"
PROPERTIES: Mapping[str, tuple[str, set[str]]] = {
    "about": ("CreativeWork", {"Thing"}),
    "alternateName": ("Thing", {TEXT}),
    "author": ("CreativeWork", {"Person", "Organization"}),
    "containedInPlace": ("Place", {"Place"}),
    "copyrightNotice": ("CreativeWork", {TEXT}),
    "dateline": ("NewsArticle", {TEXT}),
    "datePublished": ("CreativeWork", {DATE}),
    "description": ("Thing", {TEXT}),
    "geo": ("Place", {"GeoCoordinates"}),
    "hasPart": ("CreativeWork", {"CreativeWork"}),
    "headline": ("CreativeWork", {TEXT}),
    "inLanguage": ("CreativeWork", {TEXT}),
    "isBasedOn": ("CreativeWork", {ADDRESS}),
    "isPartOf": ("CreativeWork", {"CreativeWork"}),
    "item": ("ListItem", {ADDRESS, "Thing"}),
    "itemListElement": ("ItemList", {"ListItem"}),
    "keywords": ("CreativeWork", {TEXT}),
    "latitude": ("GeoCoordinates", {NUMBER}),
    "license": ("CreativeWork", {ADDRESS, "CreativeWork"}),
    "longitude": ("GeoCoordinates", {NUMBER}),
    "mainEntity": ("CreativeWork", {"Thing"}),
    "mainEntityOfPage": ("Thing", {ADDRESS}),
    "mentions": ("CreativeWork", {"Thing"}),
    "name": ("Thing", {TEXT}),
    "position": ("ListItem", {NUMBER}),
    "publisher": ("CreativeWork", {"Organization", "Person"}),
    "sameAs": ("Thing", {ADDRESS}),
    "url": ("Thing", {ADDRESS}),
}
"""The properties, each with the type that has it and what it may be."""


def lineage(type_: str) -> set[str]:
    return {type_} | (lineage(PARENTS[type_]) if type_ in PARENTS else set())


def misuses(node: Mapping[str, Any]) -> Iterator[str]:
    """What in a node is not the vocabulary's."""
    kinds = lineage(node["@type"])
    if "Thing" not in kinds:
        yield f"no type {node['@type']}"
    for key, value in node.items():
        if key.startswith("@"):
            continue
        if key not in PROPERTIES or PROPERTIES[key][0] not in kinds:
            yield f"{node['@type']} has no {key}"
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from misuses(one)
            if not PROPERTIES[key][1] & kinds_of(one):
                yield f"{key} is no {one!r}"


def kinds_of(value: Any) -> set[str]:
    if isinstance(value, dict):
        return lineage(value["@type"])
    if isinstance(value, int | float):
        return {NUMBER}
    is_address = value.startswith(("https://", "http://", "/"))
    is_date = re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d)?)?", value)
    return {TEXT} | ({ADDRESS} if is_address else set()) | ({DATE} if is_date else set())


def graph(html: str) -> dict[str, dict[str, Any]]:
    """The nodes of a page by type."""
    (data,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def test_every_page_keeps_to_the_vocabulary(site: Path, demo: Path) -> None:
    files = [*sorted(site.rglob("index.html")), *sorted(demo.rglob("index.html"))[::7]]
    wrong = []
    for file in files:
        text = file.read_text("utf-8")
        if 'http-equiv="refresh"' not in text:
            wrong += [f"{file}: {what}" for node in graph(text).values() for what in misuses(node)]
    assert wrong == []


def test_an_article_to_search_engines(site: Path) -> None:
    nodes = graph(page(site, URL))
    article = nodes["NewsArticle"]
    assert article["headline"] == 'Glenn </script> orbits "the" <earth>'
    assert article["datePublished"] == "2026-02-26T09:00:00-05:00"
    assert [(author["@type"], author["name"]) for author in article["author"]] == [
        ("Person", "Nellie Bly"),
        ("Organization", "Cape Desk"),
    ]
    (glenn,) = (node for node in article["about"] if node["name"] == "John Glenn")
    assert glenn["sameAs"] == ["https://www.wikidata.org/wiki/Q1"]
    assert glenn["url"] == f"{BASE}/people/john-glenn/"
    assert "Alan Shepard" in [node["name"] for node in article["mentions"]]
    assert article["isPartOf"]["name"] == article["publisher"]["name"] == 'The "Orbit" <Wire> & Co'
    assert article["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert article["copyrightNotice"] == "© Wire & Sons"
    assert article["isBasedOn"] == "https://example.org/a?b=1&c=2"
    assert article["keywords"] == ["Space flight", '"Quoted" & Co']
    assert article["inLanguage"] == "en"
    steps = nodes["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps[1:4]] == ["2026", "February 2026", "26 February 2026"]
    assert [step["position"] for step in steps] == [1, 2, 3, 4, 5]
    assert steps[0]["item"] == f"{BASE}/"


def test_people_places_and_authors_to_search_engines(site: Path) -> None:
    glenn = graph(page(site, "/people/john-glenn/"))["CollectionPage"]["mainEntity"]
    assert (glenn["@type"], glenn["description"]) == ("Person", "American </script> astronaut")
    city = graph(page(site, "/places/star-city/"))["CollectionPage"]["mainEntity"]
    assert city["@type"] == "Place"
    assert city["geo"] == {"@type": "GeoCoordinates", "latitude": 55.88, "longitude": 38.11}
    assert graph(page(site, "/authors/nellie-bly/"))["CollectionPage"]["mainEntity"]["name"] == "Nellie Bly"
    assert graph(page(site, "/"))["WebSite"]["description"] == "Dispatches </script><!-- on flight"


def test_data_is_no_script_to_a_strict_policy(site: Path, browser: Browser) -> None:
    with closing(browser.new_page()) as tab:
        complaints: list[str] = []
        tab.on("console", lambda message: complaints.append(message.text))
        policy = {"Content-Security-Policy": "default-src 'none'"}
        text = re.sub(r"<link rel=\"(?:icon|apple-touch-icon|stylesheet)\"[^>]*>", "", page(site, URL))
        text = text.replace('src="map.png"', "")
        tab.route("**/*", lambda route: route.fulfill(body=text, headers=policy, content_type="text/html"))
        tab.goto("http://site.invalid/")
        found = tab.locator("script[type='application/ld+json']").text_content()
        assert complaints == []
        assert json.loads(found or "")["@graph"][0]["@type"] == "NewsArticle"


# --- other tags -----------------------------------------------------------------------------------------------


def tags_of(html: str) -> list[tuple[str, str]]:
    """The names and contents of a page's meta tags."""
    nodes = (node.attributes for node in LexborHTMLParser(html).css("meta[content]"))
    return [(node.get("name") or node.get("property") or "", node["content"] or "") for node in nodes]


OF_OTHER_KINDS = {"website", "book", "music.song", "music.album", "video.movie", "video.episode", "video.other"}
"""The types of Open Graph for which Zotero asks no further."""

FIRST_OF = {
    "title": ("citation_title", "dc.title", "og:title"),
    "publicationTitle": ("citation_journal_title", "dc.source", "og:site_name"),
    "date": ("citation_publication_date", "dc.date"),
    "language": ("citation_language", "dc.language"),
    "rights": ("dc.rights",),
    "abstractNote": ("og:description", "description"),
    "url": ("og:url",),
}
"""The fields of an item and where Zotero looks for them: what stands first has its way."""


def as_zotero_reads(html: str) -> dict[str, Any]:
    """An item by the rules of Zotero's translators for pages that describe themselves: Embedded Metadata and RDF.

    (https://github.com/zotero/translators; https://www.zotero.org/support/dev/exposing_metadata tells of them.) Its
    kind is what DC.type says, in Zotero's own word, unless Open Graph says one that leaves no doubt; that of an
    article is a guess, as are the tags of Highwire Press.
    """
    said: dict[str, list[str]] = {}
    for name, content in tags_of(html):
        said.setdefault(name.lower(), []).append(content)
    item: dict[str, Any] = {
        field: ", ".join(next((said[name] for name in names if name in said), []))
        for field, names in FIRST_OF.items()
    }
    decided = OF_OTHER_KINDS.intersection(said.get("og:type", []))
    item["itemType"] = "webpage" if decided else said.get("dc.type", ["journalArticle"])[0]
    item["creators"] = said.get("citation_author") or said.get("dc.creator", [])
    return item


def test_zotero_reads_a_newspaper_article(site: Path) -> None:
    item = as_zotero_reads(page(site, URL))
    assert item == {
        "itemType": "newspaperArticle",
        "title": 'Glenn </script> orbits "the" <earth>',
        "creators": ["Nellie Bly", "Cape Desk"],
        "publicationTitle": 'The "Orbit" <Wire> & Co',
        "date": "2026/02/26",
        "language": "en",
        "rights": "© Wire & Sons",
        "abstractNote": "John Glenn & friends orbit ]]> the earth.",
        "url": BASE + URL,
    }


def test_zotero_reads_every_article_of_every_theme(worn: Worn) -> None:
    for one in worn.pages.values():
        html = (worn.folder / one.url.strip("/") / "index.html").read_text("utf-8") if one.kind == "article" else ""
        if html:
            item = as_zotero_reads(html)
            assert item["itemType"] == "newspaperArticle", one.url
            assert all(item[field] for field in FIRST_OF if field != "rights"), one.url


def test_an_article_to_social_networks(site: Path) -> None:
    html = page(site, URL)
    assert {
        ("DC.creator", "Nellie Bly"),
        ("DC.date", "2026-02-26T09:00:00-05:00"),
        ("DC.source", "https://example.org/a?b=1&c=2"),
        ("twitter:card", "summary_large_image"),
    } <= set(tags_of(html))
    (graph_,) = extruct.extract(html, syntaxes=["opengraph"], uniform=True)["opengraph"]
    assert graph_["@type"] == "article"
    assert graph_["og:url"] == BASE + URL
    assert graph_["article:published_time"] == "2026-02-26T09:00:00-05:00"
    (core,) = extruct.extract(html, syntaxes=["dublincore"])["dublincore"]
    assert {element["name"].lower() for element in core["elements"]} >= {"dc.title", "dc.creator", "dc.publisher"}


def test_an_article_in_another_language_says_so_to_machines(tmp_path: Path) -> None:
    text = "---\ntitle: Glenn revient\ndate: 1962-02-20\nlanguage: fr\n---\nLe colonel.\n"
    root = make_site(tmp_path, {"sitegen.yaml": SETTINGS, "content/articles/a.md": text})
    build(Options(site=root))
    html = page(root / "output", "/1962/02/20/a/")
    assert graph(html)["NewsArticle"]["inLanguage"] == as_zotero_reads(html)["language"] == "fr"
    assert graph(page(root / "output", "/"))["WebSite"]["inLanguage"] == "en"
    [item] = json.loads((root / "output/feed.json").read_text("utf-8"))["items"]
    assert item["language"] == "fr"
    [entry] = ElementTree.parse(root / "output/feed.xml").getroot().iterfind("{*}entry")
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


def test_an_article_as_microformat(site: Path) -> None:
    found = mf2py.parse(page(site, URL), url=BASE + URL)
    (entry,) = (item for item in found["items"] if "h-entry" in item["type"])
    said = entry["properties"]
    assert said["name"] == ['Glenn </script> orbits "the" <earth>']
    assert said["url"] == [BASE + URL]
    assert said["published"] == ["2026-02-26T09:00:00-0500"]  # as this reader writes offsets
    assert said["category"] == ["Space flight", '"Quoted" & Co']
    assert [author["properties"]["name"] for author in said["author"]] == [["Nellie Bly"], ["Cape Desk"]]
    assert said["author"][0]["properties"]["url"] == [f"{BASE}/authors/nellie-bly/"]
    assert said["content"][0]["value"].startswith("John Glenn flew from Star City for NASA, with 2 * 3 papers")
    cards = mf2py.parse(page(site, "/authors/nellie-bly/"), url=BASE)["items"]
    assert next(card["properties"]["name"] for card in cards if "h-card" in card["type"]) == ["Nellie Bly"]


# --- feeds ----------------------------------------------------------------------------------------------------


def test_feeds_follow_the_site_and_all_that_has_articles(site: Path) -> None:
    found = {file.parent.relative_to(site).as_posix() for file in site.rglob("feed.xml")}
    assert found == {file.parent.relative_to(site).as_posix() for file in site.rglob("feed.json")}
    found -= {folder for folder in found if 'http-equiv="refresh"' in page(site, f"/{folder}/")}
    folders = {".", "people/john-glenn", "people/alan-shepard", "organizations/nasa", "places/star-city"}
    folders |= {"authors/nellie-bly", "authors/cape-desk", "topics/space-flight", "topics/quoted-and-co"}
    assert found == folders
    for folder in found:
        tree_ = LexborHTMLParser((site / folder / "index.html").read_bytes())
        formats = {link.attributes["type"]: link.attributes["href"] for link in tree_.css("link[rel=alternate]")}
        at = "/archive/" if folder == "." else f"/archive/{folder}/"
        assert formats["application/atom+xml"] == f"{at}feed.xml"
        assert formats["application/feed+json"] == f"{at}feed.json"


def test_atom(site: Path) -> None:
    for file in site.rglob("feed.xml"):
        raw = file.read_bytes()
        feed = feedparser.parse(raw)
        assert not feed.bozo, feed.get("bozo_exception")
        assert 1 <= len(feed.entries) <= 3
        root = ElementTree.fromstring(raw)
        addresses = [element.get("href") for element in root.iterfind(".//{*}link")]
        addresses += [element.text for name in ("id", "uri") for element in root.iterfind(f".//{{*}}{name}")]
        assert {urlsplit(address or "").netloc for address in addresses} <= {
            "news.example",
            "example.org",
            "creativecommons.org",
        }
        stamps = [element.text or "" for element in root.iterfind(".//{*}updated")]
        assert all(datetime.datetime.fromisoformat(stamp).tzinfo for stamp in stamps)
    feed = feedparser.parse((site / "feed.xml").read_bytes())
    newest = feed.entries[0]
    assert newest.link == BASE + URL
    assert newest.published == "2026-02-26T09:00:00-05:00"
    assert newest.rights == "© Wire & Sons"
    assert [link.href for link in newest.links if link.rel == "via"] == ["https://example.org/a?b=1&c=2"]
    assert [entry.published for entry in feed.entries[1:]] == ["2026-02-26T00:00:00Z", "2026-02-23T00:00:00Z"]


def test_the_feed_has_the_copy_word_for_word_and_its_links_in_full(site: Path) -> None:
    feed = json.loads((site / "feed.json").read_text("utf-8"))
    atom = ElementTree.fromstring((site / "feed.xml").read_bytes()).find(".//{*}content")
    assert atom is not None
    assert atom.text == feed["items"][0]["content_html"]
    body = LexborHTMLParser(atom.text or "")
    shown = LexborHTMLParser(page(site, URL)).css_first(".copy")
    assert shown is not None
    assert body.body is not None
    assert body.body.text() == shown.text()
    assert {node.attributes["href"] for node in body.css("a")} == {
        f"{BASE}/people/john-glenn/",
        f"{BASE}/people/alan-shepard/",
        f"{BASE}/organizations/nasa/",
        f"{BASE}/places/star-city/",
        f"{BASE}/2026/02/26/papers.html#top",
    }
    assert [node.attributes["src"] for node in body.css("img")] == [f"{BASE}{URL}map.png"]
    assert "content_html" not in json.loads((site / "people/john-glenn/feed.json").read_text("utf-8"))["items"][0]


WORD, WORDS = (str,), (list,)
FEED_KEYS = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description", "user_comment"), WORD),
    **dict.fromkeys(("next_url", "icon", "favicon", "language"), WORD),
    **dict.fromkeys(("authors", "hubs", "items"), WORDS),
    "expired": (bool,),
}
ITEM_KEYS = {
    **dict.fromkeys(("id", "url", "external_url", "title", "content_html", "content_text", "summary"), WORD),
    **dict.fromkeys(("image", "banner_image", "date_published", "date_modified", "language"), WORD),
    **dict.fromkeys(("authors", "tags", "attachments"), WORDS),
}
AUTHOR_KEYS = dict.fromkeys(("name", "url", "avatar"), WORD)


def breaches(feed: Mapping[str, Any]) -> Iterator[str]:
    """What in a feed is against https://www.jsonfeed.org/version/1.1/."""
    yield from strangers("feed", feed, FEED_KEYS, {"version", "title", "items"})
    if feed["version"] != "https://jsonfeed.org/version/1.1":
        yield "another version"
    if len({item["id"] for item in feed["items"]}) != len(feed["items"]):
        yield "an id twice"
    for item in feed["items"]:
        yield from strangers("item", item, ITEM_KEYS, {"id"})
        if not {"content_html", "content_text"} & item.keys():
            yield "no content"
        if not datetime.datetime.fromisoformat(item["date_published"]).tzinfo:
            yield "no RFC 3339 date"
    for author in [a for thing in (feed, *feed["items"]) for a in thing.get("authors", ())]:
        yield from strangers("author", author, AUTHOR_KEYS, set())


def strangers(
    what: str, thing: Mapping[str, Any], known: Mapping[str, tuple[type, ...]], needed: set[str]
) -> Iterator[str]:
    yield from (f"{what} without {key}" for key in needed - thing.keys())
    for key, value in thing.items():
        if key.startswith("_"):  # an extension: a letter follows, no dot, and its value is an object
            if not re.fullmatch(r"_[A-Za-z][^.]*", key) or not isinstance(value, dict):
                yield f"{key} is no extension"
        elif key not in known or not isinstance(value, known[key]):
            yield f"{what}: {key}: {value!r}"


def test_json_feeds_keep_the_rules(site: Path, demo: Path) -> None:
    files = [*site.rglob("feed.json"), *demo.rglob("feed.json")]
    assert [f"{file}: {what}" for file in files for what in breaches(json.loads(file.read_bytes()))] == []


def test_a_feed_holds_the_facts_about_its_entity(site: Path) -> None:
    feed = json.loads((site / "people/john-glenn/feed.json").read_bytes())
    facts = feed["_sitegen"]
    assert len(feed["items"]) == 3
    assert {key: facts[key] for key in ("type", "name", "description", "articles", "first", "last", "same_as")} == {
        "type": "person",
        "name": "John Glenn",
        "description": "American </script> astronaut",
        "articles": 5,
        "first": "2026-02-20",
        "last": "2026-02-26",
        "same_as": ["https://www.wikidata.org/wiki/Q1"],
    }
    assert facts["names"] == [{"name": "John Glenn", "count": 5}]
    nasa = {"type": "organization", "name": "NASA", "url": f"{BASE}/organizations/nasa/", "articles_shared": 1}
    assert nasa in facts["company"]
    assert facts["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    city = json.loads((site / "places/star-city/feed.json").read_bytes())["_sitegen"]
    assert (city["country"], city["latitude"], city["longitude"]) == ("Russia", 55.88, 38.11)


# --- sitemap, robots.txt, Markdown ----------------------------------------------------------------------------


def test_the_sitemap_says_when_pages_changed(site: Path) -> None:
    root = ElementTree.fromstring((site / "sitemap.xml").read_bytes())
    dates = {url.findtext("{*}loc"): url.findtext("{*}lastmod") for url in root}
    assert dates[BASE + URL] == dates[f"{BASE}/"] == dates[f"{BASE}/people/john-glenn/"] == "2026-02-26"
    assert dates[f"{BASE}/2026/02/21/"] == "2026-02-21"
    assert dates[f"{BASE}/about/"] is None
    assert f"{BASE}/2026/02/23/secret/" not in dates
    assert (site / "robots.txt").read_text() == f"User-agent: *\nDisallow:\n\nSitemap: {BASE}/sitemap.xml\n"


def test_a_long_sitemap_is_split_under_an_index() -> None:
    days = [datetime.date(2026, 2, day) for day in range(1, 8)]
    robots, *parts, index = sitemaps([Listed(f"/{day.day}/", day) for day in days], limit=3)
    assert robots.view.sitemap == index.url == "/sitemap.xml"
    assert isinstance(index.view, SitemapView)
    assert index.template == "sitemaps.xml"
    assert index.view.listed == tuple(Listed(f"/sitemap-{n}.xml", days[at]) for n, at in ((1, 2), (2, 5), (3, 6)))
    assert [len(part.view.listed) for part in parts] == [3, 3, 1]


def test_pages_have_a_copy_in_markdown(site: Path) -> None:
    copies = {file.parent.relative_to(site).as_posix() for file in site.rglob("index.md")}
    assert {"about", URL.strip("/"), "people/john-glenn", "places/star-city"} <= copies
    assert "2026/02/23/secret" not in copies
    for folder in copies:
        links = LexborHTMLParser((site / folder / "index.html").read_bytes()).css("link[type='text/markdown']")
        assert [link.attributes["href"] for link in links] == [f"/archive/{folder}/index.md"]
    text = (site / URL.strip("/") / "index.md").read_text("utf-8")
    assert LAUNCH.split("---\n", 2)[2].strip() in text
    html = LexborHTMLParser(MarkdownIt("commonmark").render(text))
    assert html.css_first("h1").text() == 'Glenn </script> orbits "the" <earth>'  # type: ignore[union-attr]
    assert f"{BASE}/people/john-glenn/" in [node.attributes["href"] for node in html.css("a")]


def test_llms_txt(site: Path) -> None:
    """A title, a quotation that sums up, and sections of links: https://llmstxt.org."""
    text = (site / "llms.txt").read_text("utf-8")
    tokens = MarkdownIt("commonmark").parse(text)
    assert [token.tag for token in tokens[:4]] == ["h1", "", "h1", "blockquote"]
    html = LexborHTMLParser(MarkdownIt("commonmark").render(text))
    assert [node.text() for node in html.css("h1")] == ['The "Orbit" <Wire> & Co']
    assert all(item.css_first("a") for item in html.css("li"))
    here = [node.attributes["href"] or "" for node in html.css("li a")]
    files = {address.removeprefix(f"{BASE}/").partition("#")[0] for address in here}
    assert [name for name in files if not (site / name).exists()] == []
    assert "Secret" not in text


def test_what_costs_files_can_be_left_out(tmp_path: Path) -> None:
    pages = {"content/articles/launch.md": LAUNCH, **OTHERS}
    make_site(tmp_path, {"sitegen.yaml": "markdown: false\nfeed_min_articles: 2\n", **pages})
    build(Options(site=tmp_path))
    output = tree(tmp_path / "output")
    assert not [file for file in output if file.endswith(".md")]
    assert {file for file in output if "feed." in file and "/" in file} == {
        "people/john-glenn/feed.json",
        "people/john-glenn/feed.xml",
    }
    assert "llms.txt" not in output


def test_a_site_that_search_engines_are_to_leave_out(tmp_path: Path) -> None:
    make_site(tmp_path, {"sitegen.yaml": "noindex: true\n", **OTHERS})
    build(Options(site=tmp_path))
    output = tree(tmp_path / "output")
    assert not {"sitemap.xml", "llms.txt"} & output.keys()
    assert not [file for file in output if file.endswith(".md")]
    assert b"Sitemap:" not in output["robots.txt"]
