//! Requests that are almost right, and others.

use rand::{RngExt, rngs::StdRng};
use serde_json::{Map, Value, json};

use crate::support::client::{Ask, fresh_key};

/// What paths and bodies can speak of.
pub struct Known {
    /// Of entrants, deeds, principals.
    pub ids: Vec<String>,
    pub nominations: Vec<String>,
    pub hash: String,
}

pub struct Asking<'a> {
    pub document: &'a Value,
    pub known: &'a Known,
    pub dice: &'a mut StdRng,
}

const TEXTS: [&str; 22] = [
    "",
    " ",
    "x",
    "-1",
    "0",
    "18446744073709551616",
    "1e999",
    "NaN",
    "null",
    "true",
    "\u{0}",
    "\u{202e}кк",
    "қазақша",
    "😀😀😀",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "'; DROP TABLE events; --",
    "2024-07-14",
    "2024-02-30",
    "2024-07-14T23:59:59+05:00",
    "9999-12-31T23:59:59Z",
    "00000000-0000-0000-0000-000000000000",
];

/// Nested deeper than anything that is read.
const DEEP: usize = 5_000;

impl Asking<'_> {
    fn chance(&mut self, of: u32) -> bool {
        self.dice.random_range(0..of) == 0
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.dice.random_range(0..of.len())].clone()
    }

    fn text(&mut self) -> String {
        match self.dice.random_range(0..8) {
            0 => "я".repeat(self.dice.random_range(1..3_000)),
            1 => (0..self.dice.random_range(0..40))
                .map(|_| char::from(self.dice.random_range(0..128_u8)))
                .collect(),
            _ => self.one(&TEXTS).to_owned(),
        }
    }

    fn id(&mut self) -> String {
        match self.dice.random_range(0..8) {
            0 => self.text(),
            1 => uuid::Uuid::from_u128(self.dice.random()).to_string(),
            _ => self.one(&self.known.ids),
        }
    }

    pub fn ask(&mut self, path: &str, method: &'static str, operation: &Value) -> Ask {
        let mut ask = Ask { method, target: self.path(path), headers: Vec::new(), body: Vec::new() };
        let none = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&none);
        let mut query = Vec::new();
        for parameter in parameters.iter().filter(|p| p["in"] == "query") {
            if self.chance(3) {
                query.push((parameter["name"].as_str().unwrap().to_owned(), self.parameter(parameter)));
            }
        }
        if self.chance(15) {
            query.push((self.text(), self.text()));
        }
        if self.chance(15) {
            query.extend(query.first().cloned());
        }
        let query: Vec<_> =
            query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        if !query.is_empty() {
            ask.target += &format!("?{}", query.join("&"));
        }
        if method == "POST" {
            self.body(&mut ask, operation);
        }
        self.headers(ask)
    }

    fn path(&mut self, path: &str) -> String {
        let parts = path.split('/').map(|part| match part {
            "{slug}" if self.chance(12) => encoded(&self.text()),
            "{slug}" if self.chance(8) => "small".to_owned(),
            "{slug}" => "judged".to_owned(),
            "{metric}" if !self.chance(4) => "trees".to_owned(),
            "{hash}" if !self.chance(3) => self.known.hash.clone(),
            "{id}" if path.contains("nominations/") && !self.chance(6) => self.one(&self.known.nominations),
            part if part.starts_with('{') => encoded(&self.id()),
            part => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    }

    fn parameter(&mut self, parameter: &Value) -> String {
        match parameter["name"].as_str().unwrap() {
            // Who waits for what will never be is answered late, and that is all there is to see.
            "at_least" => self.one(&["0", "1", "x", "-1", ""]).to_owned(),
            "at" if !self.chance(3) => self.dice.random_range(0..60).to_string(),
            "limit" if !self.chance(3) => self.dice.random_range(0..1_100).to_string(),
            "region" if !self.chance(3) => "KZ-71".to_owned(),
            "sector" if !self.chance(3) => "ecological".to_owned(),
            "status" if !self.chance(3) => self.one(&["verified", "claimed", "challenged"]).to_owned(),
            "type" if !self.chance(3) => "score-given".to_owned(),
            "by" if !self.chance(3) => self.one(&["region", "sector", "day", "type"]).to_owned(),
            _ => self.text(),
        }
    }

    fn headers(&mut self, mut ask: Ask) -> Ask {
        if ask.method == "POST" {
            ask = match self.dice.random_range(0..16) {
                0 => ask,
                1 => ask.key(""),
                2 => ask.key(&"k".repeat(self.dice.random_range(1..2_000))),
                3 => ask.key("ключ"),
                4 => ask.key("the same again"),
                _ => ask.key(&fresh_key()),
            };
        }
        if self.chance(4) {
            let language = self.one(&["kk", "ru", "en", "xx", "*", "ru;q=2", ",,,;;"]);
            ask = ask.in_language(language);
        }
        if self.chance(10) {
            let tag = self.one(&["*", "\"7\"", "W/\"empty\"", "\"", ","]);
            ask = ask.header("if-none-match", tag);
        }
        if self.chance(20) {
            ask =
                ask.header("x-correlation-id", self.one(&["x", "", "00000000-0000-0000-0000-000000000000"]));
        }
        if self.chance(30) {
            ask = ask.header("cookie", self.one(&["__Host-marathon=x", "a=b; __Host-marathon=", ";;;"]));
        }
        ask
    }

    fn body(&mut self, ask: &mut Ask, operation: &Value) {
        let none = Map::new();
        let content = operation["requestBody"]["content"].as_object().unwrap_or(&none);
        let types: Vec<_> = content.keys().cloned().collect();
        if types.is_empty() {
            ask.body = if self.chance(3) { b"{}".to_vec() } else { Vec::new() };
            return;
        }
        let of = self.one(&types);
        let told = if self.chance(15) { "text/plain".to_owned() } else { of.clone() };
        *ask = ask.clone().header("content-type", &told);
        let example = content[&of].get("example").cloned();
        let value = match example {
            Some(example) if self.chance(3) => example,
            _ => self.value(&content[&of]["schema"], 0),
        };
        let value = if self.chance(2) { self.spoilt(value) } else { value };
        ask.body = match self.dice.random_range(0..24) {
            0 => self
                .one(&[&b""[..], b"{", b"\xff\xfe{}", b"null", b"[]", b"7", b"\"x\"", b"{\"a\":1,\"a\":2}"])
                .to_vec(),
            1 => "[".repeat(DEEP).into_bytes(),
            2 => format!("{value}{}", " ".repeat(70_000)).into_bytes(),
            3 => format!("{value}{value}").into_bytes(),
            _ if of == "text/csv" => self.text().into_bytes(),
            _ => value.to_string().into_bytes(),
        };
    }

    /// A value that fits a schema, more or less.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if let Some(target) = schema["$ref"].as_str() {
            let document = self.document;
            let found = document.pointer(target.trim_start_matches('#')).unwrap();
            return match found.get("example").cloned() {
                Some(example) if self.chance(3) => example,
                _ => self.value(found, depth + 1),
            };
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(of) = schema[choice].as_array() {
                let of = self.one(of);
                return self.value(&of, depth + 1);
            }
        }
        if let Some(all) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in all {
                whole.extend(self.value(part, depth + 1).as_object().cloned().unwrap_or_default());
            }
            return Value::Object(whole);
        }
        if let Some(of) = schema["enum"].as_array() {
            return self.one(of);
        }
        let of = match &schema["type"] {
            Value::Array(types) => self.one(types),
            of => of.clone(),
        };
        match of.as_str().unwrap_or("object") {
            "string" => json!(self.string(schema["format"].as_str().unwrap_or_default())),
            "integer" | "number" => self.one(&[json!(1), json!(3), json!(9), json!(0), json!(u32::MAX)]),
            "boolean" => json!(self.chance(2)),
            "null" => Value::Null,
            "array" if depth > 8 => json!([]),
            "array" => {
                (0..self.dice.random_range(0..3)).map(|_| self.value(&schema["items"], depth + 1)).collect()
            }
            _ => self.object(schema, depth),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let none = Map::new();
        let fields = schema["properties"].as_object().unwrap_or(&none);
        let needed =
            |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|n| n == name));
        let mut object = Map::new();
        for (name, of) in fields {
            if depth < 8 && (needed(name) || self.chance(3)) {
                let value = self.field(name).unwrap_or_else(|| self.value(of, depth + 1));
                object.insert(name.clone(), value);
            }
        }
        Value::Object(object)
    }

    /// Of a field with a well-known name, a value that is there.
    fn field(&mut self, name: &str) -> Option<Value> {
        if self.chance(6) {
            return None;
        }
        Some(match name {
            "region" => json!("KZ-71"),
            "sector" => json!("ecological"),
            "nomination" => json!(self.one(&self.known.nominations)),
            "done_on" => json!("2024-07-14"),
            "role" => json!(self.one(&["judge", "coordinator", "participant", "organiser", "auditor"])),
            "kind" => json!(self.one(&["person", "team", "institution"])),
            "seed" => json!("07".repeat(16)),
            "points" => json!([self.dice.random_range(0..12), 3]),
            "alias" | "reason" | "source" => json!("Tulip"),
            name if name.ends_with("_id") || name == "judge" || name == "principal" => json!(self.id()),
            _ => return None,
        })
    }

    fn string(&mut self, format: &str) -> String {
        match format {
            "uuid" => self.id(),
            "date" if !self.chance(5) => "2024-07-14".to_owned(),
            "date-time" if !self.chance(5) => "2024-07-14T10:00:00Z".to_owned(),
            _ => self.text(),
        }
    }

    /// The same with something wrong in it.
    fn spoilt(&mut self, mut value: Value) -> Value {
        let junk = [
            Value::Null,
            json!(true),
            json!(-1),
            json!(1.5),
            json!(1e308),
            json!(u64::MAX),
            json!(i64::MIN),
            json!([]),
            json!({}),
            json!([[[[[[]]]]]]),
            json!(self.text()),
        ];
        let Some(fields) = value.as_object_mut().filter(|fields| !fields.is_empty()) else {
            return self.one(&junk);
        };
        let names: Vec<_> = fields.keys().cloned().collect();
        let name = self.one(&names);
        match self.dice.random_range(0..4) {
            0 => drop(fields.remove(&name)),
            1 => drop(fields.insert(self.text(), self.one(&junk))),
            2 if fields[&name].is_object() => {
                let inner = self.spoilt(fields[&name].clone());
                fields.insert(name, inner);
            }
            _ => drop(fields.insert(name, self.one(&junk))),
        }
        value
    }
}

/// For a path or a query; half of what could be as it is, is escaped, too.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let of = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(of).collect()
}
