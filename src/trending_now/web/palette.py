"""The colour of each genre, in one place for drawn posters and style sheets alike."""

from trending_now.domain.genre import Genre

STEP = 360 // len(Genre)
SLOTS = {genre: position * 7 % len(Genre) for position, genre in enumerate(Genre)}  # 7: far apart in the list too
HUES = {genre: slot * STEP for genre, slot in SLOTS.items()}
PLAIN_HUE = 222
BRIGHT_HUES = range(60, 190)  # yellow to cyan look lighter than others of one lightness
DEPTHS = {
    genre: 12 if slot % 2 else 6 if HUES[genre] in BRIGHT_HUES else 0 for genre, slot in SLOTS.items()
}  # percent of lightness less


def slug_of(genre: Genre) -> str:
    """Return a genre's name as it stands in class names: "science-fiction"."""
    return genre.value.lower().replace(" ", "-")


def palette_css() -> str:
    """Return a style sheet that gives each genre's class its hue and its depth, which tells neighbours apart."""
    return "".join(f".genre-{slug_of(genre)}{{--hue:{hue};--depth:{DEPTHS[genre]}%}}\n" for genre, hue in HUES.items())
