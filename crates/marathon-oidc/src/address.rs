//! Addresses that may be asked: over TLS, or on this machine.

use std::{fmt, net::IpAddr, str::FromStr};

use ureq::http::Uri;

/// An absolute address: `https`, or `http` where it is this machine's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

/// Why a text is no address that may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is none.
    #[error("it must be an absolute address like https://id.example.kz/realm, without `#` or a password")]
    Malformed,
    /// It would be asked in the open.
    #[error("it must begin with https://; http:// is for providers on this machine alone")]
    InTheOpen,
}

impl Address {
    /// The text, verbatim.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is this machine's own.
    #[must_use]
    pub fn is_of_this_machine(&self) -> bool {
        self.0.parse::<Uri>().ok().and_then(|uri| uri.host().map(is_loopback)).unwrap_or_default()
    }

    /// Host and port, as people know it.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.split('/').nth(2).unwrap_or_default()
    }

    /// Whether nothing follows the host.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.0.splitn(4, '/').nth(3).is_none_or(str::is_empty) && !self.0.contains('?')
    }

    /// The address of a path below this one; the path begins with a slash.
    #[must_use]
    pub fn below(&self, path: &str) -> String {
        format!("{}{path}", self.0.trim_end_matches('/'))
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let uri: Uri = text.parse().map_err(|_| AddressError::Malformed)?;
        let authority = uri.authority().ok_or(AddressError::Malformed)?;
        if authority.host().is_empty() || authority.as_str().contains('@') || text.contains('#') {
            return Err(AddressError::Malformed);
        }
        match uri.scheme_str() {
            Some("https") => Ok(Self(text.to_owned())),
            Some("http") if is_loopback(authority.host()) => Ok(Self(text.to_owned())),
            Some("http") => Err(AddressError::InTheOpen),
            _ => Err(AddressError::Malformed),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_asked_in_the_open() {
        for fine in [
            "https://id.example.kz",
            "https://id.example.kz:8443/realms/one",
            "http://127.0.0.1:9/x",
            "http://localhost:9",
            "http://[::1]:9/",
        ] {
            assert_eq!(fine.parse::<Address>().map(|a| a.0), Ok(fine.to_owned()));
        }
        for open in
            ["http://id.example.kz", "http://10.0.0.1", "http://localhost.example.kz", "http://[2001:db8::1]"]
        {
            assert_eq!(open.parse::<Address>(), Err(AddressError::InTheOpen), "{open}");
        }
        for no in [
            "",
            "id.example.kz",
            "/path",
            "ftp://x",
            "https://",
            "https://u:p@x",
            "https://x/#y",
            "https://x y",
        ] {
            assert_eq!(no.parse::<Address>(), Err(AddressError::Malformed), "{no}");
        }
    }

    #[test]
    fn an_address_has_parts() {
        let address: Address = "https://id.example.kz:8443/realms/one/".parse().unwrap();
        assert_eq!(address.host(), "id.example.kz:8443");
        assert_eq!(address.below("/x"), "https://id.example.kz:8443/realms/one/x");
        assert!(!address.is_bare() && !address.is_of_this_machine());
        let bare = |text: &str| text.parse::<Address>().unwrap().is_bare();
        assert!(
            bare("https://a.kz")
                && bare("https://a.kz/")
                && !bare("https://a.kz/b")
                && !bare("https://a.kz/?b")
        );
    }
}
