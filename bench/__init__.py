"""Side-by-side measurements; each prints what it compared and the ratio."""
