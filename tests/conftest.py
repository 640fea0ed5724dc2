"""Fixtures that the tests of several packages share."""

pytest_plugins = ("tests.databases", "tests.served")
