"""The terms of the corpora's texts."""

from trending_now.domain.policy import Credit, Policy, TrainUse

KEPT_FROM_LLMS = "imdb"


def wikipedia_policy(corpus: str, credit: str, url: str) -> Policy:
    """Return the terms of Wikipedia's texts, CC BY-SA, with the credit of those who collected them."""
    return Policy(
        name=corpus,
        display=True,
        train=TrainUse.SHIP,
        keep_full_text=True,
        send_to_llm=True,
        retention=None,
        credit=Credit(credit, url, "CC BY-SA"),
    )


def may_go_to_llm(source: str) -> bool:
    """Tell whether a corpus' text may be sent to a language model, by what its column `source` says.

    The synopses of IMDb may not: they are for the published benchmark alone.
    """
    return not source.strip().lower().startswith(KEPT_FROM_LLMS)
