"""What of a document a language model gets to read: only what may be sent, cut to size, marked as data."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from trending_now.domain.genre import Genre
from trending_now.domain.llm import PromptVersion
from trending_now.domain.text import Document, Text, TextRole
from trending_now.models.llm.form import VIBE_TAGS
from trending_now.models.prompt_files import Parameters
from trending_now.models.texts.words import has_word

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_TOKEN_SIGNS = re.compile(r"<(?=[|/])|(?<=\|)>|\[(?=/?INST\])|<<(?=SYS)")
MARK_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class SentTexts:
    """The part of a document that is sent; its texts keep their ids, and positions in them hold in the whole ones."""

    document: Document
    whole: Document
    digest: str

    @property
    def may_be_asked_about(self) -> bool:
        """Tell whether there is a word in it, and the plot where the whole has one: reviews alone tell no genre."""
        return has_words(self.document) and (has_words(plot_of(self.document)) or not has_words(plot_of(self.whole)))

    @property
    def is_cut(self) -> bool:
        """Tell whether a part of what may be sent is left out, since it is too long."""
        allowed = sum(len(text.content) for text in _open_texts(self.whole))
        return allowed > sum(len(text.content) for text in self.document.texts)

    @property
    def is_kept_back_in_part(self) -> bool:
        """Tell whether the terms of a text that says something keep it back."""
        return any(not text.send_to_llm and has_word(text.content, 0, len(text.content)) for text in self.whole.texts)

    @property
    def has_all_reviews(self) -> bool:
        """Tell whether no review is left out, for whatever reason."""
        return _reviews(self.document) == _reviews(self.whole)


def has_words(document: Document) -> bool:
    """Tell whether there is a word in a document."""
    return any(has_word(text.content, 0, len(text.content)) for text in document.texts)


def plot_of(document: Document) -> Document:
    """Return a document without its reviews."""
    return replace(document, texts=tuple(text for text in document.texts if text.role is TextRole.PLOT))


def texts_to_send(document: Document, parameters: Parameters) -> SentTexts:
    """Choose and cut the texts of a document; what its Policy keeps back is left out."""
    kept = list(_cut(document, parameters))
    digest = hashlib.sha256()
    for text in kept:
        digest.update(f"{text.id}\0{text.content}\0".encode("utf-8", "surrogatepass"))
    return SentTexts(Document(document.id, tuple(kept)), document, digest.hexdigest())


def canary_of(prompt: PromptVersion) -> str:
    """Return the word that a prompt asks to keep: an answer that holds it gives the prompt away."""
    return f"petrel{prompt.digest[:8]}"


def prompt_values(prompt: PromptVersion, document: Document, digest: str) -> dict[str, str]:
    """Return the values of a prompt's variables for one document; `mark` cannot be guessed by who wrote its texts."""
    return {
        "genres": ", ".join(Genre),
        "tags": ", ".join(VIBE_TAGS),
        "texts": "\n".join(_labelled(document)),
        "mark": digest[:MARK_CHARACTERS],
        "canary": canary_of(prompt),
    }


def disarmed(content: str) -> str:
    """Return a text without signs that are not seen, and with those broken that some models read as control signs."""
    visible = _UNSEEN.sub(" ", content.encode("utf-8", "replace").decode())
    return _TOKEN_SIGNS.sub(lambda found: f"{found[0]} ", visible)


def _reviews(document: Document) -> int:
    return sum(text.role is TextRole.REVIEW for text in document.texts)


def _open_texts(document: Document) -> Iterator[Text]:
    """Yield the texts that may be sent, the open plot in place of one that may not."""
    if document.open_plot is not None:
        yield document.open_plot
    yield from (text for text in document.texts if text.send_to_llm)


def _cut(document: Document, parameters: Parameters) -> Iterator[Text]:
    reviews = 0
    for text in _open_texts(document):
        if text.role is TextRole.REVIEW:
            reviews += 1
            if reviews > parameters.most_reviews:
                continue
        longest = parameters.plot_characters if text.role is TextRole.PLOT else parameters.review_characters
        yield replace(text, content=text.content[:longest])


def _labelled(document: Document) -> Iterator[str]:
    reviews = 0
    for text in document.texts:
        reviews += text.role is TextRole.REVIEW
        yield f"[{'plot' if text.role is TextRole.PLOT else f'review {reviews}'}]"
        yield disarmed(text.content)
