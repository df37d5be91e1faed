"""The words of wire English, by what they do in a sentence. All in lower case.

Only words that occur in almost any story: nobody has to extend these to have an archive of their own.
"""

from __future__ import annotations

ARTICLES = frozenset("a an the".split())
"""Open a noun phrase, and nothing else."""

POSSESSIVES = frozenset("its his her their our my your whose".split())
"""Stand for an article."""

DETERMINERS = (
    ARTICLES | POSSESSIVES | frozenset("all any both little many more no several some these this those".split())
)
"""What may open a noun phrase."""

PRONOUNS = frozenset("it he she they we i you".split())
"""Subjects of their own: a verb follows."""

CONJUNCTIONS = frozenset("and or but nor yet".split())
"""Join equals."""

PREPOSITIONS = frozenset(
    """
    about above across against along among around at behind below beneath beside between beyond by during for
    from in inside into near of off on onto out outside over past per through throughout to toward towards
    under until up upon versus via vs with within without
    """.split()
)
"""Open a phrase that says where, when or how."""

SUBORDINATORS = frozenset(
    """
    adding after although amid as because before but citing compared despite following if including once
    provided quoting saying since so than though unless until when where whereas which while who whom whose
    yielding
    """.split()
)
"""Open a clause, or what stands for one, that a sentence can do without."""

CLAUSE_OPENERS = frozenset(
    "although because how if that though unless when where whether which while who whom whose why".split()
)
"""After one of these a clause must have a verb."""

BE = frozenset("am are be been being is was were".split())
"""Forms of `be`."""

AUXILIARIES = BE | frozenset(
    """
    can can't cannot could couldn't did didn't do does doesn't don't had has hasn't have haven't having isn't
    may might must shall should wasn't will won't would wouldn't
    """.split()
)
"""Verbs that want another."""

BACKSHIFTED = frozenset("are could did had is might was were would".split())
"""Auxiliaries that mean something else without the `said it` before them."""

REPORTING = frozenset("believe believed believes predicted predicts said say says tells told warned warns".split())
"""Verbs of saying that a clause of its own may follow without `that`."""

SAYING = REPORTING | frozenset(
    """
    acknowledged added adds announced announces argued confirmed declared disclosed estimated estimates
    indicated indicates noted reported reports saying show showed shows stated
    """.split()
)
"""Verbs that name a source."""

INTRANSITIVES = frozenset(
    """
    advanced arrived became began begin changed climbed closed collapsed continue crashed declined died dropped
    eased ended expand expired exploded failed fall fell fly gained grew grow improved increased jumped land
    landed lost met narrowed occur open opened plunged rallied resigned resume retired returned rise rose
    slipped slowed soared spread start stop strengthened surged weakened widened won
    """.split()
)
"""Verbs that are a whole clause with their subject: `prices rose`."""

VERBS = (
    (AUXILIARIES - {"be", "been", "being", "having"})
    | (SAYING - {"estimates", "reports", "saying", "show", "shows"})
    | frozenset(
        """
        accuses agree agrees appear appears approves ate beat became becomes began begins bid bore bought
        brings broke brought built came carries caught chose clung comes continue continues crept cut dealt
        denies died drank drew drove dug expect expects face faces fed fell felt fled flew forbade forced
        forgot fought found froze gave gets gives goes got grew heard held hid hit holds hope hopes hung
        hurt includes intend intends keeps kept knelt knew laid launches lay leads leapt led left lent let
        lit lost made make makes mean means meant met needs orbits orders overcame overthrew overtook owns
        paid plan plans put ran rang read rejects remain remains rode rose sang sank saw seek seeks seem
        seems sent set shone shook shot shrank shut slept slid sold sought sped spent split spoke sprang
        spread spun stands stole stood struck stuck swam swept swore swung takes taught thought threw tied
        took tore understood undertook upheld urges vows want wants went withdrew withheld woke won wore
        wrote
        """.split()
    )
)
"""Verbs that no ending in -ed tells, in the forms that a subject may stand before."""

WANT_INFINITIVE = frozenset(
    """
    agree agreed aim aims allow allowed allowing allows appear appears ask asked asks authorise authorised
    authorize authorized cause caused causes continue continued decide decided enable enabled enables encourage
    encouraged expect expected expects fail failed force forced forces going hope hoped hopes intend intended
    intends invite invited led let likely offer offered order ordered orders permit permits permitted persuade
    persuaded plan planned planning plans ready refuse refused require required requires seek seeks seem seems
    tell tells told tried urge urged urges want wanted wants
    """.split()
)
"""Not to be parted from the `to` after them."""

WANT_OF = frozenset(
    """
    couple half kind lack lot majority number pair part piece series set sort type variety way
    """.split()
)
"""Nothing without the `of` after them."""

PARTICIPLES = frozenset(
    """
    aimed allowing amounting asking bringing calling carrying causing containing covering designed due
    effective forcing generating giving involving leading leaving making maturing payable paying prompting
    raising representing requiring seeking sending taking totaling totalling urging using valued warning worth
    """.split()
)
"""What may open a phrase after a noun."""

NUMBERS = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy
    eighty ninety half dozen hundred thousand million mln billion bln trillion pct percent cts
    """.split()
)
"""Figures in words."""

TIMES = frozenset(
    """
    minutes hour hours day days night week weeks weekend month months year years morning afternoon evening
    season quarter spring summer autumn winter moments
    """.split()
)
"""What time is measured in."""

BEFORE_TIMES = frozenset("each earlier last later next this".split())
"""Make a date of one: `last week`."""

DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday".split())
"""What says on which day, and is stale on the next."""

KEEP_DAY = BE | frozenset(
    """
    a after an and ash before beginning between black bloody by cyber due each easter effective ended every for
    from good holy of or palm since starting super than the through till to until via
    """.split()
)
"""Before one of these a day is the news or a name: `until Friday`, `Black Monday`."""

ROLES = frozenset(
    """
    administrator adviser ambassador analyst astronaut chairman chairwoman chancellor commander commissioner
    congressman correspondent cosmonaut deputy director economist engineer envoy exchequer governor leader
    magnate mayor minister premier president professor representative scientist secretary senator spokesman
    spokeswoman under-secretary undersecretary
    """.split()
)
"""What someone is, before the name: `Prime Minister`."""

NAME_JOINS = frozenset("& and de del der du for la of the van von y".split())
"""What holds the parts of a name together."""

DANGLING = (
    DETERMINERS
    | PRONOUNS
    | CONJUNCTIONS
    | PREPOSITIONS
    | SUBORDINATORS
    | CLAUSE_OPENERS
    | AUXILIARIES
    | REPORTING
    | frozenset(
        """
        almost already also another approximately certain currently down dr each either especially
        estimated even every far few first further gen gov immediately just largely last late least less
        mainly major most mr mrs ms nearly neither new next non not now only other others own particularly
        partly previously recently rep roughly same second sen shortly still such there third very
        well what
        """.split()
    )
)
"""What a phrase cannot end with."""
