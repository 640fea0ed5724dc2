"""Posters come through our own address: fetched once, kept as the policy allows, drawn when there is none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import AnyHttpUrl

from tests.fetch.fetchers import quick_fetcher
from tests.invented import NOW, WINDOW, HandClock, ListSource, listing
from tests.loopback import Asked, Loopback, Reply, Route
from tests.served import Served, serve_app, settings_for
from trending_now.logs import set_level
from trending_now.store.posters import PosterShelf
from trending_now.web.posters.desk import PosterDesk
from trending_now.wiring.policies import forget
from trending_now.wiring.workshop import open_workshop

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 100
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"picture" * 100


@contextmanager
def app_with_poster(
    home: Path, reply: Reply | Route, retention: timedelta | None = None
) -> Iterator[tuple[Served, Loopback]]:
    """Serve a catalogue of one title whose poster a loopback server has."""
    with Loopback({"/poster": reply}) as pictures:
        settings = settings_for(home, engine="rules", tvmaze_image_url=AnyHttpUrl(pictures.url))
        source = ListSource([[listing("1", poster_url=f"{pictures.url}/poster")]], retention=retention)
        with open_workshop(settings) as workshop:
            workshop.ingestion.run(source, WINDOW)
        with serve_app(settings) as app:
            yield app, pictures


@pytest.mark.parametrize(("content", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")])
def test_a_poster_is_fetched_once_and_then_served_from_disk(tmp_path: Path, content: bytes, kind: str) -> None:
    with app_with_poster(tmp_path, Reply(content, media_type="application/octet-stream")) as (app, pictures):
        answers = [app.client.get("/posters/1") for _ in range(3)]

    assert [answer.content for answer in answers] == [content] * 3
    assert {answer.headers["content-type"] for answer in answers} == {kind}
    assert len(pictures.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html><script>alert(1)</script></html>", media_type="image/png"),
        Reply(b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', media_type="image/svg+xml"),
        Reply(b"gone", 404),
        Reply(b"broken", 500),
        Reply(PNG, announced_length=10_000),
        Reply(status=302, headers={"Location": "http://127.0.0.2:9/poster"}),
    ],
)
def test_what_is_no_picture_is_drawn_instead_and_not_asked_for_again(tmp_path: Path, reply: Reply) -> None:
    with app_with_poster(tmp_path, reply) as (app, pictures):
        answers = [app.client.get("/posters/1") for _ in range(2)]

    assert {answer.headers["content-type"] for answer in answers} == {"image/svg+xml"}
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert len(pictures.asked) == 1


def test_a_poster_that_stays_away_is_one_warning_and_is_asked_for_again_each_hour(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_level("info")  # as every command sets one
    clock = HandClock()
    with Loopback({"/poster": Reply(status=404)}) as pictures, quick_fetcher(pictures) as fetcher:
        desk = PosterDesk(PosterShelf(tmp_path, clock), fetcher, clock, lambda _: True)
        for _ in range(3):
            assert desk.poster(f"{pictures.url}/poster", None) is None
            clock.advance(hours=1)
        desk.close()

    told = [line for line in capsys.readouterr().err.splitlines() if "no poster" in line]
    assert ["warning" in line for line in told] == [True, False, False]


def test_a_poster_whose_source_is_forgotten_while_it_is_fetched_is_not_kept(tmp_path: Path) -> None:
    def picture_beside_a_forgetting(_: Asked) -> Reply:
        forget(settings_for(tmp_path), "first")
        return Reply(PNG)

    with app_with_poster(tmp_path, picture_beside_a_forgetting) as (app, _):
        assert app.client.get("/posters/1").headers["content-type"] == "image/svg+xml"

    assert [path for path in (tmp_path / "posters").rglob("*") if path.is_file()] == []


def test_a_title_without_a_poster_gets_the_same_drawing_each_time(served: Served) -> None:
    assert served.client.get("/posters/1").text == served.client.get("/posters/1").text


def test_there_is_no_poster_of_no_title(served: Served) -> None:
    assert served.client.get("/posters/99999").status_code == 404


def test_a_kept_poster_goes_on_the_day_that_its_policy_sets(tmp_path: Path) -> None:
    clock = HandClock()
    shelf = PosterShelf(tmp_path, clock)
    shelf.keep("https://pictures.example/limited", PNG, timedelta(days=10))
    shelf.keep("https://pictures.example/free", PNG, None)

    clock.advance(days=9)
    shelf.expire()
    assert shelf.read("https://pictures.example/limited")

    clock.advance(days=1)
    assert shelf.read("https://pictures.example/limited") is None
    shelf.expire()
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [PNG]
    assert shelf.read("https://pictures.example/free")


def test_half_a_poster_of_a_killed_program_goes_after_a_day(tmp_path: Path) -> None:
    clock = HandClock()
    shelf = PosterShelf(tmp_path, clock)
    half = shelf.keep("https://pictures.example/free", PNG, None).with_name("tmp1.part")
    half.write_bytes(PNG[:9])
    os.utime(half, (NOW.timestamp(), NOW.timestamp()))

    clock.advance(hours=24)
    shelf.expire()
    assert half.exists()

    clock.advance(hours=1)
    shelf.expire()
    assert not half.exists()
    assert shelf.read("https://pictures.example/free")


def test_a_poster_is_kept_for_as_long_as_its_source_allows(tmp_path: Path) -> None:
    with app_with_poster(tmp_path, Reply(PNG), timedelta(days=30)) as (app, _):
        app.client.get("/posters/1")

    kept = [path.parent.name for path in (tmp_path / "posters").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert kept[0] != "never"
