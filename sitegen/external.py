"""Whether the pages of other sites that a site links to are still there, asked as a polite visitor asks.

One request at a time to each host, with a pause between; the head of a page before the page; who asks is said, and
what robots.txt (RFC 9309) keeps robots from is not asked for.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError
from urllib.parse import quote, urldefrag, urlsplit
from urllib.request import Request, urlopen
from urllib.robotparser import RobotFileParser

from msgspec import Struct

from sitegen import __version__
from sitegen.errors import Problem, Severity

AGENT = f"sitegen/{__version__} (link check of a news archive)"
HOSTS = 8
"""How many hosts are asked at once."""

GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
"""Answers that leave no doubt. Whoever forbids, is busy or broken may have the page all the same."""


class Manners(Struct, frozen=True):
    """Seconds between two requests to a host, and until one is given up."""

    pause: float = 1.0
    patience: float = 15.0


USUAL = Manners()


def ask(addresses: Mapping[str, str], manners: Manners = USUAL) -> Iterator[Problem]:
    """Problems of the addresses that do not answer, each at the page that is given with it."""
    hosts: dict[str, dict[str, str]] = defaultdict(dict)
    for address, page in addresses.items():
        hosts[urlsplit(address).netloc.lower()].setdefault(urldefrag(address).url, page)
    with ThreadPoolExecutor(HOSTS) as executor:
        for problems in executor.map(partial(_ask_host, manners=manners), hosts.values()):
            yield from problems


def _ask_host(addresses: Mapping[str, str], manners: Manners) -> list[Problem]:
    rules = _rules(next(iter(addresses)), manners)
    problems, unasked = [], 0
    for address, page in addresses.items():
        if not rules.can_fetch(AGENT, address):
            unasked += 1
            continue
        time.sleep(manners.pause)
        status, reason = _status(address, manners)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            message = f"{urlsplit(address).netloc} asks for fewer questions"
            problems.append(Problem(page, message=message, hint="try again later", severity="notice"))
            break
        if status is None or status >= HTTPStatus.BAD_REQUEST:
            severity: Severity = "error" if status in GONE else "notice"
            problems.append(Problem(page, message=f"{address} does not answer: {reason}", severity=severity))
    if unasked:
        message = f"{urlsplit(next(iter(addresses))).netloc} lets no robot ask for {unasked:,} of its pages"
        problems.append(Problem(next(iter(addresses.values())), message=message, severity="notice"))
    return problems


def _rules(address: str, manners: Manners) -> RobotFileParser:
    """The host's robots.txt; where it has none, all may be asked for (RFC 9309, 2.3.1.3)."""
    parts = urlsplit(address)
    rules = RobotFileParser()
    try:
        with _open(f"{parts.scheme}://{parts.netloc}/robots.txt", "GET", manners) as answer:
            rules.parse(answer.read(500_000).decode(errors="replace").splitlines())
    except (OSError, HTTPException, ValueError):
        rules.parse([])
    return rules


def _status(address: str, manners: Manners) -> tuple[int | None, str]:
    """The status of the answer, None without one; and a word for it. Some hosts know no HEAD."""
    told: tuple[int | None, str] = None, ""
    for method in ("HEAD", "GET"):
        try:
            with _open(address, method, manners) as answer:
                return answer.status, ""
        except HTTPError as error:
            error.close()
            told = error.code, f"{error.code} {error.reason}"
            if error.code == HTTPStatus.TOO_MANY_REQUESTS:
                break
        except (OSError, HTTPException, ValueError) as error:
            told = None, str(getattr(error, "reason", error)) or type(error).__name__
    return told


def _open(address: str, method: str, manners: Manners) -> HTTPResponse:
    plain = quote(address, safe="%/:?#[]@!$&'()*+,;=~")
    request = Request(plain, headers={"User-Agent": AGENT}, method=method)
    answer: HTTPResponse = urlopen(request, timeout=manners.patience)
    return answer
