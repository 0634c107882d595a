"""Words of four languages, built from stems and affixes, with the odds by which texts use them."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

HALF_SPACE = "\u200c"

_COMMON = {
    "fa": "و در به از که این را با است برای آن یک خود تا بر هم نیز اما یا هر اگر ما شما او ایشان چون پس "
    "دیگر همه باید چند بین بسیار امروز فردا دیروز اکنون هنوز فقط بدون درباره پیش بعد زیر روی کنار سپس "
    "البته شاید هرگز همیشه",
    "ar": "في من على إلى أن هذا التي الذي مع عن ما لا كان قد كل بعد قبل بين عند هو هي هم نحن ثم أو لكن حتى "
    "غير منذ أي حول خلال فوق تحت أمام ذلك تلك هنا هناك اليوم غدا أمس الآن فقط دون لدى حيث كما إذا لن "
    "لم أيضا ربما دائما",
    "en": "the of and to in a is for that on with as it by from at this are be was or an not which their "
    "its but has we you they if more than there when all can so also only after before between under "
    "over about today now then here still again never always perhaps while near without every each "
    "other some many few",
    "ru": "и в не на что с по как это из у за от так же для но к до или если мы вы они он она был быть уже "
    "ещё только при чтобы когда где здесь там теперь сегодня завтра вчера после перед между под над "
    "без каждый другой весь этот тот очень может всегда никогда снова потом также более менее почти",
}
_NOUNS = {
    "fa": "شهر کتاب راه باران درخت بازار نان خانه دیوار پنجره سفر نامه باغ روز مدرسه کوچه میدان چراغ پل "
    "رودخانه برنامه گزارش هفته ماه سال خبر نشست پرسش پاسخ هزینه بودجه کارگاه کشاورز پزشک هنرمند نقاش "
    "شاعر داستان فیلم بازی ورزشگاه قطار هواپیما کشتی جاده دریا کوه جنگل بیابان ابر برف توفان گرما "
    "سرما انرژی برق کارخانه ماشین دستگاه رایانه شبکه پیام نقشه قرارداد وام بانک سهام ارز طلا قیمت "
    "خرید فروشگاه مشتری کالا بسته پست",
    "ar": "مدينة كتاب طريق مطر شجرة سوق خبز ماء بيت جدار نافذة رسالة عمل حديقة يوم جار مدرسة شارع ميدان "
    "مصباح جسر نهر برنامج تقرير أسبوع شهر عام خبر اجتماع سؤال جواب تكلفة ميزانية ورشة مزارع طبيب فنان "
    "رسام شاعر قصة فيلم ملعب قطار طائرة سفينة بحر جبل غابة صحراء سحاب ثلج عاصفة طاقة مصنع سيارة جهاز "
    "حاسوب شبكة خريطة عقد قرض مصرف سهم عملة ذهب سعر متجر زبون بضاعة طرد بريد فريق مباراة لاعب مدرب",
    "en": "city book road rain tree market bread water house wall window school travel letter work garden "
    "street bridge river program report week month year question answer cost budget farmer doctor "
    "artist painter poet story film game train plane ship sea mountain forest desert cloud storm "
    "power factory machine network message map contract loan bank share coin price shop client parcel "
    "post team match player coach museum theatre ticket kitchen recipe flower winter summer signal "
    "engine island harbour village teacher student lesson exam paper record camera screen button",
    "ru": "город завод дождь рынок хлеб дом мост отчёт месяц год вопрос ответ бюджет врач поэт рассказ "
    "фильм поезд самолёт корабль лес снег шторм станок прибор договор кредит банк курс товар клиент "
    "магазин билет музей театр цветок сигнал мотор остров порт учитель студент урок экзамен журнал "
    "экран стол сад план закон проект ремонт склад вокзал маршрут прогноз ветер мороз праздник "
    "концерт тренер матч игрок рекорд турнир спектакль художник",
}
_VERBS = {
    "fa": "رو خور نویس خوان گوی بین ساز گیر آور خر فروش پز دوز شناس کار دان",
    "ar": "كتب قرأ فتح رسم صنع زرع حمل نقل رفع جمع شرح بحث وصل نشر عمل طلب",
    "en": "build open paint collect follow answer repair plant travel learn print order visit join call "
    "report",
    "ru": "строи покупа открыва чита рисова собира проверя получа работа игра меня слуша смотре ожида",
}
_QUALITIES = {
    "fa": "بزرگ کوچک تازه کهنه بلند کوتاه روشن تاریک گرم سرد آرام تند ساده دشوار ارزان گران زیبا سبک سنگین "
    "نزدیک",
    "ar": "كبير صغير جديد قديم طويل قصير واضح بارد سريع بسيط صعب رخيص جميل خفيف ثقيل قريب بعيد هادئ",
    "en": "quick slow bright dark warm cold calm clear rich plain soft loud strong weak light deep",
    "ru": "больш маленьк нов стар высок коротк светл тёмн тёпл холодн быстр прост дешёв красив лёгк тяжёл "
    "близк",
}
_AFFIXES = {
    "fa": (
        ("{}", "{}‌ها", "{}‌های", "{}‌هایی", "{}هایش", "{}‌مان", "{}ی"),
        ("می‌{}م", "می‌{}د", "می‌{}ند", "نمی‌{}د", "نمی‌{}ند", "ب{}د", "ب{}ند"),
        ("{}", "{}تر", "{}‌ترین", "{}ی"),
    ),
    "ar": (
        ("{}", "ال{}", "بال{}", "لل{}", "وال{}", "{}نا", "{}هم"),
        ("{}", "ي{}", "ت{}", "ن{}", "{}وا", "سي{}", "وي{}"),
        ("{}", "ال{}", "{}ة", "{}ون", "{}ين"),
    ),
    "en": (
        ("{}", "{}s", "mini{}", "{}like", "co{}", "{}wise"),
        ("{}", "{}s", "{}ing", "{}er", "re{}", "re{}ing"),
        ("{}", "{}er", "{}est", "{}ly", "{}ness"),
    ),
    "ru": (
        ("{}", "{}а", "{}у", "{}ом", "{}ы", "{}ов", "{}ам", "{}ами"),
        ("{}л", "{}ла", "{}ли", "{}ть", "{}ет", "{}ют", "пере{}л", "пере{}ть"),
        ("{}ый", "{}ая", "{}ое", "{}ые", "{}ого", "{}ым", "{}ых"),
    ),
}
_DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩", "en": "0123456789", "ru": "0123456789"}
_NUMBERS = "2 3 5 7 12 15 20 30 48 100 250 1000 2024".split()
EMOJI = "🌷 🔥 📌 ✅ 🎉 🔴 📣 🚀 🌧 📚 🏆 ⚡ 🎬 💡 🛒 🕊".split()


@dataclass(frozen=True)
class Vocabulary:
    """Words of a language, the likeliest first."""

    words: tuple[str, ...]
    odds: tuple[float, ...]
    """Running sums of the words' weights after Zipf and Mandelbrot."""
    plain: tuple[str, ...]
    """The words that are letters only: no half-space, number or emoji."""
    digits: dict[int, int]
    """Translation from the digits 0 to 9."""

    def some(self, dice: random.Random, count: int) -> list[str]:
        """Words as texts use them."""
        return dice.choices(self.words, cum_weights=self.odds, k=count)

    def number(self, value: int) -> str:
        """A number in the language's digits."""
        return str(value).translate(self.digits)


@cache
def zipf_odds(count: int, shift: float = 2.7) -> tuple[float, ...]:
    """Running sums of weights that fall with the rank."""
    return tuple(accumulate(1 / (rank + shift) for rank in range(1, count + 1)))


def _inflected(language: str) -> Iterable[str]:
    lists = (_NOUNS, _VERBS, _QUALITIES)
    for stems, affixes in zip(lists, _AFFIXES[language], strict=True):
        yield from (affix.format(stem) for stem in stems[language].split() for affix in affixes)


def _vocabulary(language: str) -> Vocabulary:
    """Function words first, then all else in an order of chance that is always the same."""
    digits = str.maketrans("0123456789", _DIGITS[language])
    rest = [*_inflected(language), *(n.translate(digits) for n in _NUMBERS), *EMOJI]
    random.Random(1).shuffle(rest)
    words = tuple(dict.fromkeys([*_COMMON[language].split(), *rest]))
    plain = tuple(word for word in words if word.isalpha())
    return Vocabulary(words, zipf_odds(len(words)), plain, digits)


VOCABULARIES = {language: _vocabulary(language) for language in _COMMON}
