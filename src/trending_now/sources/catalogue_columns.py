"""Guesses which column of a stranger's table holds what."""

from collections.abc import Mapping, Sequence

from trending_now.errors import WrongUse

GUESSES: dict[str, tuple[str, ...]] = {
    "name": ("name", "title", "movie_title", "film", "show", "series", "primary_title"),
    "plot": ("plot", "overview", "synopsis", "plot_synopsis", "plot_summary", "description", "text", "lead", "summary"),
    "id": ("id", "source_key", "key", "show_id", "imdb_id", "tconst"),
    "imdb_id": ("imdb_id", "imdb", "tconst"),
    "kind": ("kind", "type", "media_type", "title_type"),
    "year": ("year", "release_year", "start_year"),
    "genres": ("source_genre_tags", "source_genres", "listed_in", "genre", "genres", "tags"),
    "language": ("language", "original_language", "lang"),
    "countries": ("countries", "country", "origin_country", "origin_ethnicity"),
    "runtime_minutes": ("runtime_minutes", "runtime"),
    "release_date": ("release_date", "released", "date", "first_air_date", "air_date", "premiered"),
    "region": ("region",),
    "platform": ("platform", "network", "service"),
    "url": ("url", "link", "wiki_page"),
}
NEEDED = ("name", "plot")


def columns_of(present: Sequence[str], chosen: Mapping[str, str], file_name: str) -> dict[str, str]:
    """Return for each field of ours the file's column that holds it.

    Raises:
        WrongUse: a chosen column is not there, or no name or plot column is.
    """
    _check_choice(present, chosen, file_name)
    by_key = {_key(column): column for column in reversed(present)}
    guessed = {
        field: next((by_key[guess] for guess in guesses if guess in by_key), None) for field, guesses in GUESSES.items()
    }
    columns = {field: column for field, column in guessed.items() if column is not None} | dict(chosen)
    for field in NEEDED:
        if field not in columns:
            raise WrongUse(
                f"{file_name} has no {field} column; its columns are: {', '.join(present) or 'none'}. "
                f"Name the one to use: --column {field}=COLUMN."
            )
    return columns


def _check_choice(present: Sequence[str], chosen: Mapping[str, str], file_name: str) -> None:
    for field, column in chosen.items():
        if field not in GUESSES:
            raise WrongUse(f"--column knows no field {field!r}; choose from: {', '.join(GUESSES)}.")
        if column not in present:
            raise WrongUse(f"{file_name} has no column {column!r}; its columns are: {', '.join(present)}.")


def _key(column: str) -> str:
    return "_".join(column.replace("/", " ").replace("-", " ").casefold().split())
