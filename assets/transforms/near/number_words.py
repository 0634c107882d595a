"""Numbers and days of the week that are written as words: `lesson five` and `lesson six` are two lessons.

Left out are those that are other words as often: `one`, and the Persian nine, which is `no`.
"""

from functools import cache
from itertools import product

_ARABIC = (
    "اول اولى ثاني ثانية ثالث ثالثة رابع رابعة خامس خامسة سادس سادسة سابع سابعة ثامن ثامنة تاسع تاسعة عاشر عاشرة "
    "حادي حادية عشر عشرة عشرون عشرين ثلاثون ثلاثين اربعون اربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين "
    "تسعون تسعين اثنان اثنين ثلاث ثلاثة اربع اربعة خمس خمسة ست ستة سبع سبعة ثمان ثمانية تسع تسعة "
    "سبت احد اثنين ثلاثاء اربعاء خميس جمعة"
).split()
_ARABIC_PREFIXES = ("", "ال", "و", "وال")
_PERSIAN = (
    "دو سه چهار پنج شش هفت هشت ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده بیست سی چهل پنجاه شصت هفتاد "
    "هشتاد نود صد اول دوم سوم چهارم پنجم ششم هفتم هشتم نهم دهم یازدهم دوازدهم سیزدهم چهاردهم پانزدهم شانزدهم هفدهم "
    "هجدهم نوزدهم بیستم سی‌ام چهلم پنجاهم اولین دومین سومین چهارمین پنجمین ششمین هفتمین هشتمین نهمین دهمین "
    "شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه"
).split()
_ENGLISH = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety first second third fourth fifth sixth seventh "
    "eighth ninth tenth monday tuesday wednesday thursday friday saturday sunday"
).split()
_RUSSIAN_CARDINALS = (
    "два две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать двадцать тридцать "
    "сорок пятьдесят понедельник вторник среда четверг пятница суббота воскресенье"
).split()
_RUSSIAN_ORDINALS = "перв втор четверт пят шест седьм восьм девят десят одиннадцат двенадцат двадцат".split()
_RUSSIAN_ENDINGS = ("ый", "ой", "ая", "ое", "ого", "ом", "ую")


@cache
def number_words() -> tuple[str, ...]:
    """All of them, as people write them."""
    arabic = map("".join, product(_ARABIC_PREFIXES, _ARABIC))
    russian = map("".join, product(_RUSSIAN_ORDINALS, _RUSSIAN_ENDINGS))
    return (*arabic, *_PERSIAN, *_ENGLISH, *_RUSSIAN_CARDINALS, *russian, "третий", "третья", "третье")
