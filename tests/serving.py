"""A preview as its users get it: the command in a process of its own, asked by HTTP."""

from __future__ import annotations

import http.client
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import quote

PATIENCE = 30.0
"""Seconds after which what is waited for will not come any more."""

SCRIPT = re.compile(rb'<script src="/\.sitegen/live\.js" data-state="[^"]*" defer></script>')


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()


class Served:
    """A running preview. What it prints can be waited for; `said` is what was."""

    def __init__(self, site: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "sitegen", "serve", "--site", str(site), "--port", "0", *arguments]
        self.site = site
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        )
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,))
        self._reader.start()
        self.address = self.hear(r"(http://\S+)")[1].rstrip("/")
        found = re.fullmatch(r"http://([\d.]+):(\d+)(.*)", self.address)
        assert found is not None
        self.host, self.port, self.base = found[1], int(found[2]), found[3]

    def hear(self, pattern: str) -> re.Match[str]:
        """Wait for a line with `pattern` in it."""
        while (line := self._lines.get(timeout=PATIENCE)) is not None:
            self.said.append(line)
            if match := re.search(pattern, line):
                return match
        raise AssertionError(f"it ended without {pattern!r}: {self.said}")

    def forget(self) -> None:
        """What was printed so far is of no interest any more."""
        while not self._lines.empty():
            self._lines.get()
        self.said.clear()

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """`path` as it is, from the root of the server."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.putrequest(method, path, skip_host="host" in named, skip_accept_encoding=True)
            for name, value in named.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def page(self, path: str) -> str:
        """A page of the site, without the script."""
        answer = self.get(self.base + path)
        assert answer.status == 200, (path, answer.status)
        return SCRIPT.sub(b"", answer.data).decode()

    @contextmanager
    def news(self, path: str) -> Iterator[Iterator[dict[str, Any]]]:
        """What the page at `path` is told, as it is told."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        connection.request("GET", f"/.sitegen/events?page={quote(self.base + path)}")
        answer = connection.getresponse()
        try:
            yield (json.loads(line[6:]) for line in answer if line.startswith(b"data: "))
        finally:
            connection.close()

    def stop(self) -> tuple[int, list[str]]:
        """Ctrl-C. Returns the exit code, and what was printed since the last line that was heard."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=PATIENCE)
        self._reader.join()
        rest: list[str] = []
        while (line := self._lines.get()) is not None:
            rest.append(line)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code, rest

    def _read(self, lines: IO[str]) -> None:
        for line in lines:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)


@contextmanager
def serving(site: Path, *arguments: str) -> Iterator[Served]:
    served = Served(site, *arguments)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.stop()
