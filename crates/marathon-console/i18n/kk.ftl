# Ашық беттердің қазақша сөздері. Барлық аудармада хабарлар бірдей.

site-name = Қайырлы істер марафоны
page-description = { $season }: өңірлер мен аталымдар бойынша мәлімделген және тексерілген қайырлы істер, әр санды тексеруге болатын тарих.
skip-link = Мазмұнға өту
nav-label = Бөлімдер
nav-overview = Шолу
nav-boards = Көшбасшылар
nav-nominations = Аталымдар
nav-verify = Өзіңіз тексеріңіз
language-label = Тіл

hero-lead = Бүкіл Қазақстанда адамдар жақсылық жасап, оны жазып отырады. Мұндағы әр сан бір ғана ашық тарихтан шығады және оны кез келген адам қайта есептей алады.
state-open = Қабылдау жүріп жатыр
state-closed = Маусым аяқталды
as-of = { $event }-оқиғадағы жағдай: { $day }, { $time } ({ $zone })
as-of-nothing = Әзірге ештеңе жазылған жоқ
past-label = Өткен сәт
past-at = { $event }-оқиғадағы жағдай: { $day }, { $time } ({ $zone })
past-earlier = ← артқа { $events }
past-later = алға { $events } →
past-now = Қазіргі сәтке
live-label = Бетті жаңарту
live-connecting = Қосылуда…
live-on = Жаңарып тұр
live-paused = Кідіртілді
live-lost = Байланыс үзілді, қайта қосылуда
live-pause = Кідірту
live-resume = Жалғастыру

counters-title = Маусым сандармен
counters-note = Мәлімделгені — тексерілген-тексерілмегеніне қарамай, күшінде тұрған барлық іс. Тексерілгені — солардың ішінде өңірлік үйлестіруші растағандары. Марапатқа тек тексерілген істер есептеледі.
claimed = мәлімделді
verified = тексерілді
counter-deeds = Қайырлы істер
counter-people = Қатысушылар
counter-trees = Отырғызылған ағаштар
counter-waste = Жиналған қоқыс
counter-animals = Көмек алған жануарлар
verified-share = Мәлімделгеннен тексерілгені: { $n }{ "\u00A0" }%
verified-none = Әзірге ештеңе мәлімделген жоқ

curve-title = Маусым барысындағы істер
curve-claimed = Мәлімделген істер
curve-verified = Тексерілген істер
curve-summary = { $day } күнгі жағдай: { $claimed } іс мәлімделді, оның { $verified } тексерілді.
curve-empty = Сызық алғашқы істен басталады.
curve-table = Дәл осы деректер кесте түрінде, апталар бойынша
curve-until = Осы күнді қоса алғанда

map-title = Өңірлер
map-intro = { $n ->
    [one] { $n } өңір шамамен картадағыдай орналасқан. Түсі айқын болған сайын, 100{ "\u00A0" }000 тұрғынға шаққандағы тексерілгені көп.
   *[other] { $n } өңір шамамен картадағыдай орналасқан. Түсі айқын болған сайын, 100{ "\u00A0" }000 тұрғынға шаққандағы тексерілгені көп.
}
map-metric-label = Бояу көрсеткіші
map-tile = { $region }: тексерілгені — { $verified }, мәлімделгені — { $claimed }; 100{ "\u00A0" }000 тұрғынға шаққанда тексерілгені — { $rate }
map-legend = 100{ "\u00A0" }000 тұрғынға шаққанда тексерілгені
map-table = Дәл осы деректер кесте түрінде
map-region = Өңір
map-rate = 100{ "\u00A0" }000 тұрғынға тексерілгені
map-population = Тұрғындар

nominations-title = Аталымдар
nominations-intro = Тексерілген істер бойынша кім алда. Қазылар алқасы өз сөзін маусымнан кейін айтады, сондықтан бұл әлі марапат емес. Мәндер — дәл бөлшектер, тек көрсету үшін дөңгелектелген; «≈» белгісі қай жерде екенін көрсетеді.
nominations-intro-final = Жарияланған нәтижелер. Мәндер — дәл бөлшектер, тек көрсету үшін дөңгелектелген; «≈» белгісі қай жерде екенін көрсетеді.
nominations-winners = Жеңімпаздар және оларды тексеру
nomination-winners = { $n ->
    [one] { $n } жеңімпаз
   *[other] { $n } жеңімпаз
}
nomination-empty = Тексерілген істер әзірге жоқ. Бірінші орын бос.
nomination-ranking = Толық рейтинг
standing-provisional = Алдын ала
standing-frozen = Құрамы бекітілді
standing-final = Қорытынды
rank = { $n }-орын

metric-deeds = Есептелген істер
metric-active-share = Қатысқан мүшелердің үлесі
metric-per-100k = 100{ "\u00A0" }000 тұрғынға шаққандағы қатысушылар
metric-people = Қатысушылар
metric-people-helped = Көмек алған адамдар
metric-person-minutes = Жұмыс сағаттары
metric-trees = Отырғызылған ағаштар
metric-grams = Жиналған қоқыс
metric-animals = Көмек алған жануарлар
metric-people-per-member = Бір мүшеге шаққандағы қатысушылар
metric-people-helped-per-member = Бір мүшеге шаққанда көмек алған адамдар
metric-person-minutes-per-member = Бір мүшеге шаққандағы жұмыс сағаттары
metric-trees-per-member = Бір мүшеге шаққанда отырғызылған ағаштар
metric-grams-per-member = Бір мүшеге шаққанда жиналған қоқыс
metric-animals-per-member = Бір мүшеге шаққанда көмек алған жануарлар

unit-grams = { $value }{ "\u00A0" }г
unit-kilograms = { $value }{ "\u00A0" }кг
unit-tonnes = { $value }{ "\u00A0" }т
unit-hours = { $value }{ "\u00A0" }сағ
unit-percent = { $value }{ "\u00A0" }%
unit-deeds = { $value } { $n ->
    [one] іс
   *[other] іс
}
unit-people = { $value } { $n ->
    [one] адам
   *[other] адам
}
unit-trees = { $value } { $n ->
    [one] ағаш
   *[other] ағаш
}
unit-animals = { $value } { $n ->
    [one] жануар
   *[other] жануар
}
value-rounded = { $fraction } бөлшегінен дөңгелектелді

latest-title = Соңғы істер
latest-empty = Әзірге істер жоқ.
latest-anonymous = Қатысушы
deed-people-helped = { $n ->
    [one] { $n } адамға көмек
   *[other] { $n } адамға көмек
}
deed-trees = { $n ->
    [one] { $n } ағаш отырғызылды
   *[other] { $n } ағаш отырғызылды
}
deed-waste = { $mass } қоқыс жиналды
deed-animals = { $n ->
    [one] { $n } жануарға көмек
   *[other] { $n } жануарға көмек
}
status-claimed = Мәлімделді
status-verified = Тексерілді
status-challenged = Дау айтылды
status-rejected = Қабылданбады
status-withdrawn = Қайтарып алынды

missing-title = Мұнда бет жоқ
missing-text = Мекенжайда қате болуы мүмкін немесе ол атаған нәрсе жоқ: маусым, аталым, әзірге ештеңесі есептелмеген қатысушы.
missing-home = Басты бетке

board-heading = Көшбасшылар
board-metric = Көрсеткіш бойынша
board-verified = Тексерілген істер
board-claimed = Тексерілген-тексерілмеген, күшіндегі барлық іс
filter-label = Кімді көрсету керек
filter-status = Қандай істер
filter-kind = Кім
filter-region = Өз өңірі
filter-sector = Сала
filter-all-kinds = Барлығы
filter-all-regions = Барлық өңір
filter-all-sectors = Барлық сала
filter-age = Жасы
filter-all-ages = Барлығы
filter-silver = «Күміс» еріктілер, 60 жастан бастап
filter-show = Көрсету
filter-reset = Сүзгіні тазарту
kind-person = Адам
kind-team = Топ
kind-organisation = Ұйым
kind-institution = Оқу орны
kind-region = Өңір
board-place = Орын
board-who = Кім
board-gap = Көшбасшыға дейін
board-mine = Менің орным
board-summary = { $n ->
    [one] Бұл тізімде { $n } қатысушы бар.
   *[other] Бұл тізімде { $n } қатысушы бар.
}
board-empty = Бұл тізімде әзірге ешкім жоқ. Сүзгіні тазартыңыз немесе бірінші болыңыз.
board-ties = Тең мәндер орынды бөліседі, келесі орын сонша төмен болады: 1, 2, 2, 4. Теңдердің ішінде ертерек тіркелген бұрын тұрады.
board-shares = Адамдар тізімінде топтың ісі қатысқандардың бәріне соңғы бірлігіне дейін бөлінеді.
board-why = Орынның артындағы барлық істі көру үшін атын басыңыз.
as-json = Дәл осы деректер JSON түрінде
as-csv = кесте түрінде (CSV)
pager-label = Тізімнің жалғасы
pager-first = Басына
pager-next = Әрі қарай

ranking-summary = { $n ->
    [one] Рейтингте { $n } қатысушы бар.
   *[other] Рейтингте { $n } қатысушы бар.
}
ranking-value = Мәні
deeds-counted = { $n ->
    [one] { $n } іс есептелді
   *[other] { $n } іс есептелді
}
nominations-leaders = Кім алда
rules-title = Қалай есептеледі
rule-verified = Тек тексерілген істер есептеледі, дау айтылғандары есептелмейді.
rule-entrants = Қатыса алады: { $list }.
rule-adults = Адамдар кәмелетке толған болуы керек.
rule-sectors = Есептелетін салалар: { $list }.
rule-window = Есептелетін күндер: { $days }.
rule-per-deed = Бір істен ең көбі { $amount } есептеледі.
rule-per-day = Бір күннен ең көбі { $amount } есептеледі.
rule-band = Жиынтығы { $amount } болғанша әр бірлік { $rate }{ "\u00A0" }% есептеледі.
rule-band-rest = Одан асқан әр бірлік { $rate }{ "\u00A0" }% есептеледі.
rule-jury = Соңында бұл көрсеткіштің салмағы { $metric }{ "\u00A0" }%, қазылардыкі { $jury }{ "\u00A0" }%; кемінде { $quorum } баға керек.
rule-ties = Теңдер мына ретпен ажыратылады: { $list }.
class-persons = адамдар
class-teams = топтар
class-organisations = ұйымдар
class-institutions = оқу орындары
class-regions = өңірлер
tie-jury = қазылар бағасы
tie-deeds = есептелген істің көбі
tie-days = белсенді күннің көбі
tie-earliest = ертерек жеткен нәтиже
tie-draw = ашық саннан алынған жеребе

why-title = Орынның артындағы барлық іс
why-board-summary = { $n ->
    [one] Бұл мән { $n } істен құралады, басқа ештеңеден емес.
   *[other] Бұл мән { $n } істен құралады, басқа ештеңеден емес.
}
why-ranking-summary = { $n ->
    [one] Мұнда тарих ретімен { $n } іс есептеледі.
   *[other] Мұнда тарих ретімен { $n } іс есептеледі.
}
why-place = { $of } ішінен { $rank }-орын
why-deeds = Істер
why-units = Шектеулерге дейін
why-capped = Шектеулерден кейін
why-active = Қатысқан мүшелер
why-members = Мүшелер
why-event = Оқиға
why-deed = Іс
why-done = Жасалды
why-counted = Есептелді
cut-share = топ ісіндегі бір адамның үлесі
cut-per-deed = бір істің шегі
cut-per-day = бір күннің шегі
cut-band = төменірек мөлшер

deed-done-on = Жасалған күні
deed-companions = Бірге болғандар
deed-history = Онымен не болды
deed-photos = Фотосуреттердің SHA-256 мәні
deed-twin = Ол бұрын жазылған іске ұқсайды.
deed-twin-see = Сол істі көру
deed-receipt = Бұл бет — түбіртек. Әр ұзын сан — оқиғаның сақталған байттарының хеші: тарихты алған кез келген адам оны қайта есептей алады.
event-number = { $event }-оқиға
event-logged = Жазылды
event-corrected = Түзетілді
event-upheld = Дау қабылданды
event-dismissed = Дау қанағаттандырылмады

me-title = Менің бетім
me-deeds = Менің істерім
me-no-deeds = Әзірге ештеңе жазылған жоқ.
me-change = Өзгерту
me-entrants = Істі кім үшін жазамын
me-no-entrants = Әзірге ешкім жоқ: істі кім жасағанын төменде көрсетіп, жазыңыз.
me-elsewhere = Рөліңіз бар басқа марафондар
sign-in = Кіру
sign-up = Тіркелу
sign-in-with = { $provider } арқылы кіру
sign-out = Шығу
sign-in-intro = Оқу үшін тіркелу керек емес. Іс жазу үшін кіріңіз немесе тіркеліңіз: кіру аты мен құпиясөз жеткілікті.
login = Кіру аты
password = Құпиясөз
password-hint = Кемінде 15 таңба; бірнеше сөзді есте сақтау оңай.
entrant-new = Қатысу
entrant-register = Тіркеу
entrant-alias = Жұртқа көрінетін ат
entrant-alias-hint = Оны кез келген адам әрқашан оқи алады. Тегін, телефонын, мекенжайын жазбаңыз.
entrant-members = Мүшелер саны
entrant-members-hint = Топтар, ұйымдар және оқу орындары үшін.
entrant-new-group = Команда, ұйым немесе оқу орны
entrant-age = Жасы
entrant-age-hint = Ересектерге арналған номинацияларға керек. Тек кәмелетке толғаныңыз сақталады.
entrant-guardian = Ата-анасы не қамқоршысы келіседі
entrant-guardian-hint = 18-ге толмағандарға.
entrant-silver = Маған 60 не одан көп, «күміс» еріктілер арасында да болғым келеді
silver = «күміс» ерікті
private-name = Шын аты-жөні
private-consent = Тек үйлестірушілер көреді, жарияланбайды, тіркелгімен бірге өшіріледі. Толтыру арқылы осыған келісесіз.
private-contact = Телефон немесе мекенжай
private-guardian-name = Ата-ана не қамқоршының аты-жөні
private-guardian-contact = Ата-анамен не қамқоршымен байланыс
member = Мүше: { $alias }
member-of = «{ $alias }» мүшесі
member-end = Мүшелікті тоқтату
invitation-make = Шақыру жасау
invitation-title = Шақыру: { $alias }
invitation-made = Бір адамға, екі аптаға. Қайта көрсетілмейді.
invitation-link = Беретін сілтеме
invitation-ask = Сізді өзіңіз қатысып жүрген тұлға ретінде қосылуға шақырады.
invitation-first = Қосылу үшін алдымен өз бетіңізде тұлға ретінде тіркеліңіз, содан кейін сілтемені қайта ашыңыз.
invitation-join = Қосылу
account-title = Тіркелгі
account-kept = Мен туралы не сақталады
erase-title = Тіркелгімді жою
erase-sure = Иә, тіркелгім мен жеке айтқандарымның бәрін өшіру
erase-hint = Қайтару мүмкін емес. Істеріңіз ашық атпен есепте қала береді.
erase-do = Біржола жою
role-coordinator = Үйлестіруші
role-judge = Қазы
role-auditor = Аудитор
role-organiser = Ұйымдастырушы
role-operator = Оператор
nav-log = Іс жазу
log-intro = Не, қайда және қашан жасалғанын айтыңыз. Өңірлік үйлестіруші тексереді; оған дейін іс мәлімделген болып көрінеді.
log-kind = Істің түрі
kind-good-deed = Көмек
kind-trees = Ағаштар
kind-waste = Қоқыс
kind-animals = Жануарлар
log-people = Қатысқан адам саны
log-minutes = Жұмыс минуттары
log-minutes-hint = Барлық қатысушының уақыты бірге.
log-weight = Салмағы
log-weight-hint = Сан, мысалы 2.5.
log-unit = Өлшемі
log-kilograms = килограмм
log-tonnes = тонна
log-grams = грамм
log-photo = Фотосуреттер
log-photo-hint = Суреттің өзі сақталмайды: тарихқа тек ізі (SHA-256) түседі, сондықтан суретті өзіңізде сақтаңыз.
decide-title = Істі өзгерту
decide-correct = Түзету
decide-withdraw = Қайтарып алу
decide-verify = Растау
decide-reject = Қабылдамау
decide-reason = Себебі
queue-title = Тексерілетін істер
queue-empty = Күтіп тұрған іс жоқ. Рақмет.
doubts-title = Күмән келтірілген істер
doubts-intro = Оларды растамаған және күмән келтірмеген біреу шешкенше марапатқа есептелмейді.
doubt-title = Бұл іске күмәнім бар
doubt-send = Күмәнді жіберу
doubt-hint = Мұны бәрі оқи алады. Үйлестіруші шешеді; оған дейін іс есепке алынбайды.
doubt-until = { $day } дейін күмән келтіруге болады.
doubt-uphold = Күмән дұрыс: қабылдамау
doubt-dismiss = Іс күшінде қалады

winners-title = Жеңімпаздар
winners-certificate = Диплом
winners-check = Қалай тексеруге болады
winners-computed = Осы оқиғаға дейін есептелді
winners-decided = Шешім оқиғасы
winners-result-hash = Нәтиженің SHA-256 мәні
winners-rules-hash = Ереженің SHA-256 мәні
winners-amended = Өзгертілді
winners-how = Тарихты алыңыз, аудитор әр орынды қайта есептейді. Біреуі ғана сәйкес келмесе, ол қатемен аяқталады.
certificate-title = Марафон дипломы
certificate-proof = Төмендегі сан — жарияланған нәтиженің хеші.
certificate-see = Дәлелін көру
judging-title = Қазылық
judging-intro = Сіз өз өтінімдеріңізді атсыз көресіз, басқалардың ұпайын көрмейсіз. Бағалау жабылғанға дейін ұпайды өзгертуге болады.
judging-nothing = Бағалайтын ештеңе жоқ.
judging-progress = { $all } ішінен { $scored } бағаланды
judging-entry = { $n }-өтінім
judging-scored = Бағаланды
judging-recused = Өздігінен бас тартты
judging-save = Ұпайды сақтау
judging-recuse = Байланысты мәлімдеу
judging-recuse-hint = Өтінімнің артында сізге жақын адам тұрса, айтыңыз. Мұны қайтарып алуға болмайды.
judging-closed = Бағалау жабылды: ұпайды енді өзгертуге болмайды. Өтінімдердің орны төменде.
judging-mine = Менің номинацияларым
judging-next = Ұпайсыз келесі өтінімге
judging-see-entry = Өтінімге
judging-did = Не істелді
judging-people = { $n } адам қатысты
judging-standings = Өтінімдердің орны
judging-of = Өтінім
judging-points = Менің ұпайым
judging-raw = Орташа ұпай
judging-jury = Қазылар
judging-combined = Көрсеткішпен бірге
judging-waits = Барлық қазының ұпайы ашылғанда орындар шығады.
judging-how = Орташа ұпай ештеңе шешпейді. Қазылар үлесі — әр қазы берген орындардың орташасы; ережедегі салмақ бойынша көрсеткішпен бірге сол шешеді.
outcome-draw = жеребені күтеді
outcome-quorum = баға аз
outcome-withdrawn = қайтарылды
outcome-disqualified = шеттетілді

organise-title = Өткізу
organise-intro = Маусым қай қадамда тұр және әрі қарай не болады. Әр қадам сіздің атыңызбен ашық тарихтағы оқиғаға айналады, оны кері қайтару мүмкін емес.
organise-steps = Маусымның қадамдары
organise-people = Адамдар мен рөлдер
organise-shortlist = Қысқа тізім
organise-jury = Қазылар алқасы
organise-award = Марапат
organise-tokens = Бағдарламалардың токендері
organise-taken = Жасалды
organise-next = Келесі
organise-possible = Жасауға болады
organise-later = Әлі ерте
organise-after = «{ $step }» қадамынан кейін мүмкін.
organise-judges-itself = Мұнда өзіңіз қазысыз, сондықтан басқа қазылардың қанша бағалағаны сізге көрсетілмейді.
organise-nominations-done = Аталымдар: { $all } ішінен { $done } дайын
organise-juries-manned = Алқалар: { $all } ішінен { $done } алқада қазы жеткілікті
step-open = Марафон ашылды
step-open-days = Маусым күндері: { $days }
step-intake-closed = Қабылдау жабылды
step-intake-closed-does = Бұдан кейін жаңа іс жазылмайды. Шешім күтіп тұрғандарын әлі растауға не қабылдамауға болады.
step-seed-source = Жеребе көзі аталды
step-seed-source-does = Тең нәтижелерді жеребе ажыратады. Оның қайдан алынатынын жеребені біреу білмей тұрып бәрі білуі керек.
step-frozen = Құрам бекітілді
step-frozen-does = Осы сәтке дейін расталғанның бәрі есептеледі, одан кейін ештеңе: іс те, қатысушы да өзгермейді. Алдымен кезекті қарап шығыңыз.
step-frozen-waiting = { $n ->
    [0] Шешім күтіп тұрған іс жоқ.
    [one] Әлі { $n } іс шешім күтіп тұр.
   *[other] Әлі { $n } іс шешім күтіп тұр.
}
step-frozen-at = { $event } оқиғаға дейін есептелді
step-seed = Жеребе жазылды
step-seed-does = Аталған көз байттарын жариялағаннан кейін оларды осында жазыңыз.
step-shortlists = Қысқа тізімдер жасалды
step-shortlists-does = Көрсеткіш бойынша алда тұрғандар қазыларға беріледі. Тізімді бағдарлама есептейді, ешкім таңдамайды.
step-judges = Қазылар тағайындалды
step-judges-does = Төменде адамдарға қазы рөлін беріңіз, содан кейін әр аталымға тағайындаңыз.
step-scoring = Баға қойылды
step-scoring-does = Қазылар өз бетінде баға қояды. Сізге саны көрінеді, ұпайлары көрінбейді.
step-judging-closed = Бағалау жабылды
step-judging-closed-does = Бұдан кейін баға қабылданбайды және өзгермейді, барлық ұпай ашық болады.
step-judging-closed-secret = Кейбір қазылардың ұпайлары әлі ашылмады.
step-awards = Марапаттар анықталды
step-awards-does = Орындар ереже бойынша көрсеткіш пен қазылар бағасынан шығады. Оларды бағдарлама есептейді, әркім тексере алады.
step-announced = Жариялау уақыты айтылды
step-announced-does = Қорытынды қашан ашық болатынын айтыңыз. Жарияланғанға дейін уақытты ауыстыруға болады.
step-published = Қорытынды жарияланды
step-published-does = Жеңімпаздар, ұпайлар және барлық бастапқы деректер ашық болады.
step-published-from = Басталатын уақыты: { $time }
step-appeals = Апелляциялар
step-appeals-does = Қатысқандар қорытындыға апелляция бере алады; оны аталымының астында сіз шешесіз.
step-appeals-open = { $n ->
    [0] Ашық апелляция жоқ.
    [one] { $n } апелляция ашық: аталымын қараңыз.
   *[other] { $n } апелляция ашық: аталымдарын қараңыз.
}
appeals-until = Апелляция қабылданатын соңғы күн: { $day }.
appeals-none = Бұл марафонның ережесінде апелляция жоқ.
do-close = Қабылдауды жабу
do-seed-source = Көзін атау
do-freeze = Құрамды бекіту
do-seed = Жеребені жазу
do-shortlists = Жоқ тізімдерді жасау
do-shortlist = Қысқа тізім жасау
do-assign = Тағайындау
do-waive = Кворум талабын алып тастау
do-disqualify = Жарыстан шығару
do-close-judging = Бағалауды жабу
do-open-scores = Қазір ашу
do-awards = Қалған марапаттарды анықтау
do-award = Марапатты анықтау
do-announce = Айту
do-publish = Жариялау
do-resolve = Апелляцияны шешу
do-amend = Қорытындыны қайта есептеу
do-grant = Рөл беру
do-revoke = Рөлді алу
do-revoke-token = Токенді жою
seed-source = Ашық көз
seed-source-hint = Мысалы: drand маягы, 2026 жылғы 1 желтоқсан UTC 12:00-ден кейінгі бірінші раунд.
seed-bytes = Он алтылық жүйедегі байттар
seed-bytes-hint = 16–64 байт: 0–9, a–f таңбаларынан 32–128.
announce-at = Жариялау сәті
announce-at-hint = Марафон уақыты бойынша. Ол болашақта болуы керек.
announce-again = Уақытын ауыстыру
waive-entry = Тізімдегі қатысушы
nomination-decided = Анықталды
nomination-undecided = Анықтау керек
nomination-judging = Бағалануда
nomination-no-shortlist = Тізім әлі жоқ
jury-none = Қазыларсыз, көрсеткіші бойынша ғана марапатталады.
jury-quorum = { $n ->
    [one] Қатысушыға { $n } баға керек.
   *[other] Қатысушыға { $n } баға керек.
}
jury-lacking = { $n ->
    [one] { $n } қатысушының бағасы орын алуға жетпейді.
   *[other] { $n } қатысушының бағасы орын алуға жетпейді.
}
jury-recused = { $n ->
    [one] { $n } қатысушыдан шеттетілді
   *[other] { $n } қатысушыдан шеттетілді
}
appeal-open = Ашық
appeal-upheld = Қанағаттандырылды
appeal-dismissed = Қабылданбады
appeal-answer = Жауап
appeal-choose = Таңдаңыз
appeal-uphold = Қанағаттандыру: қорытынды өзгеруі керек
appeal-dismiss = Қабылдамау: қорытынды өзгермейді
role-participant = Қатысушы
grant-role = Рөл
grant-login-hint = Алдымен адам тіркелгі ашады.
grant-region = Өңір
grant-region-hint = Үйлестірушілер үшін.
grant-nomination = Аталым
grant-nomination-hint = Қазылар үшін.
grant-all-nominations = Барлық аталымдар
token-until = мерзімі: { $time }
appeal-title = Қорытындыға апелляция
appeal-intro = Ненің дұрыс емесін айтыңыз. Ұйымдастырушы шешіп, себебін көрсетеді; апелляция мен жауап бәріне ашық, өзгерген әр қорытынды да ашық.
appeal-not-yet = Қорытынды әлі жарияланған жоқ. Апелляция жарияланған сәттен бастап қабылданады.
appeal-over = Апелляция қабылданған соңғы күн: { $day }.
appeal-nobody = Апелляцияны қатысқан адам береді: қатысушыны тіркеген тіркелгімен кіріңіз.
appeal-reason-hint = Оны бәрі әрқашан оқи алады.
appeal-lodge = Апелляция беру
winners-before = Алғашқы шешім
first-title = Алғашқы ұйымдастырушы
first-intro = Марафонның ұйымдастырушысы әлі жоқ. Бағдарлама басып шығарған сілтемені ашқан адам осында кіру аты мен құпиясөз таңдап, маусымды өткізе алады.
first-secret = Сілтемедегі құпия
first-secret-hint = Бағдарлама басып шығарған мекенжайдағы «#» белгісінен кейінгі бөлік. Бір рет қана жарайды.
login-hint = 3-тен 254-ке дейін латын әрпі, цифр және . _ - + @ таңбалары, мысалы электрондық пошта.

archive-title = Маусымдар
archive-figures = мәлімделді: { $claimed } · тексерілді: { $verified }
archive-this = осы бет

verify-title = Өзіңіз тексеріңіз
verify-intro = Бұл сайтқа сену міндетті емес. Бүкіл тарихты алып, өз компьютеріңізде қайта есептеп, бақылау қосындысын салыстырыңыз: ол соңғы битіне дейін сәйкес келуі тиіс.
verify-export = Тарихты алыңыз
verify-replay = Желісіз қайта есептеңіз
verify-compare = Қосындыларды салыстырыңыз
verify-compare-text = Қайта есептеу соңында барлық жиынтық пен рейтингтің бақылау қосындысы шығады. Ол мұнда жарияланғанға тең болуы тиіс:
verify-digest = Осы марафонның бақылау қосындысы
audit-title = Аудит бөлмесі
audit-intro = Осы марафонда болғанның бәрі ретімен. Әр беттегі әр сан тек осыдан шығады.
audit-parts = Беттің бөліктері
audit-history = Тарих
audit-filter = Оқиғаларды таңдау
audit-type = Не болды
audit-all-types = Бәрі
audit-stream-id = Іс немесе қатысушы (id)
audit-from = Қай оқиғадан
audit-nothing = Мұнда ондай оқиға жоқ.
audit-actor = Кім:
audit-program = Бағдарлама
audit-stream = оның тарихы, { $n }-жазба
audit-then = сол кездегі жағдай
audit-earlier = Ертерек
audit-later = Кейінірек
audit-moment = Басқа сәт
audit-moment-text = Кез келген оқиғадан кейінгі немесе кез келген уақыттағы шолу, көшбасшылар мен рейтингтер.
audit-at = Оқиға нөмірі немесе уақыт
audit-go = Өту
audit-difference = Айырма
audit-difference-text = Екі сәттің арасында не өзгерді, кімнің орны ауысты және қай оқиғалардан.
audit-before = Ертерек сәт: оқиға немесе уақыт
audit-after = Кейінгі сәт: оқиға немесе уақыт
audit-compare = Салыстыру
audit-same = Арасында ештеңе болған жоқ.
audit-because = Қай оқиғалардан
audit-others = басқалардың орны ауысты
audit-more = және тағы { $n }
audit-offline = Өзіңізде тексеру
audit-verify = Әр жолды, ережені және марапатты тексеру
audit-inner = Аудиторларға
audit-inner-text = Мұны тек аудиторлар мен ұйымдастырушылар көреді: әр қазылар алқасының барысы, ұпайсыз, және кімде қандай рөл бар.
audit-roles = Рөлдер
audit-holder = Тіркелгі
happened-marathon-opened = Марафон ашылды
happened-entrant-registered = Қатысушы тіркелді
happened-good-deed-done = Көмек жазылды
happened-trees-planted = Ағаш жазылды
happened-waste-collected = Қоқыс жазылды
happened-animals-helped = Жануарларға көмек жазылды
happened-deed-verified = Іс расталды
happened-deed-rejected = Іс қабылданбады
happened-deed-corrected = Іс түзетілді
happened-deed-withdrawn = Іс қайтарылды
happened-intake-closed = Қабылдау жабылды
happened-role-granted = Рөл берілді
happened-role-revoked = Рөл алынды
happened-entrant-profile-changed = Профиль өзгерді
happened-member-joined = Мүше қосылды
happened-member-left = Мүше шықты
happened-entrant-withdrawn = Қатысушы шықты
happened-entrant-disqualified = Қатысушы шеттетілді
happened-deed-challenged = Іске күмән келтірілді
happened-challenge-resolved = Күмән шешілді
happened-seed-source-named = Жеребе көзі аталды
happened-field-frozen = Құрам бекітілді
happened-shortlist-drawn = Қысқа тізім жасалды
happened-judge-assigned = Қазы тағайындалды
happened-judge-recused = Қазы бас тартты
happened-score-given = Баға берілді
happened-seed-recorded = Жеребе белгілі
happened-judging-closed = Бағалау жабылды
happened-scores-opened = Бағалар ашылды
happened-quorum-waived = Кворум алынды
happened-rules-amended = Ереже өзгерді
happened-award-decided = Марапат шешілді
happened-publication-announced = Жариялау хабарланды
happened-results-published = Нәтижелер жарияланды
happened-appeal-lodged = Апелляция берілді
happened-appeal-resolved = Апелляция шешілді
happened-result-amended = Нәтиже өзгерді
happened-personal-data-erased = Жеке деректер өшірілді

footer-label = Әзірлеушілер мен журналистерге
footer-docs = API құжаттамасы
footer-openapi = OpenAPI сипаттамасы
footer-events = Оқиғалар NDJSON түрінде
footer-totals = Жиынтықтар JSON түрінде
footer-note = Бұл беттегі әр сан тек оқиғалар тарихынан есептеледі.

date-long = { $year } жылғы { $day } { $month }
date-short = { $day } { $month }
date-range = { $year } жылғы { $from } — { $to }
date-range-years = { $from } — { $to-full }
date-time = { $day }, { $time }
month-1 = қаңтар
month-2 = ақпан
month-3 = наурыз
month-4 = сәуір
month-5 = мамыр
month-6 = маусым
month-7 = шілде
month-8 = тамыз
month-9 = қыркүйек
month-10 = қазан
month-11 = қараша
month-12 = желтоқсан
month-short-1 = қаң
month-short-2 = ақп
month-short-3 = нау
month-short-4 = сәу
month-short-5 = мам
month-short-6 = мау
month-short-7 = шіл
month-short-8 = там
month-short-9 = қыр
month-short-10 = қаз
month-short-11 = қар
month-short-12 = жел
