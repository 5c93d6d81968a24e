"""Text as people search it: without capitals, accents and marks."""

import re
import unicodedata

_SPECIAL = str.maketrans({"ı": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th"})
_MARK = re.compile(r"[^\w@.+-]+|_")


def folded(text: str) -> str:
    """Lower case, without accents, single blanks: "Özlem Şahin" is found by "ozlem sahin"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(_MARK.sub(" ", plain).split())


def name_key(name: str) -> str:
    """What two spellings of one name share: no blanks around it, no capitals."""
    return name.strip().casefold()


def words(text: str, *, longest: int = 60) -> set[str]:
    """The words of a text as they are searched; a word with a dash counts whole and in parts."""
    found = set(folded(text).split())
    parts = {part for word in found for part in re.split(r"[.@+-]", word)}
    return {word[:longest] for word in found | parts if word}


def isolated(text: str) -> str:
    """Between invisible marks when any of it is written from right to left, so that it does not turn the rest of its line around."""
    turns = any(unicodedata.bidirectional(character) in ("R", "AL", "RLE", "RLO", "LRE", "LRO", "RLI") for character in text)
    return f"\u2068{text}\u2069" if turns else text
