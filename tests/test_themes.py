"""Themes: one that extends another may replace a template, a block, a file or a message; each is plain data."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sites import make_site, run

from sitegen.cli import main

ARTICLE = "---\ntitle: Glenn orbits\ndate: 1962-02-20\nauthors: [Nellie Bly]\n---\n\nAstronaut John Glenn flew.\n"
PAGE = "output/1962/02/20/glenn/index.html"


def wear(site: Path, files: dict[str, str], theme: str = "gazette") -> Path:
    """A site in a theme that extends broadsheet and has these files."""
    own = {f"themes/gazette/{name}": text for name, text in files.items()}
    settings = {"sitegen.yaml": f"theme: {theme}\n", "themes/gazette/theme.yaml": "extends: broadsheet\n"}
    make_site(site, {"content/articles/1962/glenn.md": ARTICLE, **settings, **own})
    assert [str(problem) for problem in run(site).problems] == []
    return site


def test_a_child_without_files_is_its_parent(tmp_path: Path) -> None:
    parent, child = wear(tmp_path / "parent", {}, "broadsheet"), wear(tmp_path / "child", {})
    assert (parent / PAGE).read_bytes() == (child / PAGE).read_bytes()


def test_a_child_replaces_a_template(tmp_path: Path) -> None:
    site = wear(tmp_path, {"templates/article.html": "<h1>{{ view.title }}</h1>"})
    assert (site / PAGE).read_text("utf-8") == "<h1>Glenn orbits</h1>"
    assert "<title>" in (site / "output" / "index.html").read_text("utf-8")


def test_a_child_replaces_a_block(tmp_path: Path) -> None:
    block = (
        '{% extends "broadsheet/article.html" %}{% block headline %}<h1>Extra: {{ view.title }}</h1>{% endblock %}'
    )
    page = (wear(tmp_path, {"templates/article.html": block}) / PAGE).read_text("utf-8")
    assert "<h1>Extra: Glenn orbits</h1>" in page
    assert '<div class="copy e-content">' in page
    assert 'class="credit"' not in page


def test_a_child_replaces_what_its_parents_templates_use(tmp_path: Path) -> None:
    base = '{% extends "broadsheet/base.html" %}{% block footer %}<footer>Ours</footer>{% endblock %}'
    site = wear(tmp_path, {"templates/base.html": base})
    for page in (PAGE, "output/index.html", "output/404.html"):
        assert "<footer>Ours</footer>" in (site / page).read_text("utf-8")


def test_a_child_replaces_and_adds_static_files(tmp_path: Path) -> None:
    assets = wear(tmp_path, {"static/style.css": "h1{}", "static/fonts/a.txt": "font"}) / "output" / "assets"
    assert (assets / "style.css").read_text("utf-8") == "h1{}"
    assert (assets / "fonts" / "a.txt").read_text("utf-8") == "font"


def test_a_child_says_things_its_own_way_and_adds_messages(tmp_path: Path) -> None:
    own = {
        "languages/en.yaml": "by: From {authors}\ngreeting: Good {when}\n",
        "languages/fr.yaml": "greeting: Bon {when}\n",
        "templates/article.html": '{% extends "broadsheet/article.html" %}'
        "{% block steps %}{{ t('greeting', when='<day>') }}{% endblock %}",
    }
    page = (wear(tmp_path, own) / PAGE).read_text("utf-8")
    assert '<span class="byline">From <a ' in page
    assert "Good &lt;day&gt;" in page


def test_a_grandchild_extends_what_its_parent_only_inherits(tmp_path: Path) -> None:
    article = '{% extends "gazette/article.html" %}{% block headline %}<h1>Late</h1>{% endblock %}'
    late = {"themes/late/theme.yaml": "extends: gazette\n", "themes/late/templates/article.html": article}
    page = (wear(make_site(tmp_path, late), {}, "late") / PAGE).read_text("utf-8")
    assert "<h1>Late</h1>" in page
    assert '<div class="copy e-content">' in page


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ view.titel }}", "'sitegen.views.ArticleView object' has no attribute 'titel'"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ t('nothing') }}", "there is no message 'nothing'"),
        ("{{ t('by') }}", "the message 'by' needs 'authors'"),
        ("{{ view.title.__class__.__mro__ }}", "access to attribute '__class__' of 'str' object is unsafe."),
        ("{{ t.__self__ }}", "access to attribute '__self__' of 'method' object is unsafe."),
        (
            "{{ '{0.__class__}'.format(view) }}",
            "access to attribute '__class__' of 'ArticleView' object is unsafe.",
        ),
        ("{% include 'x.html' %}", "there is no template x.html"),
    ],
)
def test_a_mistake_in_a_template_is_a_problem_at_its_line(tmp_path: Path, template: str, message: str) -> None:
    make_site(
        tmp_path,
        {
            "content/articles/1962/glenn.md": ARTICLE,
            "sitegen.yaml": "theme: gazette\n",
            "themes/gazette/theme.yaml": "extends: broadsheet\n",
            "themes/gazette/templates/article.html": f"\n{template}",
        },
    )
    [problem] = run(tmp_path).problems
    assert problem.message == message
    assert (problem.path, problem.line) == ("themes/gazette/templates/article.html", 2)


def test_slips_in_names_are_noticed(tmp_path: Path) -> None:
    make_site(
        tmp_path,
        {
            "content/articles/1962/glenn.md": ARTICLE,
            "sitegen.yaml": "theme: gazette\n",
            "themes/gazette/theme.yaml": "extends: broadsheet\n",
            "themes/gazette/templates/articel.html": "{% include 'articles.html' %}",
            "themes/gazette/templates/articles.html": "{{ t('latests') }}",
            "themes/gazette/templates/unlike.html": "",
            "languages/en.yaml": "latests: All that is new\nlatset: Newest\n",
        },
    )
    report = run(tmp_path)
    assert {problem.severity for problem in report.problems} == {"notice"}
    assert [str(problem) for problem in report.problems] == [
        "languages/en.yaml:2:1: nothing says `latset`; did you mean `latest`?",
        "themes/gazette/templates/articel.html: nothing is made with this template; did you mean `article.html`?",
    ]


@pytest.mark.parametrize(
    ("settings", "about", "message"),
    [
        ("title: A\ntheme: gazete\n", "", "sitegen.yaml:2:8: there is no theme 'gazete'; did you mean `gazette`?"),
        (
            "theme: gazette\n",
            "name: G\nextends: plane\n",
            "themes/gazette/theme.yaml:2:10: there is no theme 'plane'; did you mean `plain`?",
        ),
        (
            "theme: gazette\n",
            "extends: gazette\n",
            "themes/gazette/theme.yaml:1:10: theme gazette extends itself; mend `extends`",
        ),
    ],
)
def test_a_theme_that_is_not_there_is_told_with_its_place(
    tmp_path: Path, settings: str, about: str, message: str
) -> None:
    files = {"sitegen.yaml": settings, "themes/gazette/theme.yaml": about}
    report = run(make_site(tmp_path, {"content/articles/1962/glenn.md": ARTICLE, **files}))
    assert [str(problem) for problem in report.problems] == [message]


# --- commands -------------------------------------------------------------------------------------------------


def sitegen(site: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*arguments, "--site", str(site)])
    return result.exit_code, result.output


def test_a_new_theme_is_listed_worn_and_changes_nothing(tmp_path: Path) -> None:
    site = wear(tmp_path, {})
    before = (site / PAGE).read_bytes()
    assert sitegen(site, "theme", "new", "herald", "--extends", "gazette")[0] == 0
    (site / "sitegen.yaml").write_text("theme: herald\n", "utf-8")
    status, listed = sitegen(site, "theme", "list")
    lines = {line[2:].split()[0]: line for line in listed.splitlines()}
    assert status == 0
    assert lines["herald"] == "* herald            (no description) [in themes/herald/, extends gazette]"
    assert lines["gazette"] == "  gazette           (no description) [in themes/gazette/, extends broadsheet]"
    assert lines["broadsheet"].endswith("[comes with sitegen, extends common]")
    assert [str(problem) for problem in run(site).problems] == []
    assert (site / PAGE).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["gazette"],
            "themes/gazette: there is a theme 'gazette' already, and it is left alone; choose another name",
        ),
        (
            ["broadsheet"],
            "themes/broadsheet: there is a theme 'broadsheet' already, and it is left alone; choose another name",
        ),
        (["notes"], "themes/notes: there is a theme 'notes' already, and it is left alone; choose another name"),
        (
            ["../out"],
            "themes: '../out' cannot be the name of a theme; write letters, digits, hyphens and underscores",
        ),
        ([""], "themes: '' cannot be the name of a theme; write letters, digits, hyphens and underscores"),
        (["new", "--extends", "gazete"], "themes/new: there is no theme 'gazete'; did you mean `gazette`?"),
    ],
)
def test_a_new_theme_takes_nobodys_place(tmp_path: Path, arguments: list[str], message: str) -> None:
    site = wear(tmp_path, {})
    (site / "themes" / "notes").write_text("no folder", "utf-8")
    before = sorted(site.rglob("*"))
    assert sitegen(site, "theme", "new", *arguments) == (1, f"Error: {message}\n")
    assert sorted(site.rglob("*")) == before
    assert not (tmp_path.parent / "out").exists()


def test_a_theme_whose_description_cannot_be_read_is_reported_and_listed(tmp_path: Path) -> None:
    site = make_site(wear(tmp_path, {}), {"themes/torn/theme.yaml": "nmae: torn\n"})
    status, said = sitegen(site, "theme", "list")
    assert status == 0
    assert "themes/torn/theme.yaml:1:1: unknown key `nmae`; did you mean `name`?" in said
    assert "  torn              (no description) [in themes/torn/]" in said
