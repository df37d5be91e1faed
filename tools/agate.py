"""Sports results and tables as wires set them, made from the tables: training copy that no open corpus has.

A city's name in a table of results is a club, as is a county's; a country's stays a place, as in the copy of 1996.
Everything is drawn at random; no result, and no player, is real.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from conll import Annotated, Span

from sitegen import gazetteer

Name = tuple[str, str]
"""(words, type); no type for what is no name."""
Line = list[Name]

_SPORTS = "soccer baseball basketball hockey cricket rugby football tennis golf cycling athletics".split()
_ROUNDS = "first second third quarter-final semi-final final".split()


def agate(random: Random, documents: int) -> list[Annotated]:
    """So many documents of results, tables and the sentences between them."""
    return [_document(random) for _ in range(documents)]


def _document(random: Random) -> Annotated:
    desk = Desk(random)
    lines: list[Line] = [desk.opening()]
    for _ in range(random.randint(1, 4)):
        kind = random.choice(LINES)
        lines += [kind(desk) for _ in range(random.randint(1, 6))]
    sentences: list[tuple[str, ...]] = []
    spans: list[Span] = []
    start = 0
    for line in lines:
        words: list[str] = []
        for text, type_ in line:
            tokens = text.split()
            if type_ and tokens:
                first = start + len(words)
                spans.append(Span(first, first + len(tokens) - 1, type_))
            words += tokens
        sentences.append(tuple(words))
        start += len(words)
    return Annotated(tuple(sentences), tuple(spans))


class Desk:
    """What lines are made of, drawn at random."""

    def __init__(self, random: Random) -> None:
        self.random = random
        lexicon = gazetteer.lexicon()
        self._given = sorted(lexicon.given_names)
        self._families = sorted(word for word in lexicon.surnames if word.lower() not in lexicon.ordinary)
        self._cities = [form for form, _ in gazetteer.large_cities(150_000) if form.isascii()]
        self._clubs = sorted(lexicon.clubs)
        self._countries = sorted(name for name, known in gazetteer.fixed_names().items() if _is_country(name))
        self._pool = [random.choice(random.choice([self._clubs, self._clubs, self._cities])) for _ in range(12)]
        self._nations = [random.choice(self._countries) for _ in range(8)]
        self._players = [self._new_player() for _ in range(8)]

    def opening(self) -> Line:
        sport = self.random.choice(_SPORTS)
        return [
            (f"{self.random.choice(['Results', 'Result', 'Scores', 'Standings', 'Summary'])} of", ""),
            (f"{sport} {self.random.choice(['matches', 'games', 'league matches', 'championship'])} played on", ""),
            (self.random.choice("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()), ""),
            (
                self.random.choice(
                    [":", ".", "( home team in capitals ) :", "( tabulate under played , won , lost ) :"]
                ),
                "",
            ),
        ]

    def club(self) -> Name:
        return self.random.choice(self._pool), "organization"

    def nation(self) -> Name:
        return self.random.choice(self._nations), "place"

    def side(self) -> Name:
        return self.club() if self.random.random() < 0.8 else self.nation()

    def player(self) -> Name:
        given, family = self.random.choice(self._players)
        return self.random.choice([f"{given} {family}"] * 3 + [f"{given[0]}. {family}"]), "person"

    def family(self) -> Name:
        return self.random.choice(self._players)[1], "person"

    def number(self, highest: int = 9) -> Name:
        return str(self.random.randint(0, highest)), ""

    def text(self, *choices: str) -> Name:
        return self.random.choice(choices), ""

    def _new_player(self) -> tuple[str, str]:
        return self.random.choice(self._given), self.random.choice(self._families)


def _is_country(name: str) -> bool:
    known = gazetteer.country(name)
    return bool(known) and known is not None and name == known.name


# --- lines ----------------------------------------------------------------------------------------------------


def _result(desk: Desk) -> Line:
    end = desk.text("", "", "( halftime 1-0 )", "( 10 innings )", "( OT )", "( after extra time )")
    return [desk.side(), desk.number(), desk.side(), desk.number(), end]


def _box(desk: Desk) -> Line:
    return [desk.club(), desk.number(120), desk.text("at", ","), desk.club(), desk.number(120)]


def _standing(desk: Desk) -> Line:
    rank = desk.text("", f"{desk.random.randint(1, 20)}.")
    return [rank, desk.side(), *(desk.number(90) for _ in range(desk.random.randint(3, 8)))]


def _ranked(desk: Desk) -> Line:
    mark = f"{desk.random.randint(1, 59)}:{desk.random.randint(10, 59)}.{desk.random.randint(10, 99)}"
    return [
        desk.text(f"{desk.random.randint(1, 20)}.", ""),
        desk.player(),
        desk.text("("),
        desk.random.choice([desk.nation, desk.nation, desk.club])(),
        desk.text(")"),
        desk.text(mark, f"{desk.random.randint(60, 75)}", f"{desk.random.randint(1, 200)} points"),
    ]


def _tie(desk: Desk) -> Line:
    seed = desk.text("", "", f"{desk.random.randint(1, 16)} -")
    score = " ".join(f"{desk.random.randint(0, 7)}-{desk.random.randint(0, 7)}" for _ in range(2))
    one = [seed, desk.player(), desk.text("("), desk.nation(), desk.text(")")]
    other = [desk.player(), desk.text("("), desk.nation(), desk.text(")")]
    return [*one, desk.text("beat", "bt", "lost to"), *other, desk.text(score)]


def _scorers(desk: Desk) -> Line:
    line = [desk.side(), desk.text("-", ":", "scorers :")]
    for _ in range(desk.random.randint(1, 4)):
        line += [desk.random.choice([desk.player, desk.family])(), desk.number(90), desk.text(",")]
    return line[:-1]


def _innings(desk: Desk) -> Line:
    return [
        desk.player(),
        desk.text("c", "lbw", "b", "not out", "run out"),
        *([desk.family(), desk.text("b"), desk.family()] if desk.random.random() < 0.6 else []),
        desk.number(150),
    ]


def _fixture(desk: Desk) -> Line:
    return [desk.side(), desk.text("v", "vs", "at", "v."), desk.side()]


def _report(desk: Desk) -> Line:
    desk.random.shuffle(desk._players)
    return [
        desk.text("In", "At"),
        (desk.random.choice(desk._cities), "place"),
        desk.text(",", ": "),
        desk.player(),
        desk.text("scored twice as", "hit a home run and", "had 28 points as", "made 71 not out as"),
        desk.side(),
        desk.text("beat", "defeated", "edged", "downed", "drew 1-1 with", "lost to"),
        desk.side(),
        desk.text(
            "3-2 .", "2-0 .", f"in the {desk.random.choice(_ROUNDS)} round .", "for their third win in a row ."
        ),
    ]


def _goals(desk: Desk) -> Line:
    return [
        desk.club(),
        desk.text("striker", "captain", "goalkeeper", "manager", "coach", "midfielder", "pitcher", "forward"),
        desk.player(),
        desk.text("said", "scored the winner against", "was sent off against", "will miss the match with"),
        desk.club(),
        desk.text("."),
    ]


def _transfer(desk: Desk) -> Line:
    return [
        desk.player(),
        desk.text("joined", "signed for", "left", "was traded to", "moved to"),
        desk.club(),
        desk.text("from", "for two players from", "on loan from"),
        desk.club(),
        desk.text("."),
    ]


LINES: Sequence[Callable[[Desk], Line]] = (
    _result,
    _result,
    _result,
    _box,
    _standing,
    _standing,
    _ranked,
    _ranked,
    _tie,
    _scorers,
    _innings,
    _fixture,
    _report,
    _goals,
    _transfer,
)
