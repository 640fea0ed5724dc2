"""Tables in files: CSV, JSON Lines and Parquet, each read row by row in little memory."""
