//! The name somebody signs in with.

use std::fmt;

/// Bounds of a login's length.
const LOGIN_BYTES_MIN: usize = 3;
const LOGIN_BYTES_MAX: usize = 254;

/// The name somebody signs in with, in its one spelling: lower-case ASCII letters, digits and `. _ - + @`, 3 to 254 of
/// them. Letters that look alike cannot be told apart by those who read them, so there are none. It may be an address,
/// which is personal data: it shows itself to nobody by accident.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

impl Login {
    /// Brings the text into its one spelling: no spaces around it, small letters. `None` if it cannot be a login.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let fine = (LOGIN_BYTES_MIN..=LOGIN_BYTES_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+@".contains(&b));
        fine.then_some(Self(text))
    }

    /// The login as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_has_one_spelling() {
        let one = Login::parse("aigul@example.kz").expect("a login");
        assert_eq!(Login::parse("  Aigul@Example.KZ\n"), Some(one));
        let longest = "x".repeat(LOGIN_BYTES_MAX);
        assert!(Login::parse(&longest).is_some());
        for no in ["", "ab", "a b c", "аигул", "a/b/c", "ﬁne", &format!("{longest}x")] {
            assert_eq!(Login::parse(no), None, "{no}");
        }
    }

    #[test]
    fn a_login_does_not_show_itself() {
        let login = Login::parse("canary@example.kz").expect("a login");
        assert!(!format!("{login:?}").contains("canary"));
    }
}
