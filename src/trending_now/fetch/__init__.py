"""The one polite way out to other machines."""
