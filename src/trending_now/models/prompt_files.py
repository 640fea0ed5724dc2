"""Prompts as strict files: a front matter that is checked field by field, and a body whose every variable is named."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trending_now.domain.genre import Genre
from trending_now.domain.llm import PromptVersion
from trending_now.domain.text import Document, document_of
from trending_now.errors import PromptError
from trending_now.models.llm.form import VIBE_TAGS, AnswerForm, read_form

SHIPPED_PROMPTS = Path(__file__).parent / "prompts"
FILE_NAME = re.compile(r"(?P<name>[a-z][a-z0-9-]*)-v(?P<number>[1-9]\d{0,3})\.md")
_FILE = re.compile(
    r"\+\+\+\n(?P<front>.*?)\n\+\+\+\n=== system ===\n(?P<system>.*?)\n=== user ===\n(?P<user>.*)", re.DOTALL
)
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)


class Parameters(BaseModel):
    """The parameters of a request, and how much of the texts is sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    most_output_tokens: Annotated[int, Field(ge=50, le=16_000)]
    plot_characters: Annotated[int, Field(ge=200, le=100_000)]
    review_characters: Annotated[int, Field(ge=50, le=20_000)]
    most_reviews: Annotated[int, Field(ge=0, le=40)]
    quotes: Literal["free", "closed"] = "free"  # closed: the schema itself lists the sentences that may be quoted


class Example(BaseModel):
    """A title that we invented, and the answer that we would give."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    plot: str
    reviews: list[str]
    answer: dict[str, Any]

    @property
    def document(self) -> Document:
        """The title's texts."""
        return document_of("example", self.plot, ((review, None) for review in self.reviews))


class FrontMatter(BaseModel):
    """The TOML front matter of a prompt file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: int
    about: str
    variables: list[str]
    parameters: Parameters
    examples: list[Example] = []


@dataclass(frozen=True, slots=True)
class Turn:
    """One example with its answer as JSON text."""

    example: Example
    answer: str


class Prompt:
    """One version of a prompt."""

    def __init__(self, version: PromptVersion, front: FrontMatter, system: str, user: str) -> None:
        self.version, self.about, self.parameters = version, front.about, front.parameters
        self.turns = tuple(Turn(example, _whole_answer(example)) for example in front.examples)
        self._variables = frozenset(front.variables)
        self._system, self._user = _ENVIRONMENT.from_string(system), _ENVIRONMENT.from_string(user)

    def system(self, values: Mapping[str, str]) -> str:
        """Return the system prompt, filled in.

        Raises:
            PromptError: a variable has no value.
        """
        return self._filled(self._system, values)

    def user(self, values: Mapping[str, str]) -> str:
        """Return the user prompt, filled in.

        Raises:
            PromptError: a variable has no value.
        """
        return self._filled(self._user, values)

    def _filled(self, template: Any, values: Mapping[str, str]) -> str:
        missing = self._variables - set(values)
        if missing:
            raise PromptError(f"The prompt {self.version} needs a value for {min(missing)!r}; nothing was sent.")
        text: str = template.render({name: values[name] for name in self._variables})
        return text


def load_prompts(folders: Sequence[Path] = (SHIPPED_PROMPTS,)) -> dict[PromptVersion, Prompt]:
    """Load every prompt of these folders, sorted by name and number.

    Raises:
        PromptError: a file is malformed, or two files hold the same version.
    """
    prompts: dict[PromptVersion, Prompt] = {}
    seen: dict[str, Path] = {}
    for path in sorted(path for folder in folders if folder.is_dir() for path in folder.glob("*.md")):
        prompt = load_prompt(path)
        if str(prompt.version) in seen:
            raise PromptError(f"{path} and {seen[str(prompt.version)]} both hold {prompt.version}; remove one.")
        seen[str(prompt.version)] = path
        prompts[prompt.version] = prompt
    return dict(sorted(prompts.items(), key=lambda pair: (pair[0].name, pair[0].number)))


def load_prompt(path: Path) -> Prompt:
    """Load one prompt file.

    Raises:
        PromptError: it is malformed; says where.
    """
    named = FILE_NAME.fullmatch(path.name)
    if named is None:
        raise PromptError(f"{path} is not named like a prompt; call it NAME-vNUMBER.md.")
    content = _content(path)
    parts = _FILE.fullmatch(content)
    if parts is None:
        raise PromptError(f"{path} lacks a part: +++ front matter +++, === system ===, === user ===, in that order.")
    front = _front_matter(path, parts["front"])
    if (front.name, front.version) != (named["name"], int(named["number"])):
        raise PromptError(f"{path} holds {front.name}-v{front.version}; name the file so, or correct its front matter.")
    _check_variables(path, front, parts["system"], parts["user"])
    digest = hashlib.sha256(content.encode()).hexdigest()
    try:
        prompt = Prompt(PromptVersion(front.name, front.version, digest), front, parts["system"], parts["user"])
        _fill_once(prompt)
        return prompt
    except ValidationError as error:
        raise PromptError(f"{path} has an example whose answer does not fit the form: {_first(error)}.") from None
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise PromptError(f"{path} is a template that cannot be filled: {error}.") from None
    except PromptError as error:
        raise PromptError(f"{path}: {error}") from None


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise PromptError(f"{path} is not UTF-8; save it as UTF-8.") from None


def _front_matter(path: Path, content: str) -> FrontMatter:
    try:
        return FrontMatter.model_validate(tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        raise PromptError(f"{path} has a front matter that is not TOML: {error}.") from None
    except ValidationError as error:
        raise PromptError(f"{path} has a wrong front matter: {_first(error)}.") from None


def _check_variables(path: Path, front: FrontMatter, *templates: str) -> None:
    try:
        used = set().union(*(meta.find_undeclared_variables(_ENVIRONMENT.parse(text)) for text in templates))
    except TemplateError as error:
        raise PromptError(f"{path} is not a template: {error}.") from None
    declared = set(front.variables)
    if used != declared:
        odd = min(used ^ declared)
        how = "uses a variable that its front matter does not name" if odd in used else "names a variable it never uses"
        raise PromptError(f"{path} {how}: {odd!r}.")


def _fill_once(prompt: Prompt) -> None:
    """Fill a prompt with sample values of all variables, so that a faulty template fails at once."""
    values = {
        "genres": ", ".join(Genre),
        "tags": ", ".join(VIBE_TAGS),
        "texts": "[plot]\nA plot.",
        "mark": "0" * 12,
        "canary": "petrel",
    }
    for fill in (prompt.system, prompt.user):
        fill(values)


def _whole_answer(example: Example) -> str:
    """Return an example's answer as the JSON that a model should write; TOML has no null, so `vibe` may be left out."""
    form = AnswerForm.model_validate({"vibe": None} | example.answer)
    answer = json.dumps(form.model_dump(mode="json"), ensure_ascii=False)
    problems = read_form(answer, example.document, is_repair=False).problems
    if problems:
        raise PromptError(f"An example has a wrong answer: {problems[0]}.")
    return answer


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in found["loc"])
    return f"{place}: {found['msg']}"
