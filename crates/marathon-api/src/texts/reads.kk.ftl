# What the API says to those who read: one message for each code, with a title where it is a problem of its own.

parameter-unknown = Мұнда мұндай параметр жоқ; барлары: { $known }.
parameter-repeated = Параметр екі рет берілген; біреуін қалдырыңыз.
not-a-whole-number = Цифрмен жазылған бүтін сан керек.
ends-before-it-begins = `to` күні `from` күнінен бұрын; орындарын ауыстырыңыз.
kind-takes-no-filter = Түрлер бойынша қосынды бүкіл марафон үшін есептеледі; `region`, `sector`, `from` және `to` параметрлерін алып тастаңыз.
cursor-malformed = Бұл курсор осы сүзгілері бар осы тізімдікі емес; онсыз басынан бастаңыз.
    .title = Курсор сәйкес емес
no-such-metric = `{ $metric }` бойынша рейтинг жоқ; барлары: { $known }.
    .title = Мұндай рейтинг жоқ
no-such-nomination = `{ $id }` номинациясы жоқ; барлары: { $known }.
    .title = Мұндай номинация жоқ
no-such-entrant = Мұнда `{ $id }` деген қатысушы жоқ.
    .title = Мұндай қатысушы жоқ
entrant-not-on-board = Бұл рейтингте { $id } қатысушысында әзірге ештеңе жоқ; басқа сүзгілерді немесе `status=claimed` байқап көріңіз.
    .title = Бұл рейтингте жоқ
entrant-not-ranked = Бұл номинацияда { $id } қатысушысының әзірге есептелген істері жоқ.
    .title = Әзірге орны жоқ
not-acceptable = Оқиғалар мына түрде беріледі: { $accepted }. Біреуін `Accept` ішінде атаңыз.
    .title = Сәйкес пішім жоқ
last-event-id-malformed = Last-Event-ID — осы ағын оқиғасының `id` мәні, яғни оның позициясы.
    .title = Last-Event-ID қате
too-many-streams = Тікелей бақылаушылар тым көп; бір секундтан кейін қайта қосылыңыз.
    .title = Ағындар тым көп
nothing-measured = Бұл процесс метрикасыз іске қосылған.
    .title = Метрика жоқ
