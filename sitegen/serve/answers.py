"""What GitHub Pages would answer, of the site as it is now: pages, redirects, 404.html; and `?why` of any page."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote

from msgspec import Struct

from sitegen import search
from sitegen.errors import Invalid, Problem
from sitegen.serve import live, why
from sitegen.serve.preview import Preview, State, etag
from sitegen.serve.protocol import content_type, path_of
from sitegen.urls import file_of

HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


class Answer(Struct, frozen=True, gc=False):
    """A status and a body, or a `location` to go to. `is_static` is what may be kept and asked for in parts.

    `problem` is why a page is not as it should be.
    """

    status: int
    type: str = PLAIN
    data: bytes = b""
    location: str = ""
    is_static: bool = False
    problem: Problem | None = None


def answer(preview: Preview, target: bytes, query: str) -> Answer:
    """What a request is answered with; `target` is its path as it came. Only files of the site can be found."""
    state = preview.state
    if not state.is_there:
        return Answer(503, HTML, why.out_of_order(state.problems))
    path, base = path_of(target), state.base_path
    if path is None or not path.startswith(f"{base}/"):
        if path in (base, "/"):
            return _redirect(f"{base}/", query)
        return Answer(404, PLAIN, f"Not found. The site is at {base}/\n".encode())
    inside = path.removeprefix(base)
    if _asks_why(query):
        state = preview.wait()
        return Answer(200, HTML, why.explain(state, inside, _file(state, inside)))
    return _find(preview, state, inside, query)


def enlivened(state: State, found: Answer) -> bytes:
    """The body of an answer, with the script that keeps it up to date if it is a page."""
    if found.type != HTML:
        return found.data
    return live.enliven(found.data, live.script(live.facts(etag(found.data), state.looks)))


def facts(preview: Preview, target: bytes, query: str) -> bytes:
    """What the page at an address has to know, as JSON."""
    found = answer(preview, target, query)
    state = preview.state
    problems = state.errors | ({found.problem} if found.problem else set())
    return live.facts(etag(found.data), state.looks, problems)


def _find(preview: Preview, state: State, path: str, query: str) -> Answer:
    file = _file(state, path)
    if file in state.assets and not state.has(file):
        return Answer(200, content_type(file), state.assets[file], is_static=True)
    shown = preview.page(file)
    if shown is None and file.startswith(search.FOLDER):
        return _found(preview, file)
    if shown is None:
        if state.has(f"{file}/index.html") and not path.endswith("/"):
            return _redirect(f"{state.base_path}{path}/", query)
        return _not_found(preview)
    if shown.data is None:
        problems = (shown.problem,) if shown.problem else ()
        return Answer(500, HTML, why.out_of_order(problems), problem=shown.problem)
    return Answer(200, content_type(file), shown.data, problem=shown.problem)


def _found(preview: Preview, file: str) -> Answer:
    try:
        data = preview.found_by(file)
    except Invalid as invalid:
        return Answer(500, PLAIN, f"{invalid.problems[0]}\n".encode(), problem=invalid.problems[0])
    return _not_found(preview) if data is None else Answer(200, content_type(file), data, is_static=True)


def _file(state: State, path: str) -> str:
    """The file that a path names; one without extension may be that of a page with it."""
    file = file_of(path)
    return f"{file}.html" if not state.has(file) and state.has(f"{file}.html") else file


def _not_found(preview: Preview) -> Answer:
    shown = preview.page("404.html")
    if shown is None or shown.data is None:
        return Answer(404, PLAIN, b"Not found\n")
    return Answer(404, HTML, shown.data, problem=shown.problem)


def _redirect(path: str, query: str) -> Answer:
    return Answer(301, location=quote(path) + (f"?{query}" if query else ""))


def _asks_why(query: str) -> bool:
    return any(name == "why" for name, _ in parse_qsl(query, keep_blank_values=True))
