"""The form with the texts' own sentences as its only quotes, for servers that hold a model to a schema."""

from typing import Any

from trending_now.domain.text import Document, TextRole
from trending_now.models.llm.form import LONGEST_QUOTE, answer_schema
from trending_now.models.llm.texts import disarmed
from trending_now.models.texts.quotes import is_quotable
from trending_now.models.texts.sentences import sentence_spans

MOST_GENRES = 3


def closed_schema(document: Document) -> dict[str, Any]:
    """Return the JSON schema of a shorter form, where each quote is one of the texts' own sentences.

    A server that holds a model to the schema (llama.cpp, vLLM) leaves it no other words to quote.
    """
    schema = answer_schema()
    said = {role: _sentences(document, role) for role in TextRole}
    everything = [sentence for role in TextRole for sentence in said[role]]
    fields, definitions = schema["properties"], schema["$defs"]
    definitions["GenreLine"]["properties"]["quote"] = _one_of(everything)
    definitions["VibeLine"]["properties"]["reason"] = _one_of(said[TextRole.REVIEW])
    fields["genres"] |= {"minItems": 1, "maxItems": MOST_GENRES}
    for side in ("praise", "criticism"):
        fields[side] |= {"items": _one_of(said[TextRole.REVIEW]), "maxItems": 1}
    return schema


def _sentences(document: Document, role: TextRole) -> list[str]:
    """Return the sentences of the texts of a role that may be quoted, each once."""
    said = (
        disarmed(text.content[start:end])
        for text in document.texts
        if text.role is role
        for start, end in sentence_spans(text.content)
    )
    return [quote for quote in dict.fromkeys(said) if len(quote) <= LONGEST_QUOTE and is_quotable(quote)]


def _one_of(sentences: list[str]) -> dict[str, Any]:
    return {"type": "string", "enum": sentences} if sentences else {"type": "string", "maxLength": LONGEST_QUOTE}
