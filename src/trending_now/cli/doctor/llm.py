"""Looks at what the engine llm would be built of, without using a prompt up or buying an answer."""

from contextlib import closing

from trending_now.cli.doctor.finding import CheckVerdict, Finding
from trending_now.models.llm.calibration import load_calibration
from trending_now.models.llm.directory import ask_provider
from trending_now.models.llm.local_server import find_weights
from trending_now.models.llm.model import build_model
from trending_now.models.llm.prices import Prices
from trending_now.settings import PREFIX, Settings
from trending_now.wiring.database import open_database
from trending_now.wiring.llm import build_prompt_shelf, calibration_file, model_choice, model_prices


def check_llm(settings: Settings, *, live: bool) -> list[Finding]:
    """Return how the engine llm stands; its provider is asked for its list of models if `live`.

    Raises:
        TrendingNowError: something that the settings name is missing, wrong, or does not answer.
    """
    if settings.llm_gguf:
        find_weights(settings.llm_gguf)
    if settings.llm_model is None:
        return [Finding("llm", CheckVerdict.OFF, f"set {PREFIX}LLM_MODEL to let a language model answer.")]
    said = describe_llm(settings)
    if not live:
        return [Finding("llm", CheckVerdict.OK, f"{said} `doctor --live` asks its provider which models it has.")]
    is_well, told = ask_provider(model_choice(settings), settings.request_timeout_seconds)
    return [Finding("llm", CheckVerdict.OK if is_well else CheckVerdict.NOTE, f"{said} {told}")]


def describe_llm(settings: Settings) -> str:
    """Build all that the engine needs but the engine, and say what it is.

    Raises:
        TrendingNowError: something that the settings name is missing or wrong.
    """
    choice = model_choice(settings)
    with closing(open_database(settings, writable=True)) as database:
        shelf = build_prompt_shelf(settings, database)
        prompts = [shelf.find(settings.llm_prompt), shelf.candidate() if settings.llm_candidate_share else None]
    build_model(choice)
    for prompt in filter(None, prompts):
        load_calibration(calibration_file(settings, prompt, choice))
    told = " and ".join(str(prompt.version) for prompt in prompts if prompt)
    return f"{choice.full_name} is asked with {told}, {_money(settings, model_prices(settings, choice))}."


def _money(settings: Settings, prices: Prices) -> str:
    price = "at the price that is set" if prices.stated else "at published prices"
    if not prices.is_known:
        price = "at a price that nobody knows"
    calls = f" and {settings.llm_calls_per_day:,} calls" if settings.llm_calls_per_day is not None else ""
    return f"{price}, for at most ${settings.llm_budget_usd_per_day:g}{calls} a day"
