"""Serves the scripts and styles so that no browser keeps using those of an earlier version."""

import os

from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope


class FreshFiles(StaticFiles):
    """Files that are asked for again each time: their addresses name no version, and a page needs those of its own."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file, or that it has not changed; either way it is asked for again."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response
