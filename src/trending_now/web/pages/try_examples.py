"""Invented plots that a visitor may try the engines on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A plot of our own; `slug` stands in the URL, `label` on the button."""

    slug: str
    label: str
    text: str


EXAMPLES = (
    Example(
        "salt-road",
        "The Salt Road",
        "A retired marshal who mends saddles in a dying mining town is asked for one last favour: to ride with the "
        "payroll wagon across the salt flats. The driver is the son of a man he hanged, the strongbox is lighter than "
        "it should be, and three brothers with an old grudge wait at the only well. By the second night the horses "
        "are gone and the water is low, and two men who despise each other must share a rifle until dawn.",
    ),
    Example(
        "ninth-lamp",
        "The Ninth Lamp",
        "Nine lamps guide freighters through the asteroid belt, and one of them has stopped answering. The engineer "
        "who is sent to relight it finds the crew's dinner still warm, the airlock sealed from outside, and a log in "
        "her own handwriting that describes tomorrow. As the station's computer begins to argue with itself about how "
        "many people are aboard, she has eleven hours of oxygen to learn who wrote the log and what is knocking on "
        "the hull.",
    ),
    Example(
        "two-tier",
        "Two Tiers Too Many",
        "Pia bakes wedding cakes and no longer believes in weddings. When the groom of her grandest order turns out to "
        "be the man who once left her at a bus stop in Lisbon, she swears to deliver the cake and not one word more. "
        "But the bride has cold feet, the best man has dropped the rings into the batter, and it falls to Pia and the "
        "florist she cannot stand to keep two hundred guests, a goat and a brass band from finding out.",
    ),
    Example(
        "eight-oars",
        "Eight Oars",
        "Over three winters the film follows a women's rowing eight from a flooded mill town to the national final. "
        "With archive footage, interviews and cameras mounted on the boat, it tells how nurses, welders and a "
        "grandmother of five learned to move as one before their first shift of the day. When the council sells the "
        "boathouse, the crew must raise the money for a new one while the coach, who rowed for her country decades "
        "ago, faces an illness she has kept from them.",
    ),
)
BY_SLUG = {example.slug: example for example in EXAMPLES}
