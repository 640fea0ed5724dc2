"""Fixtures that the tests of several packages share."""

from hypothesis import settings

pytest_plugins = ("tests.databases", "tests.s3", "tests.served")

settings.register_profile("trending-now", deadline=None)  # a busy machine is no failure
settings.load_profile("trending-now")
