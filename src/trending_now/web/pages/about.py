"""The page that says where the data come from, how good the model is, and what becomes of a visitor's data."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from trending_now.domain.policy import Policy, TrainUse
from trending_now.pipeline.key_figures import load_key_figures
from trending_now.web.app_parts import Parts
from trending_now.web.pages.rendering import render
from trending_now.wiring.sources import source_policies

router = APIRouter(include_in_schema=False)

TRAINING = {
    TrainUse.NO: "no model is trained on it",
    TrainUse.EVALUATE: "only for measuring a model",
    TrainUse.SHIP: "its terms allow training",
}


@dataclass(frozen=True, slots=True)
class TrainingText:
    """A published corpus that the shipped model learned from, and whom to thank."""

    name: str
    about: str
    licence: str


TRAINING_TEXTS = (
    TrainingText(
        "MPST (Kar et al., LREC 2018)",
        "Film synopses with story tags. Only the synopses from Wikipedia were learned from.",
        "CC BY 4.0; Wikipedia's texts CC BY-SA",
    ),
    TrainingText(
        "CMU Movie Summary Corpus (Bamman et al., ACL 2013)", "Film plots from Wikipedia with genres.", "CC BY-SA"
    ),
    TrainingText("Wikipedia movie plots", "Plots and genres as Wikipedia's authors wrote them.", "CC BY-SA"),
    TrainingText("Catalogue lists of streaming services", "Blurbs and genres, published as open data.", "CC0"),
    TrainingText(
        "A research set of user reviews",
        "For the vibe score alone; its texts are not part of this program.",
        "research",
    ),
)


@router.get("/about")
def show_about(request: Request, parts: Parts) -> Response:
    """Show sources, figures and privacy."""
    stored = {policy.name: policy for policy in parts.reader.policies()}
    figures = load_key_figures()
    context = {
        "sources": list((dict(source_policies()) | stored).values()),
        "stored": stored,
        "terms": _terms,
        "reliability": parts.reader.source_reliability(),
        "training_texts": TRAINING_TEXTS,
        "status": parts.reader.status(),
        "figures": figures,
        "own": figures.of(figures.engine) if figures else None,
        "engine": parts.settings.engine,
    }
    return render(request, "about.html", context)


def _terms(policy: Policy) -> str:
    """Return what a source's terms mean here."""
    kept = f"kept for {_days(policy.retention.days)} at most" if policy.retention else "kept without a limit"
    to_llm = "may be sent to a language model" if policy.send_to_llm else "never sent to a language model"
    return f"{kept}; {TRAINING[policy.train]}; {to_llm}"


def _days(number: int) -> str:
    return "a day" if number == 1 else f"{number} days"
