"""Words of Chinese and Japanese, found within a name: the tables stay as they are.

The index of words is filled anew by every upgrade, once all tables are as this version reads them.
"""

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Change nothing of the schema."""
