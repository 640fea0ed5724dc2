"""The pages: one file a page, and how they are rendered."""
