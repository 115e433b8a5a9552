"""Words for synthetic texts, as frequent as words are in life: the n-th most common about 1/n as often as the first.

Zipf's law (G. K. Zipf, Human Behavior and the Principle of Least Effort, 1949). All but the short words are made up,
stems with the endings of English on them, so that stemming has something to do.
"""

import itertools
import random

FUNCTION_WORDS = """the of in to and a that for on with by as at from is was were has had its it an be
this which who their they said not but after against would about between been more have than over into
his also other one some two may could when before under while during both including such""".split()
NEWS_WORDS = """forces Russian Syria army government strike strikes military city province troops president
talks border town fighters aircraft attack attacked attacking civilians ministry report reported opposition
weapons chemical peace support group groups region base capital convoy convoys militia ceasefire official
officials killed wounded province security council coalition air airport bombing bombed village shelling
rebels defense foreign minister humanitarian aid agreement sanctions missile missiles operation operations
deal crossing plan control control zone zones advance advanced leader meeting state source sources""".split()
PLACES = ["Deir el-Zour", "Damascus", "Aleppo", "Abu Kamal", "Raqqa", "Idlib", "Hama", "Afrin"]
RARE_WORDS = ("Qasrunabad", "velmadite")
"""Each in few texts, both in fewer."""

_SIZE = 30_000
_BEGINNINGS = "b br d dr f fr g gr h j k kl l m n p pl pr r s sk st str t tr v w z sh ch".split()
_MIDDLES = "a e i o u ar er or an en in on al el".split()
_ENDINGS = ["", "", "", "", "s", "ed", "ing", "er", "ation", "ment", "ly", "ity"]


class Vocabulary:
    """Draws words; the same seed draws the same."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.words = [*FUNCTION_WORDS, *NEWS_WORDS, *self._made_up()]
        weights = (1 / rank for rank in range(1, len(self.words) + 1))
        self._weights = list(itertools.accumulate(weights))

    def _made_up(self) -> list[str]:
        rng, words = self._rng, dict[str, None]()
        while len(words) < _SIZE:
            syllables = rng.choices((1, 2, 3, 4), (1, 6, 5, 2))[0]
            stem = "".join(rng.choice(_BEGINNINGS) + rng.choice(_MIDDLES) for _ in range(syllables))
            word = (stem.title() if rng.random() < 0.2 else stem) + rng.choice(_ENDINGS)
            words[word.replace("o", "ó") if rng.random() < 0.005 else word] = None
        return list(words)

    def text(self, length: int) -> str:
        """Sentences of about ``length`` words together; one in ten names a place, one in 800 a rare word."""
        rng = self._rng
        words = rng.choices(self.words, cum_weights=self._weights, k=length)
        if rng.random() < 0.1:
            words.append(rng.choices(PLACES, (3, 8, 8, 1, 4, 4, 2, 2))[0])
        if rng.random() < 1 / 800:
            words += rng.choice((RARE_WORDS, RARE_WORDS[:1], RARE_WORDS[1:]))
        sentences = []
        while words:
            end = rng.randint(9, 22)
            sentence, words = " ".join(words[:end]), words[end:]
            sentences.append(f"{sentence[0].upper()}{sentence[1:]}.")
        return " ".join(sentences)
