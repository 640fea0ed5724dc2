"""Documents with a plot for language models beside one that may not be sent to them; no table changes."""

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Change nothing: what documents are made of is derived anew after every migration."""
