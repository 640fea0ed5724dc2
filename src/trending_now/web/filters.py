"""Which titles are wanted, as the parameters of a URL: the same for pages and for the API."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind
from trending_now.store.shown import Sort, TitleQuery

PAGE_SIZE = 48

NoNul = BeforeValidator(lambda value: value.replace("\0", "") if isinstance(value, str) else value)
Word = Annotated[str, NoNul, Field(max_length=100)]


class TitleFilters(BaseModel):
    """Filters, search, order and place; what is left out does not narrow."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, NoNul, Field(max_length=200, description="Words to search names and plots for.")] = ""
    kind: Kind | None = Field(None, description="Films or shows only.")
    genre: list[Genre] = Field([], description="Only titles with all of these genres.", max_length=20)
    without: list[Genre] = Field([], description="No titles with any of these genres.", max_length=20)
    region: Word | None = Field(None, description="Released in this region, ISO 3166-1 alpha-2.", examples=["US"])
    platform: Word | None = Field(None, description="Released on this platform.")
    released_from: date | None = Field(None, alias="from", description="Released on this day or later.")
    released_to: date | None = Field(None, alias="to", description="Released on this day or earlier.")
    sort: Sort = Field(Sort.NEWEST, description="In which order.")
    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = PAGE_SIZE
    after: Annotated[str, NoNul, Field(max_length=1000)] | None = Field(
        None, description="The cursor of the page before: `next_cursor` of its answer."
    )

    def to_query(self) -> TitleQuery:
        """Return the filters as a question to the store."""
        return TitleQuery(
            kind=self.kind,
            include=tuple(self.genre),
            exclude=tuple(self.without),
            region=self.region,
            platform=self.platform,
            released_from=self.released_from,
            released_to=self.released_to,
            text=self.q.strip(),
            sort=self.sort,
            limit=self.limit,
            after=self.after,
        )
