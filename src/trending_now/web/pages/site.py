"""What stands around the pages: the API's own page, the palette, what robots may read."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from trending_now.web.pages.api_schema import endpoints_of, groups_of, long_lists
from trending_now.web.pages.rendering import render
from trending_now.web.palette import palette_css

router = APIRouter(include_in_schema=False)


@router.get("/api")
def show_api(request: Request) -> Response:
    """Show the addresses of the API with examples."""
    schema = request.app.openapi()
    return render(request, "api.html", {"groups": groups_of(endpoints_of(schema)), "lists": long_lists(schema)})


@router.get("/genres.css")
def show_palette() -> Response:
    """Show the colour of each genre."""
    return Response(palette_css(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@router.get("/favicon.ico")
def show_icon() -> Response:
    """Lead those who ask by the old name to the icon."""
    return RedirectResponse("/static/icon.svg", 301)


@router.get("/robots.txt")
def show_robots() -> Response:
    """Tell robots what they may read."""
    return PlainTextResponse("User-agent: *\nDisallow: /api/\nDisallow: /*?\n")
