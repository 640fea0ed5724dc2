"""Each genre has a drawing of its own, so that colour is never the only code."""

import re
from importlib import resources

from trending_now.domain.genre import Genre
from trending_now.web.palette import slug_of

SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


def test_every_genre_has_a_drawing_that_no_other_has() -> None:
    icons = (resources.files("trending_now.web") / "static" / "icons.svg").read_text("utf-8")

    drawings = dict(SYMBOL.findall(icons))

    assert {f"genre-{slug_of(genre)}" for genre in Genre} <= drawings.keys()
    assert len(set(drawings.values())) == len(drawings)
