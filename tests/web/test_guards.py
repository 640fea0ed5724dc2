"""What every answer carries, and what no request gets past."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import Message

from tests.aside import aside
from tests.served import TOKEN, Served, serve_app, settings_for
from tests.web.verdict_forms import token_for
from trending_now.logs import set_level
from trending_now.web.app_parts import WebParts
from trending_now.web.guards import RelativeRedirects

PATHS = [
    "/",
    "/titles/1",
    "/posters/1",
    "/api",
    "/api/v1/titles",
    "/healthz",
    "/static/style.css",
    "/nowhere",
    "/titles/0",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(served: Served, path: str) -> None:
    headers = served.client.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert "server" not in headers


@pytest.mark.parametrize(
    "path", ["/", "/titles/1", "/posters/1", "/api/v1/titles", "/api/v1/genres", "/genres.css", "/robots.txt"]
)
def test_who_has_the_answer_already_is_told_so(served: Served, path: str) -> None:
    tag = served.client.get(path).headers["etag"]

    again = served.client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    anything = served.client.get(path, headers={"If-None-Match": "*"})
    changed = served.client.get(path, headers={"If-None-Match": 'W/"other"'})

    assert anything.status_code == 304
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["vary"] == "Accept-Encoding"
    assert changed.status_code == 200


@pytest.mark.parametrize("path", ["/titles/{}", "/posters/{}", "/api/v1/titles/{}"])
def test_a_number_of_thousands_of_digits_is_no_title(served: Served, path: str) -> None:
    answers = {served.client.get(path.format("9" * digits)).status_code for digits in (19, 20, 5000)}
    assert answers <= {404, 422}


def test_what_broke_is_logged_without_the_values_that_were_at_hand(
    demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def with_a_broken_reader(parts: WebParts) -> WebParts:
        return replace(parts, reader=None)  # type: ignore[arg-type]

    set_level("info")  # as every command does
    with serve_app(settings_for(demo_home, operator_token=TOKEN), with_a_broken_reader) as app:
        said = {"genre": "War", "word": "is", "operator_token": TOKEN, "token": token_for(app, 1)}
        answer = app.client.post("/titles/1/locks", data=said)
    logged = capsys.readouterr().err
    assert answer.status_code == 500
    assert "AttributeError" in logged
    assert TOKEN not in logged
    assert "127.0.0.1" not in logged


@pytest.mark.parametrize(
    ("path", "plain"), [("/about/", "/about"), ("/api/v1/titles/?limit=1", "/api/v1/titles?limit=1")]
)
def test_an_address_with_a_bar_too_many_leads_on_whatever_proxy_stands_between(
    served: Served, path: str, plain: str
) -> None:
    answer = served.client.get(path, headers={"X-Forwarded-Proto": "https"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, plain)


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("http://films.example/titles/2?lang=fr", "/titles/2?lang=fr"),
        ("http://films.example//evil.example/about", "/evil.example/about"),
        ("/titles/2?lang=fr", "/titles/2?lang=fr"),
    ],
)
def test_a_redirect_leads_to_a_path_of_ours_and_never_to_another_host(location: str, sent: str) -> None:
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    scope = {"type": "http", "method": "GET", "path": "/"}
    aside(RelativeRedirects(RedirectResponse(location))(scope, send, send))  # type: ignore[arg-type]

    assert MutableHeaders(raw=told[0]["headers"])["location"] == sent


@pytest.mark.parametrize("path", ["/static/style.css", "/static/home.js", "/static/charts/bubbles.js"])
def test_scripts_and_styles_are_asked_for_again_so_that_they_are_of_the_page_s_version(
    served: Served, path: str
) -> None:
    answer = served.client.get(path)
    again = served.client.get(path, headers={"If-None-Match": answer.headers["etag"]})

    assert (answer.status_code, again.status_code) == (200, 304)
    assert answer.headers["cache-control"] == again.headers["cache-control"] == "no-cache"


def test_a_changed_catalogue_has_another_tag(own_rules_app: Served) -> None:
    before = own_rules_app.client.get("/api/v1/titles/1").headers["etag"]
    own_rules_app.client.put(
        "/api/v1/titles/1/locks/War", json={"holds": True}, headers={"Authorization": "Bearer an-operator's-token"}
    )

    assert own_rules_app.client.get("/api/v1/titles/1").headers["etag"] != before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_a_foreign_host_is_refused(served: Served, host: str) -> None:
    answer = served.client.get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "TRENDING_NOW_TRUSTED_HOSTS" in answer.json()["detail"]
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/readyz?probe=7"])
def test_a_probe_may_name_the_machine_by_its_address(served: Served, path: str) -> None:
    assert served.client.get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_our_own_hosts_are_answered(served: Served, host: str) -> None:
    assert served.client.get("/genres", headers={"Host": host}).status_code == 200


def test_long_answers_travel_compressed(served: Served) -> None:
    with served.client.stream("GET", "/api/v1/titles", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())

    assert answer.headers["content-encoding"] == "gzip"
    assert len(raw) * 3 < len(gzip.decompress(raw))


@pytest.mark.parametrize("path", ["/", "/healthz", "/posters/1", "/api/v1/titles"])
def test_head_is_get_without_the_body(served: Served, path: str) -> None:
    head, get = served.client.head(path), served.client.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize(
    ("path", "allowed"), [("/api/v1/titles", "GET, HEAD"), ("/posters/1", "GET, HEAD"), ("/api/v1/classify", "POST")]
)
def test_a_method_that_is_refused_is_told_those_that_are_answered(served: Served, path: str, allowed: str) -> None:
    answer = served.client.patch(path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_nothing_is_allowed_to_other_origins(served: Served) -> None:
    answer = served.client.get("/api/v1/titles", headers={"Origin": "https://evil.example"})

    assert "access-control-allow-origin" not in answer.headers
