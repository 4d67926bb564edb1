"""Words too common to look for: articles, pronouns, prepositions and forms of to be, in each language of the program.

A phrase may have them: their places are counted. A language without a list has none.
"""

from __future__ import annotations

from functools import cache

from newsletter.outputs.search.folding import fold

_WORDS = {
    "en": """
        a an the of to and in for on with by at from is was are were be been being as it its this that these those or
        not but he she they we you i his her their our your my me him them us so if then than there here what which who
        whom when where how all any both each few more most other some such no nor only own same too very can will just
        should would could do does did have has had having about into over after before under again further once because
        until while out up down off through during between""",
    "cy": """
        a ac ag am ar at ei eu eich ein fe fy dy gan gyda heb hon hwn hyn i iddo iddi iddynt mae mewn mi na nac nad nag
        nid neu ni o oedd oes os oddi roedd rhwng sydd sy trwy tua wedi wrth y yn yng ym yr yw ydy ydyn bod fel hefyd
        hwy nhw chi chwi ond pan""",
    "de": """
        der die das den dem des ein eine einer eines einem einen und oder aber in im an am auf aus bei mit nach von vom
        zu zum zur für über unter vor durch um als wie ist sind war waren sein wird werden wurde wurden hat haben hatte
        hatten es er sie wir ihr ich du mich mir uns ihm ihn ihnen sich nicht kein keine dass wenn weil so auch nur noch
        schon sehr was wer wo diese dieser dieses diesem diesen""",
    "fr": """
        le la les l un une des du de d et ou mais en dans sur sous par pour avec sans à au aux ce cet cette ces c il
        elle ils elles on nous vous je tu me te se s y ne n pas plus que qu qui quoi dont où est sont était étaient être
        été a ont avait avaient avoir son sa ses leur leurs notre nos votre vos mon ma mes comme si""",
    "pl": """
        a aby ale bez być był była było były co czy dla do gdy gdzie go i ich im jak jako jej jego jest jeszcze już ją
        kto która które który lub ma mi mnie na nad nie nim o od on ona one oni oraz po pod przed przez przy są się ta
        tak także te tego tej ten to tu ty tych tym w we z za ze że""",
    "ar": """
        في من على إلى عن مع أن إن ما لا لم لن هو هي هم هذا هذه ذلك تلك التي الذي الذين كان كانت يكون تكون قد كل أو ثم
        بين بعد قبل عند حتى إذا كما لكن و ف ب ل ك""",
}


@cache
def list_stop_words(language: str) -> frozenset[str]:
    """Return the folded stop words of the language with a BCP 47 tag."""
    return frozenset(map(fold, _WORDS.get(language.partition("-")[0], "").split()))
