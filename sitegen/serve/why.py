"""Why a page is as it is, as a page: its inputs, and what became of every name in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

import jinja2
import msgspec
from msgspec import Struct

from sitegen.convert import Unclear
from sitegen.errors import Problem
from sitegen.explain import Explanation, Silence, Verdict, about, of_entity, verdicts
from sitegen.model import Outline, Redirect
from sitegen.serve.preview import State
from sitegen.urls import entity_url

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.PackageLoader("sitegen.serve", "templates"), autoescape=True, undefined=jinja2.StrictUndefined
)


class Why(Struct, frozen=True, kw_only=True):
    """All that is to be told of a page. Without `template` there is no such page."""

    url: str
    path: str
    template: str
    origin: str
    inputs: tuple[str, ...]
    article: Outline | None = None
    verdicts: Sequence[Verdict] = ()
    clashes: Sequence[str] = ()
    unclear: Sequence[Unclear] = ()
    entity: Explanation | None = None
    silences: Sequence[Silence] = ()
    moved: Redirect | None = None


def explain(state: State, path: str, file: str) -> bytes:
    """The page at `path` explained; the same facts as `sitegen entities explain`."""
    return _ENVIRONMENT.get_template("why.html").render(why=_why(state, path, file), link=_links(state)).encode()


def out_of_order(problems: Iterable[Problem]) -> bytes:
    """A page for where there is none, because of problems."""
    return _ENVIRONMENT.get_template("problems.html").render(problems=list(problems)).encode()


def _links(state: State) -> object:
    def link(path: str) -> str:
        return f"{quote(state.base_path + path)}?why"

    return link


def _why(state: State, path: str, file: str) -> Why:
    page, site = state.pages.get(file), state.site
    if page is None or site is None:
        return Why(url=path, path=state.base_path + path, template="", origin="", inputs=())
    article = site.corpus.articles.get(page.url)
    told = Why(
        url=page.url,
        path=quote(state.base_path + page.url),
        template=page.template,
        origin=site.theme.origins.get(page.template, ""),
        inputs=tuple(_inputs(page.sources, article)),
    )
    if article:
        return _of_article(told, state, article)
    return _of_others(told, state)


def _inputs(sources: Iterable[str], article: Outline | None) -> Iterator[str]:
    yield from sources
    if article and article.source:
        yield f"content/{article.source.file}"


def _of_article(told: Why, state: State, article: Outline) -> Why:
    assert state.site is not None
    corpus, resolution = state.site.corpus, state.site.resolution
    unclear = state.unclear.get(article.source.file, ()) if article.source else ()
    return msgspec.structs.replace(
        told,
        article=article,
        verdicts=verdicts(resolution, article),
        clashes=[form for form, key in sorted(corpus.forms[told.url].items()) if key is None],
        unclear=unclear,
    )


def _of_others(told: Why, state: State) -> Why:
    """Of the page of an entity or a part of its list, of a choice, of an address that moved."""
    assert state.site is not None
    corpus, resolution = state.site.corpus, state.site.resolution
    articles, text_of = corpus.articles.values(), state.site.text_of
    key = next((key for key in corpus.entities if told.url.startswith(entity_url(*key))), None)
    choice = corpus.choices.get(told.url)
    return msgspec.structs.replace(
        told,
        entity=of_entity(resolution, articles, text_of, key) if key else None,
        silences=about(resolution, articles, text_of, choice.name)[1] if choice else (),
        moved=next((redirect for redirect in corpus.redirects if redirect.url == told.url), None),
    )
