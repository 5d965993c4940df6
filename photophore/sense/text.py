"""What a wearer wrote -> how pleasant it reads, and how little that says of what is felt. English only.

For the wearer's own device: the text is read and let go; its valence is all that leaves. By VADER (Hutto and Gilbert
2014), a lexicon with rules, in the extra `text`. It sees what is expressed, and knows nothing of irony, of most slang,
or of any other language; two sentences in five say nothing to it, and count as 0.
"""

import math
from typing import NamedTuple

from photophore.sense.usual import TEXT
from photophore.words import PhotophoreError

try:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
except ImportError:  # the extra is not installed; whoever needs it is told
    SentimentIntensityAnalyzer = None

LONGEST = 2000  # characters; a message, not a book
ENGLISH = "en"
_reader = SentimentIntensityAnalyzer() if SentimentIntensityAnalyzer else None


class Valence(NamedTuple):
    """What is kept of a text."""

    valence: float  # -1..1, VADER's compound; nan where there are no words
    noise: float  # variance of its error as one reading of a feeling, before anything is known of this wearer


def valence(text: str, language: str = ENGLISH) -> Valence:
    """How pleasant an English message reads. PhotophoreError for another language, or where VADER is not installed.

    language: BCP 47, as the wearer chose it; it is not guessed.
    """
    if _reader is None:
        raise PhotophoreError("no text can be read here", "the extra `text`", "pip install vaderSentiment")
    if language.lower().split("-")[0] != ENGLISH:
        raise PhotophoreError("only English is read", f"language {language[:35]!r}", "say how you feel yourself")
    if len(text) > LONGEST:
        raise PhotophoreError(f"the text has {len(text)} characters", f"{LONGEST} are the most", "send a part of it")
    noise = (1 / TEXT.r**2 - 1) * TEXT.felt.sd**2
    if not any(letter.isalnum() or ord(letter) > 0x2000 for letter in text):  # from there on: symbols and emoji
        return Valence(math.nan, noise)
    return Valence(float(_reader.polarity_scores(text)["compound"]), noise)
