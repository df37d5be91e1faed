"""Any installed spaCy pipeline as a recogniser: `recogniser: spacy:en_core_web_sm`, or the path of a pipeline.

spaCy comes with the extra `spacy` and is imported at the first story. Labels are those of OntoNotes 5 and, where
they differ, of WikiNER; what else a pipeline finds is no name that sitegen knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from typing import Any

from sitegen import gazetteer
from sitegen.errors import Invalid, Problem
from sitegen.model import Mention, Story
from sitegen.recognisers.datelines import dateline_end, dateline_places

_TYPES = {
    **{"PERSON": "person", "PER": "person", "ORG": "organization", "EVENT": "event", "NORP": "nationality"},
    **{"GPE": "place", "LOC": "place", "FAC": "place"},
}
_UNNEEDED = (
    "attribute_ruler entity_linker lemmatizer morphologizer parser senter sentencizer tagger textcat "
    "textcat_multilabel trainable_lemmatizer"
).split()
"""Components that entities do not depend on."""
_INSTALL = "pip install 'sitegen[spacy]'"


class SpacyRecogniser:
    """Finds what a pipeline calls an entity; datelines and canonical names as the recogniser `wire` has them."""

    name = "spacy"

    def __init__(self, model: str) -> None:
        if not find_spec("spacy"):
            raise _unusable("spaCy is not installed", _INSTALL)
        if not model:
            raise _unusable("`spacy:` needs the name or path of a pipeline", "write spacy:en_core_web_sm")
        if model.isidentifier() and not find_spec(model):
            raise _missing(model)
        self.model = model

    @property
    def version(self) -> str:
        """Of spaCy and, where it is a package, of the pipeline."""
        return " ".join(map(_version_of, ("spacy", self.model)))

    def recognise(self, story: Story) -> Sequence[Mention]:
        places = dateline_places(story)
        taken = {position for mention in places for position in range(mention.start, mention.end)}
        paragraphs = list(_paragraphs(story))
        parsed = _pipeline(self.model).pipe([text for _, text in paragraphs])
        found = [
            mention
            for (offset, _), doc in zip(paragraphs, parsed, strict=True)
            for mention in _mentions(doc, offset)
            if taken.isdisjoint(range(mention.start, mention.end))
        ]
        return sorted([*places, *found], key=lambda mention: mention.start)


def _paragraphs(story: Story) -> Iterator[tuple[int, str]]:
    """(offset in the story's text, text) of each paragraph, without the dateline."""
    start = 0
    for position, block in enumerate(story.blocks):
        if block.kind == "paragraph":
            skipped = dateline_end(story) if position == 0 else 0
            yield start + skipped, block.text[skipped:]
        start += len(block.text) + 2


def _mentions(doc: Any, offset: int) -> Iterable[Mention]:
    for entity in doc.ents:
        type_ = _TYPES.get(entity.label_)
        first, last = _name_span(entity.text)
        form = entity.text[first:last]
        name = _canonical(type_, form) if type_ else None
        if type_ and any(map(str.isalpha, form)) and (name or type_ != "nationality"):
            start = offset + entity.start_char
            yield Mention(start + first, start + last, form, type_, name)


def _name_span(text: str) -> tuple[int, int]:
    """Where in the words of an entity its name stands: no article before it, no possessive after it."""
    first, last = 0, len(text.rstrip())
    article = text[:4].lower()
    if article.strip() == "the" and article != "the":
        first = 4
    if text[:last].endswith(("'s", "’s")):
        last -= 2
    elif text[:last].endswith(("s'", "s’")):
        last -= 1
    first += len(text[first:last]) - len(text[first:last].lstrip())
    return first, max(first, last)


def _canonical(type_: str, form: str) -> str | None:
    """The gazetteer's name for what it knows: `United States` for `U.S.`; of nationalities, the country's."""
    if type_ == "nationality":
        country = gazetteer.demonym(form)
        return country.name if country else None
    fixed = gazetteer.fixed_names().get(form)
    if fixed and fixed.type == type_:
        return fixed.name
    return gazetteer.place(form) if type_ == "place" else None


# --- pipelines ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _pipeline(model: str) -> Any:
    """The pipeline with no more components than its entities need. Raises `Invalid`."""
    import spacy  # noqa: PLC0415

    try:
        pipeline = spacy.load(model, exclude=_UNNEEDED)
    except OSError as error:
        if "[E050]" in str(error):
            raise _missing(model) from None
        raise _unusable(f"the pipeline {model!r} cannot be loaded: {error}") from error
    except Exception as error:
        raise _unusable(f"the pipeline {model!r} cannot be loaded: {error}") from error
    for name, component in pipeline.pipeline:
        listeners = getattr(component, "listening_components", None)
        if listeners is not None and not set(listeners) & set(pipeline.pipe_names):
            pipeline.disable_pipe(name)
    return pipeline


def _version_of(package: str) -> str:
    try:
        return installed_version(package)
    except (PackageNotFoundError, ValueError):
        return ""


def _missing(model: str) -> Invalid:
    package = model.replace("-", "_")
    hint = f"python -m spacy download {package}" if package.isidentifier() else "no such folder"
    return _unusable(f"no spaCy pipeline {model!r}", hint)


def _unusable(message: str, hint: str = "") -> Invalid:
    reason = message.partition("\n")[0]
    return Invalid(Problem(path="sitegen.yaml", message=f"recogniser: {reason}", hint=hint))
