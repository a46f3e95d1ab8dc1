//! Words of decisions and species, mixed in Kazakh, Russian and English as they would come in.

use crate::{
    deeds::{Deed, Why},
    themes::Theme,
};

const EVIDENCE_LACKING: [&str; 12] = [
    "На фото не видно, что сделано; пришлите другое",
    "Фото из интернета, найдено обратным поиском",
    "Фотодан істің нәтижесі көрінбейді",
    "Сурет ғаламтордан алынған",
    "The photo shows another place",
    "Дата съёмки не совпадает с датой дела",
    "Бұл іс марафон басталғанға дейін жасалған",
    "Организация не подтвердила участие",
    "Мекеме бұл істі растамады",
    "Это реклама, а не доброе дело",
    "The hosting organisation does not know of this event",
    "Не удалось связаться с участником, подтверждения нет",
];
const NOT_BELIEVED: [&str; 6] = [
    "На месте проверили: такого количества нет",
    "Көрсетілген көлем шындыққа жанаспайды",
    "Явная шутка: цифра невозможна",
    "Checked on site: nothing of the kind was done",
    "Орнында тексерілді, расталмады",
    "Количество завышено во много раз, автор не ответил",
];
const SENT_TWICE: [&str; 6] = [
    "Повтор: это дело уже внесено",
    "Қайталанған өтінім",
    "Duplicate of an earlier entry",
    "Те же день, дело и фото, что и в предыдущей записи",
    "Бұл іс бұрын тіркелген, сол күн, сол сан",
    "Отправлено дважды, первая запись остаётся",
];
const TAKEN_BACK: [&str; 8] = [
    "Внёс по ошибке",
    "Қате енгіздім",
    "Entered by mistake",
    "Мероприятие перенесли",
    "Іс-шара кейінге қалдырылды",
    "Дело уже записала наша команда",
    "Командамыз бұл істі өзі тіркеген",
    "Участники не согласились на публикацию",
];
/// By slip: a zero too many, people counted twice, hours for minutes.
const PUT_RIGHT: [[&str; 3]; 3] = [
    ["Лишний ноль", "Артық нөл жазылып кеткен", "One zero too many"],
    ["Участников посчитали дважды", "Қатысушылар екі рет саналған", "People were counted twice"],
    ["Указал часы вместо минут", "Минуттың орнына сағат жазылған", "Hours were given for minutes"],
];
const INSPECTED: [&str; 6] = [
    "Выезд на место: подтверждено, акт приложен",
    "Орнында тексерілді: көлемі расталды",
    "Inspected on site, the quantity is right",
    "Проверено по накладной и фото",
    "Жүкқұжат пен сурет бойынша тексерілді",
    "Подтверждено акиматом, количество пересчитано",
];
const NOT_THE_SAME: [&str; 4] = [
    "Не повтор: два разных выезда в один день",
    "Қайталанбаған: бір күнде екі бөлек іс",
    "Not a duplicate: two visits on the same day",
    "Проверено: разные адреса, совпали только цифры",
];
const REMARKS: [&str; 6] = [
    "Подтверждено по фото",
    "Суреттер арқылы расталды",
    "Confirmed by phone",
    "Организация подтвердила",
    "Мекеме растады",
    "Отличное дело, спасибо!",
];
const DOUBTS: [&str; 5] = [
    "Я был там в этот день, ничего такого не делали",
    "Бұл сурет басқа жылдан",
    "The same photo was in a newspaper last year",
    "Участников было вдвое меньше",
    "Бұл жұмысты қала қызметі жасаған",
];
const DOUBT_UPHELD: [&str; 3] = [
    "Проверено ещё раз: подтверждения нет, дело не засчитывается",
    "Қайта тексерілді: расталмады",
    "Checked again: the doubt was right",
];
const DOUBT_IN_VAIN: [&str; 3] = [
    "Проверено ещё раз: всё верно, свидетели подтвердили",
    "Қайта тексерілді: бәрі дұрыс",
    "Checked again with two witnesses: it was done as described",
];
const TREES: [&str; 8] =
    ["карагач", "қайың", "берёза", "шырша", "Scots pine", "алма ағашы", "сирень", "тополь"];
const ANIMALS: [&str; 8] = [
    "собаки",
    "мысықтар",
    "бездомные кошки и собаки",
    "иттер",
    "stray dogs",
    "ежи",
    "құстар",
    "голуби и воробьи",
];

fn one_of(texts: &[&str], salt: u32) -> Option<String> {
    Some(texts[salt as usize % texts.len()].to_owned())
}

pub(crate) fn rejection(why: Why, salt: u32) -> Option<String> {
    match why {
        Why::Evidence => one_of(&EVIDENCE_LACKING, salt),
        Why::Prank => one_of(&NOT_BELIEVED, salt),
        Why::Duplicate => one_of(&SENT_TWICE, salt),
    }
}

pub(crate) fn doubt(salt: u32) -> String {
    one_of(&DOUBTS, salt).unwrap_or_default()
}

pub(crate) fn resolution(upheld: bool, salt: u32) -> String {
    one_of(if upheld { &DOUBT_UPHELD } else { &DOUBT_IN_VAIN }, salt).unwrap_or_default()
}

/// Whoever takes a deed back need not say why.
pub(crate) fn withdrawal(salt: u32) -> Option<String> {
    if salt.is_multiple_of(5) { None } else { one_of(&TAKEN_BACK, salt / 5) }
}

pub(crate) fn correction(slip: usize, salt: u32) -> Option<String> {
    one_of(&PUT_RIGHT[slip], salt)
}

pub(crate) fn verification(deed: &Deed, implausible: bool) -> Option<String> {
    match (implausible, deed.alike) {
        (true, _) => one_of(&INSPECTED, deed.salt),
        (false, true) => one_of(&NOT_THE_SAME, deed.salt),
        (false, false) if deed.salt.is_multiple_of(12) => one_of(&REMARKS, deed.salt / 12),
        (false, false) => None,
    }
}

/// Four of five name the species.
pub(crate) fn species(theme: Theme, salt: u32) -> Option<String> {
    let named = !salt.is_multiple_of(5);
    match theme {
        Theme::Trees if named => one_of(&TREES, salt / 5),
        Theme::Animals if named => one_of(&ANIMALS, salt / 5),
        _ => None,
    }
}

pub(crate) const INTAKE_CLOSES: &str =
    "Марафон аяқталды · Марафон завершён · The marathon has come to its end";

/// What the seed is the SHA-256 of; invented like everything else here. A real marathon names what nobody can know yet.
pub(crate) const SEED_WORDS: &str = "drawn at noon on 5 December 2024";
pub(crate) const SEED_SOURCE: &str = "Invented for this demonstration: SHA-256 of the words \
    «drawn at noon on 5 December 2024», read out at that moment. A real marathon names a public beacon.";
pub(crate) const DECLARED: &str = "Веду с этим участником общий проект";
pub(crate) const WAIVED: &str = "Два судьи заявили о связи с участником; двух оценок достаточно";
pub(crate) const DISQUALIFIED: &str =
    "The waste was collected by the city's own service; its weighing notes show it";

pub(crate) fn appeal(right: bool) -> String {
    match right {
        true => "Накладные второго места принадлежат городской службе, а не участнику",
        false => "Считаю, что нам засчитали не все дела",
    }
    .to_owned()
}

pub(crate) fn appeal_resolved(upheld: bool) -> String {
    match upheld {
        true => "Проверено по накладным: апелляция обоснована",
        false => "Пересчитано: все подтверждённые дела учтены, результат остаётся",
    }
    .to_owned()
}
