"""A review is read from structured data, else by the site's rules, else from the main text; each field says how."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import NOW, imdb
from tests.reviews.invented_pages import PLAIN, TEXT, page, read, read_whole, site
from tests.shared_files import shared_file
from trending_now.domain.page import Page
from trending_now.domain.review import FoundReview, ReviewedWork, SetAside, Way
from trending_now.domain.run import Violation
from trending_now.domain.title import ExternalId, Kind, Namespace
from trending_now.reviews.extraction import read_review

REVIEW = {
    "@context": "https://schema.org",
    "@type": "Review",
    "author": {"@type": "Person", "name": "Ilse Brandt"},
    "datePublished": "2031-04-30",
    "reviewBody": TEXT,
    "reviewRating": {"@type": "Rating", "ratingValue": "4", "bestRating": "5"},
    "itemReviewed": {"@type": "TVSeries", "name": "Ebb &amp; Flow", "startDate": "2031-04-01"},
}


def json_ld(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_site_rules_read_a_plain_article() -> None:
    found = read_whole(PLAIN)

    assert found.work == ReviewedWork("Ebb", 2031, None, ("Ada Vale", "Bo Lund"))
    assert (found.author, found.published, found.rating10) == ("Nora Holm", date(2031, 5, 2), 7.5)
    assert set(found.ways.values()) == {Way.SITE_RULE}
    assert found.text == TEXT


def test_json_ld_goes_before_the_rules_and_they_fill_what_it_lacks() -> None:
    bare = {name: value for name, value in REVIEW.items() if name != "author"}
    found = read_whole(json_ld(bare) + PLAIN)

    assert found.work.name == "Ebb & Flow"
    assert found.work.kind is Kind.TV
    assert found.rating10 == 8.0
    assert found.ways == {
        "work": Way.JSON_LD,
        "text": Way.JSON_LD,
        "published": Way.JSON_LD,
        "rating10": Way.JSON_LD,
        "author": Way.SITE_RULE,
    }


def test_a_graph_with_an_article_about_a_film_is_read() -> None:
    director = {"@type": "Person", "name": "Ada Vale"}
    film = {"@type": "Movie", "name": "Ebb", "dateCreated": "2031", "director": [director]}
    article = {"@type": "NewsArticle", "author": [{"name": "Ilse Brandt"}], "articleBody": TEXT, "about": film}
    found = read_whole(json_ld({"@graph": [{"@type": "WebPage", "name": "x"}, article]}))

    assert found.work == ReviewedWork("Ebb", 2031, Kind.MOVIE, ("Ada Vale",))
    assert found.author == "Ilse Brandt"


GRAPH: list[dict[str, object]] = [
    {
        "@type": "Review",
        "itemReviewed": {"@id": "https://tidings.example/reviews/ebb#film"},
        "author": [{"@id": "#critic"}],
        "reviewRating": {"@id": "#rating"},
        "reviewBody": TEXT,
    },
    {"@type": "Movie", "@id": "#film", "name": "Ebb", "dateCreated": "2031", "director": {"@id": "#director"}},
    {"@type": "Person", "@id": "#director", "name": "Ada Vale", "knows": {"@id": "#critic"}},
    {"@type": "Person", "@id": "#critic", "name": "Ilse Brandt", "knows": {"@id": "#director"}},
    {"@type": "Rating", "@id": "#rating", "ratingValue": "3", "bestRating": "4"},
]


def test_what_a_graph_only_refers_to_is_read_where_it_stands() -> None:
    found = read_whole(json_ld({"@graph": GRAPH}))

    assert found.work == ReviewedWork("Ebb", 2031, Kind.MOVIE, ("Ada Vale",))
    assert (found.author, found.rating10) == ("Ilse Brandt", 7.5)
    assert found.ways["author"] is Way.JSON_LD


def test_who_directed_the_film_is_not_taken_for_the_author_of_its_review() -> None:
    unsigned = [{name: value for name, value in node.items() if name != "author"} for node in GRAPH]
    said = json_ld({"@context": "https://schema.org", "@graph": unsigned})
    found = read_whole(f"<article><h1>Ebb</h1><p>{TEXT}</p></article>", said)

    assert found.work.directors == ("Ada Vale",)
    assert (found.author, found.ways.get("author")) == ("Ilse Brandt", Way.MAIN_TEXT)


@pytest.mark.parametrize("wrong", ["#nowhere", "#film", "", 7, None, "http://[::1"])
def test_a_reference_that_leads_nowhere_or_to_itself_is_as_good_as_none(wrong: object) -> None:
    graph = [GRAPH[0] | {"author": {"@id": wrong}}, *GRAPH[1:]]
    loop = {"@type": "TVEpisode", "@id": "#part", "partOfSeason": {"@id": "#part"}, "partOfSeries": {"@id": "#part"}}

    assert read_whole(json_ld({"@graph": graph})).work.name == "Ebb"
    assert isinstance(read(json_ld([REVIEW | {"itemReviewed": {"@id": "#part"}}, loop])), Violation)


@pytest.mark.parametrize(
    ("same", "expected"),
    [
        ("https://www.imdb.com/title/tt0000077/", [imdb(77)]),
        (["https://m.imdb.com/de/title/tt0000077?ref_=x", {"@id": "http://www.imdb.com/title/tt0000077"}], [imdb(77)]),
        ("https://www.themoviedb.org/movie/771-ebb", [ExternalId(Namespace.TMDB_MOVIE, "771")]),
        ("https://www.themoviedb.org/tv/771/season/2", [ExternalId(Namespace.TMDB_TV, "771")]),
        (["https://www.wikidata.org/wiki/Q77", 7, None], [ExternalId(Namespace.WIKIDATA, "Q77")]),
        ("http://www.wikidata.org/entity/Q77", [ExternalId(Namespace.WIKIDATA, "Q77")]),
        ("https://www.imdb.com/name/nm0000077/", []),
        ("https://tidings.example/?u=https://www.imdb.com/title/tt0000077/", []),
        ("https://www.imdb.com/title/tt00000770000/", []),
    ],
)
def test_the_addresses_that_a_page_gives_the_work_elsewhere_are_ids(same: object, expected: list[ExternalId]) -> None:
    found = read_whole(json_ld(REVIEW | {"itemReviewed": {"@type": "Movie", "name": "Ebb", "sameAs": same}}))

    assert list(found.work.external_ids) == expected


def test_the_address_of_an_episode_is_no_id_of_its_show() -> None:
    show = SHOW | {"sameAs": "https://www.imdb.com/title/tt0000078/"}
    part = EPISODE | {"sameAs": "https://www.imdb.com/title/tt0000077/", "partOfSeries": show}

    assert read_whole(json_ld(REVIEW | {"itemReviewed": part})).work.external_ids == (imdb(78),)


SHOW = {"@type": "TVSeries", "name": "Night Ferry", "startDate": "2029-03-01"}
SEASON = {"@type": "TVSeason", "name": "Season 2", "datePublished": "2031-04-01", "partOfSeries": SHOW}
EPISODE = {"@type": "TVEpisode", "name": "Pilot", "dateCreated": "2031-04-08", "director": "Bo Lund"}


@pytest.mark.parametrize(
    "part", [SEASON, EPISODE | {"partOfSeries": [SHOW]}, EPISODE | {"partOfSeason": SEASON}], ids=str
)
def test_a_season_and_an_episode_are_of_their_show_which_began_in_a_year_of_its_own(part: dict[str, object]) -> None:
    found = read_whole(json_ld(REVIEW | {"itemReviewed": part}))

    assert found.work == ReviewedWork("Night Ferry", 2029, Kind.TV)


def test_the_show_of_an_episode_may_be_a_bare_name() -> None:
    found = read_whole(json_ld(REVIEW | {"itemReviewed": EPISODE | {"partOfSeries": "Night Ferry"}}))

    assert found.work == ReviewedWork("Night Ferry", None, Kind.TV)


@pytest.mark.parametrize("show", [None, [], {"@type": "TVSeries"}, 7])
def test_an_episode_that_names_no_show_is_no_work(show: object) -> None:
    found = read(json_ld(REVIEW | {"itemReviewed": EPISODE | {"partOfSeries": show, "partOfSeason": show}}))

    assert isinstance(found, Violation)
    assert found.rule == "review names no title"


def test_microdata_are_read() -> None:
    found = read_whole(
        f"""<div itemscope itemtype="http://schema.org/Review"><p itemprop="reviewBody">{TEXT}</p>
        <div itemprop="itemReviewed" itemscope itemtype="http://schema.org/Movie"><b itemprop="name">Ebb</b></div>
        <div itemprop="reviewRating" itemscope itemtype="http://schema.org/Rating">
        <i itemprop="ratingValue">B+</i></div>
        </div>"""
    )

    assert found.work.name == "Ebb"
    assert found.rating10 == 8.0
    assert found.ways["text"] is Way.MICRODATA


def test_the_main_text_is_what_is_left() -> None:
    found = read_whole(f"<nav>Home Film Shop</nav><main><h1>Review: Ebb</h1><div>{TEXT}</div></main><footer>©</footer>")

    assert found.ways["text"] is Way.MAIN_TEXT
    assert "Home Film Shop" not in found.text


def test_markup_inside_a_review_does_not_survive() -> None:
    found = read_whole(json_ld(REVIEW | {"reviewBody": f'<p>{TEXT}</p><b onclick="alert(1)">End.</b>'}))

    assert "<" not in found.text
    assert "alert" not in found.text
    assert found.text.endswith("End.")


@pytest.mark.parametrize(
    "mark", ["noindex", "NOARCHIVE, follow", "none", "nosnippet", "noindex nofollow", "max-snippet:0"]
)
@pytest.mark.parametrize("name", ["robots", "TrendingNow"])
def test_a_page_that_robots_may_not_use_is_set_aside(mark: str, name: str) -> None:
    found = read(PLAIN, f'<meta name="{name}" content="{mark}">')

    assert isinstance(found, SetAside)
    assert "for robots" in found.reason


def test_a_mark_for_another_robot_is_none_for_us() -> None:
    assert isinstance(read(PLAIN, '<meta name="googlebot" content="noindex">'), FoundReview)


@pytest.mark.parametrize(
    "wall",
    [
        json_ld(REVIEW | {"isAccessibleForFree": False}),
        json_ld({"@type": "NewsArticle", "isAccessibleForFree": "False"}),
        json_ld(REVIEW | {"isAccessibleForFree": "https://schema.org/False"}),
        json_ld(REVIEW | {"isAccessibleForFree": ["No"]}),
        json_ld(REVIEW | {"isAccessibleForFree": False}).replace("ld+json", "LD+JSON; charset=utf-8"),
        '<div class="box paywall">Subscribe</div>',
    ],
)
def test_a_page_behind_a_paywall_is_set_aside(wall: str) -> None:
    found = read(wall + PLAIN)

    assert isinstance(found, SetAside)
    assert "paywall" in found.reason


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<p>Enable scripts to read on.</p>", "review names no title"),
        ("<h1>Review: Ebb</h1><p>Too short.</p>", "review has no text"),
        (f"<h1>Review: Ebb</h1><article><p>{TEXT * 100}</p></article>", "review is too long"),
        (json_ld(REVIEW | {"itemReviewed": {"@type": "Movie", "name": "  "}}), "review names no title"),
    ],
)
def test_a_page_without_a_review_says_what_is_missing(body: str, rule: str) -> None:
    found = read(body)

    assert isinstance(found, Violation)
    assert found.rule == rule


@pytest.mark.parametrize("name", ["JSONLD_with_control_characters", "JSONLD_with_JS_comment", "AllocateAction.001"])
def test_json_ld_as_it_is_found_in_the_wild_does_not_stand_in_the_way(name: str) -> None:
    wild = (shared_file("api-samples") / "jsonld" / f"{name}.html").read_bytes()
    (found,) = read_review(Page("https://tidings.example/reviews/ebb", wild + PLAIN.encode(), "text/html", NOW), site())

    assert isinstance(found, FoundReview)
    assert found.work.name == "Ebb"


@pytest.mark.parametrize("broken", ["{", "[[]]", "null", '{"@type": {"a": 1}, "itemReviewed": 7, "author": [[]]}'])
def test_a_broken_block_of_json_ld_is_as_good_as_none(broken: str) -> None:
    assert read_whole(f'<script type="application/ld+json">{broken}</script>' + PLAIN).work.name == "Ebb"


@pytest.mark.parametrize("broken", ["", '{"@type": "WebPage",'])
def test_a_broken_block_of_json_ld_does_not_hide_the_next_one(broken: str) -> None:
    found = read_whole(f'<script type="application/ld+json">{broken}</script>' + json_ld(REVIEW))

    assert found.work.name == "Ebb & Flow"


def test_a_page_that_reviews_several_works_in_one_text_is_set_aside() -> None:
    bare = [{"@type": "Review", "itemReviewed": {"@type": "Movie", "name": name}} for name in ("Ebb", "Flow", "Spring")]
    found = read(json_ld(bare) + f"<h1>Review: What to see this week</h1><article><p>{TEXT}</p></article>")

    assert isinstance(found, SetAside)
    assert found.reason == "it reviews several works"


@pytest.mark.parametrize("own", [REVIEW, {name: value for name, value in REVIEW.items() if name != "reviewBody"}])
def test_a_review_beside_links_to_others_is_read(own: dict[str, object]) -> None:
    related = {"@type": "Review", "itemReviewed": {"@type": "Movie", "name": "Spring"}}
    heading = f"<h1>Review: Ebb & Flow</h1><article><p>{TEXT}</p></article>"

    assert read_whole(json_ld([own, related]) + heading).work.name == "Ebb & Flow"


def test_reviews_of_things_beside_one_of_nothing_do_not_make_reading_fail() -> None:
    things = [{"@type": "Review", "itemReviewed": {"@type": "Thing", "name": name}} for name in ("A lamp", "A boat")]
    found = read(json_ld([{"@type": "Review"}, *things]) + f"<article><p>{TEXT}</p></article>")

    assert isinstance(found, Violation)


def test_what_a_reader_wrote_is_not_taken_for_the_review_of_the_site() -> None:
    reader = {"@type": "UserReview", "author": "Somebody", "reviewBody": TEXT, "reviewRating": {"ratingValue": 1}}
    film = {"@type": "Movie", "name": "Ebb", "review": [reader, REVIEW | {"@type": "CriticReview"}]}
    found = read_whole(json_ld(film))

    assert (found.author, found.rating10) == ("Ilse Brandt", 8.0)


@pytest.mark.parametrize(
    ("encoding", "charset", "head"),
    [
        ("cp1252", "ISO-8859-1", ""),
        ("cp1252", "", "<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>"),
        ("utf-8", "", '<script src="a.js" charset="utf-8"></script>'),
        ("utf-8", "", "<meta charset='no-such-encoding'>"),
        ("utf-8-sig", "", '<script src="a.js" charset="utf-8"></script>'),
        ("utf-8", "UTF-8", "<meta charset='iso-8859-1'>"),
        ("utf-16", "", ""),
    ],
)
def test_a_page_is_read_in_its_own_encoding(encoding: str, charset: str, head: str) -> None:
    body = PLAIN.replace("The tide", "The café’s tide")
    html = f"<html><head>{head}<title>x</title></head><body>{body}</body></html>"
    read_as = Page("https://tidings.example/reviews/ebb", html.encode(encoding), "text/html", NOW, charset=charset)
    (found,) = read_review(read_as, site())

    assert isinstance(found, FoundReview)
    assert found.text.startswith("The café’s tide comes in")


@pytest.mark.parametrize("crowd", ["<br>" * 25_000, f"<p {' '.join(f'a{number}' for number in range(2_000))}>x</p>"])
def test_a_page_that_would_take_minutes_is_not_read(crowd: str) -> None:
    found = read(PLAIN + crowd)
    assert isinstance(found, Violation)
    assert found.rule == "page is too intricate"


def test_microdata_deeper_than_any_page_needs_are_passed_over() -> None:
    nested = "<div itemprop=a itemscope>" * 200 + "<span itemprop=name>x</span>" * 1_000 + "</div>" * 200
    assert isinstance(read(PLAIN + nested), FoundReview)


def test_the_main_text_is_read_in_the_page_s_encoding_too() -> None:
    story = "Прилив приходит каждое утро и уносит следы. " * 30
    html = f"<html><head><title>Ebb</title></head><body><h1>Review: Ebb</h1><div><p>{story}</p></div></body></html>"
    read_as = Page("https://tidings.example/reviews/ebb", html.encode("koi8-r"), "text/html", NOW, charset="koi8-r")
    (found,) = read_review(read_as, site())
    assert isinstance(found, FoundReview)
    assert found.text.startswith("Прилив приходит")


@given(content=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_no_bytes_whatever_make_reading_fail(content: bytes) -> None:
    (found,) = read_review(Page("https://tidings.example/reviews/x", content, "text/html", NOW), site())

    assert not isinstance(found, FoundReview)


def test_the_address_is_that_of_the_page_whatever_it_says_of_itself() -> None:
    found = read_review(page(json_ld(REVIEW | {"url": "https://elsewhere.example/"})), site())

    assert [x.url for x in found if isinstance(x, FoundReview)] == ["https://tidings.example/reviews/ebb"]
