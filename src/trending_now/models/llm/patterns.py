"""Signs that a text talks to whoever labels it, not to whoever watches: orders, disguises, false frames, genre lists."""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator

from trending_now.domain.genre import Genre

LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝӏοανρτιΑΒΕΖΗΙΚΜΝΟΡΤΧАВЕКМНОРСТХ", "aeopcyxijsdhqwloavptiABEZHIKMNOPTXABEKMHOPCTX"
)
LEET = str.maketrans("013457@$", "oieastas")
MOST_CHARACTERS = 20_000
ORDERS = "orders"
STUFFED_WINDOW, STUFFED_GENRES, STUFFED_REPEATS = 160, 5, 4

_ORDERS = re.compile(
    "|".join(
        (
            r"\b(?:ignore|disregard|forget|override|bypass|skip)\b[^.!?\n]{0,40}\b(?:previous|above|prior|earlier|all|any|"
            r"every|your|system|other)\b[^.!?\n]{0,30}\b(?:instruction|rule|prompt|direction|order|guideline|text|told)",
            r"\b(?:system|developer) (?:prompt|message|instruction|override|note|notice)",
            r"\b(?:you are|act as|you're|pretend (?:to be|you are)) (?:now )?(?:an? |the )?(?:ai\b|assistant|model|classifier|"
            r"language model|labell?er|bot\b|dan\b|unrestricted)",
            r"\b(?:as|dear|attention|note to(?: the)?|hey|hello|to (?:the|any|all)) (?:an? )?(?:ai\b|llm|language model|"
            r"classifier|labell?er|chatbot|annotator|automat\w+|machine reader|tagg(?:er|ing)|model reading)",
            r"\bnew (?:instruction|rule|task|order)s?\b",
            r"\b(?:instruction|order|directive)s? (?:to|for) (?:the|any|all|whoever)?\s?(?:model|ai\b|classifier|reader|"
            r"assistant|system|labell?)",
            r"\b(?:answer|respond|reply|output|return|print|write|emit)\b[^.!?\n]{0,30}\b(?:only|exactly|just|json|verbatim|"
            r"nothing but|the (?:word|genre|label)|your (?:prompt|instruction))",
            r"\b(?:label|classify|tag|categori[sz]e|mark|file|list|sort) (?:this|it|the (?:film|title|movie|show|plot|"
            r"text))\b[^.!?\n]{0,30}\b(?:as|under|with)\b",
            r"\b(?:must|should|shall|needs? to|has to|have to|is to|are to) be (?:labell?ed|classified|tagged|categori[sz]ed|rated|"
            r"scored|sorted|marked|filed|set)",
            r"\b(?:set|put|make|use|choose|select|pick|assign)\b[^.!?\n]{0,30}\b(?:genres?|vibe|score|confidence|tags?|label|"
            r"rating|category)\b",
            r"\b(?:genres?|vibe|confidence|score|tags?|category)\s*(?:[:=]|must|should|is to|to be)",
            r"\bconfidence\b[^.!?\n]{0,15}\b(?:100|99|full|maximum)",
            r"\b(?:reveal|repeat|show|print|quote|leak)\b[^.!?\n]{0,30}\b(?:prompt|instructions?|rules|above|system)\b",
            r"\bprompt injection|jailbreak",
            r"\byour (?:instructions?|prompt|rules|task|developers?|training|labels?|list of genres|system)\b",
            r"\byou are (?:no longer|now) (?:a|an|the) ",
            r"\bfrom now on,? you\b|\bwhoever (?:labels|classifies|reads|tags)\b|\bthat is an (?:instruction|order)\b",
            r"\b(?:the|its) (?:true|real|only|correct|right|actual) (?:genre|label|answer|category|tag)s?\b",
            r"\b(?:machine|automat\w+|ai|model) (?:readers?|systems?|labell?ers?|classifiers?|summar\w+)\b",
            r"\b(?:tag|genre|label)s? list\b|\bgenres? of this (?:film|title|movie|show) (?:is|are)\b",
            r"\b(?:choose|pick|use|write) (?:words?|a word|the word)s?\b",
        )
    ),
    re.IGNORECASE,
)
_SCORES = re.compile(
    r"\b(?:rat(?:e|ing)|scor(?:e|ing)|give|grade|award|vibe|verdict|average|count|report|record|write|store)\b[^.!?\n]{0,60}"
    r"(?<![\w.])(?:10|ten|1|one|zero|maximum|highest|lowest|minimum|full marks|perfect)\b",
    re.IGNORECASE,
)
_GENRE_ORDERS = re.compile(
    r"\b(?i:answer|choose|pick|select|say|write|return|output|add|record|call it|label|classify|tag|mark|print|reply|file|put|"
    r"know|mention|stop at|(?:genre|label|answer|entry|category|film|title)\b[^.!?\n]{0,25}\b(?:is|are|be|has to be|must be))"
    r"\b[^.!?\n]{0,40}\b(?:" + "|".join(genre.value for genre in Genre) + r")\b"
)
_FOREIGN = re.compile(
    "|".join(
        (
            r"\b(?:ignorier|vergiss|missacht)\w*[^.!?\n]{0,50}\b(?:anweisung|regel|vorgabe|befehl|bisher)",
            r"\b(?:stuf|ordn|bewert|kennzeichn|markier)\w*[^.!?\n]{0,40}\b(?:als|mit|ein)\b[^.!?\n]{0,30}(?:ein|genre|10|zehn|"
            r"komödie|punkt|horror)",
            r"\b(?:ignor[aeo]\w*|olvid\w+|descart\w+|desconsider\w+|esque[cç]\w+|dimentic\w+|oubli\w+)[^.!?\n]{0,50}(?:instruc|instru|"
            r"istruz|regl|règl|regol|regra|consign|anterior|précéd|preced)",
            r"\b(?:clasific|classific|classe[rz]|etiquet|étiquet|marca|attribu|asign|assegn|calific|évalu|valut|puntú|avali|"
            r"pon|metti|mets)\w*[^.!?\n]{0,40}(?:como|comme|come|10|dix|diez|dieci|dez|género|genre|genere)",
            r"\b(?:negeer|vergeet)\b[^.!?\n]{0,50}(?:instructie|regel|opdracht)",
            r"\b(?:zignoruj|pomi[nń]|zapomnij)\b[^.!?\n]{0,50}(?:instrukcj|polece|zasad)",
            r"(?:ignorera|glöm|ignorér|glem|unohda|ohita|jätä|ignorujte?|hagyd figyelmen)[^.!?\n]{0,50}(?:instruk|regl|ohje|pokyn|utasít)",
            r"(?:игнорир|забудь|не обращай)[^.!?\n]{0,50}(?:инструкц|правил|указани|предыдущ)|(?:отнеси|оцени|поставь|укажи|пометь)[^.!?\n]{0,30}(?:жанр|10|балл|как)",
            r"(?:ігноруй|забудь)[^.!?\n]{0,50}(?:інструкц|правил)",
            r"忽略|无视|無視|指令|系统提示|请(?:把|将|给)[^。\n]{0,20}(?:分类|标记|评|类型)|打(?:10|十)分|標記為",
            r"無視し|指示に|指示を|命令に|(?:分類|評価|採点)し(?:て|ろ)|(?:10|十)点を",
            r"무시하|지시(?:를|사항)|(?:분류|평가)(?:하라|하세요|해)|10점",
            r"تجاهل|التعليمات|صنّ?ف (?:هذا|الفيلم)|امنح|أعط[^.\n]{0,20}10",
            r"התעלם|ההוראות|סווג|דרג",
            r"(?:yok say|görmezden gel|unut)\w*|talimat|(?:sınıflandır|puan ver)",
            r"अनदेखा|निर्देश|नज़रअंदाज़|(?:वर्गीकृत|अंक) (?:करो|करें|दें|दो)",
            r"αγνόησε|αγνοήστε|οδηγίες|bỏ qua|hướng dẫn trước|abaikan|instruksi",
        )
    ),
    re.IGNORECASE,
)
_FRAMES = re.compile(
    r"<\|?/?(?:im_(?:start|end)|system|user|assistant|endoftext|instructions?|text|document|data|plot|review)\b|\[/?INST\]|"
    r"<</?SYS>>|(?<!=)={3,}+ ?(?:system|user|end)|(?<!#)#{2,}+ ?(?:system|instruction|task|end|new|response)|```|"
    r"(?<!-)-{3,}+ ?(?:end|begin)|"
    r"\b(?:BEGIN|END) [0-9a-f]{6,}|\bEND OF (?:DATA|TEXT|PLOT|REVIEW|INPUT|DOCUMENT)|[\"'](?:genres?|role|content)[\"']\s*:|"
    r"^[^\S\n]*+(?:system|assistant|user|human|developer) ?:|\{\{|\{%",
    re.IGNORECASE | re.MULTILINE,
)
_HIDDEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u00ad\U000e0000-\U000e007f]")
FEWEST_HIDDEN = 4
_ENCODED = re.compile(
    r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{20,}={0,2}|(?:[0-9a-fA-F]{2}[ ]?){12,}|(?:[01]{8} ?){6,})(?![A-Za-z0-9+/])"
)
_SPACED = re.compile(r"\b(?:[^\W\d_][ .\-_]){4,}[^\W\d_]\b")
_HINTS = re.compile("ignor|disregard|forget|label|classif|instruct|genre|score|rules|horror", re.IGNORECASE)
_ESCAPES = re.compile(r"(?:%[0-9a-fA-F]{2}\w*){3,}|(?:\\u[0-9a-fA-F]{4}){3,}|(?:&#x?[0-9a-fA-F]+;){3,}")
_MORSE = re.compile(r"(?:[.\-−·]{1,5}[ /]+){8,}")
_GENRE = re.compile(r"\b(?:" + "|".join(re.escape(genre.value) for genre in Genre) + r"|sci-fi)\b", re.IGNORECASE)


def signs_in(content: str) -> Iterator[str]:
    """Yield each kind of sign that a text shows."""
    text = content[:MOST_CHARACTERS]
    if _gives_orders(text):
        yield ORDERS
    if _FRAMES.search(text):
        yield "false frame"
    if len(_HIDDEN.findall(text)) >= FEWEST_HIDDEN:
        yield "hidden signs"
    if _is_disguised(text):
        yield "disguised orders"
    if _is_stuffed(text):
        yield "genre list"


def speaks_of_scores(content: str) -> bool:
    """Tell whether a text says what a score should be: so do honest reviews, and so it is no sign by itself."""
    return bool(_SCORES.search(content[:MOST_CHARACTERS]))


def _gives_orders(text: str) -> bool:
    return bool(_ORDERS.search(text) or _GENRE_ORDERS.search(text) or _FOREIGN.search(text))


def _is_disguised(text: str) -> bool:
    """Tell whether orders come out when the usual disguises are taken off, or something encoded stands in the text."""
    if _ESCAPES.search(text) or _MORSE.search(text) or any(map(_decodes, _ENCODED.findall(text))):
        return True
    plain = unicodedata.normalize("NFKC", text).translate(LOOKALIKES)
    closed = _SPACED.sub(lambda run: re.sub(r"[ .\-_]", "", run[0]), plain)
    others = (codecs.encode(text, "rot13"), text[::-1], text.translate(LEET), plain, closed)
    return any(_has_more_hints(one, text) and (_gives_orders(one) or one is closed) for one in others)


def _has_more_hints(undone: str, text: str) -> bool:
    """Tell whether words of orders come out that did not stand in the text as it was: a quick look before a long one."""
    return undone != text and len(_HINTS.findall(undone)) > len(_HINTS.findall(text))


def _decodes(run: str) -> bool:
    """Tell whether a run of signs hides readable text: base64, hexadecimal or binary."""
    bare = run.replace(" ", "")
    for decode in (_from_binary, bytes.fromhex, _from_base64):
        try:
            found = decode(bare)
        except (ValueError, binascii.Error):
            continue
        letters = sum(byte == 32 or chr(byte).isalpha() for byte in found if byte < 128)
        if len(found) >= 6 and letters >= 0.8 * len(found):
            return True
    return False


def _from_base64(run: str) -> bytes:
    return base64.b64decode(run + "=" * (-len(run) % 4), validate=True)


def _from_binary(run: str) -> bytes:
    if set(run) - {"0", "1"} or len(run) % 8:
        raise ValueError(run)
    return bytes(int(run[place : place + 8], 2) for place in range(0, len(run), 8))


def _is_stuffed(text: str) -> bool:
    """Tell whether many genres are named in one breath, or one again and again."""
    found = [(match.start(), match[0].casefold()) for match in _GENRE.finditer(text)]
    for number, (start, _) in enumerate(found):
        near = [name for place, name in found[number:] if place - start <= STUFFED_WINDOW]
        if len(set(near)) >= STUFFED_GENRES or max(map(near.count, near)) >= STUFFED_REPEATS:
            return True
    return False
