"""A plot as plain text: without the wiki's leftovers (templates, footnote numbers, tags) and stray white space."""

import html
import re

TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
MARKUP = re.compile(r"</?(?:ref|br|small|sup|sub|i|b|p|div|span|nowiki|gallery|blockquote)\b[^<>]*>", re.IGNORECASE)
FOOTNOTE = re.compile(r"\[(?:\d{1,3}|note \d+|citation needed|who\?|clarification needed)\]", re.IGNORECASE)
LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6});")
EMPHASIS = re.compile(r"'{2,5}")
GAP = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")


def plain_plot(text: str) -> str:
    """Return a plot without markup, one paragraph a line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for pattern in (TEMPLATE, TEMPLATE, MARKUP, FOOTNOTE) if re.search(r"[{<\[]", text) else ():
        text = pattern.sub(" ", text)
    text = LINK.sub(r"\1", text)
    text = html.unescape(text) if ENTITY.search(text) else text
    text = EMPHASIS.sub("", text) if "''" in text else text
    return LINES.sub("\n", GAP.sub(" ", text)).strip()
