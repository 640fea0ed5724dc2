"""Why a question has no answer: the model itself, the provider or the ledger, or what may be spent."""


class NotAnswered(Exception):
    """No answer, and why, in a sentence for whoever looks at the title."""


class NotAsked(NotAnswered):
    """No answer, and that says nothing of the model: it was not asked, or not reached."""


class NotAllowed(NotAsked):
    """A budget, a cap or another process stood against the question."""


class Outage(NotAsked):
    """The provider is down, wants no call or refuses the key, or the ledger cannot be written."""
