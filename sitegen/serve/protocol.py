"""Rules of HTTP that a server of static files goes by: what a target means, what a file is, which part of it."""

from __future__ import annotations

import ipaddress
import mimetypes
import re
from urllib.parse import unquote

TYPES = mimetypes.MimeTypes(filenames=())
"""By extension, without what the system adds: a page is to look the same everywhere."""

for _type, _extensions in {
    "application/json": ".json .map",
    "application/wasm": ".wasm",
    "application/manifest+json": ".webmanifest",
    "application/xml": ".xml",
    "font/woff": ".woff",
    "font/woff2": ".woff2",
    "image/avif": ".avif",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "image/x-icon": ".ico",
    "text/javascript": ".js .mjs",
    "text/markdown": ".md",
}.items():
    for _extension in _extensions.split():
        TYPES.add_type(_type, _extension)

_WITH_CHARSET = re.compile(r"text/.*|application/(json|xml|manifest\+json)")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]*)(?::\d*)?")
_NEVER_IN_A_NAME = re.compile(r"[/\\\0]")


def path_of(target: bytes) -> str | None:
    """The path that a request asks for, decoded; None where it can be that of no file.

    Each segment is decoded for itself, so that none can come to hold a separator, or to climb (RFC 3986, 3.3).
    """
    try:
        segments = [unquote(segment, errors="strict") for segment in target.decode("ascii").split("/")]
    except UnicodeDecodeError:
        return None
    if (
        segments[0]
        or len(segments) == 1
        or any(part in (".", "..") or _NEVER_IN_A_NAME.search(part) for part in segments)
    ):
        return None
    return "/".join(segments)


def content_type(file: str) -> str:
    """What a file is, by its name."""
    found, encoding = TYPES.guess_type(f"x/{file}", strict=True)
    kind = "application/octet-stream" if encoding or not found else found
    return f"{kind}; charset=utf-8" if _WITH_CHARSET.fullmatch(kind) else kind


def byte_range(wanted: str, size: int) -> range | None:
    """The bytes that a Range header asks for; none where there are no such; None where it is to be ignored.

    One range alone is understood; whoever asks for several gets the whole, which RFC 9110 (section 14.2) allows.
    """
    match = _RANGE.fullmatch(wanted.replace(" ", ""))
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size) if int(last) else range(0)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1 if last else size, size))


def is_ours(host: str, names: frozenset[str]) -> bool:
    """Whether a Host header can be meant for this server: `names`, localhost, or any address in figures.

    A page that has its own name lead here (DNS rebinding) would be told apart by that name alone.
    """
    match = _HOST.fullmatch(host)
    if not match:
        return False
    name = match[1].lower().strip("[]").rstrip(".")
    if name in names or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
