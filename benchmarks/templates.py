"""Series of posts that have all words in common and differ in their numbers: prices, weather, times, results."""

import random

from benchmarks.vocabulary import EMOJI, Vocabulary

_SERIES = {
    "fa": {
        "price": ("قیمت امروز بازار میدان", "سکه بهار|دلار|یورو|طلای آب‌شده|نیم سکه|درهم|لیر|مثقال", "تومان"),
        "degree": ("وضعیت هوای شهرهای استان", "کوهپایه|دشت شمالی|بندر کهنه|سرچشمه|باغ‌شهر|کویر|دره سبز", "درجه"),
        "clock": ("اوقات شرعی به افق شهر", "اذان صبح|طلوع آفتاب|اذان ظهر|غروب|اذان مغرب|نیمه شب", ""),
        "score": ("نتایج بازی‌های هفته", "توفان و ستاره|موج و صخره|عقاب و رود|باران و آذر|کاج و سپیدار", ""),
    },
    "ar": {
        "price": ("أسعار السوق لهذا اليوم", "الذهب|الفضة|الدولار|اليورو|الدرهم|السكر|الأرز|الدقيق", "دينار"),
        "degree": ("حالة الطقس في المدن", "الوادي|الساحل|الجبل|الواحة|الميناء|السهل|الهضبة", "درجة"),
        "clock": ("مواقيت الصلاة في المدينة", "الفجر|الشروق|الظهر|العصر|المغرب|العشاء", ""),
        "score": ("نتائج مباريات الأسبوع", "النسور والأمواج|الصقر والنهر|النجم والبدر|الرعد والنخيل|السهم والدرع", ""),
    },
    "en": {
        "price": ("Market prices of the day", "silver|copper|wheat|sugar|coffee|cotton|rubber|tin", "coins"),
        "degree": ("Weather in the province", "old harbour|north valley|lake side|high moor|mill town", "deg"),
        "clock": ("Prayer times for the city", "dawn|sunrise|noon|afternoon|sunset|night", ""),
        "score": ("Results of the week", "Kites and Otters|Rovers and Pines|Storks and Bears|Comets and Foxes", ""),
    },
    "ru": {
        "price": ("Цены рынка на сегодня", "серебро|медь|пшеница|сахар|кофе|хлопок|олово|бензин", "монет"),
        "degree": ("Погода в городах края", "Старый порт|Северный дол|Озёрск|Верхний бор|Мельничный|Залив", "градусов"),
        "clock": ("Время молитв для города", "рассвет|восход|полдень|после полудня|закат|ночь", ""),
        "score": ("Итоги матчей недели", "Комета и Сокол|Ветер и Бобры|Кедр и Волна|Гром и Ладья|Рубин и Лось", ""),
    },
}  # fmt: skip


class Series:
    """Writes one issue after another; each has a number of its own, and most figures change."""

    def __init__(self, language: str, vocabulary: Vocabulary, dice: random.Random) -> None:
        self._dice, self._vocabulary = dice, vocabulary
        self._kind = dice.choice(list(_SERIES[language]))
        self._heading, labels, self._unit = _SERIES[language][self._kind]
        self._heading = f"{dice.choice(EMOJI)} {self._heading}"
        self._labels = labels.split("|")
        dice.shuffle(self._labels)
        self._closing = " ".join(dice.choices(vocabulary.plain, k=dice.randint(10, 30)))
        self._figures = [self._figure() for _ in self._labels]
        self._issue = dice.randint(100, 2_000)

    def next(self) -> str:
        """The text of the next issue."""
        self._issue += 1
        self._figures = [self._figure() if self._dice.random() < 0.7 else f for f in self._figures]
        rows = [
            f"🔹 {label}: {figure} {self._unit}".rstrip()
            for label, figure in zip(self._labels, self._figures, strict=True)
        ]
        heading = f"{self._heading} {self._vocabulary.number(self._issue)}"
        return "\n".join([heading, *rows, self._closing])

    def _figure(self) -> str:
        dice = self._dice
        shown = {
            "price": lambda: f"{dice.randint(100, 99_999) * 100:,}",
            "degree": lambda: str(dice.randint(2, 44)),
            "clock": lambda: f"{dice.randint(0, 23):02}:{dice.randint(0, 59):02}",
            "score": lambda: f"{dice.randint(0, 6)} - {dice.randint(0, 6)}",
        }[self._kind]()
        return shown.translate(self._vocabulary.digits)
