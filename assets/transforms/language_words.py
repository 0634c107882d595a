"""Words, word beginnings and endings, and letters that tell languages apart. Data for ``transforms.language``.

Languages in ``RIVALS`` are known so that they are not taken for a neighbour; texts in them stay ``und``.
"""

SCRIPTS = {
    "Arabic": tuple("fa ar ckb azb ur ps ug sd".split()),
    "Latin": tuple("en de fr es tr az it pt nl pl id uz ku sv ro fa-latn".split()),
    "Cyrillic": tuple("ru uk be bg sr kk tg".split()),
}
"""Languages by the script they are written in here."""

RIVALS = frozenset("ug sd it pt nl pl id uz ku sv ro fa-latn be bg sr kk tg".split())

WORDS = {
    "fa": "از این که را با به در برای آن است شد شده می کرد کرده کند کنید کنند هست نیست بود بوده بودند باید شود "
    "میشود نمیشود چه چرا کجا همه هم یا اما ولی اگر تا بر هر دیگر دیگه خود ما شما او آنها آنان ایشان پس نیز "
    "روی زیر پیش بین بدون درباره هنوز فقط خیلی بسیار امروز فردا دیروز دیشب امشب سال سالی ماه هفته روز روزی "
    "شنبه جمعه چند دو سه چهار پنج شش هفت هشت ده بیست صد هزار میلیون تومان ریال دلار فروش خرید کانال گروه "
    "لطفا خوب بزرگ جدید تازه مردم شهر کشور ایران تهران گفت گفته گفتم دارد دارم دارند داره داری نداره ندارد "
    "میکند میکنم میکنند کنم بشه شدن شدند کردن کردند بعد قبل حتی حالا الان همین همان چون وقتی کسی چیزی چیز "
    "یکی یک یه دست خانه خبر گزارش آموزش رایگان تخفیف ارسال تماس ثبت نام شوید شوند کنیم هستم هستیم هستند "
    "هستید رفت آمد داد گرفت خواهد توانید بهترین بیشتر کمتر اول آخر آخرین دوستان عزیز ممنون مرسی البته شاید "
    "هرگز همیشه هیچ مدیر تقدیر چنین همچنین من تو غیر عدد رئیس وزیر مثل بعضی کل برخی ساعت دقیقه جهان کار "
    "کارگر زن زنان مرد مردان دانش انجام قرار مورد باشد باشید بودم دهد دهید دهند داده شهید خدا دل زندگی آقای "
    "خانم بچه سلام درود اینجا آنجا نه بله اصلا واقعا باز توسط طبق جهت نسبت علیه میان سپس کنار دید گوید "
    "گویند هزینه زمینه زمین قیمت بازار دولت تیم بازی فیلم عکس صبح شب عصر ظهر باش برو بیا کن شو میشه نمیشه "
    "میگه چطور چقدر کدام کدوم اینکه آنکه بلکه زیرا مگر راه دوم سوم خواب مادر پدر دختر پسر درصد شماره آدرس "
    "ادامه لینک قوانین الله الف استاد خیابان میدان پایان آغاز یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه وقت "
    "بخیر کی میاد میای میره بریم بیاین حاضره تور جلسه اطلاعیه روزه کنفرانس خودرو گوشی پول افزایش کاهش یافت "
    "دکتری ظرفیت مدرسه دانشگاه دانشجو دانشجویان گزارشگر آب هوا برق جاده پرواز کوه اعلام منتشر برگزار نشان "
    "پیدا شروع تمام سوال جواب حال خوبه چنده چیه کیه اینو اونو رو توی داخل خارج بالا پایین اینا بچه‌ها دیدم "
    "دیدن رفتم رفتن گرفتن دادن آمدن نباید کاش هنگام زمان برنامه طرح مجلس نماینده شهردار دولتی حکومت پلیس "
    "زمستان تابستان بهار پاییز بسته خرداد مهر آبان آذر دی بهمن اسفند فروردین اردیبهشت تیر مرداد شهریور نو "
    "هزینه‌ها باران برف ارزان گران پیام مطلب نظر عضویت کاربر کاربران مشتری محصول محصولات لباس کفش کیف "
    "دستمزد کارگران سفر غذا نان چای می‌دونه میدونه میدونم نمیدونم میخوام میخواد می‌خواهم می‌خواهد می‌گوید "
    "می‌آید می‌رود می‌دهد می‌شوند نمی‌کند نمی‌دانم دوباره هنوزم اونجا سراسر حدود نزدیک ترجمه فارسی سیستم "
    "جالب سر لیست نسخه فیلتر متصل وصل کنین بزنید بدید دانلود اینترنت حالت سرعت پر نا محدود ناموس سخت ساده "
    "راحت سریع آسان عشق قلب مرگ جنگ صلح تاریخ علم علمی ملی مرکز مرکزی سازمان شرکت کشورهای ملت اسلامی عکاس "
    "تصویر ویدیو ببینید بخوانید بنویسید بدانید نکنید نشوید نمایید فرمایید باشیم بشن میشن شدم شدی رفته آمده "
    "مانند همراه پشت جلو کوچک سیاه سفید سبز قرمز آبی تنها بار بارها یعنی دارای براساس کتاب فوق علی الی قد "
    "بن ابن عبد کم بس خلال عمل بیت عام رقم عرض یوم عند رب قل نوع ای فایل دوره کامل مقاله آثار عالی دکتر "
    "قانون حوزه مجموعه مطالب قابل تعداد دلیل بالای توان میتوان افتاده شدید جدیدترین عبارت پایان‌نامه",
    "ar": "في من يا على إلى أن إن هذا هذه ذلك تلك التي الذي الذين مع عن ما لا كان كانت كانوا يكون تكون قد كل بعد "
    "قبل بين عند هو هي هم نحن أنا أنت ثم أو لكن ولكن حتى غير منذ أي حول خلال فوق تحت أمام هنا هناك اليوم "
    "غدا أمس الآن فقط دون لدى حيث كما إذا لن لم ليس ليست أيضا ربما دائما يوم سنة عام شهر أسبوع بدون بسبب "
    "وقد وقال قال قالت يمكن يجب له لها لهم لنا لك لكم لي بها بهم فيه فيها عليه عليها عليكم عليك منه منها "
    "منهم إليه أكثر أقل أول أحد كثير كثيرا جديد جديدة كبير كبيرة مثل بعض جميع عدد ثلاث ثلاثة أربع أربعة خمس "
    "خمسة عشر عشرة سعر أسعار مجانا مجاني شكرا مرحبا كيف لماذا متى هل لو سوف ومن وفي وهو وهي والله شو مين "
    "وين ليش هيك مش هذي اللي عشان كده بس تم عبر ضد نحو وزير رئيس بن ابن أبو عبد الله رب قل إنه أنه إنها "
    "أنها إلا بأن لأن وأن فإن فلا ولا وما كم كلم عاجل صباح مساء يتم وتم نشر خبر صورة مدينة ساعة مرة شيء شي "
    "ناس بيت رجل امرأة قناة عرض خاص حتي وعلى وإلى ولم وكان عليهم حين بل فما إنا صلى وسلم سلام وزارة حكومة "
    "دولة رقم عمل الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت تقول يقول نقول تعال تعالوا ماما بابا "
    "جاهز فريق فريقنا خسر فاز لعب تذاكر كلها كله كلنا سيارة سيارات هاتف كتاب كتب مدرسة جامعة طالب طلاب "
    "خبراء مياه كهرباء شارع طريق رحلة حفل مباراة أعلن أعلنت بدأ يبدأ بدأت نريد أريد تريد يريد أعرف تعرف "
    "يعرف رسالة رسائل بعدما عندما بينما كيلو جنيه دينار درهم ريال دولار أخي أختي أمي أبي صديق أصدقاء "
    "أصدقائي كانون شباط آذار نيسان أيار حزيران تموز آب أيلول يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس "
    "سبتمبر أكتوبر نوفمبر ديسمبر رائع جميل جميلة لطيف جيد جيدا جيدة زيادة ارتفاع انخفاض إعلان مليون ألف شيخ "
    "الشيخ حفظه رحمه محمد رضي يوسف أهل أهلا كتابه صفحة صفحتنا فيديو تحميل رابط تذكير برنامج درس دروس كلمة "
    "معنى ليت طيب حلو عندي عندك عنده شديد شديدة قابل دليل مجموعة نوع عبارة كامل قانون عضو تاريخ علم علمي "
    "مركز قلب صلح تصوير تماس متصل إعلام منتشر أصلا مورد طرح مجلس ظهر صبح عصر حال حالة جواب سفر لباس نظر "
    "حدود داخل خارج شروع تمام تقدير شهيد مدير آخر عالي مقالة دورة جلسة نسخة دقيقة لطفا محصول طبق قسم رسول "
    "ترجمة حقوق فيلم حرب تعداد مطالب توسط قرار ادامة ثبت سؤال عزيز ملي منظمة شركة بحث زمان كاملة قريب حركة "
    "درجة سنوات كلمات",
    "ckb": "لە بە بۆ کە ئەم ئەو ئەوە ئەمە لەسەر لەگەڵ دوای پێش هەموو زۆر هەیە نییە بوو بوون دەکات دەکەن دەبێت کرد "
    "کرا کراوە وتی ساڵ ڕۆژ ڕۆژی ئەمڕۆ دوێنێ سبەی کەس من تۆ ئێمە ئێوە ئەوان ئەوەی چۆن بۆچی چی کەی کوێ تەنها "
    "هێشتا بەڵام یان هەر دوو سێ چوار پێنج دە نوێ نوێی باش خۆی خۆم دەست وڵات هەرێم هەرێمی تکایە سوپاس سڵاو "
    "نرخی هیچ دەڵێت کوردی بکە بکەن کردنی کردن نا دا شار شاری خەڵک خەڵکی کات کاتێک مانگ هەفتە وانە کتێب ماڵ "
    "ئاو کار کاری گەورە بچووک پارە نرخ ناو ناوی باسی یەک پێ لێ تێ",
    "azb": "بو بیر اوچون ایله ده دا دیر وار واردیر یوخ یوخدور نه کیمی سونرا داها چوخ ایندی هر اولان اولدو اولاجاق "
    "اولار اولور اولماز اولوب ائتدی ائدیر ائدن ائله ائدیب ائتمک گلدی گلیر گلن دئدی دئییر دئدیم منیم منی منه "
    "سنین سنه بیزیم بیزه بیز سیز سیزه سیزین من سن اونلار اونون اونو اونا بونو بونا بونلار بوردا اوردا نئجه "
    "نئچه نییه هانسی کیم هئچ ایل ایلی گون گونو گونون هفته یئنی بؤیوک کیچیک یاخشی پیس گؤزل آنام آنا آتا "
    "اوشاق ائو ائوده یول سو دیل دیلی دیلینده تورک تورکجه تورکی اؤز اؤزو بوتون آنجاق آمما اما اگر گرک اولسون "
    "لازیم بوگون صاباح دونن ایکی اوچ دؤرد بئش آلتی یئددی سککیز دوققوز اون یوز مین قدر طرفیندن ایدی ایمیش "
    "دئیه دئییل دگیل گؤره قارداش یئر ایش ایچینده اوستونده خلق میللت وئردی وئریر آلدی ساغ اولون یاشاسین کی "
    "که و هله بلکه حاقیندا اولدوغو اولاراق ایسته بیلر ساتیش ساتیشی ساتیلیر باشلانیر باخین گؤرون یازین گلین "
    "گئدین اوخویون فیلمه کیتاب کیتابی دقیقه‌ده ساعاتدا گونلری آدینی اوزوم سویوق ایستی قیش یای پاییز آیی "
    "شهری شهرین کندی کندیمیز بایرام بایرامی دوستلار قیز اوغلان آداملار میلتی یازدی اوخودو گئتدی گئدیر باخدی "
    "دوشدو قالدی چیخدی اولدوق اولدوم اولموش اولسا اولماسا دئمک گؤرمک بیلمک ایچین ایچون اوزره قارشی بیرلیکده "
    "بیرینجی ایکینجی اوچونجو سونرادان ایندیه هارا هارادا هاردا نه‌دن نه‌لر بئله ائله‌جه همده داهی تکجه",
    "ur": "ہے ہیں کے کی کا میں سے کو نے پر اور یہ وہ اس ان جو کر گیا گئی گئے ہو تھا تھی تھے ہوا ہوئی ہوئے بھی "
    "نہیں کیا آپ ہم میرا میری میرے ہمارے ہماری اپنے اپنی ایک لیے لئے ساتھ بعد کچھ مجھے کسی گے گا گی رہے رہا "
    "رہی دیں کریں جائے جب تو کہ دیا کہا والے والا تک بہت آج کل اگر مگر لوگ لوگوں دن سال شہر ملک پاکستان "
    "بھارت خبر وقت کام گھر پانی سکول اسکول دو تین چار پانچ نئی نیا نئے والوں کوئی صرف یہاں وہاں کیوں کب "
    "کیسے",
    "ps": "د په چې له کې ته دی ده دې سره یې او څخه زموږ ستاسو ستا زما دا هغه هغو به مې مو دي شوي شول شوه شو وي وو "
    "وه کړي کړل کړئ کړ کوي لري نه هم یو یوه لپاره اړه کله څوک ولې څنګه څه وکړئ وکړ ویل وویل نن پرون موږ "
    "تاسو نوی نوې بله بل ښه ډېر ډیر اونۍ ورځ ورځې کال کلونه ښار هېواد خلک خلکو کار ځای ځینې نور اوس بیا "
    "هلته دلته ټول ټولو یوې",
    "en": "the of and to in is for that on with as it by from at this are be was or an not which their its but "
    "has have had we you they if more than there when all can so only after before between under over about "
    "today now then here still again never always while near without every each other some many few our "
    "your his her my me him them us who what why how where will would could should may must do does did "
    "been being out up down off into new year years day days week time people first last one two three no "
    "yes get got make made just don't like know see please free join channel thanks good best great news "
    "breaking these those any anyone everyone hello hi says said most very also because until since through "
    "against during need want come back am i'm it's let read click live next tomorrow yesterday morning "
    "night isn't he she were let's i'll i've monday tuesday wednesday thursday friday saturday sunday "
    "january february march april june july august september october november december start starts order "
    "orders car house shop local young plan workers team game play city country money price buy sell sale "
    "offer open close report reports water school home work right left nobody somebody everything nothing "
    "something long short old big small high low control fire police government president women men child "
    "children world state four five six seven eight nine ten hour hours minute month months available "
    "limited official update latest link group video photo thank love life ever too thing things way look "
    "take taken give goes going gone went think wanted size prices delivery contact call list results "
    "result using based source code server image images download watch book books full part side end set "
    "support app page site users user file files version games phone text message messages word words "
    "university research law human rights international history science public power service project story "
    "reason via per etc",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus "
    "er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder "
    "aber vor zur bis mehr durch man sein wurde wenn kann ihr ihre uns unser unsere wir ich du mein meine "
    "euch euren eure mich dir mir heute morgen gestern jahr jahre hier dieser diese diesen dieses was warum "
    "wer wo viel neue neuen danke liebe guten ab ohne gegen jetzt immer schon alle alles keine kein nichts "
    "habe habt hast seid müsst wegen jemand zwei drei montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag januar februar märz mai juni juli dezember neues neuer abend uhr tag tage woche monat stadt "
    "land welt leute menschen haus kinder mehrere vier fünf sechs zehn wollen sollen müssen können konnte "
    "sehr gibt geht kommt macht sagt sagte beim vom ins unter zwischen während wieder schön schöne ganz "
    "weil denn doch mal etwas",
    "fr": "le la les de des du un une et est en que qui dans pour pas sur au aux avec ce il elle ne se plus par "
    "ont son sa ses nous vous ils sont mais ou où comme tout tous cette ces leur leurs été fait être a à je "
    "j'ai tu mon ma mes notre nos votre vos aujourd'hui demain hier très bien aussi même sans chez quand "
    "pourquoi comment c'est d'un d'une l'eau qu'il n'est y deux trois ans après avant depuis pendant contre "
    "merci bonjour voici rien faut dit quelqu'un encore toujours jours jour entre était lundi mardi "
    "mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août nouveau nouvelle "
    "nouvelles nouvel hors ville semaine mois heure heures prochaine prochain parents vente maison gens "
    "monde pays quatre cinq six dix peut peuvent doit vont vais va veut autre autres petit petite grand "
    "grande beau belle chaque jamais près vers selon car donc alors parce cela ça eux lui gratuit gratuite "
    "partir chers cher",
    "es": "el la los las de del un una y en que es por para con no se su sus al lo como más pero o este esta "
    "estos está están son fue ha han hay muy ya si sí sobre entre cuando todo todos también hasta desde "
    "donde porque qué cómo nos nuestro nuestra mi tu te me le les hoy mañana ayer año años día días gracias "
    "hola buenos buen sin dos tres nuevo nueva ser era mejor alguien nada otra otro siempre contra durante "
    "tiene tienen van dijo dice lunes martes miércoles jueves viernes sábado domingo enero febrero marzo "
    "abril mayo junio julio agosto septiembre falta fuera ciudad verano semana mes hora horas agua casa "
    "gente mundo país cuatro cinco seis diez puede pueden debe quiero quiere vende venta ver hacer hecho "
    "así aquí ahí allí cada gran grande pequeño bien mal poco mucho mucha muchos tan tanto además luego "
    "después antes ella ellos ustedes usted nuestros nuestras precio gratis",
    "tr": "ve bir bu için ile da de çok daha olan olarak gibi ne kadar var yok değil mi mı ama en her ki o ben "
    "sen biz siz bize bizim sizin onun sonra önce şey şimdi bugün yarın dün yeni iyi güzel diye dedi olduğu "
    "oldu olacak etti eden ediyor hiç hiçbir nasıl neden niye ya veya göre kendi tüm bütün lütfen merhaba "
    "teşekkür yıl gün saat hafta son büyük türkiye arkadaş hem ise üzere tarafından beri başka bile işte "
    "burada pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs haziran "
    "temmuz ağustos eylül ekim kasım aralık araba araç kaça açık bilen toplantı günü yapılacak yaptı "
    "mutlaka izleyin sizi bizi beni seni onu kanal kanalı uzman uzmanlar iki üç dört beş altı yedi sekiz "
    "dokuz on yüz bin şehir ülke insan insanlar dünya ev okul su para fiyat satılık satış dışında içinde "
    "üzerinde altında arasında başladı başlıyor geldi gitti aldı verdi oluyor istiyor gerek lazım çünkü "
    "fakat ancak hepsi herkes kimse bazı birçok benim senin onların yer yerde yılda",
    "az": "və üçün ilə də çox olaraq kimi nə qədər yox yoxdur deyil amma ən hər mən sən bizə əvvəl indi sabah "
    "dünən yaxşı gözəl deyə olacaq etdi edən edir heç necə niyə görə öz lütfən salam il həftə böyük edirik "
    "barədə haqqında azərbaycan tərəfindən isə idi bazar ertəsi çərşənbə cümə şənbə başlayır satışı dostlar "
    "dostlarınızla maşın maşınların kitab məktəb pul qiymət dörd yeddi səkkiz doqquz min şəhər ölkə mənim "
    "sənin hamı kim bəzi çünki lakin ancaq lazımdır gəldi getdi istəyir yeri yerdə dərs qardaş qardaşım "
    "axşam axşamı yaxın uşaq uşaqlar qız oğlan qış yay çoxlu xoş xeyr xeyir xahiş haqqı bunu ona hansı hara "
    "harada",
    "it": "il lo la gli le di del della dei che è e un una in per con non si sono da al alla anche come più ma ha "
    "questo questa nel nella ci mi sua suo oggi domani perché quando tutti tutto molto grazie ciao dopo "
    "anni",
    "pt": "o a os as de do da dos das e em um uma que não para com por se no na nos nas ao mais como mas foi são "
    "é está você vocês seu sua isso este esta também já hoje amanhã ontem muito obrigado bom dia até quando "
    "ele ela",
    "nl": "de het een en van in is dat op te zijn voor met niet aan er om ook als bij maar uit door naar over ze "
    "hij wij je we wordt worden heeft hebben had deze dit wat waar nog geen meer dan vandaag morgen goed "
    "weer gaat zeggen",
    "pl": "i w na z do nie się to że jest o jak po od za ale co dla tak przez tym już czy jego są ze był była "
    "może dziś jutro wczoraj bardzo dzień dobry przy nasz nasze",
    "id": "yang dan di ini itu untuk dengan dari tidak akan pada ke dalam ada juga saya kami kita anda mereka "
    "adalah bisa sudah oleh atau lebih karena hari orang seperti",
    "uz": "va bilan uchun bu bir ham lekin esa edi kerak yangi bugun ertaga juda yaxshi emas yoq bor qilish qildi "
    "deb bo'lgan bo'ldi haqida o'z keyin hozir yili ob havo",
    "ku": "û di li ji bi ku de ez tu em hûn wan vê vî ev ew bo jî ne heye hene roj îro sibê dibe kurdî hat kir "
    "ser ger çi çawa her",
    "sv": "och att det som en på är av för med till den har de inte om ett han men var jag från vi så kan nu när "
    "eller hon",
    "ro": "și de la în cu nu pe o un este din care sau mai pentru a al că se sunt au fost ce dar sa azi mâine "
    "foarte",
    "fa-latn": "salam khobi khoobi khubi chetori mishe nist hast mikonam baraye dar az ke ro ham vali age farda emrooz "
    "emruz bia man shoma kojast chera mamnoon merci dige bood shod kheili kheyli dadash",
    "ru": "и в не на что с по как это из у за от так же для но к до или если мы вы они он она был была были быть "
    "уже ещё только при чтобы когда где здесь там теперь сегодня завтра вчера после перед между под над без "
    "каждый другой весь все всё всех всем этот эта эти этом этого тот очень может можно нужно надо нет да я "
    "ты меня мне тебя тебе вас вам нас нам наш наша наши нашем ваш ваши его её их ему кто чем почему "
    "сколько во со об о том того есть будет будут который которая которые себя год года лет день дня время "
    "человек люди россии рублей раз новый новая новые спасибо привет пожалуйста хорошо больше лучше также "
    "более сам из-за ли бы ни про через сейчас потом просто тоже два две три один одна первый сказал "
    "понедельник вторник среду четверг пятницу субботу воскресенье января февраля марта апреля мая июня "
    "июля августа сентября октября ноября декабря друзья друзьями друзей канал канале каналом город городе "
    "города школа школы дома дом деньги цена цены вода воды пять шесть семь восемь девять десять минут "
    "часов часа неделю неделе месяц хороший хороших хорошая новом нового новых последний мама папа брат "
    "зовёт дольше живёт живет телефон телефона пройдёт пройдет памяти рассказал рассказали написал написали "
    "встреча встрече двух трёх трех наших вашей деревне праздник книга книги пора купить продам продаю "
    "работа работы работает могут хочу хочет знаю знает думаю делать сделать говорит стал стала стали идёт "
    "идет этой такой такие такая какой какие всегда никогда опять снова быстро много мало часть жизнь мир "
    "страна страны против около вместе подписывайтесь акции курс курса рынок рынка комментарии ниже выше "
    "данные график компании компания заказ заказы размер состав тыс млн млрд процентов рост роста вырос "
    "снизился итоги недели новости почта сайт ссылка ссылке файл видео фото слова слово дело дела руки "
    "глаза",
    "uk": "і й в у не на що з із та як це за від так для але до або якщо ми ви вони він вона був була були бути "
    "вже ще тільки при щоб коли де тут там тепер сьогодні завтра вчора учора після перед між під над без "
    "кожен інший весь все всі цей ця ці цього той дуже може можна треба немає є я ти мене мені тебе вас вам "
    "нас нам наш наша наші його її їх хто чому скільки про рік року років день дня час людей україни "
    "дякуємо дякую привіт добре більше також через який яка які яку буде будуть хтось котрої іще понеділок "
    "вівторок середу четвер п'ятницю суботу неділю січня лютого березня квітня травня червня липня серпня "
    "вересня жовтня листопада грудня друзі друзями каналом канал місто місті школа школи вдома гроші ціна "
    "п'ять шість сім вісім дев'ять десять хвилин годин тиждень місяць добрий нових нова нове новий останній "
    "усе усі всього йде почнеться збори батьки розповів написав зустріч двох трьох книга робота можуть хочу "
    "хоче знаю знає думаю робити каже став стала такий яке завжди ніколи знову багато мало проти разом "
    "земля землею",
    "be": "і ў не на што з па як гэта за ад так для але да або калі мы вы яны ён яна быў была ўжо яшчэ толькі дзе "
    "вельмі няма ёсць сёння заўтра пра які",
    "bg": "и в не на че с по как това от за да се са е до или ако ние вие те той тя беше бил вече още само при "
    "когато къде тук сега днес утре вчера след преди между под над без всеки много може няма има съм ще към "
    "като му си времето",
    "sr": "и у не на да је се са су за од као што или ако ми ви они он она био била већ још само код када где "
    "овде данас сутра после пре између без сваки много може нема има ће то који",
    "kk": "және бұл мен бір үшін деп да де бар жоқ емес болды осы сол ол біз сіз олар бүгін ертең кеше жаңа жыл "
    "қазақ бойынша менен жана бул эмес үчүн болгон",
    "tg": "ва дар аз ки ба бо барои ин он аст буд шуд мо шумо онҳо ҳам як имрӯз фардо дирӯз хуб нест бояд кард "
    "ҳаст то ё ҳар",
}
"""Frequent words, as written; letters are folded as those of texts are."""

PREFIXES = {
    "fa": "می نمی",
    "ar": "ال لل وال بال سيت وست",
    "azb": "ائ اؤ گؤ دئ وئ یئ کؤ بؤ دؤ ایش اوخ یاز قیز چیخ اوز گله بیل باش آچی یاش یاخ چوخ اول",
    "ru": "пре при под рас раз про",
    "de": "ge ver auf aus ent zus",
    "az": "qa qo qı xa xə xo yax",
}
"""Beginnings of longer words, of two or three letters."""

SUFFIXES = {
    "fa": "های ند ایی",
    "azb": "لر لار لری لره سین دیر نین ماق ندا میش موش یلن لیر نیر ییر دیق دوق لیق لیک جاق ردن ردا یری یلر میز نیز "
    "لدی لدو دیم دوم نوز ینا ردی یبد",
    "ckb": "ەوە ەکە",
    "ps": "ونه",
    "en": "ing ion ed ly ess ght ers ent nce ous ble ive ful",
    "de": "ung sch eit ich ten gen ert ern eln ige ste sst cht",
    "fr": "eux ais ait ons tte eur que ées tés ble ier ère ois oir",
    "es": "ado ión dad nte ció ndo ara aba cia ero era oso osa",
    "tr": "yor lar ler dır dir dan den mak mek nın nin rak lık lik luk lük cak cek mış miş arı eri nda nde ını ini "
    "ımı imi sın sin tan ten rım rim dü dı",
    "az": "lər dən maq mək lıq luq caq cək əri ndə rıq rik nır nir aq iq",
    "ru": "ого ить ать ые ий ый ют ся ной ная ние ов ия ии ие ых их ой ет ит ами ями тся тий ала или ела ени ных "
    "ном ции ция",
    "uk": "ого ити ати ння ють ся ної ою ів ії ами ями ала или ела ому ій их",
    "bg": "ата ите ият ето",
}
"""Endings of longer words, of two or three letters."""

LETTERS = {
    "fa": "پچژگ",
    "ar": "ةأإ",
    "ckb": "ەەۆێڕڕڵڵڤپچژگ",
    "azb": "پچژگ",
    "ur": "ٹٹڈڈڑڑںںےےہپچژگ",
    "ps": "ټټډډړړږږښښځځڅڅڼڼېېۍۍګګپچژ",
    "ug": "ۇۇۈۈڭڭۋۋېېەپچژگ",
    "sd": "ٻٻڄڄٿٿڀڀڳڳڦڦڻڻپچژگ",
    "de": "ßßäöü",
    "fr": "çèêàùûîœœ",
    "es": "ññ¿¿¡¡áíóú",
    "tr": "ığşçöü",
    "az": "əəəəığşçöü",
    "it": "èàùì",
    "pt": "ãããõõçáíóúê",
    "pl": "łłąąęężżśść",
    "ku": "êîûşç",
    "sv": "ååäö",
    "ro": "șșțțăăâî",
    "ru": "ыыэёъ",
    "uk": "іїїєєґґ",
    "be": "ўўіыэё",
    "bg": "ъ",
    "sr": "јјљљњњђђћћџџ",
    "kk": "ұұқғғңңәәөүүһіы",
    "tg": "ҳҳҷҷӣӣӯӯқғ",
}
"""Letters that few languages of a script share; one that stands twice counts twice."""
