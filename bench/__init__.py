"""Side-by-side measurements; each prints what it compared, the absolute figures and the ratio."""
