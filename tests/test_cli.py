"""The commands as a user meets them: words, exit codes, JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen import __version__
from sitegen.cli import main

SEED = "Glenn orbits the earth date 1962-02-20\n\nAstronaut John Glenn flew for NASA. U.S. officials met Glenn.\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    assert run("init", tmp_path / "archive").exit_code == 0
    (tmp_path / "archive/content/seeds/glenn.txt").write_text(SEED, "utf-8")
    return tmp_path / "archive"


def test_version() -> None:
    assert __version__ in run("--version").output


def test_init_overwrites_nothing(site: Path) -> None:
    (site / "sitegen.yaml").write_text("title: Mine\n", "utf-8")
    result = run("init", site)
    assert "sitegen.yaml" not in result.output
    assert (site / "sitegen.yaml").read_text("utf-8") == "title: Mine\n"
    assert (site / ".gitignore").is_file()


def test_a_new_site_builds_without_a_word_of_complaint(site: Path) -> None:
    result = run("build", "--site", site, "--strict")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith("1 article, 3 entities\n")
    assert "0 problems" in result.stdout


def test_build_finds_the_site_it_is_in(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site / "content/seeds")
    assert run("build").exit_code == 0
    assert (site / "output/index.html").is_file()


def test_json_report(site: Path) -> None:
    (site / "content/seeds/empty.txt").write_bytes(b"")
    result = run("build", "--site", site, "--json", "--jobs", "1")
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    files = [file for file in (site / "output").rglob("*") if file.is_file() and file.name != ".sitegen-manifest"]
    assert (report["command"], report["articles"], report["written"]) == ("build", 1, len(files))
    assert 0 < report["pages"] < len(files)
    assert [problem["path"] for problem in report["problems"]] == ["content/seeds/empty.txt"]


def test_exit_codes(site: Path, tmp_path: Path) -> None:
    (site / "sitegen.yaml").write_text("titel: Space\n", "utf-8")
    assert run("build", "--site", site).exit_code == 0
    strict = run("build", "--site", site, "--strict")
    assert strict.exit_code == 1
    assert "sitegen.yaml:1:1: unknown key `titel`; did you mean `title`?" in strict.stderr
    assert run("build", "--site", tmp_path / "nowhere").exit_code == 2
    assert run("build", "--site", site, "--base-url", "example.org").exit_code == 2
    assert run("build", "--site", site, "--jobs", "0").exit_code == 2
    assert run("nonsense").exit_code == 2


def test_a_notice_does_not_fail_a_strict_build(site: Path) -> None:
    run("build", "--site", site)
    (site / "content/seeds/glenn.txt").unlink()
    result = run("build", "--site", site, "--strict")
    assert result.exit_code == 0
    assert "is gone; the page stays" in result.stderr


def test_quiet_and_verbose(site: Path) -> None:
    (site / "sitegen.yaml").write_text("titel: Space\n", "utf-8")
    quiet = run("build", "--site", site, "-q")
    assert quiet.stdout == ""
    assert "titel" in quiet.stderr
    assert "Rendering: " in run("build", "--site", site, "--clean", "-v").stderr


def test_base_url_and_output(site: Path, tmp_path: Path) -> None:
    run("build", "--site", site, "--base-url", "https://example.org/wire", "--output", tmp_path / "there")
    home = (tmp_path / "there/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/wire/">' in home
    assert 'href="/wire/people/john-glenn/"' in home
    assert not (site / "output").exists()


def test_convert_then_clean(site: Path) -> None:
    assert run("convert", "--site", site).stdout.startswith("1 article, 1 page written, 0 problems")
    run("build", "--site", site)
    assert "deleted" in run("clean", "--site", site).stdout
    assert list((site / "output").iterdir()) == []
    assert not (site / ".sitegen").exists()
    assert (site / "content/articles/1962/02/1962-02-20-glenn-orbits-the-earth.md").is_file()


def test_recognise_json(site: Path) -> None:
    file = site / "content/seeds/glenn.txt"
    line = json.loads(run("recognise", file, "--json").stdout)
    assert line["file"] == str(file)
    assert line["text"] == SEED.partition("\n\n")[2].strip()
    assert [(m["text"], m["type"], m["entity"]) for m in line["mentions"]] == [
        ("John Glenn", "person", "John Glenn"),
        ("NASA", "organization", "NASA"),
        ("U.S.", "place", "United States"),
        ("Glenn", "person", "John Glenn"),
    ]
    assert all(line["text"][m["start"] : m["end"]] == m["text"] for m in line["mentions"])


def test_recognise_plain_and_many(site: Path) -> None:
    file = site / "content/seeds/glenn.txt"
    (site / "empty.txt").write_bytes(b"")
    result = run("recognise", file, file, site / "empty.txt", "--json", "--plain", "--strict")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["text"].splitlines()[0] for line in lines] == ["Glenn orbits the earth date 1962-02-20"] * 2
    assert result.exit_code == 1
    assert "the file is empty" in result.stderr


def test_a_folder_that_is_no_site(tmp_path: Path) -> None:
    result = run("build", "--site", tmp_path)
    assert result.exit_code == 2
    assert "is not a site" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may look into any, so it is somebody else who does."""
    monkeypatch.chdir(tmp_path)
    is_root = os.geteuid() == 0
    tmp_path.chmod(0)
    try:
        if is_root:
            os.seteuid(65534)
        result = run("build")
    finally:
        if is_root:
            os.seteuid(0)
        tmp_path.chmod(0o700)
    assert result.exit_code == 2
    assert f"{tmp_path}: cannot be looked into: Permission denied" in result.stderr


def test_rules_that_cannot_be_read_stop_every_command_with_words(site: Path) -> None:
    (site / "content/entities.yaml").write_text("- {type: person, name: [\n", "utf-8")
    build = run("build", "--site", site, "--json")
    assert build.exit_code == 2
    assert [problem["path"] for problem in json.loads(build.stdout)["problems"]] == ["content/entities.yaml"]
    recognise = run("recognise", site / "content/seeds/glenn.txt", "--site", site)
    assert recognise.exit_code == 2
    assert recognise.stderr.startswith("content/entities.yaml:")
    assert recognise.stdout == ""


def test_entities_are_listed_and_searched(site: Path) -> None:
    assert run("convert", "--site", site).exit_code == 0
    everything = run("entities", "list", "--site", site)
    assert everything.output.splitlines() == [
        "      1  organization  /organizations/nasa/  NASA",
        "      1  person        /people/john-glenn/  John Glenn",
        "      1  place         /places/united-states/  United States",
    ]
    assert run("entities", "list", "glenn", "--site", site).output.split() == [
        "1",
        "person",
        "/people/john-glenn/",
        "John",
        "Glenn",
    ]
    rows = run("entities", "list", "--type", "place", "--json", "--site", site).output.splitlines()
    assert [json.loads(row)["id"] for row in rows] == ["united-states"]


def test_an_explanation_ends_in_an_entry_that_changes_it(site: Path) -> None:
    run("convert", "--site", site)
    told = run("entities", "explain", "Glenn", "--site", site)
    assert told.exit_code == 0
    assert "John Glenn (person): Astronaut" in told.output
    assert "U.S. officials met Glenn" not in told.output  # the first sentence that names him is enough
    entry = told.output.partition("content/entities.yaml:")[2].replace("id: john-glenn", "id: glenn")
    (site / "content/entities.yaml").write_text(entry, "utf-8")
    assert "page: /people/glenn/" in run("entities", "explain", "John Glenn", "--site", site).output


def test_an_explanation_says_why_a_name_means_nothing(site: Path) -> None:
    run("convert", "--site", site)
    (site / "content/entities.yaml").write_text("- hide: [NASA]\n", "utf-8")
    told = json.loads(run("entities", "explain", "NASA", "--json", "--site", site).output)
    assert told["entities"] == []
    assert [silence["because"] for silence in told["silences"]] == ["content/entities.yaml hides `NASA`"]


def test_a_name_that_only_copy_has_is_explained_with_an_entry_that_lists_it(site: Path) -> None:
    seed = "Capsule date 1962-02-21\n\nThe capsule was named by two children. It flew. Then friendship 7 sank.\n"
    (site / "content/seeds/capsule.txt").write_text(seed, "utf-8")
    run("convert", "--site", site)
    told = run("entities", "explain", "friendship 7", "--site", site)
    assert told.exit_code == 0
    assert "friendship 7: listed in no article, but in the copy of 1 article\n" in told.stdout
    assert "    Then friendship 7 sank.\n" in told.stdout
    entry = told.stdout.partition("- type: ")[2].replace("person", "organization", 1)
    (site / "content/entities.yaml").write_text(f"- type: {entry}", "utf-8")
    run("convert", "--site", site)
    assert "page: /organizations/friendship-7/" in run("entities", "explain", "friendship 7", "--site", site).stdout
    told = run("entities", "explain", "two children", "--json", "--site", site)
    assert [place["sentence"] for place in json.loads(told.stdout)["unlisted"]["places"]] == [
        "The capsule was named by two children."
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/people/john-glenn/",
        "/people/john-glenn",
        "people/john-glenn",
        "people/john-glenn/index.html",
        "/wire/people/john-glenn/?why",
        "http://127.0.0.1:8000/wire/people/john-glenn/#about",
        "localhost:8000/wire/people/john-glenn",
        "https://example.org/wire/people/john-glenn/",
    ],
)
def test_a_page_is_explained_however_it_is_named(site: Path, address: str) -> None:
    told = run("build", "--site", site, "--base-url", "/wire", "--why", address).stdout
    assert "/people/john-glenn/ (people/john-glenn/index.html): written now: new\n" in told
    assert "  made from content/articles/1962/02/1962-02-20-glenn-orbits-the-earth.md\n" in told


def test_nothing_to_explain(site: Path) -> None:
    told = run("entities", "explain", "Gagarin", "--site", site)
    assert (told.exit_code, told.stdout) == (1, "")
    assert "no article lists or says 'Gagarin'" in told.stderr


def test_entities_of_a_site_that_cannot_be_read(site: Path) -> None:
    (site / "sitegen.yaml").write_text("title: [", "utf-8")
    assert run("entities", "list", "--site", site).exit_code == 2
