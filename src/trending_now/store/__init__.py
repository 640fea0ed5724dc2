"""The catalogue in a database and the raw answers in a lake."""
