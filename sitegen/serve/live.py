"""What makes a page of the preview live: a script of our own in it, and the state that the script is told of."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping

import msgspec
from msgspec import Struct

from sitegen.errors import Problem

PLACE = "/.sitegen/"
"""Where the preview's own files are. No page of a site can be there: names that begin with a dot are hidden."""

NEEDS = {"script-src": "'self'", "style-src": "'self'", "connect-src": "'self'"}
"""What the script must be let do where a page has a policy (Content Security Policy Level 3): run, bring its looks,
and be told of changes.
"""

SHOWN = 20
"""Problems that a page names; of more, their number is enough."""

_POLICY = re.compile(
    rb"""(<meta\s+http-equiv=["']?content-security-policy["']?\s+content=)("[^"]*"|'[^']*')""", re.IGNORECASE
)
_END_OF_HEAD = re.compile(rb"</head\s*>", re.IGNORECASE)


class Facts(Struct, frozen=True):
    """What a page in a browser has to know: its own entity tag, those of static files, and what is wrong."""

    page: str
    assets: Mapping[str, str]
    count: int = 0
    problems: tuple[Problem, ...] = ()


def facts(page: str, assets: Mapping[str, str], problems: Collection[Problem] = ()) -> bytes:
    """The same as JSON."""
    found = sorted(set(problems))
    return msgspec.json.encode(Facts(page, assets, len(found), tuple(found[:SHOWN])), order="sorted")


def script(known: bytes) -> bytes:
    """The element that makes a page live; `known` are the facts as of when it was sent."""
    state = html.escape(known.decode())
    return f'<script src="{PLACE}live.js" data-state="{state}" defer></script>'.encode()


def enliven(page: bytes, element: bytes) -> bytes:
    """A page with the script in its head, and with a policy that lets it run."""
    allowed = _POLICY.sub(lambda policy: policy[1] + _quoted(policy[2]), page)
    end = _END_OF_HEAD.search(allowed)
    at = end.start() if end else len(allowed)
    return allowed[:at] + element + allowed[at:]


def _quoted(policy: bytes) -> bytes:
    return (
        policy[:1] + html.escape(relaxed(html.unescape(policy[1:-1].decode())), quote=False).encode() + policy[-1:]
    )


def relaxed(policy: str) -> str:
    """A policy with what the script needs, and else as it was."""
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name:
            directives.setdefault(name.lower(), sources)
    for name, source in NEEDS.items():
        given = directives.get(name, directives.get("default-src"))
        if given is not None and source not in given:
            directives[name] = [*(one for one in given if one != "'none'"), source]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())
