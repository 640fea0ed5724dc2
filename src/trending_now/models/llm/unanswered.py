"""Why a question has no answer: the model itself, the provider or the ledger, or what may be spent."""


class NotAnswered(Exception):
    """There is no answer; the message says why, in a sentence for whoever looks at the title."""


class NotAsked(NotAnswered):
    """There is no answer, which says nothing about the model: it was not asked, or not reached."""


class NotAllowed(NotAsked):
    """A budget, a cap or another process stood against the question."""


class Outage(NotAsked):
    """The provider is down, wants no call or refuses the key, or the ledger cannot be written."""
