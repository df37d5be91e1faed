"""The rules of the preview by themselves: when a burst is over, what HTTP says, what a page's policy must allow."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import store as disk
from sitegen.serve.burst import LULL, MANY, PATIENCE, QUIET, Burst
from sitegen.serve.live import enliven, relaxed
from sitegen.serve.protocol import byte_range, content_type, is_ours, path_of

# --- bursts ---------------------------------------------------------------------------------------------------

KINDS = ("written", "closed", "gone", "begun")
EVENTS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("abc"), st.floats(0, 1)))


@given(EVENTS, st.booleans())
def test_no_change_is_lost_and_none_waits_for_ever(events: list[tuple[str, str, float]], tells: bool) -> None:
    burst, now = Burst(tells_closing=tells), 0.0
    changed: set[str] = set()
    taken: set[str] = set()
    for kind, path, pause in events:
        now += pause
        burst.add(kind, path, now)  # type: ignore[arg-type]
        changed.add(path)
        due = burst.due()
        assert due is not None
        assert due <= now + LULL
    while (due := burst.due()) is not None:
        taken |= burst.take()
    assert taken == changed


@pytest.mark.parametrize(
    ("story", "wait"),
    [
        ("written a, closed a", QUIET),
        ("written a", LULL),
        ("gone a", LULL),
        ("gone a, create a", LULL),
        ("gone a, create a, closed a", QUIET),
        ("create new, written new, closed new, move new a", QUIET),
        ("move a old, create a, closed a, gone old", QUIET),
        ("create new, gone new", QUIET),
        ("closed a, written b", LULL),
        ("begun folder, closed a", LULL),
    ],
)
def test_a_save_is_over_when_its_editor_is_through(story: str, wait: float) -> None:
    burst = Burst(tells_closing=True)
    for step in story.split(", "):
        what, *paths = step.split()
        if what in KINDS:
            burst.add(what, paths[0], 5.0)  # type: ignore[arg-type]
        else:
            getattr(burst, what)(*paths, 5.0)
    assert burst.due() == pytest.approx(5.0 + wait)


def test_many_files_are_waited_for_together() -> None:
    burst = Burst(tells_closing=True)
    for number in range(MANY + 1):
        burst.add("closed", str(number), 1.0)
    assert burst.due() == pytest.approx(1.0 + LULL)


def test_what_never_ends_is_looked_at_after_a_while() -> None:
    burst = Burst(tells_closing=True)
    for tenth in range(200):
        burst.add("written", "log", tenth / 10)
    assert burst.due() == pytest.approx(PATIENCE)


# --- HTTP -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/", "/"),
        (b"/people/", "/people/"),
        (b"/caf%C3%A9/", "/caf\u00e9/"),
        (b"/a%20b%3Fc", "/a b?c"),
        (b"/..", None),
        (b"/%2e%2e/etc/passwd", None),
        (b"/.%2E/x", None),
        (b"/a/./b", None),
        (b"/a%2Fb", None),
        (b"/a%5c..%5cb", None),
        (b"/a\\b", None),
        (b"/a%00.html", None),
        (b"/%ff", None),
        (b"/\xc3\xa9", None),
        (b"http://other/", None),
        (b"*", None),
    ],
)
def test_what_a_target_means(target: bytes, path: str | None) -> None:
    assert path_of(target) == path


@given(st.binary(), st.text())
def test_no_target_climbs(raw: bytes, text: str) -> None:
    for target in (raw, b"/" + raw, "".join(f"/%{byte:02x}" for byte in text.encode()).encode()):
        path = path_of(target)
        assert path is None or not {".", ".."} & set(path.split("/"))
        assert path is None or (path.startswith("/") and "\\" not in path and "\0" not in path)


DATA = bytes(range(100))


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-9", DATA[:10]),
        ("bytes=90-", DATA[90:]),
        ("bytes=-5", DATA[-5:]),
        ("bytes=-500", DATA),
        ("bytes=95-500", DATA[95:]),
        ("bytes=99-99", DATA[99:]),
        ("bytes=100-", b""),
        ("bytes=-0", b""),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=0-1,3-4", None),
        ("lines=0-1", None),
        (f"bytes=0-{'9' * 5000}", None),
    ],
)
def test_a_part_of_a_file(wanted: str, part: bytes | None) -> None:
    found = byte_range(wanted, len(DATA))
    assert (None if found is None else DATA[found.start : found.stop]) == part


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 30))
def test_a_part_is_never_more_than_there_is(first: int, last: int, size: int) -> None:
    found = byte_range(f"bytes={first}-{last}", size)
    if found is not None:
        assert list(found) == [at for at in range(size) if first <= at <= last]


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("assets/style.css", "text/css; charset=utf-8"),
        ("assets/search.js", "text/javascript; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
        ("card.png", "image/png"),
        ("assets/font.woff2", "font/woff2"),
        ("pagefind/pagefind.en_1.pf_meta", "application/octet-stream"),
        ("pagefind/wasm.en.wasm", "application/wasm"),
        ("data.csv.gz", "application/octet-stream"),
        ("CNAME", "application/octet-stream"),
    ],
)
def test_what_a_file_is(file: str, kind: str) -> None:
    assert content_type(file) == kind


@pytest.mark.parametrize(
    "host", "localhost localhost:8000 127.0.0.1:8000 [::1]:8000 demo.localhost 10.0.0.7 me:1".split()
)
def test_hosts_that_are_ours(host: str) -> None:
    assert is_ours(host, frozenset({"me"}))


@pytest.mark.parametrize(
    "host", ["", "evil.example", "evil.example:8000", "localhost.evil.example", "me.evil", "[x", "a b"]
)
def test_hosts_that_are_not(host: str) -> None:
    assert not is_ours(host, frozenset({"me"}))


# --- live pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("default-src 'self'", "default-src 'self'"),
        (
            "default-src 'none'; img-src data:",
            "default-src 'none'; img-src data:; script-src 'self'; style-src 'self'; connect-src 'self'",
        ),
        ("script-src 'none'; style-src 'self'", "script-src 'self'; style-src 'self'"),
        ("script-src 'sha256-x'; base-uri 'none'", "script-src 'sha256-x' 'self'; base-uri 'none'"),
        ("img-src 'none'", "img-src 'none'"),
    ],
)
def test_a_policy_lets_the_script_run_and_is_else_as_it_was(policy: str, allowed: str) -> None:
    assert relaxed(policy) == allowed


def test_a_page_has_the_script_in_its_head() -> None:
    policy = b'<meta http-equiv="Content-Security-Policy" content="script-src %s">'
    page = b"<head>" + policy % b"&#39;none&#39;" + b"</head>"
    assert enliven(page, b"<script>") == b"<head>" + policy % b"'self'" + b"<script></head>"
    assert enliven(b"<p>no head", b"<script>") == b"<p>no head<script>"


# --- file systems ---------------------------------------------------------------------------------------------


def test_the_file_system_of_a_folder() -> None:
    mounts = Path("/proc/mounts")
    if mounts.exists():
        assert disk.file_system(Path("/proc/self")) == "proc"
