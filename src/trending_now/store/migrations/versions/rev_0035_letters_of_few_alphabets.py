"""The keys of names anew: letters such as ø and ł are written as o and l, and 8½ as 8 1/2."""

from trending_now.store.migrations.versions import rev_0034_vowels_on_letters

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Work out again the keys of titles and the forms of their names, where they are not plain ASCII."""
    rev_0034_vowels_on_letters.upgrade()
