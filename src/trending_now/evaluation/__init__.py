"""How quality is measured: one definition, used everywhere; no input or output here."""
