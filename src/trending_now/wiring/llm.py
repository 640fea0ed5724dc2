"""The engine `llm` and what it works with: the model of the settings, its prompts, its ledger."""

import time
import weakref
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from trending_now.domain.ports import Engine
from trending_now.errors import SettingsError
from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database

if TYPE_CHECKING:
    from trending_now.models.llm.calibration import Calibration
    from trending_now.models.llm.desk import LlmDesk, RunSpending
    from trending_now.models.llm.engine import LlmEngine
    from trending_now.models.llm.model import ModelChoice
    from trending_now.models.llm.prices import Prices
    from trending_now.models.prompt_files import Prompt
    from trending_now.pipeline.prompts.versions import PromptShelf
    from trending_now.settings import Settings
    from trending_now.store.database import Database
    from trending_now.store.llm.ledger import LlmLedger

NO_MODEL = (
    "The engine llm needs a model: set TRENDING_NOW_LLM_MODEL, for example to openai:gpt-5-mini, or start one on this "
    "machine with `trending-now llm serve`."
)


def build_llm(
    settings: "Settings",
    fallback: Engine,
    prompt: "Prompt | None" = None,
    calibration: "Calibration | None" = None,
    run: "RunSpending | None" = None,
) -> "LlmEngine":
    """Build the engine with the prompt of the settings, or with the one given; nothing is asked yet.

    Its confidences are calibrated as they were fitted for prompt and model, or as `calibration` says. What is spent is
    added to `run`, which engines of one command share.

    Raises:
        SettingsError: there is no model, or nothing that bounds what it may cost.
        StoreError: the ledger cannot be written.
    """
    from trending_now.models.llm.detector import Detector
    from trending_now.models.llm.engine import LlmEngine, Trial

    choice = model_choice(settings)
    with ExitStack() as opened:
        database = opened.enter_context(closing(_open_ledger(settings)))
        shelf = build_prompt_shelf(settings, database)
        chosen = prompt or shelf.find(settings.llm_prompt)
        candidate = shelf.candidate() if prompt is None and settings.llm_candidate_share else None
        trial = (
            Trial(candidate, settings.llm_candidate_share, _fitted(settings, candidate, choice)) if candidate else None
        )
        for used in filter(None, (chosen, candidate)):
            shelf.book.use(used.version)
        desk = _desk(settings, choice, database, run)
        fitted = calibration or _fitted(settings, chosen, choice)
        engine = LlmEngine(desk, chosen, fallback, Detector(), fitted, trial)
        weakref.finalize(engine, opened.pop_all().close)
    return engine


def model_choice(settings: "Settings") -> "ModelChoice":
    """Return the model that the settings name.

    Raises:
        SettingsError: they name none, or a provider alone.
    """
    from trending_now.models.llm.model import ModelChoice

    if not settings.llm_model:
        raise SettingsError(NO_MODEL)
    base_url = str(settings.llm_base_url) if settings.llm_base_url else None
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    choice = ModelChoice(settings.llm_model, base_url, key)
    if not choice.model:
        raise SettingsError(
            f"TRENDING_NOW_LLM_MODEL={settings.llm_model} names a provider and no model; write {choice.provider}:MODEL."
        )
    return choice


def build_prompt_shelf(settings: "Settings", database: "Database") -> "PromptShelf":
    """Build the shelf of the shipped prompts and those in the folder `prompts` of the home folder.

    Raises:
        PromptError: a prompt file is malformed.
    """
    from trending_now.models.prompt_files import SHIPPED_PROMPTS, load_prompts
    from trending_now.pipeline.prompts.versions import PromptShelf
    from trending_now.store.llm.prompt_book import PromptBook

    prompts = load_prompts((SHIPPED_PROMPTS, settings.home / "prompts"))
    return PromptShelf(prompts, PromptBook(database, utc_now))


def build_ledger(settings: "Settings", database: "Database") -> "LlmLedger":
    """Build the account of calls; those that nobody waits for any more are closed."""
    from trending_now.store.llm.ledger import LONGEST_CALL, DayLimits, LlmLedger

    limits = DayLimits(settings.llm_budget_usd_per_day, settings.llm_calls_per_day)
    longest_call = LONGEST_CALL + timedelta(seconds=settings.llm_deadline_seconds)
    ledger = LlmLedger(database, utc_now, limits, longest_call)
    ledger.close_dead_calls()
    return ledger


def calibration_file(settings: "Settings", prompt: "Prompt", choice: "ModelChoice") -> Path:
    """Return where the calibration of a prompt and a model lies."""
    safe = "".join(sign if sign.isalnum() or sign in ".-" else "_" for sign in choice.full_name)
    return settings.home / "llm" / f"{prompt.version}-{prompt.version.digest[:12]}-{safe}.json"


def model_prices(settings: "Settings", choice: "ModelChoice") -> "Prices":
    """Return what the model costs.

    Raises:
        SettingsError: nobody knows its price and nothing caps its calls, or half a price is set.
    """
    from trending_now.models.llm.prices import Prices, SetPrice

    stated = (settings.llm_input_usd, settings.llm_output_usd)
    if (stated[0] is None) != (stated[1] is None):
        raise SettingsError("Set both TRENDING_NOW_LLM_INPUT_USD and TRENDING_NOW_LLM_OUTPUT_USD, or neither.")
    price = SetPrice(stated[0], stated[1]) if stated[0] is not None and stated[1] is not None else None
    prices = Prices(choice.provider, choice.model, price)
    if not prices.is_known and settings.llm_calls_per_day is None:
        raise SettingsError(
            f"Nobody knows what {choice.full_name} costs: set TRENDING_NOW_LLM_INPUT_USD and "
            "TRENDING_NOW_LLM_OUTPUT_USD (0 for your own machine), or cap TRENDING_NOW_LLM_CALLS_PER_DAY."
        )
    return prices


def _open_ledger(settings: "Settings") -> "Database":
    """Open the handle that may write the ledger and nothing else, of a database that is set up."""
    from trending_now.store.confined_database import ConfinedDatabase
    from trending_now.store.llm.ledger import LEDGER_RIGHTS

    open_database(settings, writable=True).close()
    return ConfinedDatabase(settings.catalogue_url, LEDGER_RIGHTS)


def _fitted(settings: "Settings", prompt: "Prompt", choice: "ModelChoice") -> "Calibration":
    from trending_now.models.llm.calibration import load_calibration

    return load_calibration(calibration_file(settings, prompt, choice))


def _desk(settings: "Settings", choice: "ModelChoice", database: "Database", run: "RunSpending | None") -> "LlmDesk":
    from trending_now.models.llm.asker import Asker
    from trending_now.models.llm.desk import LlmDesk, LlmRules, RunSpending
    from trending_now.models.llm.limits import CircuitBreaker, MinuteWindow, Pace
    from trending_now.models.llm.model import build_model

    clock = time.monotonic
    requests = MinuteWindow(settings.llm_requests_per_minute, clock)
    tokens = MinuteWindow(settings.llm_tokens_per_minute, clock)
    rules = LlmRules(
        deadline_seconds=settings.llm_deadline_seconds,
        concurrency=settings.llm_concurrency,
        attempts=settings.llm_attempts,
        run_budget_usd=settings.llm_budget_usd_per_run,
    )
    return LlmDesk(
        model_name=choice.full_name,
        asker=Asker(build_model(choice)),
        prices=model_prices(settings, choice),
        ledger=build_ledger(settings, database),
        rules=rules,
        pace=Pace(requests, tokens, clock),
        breaker=CircuitBreaker(clock),
        monotonic=clock,
        run=run or RunSpending(),
    )
