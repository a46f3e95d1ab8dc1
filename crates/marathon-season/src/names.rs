//! Public names of invented entrants, in Kazakh, Russian and English. Unique by construction: a name is built
//! from its number, never drawn.

use marathon_events::{EntrantKind, marathon_opened::Region};

/// Regional centres: code of the region, and the city in Kazakh, Russian and English.
const CITIES: [(&str, [&str; 3]); 20] = [
    ("KZ-10", ["Семей", "Семей", "Semey"]),
    ("KZ-11", ["Көкшетау", "Кокшетау", "Kokshetau"]),
    ("KZ-15", ["Ақтөбе", "Актобе", "Aktobe"]),
    ("KZ-19", ["Қонаев", "Конаев", "Qonaev"]),
    ("KZ-23", ["Атырау", "Атырау", "Atyrau"]),
    ("KZ-27", ["Орал", "Уральск", "Oral"]),
    ("KZ-31", ["Тараз", "Тараз", "Taraz"]),
    ("KZ-33", ["Талдықорған", "Талдыкорган", "Taldykorgan"]),
    ("KZ-35", ["Қарағанды", "Караганда", "Karaganda"]),
    ("KZ-39", ["Қостанай", "Костанай", "Kostanay"]),
    ("KZ-43", ["Қызылорда", "Кызылорда", "Kyzylorda"]),
    ("KZ-47", ["Ақтау", "Актау", "Aktau"]),
    ("KZ-55", ["Павлодар", "Павлодар", "Pavlodar"]),
    ("KZ-59", ["Петропавл", "Петропавловск", "Petropavl"]),
    ("KZ-61", ["Түркістан", "Туркестан", "Turkistan"]),
    ("KZ-62", ["Жезқазған", "Жезказган", "Zhezkazgan"]),
    ("KZ-63", ["Өскемен", "Усть-Каменогорск", "Oskemen"]),
    ("KZ-71", ["Астана", "Астана", "Astana"]),
    ("KZ-75", ["Алматы", "Алматы", "Almaty"]),
    ("KZ-79", ["Шымкент", "Шымкент", "Shymkent"]),
];

const KAZAKH: usize = 0;
const RUSSIAN: usize = 1;
const ENGLISH: usize = 2;

/// What persons call themselves, before a number.
const CALL_NAMES: [&str; 64] = [
    "Тюльпан",
    "Қарлығаш",
    "Ерікті",
    "Подснежник",
    "Swallow",
    "Жұлдыз",
    "Маяк",
    "Бәйтерек",
    "Синица",
    "Арай",
    "Steppe Fox",
    "Күншуақ",
    "Ромашка",
    "Самал",
    "Ёжик",
    "Аққу",
    "Волонтёр А",
    "Ерікті А",
    "Ласточка",
    "Шапағат",
    "Juniper",
    "Бүркіт",
    "Одуванчик",
    "Мейірім",
    "Журавлик",
    "Көктем",
    "Helping Hand",
    "Шуақ",
    "Кораблик",
    "Қызғалдақ",
    "Апорт",
    "Нұр",
    "Тёплый ветер",
    "Тұлпар",
    "Snow Leopard",
    "Рябина",
    "Жұпар",
    "Ақжол",
    "Светлячок",
    "Балапан",
    "Saiga",
    "Көгершін",
    "Эдельвейс",
    "Жайлау",
    "Василёк",
    "Ақбота",
    "Poppy",
    "Барсик",
    "Көбелек",
    "Волна",
    "Дала",
    "Солнышко",
    "Алау",
    "Лучик",
    "Good Neighbour",
    "Тұмар",
    "Бережок",
    "Ақ қайың",
    "Снегирь",
    "Құлыншақ",
    "Skylark",
    "Ерікті Б",
    "Облако",
    "Үміт",
];

const TEAM_NAMES: [(usize, &str); 36] = [
    (KAZAKH, "Жас қайрат"),
    (RUSSIAN, "Тёплые ладони"),
    (KAZAKH, "Асар"),
    (RUSSIAN, "Добрый двор"),
    (ENGLISH, "Steppe Wind"),
    (KAZAKH, "Жасыл жол"),
    (RUSSIAN, "Чистый берег"),
    (KAZAKH, "Мейірімді жүрек"),
    (RUSSIAN, "Соседи"),
    (KAZAKH, "Бірлік"),
    (RUSSIAN, "Четыре лапы"),
    (ENGLISH, "Bright Side"),
    (KAZAKH, "Қамқор"),
    (RUSSIAN, "Поколение плюс"),
    (KAZAKH, "Жылу"),
    (RUSSIAN, "Ноль отходов"),
    (KAZAKH, "Алтын көпір"),
    (RUSSIAN, "Серебряный возраст"),
    (ENGLISH, "Green Weekend"),
    (KAZAKH, "Тазалық"),
    (RUSSIAN, "Искра"),
    (KAZAKH, "Достық"),
    (RUSSIAN, "Утро доброе"),
    (KAZAKH, "Болашаққа қадам"),
    (RUSSIAN, "Книга по кругу"),
    (KAZAKH, "Ізгі ниет"),
    (RUSSIAN, "Быстрый отклик"),
    (ENGLISH, "Open Hands"),
    (KAZAKH, "Көршілер"),
    (RUSSIAN, "Зелёный квартал"),
    (KAZAKH, "Сенім"),
    (RUSSIAN, "Плечо друга"),
    (KAZAKH, "Ақ тілек"),
    (RUSSIAN, "Выходной с пользой"),
    (ENGLISH, "Second Chance"),
    (KAZAKH, "Қайырымды қала"),
];

const ORGANISATION_NAMES: [(usize, &str); 20] = [
    (RUSSIAN, "Добрые руки"),
    (KAZAKH, "Шаңырақ"),
    (ENGLISH, "Open Steppe"),
    (RUSSIAN, "Дом без границ"),
    (KAZAKH, "Қайырым"),
    (RUSSIAN, "Лапа в ладони"),
    (KAZAKH, "Аялы алақан"),
    (RUSSIAN, "Здоровый город"),
    (KAZAKH, "Табиғат"),
    (ENGLISH, "Clean Rivers"),
    (RUSSIAN, "Старшее поколение"),
    (KAZAKH, "Жанашыр"),
    (RUSSIAN, "Доступная среда"),
    (KAZAKH, "Игілік"),
    (RUSSIAN, "Центр заботы"),
    (KAZAKH, "Бақытты отбасы"),
    (ENGLISH, "Warm Winter"),
    (RUSSIAN, "Навигатор добра"),
    (KAZAKH, "Қолдау"),
    (RUSSIAN, "Экодвор"),
];

/// Steps through numbers in an order that does not look like counting.
const STRIDE: u64 = 37;

/// Makes names; knows the cities and how many of each kind there will be.
pub(crate) struct Names {
    cities: Vec<[String; 3]>,
    person_numbers: u64,
    institution_numbers: u64,
}

impl Names {
    pub(crate) fn new(regions: &[Region], persons: u64, institutions: u64) -> Self {
        let cities = regions.iter().map(city).collect();
        let person_numbers = prime_above(persons / CALL_NAMES.len() as u64 + 1);
        Self { cities, person_numbers, institution_numbers: prime_above(institutions) }
    }

    /// The public name of the `nth` entrant of its kind in its region; `overall` counts the kind in all regions.
    pub(crate) fn alias(&self, kind: EntrantKind, region: usize, nth: u64, overall: u64) -> String {
        match kind {
            EntrantKind::Person => self.person(overall),
            EntrantKind::Team => self.team(region, nth),
            EntrantKind::Organisation => self.organisation(region, nth),
            EntrantKind::Institution => self.institution(region, nth),
        }
    }

    fn person(&self, overall: u64) -> String {
        let names = CALL_NAMES.len() as u64;
        let (round, name) = (overall / names, (overall % names) as usize);
        let number = ((round + name as u64) * STRIDE) % self.person_numbers + 1;
        format!("{}-{number}", CALL_NAMES[name])
    }

    fn team(&self, region: usize, nth: u64) -> String {
        let (language, name, city) = self.named(&TEAM_NAMES, region, nth);
        match language {
            KAZAKH => format!("«{name}» командасы, {city}"),
            RUSSIAN => format!("Команда «{name}», {city}"),
            _ => format!("Team {name}, {city}"),
        }
    }

    fn organisation(&self, region: usize, nth: u64) -> String {
        // Every region has one front-office of volunteers.
        let Some(nth) = nth.checked_sub(1) else {
            return match region % 2 {
                0 => format!("Фронт-офис волонтёров, {}", self.cities[region][RUSSIAN]),
                _ => format!("Еріктілердің фронт-офисі, {}", self.cities[region][KAZAKH]),
            };
        };
        let (language, name, city) = self.named(&ORGANISATION_NAMES, region, nth);
        match language {
            KAZAKH => format!("«{name}» қоғамдық қоры, {city}"),
            RUSSIAN => format!("Общественный фонд «{name}», {city}"),
            _ => format!("{name} Foundation, {city}"),
        }
    }

    fn institution(&self, region: usize, nth: u64) -> String {
        let number = ((nth + region as u64) * STRIDE) % self.institution_numbers + 1;
        let [kazakh, russian, english] = &self.cities[region];
        match (nth + region as u64) % 7 {
            0 => format!("Школа-лицей № {number}, {russian}"),
            1 => format!("№ {number} мектеп-гимназия, {kazakh}"),
            2 => format!("Гимназия № {number}, {russian}"),
            3 => format!("№ {number} колледж, {kazakh}"),
            4 => format!("School No. {number}, {english}"),
            5 => format!("№ {number} жалпы білім беретін мектеп, {kazakh}"),
            _ => format!("Колледж № {number}, {russian}"),
        }
    }

    /// A name of the list, numbered from the second time it comes round in a region.
    fn named(&self, list: &[(usize, &str)], region: usize, nth: u64) -> (usize, String, &str) {
        let length = list.len() as u64;
        let (language, name) = list[((nth + 7 * region as u64) % length) as usize];
        let round = nth / length;
        let name = if round == 0 { name.to_owned() } else { format!("{name}-{}", round + 1) };
        (language, name, &self.cities[region][language])
    }
}

fn city(region: &Region) -> [String; 3] {
    match CITIES.iter().find(|(code, _)| *code == region.code.as_str()) {
        Some((_, names)) => names.map(str::to_owned),
        None => [region.name.kk.clone(), region.name.ru.clone(), region.name.en.clone()],
    }
}

/// A prime larger than `n`, and large enough to look like a house number; never the stride.
fn prime_above(n: u64) -> u64 {
    let is_prime = |p: u64| (2..).take_while(|d| d * d <= p).all(|d| !p.is_multiple_of(d));
    (n.max(100) + 1..).find(|p| is_prime(*p)).unwrap_or(n + 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use marathon_domain::Rules;

    use super::*;

    #[test]
    fn no_name_comes_twice() {
        let rules = Rules::default_2024();
        let names = Names::new(&rules.set().regions, 9_000, 500);
        let mut seen = BTreeSet::new();
        for overall in 0..9_000 {
            assert!(seen.insert(names.alias(EntrantKind::Person, 0, 0, overall)));
        }
        for kind in &EntrantKind::ALL[1..] {
            for region in 0..20 {
                for nth in 0..500 {
                    let alias = names.alias(*kind, region, nth, 0);
                    assert!(alias.chars().count() <= rules.limits().alias_chars_max as usize);
                    assert!(seen.insert(alias.clone()), "{alias}");
                }
            }
        }
    }
}
