"""The form that a language model fills in, and the check of a filled one against the texts it is about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from trending_now.domain.enrichment import ReviewSummary
from trending_now.domain.genre import Genre
from trending_now.domain.llm import CallOutcome, GenreClaim, LlmAnswer, Reply
from trending_now.domain.text import Document, Evidence, TextRole
from trending_now.models.texts.quotes import QuoteFinder
from trending_now.models.vibe.tags import MOST_TAGS, SHOWN_AS

MOST_GENRES, MOST_A_SIDE = 5, 2
LONGEST_QUOTE = 600
MOST_PROBLEMS = 8
NOTES = ("title", "description")

VIBE_TAGS = tuple(SHOWN_AS.values())
Quote = Annotated[str, Field(max_length=LONGEST_QUOTE)]


def _known_tag(word: str) -> str:
    if word not in VIBE_TAGS:
        raise ValueError("not a tag of the list")
    return word


VibeTag = Annotated[str, AfterValidator(_known_tag), WithJsonSchema({"type": "string", "enum": list(VIBE_TAGS)})]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GenreLine(_Form):
    """The words of the text that speak for a genre, the genre, and how sure the model is in percent.

    The quote stands first: a model writes in order, and so looks for a reason before it names what follows from it.
    """

    quote: Quote
    genre: Genre
    confidence: Annotated[int, Field(ge=0, le=100)]


class VibeLine(_Form):
    """The words of a review that say how much the reviewers like the title, and that as a number, 1 to 10."""

    reason: Quote
    score: Annotated[int, Field(ge=1, le=10)]


class AnswerForm(_Form):
    """What a model answers about one title: nothing else is asked for, and nothing else is read."""

    genres: Annotated[list[GenreLine], Field(max_length=MOST_GENRES)]
    tags: Annotated[list[VibeTag], Field(max_length=MOST_TAGS)]
    praise: Annotated[list[Quote], Field(max_length=MOST_A_SIDE)]
    criticism: Annotated[list[Quote], Field(max_length=MOST_A_SIDE)]
    vibe: VibeLine | None


def answer_schema() -> dict[str, Any]:
    """Return the JSON schema of the form."""
    schema: dict[str, Any] = _without_notes(AnswerForm.model_json_schema())
    return schema


def _without_notes(schema: Any) -> Any:
    """Return a schema without titles and descriptions, which are meant for readers of the code and cost tokens."""
    if isinstance(schema, list):
        return [_without_notes(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _without_notes(inner) for key, inner in schema.items() if key not in NOTES or isinstance(inner, dict)}


def read_form(content: str, document: Document, *, is_repair: bool) -> Reply:
    """Parse and check a model's text; the reply has the answer, or the problems found."""
    try:
        form = AnswerForm.model_validate_json(_bare(content))
    except ValidationError as error:
        problems = tuple(_said(error))
        is_broken = any(found["type"] == "json_invalid" for found in error.errors())
        outcome = CallOutcome.UNPARSEABLE if is_broken else CallOutcome.INVALID
        return Reply(outcome, None, problems, is_repair)
    check = _Check(document)
    answer = check.answer(form)
    if check.problems:
        return Reply(CallOutcome.INVALID, None, tuple(check.problems[:MOST_PROBLEMS]), is_repair)
    return Reply(CallOutcome.REPAIRED if is_repair else CallOutcome.VALID, answer, (), is_repair)


def _bare(content: str) -> str:
    """Return a text from its first brace to its last: some models put a fence around JSON, or a sentence before it."""
    start = content.find("{")
    return content[start : content.rfind("}") + 1] if start >= 0 else content


def _said(error: ValidationError) -> Iterator[str]:
    """Yield what is wrong, without a word of what the model wrote."""
    for found in error.errors(include_input=False, include_url=False)[:MOST_PROBLEMS]:
        if found["type"] == "json_invalid":
            yield "the answer is not one whole JSON object"
        elif found["type"] == "extra_forbidden":
            yield f"{_place(found['loc'][:-1])} has a field that the form has not"
        else:
            yield f"{_place(found['loc'])}: {found['msg']}"


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc) or "the answer"


@dataclass(slots=True)
class _Check:
    """Holds a form against the texts, and notes every problem."""

    document: Document
    problems: list[str] = field(default_factory=list)
    finder: QuoteFinder = field(init=False)
    reviews: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.finder = QuoteFinder(self.document.texts)
        self.reviews = frozenset(text.id for text in self.document.texts if text.role is TextRole.REVIEW)

    def answer(self, form: AnswerForm) -> LlmAnswer:
        """Return the checked answer; what reviews are asked for is left out where there is none."""
        vibe = form.vibe if self.reviews else None
        return LlmAnswer(
            genres=tuple(self._genres(form.genres)),
            vibe_tags=tuple(dict.fromkeys(form.tags)),
            vibe_score=vibe.score if vibe else None,
            vibe_reason=self._passage("vibe.reason", vibe.reason, self.reviews) if vibe else None,
            review_summary=self._summary(form) if self.reviews else None,
        )

    def _genres(self, lines: Iterable[GenreLine]) -> Iterator[GenreClaim]:
        named: set[Genre] = set()
        for number, line in enumerate(lines):
            if line.genre in named:
                continue  # said twice, it is no more and no less
            named.add(line.genre)
            evidence = self._passage(f"genres.{number}.quote", line.quote)
            if evidence:
                yield GenreClaim(line.genre, line.confidence / 100, evidence)

    def _summary(self, form: AnswerForm) -> ReviewSummary | None:
        praise, criticism = (
            tuple(filter(None, (self._passage(f"{side}.{n}", q, self.reviews) for n, q in enumerate(quotes))))
            for side, quotes in (("praise", form.praise), ("criticism", form.criticism))
        )
        torn = set(praise) & set(criticism)  # a sentence that is to speak for and against says nothing
        praise, criticism = (tuple(x for x in side if x not in torn) for side in (praise, criticism))
        return ReviewSummary(praise, criticism) if praise or criticism else None

    def _passage(self, place: str, quote: str, among: frozenset[str] | None = None) -> Evidence | None:
        found = self.finder.find(quote, among)
        if found is None:
            where = "the texts" if among is None else "a review"
            self.problems.append(f"{place}: these words do not stand in {where}; copy them exactly")
        return found
