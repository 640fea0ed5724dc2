"""The API: one file a group of routes, all below /api/v1."""
