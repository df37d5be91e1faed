"""The preview, by HTTP: what it serves is what is built, and it follows every edit."""

from __future__ import annotations

import random
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from serving import SCRIPT, Served, serving
from sites import GLENN, SHEPARD, make_site, tree

from sitegen.build import Options, build
from sitegen.serve.preview import Preview

POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', re.IGNORECASE)
ABOUT = "content/pages/about.md"


def about(text: str) -> str:
    return f"---\ntitle: About\n---\n{text}\n"


@pytest.fixture(scope="module")
def served(demo_options: Options, demo: Path) -> Iterator[Served]:  # noqa: ARG001
    """The demo archive, which nobody edits."""
    with serving(demo_options.site, "--base-url", "/archive/") as served:
        yield served


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small site to edit: tests leave it in order."""
    files = {
        "sitegen.yaml": "title: Space\nbase_url: https://example.org/space\n",
        "content/seeds/glenn.txt": GLENN,
        "content/seeds/shepard.txt": SHEPARD,
        ABOUT: about("To begin with."),
    }
    with serving(make_site(tmp_path_factory.mktemp("edited"), files)) as served:
        yield served


def as_published(page: bytes) -> bytes:
    """A page without what makes it live."""
    return POLICY.sub(b"", SCRIPT.sub(b"", page))


# --- the same as the built site -------------------------------------------------------------------------------


def test_every_file_is_the_one_that_is_built(served: Served, demo: Path) -> None:
    different = []
    files = {name: data for name, data in tree(demo).items() if not name.startswith(".")}
    for name, data in files.items():
        answer = served.get(f"/archive/{name}".removesuffix("index.html"))
        if answer.status != 200 or as_published(answer.data) != POLICY.sub(b"", data):
            different.append((name, answer.status))
        if name.endswith(".html"):
            assert len(SCRIPT.findall(answer.data)) == 1
    assert different == []
    assert len(files) > 100


def test_nothing_is_written_but_the_cache(served: Served, demo: Path) -> None:
    before = tree(demo)
    served.get("/archive/")
    assert tree(demo) == before
    assert not (served.site / "output").exists()


# --- as a server of static files ------------------------------------------------------------------------------


def test_an_address_without_its_slash(served: Served) -> None:
    answer = served.get("/archive/people?x=%41")
    assert (answer.status, answer.headers["location"]) == (301, "/archive/people/?x=%41")
    assert served.get("/archive").headers["location"] == "/archive/"
    assert served.get("/").headers["location"] == "/archive/"


def test_what_is_not_there(served: Served, demo: Path) -> None:
    for path in (
        "/archive/nobody/",
        "/archive/People/",
        "/archive/1066/",
        "/archive//people/",
    ):
        answer = served.get(path)
        assert (answer.status, as_published(answer.data)) == (
            404,
            POLICY.sub(b"", (demo / "404.html").read_bytes()),
        )
    assert served.get("/elsewhere/").status == 404
    assert served.get("/archive/404").status == 200
    assert served.get("/archive/", method="POST").status == 405
    assert served.get("/.sitegen/run.py").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/archive/../../../../etc/passwd",
        "/archive/%2e%2e/%2e%2e/sitegen.yaml",
        "/archive/..%2fsitegen.yaml",
        "/archive/assets/..%5c..%5csitegen.yaml",
        "/archive/assets/style.css%00.html",
        "/archive/content/articles/",
        "/archive/sitegen.yaml",
        "/archive/.sitegen/memo.sqlite",
        "/archive//etc/passwd",
        "//etc/passwd",
        "/.sitegen/../pyproject.toml",
        "/.sitegen/%2e%2e%2fcli.py",
        "/archive/link/",
        "/archive/link/passwd",
        "/archive/assets/secret.txt",
    ],
)
def test_no_path_leaves_the_site(served: Served, path: str) -> None:
    link = served.site / "content/link"
    if not link.is_symlink():
        link.symlink_to("/etc")
    assert served.get(path).status == 404


def test_files_by_parts_and_only_when_they_are_new(served: Served, demo: Path) -> None:
    whole, path = (demo / "assets/style.css").read_bytes(), "/archive/assets/style.css"
    answer = served.get(path)
    tag = answer.headers["etag"]
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert served.get(path, if_none_match=f'"other", W/{tag}')[::2] == (304, b"")
    part = served.get(path, range="bytes=10-19")
    assert (part.status, part.data) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    assert served.get(path, range="bytes=-7").data == whole[-7:]
    assert served.get(path, range="bytes=10-19", if_range=tag).status == 206
    assert served.get(path, range="bytes=10-19", if_range='"other"').data == whole
    beyond = served.get(path, range=f"bytes={len(whole)}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")
    head = served.get(path, method="HEAD")
    assert (head.data, head.headers["content-length"]) == (b"", str(len(whole)))


def test_only_who_calls_us_by_our_name_is_answered(served: Served) -> None:
    assert served.get("/archive/", host="evil.example:8000").status == 421
    assert served.get("/.sitegen/events?page=/", host="evil.example").status == 421
    assert served.get("/archive/", host=f"localhost:{served.port}").status == 200
    assert served.get("/archive/", host="[::1]").status == 200


def test_a_thousand_connections_and_slow_clients(served: Served) -> None:
    with ExitStack() as stack:
        waiting = []
        for number in range(1000):
            client = stack.enter_context(socket.create_connection((served.host, served.port), timeout=30))
            # Of three, one never says what it wants, one listens for changes, one reads nothing of what it gets.
            client.sendall(
                (
                    b"GET /archive/ HTT",
                    b"GET /.sitegen/events?page=/archive/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    b"GET /archive/assets/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20,
                )[number % 3]
            )
            waiting.append(client)
        assert served.get("/archive/").status == 200
        assert waiting[1].recv(12) == waiting[2].recv(12) == b"HTTP/1.1 200"
    assert served.get("/archive/").status == 200
    assert served.process.poll() is None


# --- edits ----------------------------------------------------------------------------------------------------


def save(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


def save_by_rename(file: Path, text: str) -> None:
    """As most editors: write beside the file, then replace it."""
    beside = file.with_suffix(".md.new")
    beside.write_text(text, "utf-8")
    beside.replace(file)


def save_by_backup(file: Path, text: str) -> None:
    """As Vim: the old file gets another name and is deleted in the end."""
    backup = file.rename(f"{file}~")
    file.write_text(text, "utf-8")
    backup.unlink()


def save_by_deletion(file: Path, text: str) -> None:
    """As some tools do, in a process of their own: delete, then create."""
    code = "import pathlib, sys, time; file = pathlib.Path(sys.argv[1]); file.unlink(); time.sleep(0.1)"
    subprocess.run([sys.executable, "-c", f"{code}; file.write_text(sys.argv[2])", file, text], check=True)


def save_in_pieces(file: Path, text: str) -> None:
    code = (
        "import sys, time\nwith open(sys.argv[1], 'w') as file:\n for letter in sys.argv[2]:\n"
        "  file.write(letter); file.flush(); time.sleep(0.002)"
    )
    subprocess.run([sys.executable, "-c", code, file, text], check=True)


SAVES: tuple[Callable[[Path, str], None], ...] = (
    save,
    save_by_rename,
    save_by_backup,
    save_by_deletion,
    save_in_pieces,
)


@pytest.mark.parametrize("how", SAVES)
def test_every_way_to_save_is_one_change(edited: Served, how: Callable[[Path, str], None]) -> None:
    told = how.__name__
    with edited.news("/about/") as news:
        before = next(news)
        how(edited.site / ABOUT, about(f"Saved by {told}."))
        now = next(news)
        assert now["page"] != before["page"]
        assert now["problems"] == []
        assert f"Saved by {told}." in edited.page("/about/")


def test_only_pages_that_changed_are_told(edited: Served) -> None:
    with edited.news("/people/") as others, edited.news("/about/") as own:
        first = next(others)
        next(own)
        save(edited.site / ABOUT, about("Nobody else has this."))
        next(own)
        page = edited.site / "content/pages/more.md"
        save(page, "---\ntitle: More\n---\nIt is in every menu.\n")
        assert next(others)["page"] != first["page"]
        page.unlink()
        assert next(others) == first


def test_no_change_is_lost_while_the_site_is_derived(edited: Served) -> None:
    with edited.news("/about/") as news:
        for number in range(40):
            save(edited.site / ABOUT, about(f"Edit {number}."))
            if number % 10 == 0:
                next(news)
        while "Edit 39." not in edited.page("/about/"):
            next(news)


def test_a_branch_switch_is_one_rebuild(edited: Served, tmp_path: Path) -> None:
    folder = edited.site / "content/pages/many"
    files = {f"{number}.md": f"---\ntitle: N{number}\nmenu: false\n---\n" for number in range(5000)}
    source = make_site(tmp_path / "many", files)
    edited.forget()
    shutil.copytree(source, folder)
    edited.hear("files changed")
    assert edited.page("/many/4999/")
    shutil.rmtree(folder)
    edited.hear("files changed")
    assert edited.get("/space/many/4999/").status == 404
    assert [line.partition(" ")[0] for line in edited.said if "changed" in line] == ["5,001", "5,001"]


def test_what_was_derived_and_not_shown_is_derived_again(tmp_path: Path) -> None:
    site = make_site(tmp_path, {ABOUT: about("First."), "content/seeds/glenn.txt": GLENN})
    preview = Preview(Options(site=site))
    first = preview.refresh()
    assert preview.derive() is first
    save(site / ABOUT, about("Second."))
    assert preview.derive() is not first
    assert preview.derive() is not first
    preview.refresh()
    shown = preview.page("about/index.html")
    assert shown is not None
    assert shown.data is not None
    assert b"Second." in shown.data


def test_an_edit_of_words_shows_what_deriving_all_would(tmp_path: Path, demo_options: Options) -> None:
    """Titles and copy of articles, a dozen edits one after the other, none of which derives the site as a whole."""
    site = tmp_path / "site"
    shutil.copytree(demo_options.site / "content", site / "content", symlinks=True)
    shutil.copy(demo_options.site / "sitegen.yaml", site)
    preview = Preview(Options(site=site))
    planned = preview.refresh().pages
    preview.settle()
    chance = random.Random(1962)
    pages = sorted((site / "content/articles").rglob("*.md"))
    for number, page in enumerate(chance.sample(pages, 12)):
        text = page.read_text("utf-8")
        name = chance.choice(re.findall(r"name: (.+)", text) or ["Nobody"])
        if number % 3:
            text = f"{text.rstrip()}\n\nThe docking and {name} were on every front page.\n"
        if number % 2:
            text = re.sub(r"(?m)^title: .*", "title: What the docking told", text, count=1)
        save(page, text)
        preview.show_from(preview.derive([page.relative_to(site).as_posix()]))
        assert preview.state.pages is planned
        assert preview.derive() is preview.state
    while preview.is_unsettled:
        preview.show_from(preview.settle() or preview.state)
    afresh = Preview(Options(site=site))
    afresh.refresh()
    assert preview.state.pages.keys() == afresh.state.pages.keys()
    assert preview.state.problems == afresh.state.problems
    files = list(afresh.state.pages)
    assert [file for file in files if shown(preview, file) != shown(afresh, file)] == []
    assert [file for file in files if shown(afresh, file) is None] == []


def shown(preview: Preview, file: str) -> bytes | None:
    page = preview.page(file)
    return page.data if page else None


def test_the_site_is_there_at_once_as_it_was_built(tmp_path: Path) -> None:
    site = make_site(tmp_path, {ABOUT: about("First."), "content/seeds/glenn.txt": GLENN})
    assert Preview(Options(site=site)).show_as_built() is None
    build(Options(site=site))
    preview = Preview(Options(site=site))
    assert preview.show_as_built() is not None
    before = {name: shown(preview, name) for name in tree(site / "output")}
    preview.refresh()
    pages = {name: data for name, data in before.items() if name in preview.state.pages}
    assert {name: shown(preview, name) for name in preview.state.pages} == pages
    save(site / ABOUT, about("Second."))
    assert Preview(Options(site=site)).show_as_built() is None


def test_a_page_whose_source_was_just_saved_is_as_it_was(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"content/seeds/glenn.txt": GLENN})
    preview = Preview(Options(site=site))
    file = "1962/02/20/glenn-orbits-the-earth/index.html"
    preview.refresh()
    before = preview.page(file)
    assert before is not None
    article = next((site / "content/articles").rglob("*.md"))
    source = article.read_text("utf-8")
    preview.show_from(preview.derailed())
    save(article, f"{source}\nOne more line.\n")
    meanwhile = preview.page(file)
    assert meanwhile is not None
    assert meanwhile.data == before.data
    preview.refresh()
    after = preview.page(file)
    assert after is not None
    assert b"One more line." in (after.data or b"")


def test_a_new_seed_becomes_a_page(edited: Served) -> None:
    seed = edited.site / "content/seeds/new.txt"
    with edited.news("/1999/01/02/moon-reached/") as news:
        next(news)
        save(seed, "Moon reached date 1999-01-02\n\nAstronaut John Glenn reached the moon.\n")
        next(news)
    assert "reached the moon" in edited.page("/1999/01/02/moon-reached/")


def test_a_folder_that_comes_later_is_watched(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"sitegen.yaml": "title: Space\n"})
    with serving(site) as served, served.news("/") as news:
        next(news)
        make_site(site, {ABOUT: about("First.")})
        next(news)
        assert "First." in served.page("/about/")
        with served.news("/about/") as own:
            next(own)
            save(site / ABOUT, about("Second."))
            next(own)
        assert "Second." in served.page("/about/")


def test_polling(tmp_path: Path) -> None:
    site = make_site(tmp_path, {ABOUT: about("First.")})
    with serving(site, "--poll") as served, served.news("/about/") as news:
        next(news)
        save_by_rename(site / ABOUT, about("Second."))
        next(news)
        assert "Second." in served.page("/about/")


# --- mistakes -------------------------------------------------------------------------------------------------


def test_a_mistake_is_shown_with_its_place_until_it_is_mended(edited: Served) -> None:
    page = next((edited.site / "content/articles/1962").rglob("*.md"))
    url, good = "/1962/02/20/glenn-orbits-the-earth/", page.read_text("utf-8")
    before = edited.page(url)
    with edited.news(url) as news:
        first = next(news)
        save(page, good.replace("date: 1962-02-20", "date: 1962-02-31"))
        wrong = next(news)
        (problem,) = wrong["problems"]
        assert (problem["path"], problem["line"]) == (page.relative_to(edited.site).as_posix(), 3)
        assert problem["column"]
        assert problem["hint"]
        assert wrong["page"] == first["page"]
        assert edited.page(url) == before
        edited.hear(r"1962-02-20-glenn.*\.md:3:\d+: .*1962-02-31")
        save(page, good)
        assert next(news) == first
        edited.hear("all problems are mended")


@pytest.mark.parametrize("text", ["title: [\n", "titel: Space\n", "base_url: nonsense\n", "theme: gone\n"])
def test_settings_that_are_wrong_leave_the_site_as_it_was(edited: Served, text: str) -> None:
    settings = edited.site / "sitegen.yaml"
    good = settings.read_text("utf-8")
    with edited.news("/about/") as news:
        first = next(news)
        save(settings, text)
        wrong = next(news)
        assert (wrong["page"], wrong["problems"][0]["path"]) == (first["page"], "sitegen.yaml")
        save(settings, good)
        assert next(news) == first


def test_a_site_that_cannot_be_read_yet(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"sitegen.yaml": "title: [\n", ABOUT: about("Here.")})
    with serving(site) as served, served.news("/about/") as news:
        answer = served.get("/about/")
        assert (answer.status, "sitegen.yaml" in answer.text) == (503, True)
        next(news)
        save(site / "sitegen.yaml", "title: Space\n")
        next(news)
        assert "Here." in served.page("/about/")


# --- ?why -----------------------------------------------------------------------------------------------------


def entries(page: str) -> list[dict[str, object]]:
    """What `?why` offers for content/entities.yaml."""
    found = [re.sub("&#?[a-z0-9]+;", "'", text) for text in re.findall("<pre>(.*?)</pre>", page, re.DOTALL)]
    return [entry for text in found for entry in yaml.safe_load(text)]


def test_why_an_article_is_as_it_is(served: Served) -> None:
    page = served.get("/archive/1962/02/20/glenn-orbits-the-earth-three-times/?why").text
    assert "content/articles/1962/02/1962-02-20-glenn-orbits-the-earth-three-times.md" in page
    assert "content/seeds/1962-02-20-glenn-friendship-7.txt" in page
    assert "themes/broadsheet/templates/article.html" in page
    assert 'href="/archive/people/john-glenn/?why">John Glenn</a>' in page
    assert {"id": "john-glenn", "type": "person"}.items() <= next(
        entry.items() for entry in entries(page) if entry["id"] == "john-glenn"
    )


def test_why_an_entity_is_as_it_is(served: Served) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "sitegen", "entities", "explain", "John Glenn", "--site", served.site],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    page = served.get("/archive/people/john-glenn/?why").text
    assert yaml.safe_load(told[told.index("- id:") :]) == entries(page)
    assert "described in content/entities.yaml" in page


def test_why_of_other_pages(served: Served) -> None:
    for path in ("/", "/people/", "/1962/", "/feed.xml", "/about/"):
        assert "Why this page is as it is" in served.get(f"/archive{path}?why").text
    assert "No such page" in served.get("/archive/nobody/?why=1").text


def test_why_a_name_was_left_out_or_merged(tmp_path: Path) -> None:
    rules = "- hide: [NASA]\n- merge: {into: john-glenn, from: [alan-shepard]}\n"
    site = make_site(tmp_path, {"content/seeds/shepard.txt": SHEPARD, "content/entities.yaml": rules})
    with serving(site) as served:
        page = served.get("/1961/05/05/shepard-in-space/?why").text
        assert "content/entities.yaml hides `NASA`" in page.replace("&#39;", "'")
        assert "content/entities.yaml merges `alan-shepard` into `john-glenn`" in page
        assert "leads to" in served.get("/people/alan-shepard/?why").text


# --- the command ----------------------------------------------------------------------------------------------


def test_an_interrupt_ends_it_at_once(tmp_path: Path) -> None:
    site = make_site(tmp_path, {ABOUT: about("Here.")})
    with serving(site) as served, served.news("/about/") as news:
        next(news)
        assert served.stop() == (0, [])
    assert not (site / "output").exists()


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    site = make_site(tmp_path, {ABOUT: about("Here.")})
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with serving(site, "--port", str(port)) as served:
            assert served.said[0].startswith(f"port {port} is taken; this is port {served.port}")
            assert served.port > port
            assert "Here." in served.page("/about/")


def test_drafts_and_other_addresses(tmp_path: Path) -> None:
    site = make_site(tmp_path, {ABOUT: "---\ntitle: About\ndraft: true\n---\nNot yet.\n"})
    with serving(site) as served:
        assert served.get("/about/").status == 404
    with serving(site, "--drafts", "--host", "0.0.0.0") as served:
        served.hear("warning: whoever can reach this machine")
        assert "Not yet." in served.page("/about/")
