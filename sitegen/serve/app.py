"""The preview as an ASGI application: it speaks HTTP, and keeps browsers posted by server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import pkgutil
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sitegen.serve import answers, live
from sitegen.serve.answers import Answer
from sitegen.serve.preview import Preview, etag
from sitegen.serve.protocol import byte_range, content_type, is_ours

HEARTBEAT = 15.0
"""Seconds of silence after which a browser is sent something, to find out that it is gone."""

PORTION = 64 * 1024
"""Bytes that are handed over at once: a client that reads slowly costs no more memory than this."""

OWN = ("live.js", "live.css", "why.css")


class News:
    """Wakes whoever waits for a change of the site."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._next = asyncio.Event()

    def announce(self) -> None:
        """From any thread: something is new."""
        if self._loop:
            with contextlib.suppress(RuntimeError):  # it may just be closing
                self._loop.call_soon_threadsafe(self._wake)

    def coming(self) -> asyncio.Event:
        """The next change, to be waited for in the loop that asks."""
        self._loop = asyncio.get_running_loop()
        return self._next

    def _wake(self) -> None:
        now, self._next = self._next, asyncio.Event()
        now.set()


class HostCheck:
    """Answers none but requests that name this server; see `protocol.is_ours`."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and not is_ours(Headers(scope=scope).get("host", ""), self._names):
            app = PlainTextResponse("This preview is not at that address. To let others in: --host\n", 421)
        await app(scope, receive, send)


def make_app(preview: Preview, news: News, names: frozenset[str]) -> Starlette:
    """`names` are host names that the server may be called by, besides localhost and addresses in figures."""

    async def site(request: Request) -> Response:
        target, query = request.scope["raw_path"], request.scope["query_string"].decode("latin-1")
        found = await run_in_threadpool(answers.answer, preview, target, query)
        if found.location:
            return Response(status_code=found.status, headers={"location": found.location})
        if found.is_static:
            return _static(found, request.headers)
        return _whole(answers.enlivened(preview.state, found), found.status, {"content-type": found.type})

    async def own(request: Request) -> Response:
        name = request.path_params["name"]
        data = pkgutil.get_data(__package__, name) if name in OWN else None
        if data is None:
            return PlainTextResponse("Not found\n", 404)
        return _static(Answer(200, content_type(name), data, is_static=True), request.headers)

    async def events(request: Request) -> Response:
        page = urlsplit(f"http://page{request.query_params.get('page', '/')}")
        stream = _facts(preview, news, page.path.encode(), page.query)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"cache-control": "no-store"})

    return Starlette(
        routes=[
            Route(f"{live.PLACE}events", events),
            Route(f"{live.PLACE}{{name}}", own),
            Route("/{path:path}", site),
        ],
        middleware=[Middleware(HostCheck, names=names)],
    )


async def _facts(preview: Preview, news: News, target: bytes, query: str) -> AsyncIterator[bytes]:
    """Events (HTML standard, section 9.2): what the page has to know, whenever that is other than it was."""
    told = b""
    yield b"retry: 500\n\n"
    while True:
        change = news.coming()
        now = await run_in_threadpool(answers.facts, preview, target, query)
        yield b": \n\n" if now == told else b"data: " + now + b"\n\n"
        told = now
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(change.wait(), HEARTBEAT)


def _static(found: Answer, asked: Mapping[str, str]) -> Response:
    """A file, the part of it that is wanted, or that nothing is new (RFC 9110, sections 13 and 14)."""
    size, tag = len(found.data), f'"{etag(found.data)}"'
    headers = {"content-type": found.type, "etag": tag, "accept-ranges": "bytes"}
    known = [one.strip().removeprefix("W/") for one in asked.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers={"etag": tag, "cache-control": "no-cache"})
    wanted = byte_range(asked["range"], size) if "range" in asked else None
    if wanted is None or asked.get("if-range", tag) != tag:
        return _whole(found.data, 200, headers)
    if not wanted:
        return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
    headers["content-range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    return _whole(found.data[wanted.start : wanted.stop], 206, headers)


def _whole(data: bytes, status: int, headers: Mapping[str, str]) -> Response:
    """A body, in portions; it may be another the next moment, so nobody is to keep it without asking."""
    sent = {**headers, "content-length": str(len(data)), "cache-control": "no-cache"}
    return StreamingResponse(_portions(data), status, sent)


async def _portions(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), PORTION):
        yield data[start : start + PORTION]
