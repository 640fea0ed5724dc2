"""Tests of the reviews package."""
