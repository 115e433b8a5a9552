"""Words that are read in a way of their own: everyday words, numbers in words, spellings of names (no query)."""

from issues.search.query import stem

# Each line is one word to those who compare; the first is its key.
_SAME = """
zour zor zawr zaur
deir dayr dair deyr
aleppo halab
daraa deraa
ghouta guta
hmeimim khmeimim hmeymim khmeymim humaymim
raqqa rakka raqa
kamal bukamal boukamal
homs hims
strike airstrike bomb bomber bombard raid
kill die death dead
aircraft plane warplane airplane
inspector investigator
january jan
february feb
march mar
april apr
august aug
september sept sep
october oct
november nov
december dec
russia russian
syria syrian
turkey turkish turk
iran iranian
iraq iraqi
israel israeli
jordan jordanian
lebanon lebanese
kurd kurdish
america american
britain british
france french
germany german
egypt egyptian
qatar qatari
kazakhstan kazakh
"""
SAME = {
    stem(word): stem(line.split()[0])
    for line in _SAME.strip().splitlines()
    for word in line.split()
}
"""The stem that counts for a word of another spelling, or of the same sense in a report."""

_EVERYDAY = """
a about above after again against ago all almost along already also although am among an and another any are around as
at away back be because been before behind being below between both but by came can come could did do does doing done
down during each either else even ever every few for from further gave get give go goes going gone got had has have
having he her here hers him his how however i if in inside instead into is it its itself just last later least less let
like made make many may might more most much must near nearly neither never next no nor not now of off on once one only
onto or other others our out outside over own part per rather s same say says said saying several shall she should since
so some soon still such take taken takes taking than that the their them then there these they this those though through
throughout thus to together told tell tells too took toward towards under until up upon us use used using very via was we
week weeks day days month months year years were what when where whether which while who whom whose why will with within
without would yet you your according report reports reported statement added announced percent mr mrs ms dr
al el ez ash ad ar as an at il ul bin ibn abu umm albu
"""
_OF_THE_SUBJECT = """
syria syrian syrians russia russian russians moscow damascus force forces army military government regime troops soldier
soldiers fighter fighters rebel rebels militant militants terrorist terrorists opposition islamic state isis minister
ministry foreign defense official officials spokesman president province town city village area region base strike
strikes airstrike airstrikes raid raids attack attacks attacked shelling bombing aircraft missile missiles kill killed
killing die died dead wounded people civilians civilian children war ceasefire talks agreement security aid humanitarian
convoy operation group groups united states nations us american turkish turkey iran iranian putin assad lavrov
"""
EVERYDAY = frozenset(stem(word) for word in _EVERYDAY.split())
"""Stems of words that stand in any text, and of the articles of Arabic names."""
OF_THE_SUBJECT = (
    frozenset(SAME.get(stem(word), stem(word)) for word in _OF_THE_SUBJECT.split()) - EVERYDAY
)
"""Stems of words that stand in many texts of a monitor such as this; how many, an archive of some size tells better."""

_CALENDAR = """
monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december
"""
NO_NAMES = EVERYDAY | {stem(word) for word in _CALENDAR.split()}
"""Stems of words that have a capital letter and name nobody."""

_SMALL = """zero . two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
# “One” is seldom a number.
NUMBERS = {
    **{stem(word): value for value, word in enumerate(_SMALL.split()) if word != "."},
    **{stem(word): 10 * value for value, word in enumerate(_TENS.split(), start=2)},
    "dozen": 12,
}
ORDINALS = {stem(word): value for value, word in enumerate(_ORDINALS.split(), start=2)}
COUNTING = NUMBERS.keys() | ORDINALS.keys()
"""Stems that a number may begin with."""
MULTIPLIERS = {
    stem(word): value
    for word, value in (
        ("hundred", 100),
        ("thousand", 10**3),
        ("million", 10**6),
        ("billion", 10**9),
    )
}
