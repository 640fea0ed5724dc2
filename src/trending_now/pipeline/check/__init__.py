"""Stage check: data rules across rows, drift since the last snapshot, and the report."""
