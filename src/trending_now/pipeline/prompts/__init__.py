"""Prompt versions: their labels, their measuring, their calibration, and attacks on them."""
