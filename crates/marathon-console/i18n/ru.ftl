# Слова публичных страниц по-русски. Во всех переводах одни и те же сообщения.

site-name = Марафон добрых дел
page-description = { $season }: заявленные и проверенные добрые дела по регионам и номинациям и история, по которой можно проверить каждое число.
skip-link = Перейти к содержанию
nav-label = Разделы
nav-overview = Обзор
nav-boards = Лидеры
nav-nominations = Номинации
nav-verify = Проверьте сами
language-label = Язык

hero-lead = По всему Казахстану люди делают добро и записывают его. Каждое число здесь получено из одной открытой истории, и пересчитать его может любой.
state-open = Идёт приём
state-closed = Сезон завершён
as-of = Состояние на событие №{ "\u00A0" }{ $event }: { $time }, { $day } ({ $zone })
as-of-nothing = Пока ничего не записано
past-label = Момент в прошлом
past-at = Как было на событии { $event }, { $time }, { $day } ({ $zone })
past-earlier = ← назад { $events }
past-later = вперёд { $events } →
past-now = К настоящему моменту
live-label = Обновление страницы
live-connecting = Подключение…
live-on = Обновляется
live-paused = На паузе
live-lost = Связь прервалась, подключаемся снова
live-pause = Пауза
live-resume = Продолжить

counters-title = Сезон в цифрах
counters-note = Заявлено — все действующие дела, проверенные и нет. Проверено — те из них, которые подтвердил региональный координатор. В наградах учитываются только проверенные.
claimed = заявлено
verified = проверено
counter-deeds = Добрые дела
counter-people = Участники
counter-trees = Посаженные деревья
counter-waste = Собранные отходы
counter-animals = Животные, которым помогли
verified-share = Проверено { $n }{ "\u00A0" }% заявленного
verified-none = Пока ничего не заявлено

curve-title = Дела за сезон
curve-claimed = Заявленные дела
curve-verified = Проверенные дела
curve-summary = На { $day }: заявлено дел — { $claimed }, из них проверено — { $verified }.
curve-empty = Линия начнётся с первого дела.
curve-table = То же таблицей, по неделям
curve-until = По день включительно

map-title = Регионы
map-intro = { $n ->
    [one] { $n } регион, расположенный примерно как на карте. Чем заметнее цвет, тем больше проверено на 100{ "\u00A0" }000 жителей.
    [few] { $n } региона, расположенные примерно как на карте. Чем заметнее цвет, тем больше проверено на 100{ "\u00A0" }000 жителей.
   *[other] { $n } регионов, расположенные примерно как на карте. Чем заметнее цвет, тем больше проверено на 100{ "\u00A0" }000 жителей.
}
map-metric-label = Раскрасить по показателю
map-tile = { $region }: проверено — { $verified }, заявлено — { $claimed }; проверено на 100{ "\u00A0" }000 жителей — { $rate }
map-legend = Проверено на 100{ "\u00A0" }000 жителей
map-table = То же таблицей
map-region = Регион
map-rate = Проверено на 100{ "\u00A0" }000
map-population = Жители

nominations-title = Номинации
nominations-intro = Кто впереди по проверенным делам. Жюри скажет своё слово после сезона, поэтому наград здесь ещё нет. Значения — точные дроби, округлённые только для показа; знак «≈» показывает, где именно.
nominations-intro-final = Опубликованные результаты. Значения — точные дроби, округлённые только для показа; знак «≈» показывает, где именно.
nominations-winners = Победители и как их проверить
nomination-winners = { $n ->
    [one] { $n } победитель
    [few] { $n } победителя
   *[other] { $n } победителей
}
nomination-empty = Проверенных дел пока нет. Первое место свободно.
nomination-ranking = Весь рейтинг
standing-provisional = Предварительно
standing-frozen = Состав закрыт
standing-final = Итог
rank = Место { $n }

metric-deeds = Засчитанные дела
metric-active-share = Доля участвовавших членов
metric-per-100k = Участники на 100{ "\u00A0" }000 жителей
metric-people = Участники
metric-people-helped = Люди, которым помогли
metric-person-minutes = Часы работы
metric-trees = Посаженные деревья
metric-grams = Собранные отходы
metric-animals = Животные, которым помогли
metric-people-per-member = Участники на одного члена
metric-people-helped-per-member = Люди, которым помогли, на одного члена
metric-person-minutes-per-member = Часы работы на одного члена
metric-trees-per-member = Посаженные деревья на одного члена
metric-grams-per-member = Собранные отходы на одного члена
metric-animals-per-member = Животные, которым помогли, на одного члена

unit-grams = { $value }{ "\u00A0" }г
unit-kilograms = { $value }{ "\u00A0" }кг
unit-tonnes = { $value }{ "\u00A0" }т
unit-hours = { $value }{ "\u00A0" }ч
unit-percent = { $value }{ "\u00A0" }%
unit-deeds = { $value } { $n ->
    [one] дело
    [few] дела
    [many] дел
   *[other] дела
}
unit-people = { $value } { $n ->
    [one] человек
    [few] человека
    [many] человек
   *[other] человека
}
unit-trees = { $value } { $n ->
    [one] дерево
    [few] дерева
    [many] деревьев
   *[other] дерева
}
unit-animals = { $value } { $n ->
    [one] животное
    [few] животных
    [many] животных
   *[other] животного
}
value-rounded = округлено от { $fraction }

latest-title = Последние дела
latest-empty = Дел пока нет.
latest-anonymous = Участник
deed-people-helped = Помощь { $n ->
    [one] { $n } человеку
   *[other] { $n } людям
}
deed-trees = { $n ->
    [one] Посажено { $n } дерево
    [few] Посажено { $n } дерева
   *[other] Посажено { $n } деревьев
}
deed-waste = Собрано { $mass } отходов
deed-animals = Помощь { $n ->
    [one] { $n } животному
   *[other] { $n } животным
}
status-claimed = Заявлено
status-verified = Проверено
status-challenged = Оспорено
status-rejected = Отклонено
status-withdrawn = Отозвано

missing-title = Здесь нет страницы
missing-text = Возможно, в адресе опечатка или того, что он называет, не существует: сезона, номинации, участника, у которого пока ничего не засчитано.
missing-home = На главную

board-heading = Лидеры
board-metric = По показателю
board-verified = Проверенные дела
board-claimed = Все действующие дела, проверенные и нет
filter-label = Кого показать
filter-status = Какие дела
filter-kind = Кто
filter-region = Свой регион
filter-sector = Сфера
filter-all-kinds = Все
filter-all-regions = Все регионы
filter-all-sectors = Все сферы
filter-age = Возраст
filter-all-ages = Все
filter-silver = «Серебряные» волонтёры, от 60 лет
filter-show = Показать
filter-reset = Сбросить фильтры
kind-person = Человек
kind-team = Команда
kind-organisation = Организация
kind-institution = Учебное заведение
kind-region = Регион
board-place = Место
board-who = Кто
board-gap = До лидера
board-mine = Моё место
board-summary = { $n ->
    [one] В этом списке { $n } участник.
    [few] В этом списке { $n } участника.
   *[other] В этом списке { $n } участников.
}
board-empty = В этом списке пока никого нет. Сбросьте фильтр или станьте первым.
board-ties = Равные значения делят место, и следующее место ниже на столько же: 1, 2, 2, 4. Среди равных первым стоит тот, кто раньше зарегистрировался.
board-shares = В списке людей дело группы делится между всеми, кто участвовал, до последней единицы.
board-why = За каждым именем — все дела, из которых сложилось место.
as-json = То же в JSON
as-csv = таблицей (CSV)
pager-label = Продолжение списка
pager-first = К началу
pager-next = Дальше

ranking-summary = { $n ->
    [one] В рейтинге { $n } участник.
    [few] В рейтинге { $n } участника.
   *[other] В рейтинге { $n } участников.
}
ranking-value = Значение
deeds-counted = { $n ->
    [one] засчитано { $n } дело
    [few] засчитано { $n } дела
   *[other] засчитано { $n } дел
}
nominations-leaders = Кто впереди
rules-title = Как считается
rule-verified = Учитываются только проверенные дела, кроме оспоренных.
rule-entrants = Могут участвовать: { $list }.
rule-adults = Люди — только совершеннолетние.
rule-sectors = Сферы, которые учитываются: { $list }.
rule-window = Дни, которые учитываются: { $days }.
rule-per-deed = С одного дела засчитывается не больше чем { $amount }.
rule-per-day = За один день засчитывается не больше чем { $amount }.
rule-band = В сумме до { $amount } каждая единица засчитывается на { $rate }{ "\u00A0" }%.
rule-band-rest = Сверх этого каждая единица засчитывается на { $rate }{ "\u00A0" }%.
rule-jury = В итоге этот показатель весит { $metric }{ "\u00A0" }%, а жюри — { $jury }{ "\u00A0" }%; нужно оценок не меньше: { $quorum }.
rule-ties = Равных различают по порядку: { $list }.
class-persons = люди
class-teams = команды
class-organisations = организации
class-institutions = учебные заведения
class-regions = регионы
tie-jury = оценка жюри
tie-deeds = больше засчитанных дел
tie-days = больше дней с делами
tie-earliest = раньше достигнутый результат
tie-draw = жребий по открытому числу

why-title = Все дела за этим местом
why-board-summary = { $n ->
    [one] Значение складывается из { $n } дела — и больше ни из чего.
   *[other] Значение складывается из { $n } дел — и больше ни из чего.
}
why-ranking-summary = { $n ->
    [one] Здесь учитывается { $n } дело.
    [few] Здесь учитываются { $n } дела в порядке истории.
   *[other] Здесь учитываются { $n } дел в порядке истории.
}
why-place = { $rank } из { $of }
why-deeds = Дела
why-units = До ограничений
why-capped = После ограничений
why-active = Участвовавшие члены
why-members = Члены
why-event = Событие
why-deed = Дело
why-done = Сделано
why-counted = Засчитано
cut-share = доля человека в деле группы
cut-per-deed = предел на одно дело
cut-per-day = предел на один день
cut-band = пониженная ставка

deed-done-on = Сделано
deed-companions = Вместе с
deed-history = Что с ним было
deed-photos = SHA-256 фотографий
deed-twin = Оно похоже на дело, записанное раньше.
deed-twin-see = Посмотреть то дело
deed-receipt = Эта страница и есть квитанция. Длинное число — хеш записанных байтов события: пересчитать его может любой, кто возьмёт историю.
event-number = событие { $event }
event-logged = Записано
event-corrected = Исправлено
event-upheld = Спор признан
event-dismissed = Спор отклонён

me-title = Моя страница
me-deeds = Мои дела
me-no-deeds = Пока ничего не записано.
me-change = Изменить
me-entrants = За кого я записываю дела
me-no-entrants = Пока ни за кого: укажите ниже, кто сделал дело, и запишите его.
me-elsewhere = Другие марафоны, где у вас есть роль
sign-in = Войти
sign-up = Завести учётную запись
sign-in-with = Войти через { $provider }
sign-out = Выйти
sign-in-intro = Читать можно и без учётной записи. Чтобы записывать дела, войдите или заведите её: нужны только имя для входа и пароль.
login = Имя для входа
password = Пароль
password-hint = Не меньше 15 знаков; легче всего запомнить несколько слов.
entrant-new = Участвовать
entrant-register = Зарегистрировать
entrant-alias = Имя для всех
entrant-alias-hint = Его всегда сможет прочесть любой. Без фамилий, телефонов и адресов.
entrant-members = Сколько членов
entrant-members-hint = Для команд, организаций и учебных заведений.
entrant-new-group = Команда, организация или учебное заведение
entrant-age = Возраст, полных лет
entrant-age-hint = Нужен для номинаций для взрослых. Хранится лишь то, совершеннолетний ли вы.
entrant-guardian = Родитель или опекун согласен
entrant-guardian-hint = Для тех, кому нет 18.
entrant-silver = Мне 60 или больше, и я хочу быть и среди «серебряных» волонтёров
silver = «серебряный» волонтёр
private-name = Настоящее имя
private-consent = Видят только координаторы, не публикуется и стирается вместе с учётной записью. Заполняя, вы на это соглашаетесь.
private-contact = Телефон или адрес
private-guardian-name = Имя родителя или опекуна
private-guardian-contact = Как связаться с родителем или опекуном
member = Участник: { $alias }
member-of = Состоит в «{ $alias }»
member-end = Прекратить участие
invitation-make = Создать приглашение
invitation-title = Приглашение: { $alias }
invitation-made = Для одного человека, на две недели. Больше не показывается.
invitation-link = Ссылка, которую передать
invitation-ask = Вас приглашают вступить тем участником, под именем которого вы выступаете.
invitation-first = Чтобы вступить, сначала зарегистрируйтесь как человек на своей странице, потом откройте ссылку снова.
invitation-join = Вступить
account-title = Учётная запись
account-kept = Что обо мне хранится
erase-title = Удалить мою учётную запись
erase-sure = Да, стереть мою учётную запись и всё, что я сообщил лично
erase-hint = Отменить нельзя. Ваши дела по-прежнему идут в зачёт под публичным именем.
erase-do = Удалить навсегда
role-coordinator = Координатор
role-judge = Член жюри
role-auditor = Аудитор
role-organiser = Организатор
role-operator = Оператор
nav-log = Записать дело
log-intro = Расскажите, что сделано, где и когда. Региональный координатор проверит; до того дело показано как заявленное.
log-kind = Вид дела
kind-good-deed = Помощь
kind-trees = Деревья
kind-waste = Отходы
kind-animals = Животные
log-people = Сколько человек участвовало
log-minutes = Минуты работы
log-minutes-hint = Всех участников вместе.
log-weight = Вес
log-weight-hint = Число, например 2.5.
log-unit = Единица
log-kilograms = килограммы
log-tonnes = тонны
log-grams = граммы
log-photo = Фотографии
log-photo-hint = Сами снимки не сохраняются: в историю попадает только их отпечаток (SHA-256), поэтому храните их у себя.
decide-title = Изменить дело
decide-correct = Исправить
decide-withdraw = Отозвать
decide-verify = Подтвердить
decide-reject = Отклонить
decide-reason = Причина
queue-title = Дела на проверку
queue-empty = Ничего не ждёт. Спасибо.
doubts-title = Оспоренные дела
doubts-intro = Они не идут в зачёт, пока не решит тот, кто их не подтверждал и не оспаривал.
doubt-title = Я сомневаюсь в этом деле
doubt-send = Отправить
doubt-hint = Это увидят все. Решит координатор; до тех пор дело не идёт в зачёт.
doubt-until = Оспорить можно до { $day }.
doubt-uphold = Сомнение верно: отклонить
doubt-dismiss = Дело остаётся в силе

winners-title = Победители
winners-certificate = Диплом
winners-check = Как проверить
winners-computed = Вычислено по событиям до
winners-decided = Решено событием
winners-result-hash = SHA-256 результата
winners-rules-hash = SHA-256 правил
winners-amended = Изменено
winners-how = Возьмите историю, и аудитор вычислит каждое место заново. Если разойдётся хоть одно, он закончит ошибкой.
certificate-title = Диплом марафона
certificate-proof = Число ниже — хеш опубликованного результата.
certificate-see = Посмотреть доказательство
judging-title = Жюри
judging-intro = Вы видите свои заявки без имён и не видите чужих баллов. Баллы можно менять, пока оценивание не закрыто.
judging-nothing = Оценивать нечего.
judging-progress = Оценено { $scored } из { $all }
judging-entry = Заявка { $n }
judging-scored = Оценено
judging-recused = Самоотвод
judging-save = Сохранить баллы
judging-recuse = Заявить о связи
judging-recuse-hint = Сообщите, если за заявкой стоит близкий вам человек. Отменить это нельзя.
judging-closed = Оценивание закрыто: баллы изменить уже нельзя. Ниже видно, как стоят заявки.
judging-mine = Мои номинации
judging-next = К следующей заявке без баллов
judging-see-entry = К заявке
judging-did = Что сделано
judging-people = { $n ->
    [one] участвовал { $n } человек
    [few] участвовали { $n } человека
   *[many] участвовали { $n } человек
}
judging-standings = Как стоят заявки
judging-of = Заявка
judging-points = Мои баллы
judging-raw = Средний балл
judging-jury = Жюри
judging-combined = Вместе с показателем
judging-waits = Места появятся, когда откроются баллы всех судей.
judging-how = Средний балл ничего не решает. Доля жюри — среднее мест, которые дал каждый судья; вместе с показателем, по весам из правил, она решает.
outcome-draw = ждёт жребия
outcome-quorum = мало оценок
outcome-withdrawn = снята
outcome-disqualified = отстранена

organise-title = Проведение
organise-intro = На каком шаге сезон и что дальше. Каждый шаг становится событием открытой истории с вашим именем, и отменить его нельзя.
organise-steps = Шаги сезона
organise-people = Люди и роли
organise-shortlist = Короткий список
organise-jury = Жюри
organise-award = Награда
organise-tokens = Токены программ
organise-taken = Сделано
organise-next = Дальше
organise-possible = Можно сделать
organise-later = Ещё рано
organise-after = Возможно после шага «{ $step }».
organise-judges-itself = Вы сами здесь в жюри, поэтому сколько оценили другие, вам не показывается.
organise-nominations-done = { $done } из { $all } номинаций
organise-juries-manned = { $done } из { $all } жюри: судей столько, сколько нужно оценок
step-open = Марафон открыт
step-open-days = Дни сезона: { $days }
step-intake-closed = Приём закрыт
step-intake-closed-does = После этого новые дела не записываются. Те, что ждут решения, ещё можно подтвердить или отклонить.
step-seed-source = Источник жребия назван
step-seed-source-does = Равные результаты разделяет жребий. Откуда он возьмётся, все должны знать раньше, чем его сможет узнать кто-либо.
step-frozen = Состав зафиксирован
step-frozen-does = Считается всё, что подтверждено к этому моменту, и ничего после: ни дела, ни участники больше не меняются. Сначала разберите очередь.
step-frozen-waiting = { $n ->
    [0] Дел, которые ждут решения, нет.
    [one] Решения ещё ждёт { $n } дело.
    [few] Решения ещё ждут { $n } дела.
   *[other] Решения ещё ждут { $n } дел.
}
step-frozen-at = Учтено до события { $event }
step-seed = Жребий записан
step-seed-does = Когда названный источник опубликует свои байты, запишите их здесь.
step-shortlists = Короткие списки составлены
step-shortlists-does = Лучшие по показателю идут на суд жюри. Список вычисляет программа, никто не выбирает.
step-judges = Судьи назначены
step-judges-does = Ниже дайте людям роль судьи, затем назначьте их в каждой номинации.
step-scoring = Оценки поставлены
step-scoring-does = Судьи ставят оценки на своей странице. Вам видно сколько, но не какие.
step-judging-closed = Оценивание закрыто
step-judging-closed-does = После этого оценки не принимаются и не меняются, и все баллы становятся открытыми.
step-judging-closed-secret = Баллы некоторых судей ещё не удалось открыть.
step-awards = Награды определены
step-awards-does = Места следуют из показателя и оценок жюри по правилам. Их вычисляет программа, и проверить может каждый.
step-announced = Публикация объявлена
step-announced-does = Скажите, когда итоги станут открытыми. До публикации срок можно перенести.
step-published = Итоги опубликованы
step-published-does = Победители, баллы и все исходные данные становятся открытыми.
step-published-from = Начиная с: { $time }
step-appeals = Апелляции
step-appeals-does = Участники могут подать апелляцию на итог; решаете вы — в её номинации.
step-appeals-open = { $n ->
    [0] Открытых апелляций нет.
    [one] Открыта { $n } апелляция: смотрите её номинацию.
    [few] Открыты { $n } апелляции: смотрите их номинации.
   *[other] Открыто { $n } апелляций: смотрите их номинации.
}
appeals-until = Апелляции принимаются до { $day } включительно.
appeals-none = Правила этого марафона апелляций не предусматривают.
do-close = Закрыть приём
do-seed-source = Назвать источник
do-freeze = Зафиксировать состав
do-seed = Записать жребий
do-shortlists = Составить недостающие списки
do-shortlist = Составить короткий список
do-assign = Назначить
do-waive = Снять требование кворума
do-disqualify = Дисквалифицировать
do-close-judging = Закрыть оценивание
do-open-scores = Открыть сейчас
do-awards = Определить недостающие награды
do-award = Определить награду
do-announce = Объявить
do-publish = Опубликовать
do-resolve = Решить апелляцию
do-amend = Вычислить итог заново
do-grant = Дать роль
do-revoke = Снять роль
do-revoke-token = Отозвать токен
seed-source = Открытый источник
seed-source-hint = Например: маяк drand, первый раунд после 1 декабря 2026 года, 12:00 UTC.
seed-bytes = Байты в шестнадцатеричном виде
seed-bytes-hint = От 16 до 64 байтов: от 32 до 128 знаков 0–9, a–f.
announce-at = Момент публикации
announce-at-hint = По времени марафона. Он должен быть в будущем.
announce-again = Перенести
waive-entry = Участник списка
nomination-decided = Определена
nomination-undecided = Пора определить
nomination-judging = Оценивается
nomination-no-shortlist = Списка ещё нет
jury-none = Награда по одному показателю, без жюри.
jury-quorum = { $n ->
    [one] Участнику нужна { $n } оценка.
    [few] Участнику нужны { $n } оценки.
   *[other] Участнику нужно { $n } оценок.
}
jury-lacking = { $n ->
    [one] { $n } участнику не хватает оценок для места.
   *[other] { $n } участникам не хватает оценок для места.
}
jury-recused = { $n ->
    [one] отвод от { $n } участника
   *[other] отвод от { $n } участников
}
appeal-open = Открыта
appeal-upheld = Удовлетворена
appeal-dismissed = Отклонена
appeal-answer = Ответ
appeal-choose = Выберите
appeal-uphold = Удовлетворить: итог должен измениться
appeal-dismiss = Отклонить: итог остаётся
role-participant = Участник
grant-role = Роль
grant-login-hint = Сначала человек открывает учётную запись.
grant-region = Регион
grant-region-hint = Для координаторов.
grant-nomination = Номинация
grant-nomination-hint = Для судей.
grant-all-nominations = Все номинации
token-until = до: { $time }
appeal-title = Апелляция на итог
appeal-intro = Скажите, что в нём неверно. Решает организатор и указывает причину; апелляция и ответ открыты всем, как и каждый изменённый итог.
appeal-not-yet = Итоги ещё не опубликованы. Апелляции принимаются с момента публикации.
appeal-over = Апелляции принимались до { $day } включительно.
appeal-nobody = Апелляцию подаёт тот, кто участвовал: войдите под тем, кто регистрировал участника.
appeal-reason-hint = Её смогут прочитать все и всегда.
appeal-lodge = Подать апелляцию
winners-before = Как было решено сначала
first-title = Первый организатор
first-intro = У марафона ещё нет организатора. Кто открыл ссылку, напечатанную программой, выбирает здесь имя для входа и пароль и дальше проводит сезон.
first-secret = Секрет из ссылки
first-secret-hint = То, что стоит после «#» в адресе, который напечатала программа. Действует один раз.
login-hint = От 3 до 254 латинских букв, цифр и знаков . _ - + @, например адрес электронной почты.

archive-title = Сезоны
archive-figures = заявлено { $claimed } · проверено { $verified }
archive-this = эта страница

verify-title = Проверьте сами
verify-intro = Верить этому сайту не обязательно. Возьмите всю историю, воспроизведите её на своём компьютере и сравните контрольную сумму: она совпадёт до последнего бита.
verify-export = Возьмите историю
verify-replay = Воспроизведите её без сети
verify-compare = Сравните суммы
verify-compare-text = В конце воспроизведения выводится контрольная сумма всех итогов и рейтингов. Она должна быть равна опубликованной здесь:
verify-digest = Контрольная сумма этого марафона
audit-title = Комната аудитора
audit-intro = Всё, что когда-либо произошло в этом марафоне, по порядку. Каждое число на каждой странице следует отсюда и только отсюда.
audit-parts = Части страницы
audit-history = История
audit-filter = Выбрать события
audit-type = Что произошло
audit-all-types = Всё
audit-stream-id = Дело или участник (id)
audit-from = С события
audit-nothing = Здесь нет таких событий.
audit-actor = Кто:
audit-program = Программа
audit-stream = его история, запись { $n }
audit-then = как было тогда
audit-earlier = Раньше
audit-later = Позже
audit-moment = Другой момент
audit-moment-text = Обзор, лидеры и рейтинги, какими они были после любого события или в любое время.
audit-at = Номер события или время
audit-go = Перейти
audit-difference = Разница
audit-difference-text = Что изменилось между двумя моментами, кто сместился и из-за каких событий.
audit-before = Более ранний момент: событие или время
audit-after = Более поздний момент: событие или время
audit-compare = Сравнить
audit-same = Между ними ничего не произошло.
audit-because = Из-за событий
audit-others = сместились другие
audit-more = и ещё { $n }
audit-offline = Проверить у себя
audit-verify = Проверить каждую строку, правило и награду
audit-inner = Для аудиторов
audit-inner-text = Это видят только аудиторы и организаторы: как далеко каждое жюри, без баллов, и у кого какие роли.
audit-roles = Роли
audit-holder = Учётная запись
happened-marathon-opened = Марафон открыт
happened-entrant-registered = Участник зарегистрирован
happened-good-deed-done = Записана помощь
happened-trees-planted = Записаны деревья
happened-waste-collected = Записан мусор
happened-animals-helped = Записана помощь животным
happened-deed-verified = Дело подтверждено
happened-deed-rejected = Дело отклонено
happened-deed-corrected = Дело исправлено
happened-deed-withdrawn = Дело отозвано
happened-intake-closed = Приём закрыт
happened-role-granted = Роль дана
happened-role-revoked = Роль отозвана
happened-entrant-profile-changed = Профиль изменён
happened-member-joined = Участник вступил
happened-member-left = Участник вышел
happened-entrant-withdrawn = Участник снялся
happened-entrant-disqualified = Участник отстранён
happened-deed-challenged = Дело оспорено
happened-challenge-resolved = Сомнение разрешено
happened-seed-source-named = Назван источник жребия
happened-field-frozen = Состав зафиксирован
happened-shortlist-drawn = Короткий список составлен
happened-judge-assigned = Судья назначен
happened-judge-recused = Самоотвод судьи
happened-score-given = Оценка дана
happened-seed-recorded = Жребий известен
happened-judging-closed = Оценивание закрыто
happened-scores-opened = Оценки открыты
happened-quorum-waived = Кворум снят
happened-rules-amended = Правила изменены
happened-award-decided = Награда присуждена
happened-publication-announced = Публикация объявлена
happened-results-published = Результаты опубликованы
happened-appeal-lodged = Подана апелляция
happened-appeal-resolved = Апелляция решена
happened-result-amended = Результат изменён
happened-personal-data-erased = Личные данные стёрты

footer-label = Разработчикам и журналистам
footer-docs = Документация API
footer-openapi = Описание OpenAPI
footer-events = События в NDJSON
footer-totals = Итоги в JSON
footer-note = Каждое число на этой странице вычисляется только из истории событий.

date-long = { $day } { $month } { $year } года
date-short = { $day } { $month }
date-range = { $from } — { $to } { $year } года
date-range-years = { $from } — { $to-full }
date-time = { $day }, { $time }
month-1 = января
month-2 = февраля
month-3 = марта
month-4 = апреля
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = августа
month-9 = сентября
month-10 = октября
month-11 = ноября
month-12 = декабря
month-short-1 = янв
month-short-2 = фев
month-short-3 = мар
month-short-4 = апр
month-short-5 = май
month-short-6 = июн
month-short-7 = июл
month-short-8 = авг
month-short-9 = сен
month-short-10 = окт
month-short-11 = ноя
month-short-12 = дек
