"""The tag model of the MPST benchmark, beside its baselines."""
