"""Which title a listing is about: found, joined, parted, and asked of a person where it is unclear."""
