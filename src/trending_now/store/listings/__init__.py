"""What sources say, as it is written down: listings, releases, policies, tags, and what leaves again."""
