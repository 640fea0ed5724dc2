"""The terms of the corpora's texts."""

from trending_now.domain.policy import Credit, Policy, TrainUse


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
