"""What stands around the pages: the API's own page, the palette, what robots may read."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from trending_now.domain.genre import Genre
from trending_now.web.app_parts import Parts
from trending_now.web.pages.api_schema import endpoints_of, groups_of, long_lists
from trending_now.web.pages.rendering import render, written
from trending_now.web.palette import palette_css, slug_of

router = APIRouter(include_in_schema=False)

MOST_MAPPED = 50_000  # addresses in one file, says sitemaps.org


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
def show_robots(request: Request) -> Response:
    """Tell robots what they may read, and where the rest is listed."""
    rules = "User-agent: *\nDisallow: /api/\nDisallow: /*?\n"
    return PlainTextResponse(f"{rules}\nSitemap: {request.base_url}sitemap.xml\n")


@router.get("/sitemap.xml")
def show_sitemap(request: Request, parts: Parts) -> Response:
    """Show search engines where the pages are: filters are none of their own, and invented titles stay out."""
    genres = [f"genres/{slug_of(genre)}" for genre in Genre]
    pages = ["", "genres", *genres, "try", "about"]
    titles = parts.reader.real_titles(MOST_MAPPED - len(pages))
    paths = [*pages, *(f"titles/{title_id}" for title_id in titles)]
    return Response(written(request, "sitemap.xml", {"paths": paths}), media_type="application/xml")
