"""The command: a socket, a watch, a preview and a server, together until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import logging
import os
import socket
import threading
import time
import traceback
import webbrowser
from collections.abc import Callable, Collection, Iterable
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from types import FrameType
from typing import Protocol
from urllib.parse import quote

import uvicorn
from msgspec import Struct

from sitegen.build import Options
from sitegen.errors import Invalid, Problem
from sitegen.serve.app import News, make_app
from sitegen.serve.preview import Busy, Preview, State
from sitegen.serve.watch import Watch
from sitegen.workers import Track

PORTS = 100
"""How many ports are tried, from the one that is wanted upwards."""

WAIT = 0.2
"""Seconds after which a site is looked at again that a build was busy with."""

LULL = 1.0
"""Seconds without an edit after which there is time for what nobody waits for."""

NAMED = 3
"""Changed files that are named; of more, their number is enough."""


class Wishes(Struct, frozen=True, kw_only=True):
    """How the preview is to be served. Any address but one of this machine itself lets others in."""

    host: str = "127.0.0.1"
    port: int = 8000
    open: bool = False
    poll: bool = False


class Terminal(Protocol):
    """Where a person reads what goes on."""

    def say(self, text: str) -> None: ...

    def problems(self, problems: Iterable[Problem]) -> None: ...

    def track(self) -> Track: ...


def serve(options: Options, wishes: Wishes, terminal: Terminal) -> None:
    """Serve a preview until interrupted. Raises Invalid where it cannot begin."""
    started = time.perf_counter()
    with contextlib.closing(listen(wishes.host, wishes.port)) as sock:
        host, port = sock.getsockname()[:2]
        if wishes.port and port != wishes.port:
            terminal.say(f"port {wishes.port} is taken; this is port {port}")
        reporter = Reporter(terminal)
        preview = Preview(options, terminal.track(), reporter.meet)
        watch = Watch(preview.store, poll=wishes.poll)
        watch.start()
        if watch.polls and watch.reason:
            terminal.say(f"looking for changes again and again: {watch.reason}")
        news = News()
        follower = Follower(preview, watch, news, reporter)
        follower.begin()
        address = f"http://{_shown(wishes.host, host)}:{port}{quote(preview.state.base_path)}/"
        terminal.say(f"ready in {time.perf_counter() - started:.1f} s: {address} (Ctrl-C ends)")
        if not ipaddress.ip_address(host).is_loopback:
            terminal.say("warning: whoever can reach this machine can read the site, drafts and ?why included")
        threading.Thread(target=follower.run, daemon=True).start()
        if wishes.open:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        app = make_app(preview, news, _names(wishes.host, host))
        _allow_many_connections()
        try:
            Server(
                uvicorn.Config(
                    app,
                    log_config=None,
                    access_log=False,
                    http="h11",
                    ws="none",
                    loop="asyncio",
                    lifespan="off",
                    server_header=False,
                    proxy_headers=False,
                )
            ).run([sock])
        finally:
            watch.close()


class Server(uvicorn.Server):
    """Ends at once: a page that listens for changes would never hang up by itself. To be cut off is no error."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        logging.disable()
        self.should_exit = self.force_exit = True


class Reporter:
    """Tells each problem once, for as long as it lasts."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._standing: frozenset[Problem] = frozenset()
        self._met: set[tuple[str, int, int, str]] = set()
        self._met_before: set[tuple[str, int, int, str]] = set()
        self._lock = threading.Lock()

    def state(self, state: State, seconds: float, changed: Collection[str] = ()) -> None:
        """A site was derived anew, because of what changed."""
        with self._lock:
            self._met_before, self._met = self._met, set()
            problems = frozenset(state.problems)
            new, were_errors = sorted(problems - self._standing), _errors(self._standing)
            self._standing = problems
        if changed:
            self._terminal.say(f"{summary(changed)}: {seconds:.2f} s")
        self._terminal.problems(new)
        if were_errors and not _errors(problems):
            self._terminal.say("all problems are mended")

    def meet(self, problem: Problem) -> None:
        """A page that somebody looks at cannot be rendered; others may fail alike."""
        kind = problem.path, problem.line, problem.column, problem.message
        with self._lock:
            is_told = kind in self._met or kind in self._met_before
            self._met.add(kind)
        if not is_told:
            self._terminal.problems([problem])

    def bug(self, error: Exception) -> None:
        self._terminal.say("".join(traceback.format_exception(error)))


class Follower:
    """Derives the site anew after each burst of changes, in a thread of its own."""

    def __init__(self, preview: Preview, watch: Watch, news: News, reporter: Reporter) -> None:
        self._preview = preview
        self._watch = watch
        self._news = news
        self._reporter = reporter

    def begin(self) -> None:
        """Have something to show: what a build left, where that is all that it should be, else the site derived."""
        started = time.perf_counter()
        built = self._preview.show_as_built()
        if built:
            self._reporter.state(built, time.perf_counter() - started)
        else:
            self._derive_first()

    def run(self) -> None:
        """Until the watch is closed."""
        if self._preview.state.site is None:
            self._derive_first()
        pending: frozenset[str] = frozenset()
        while (paths := self._watch.take(LULL if self._preview.is_unsettled else None)) is not None:
            pending |= paths
            if not pending:
                self._settle()
                continue
            started = time.perf_counter()
            before, state = self._preview.state, self._derive(pending)
            if state is None:
                self._watch.add(pending, later=WAIT)
            elif self._watch.has_much_news() or (self._watch.has_news() and state.errors - before.errors):
                continue  # it was caught in the middle of something
            else:
                if state is not before:
                    self._show(state, started, pending)
                pending = frozenset()

    def _derive_first(self) -> None:
        started = time.perf_counter()
        while (state := self._derive(None)) is None:
            time.sleep(WAIT)
        self._show(state, started)

    def _settle(self) -> None:
        started = time.perf_counter()
        if state := self._attempt(self._preview.settle):
            self._show(state, started)

    def _derive(self, changed: Collection[str] | None) -> State | None:
        return self._attempt(partial(self._preview.derive, changed))

    def _attempt(self, action: Callable[[], State | None]) -> State | None:
        """None while a build is at work."""
        try:
            return action()
        except Busy:
            return None
        except BrokenProcessPool:
            died = Problem(
                "sitegen", message="a worker process died, perhaps for want of memory", hint="try --jobs 1"
            )
            return self._preview.derailed(died)
        except Exception as error:  # an extension may do anything, and the next edit may mend it
            self._reporter.bug(error)
            return self._preview.derailed(Problem("sitegen", message=f"{type(error).__name__}: {error}"))

    def _show(self, state: State, started: float, changed: Collection[str] = ()) -> None:
        self._preview.show_from(state)
        self._reporter.state(state, time.perf_counter() - started, changed)
        self._news.announce()


def summary(changed: Collection[str]) -> str:
    """`content/pages/about.md`, or how many files changed."""
    files = sorted(changed)
    return ", ".join(files) if len(files) <= NAMED else f"{len(files):,} files changed"


def listen(host: str, port: int) -> socket.socket:
    """A socket at that port, or at the next one that is free; at any for port 0. Raises Invalid for want of one."""
    for number in range(port, min(port + PORTS, 65536)) if port else [0]:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
            sock = socket.socket(family, kind, protocol)
        except OSError as error:
            raise Invalid(Problem(host, message=f"is no address of this machine: {error.strerror}")) from None
        try:
            # On Windows the same option would let two programs share a port.
            if os.name == "posix":
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(address)
            sock.listen(2048)
        except OSError as error:
            sock.close()
            if error.errno != errno.EADDRINUSE:
                message = f"cannot be listened at: {error.strerror}"
                raise Invalid(Problem(f"{host}:{number}", message=message, hint="choose another --port")) from None
        else:
            return sock
    raise Invalid(
        Problem(f"{host}:{port}", message="is taken, and so is every port after it", hint="choose another")
    )


def _names(host: str, address: str) -> frozenset[str]:
    """What the server may be called: what it was told, and where others may come, the name of this machine."""
    is_local = ipaddress.ip_address(address).is_loopback
    return frozenset({host.lower()} if is_local else {host.lower(), socket.gethostname().lower()})


def _shown(host: str, address: str) -> str:
    """What to call the server in an address."""
    if ipaddress.ip_address(address).is_unspecified:
        return "127.0.0.1" if ":" not in address else "[::1]"
    return f"[{host}]" if ":" in host else host


def _errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _allow_many_connections() -> None:
    """Systems let a process have few files open, and each connection is one; it may ask for more."""
    try:
        import resource  # noqa: PLC0415 (there is none on Windows, which has no such limit)
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most if most != resource.RLIM_INFINITY else 65536, most))
