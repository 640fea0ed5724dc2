"""The colour of each genre, in one place for drawn posters and style sheets alike."""

from trending_now.domain.genre import Genre

STEP = 360 // len(Genre)
SLOTS = {genre: position * 7 % len(Genre) for position, genre in enumerate(Genre)}  # 7: far apart in the list too
HUES = {genre: slot * STEP for genre, slot in SLOTS.items()}
IS_DEEP = {genre: slot % 2 == 1 for genre, slot in SLOTS.items()}
PLAIN_HUE = 222


def slug_of(genre: Genre) -> str:
    """Return a genre's name as it stands in class names: "science-fiction"."""
    return genre.value.lower().replace(" ", "-")


def palette_css() -> str:
    """Return a style sheet that gives each genre's class its hue and, to tell neighbours apart, its depth."""
    return "".join(
        f".genre-{slug_of(genre)}{{--hue:{hue};--depth:{12 if IS_DEEP[genre] else 0}%}}\n"
        for genre, hue in HUES.items()
    )
