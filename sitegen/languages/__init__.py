"""Languages: every word that pages and themes say of their own, and dates and numbers as people write them.

A language is a file `xx.yaml` beside this one, a message to a key. A theme or a site may have such files too, which
add keys or put other words in place of ours. What a language lacks is taken from the one it is a part of (`es-MX`
from `es`), and at last from English.

    articles: {one: "{n} article", other: "{n} articles"}

`{name}` is where an argument goes. Of a message with several forms, the argument `n` chooses one, by the plural
categories of the language (Unicode CLDR, https://cldr.unicode.org/index/cldr-spec/plural-rules).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate
from typing import Any, TypeAlias

import msgspec
from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, parse_pattern
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from sitegen import yamltext
from sitegen.errors import Invalid, Problem
from sitegen.model import Config, Languages, Message

DEFAULT = "en"
FOLDER = "languages"
OURS = "sitegen/languages/en.yaml"

PLURALS = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR. A language has `other` and some of the rest."""

PATTERNS: Mapping[str, str] = {
    "date_day": "yMMMMd",
    "date_month": "yMMMM",
    "date_year": "y",
    "date_day_month": "MMMMd",
}
"""Messages that are patterns of dates (CLDR), each with the skeleton that stands for it where a language has none.

Their plural forms go by the day of the month.
"""

JOINTS = ("and_instead", "and_instead_before", "and_still_before")
"""What a language adds whose `and` depends on what follows: another `and`, beginnings of words (with blanks
between them) that ask for it, and longer ones that do not.
"""

_HOLE = re.compile(r"\{([a-z_]+)\}")
_FILE = re.compile(r"(?:^|/)[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\.yaml$")

_Compiled: TypeAlias = str | Callable[[Mapping[str, Any]], str]


class Words:
    """What is said in one language. Called with a key and the arguments of its message.

    Strings stay as they are, numbers and dates are written as the language does. Where one of the arguments is
    markup, so is the result, and all else in it is escaped.
    """

    def __init__(self, tag: str, languages: Languages) -> None:
        self.tag = tag
        self._locale = _locale(tag)
        self.direction = "rtl" if self._locale.character_order == "right-to-left" else "ltr"
        self.date = lru_cache(100_000)(self._date)
        self.number = lru_cache(100_000)(self._number)
        self._messages: dict[str, _Compiled] = {}
        self._patterns: dict[str, Any] = {}
        for part in reversed(list(_chain(tag))):
            for key, message in (*_ours(part).items(), *languages.get(part, {}).items()):
                if key not in PATTERNS:
                    self._messages[key] = self._compiled(message, part)
                elif part != DEFAULT or self._locale.language == DEFAULT:
                    self._patterns[key] = _patterns(message, part)
        self._instead = self("and_instead") if "and_instead" in self._messages else ""
        self._before = tuple(self._said("and_instead_before").split())
        self._still = tuple(self._said("and_still_before").split())

    def __call__(self, key: str, /, **arguments: Any) -> str:
        """Raises LookupError where there is no such message, or it needs another argument."""
        message = self._messages.get(key)
        if message is None:
            raise LookupError(f"there is no message {key!r}")
        if isinstance(message, str):
            return message
        try:
            return message(arguments)
        except KeyError as error:
            raise LookupError(f"the message {key!r} needs {error.args[0]!r}") from None

    def month(self, month: int, *, short: bool = False) -> str:
        """The name of a month where it stands alone."""
        names = self._locale.months["stand-alone"]["abbreviated" if short else "wide"]
        return str(names[month]).removesuffix(".")

    def weekday(self, day: int) -> str:
        """The initial of a day of the week, 0 for Monday."""
        return str(self._locale.days["stand-alone"]["narrow"][day])

    def day_and_month(self, date: datetime.date) -> str:
        return self._formatted("date_day_month", date)

    def separated(self, items: Iterable[Any], field: str = "") -> Iterator[tuple[str, Any]]:
        """Each of a list with what separates it from the one before: `, ` or ` and `.

        `field` is where an item that is no string has its name.
        """
        listed = list(items)
        for place, item in enumerate(listed):
            if place == 0:
                yield "", item
            elif place < len(listed) - 1:
                yield self._said("comma"), item
            else:
                yield self._and(getattr(item, field) if field else str(item)), item

    def join(self, items: Iterable[str]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        listed = list(items)
        if len(listed) < 2:
            return "".join(listed)
        return f"{self._said('comma').join(listed[:-1])}{self._and(listed[-1])}{listed[-1]}"

    def _and(self, following: str) -> str:
        if self._instead:
            word = following.casefold()
            if word.startswith(self._before) and not word.startswith(self._still):
                return self._instead
        return self._said("and")

    def _said(self, key: str) -> str:
        message = self._messages.get(key, "")
        return message if isinstance(message, str) else ""

    def _date(self, *period: int) -> str:
        """`26 February 2026` of a year, month and day; `February 2026` and `2026` of fewer."""
        key = ("date_year", "date_month", "date_day")[len(period) - 1]
        return self._formatted(key, datetime.date(*(*period, 1, 1)[:3]))

    def _formatted(self, key: str, date: datetime.date) -> str:
        pattern = self._patterns.get(key)
        if pattern is None:
            return format_skeleton(PATTERNS[key], date, locale=self._locale)
        return str(pattern(date.day).apply(date, self._locale))

    def _number(self, value: float) -> str:
        return str(format_decimal(value, locale=self._locale))

    def _show(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, datetime.date):
            return self.date(value.year, value.month, value.day)
        return self.number(value) if isinstance(value, int | float) else str(value)

    def _compiled(self, message: Message, tag: str) -> _Compiled:
        if isinstance(message, str):
            return _filling(message, self._show)
        forms = {category: _filling(text, self._show) for category, text in message.items()}
        plural, other = _plural(tag), forms["other"]

        def chosen(arguments: Mapping[str, Any]) -> str:
            form = forms.get(plural(arguments["n"]), other)
            return form if isinstance(form, str) else form(arguments)

        if _holes(message) != {"n"}:
            return chosen
        counted = lru_cache(10_000)(lambda n: chosen({"n": n}))
        return lambda arguments: counted(arguments["n"])


def words_of(config: Config) -> Words:
    """The words of a site's language."""
    return words(config.language, config.languages)


def words(tag: str, languages: Languages = {}) -> Words:  # noqa: B006
    """The words of a language, with what `languages` (messages by tag) add to ours. Made once in each process."""
    return _words(tag, msgspec.msgpack.encode(languages) if languages else b"")


@lru_cache(maxsize=32)
def _words(tag: str, languages: bytes) -> Words:
    return Words(tag, msgspec.msgpack.decode(languages, type=Languages) if languages else {})


# --- messages -------------------------------------------------------------------------------------------------


def _filling(text: str, show: Callable[[Any], str]) -> _Compiled:
    """A message made ready: the text itself, or what puts arguments into its holes."""
    literals, names = _HOLE.split(text)[::2], _HOLE.split(text)[1::2]
    if not names:
        return text
    template = "%s".join(literal.replace("%", "%%") for literal in literals)
    escaped = str(escape(template))

    def fill(arguments: Mapping[str, Any]) -> str:
        values = [arguments[name] for name in names]
        if Markup in map(type, values):
            return Markup(escaped % tuple(escape(show(value)) for value in values))
        return template % tuple(map(show, values))

    return fill


@cache
def _plural(tag: str) -> Callable[[float], str]:
    """The plural category of a number in a language."""
    return lru_cache(10_000)(_locale(tag).plural_form)


def _patterns(message: Message, tag: str) -> Callable[[int], Any]:
    """A pattern of dates for each day of the month."""
    if isinstance(message, str):
        parsed = parse_pattern(message)
        return lambda day: parsed  # noqa: ARG005
    plural, forms = _plural(tag), {category: parse_pattern(text) for category, text in message.items()}
    return lambda day: forms.get(plural(day), forms["other"])


@cache
def _locale(tag: str) -> Any:
    """What Babel knows of a language; of one that it does not know, what it knows of English."""
    for part in _chain(tag):
        try:
            return Locale.parse(part, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("Babel does not know English")


@cache
def _chain(tag: str) -> tuple[str, ...]:
    """A language and those that stand in for it, the nearest first: `es-mx`, `es`, `en`."""
    parts = list(accumulate(tag.casefold().split("-"), "{}-{}".format))
    return tuple(dict.fromkeys((*reversed(parts), DEFAULT)))


# --- files ----------------------------------------------------------------------------------------------------


@cache
def _ours(tag: str) -> Mapping[str, Message]:
    """The messages of sitegen's own file for exactly this language, if there is one."""
    file = resources.files("sitegen.languages") / f"{tag}.yaml"
    if not file.is_file():
        return {}
    messages, problems = _read(file.read_text("utf-8"), f"sitegen/languages/{tag}.yaml")
    if problems:
        raise Invalid(*problems)
    return messages


def read_languages(
    files: Mapping[str, str], templates: Collection[str] = ()
) -> tuple[Languages, tuple[Problem, ...]]:
    """What the language files of themes and site add, by language; of two with the same key, the later one.

    `files` are texts by path. A message that cannot be used is a problem, and the rest of the file counts. One that
    neither we nor `templates`, given as their texts, ask for, with a key that is nearly one of ours, is noticed.
    """
    languages: dict[str, dict[str, Message]] = {}
    problems: list[Problem] = []
    for path, text in files.items():
        if not _FILE.search(path):
            hint = "name it like fr.yaml or pt-BR.yaml"
            problems.append(Problem(path, message="is not named after a language", hint=hint))
            continue
        try:
            messages, bad = _read(text, path)
        except Invalid as invalid:
            problems += invalid.problems
            continue
        languages.setdefault(_tag(path), {}).update(messages)
        problems += [*bad, *_slips(messages, text, path, templates)]
    return languages, tuple(problems)


def _slips(keys: Iterable[str], text: str, path: str, templates: Collection[str]) -> Iterator[Problem]:
    known = {*PATTERNS, *JOINTS, *_ours(DEFAULT)}
    for key in (key for key in keys if key not in known and not any(key in template for template in templates)):
        if meant := yamltext.slip(key, known):
            place = yamltext.position(text, f"$.{key}", of_key=True)
            yield Problem(path, *place, f"nothing says `{key}`", f"did you mean `{meant}`?", "notice")


def language_problems(config: Config, text: str) -> Iterator[Problem]:
    """Notices where the words of a site's language are not known, or not all; `text` is sitegen.yaml."""
    path = "sitegen.yaml"
    line, column = yamltext.position(text, "$.language") if text.strip() else (0, 0)
    chain = [part for part in _chain(config.language) if part != DEFAULT]
    known = {key for part in chain for key in (*_ours(part), *config.languages.get(part, {}))}
    every = set(_ours(DEFAULT)) | set(config.languages.get(DEFAULT, {}))
    missing = sorted(every - known - PATTERNS.keys()) if chain else []
    if chain and not known:
        yield Problem(
            path,
            line,
            column,
            f"language: the words of {config.language!r} are not known, and English ones are used",
            f"add {FOLDER}/{config.language}.yaml, or choose from {', '.join(_all_ours())}",
            "notice",
        )
    elif missing:
        some = ", ".join(missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        message = f"language: English words are used for {some}{more}, which {config.language!r} lacks"
        yield Problem(path, line, column, message, f"add them to {FOLDER}/{config.language}.yaml", "notice")


def _all_ours() -> list[str]:
    folder = resources.files("sitegen.languages")
    return sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))


def _tag(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml").casefold()


def _read(text: str, path: str) -> tuple[dict[str, Message], tuple[Problem, ...]]:
    """The messages of a language file. Raises Invalid where nothing in it can be read."""
    data = yamltext.load(text, path)
    if data is None:
        return {}, ()
    if not isinstance(data, dict):
        raise Invalid(Problem(path, 1, 1, "the words are not a mapping", "write `key: words` lines"))
    messages: dict[str, Message] = {}
    problems: list[Problem] = []
    for key, value in data.items():
        if not isinstance(key, str):
            problems.append(Problem(path, message=f"{key!r} is not a key", hint="write `key: words` lines"))
            continue
        try:
            messages[key] = _checked(key, value, text, path)
        except Invalid as invalid:
            problems += invalid.problems
    return messages, tuple(problems)


def _checked(key: str, value: Any, text: str, path: str) -> Message:
    kind: Any = Message
    message: Message = yamltext.convert(value, kind, text, path, at=f"$.{key}")
    if said := _mistake(key, message, path):
        raise Invalid(Problem(path, *yamltext.position(text, f"$.{key}"), f"{key}: {said[0]}", said[1]))
    return message


def _mistake(key: str, message: Message, path: str) -> tuple[str, str] | None:
    """What is wrong with a message, and a hint."""
    if not isinstance(message, str):
        if unknown := sorted(message.keys() - set(PLURALS)):
            return f"{unknown[0]!r} is no plural category", f"known are {', '.join(PLURALS)}"
        if "other" not in message:
            return "the form `other` is missing", ""
    if key in PATTERNS:
        return _wrong_pattern((message,) if isinstance(message, str) else tuple(message.values()))
    if path != OURS and (ours := _ours(DEFAULT).get(key)) is not None:
        known = _holes(ours) | (set() if isinstance(ours, str) else {"n"})
        wanted = _holes(message) | (set() if isinstance(message, str) else {"n"})
        if unknown := sorted(wanted - known):
            hint = f"there are {', '.join(f'{{{name}}}' for name in sorted(known))}" if known else ""
            return f"nothing is known of {{{unknown[0]}}}", hint
    return None


def _wrong_pattern(forms: Sequence[str]) -> tuple[str, str] | None:
    for form in forms:
        try:
            parse_pattern(form).apply(datetime.date(2000, 1, 1), _locale(DEFAULT))
        except (ValueError, KeyError, AttributeError) as error:
            return f"{form!r} is no pattern of dates: {error}", ""
    return None


def _holes(message: Message) -> set[str]:
    """The names of a message's arguments."""
    forms = (message,) if isinstance(message, str) else message.values()
    return {name for form in forms for name in _HOLE.findall(form)}
