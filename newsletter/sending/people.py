"""Identities of people who approve: spellings of one name are one person, and names that look alike are reported.

The table of look-alikes comes from ``confusables.txt`` of Unicode's security data (UTS 39, section 4): letters and
digits that look like Latin ones after NFKC. A library with all of it would be ten times as large as this module, and
none is well maintained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from operator import eq

from newsletter.documents.values import normalise

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What no reader sees: Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties."""

_BLANK = "\u2800"  # BRAILLE PATTERN BLANK looks like a space and is none
_LOOK_LIKE = {
    "2": "ƧϨᒿꙄꛯꝚ",
    "3": "ƷȜЗӠⳌꝪꞫ𑣊𖼻",
    "4": "Ꮞ𑢯",
    "5": "Ƽ𑢻",
    "6": "бᏮⳒ𑣕",
    "7": "𐓒𑣆",
    "8": "Ȣȣ৪੪𐌚",
    "9": "৭੧୨൭ⳊꝮ𑢬𑣌𑣖",
    "A": "ΑАᎪᗅꓮ𐊠𖽀",
    "a": "ɑαа",
    "B": "ΒВᏴᗷꓐꞴ𐊂𐊡𐌁",
    "b": "ƄЬᏏᑲᖯ",
    "C": "СᏟⲤꓚ𐊢𐌂𐐕𐔜𑣩𑣲",
    "c": "сᴄⲥꮯ𐐽",
    "D": "Ꭰᗞᗪꓓ",
    "d": "ԁᏧᑯꓒ",
    "E": "ΕЕᎬⴹꓰ𐊆𑢦𑢮",
    "e": "еҽꬲ",
    "F": "ϜᖴꓝꞘ𐊇𐊥𐔥𑢢𑣂",
    "f": "քẝꞙꬵ",
    "G": "ԌᏀᏳꓖ",
    "g": "ƍɡցᶃ",
    "H": "ΗНᎻᕼⲎꓧ𐋏",
    "h": "һհᏂ",
    "i": "ıɩɪιіӏᎥꙇꭵ𑣃",
    "J": "ͿЈᎫᒍꓙꞲ",
    "j": "ϳј",
    "K": "ΚКᏦᛕⲔꓗ𐔘",
    "L": "ᏞᒪⳐꓡ𐐛𐔦𑢣𑢲𖼖",
    "l": "ƖǀΙІӀ۱ᛁⲒⵏꓲ𐊊𐌉𐌠𖼨",
    "M": "ΜϺМᎷᗰᛖⲘꓟ𐊰𐌑",
    "m": "𑜀𑣣",
    "N": "ΝⲚꓠ𐔓",
    "n": "ոռ",
    "O": "ΟОՕ০ଠ୦ዐⲞⵔ〇ꓳ𐊒𐊫𐐄𐓂𐔖𑓐𑢵𑣠",
    "o": "οσоօ۵०੦૦௦౦೦ഠ൦๐໐ဝ၀ჿᴏᴑⲟꬽ𐐬𐓪𑣈𑣗",
    "P": "ΡРᏢᑭⲢꓑ𐊕",
    "p": "ρрⲣ",
    "Q": "ⵕ",
    "q": "ԛգզ",
    "R": "ƦᎡᏒᖇꓣ𐒴𖼵",
    "r": "гᴦⲅꭇꭈꮁ",
    "S": "ЅՏᏕᏚꓢ𐊖𐐠𖼺",
    "s": "ƽѕꜱꮪ𐑈𑣁",
    "T": "ΤТᎢⲦꓔ𐊗𐊱𐌕𑢼𖼊",
    "U": "Սሀᑌꓴ𐓎𑢸𖽂",
    "u": "ʋυսᴜꞟꭎꭒ𐓶𑣘",
    "V": "Ѵ۷Ꮩᐯⴸꓦꛟ𐔝𑢠𖼈",
    "v": "νѵᴠꮩ𑜆𑣀",
    "W": "ԜᎳᏔꓪ𑣦𑣯",
    "w": "ɯѡԝաᴡꮃ𑜊𑜎𑜏",
    "X": "ΧХᚷⲬⵝꓫꞳ𐊐𐊴𐌗𐌢𐔧𑣬",
    "x": "хᕁᕽ",
    "Y": "ΥУҮᎩᎽⲨꓬ𐊲𑢤𖽃",
    "y": "ɣʏγуүყᶌỿꭚ𑣜",
    "Z": "ΖᏃꓜ𐋵𑢩𑣥",
    "z": "ᴢꮓ𑣄",
    "AA": "Ꜳ",
    "aa": "ꜳ",
    "AE": "ÆӔ",
    "ae": "æӕ",
    "AO": "Ꜵ",
    "ao": "ꜵ",
    "AU": "Ꜷ",
    "au": "ꜷ",
    "AV": "ꜸꜺ",
    "av": "ꜹꜻ",
    "AY": "Ꜽ",
    "ay": "ꜽ",
    "bl": "Ы",
    "dz": "ʣ",
    "ll": "ǁ",
    "lO": "Ю",
    "ls": "ʪ",
    "lz": "ʫ",
    "OE": "Œ",
    "oe": "œ",
    "OO": "ꚘꝎ",
    "oo": "ꚙꝏ",
    "T3": "Ꜩ",
    "tf": "ꝷ",
    "ts": "ʦ",
    "ue": "ᵫ",
    "uo": "ꭣ",
}
_FOREIGN = str.maketrans({one: like for like, ones in _LOOK_LIKE.items() for one in ones})
_LATIN = str.maketrans({"0": "O", "1": "l", "I": "l", "m": "rn"})


def fold_name(name: str) -> str:
    """Return what spellings of one name have in common: no case, nothing unseen, single spaces (UAX 31, NFKC_Casefold).

    It is for comparing, and not for showing.
    """
    seen = _UNSEEN.sub("", normalise("NFKC", name).replace(_BLANK, " "))
    folded = normalise("NFKC", normalise("NFD", seen).casefold())
    return " ".join(_UNSEEN.sub("", folded).split())


def merge_people(names: Iterable[str]) -> tuple[str, ...]:
    """Return each person once, as written last."""
    return tuple({fold_name(name): name for name in names}.values())


def find_lookalikes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each two names that are of different people, and look alike."""
    for one, other in combinations(merge_people(names), 2):
        if any(map(eq, _looks(one), _looks(other))):
            yield one, other


def _looks(name: str) -> tuple[str, str]:
    """Return a key for how a name looks, as written and in lower case."""
    shown = " ".join(_UNSEEN.sub("", name).split())
    return make_skeleton(shown), fold_name(replace_lookalikes(shown))


def make_skeleton(words: str) -> str:
    """Return what words look like: two that look alike have one skeleton. It is for comparing, and not for showing."""
    return replace_lookalikes(words).translate(_LATIN)


def replace_lookalikes(words: str) -> str:
    """Return words with Latin letters for those that look like them; Latin ones stay, even where two look alike."""
    return normalise("NFD", normalise("NFKC", words).translate(_FOREIGN))
