"""The pages as a reader without JavaScript gets them."""

import base64
import html
import json
import re
from datetime import date
from urllib.parse import quote

import pytest

from tests.invented import WINDOW, ListSource, listing, released
from tests.served import TOKEN, Served, serve_app, settings_for
from trending_now.domain.genre import Genre
from trending_now.domain.title import Release, ReleaseType
from trending_now.models.rules import load_rules
from trending_now.wiring.workshop import open_workshop

OPERATOR = {"Authorization": f"Bearer {TOKEN}"}


def names_on(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/titles/\d+" dir="auto">([^<]+)</a></h3>', page)


def test_home_shows_the_newest_titles_as_cards_and_says_that_they_are_invented(served: Served) -> None:
    page = served.client.get("/").text

    assert len(names_on(page)) == 48
    assert "Demo catalogue." in page
    assert page.count('src="/posters/') == 48
    assert re.search(r'<span class="score-value">\d+ %</span>', page)


RANK = re.compile(r'<strong class="rank">(\d+)</strong>')


@pytest.mark.parametrize("view", ["cards", "table"])
def test_titles_are_ranked_by_trend_where_attention_is_measured(served: Served, view: str) -> None:
    page = served.client.get(f"/?sort=trending&view={view}").text

    assert RANK.findall(page) == [str(place) for place in range(1, 49)]
    assert "No attention figures yet" not in page


@pytest.mark.parametrize("view", ["cards", "table"])
def test_where_nobody_measured_attention_the_newest_come_first_and_have_no_rank(
    tmp_path_factory: pytest.TempPathFactory, view: str
) -> None:
    settings = settings_for(tmp_path_factory.mktemp("unmeasured"), engine="rules")
    days = {"newer": date(2020, 5, 1), "older": date(2019, 5, 1)}
    listings = [listing(key, releases=(released(day),)) for key, day in days.items()]
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([listings]), WINDOW)
    with serve_app(settings) as app:
        page = app.client.get(f"/?sort=trending&view={view}").text
        second = html.unescape(app.client.get(f"/?sort=trending&view={view}&limit=1").text)
        more = re.search(r'href="([^"]+)" rel="next"', second)
        assert more
        last = app.client.get(more[1]).text

    assert "No attention figures yet: the newest come first." in page
    assert RANK.findall(page) == []
    assert page.index("The Lantern of newer") < page.index("The Lantern of older")
    assert "The Lantern of older" in last


def test_more_leads_to_the_rest(served: Served) -> None:
    first = served.client.get("/").text
    href = re.search(r'href="([^"]+)" rel="next"', first)
    assert href

    second = served.client.get(href[1].replace("&amp;", "&")).text

    total = served.client.get("/readyz").json()["titles"]
    assert len(set(names_on(first)) | set(names_on(second))) == total
    assert "That is all." in second


def test_blank_fields_of_the_form_leave_the_url(served: Served) -> None:
    answer = served.client.get("/?q=+&kind=tv&region=&without=War&sort=", follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/?kind=tv&without=War"


def test_a_first_day_after_the_last_one_changes_places_with_it(served: Served) -> None:
    answer = served.client.get("/?from=2026-12-24&kind=tv&to=2026-12-01", follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/?from=2026-12-01&kind=tv&to=2026-12-24"
    assert served.client.get(answer.headers["location"]).status_code == 200


def test_filters_in_the_url_fill_the_form_again(served: Served) -> None:
    page = served.client.get("/?kind=tv&without=War&q=the&sort=name").text

    assert '<option value="tv" selected>' in page
    assert 'value="War" checked' in page
    assert 'name="q" value="the"' in page
    assert '<option value="name" selected>' in page
    assert names_on(page)


def test_a_genre_is_added_and_lifted_by_links(served: Served) -> None:
    page = served.client.get("/?genre=Drama&kind=tv").text

    assert '<a class="chip genre genre-drama" href="/?kind=tv" aria-current="true">' in page
    assert 'href="/?genre=Drama&amp;kind=tv&amp;genre=Comedy"' in page


def test_counts_are_those_within_the_filters(served: Served) -> None:
    page = served.client.get("/?kind=tv&genre=Drama").text
    found = served.client.get("/api/v1/titles?kind=tv&genre=Drama&limit=200").json()["titles"]
    with_comedy = [title for title in found if "Comedy" in {score["genre"] for score in title["genres"]}]

    assert f"{len(found)} of 62 titles" in page
    assert f'Drama <span class="count">{len(found)}</span>' in page
    assert f'Comedy <span class="count">{len(with_comedy)}</span>' in page
    assert page.index("genre-drama") < page.index("genre-action")


def test_a_genre_set_by_hand_says_so_on_the_card_and_the_page(own_rules_app: Served) -> None:
    own_rules_app.client.put("/api/v1/titles/1/locks/War", json={"holds": True}, headers=OPERATOR)
    name = own_rules_app.client.get("/api/v1/titles/1").json()["name"]

    places = [("/", {"q": name}), ("/", {"q": name, "view": "table"}), ("/titles/1", {})]
    pages = [own_rules_app.client.get(path, params=asked).text for path, asked in places]

    assert [page.count("set by hand") for page in pages] == [1, 1, 1]


def test_probabilities_that_are_not_calibrated_say_so(served: Served, rules_app: Served) -> None:
    assert "not calibrated" in rules_app.client.get("/titles/1").text
    assert "not calibrated" not in served.client.get("/titles/1").text


def test_the_words_behind_a_genre_stand_beside_it(rules_app: Served) -> None:
    detail = rules_app.client.get("/api/v1/titles/1").json()
    words = detail["enrichments"][0]["genres"][0]["evidence"][0]["words"]

    page = rules_app.client.get("/titles/1").text

    assert f"<q>{words[0].lower()}</q>" in page
    assert '<span class="visually-hidden">speaks for </span><span class="genre-' in page


def test_a_card_shows_the_genre_asked_for_however_many_are_likelier(served: Served) -> None:
    for genre in Genre:
        page = served.client.get(f"/?view=cards&genre={quote(genre.value)}").text.partition("Perhaps ")[0]
        cards = page.split("<article")[1:]

        assert cards, genre
        assert all(f'<span class="score-name">{genre.value}</span>' in card for card in cards), genre


def test_a_card_says_no_place_where_none_is_known(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = settings_for(tmp_path_factory.mktemp("nowhere"), engine="rules")
    first = Release(date(2020, 5, 1), ReleaseType.UNSPECIFIED, "GB")
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([[listing(releases=(first,))]]), WINDOW)
    with serve_app(settings) as app:
        page = app.client.get("/?view=cards").text

    assert '<span dir="auto">United Kingdom</span>' in page
    assert "First release" not in page


def test_a_title_of_which_nothing_is_known_says_that_there_is_nothing_to_read_and_nowhere_to_go(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = settings_for(tmp_path_factory.mktemp("unread"), engine="rules")
    first = Release(date(2020, 5, 1), ReleaseType.UNSPECIFIED)
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([[listing(plots=(), releases=(first,))]]), WINDOW)
        workshop.refreshing.enrich([load_rules()])
    with serve_app(settings) as app:
        page, cards, table = (app.client.get(path).text for path in ("/titles/1", "/?view=cards", "/?view=table"))

    assert "No plot to read yet" in cards
    assert "no plot yet" in table
    assert "There is no plot and no review to read yet." in page
    assert "1 May 2020" in page
    assert "No genre is likely enough" not in page
    assert "Where to watch" not in page.partition("</article>")[0]


def test_nothing_found_says_so(served: Served) -> None:
    page = served.client.get("/?q=xyzzyplugh").text

    assert "Nothing matches" in page
    assert names_on(page) == []


def test_every_title_that_is_perhaps_of_the_genre_asked_for_is_one_link_away(rules_app: Served) -> None:
    unsure = {title["name"] for title in rules_app.client.get("/api/v1/chart?unsure=Comedy").json()["titles"]}
    for view in ("cards", "table"):
        page = html.unescape(rules_app.client.get(f"/?view={view}&genre=Comedy&limit=5").text)
        link = re.search(r'href="([^"]+)">All titles that are perhaps Comedy</a>', page)
        assert link

        more = html.unescape(rules_app.client.get(link[1].replace("limit=5", "limit=200")).text)

        assert sum(f">{name}</a>" in page for name in unsure) == 5
        assert all(f">{name}</a>" in more for name in unsure)


def test_where_all_perhaps_titles_are_shown_no_link_leads_to_more(rules_app: Served) -> None:
    assert "that are perhaps" not in rules_app.client.get("/?view=cards&genre=Comedy").text


def test_a_page_beyond_the_last_one_leads_back_and_blames_no_filter(served: Served) -> None:
    beyond = base64.urlsafe_b64encode(b'["newest", -3000000, 1]').decode().rstrip("=")

    page = served.client.get(f"/?kind=tv&after={beyond}").text

    assert "Nothing matches" not in page
    assert '<a href="/?kind=tv">first page</a>' in page


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("kind=movie&kind=tv", "kind=tv"),
        ("genre=Drama&genre=Drama&genre=War", "genre=Drama&genre=War"),
        ("q=salt&view=cards&q=clock", "q=clock&view=cards"),
    ],
)
def test_what_a_url_says_twice_is_said_once(served: Served, asked: str, led_to: str) -> None:
    answer = served.client.get(f"/?{asked}", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/?{led_to}")


@pytest.mark.parametrize(("small", "usual"), [("region=gb", "region=GB"), ("language=EN", "language=en")])
def test_codes_may_be_written_in_small_letters_or_capitals(served: Served, small: str, usual: str) -> None:
    one, other = (served.client.get(f"/api/v1/titles?{query}").json() for query in (small, usual))

    assert one == other
    assert one["titles"]
    assert f'<option value="{usual.partition("=")[2]}" selected>' in served.client.get(f"/?{small}").text


@pytest.mark.parametrize("path", ["/?kind=opera", "/?colour=red", "/?after=zzz", "/?limit=100000", "/?from=2031-02-30"])
def test_a_url_that_means_nothing_gets_a_page_that_says_why(served: Served, path: str) -> None:
    answer = served.client.get(path, headers={"Accept": "text/html"})

    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "That could not be understood" in answer.text


def test_people_are_told_of_a_wrong_address_without_talk_of_programs(served: Served) -> None:
    page = served.client.get("/no-such-page", headers={"Accept": "text/html"}).text
    choice = served.client.get("/?kind=opera", headers={"Accept": "text/html"}).text
    genres = served.client.get("/?genre=Opera", headers={"Accept": "text/html"}).text
    for_programs = served.client.get("/no-such-page", headers={"Accept": "application/json"}).json()

    assert "This page does not exist. Search, or start from what is new." in page
    assert '<form class="lost" action="/"' in page
    assert "choose Films or Series." in choice
    assert "Romance, Science Fiction, Sport" in genres
    assert "/api" in for_programs["detail"]


def test_an_unknown_page_is_told_as_a_page_to_people_and_as_json_to_programs(served: Served) -> None:
    page = served.client.get("/titles/99999", headers={"Accept": "text/html,*/*"})
    document = served.client.get("/titles/99999", headers={"Accept": "application/json"})

    assert (page.status_code, document.status_code) == (404, 404)
    assert "There is no title 99999" in page.text
    assert document.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("query", "says"), [("from=soon", "from: write a date as"), ("x=1", "no such parameter")])
def test_what_is_wrong_with_a_url_is_said_in_plain_words(served: Served, query: str, says: str) -> None:
    assert says in served.client.get(f"/?{query}", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("region=AQ", '<option value="AQ" selected>Antarctica'),
        ("language=tlh", '<option value="tlh" selected>Klingon'),
        ("platform=Gone%2B", "<option selected>Gone+"),
        ("tag=bygone", 'value="bygone" checked>'),
    ],
)
def test_a_filter_that_no_title_fits_stays_in_the_form(served: Served, query: str, kept: str) -> None:
    assert kept in served.client.get(f"/?{query}").text


def test_what_other_sites_add_to_a_shared_link_is_dropped(served: Served) -> None:
    shared = "/?genre=Horror&utm_source=chat&utm_medium=social&fbclid=IwAR0x&gclid=Cj0K&gad_source=1&ref=hub"

    answer = served.client.get(shared, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/?genre=Horror")


def test_the_days_of_a_filter_in_force_are_written_as_everywhere(served: Served) -> None:
    page = served.client.get("/?from=2026-03-09&to=2027-01-01").text

    assert "from 9 Mar 2026</span>" in page
    assert "until 1 Jan 2027</span>" in page


@pytest.mark.parametrize("path", ["/titles/abc", "/titles/0", "/titles/99999999999999999999", "/posters/x"])
def test_what_is_no_title_is_not_found(served: Served, path: str) -> None:
    assert served.client.get(path).status_code == 404


def test_the_icon_is_found_by_its_old_name(served: Served) -> None:
    answer = served.client.get("/favicon.ico", follow_redirects=True)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")


def test_the_title_page_shows_all_that_is_known(served: Served) -> None:
    card = served.client.get("/api/v1/titles?limit=1").json()["titles"][0]
    detail = served.client.get(f"/api/v1/titles/{card['id']}").json()

    page = served.client.get(card["page"]).text

    assert f'<h1 dir="auto">{card["name"]}</h1>' in page.replace("&#39;", "'").replace("&amp;", "&")
    assert "<mark " in page
    assert page.count('<strong class="rating">') == sum(text["rating10"] is not None for text in detail["texts"])
    assert detail["enrichments"][0]["version"] in page
    sections = ("Genres", "Plot", "Reviews", "How we got the genres", "Where to watch", "Attention", "Sources")
    for heading in (*sections, "Similar titles"):
        assert f">{heading}</h2>" in page
    assert ">Who says what</h3>" in page
    assert ">All 20 genres with their probabilities</summary>" in page


def test_an_empty_catalogue_says_that_titles_are_on_their_way(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve_app(settings_for(tmp_path_factory.mktemp("empty"))) as app:
        page = app.client.get("/").text
        answer = app.client.get("/api/v1/titles").json()

    assert "The first titles are on their way" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert answer == {"titles": [], "next_cursor": None}


def test_the_api_page_lists_every_documented_address(served: Served) -> None:
    page = served.client.get("/api").text

    for path in served.client.get("/api/v1/openapi.json").json()["paths"]:
        assert path in page
    for field in ("text", "reviews", "holds", "stage", "source"):
        assert f'<th scope="row"><code>{field}</code></th>' in page


def test_the_api_page_tells_of_each_parameter_its_type_what_it_takes_and_its_default(served: Served) -> None:
    page = served.client.get("/api").text
    first = page.partition('id="get-api-v1-titles"')[2].partition("</section>")[0]
    rows = dict(re.findall(r'<th scope="row"><code>(\w+)</code></th>(.*?)</tr>', first))
    cells = {name: re.findall(r"<td>(.*?)</td>", row)[:3] for name, row in rows.items()}

    assert cells["limit"] == ["whole number", "1 to 200", "48"]
    assert cells["kind"] == ["one of", "movie, tv", "none"]
    assert cells["from"] == ["date", "YYYY-MM-DD", "none"]
    assert cells["q"] == ["text", "at most 200 characters", "none"]
    assert cells["genre"] == ['list of <a href="#values-genre">Genre</a>', "at most 20 of them", "none"]
    assert cells["sort"][2] == "newest"


def test_the_api_page_has_contents_and_samples_that_are_json_and_that_lead_somewhere(served: Served) -> None:
    page = served.client.get("/api").text
    contents = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
    samples = re.findall(r'<details class="sample">.*?<pre><code>(.*?)</code></pre>', page, re.DOTALL)

    targets = re.findall(r'href="#([^"]+)"', contents)
    paths = served.client.get("/api/v1/openapi.json").json()["paths"].values()
    assert len(targets) == sum(map(len, paths)) + 1
    assert all(page.count(f' id="{target}"') == 1 for target in targets)
    assert json.loads(html.unescape(samples[0]))["titles"][0]["name"] == "The Salt Cartographers"
    assert all(json.loads(html.unescape(sample)) for sample in samples)


def test_no_page_asks_another_host_for_anything(served: Served) -> None:
    for path in ("/", "/titles/1", "/api"):
        page = served.client.get(path).text
        loaded = re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', page)

        assert loaded
        assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@pytest.mark.parametrize("filters", ["from=2020-01-01", "without=Horror", "shows=new&region=US"])
def test_filters_in_force_are_named_above_the_titles_and_open_no_panel_over_them(served: Served, filters: str) -> None:
    page = served.client.get(f"/?{filters}").text

    assert '<details class="more-filters">' in page
    assert page.count('aria-label="Remove the filter ') == len(filters.split("&"))
