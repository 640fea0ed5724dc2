"""The page that reads any text, as a visitor without JavaScript gets it."""

import html
import json
import re
import shlex

from tests.served import Served
from trending_now.web.pages.agreement import agreement_of
from trending_now.web.pages.try_examples import EXAMPLES
from trending_now.web.pages.try_it import LONGEST_TEXT

PLOT = "A sheriff rides out alone to face the gang of outlaws that robbed the stagecoach."
AS_PAGE = {"Accept": "text/html"}


def test_the_empty_form_says_what_to_do_and_what_the_limits_are(served: Served) -> None:
    page = served.client.get("/try").text

    assert "Nothing to read yet" in page
    assert f"Up to {LONGEST_TEXT:,} characters" in page
    assert f"{served.settings.classify_per_minute} texts a minute" in page
    assert all(f"/try?example={example.slug}" in page for example in EXAMPLES)


def test_a_text_that_is_sent_is_answered_on_the_page(served: Served) -> None:
    page = served.client.post("/try", data={"text": PLOT}).text

    assert re.search(r'<span class="score-name">Western</span>\s*<span class="score-value">[^<]*\d+ %</span>', page)
    assert f'<mark class="genre-western">{PLOT}</mark>' in page
    assert page.count('<li class="score') >= 21
    assert f"\n{PLOT}</textarea>" in page


def test_engines_stand_side_by_side_and_their_agreement_is_put_in_words(served: Served) -> None:
    page = served.client.post("/try", data={"text": PLOT, "engine": "all"}).text

    assert '<h3 id="says-boosted">' in page
    assert '<h3 id="says-rules">' in page
    assert re.search(r"<li>Both engines say [^<]*Western", page)
    assert "both agree" in page


def test_the_curl_command_asks_what_the_page_asked(served: Served) -> None:
    text = "It's a \"test\" of $HOME, the sheriff's stagecoach & co.\r\nSecond line."
    page = served.client.post("/try", data={"text": text}).text

    command = html.unescape(re.findall(r'spellcheck="false">(curl .+?)</textarea>', page, re.DOTALL)[0])
    words = shlex.split(command.replace("\\\n", ""))

    assert words[:2] == ["curl", f"{served.url}/api/v1/classify?all_genres=true"]
    assert json.loads(words[-1]) == {"text": text.replace("\r\n", "\n"), "engine": "boosted"}


def test_markup_in_a_text_stays_text(served: Served) -> None:
    text = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)> A detective hunts a killer."

    page = served.client.post("/try", data={"text": text, "engine": "all"}).text

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_example_may_be_chosen_by_its_address(served: Served) -> None:
    page = served.client.get("/try?example=salt-road").text

    assert "Western" in page
    assert '<a class="chip" href="/try?example=salt-road"' in page
    assert served.client.get("/try?example=none").status_code == 200


def test_a_text_that_is_too_long_is_refused_and_kept_in_the_form(served: Served) -> None:
    answer = served.client.post("/try", data={"text": "a" * (LONGEST_TEXT + 1)}, headers=AS_PAGE)

    assert answer.status_code == 422
    assert f"The text has {LONGEST_TEXT + 1:,} characters" in answer.text


def test_who_asks_too_often_is_told_so_and_keeps_the_text(own_app: Served) -> None:
    answers = [own_app.client.post("/try", data={"text": PLOT}, headers=AS_PAGE) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "You may classify 3 texts a minute" in answers[-1].text
    assert f"\n{PLOT}</textarea>" in answers[-1].text


def test_examples_are_between_sixty_and_ninety_words() -> None:
    assert all(60 <= len(example.text.split()) <= 90 for example in EXAMPLES)


def test_without_answers_there_is_no_agreement() -> None:
    assert agreement_of([]).sentences == ("The engines agree on no genre.",)
