"""What is new in film and television, with genres you can trust."""

import os

__version__ = "0.1.0"

os.environ.setdefault("POLARS_IGNORE_TIMEZONE_PARSE_ERROR", "1")  # else it panics at a Parquet file's zone "+05:30"
