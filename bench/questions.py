"""The questions a catalogue is asked: every filter by itself, common, rare and without any hit, in every order."""

from itertools import product

from trending_now.domain.genre import Genre

SORTS = ("newest", "trending", "popular", "score", "disputed", "name")

Question = tuple[str, dict[str, str | list[str]]]

BY_ITSELF: tuple[Question, ...] = (
    ("no filter", {}),
    *((f"kind {kind}", {"kind": kind}) for kind in ("movie", "tv")),
    *((f"genre {genre}", {"genre": [genre.value]}) for genre in Genre),
    *((f"without {genre}", {"without": [genre.value]}) for genre in (Genre.DRAMA, Genre.WESTERN)),
    ("two genres", {"genre": ["Comedy", "Romance"]}),
    ("genres that never meet", {"genre": ["Western", "Reality", "Sport", "War"]}),
    ("without ten genres", {"without": [genre.value for genre in list(Genre)[:10]]}),
    *((f"unsure of {genre}", {"unsure": genre.value}) for genre in (Genre.DRAMA, Genre.WESTERN)),
    *((f"tag {tag}", {"tag": [tag]}) for tag in ("absurd", "realistic", "whimsical", "no such tag")),
    ("three tags", {"tag": ["absurd", "atmospheric", "dark"]}),
    *((f"score of {score}", {"score": score}) for score in ("1", "7", "9.5")),
    *((f"language {language}", {"language": language}) for language in ("en", "fr", "xx")),
    *((f"region {region}", {"region": region}) for region in ("US", "FR", "IS", "ZZ")),
    *((f"platform {platform}", {"platform": platform}) for platform in ("Cinema", "Nook", "Nowhere")),
    ("released of late", {"from": "2025-12-01"}),
    ("released in one old month", {"from": "1997-03-01", "to": "1997-03-31"}),
    ("released up to 1999", {"to": "1999-12-31"}),
    ("released in the far future", {"from": "2090-01-01"}),
    *(
        (f"search {words!r}", {"q": words})
        for words in ("love", "young man", "lighthouse", "con", "sea wolves", "qqqq")
    ),
)
COMBINED: tuple[Question, ...] = (
    ("kind, genre, region", {"kind": "tv", "genre": ["Comedy"], "region": "GB"}),
    ("kind, genre, region, no hit", {"kind": "tv", "genre": ["Western", "Reality"], "region": "IS"}),
    ("platform and dates", {"platform": "Nook", "from": "2020-01-01", "to": "2020-12-31"}),
    ("tag, score and language", {"tag": ["absurd"], "score": "8", "language": "ko"}),
    ("tag and region", {"tag": ["dark"], "region": "US"}),
    ("search and genre", {"q": "family", "genre": ["Horror"]}),
    ("search, kind and region", {"q": "murder", "kind": "movie", "region": "FR"}),
)


def questions() -> list[Question]:
    """Return the questions, each in every order."""
    return [(f"{name}, {sort}", asked | {"sort": sort}) for (name, asked), sort in product(BY_ITSELF + COMBINED, SORTS)]
