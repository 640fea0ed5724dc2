"""A review site as a small file: where its reviews are found, how its pages are read, and on what terms."""

import re
import tomllib
from datetime import timedelta
from importlib import resources
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from trending_now.domain.contract import Contract
from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.errors import SettingsError


def _compiles(pattern: str) -> str:
    re.compile(pattern)
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Strict):
    """Where a field stands on a page, and the part of it that counts: the group `value` of `pattern`, or all."""

    xpath: str
    pattern: Pattern | None = None
    best: float | None = None

    def value_in(self, text: str) -> str:
        """Return the part of a text that counts; "" if the pattern does not fit."""
        if self.pattern is None:
            return text
        found = re.search(self.pattern, text)
        return found["value"].strip() if found else ""


class Search(_Strict):
    """A search page: `{query}` in the address stands for a title's name; `links` are the results."""

    by: Literal["search"]
    url: str
    links: str
    most_results: int = 2


class Sitemap(_Strict):
    """A sitemap or an index of sitemaps, of which those that fit `children` are read, the newest first."""

    by: Literal["sitemap"]
    url: str
    children: Pattern = "."
    most_children: int = 3


class Feed(_Strict):
    """An RSS or Atom feed."""

    by: Literal["feed"]
    url: str


class Terms(_Strict):
    """Where a site's terms are, and what they let us do as far as we understand them."""

    url: str
    credit: str
    retention_days: int = Field(365, ge=1)
    keep_full_text: bool = False


class ContractFile(_Strict):
    """What the site's pages must look like."""

    parsed_share: float = 0.6
    fields: dict[str, float] = {}
    words: tuple[int, int] = (60, 6_000)
    least_pages: int = 3


class SiteFile(_Strict):
    """All that is known of a site; `review_paths` tells from an address whether it may be a review of a title.

    `find` are the ways to its reviews, tried in their order. `rules` read what structured data do not give.
    """

    name: str = Field(pattern="^[a-z0-9]+$")
    label: str
    base_url: str
    review_paths: Pattern
    find: tuple[Annotated[Search | Sitemap | Feed, Field(discriminator="by")], ...]
    rules: dict[Literal["name", "year", "director", "author", "published", "rating", "text"], Rule] = {}
    kind: Literal["movie", "tv"] | None = None
    terms: Terms
    contract: ContractFile = ContractFile()
    checked_live: bool = False

    @property
    def policy(self) -> Policy:
        """The site's terms as values: nothing of it trains a model or goes to an LLM."""
        return Policy(
            name=self.name,
            display=True,
            train=TrainUse.NO,
            keep_full_text=self.terms.keep_full_text,
            send_to_llm=False,
            retention=timedelta(days=self.terms.retention_days),
            credit=Credit(self.terms.credit, self.base_url),
        )

    @property
    def health_contract(self) -> Contract:
        """The contract as a value."""
        told = self.contract
        return Contract(told.parsed_share, told.fields, told.words, told.least_pages)


def load_site_files() -> dict[str, SiteFile]:
    """Read the files of all sites that this version of the program ships, by name.

    Raises:
        SettingsError: one of them is malformed.
    """
    folder = resources.files(__package__).joinpath("sites")
    files = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    sites = [parse_site_file(path.read_text("utf-8"), path.name) for path in files]
    return {site.name: site for site in sites}


def parse_site_file(text: str, name: str) -> SiteFile:
    """Read one site's file.

    Raises:
        SettingsError: it is malformed; says where.
    """
    try:
        return SiteFile.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError, re.error) as error:
        raise SettingsError(f"The site file {name} is malformed: {error}.") from None
