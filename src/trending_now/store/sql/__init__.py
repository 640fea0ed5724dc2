"""What SQLAlchemy leaves to the store: column types, bulk inserts, rights inside a database, locks between programs."""
