# What the API says to those who read: one message for each code, with a title where it is a problem of its own.

parameter-unknown = Такого параметра здесь нет; есть: { $known }.
parameter-repeated = Параметр указан дважды; оставьте один.
not-a-whole-number = Нужно целое число цифрами.
ends-before-it-begins = `to` раньше, чем `from`; поменяйте их местами.
kind-takes-no-filter = Суммы по видам дел считаются по всему марафону; уберите `region`, `sector`, `from` и `to`.
cursor-malformed = Этот курсор не от этого списка с этими фильтрами; начните сначала без него.
    .title = Курсор не подходит
no-such-metric = Нет рейтинга по `{ $metric }`; есть: { $known }.
    .title = Нет такого рейтинга
no-such-nomination = Нет номинации `{ $id }`; есть: { $known }.
    .title = Нет такой номинации
no-such-entrant = Никто не участвует здесь под `{ $id }`.
    .title = Нет такого участника
entrant-not-on-board = У { $id } пока ничего нет в этом рейтинге; попробуйте другие фильтры или `status=claimed`.
    .title = Нет в этом рейтинге
entrant-not-ranked = У { $id } пока ничего не засчитано в этой номинации.
    .title = Пока нет места
not-acceptable = События отдаются как: { $accepted }. Назовите один из этих типов в `Accept`.
    .title = Нет подходящего формата
last-event-id-malformed = Last-Event-ID — это `id` события этого потока, то есть его позиция.
    .title = Неверный Last-Event-ID
too-many-streams = Слишком многие следят вживую; подключитесь снова через секунду.
    .title = Слишком много потоков
nothing-measured = Этот процесс запущен без метрик.
    .title = Метрик нет
