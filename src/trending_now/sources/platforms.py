"""One name for each streaming service, which sources write in several ways.

`VERSION` is raised with each change of the map: what is stored follows when its source names it again.
"""

import re

from trending_now.fetch.plain_text import plain_name

VERSION = 1
NAMES = {
    "amazon prime video": "Prime Video",
    "apple tv plus": "Apple TV+",
    "disney plus": "Disney+",
    "discovery plus": "Discovery+",
    "max": "HBO Max",
    "netflix kids": "Netflix",
    "paramount plus": "Paramount+",
    "peacock premium": "Peacock",
    "peacock premium plus": "Peacock",
}
"""The name that is kept, by what it is also called, in small letters."""

SOLD_WITH = re.compile(
    r"\s+(?:(?:standard |basic |essential |premium )?with ads|(?:amazon|apple tv|roku premium) channel)$", re.IGNORECASE
)
"""How a name ends that tells a plan of a service, or the shop which sells it, and no other service."""


def service_name(written: str) -> str:
    """Return the name of the service that is meant: "Disney+" for "Disney Plus" and for "Disney Plus with Ads"."""
    bare = SOLD_WITH.sub("", SOLD_WITH.sub("", plain_name(written)))
    return NAMES.get(bare.casefold(), bare)
