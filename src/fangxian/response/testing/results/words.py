"""What a result is called in tables and messages, and what it means here."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = {
    "positive": {"positive", "pos", "+", "detected", "阳性", "阳", "检出"},
    "negative": {"negative", "neg", "-", "not detected", "阴性", "阴", "未检出"},
    "grey": {"grey", "gray", "indeterminate", "inconclusive", "equivocal", "灰区", "可疑"},
    "invalid": {"invalid", "inadequate", "unsatisfactory", "无效"},
}

SNOMED: Final = {
    "10828004": "positive",
    "260373001": "positive",  # Detected
    "260385009": "negative",
    "260415000": "negative",  # Not detected
    "419984006": "grey",  # Inconclusive
    "42425007": "grey",  # Equivocal
    "455371000124106": "invalid",
    "125154007": "invalid",  # Specimen unsatisfactory for evaluation
}
"""SNOMED CT → reading."""

FLAGS: Final = {"POS": "positive", "DET": "positive", "NEG": "negative", "ND": "negative", "IND": "grey", "E": "grey"}
"""HL7 table 0078, interpretation codes → reading."""

_NONE: Final = {"", "-", "—", "nan", "n/a", "na", "undetermined", "noct", "no ct", "未检出"}
_GENE: Final = re.compile(r"\b(orf1a/?b|orf|rnase\s?p|ic|n|e|s)\b|(内标)", re.IGNORECASE)
_THRESHOLD: Final = re.compile(r"\b(ct|cq|cp)\b|cycle threshold|循环阈值", re.IGNORECASE)


def reading_of(word: str) -> str:
    """The reading that a word stands for; the word itself where it stands for none."""
    plain = " ".join(word.split()).casefold()
    return next((name for name, words in _WORDS.items() if plain in words), plain)


def threshold(said: str) -> float | None:
    """A cycle threshold; None where none was reached.

    Raises
    ------
    ValueError
        It is none: no number, or not between 0 and 60.
    """
    if said.strip().casefold() in _NONE:
        return None
    value = float(said)
    if not 0 < value <= 60:
        raise ValueError(said)
    return value


def target_of(name: str) -> str | None:
    """The gene whose threshold an observation is; None where it is no threshold, ``ct`` where no gene is named."""
    plain = name.replace("_", " ")
    if not _THRESHOLD.search(plain):
        return None
    gene = _GENE.search(plain)
    return (gene[0] if gene else "ct").casefold()
