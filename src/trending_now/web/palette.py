"""The colour of each genre, in one place for drawn posters and style sheets alike."""

from trending_now.domain.genre import Genre

GOLDEN_ANGLE = 137.508
HUES = {genre: round(position * GOLDEN_ANGLE) % 360 for position, genre in enumerate(Genre)}
PLAIN_HUE = 222


def slug_of(genre: Genre) -> str:
    """Return a genre's name as it stands in class names: "science-fiction"."""
    return genre.value.lower().replace(" ", "-")


def palette_css() -> str:
    """Return a style sheet that gives each genre's class its hue."""
    return "".join(f".genre-{slug_of(genre)}{{--hue:{hue}}}\n" for genre, hue in HUES.items())
