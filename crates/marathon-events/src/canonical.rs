//! Reads canonical JSON: what [`Recorded::encode`](crate::Recorded::encode) writes, and nothing looser.
//!
//! A serde format like `serde_json`, for one kind of text: no white space, whole numbers, few and short strings, and the
//! fields of a struct in the order of its declaration. The last is what makes it fast: instead of reading a key
//! and looking for its field, it looks whether the next field stands there, and tells serde its number. A
//! key that is out of order is still understood, by its name.

use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
    value::{BorrowedStrDeserializer, U64Deserializer},
};

/// No event is nested deeper; what is comes from somebody who wants the stack to overflow.
const DEPTH_MAX: u8 = 32;

/// Reads a whole text.
pub(crate) fn from_str<'de, T: de::Deserialize<'de>>(text: &'de str) -> Result<T, Error> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let value = T::deserialize(&mut reader).map_err(|e| e.at(reader.at))?;
    match reader.rest().is_empty() {
        true => Ok(value),
        false => Err(reader.expected("the end")),
    }
}

/// What is wrong with a text, and where. Boxed, because every step of a reader returns one or none.
#[derive(Debug)]
pub(crate) struct Error(Box<Wrong>);

#[derive(Debug)]
struct Wrong {
    what: String,
    byte: Option<usize>,
}

impl Error {
    fn at(mut self, byte: usize) -> Self {
        self.0.byte.get_or_insert(byte);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.byte {
            Some(byte) => write!(f, "{} at byte {byte}", self.0.what),
            None => f.write_str(&self.0.what),
        }
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    #[cold]
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self(Box::new(Wrong { what: what.to_string(), byte: None }))
    }
}

struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
}

impl<'de> Reader<'de> {
    #[inline]
    fn rest(&self) -> &'de [u8] {
        &self.text.as_bytes()[self.at..]
    }

    #[inline]
    fn peek(&self) -> u8 {
        // A zero byte is never part of the text: strings escape it.
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    #[cold]
    fn expected(&self, what: &str) -> Error {
        <Error as de::Error>::custom(format_args!("expected {what}")).at(self.at)
    }

    #[cold]
    fn expected_byte(&self, byte: u8) -> Error {
        self.expected(&format!("`{}`", char::from(byte)))
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Result<(), Error> {
        if self.peek() != byte {
            return Err(self.expected_byte(byte));
        }
        self.at += 1;
        Ok(())
    }

    fn take_word(&mut self, word: &str) -> Result<(), Error> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.expected(&format!("`{word}`")));
        }
        self.at += word.len();
        Ok(())
    }

    /// Takes a field's key and colon, if that is what stands here.
    #[inline]
    fn take_key(&mut self, key: &str) -> bool {
        let rest = self.rest();
        let end = 1 + key.len();
        let it_is = rest.len() > end + 1
            && rest[0] == b'"'
            && rest[1..end] == *key.as_bytes()
            && rest[end..end + 2] == *b"\":";
        if it_is {
            self.at += end + 2;
        }
        it_is
    }

    /// The text of a string up to its closing quote, and whether there are escapes in it.
    #[inline]
    fn string(&mut self) -> Result<(&'de str, bool), Error> {
        self.take(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain_bytes(self.rest());
            match self.peek() {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    // Whatever follows the backslash does not end the string.
                    self.at = (self.at + 2).min(self.text.len());
                }
                _ => return Err(self.expected("the end of a string")),
            }
        }
        let text = self.text.get(start..self.at).ok_or_else(|| self.expected("a character"))?;
        self.at += 1;
        Ok((text, escaped))
    }

    /// Digits without a leading zero.
    #[inline]
    fn digits(&mut self) -> Result<u64, Error> {
        let start = self.at;
        let mut n = 0_u64;
        while let digit @ b'0'..=b'9' = self.peek() {
            n = n
                .checked_mul(10)
                .and_then(|n| n.checked_add(u64::from(digit - b'0')))
                .ok_or_else(|| self.expected("a number of 64 bits"))?;
            self.at += 1;
        }
        let length = self.at - start;
        let leading_zero = length > 1 && self.text.as_bytes()[start] == b'0';
        match length == 0 || leading_zero || matches!(self.peek(), b'.' | b'e' | b'E') {
            true => Err(self.expected("a whole number")),
            false => Ok(n),
        }
    }

    #[inline]
    fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth == DEPTH_MAX {
            return Err(self.expected("less nesting"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    #[inline]
    fn map<V: Visitor<'de>>(
        &mut self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.take(b'{')?;
        let value = self.inside(|r| visitor.visit_map(Fields { reader: r, fields, next: 0, first: true }))?;
        self.take(b'}')?;
        Ok(value)
    }
}

/// How many bytes from the start on are neither a quote, a backslash nor a control character.
#[inline]
fn plain_bytes(text: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    // The high bit of every byte below `n`, and possibly of bytes after the first such; the lowest is always right.
    let below = |word: u64, n: u64| word.wrapping_sub(ONES * n) & !word & HIGHS;
    let mut done = 0;
    for chunk in text.chunks_exact(8) {
        let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        let ends = below(word, 0x20)
            | below(word ^ (ONES * u64::from(b'"')), 1)
            | below(word ^ (ONES * u64::from(b'\\')), 1);
        if ends != 0 {
            return done + ends.trailing_zeros() as usize / 8;
        }
        done += 8;
    }
    let plain = |b: &u8| *b >= 0x20 && *b != b'"' && *b != b'\\';
    done + text[done..].iter().take_while(|b| plain(b)).count()
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            b'"' => self.deserialize_str(visitor),
            b'{' => self.map(&[], visitor),
            b'[' => self.deserialize_seq(visitor),
            b'0'..=b'9' => self.deserialize_u64(visitor),
            b'-' => self.deserialize_i64(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            _ => self.deserialize_unit(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let start = self.at;
        match self.string()? {
            (text, false) => visitor.visit_borrowed_str(text),
            // Escapes are rare: another parser knows them.
            (_, true) => match serde_json::from_str(&self.text[start..self.at]) {
                Ok(unescaped) => visitor.visit_string(unescaped),
                Err(e) => Err(de::Error::custom(e)),
            },
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            b'0'..=b'9' => visitor.visit_u64(self.digits()?),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.peek() != b'-' {
            return self.deserialize_u64(visitor);
        }
        self.at += 1;
        let n = i64::try_from(self.digits()?).map_err(|_| self.expected("a number of 64 bits"))?;
        visitor.visit_i64(-n)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = self.peek() == b't';
        self.take_word(if value { "true" } else { "false" })?;
        visitor.visit_bool(value)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.take_word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            b'n' => self.deserialize_unit(visitor),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.take(b'[')?;
        let value = self.inside(|r| visitor.visit_seq(Elements { reader: r, first: true }))?;
        self.take(b']')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.map(fields, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        // No event has a variant with data under its bare name; those carry a `type`.
        match self.string()? {
            (name, false) => visitor.visit_enum(name.into_deserializer()),
            (_, true) => Err(self.expected("a name")),
        }
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u128 f32 f64 char string bytes byte_buf unit_struct tuple tuple_struct map
        identifier ignored_any
    }
}

/// The fields of an object, which are expected in the order of `fields`.
struct Fields<'a, 'de> {
    reader: &'a mut Reader<'de>,
    fields: &'static [&'static str],
    next: usize,
    first: bool,
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if self.reader.peek() == b'}' {
            return Ok(None);
        }
        if !std::mem::take(&mut self.first) {
            self.reader.take(b',')?;
        }
        for (number, field) in self.fields.iter().enumerate().skip(self.next) {
            if self.reader.take_key(field) {
                self.next = number + 1;
                return seed.deserialize(U64Deserializer::new(number as u64)).map(Some);
            }
        }
        let (key, _) = self.reader.string()?;
        self.reader.take(b':')?;
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(&mut *self.reader)
    }
}

struct Elements<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        if self.reader.peek() == b']' {
            return Ok(None);
        }
        if !std::mem::take(&mut self.first) {
            self.reader.take(b',')?;
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::from_str;

    fn same(text: &str) {
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(from_str::<Value>(text).unwrap(), expected, "{text}");
    }

    #[test]
    fn reads_what_another_parser_reads() {
        for text in [
            r#"{"a":0,"b":[1,-2,18446744073709551615,-9223372036854775807],"c":{"d":null,"e":[true,false]},"f":[]}"#,
            r#"["","1234567","12345678","123456789","a\"b\\c\n\u20ac\ud83d\ude00","жақсы іс","{}[],:"]"#,
            r#"[{"a":[{}]},{}]"#,
        ] {
            same(text);
        }
        for length in 0..40 {
            let plain = "x".repeat(length);
            same(&format!("[\"{plain}\",\"{plain}\\\"y\",\"{plain}\\\\\",\"{plain}ү\"]"));
        }
    }

    #[test]
    fn refuses_what_is_not_canonical_and_says_where() {
        for (text, why) in [
            ("", "expected `null` at byte 0"),
            ("[1, 2]", "expected `null` at byte 3"),
            ("[1", "expected `,` at byte 2"),
            ("[1]x", "expected the end at byte 3"),
            ("1.5", "expected a whole number at byte 1"),
            ("1e3", "expected a whole number at byte 1"),
            ("01", "expected a whole number at byte 2"),
            ("-", "expected a whole number at byte 1"),
            ("18446744073709551616", "expected a number of 64 bits at byte 19"),
            ("\"abc", "expected the end of a string at byte 4"),
            ("\"a\tb\"", "expected the end of a string at byte 2"),
            ("\"a\\", "expected the end of a string at byte 3"),
            ("{\"a\"1}", "expected `:` at byte 4"),
            ("{\"a\":1,}", "expected `\"` at byte 7"),
            ("tru", "expected `true` at byte 0"),
        ] {
            let error = from_str::<Value>(text).expect_err(text);
            assert_eq!(error.to_string(), why, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert!(from_str::<Value>(&deep).unwrap_err().to_string().contains("less nesting"));
    }
}
