"""The handle that language-model calls are accounted through: it writes the ledger and nothing else."""

from trending_now.store.confined_database import ANY, ConfinedDatabase, Rights
from trending_now.store.llm.tables import LlmCallRow, LlmDayRow, LlmReplyRow, PromptLabelRow, PromptUseRow

CHANGED = (LlmCallRow, LlmDayRow, LlmReplyRow)
RIGHTS = Rights(
    adds_to=frozenset(table.__tablename__ for table in (*CHANGED, PromptUseRow, PromptLabelRow)),
    changes={table.__tablename__: ANY for table in CHANGED},
    refusal="Only the ledger of calls may be written through this handle to the database; use a writing one.",
    patience_ms=30_000,
)


class LedgerDatabase(ConfinedDatabase):
    """A database whose ledger alone may be written."""

    def __init__(self, url: str) -> None:
        super().__init__(url, RIGHTS)
