"""Words that make no phrase: function words, and what channels and conversations say whatever they are about.

Persian, Arabic, Sorani, English, Russian; spelled as people write them, compared as ``token_key`` folds them.
"""

from functools import cache

import polars as pl

from assets.transforms.text import token_key

_PERSIAN = (
    "و در به از که این آن را با برای تا بر است هست بود شد شده باشد نیست هستند بودند شدند باشند نیستند می نمی هم "
    "یا اما اگر ولی پس نیز چون زیرا هر همه هیچ چه چرا چگونه کجا کی کدام چند چیزی چیز یک دو سه چهار پنج من تو او "
    "ما شما آنها آن‌ها ایشان وی اینها این‌ها خود خودش خودم خودت خودمان خویش یکدیگر همین همان همچنین چنین چنان بین "
    "میان روی زیر بالا پایین پیش پشت کنار داخل خارج بیرون درباره دربارهٔ مورد بدون جز مگر فقط تنها حتی دیگر دیگری "
    "باز باید نباید شاید توان می‌توان می‌تواند می‌توانند می‌شود می‌شوند نمی‌شود می‌کند می‌کنند نمی‌کند می‌کنم "
    "می‌کنیم کرد کردند کرده کردن کنند کند کنم کنیم کنید کن شود شوند شدن بودن داشتن داشت داشتند داشته دارد دارند "
    "داریم دارم دارید ندارد ندارند گفت گفته گفتند می‌گوید گوید داد دادند داده دهد دهند می‌دهد می‌دهند گرفت گرفته "
    "گیرد می‌گیرد رفت آمد آمده آید می‌آید خواهد خواهند خواهیم بوده یعنی مثل مانند طور طوری گونه حال حالا اکنون "
    "الان امروز دیروز فردا سال روز ماه هفته ساعت بار وقتی هنگام زمان زمانی قبل بعد سپس آنجا اینجا بسیار خیلی کمی "
    "بیشتر کمتر بیش کم بهتر اول دوم نخست آخر آخرین جدید طی ضمن علیه برابر وجود دلیل صورت توسط نسبت سوی سمت طریق "
    "نظر عنوان عنوان‌ها جمله ای ها های هایی ام ات اش ایم اید اند رو یه اون اونا اینا هم‌ میشه نمیشه میکنه می‌کنه "
    "میگه داره دارن باشه شه کنه بده هست‌ بشه بشود نشد نشده نبود البته آیا بلکه گرچه هرچند چنانچه لذا بنابراین "
    "اکثر برخی بعضی بخش تعداد حدود تقریبا واقعا کاملا صرفا اصلا لطفا کانال عضو عضویت لینک ادامه مطلب متن ویدیو "
    "ویدئو فیلم عکس تصویر منبع اینستاگرام تلگرام سایت کلیک ببینید بخوانید بشنوید دنبال بفرستید گزارش خبر اخبار "
    "فوری شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه فروردین اردیبهشت خرداد تیرماه مرداد شهریور مهرماه آبان "
    "آذر دی‌ماه بهمن اسفند آدرس"
)
_ARABIC = (
    "في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين اللذين ما لا لم لن ليس ليست كان كانت يكون تكون كانوا "
    "قد لقد أن إن أنه إنه أنها إنها و أو ثم بل لكن حتى إذا اذا لو كل بعض غير بين بعد قبل عند عندما منذ خلال حول "
    "ضد تحت فوق أمام هو هي هم هن نحن أنا أنت أنتم كما مثل أي أيضا فقط هنا هناك به بها له لها لهم فيه فيها منه "
    "منها عليه عليها إليه إليها وقد وفي ومن وعلى وهو وهي ولم ولا وأن وكان كذلك حيث مما لدى وذلك يتم تم أحد إحدى "
    "اليوم أمس غدا قال قالت وقال قناة اشترك رابط المصدر عاجل فيديو صورة السبت الأحد الاثنين الثلاثاء الأربعاء "
    "الخميس الجمعة عبر شهر دقيقة ساعة سنة عام"
)
_SORANI = (
    "لە بە و بۆ کە ئەم ئەو ئەوە ئەمە یان هەر هەموو نیە نییە بوو بووە دەبێت دەکات دەکەن کرد کردن لەگەڵ لەسەر بەڵام "
    "چونکە تا وەک ئەگەر من تۆ ئێمە ئێوە ئەوان خۆی خۆیان دوای پێش نێوان یەک هیچ زۆر کەم ئێستا دا ڕا وە ی کەناڵ"
)
_ENGLISH = (
    "the a an and or but if of in on at to from by for with about as into than then is are was were be been being "
    "am do does did have has had having not no nor so such this that these those there here it its he she they "
    "them their his her him we us our you your i me my mine who whom which what when where why how all any each "
    "few more most other some only own same too very can could will would shall should may might must just also "
    "up down out over under again once between through during before after above below because until while both "
    "don doesn didn isn aren wasn won can't it's im ive re ll ve get got one two new now like via per http https "
    "www com channel join subscribe link source video photo read today yesterday monday tuesday wednesday "
    "thursday friday saturday sunday said says let make use used using see january february march april june july "
    "august september october november december jan feb mar apr jun jul aug sep sept oct nov dec telegram please "
    "share click last available contact really type date follow good give help part none stuff back time thing "
    "things way even still always never every much many today's"
)
_RUSSIAN = (
    "и в во не на что он она оно они я с со как а то все всё так его но да ты к у же вы за бы по только ее её мне "
    "было вот от меня еще ещё нет о из ему теперь когда даже ну вдруг ли если уже или ни быть был была были него "
    "до вас нибудь опять уж вам ведь там потом себя ничего ей может тут где есть надо ней для мы тебя их чем сам "
    "чтоб чтобы без будто чего раз тоже себе под будет будут ж тогда кто этот эта это эти того потому этого какой "
    "какая совсем ним здесь этом один одна почти мой моя тем нее нас наш наша при об про после над больше тот "
    "через эту нашей которые который которая которое которых котором можно нужно очень также более менее лишь "
    "вообще просто свой своя свои своих всех всем вами нам ними канал подписаться подписывайтесь ссылка источник "
    "видео фото сегодня вчера завтра понедельник вторник среда четверг пятница суббота воскресенье года году год "
    "лет сейчас всего говорит соответственно свое своё том января февраля марта апреля мая июня июля августа "
    "сентября октября ноября декабря телеграм поэтому время таком таких такая такие относительно сильно однако "
    "например хотя пока снова стоит канале"
)


@cache
def stop_words() -> pl.Series:
    """All of them, folded, each once: String."""
    written = " ".join((_PERSIAN, _ARABIC, _SORANI, _ENGLISH, _RUSSIAN)).split()
    words = pl.DataFrame({"w": written}).select(token_key(pl.col("w")).str.split(" ").explode()).to_series()
    return words.filter(words != "").unique().sort()
