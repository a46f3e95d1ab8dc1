//! The address somebody asks from.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{Extensions, HeaderMap};
use uuid::Uuid;

/// What proxies write down; each adds on the right the address that asked it.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// An address somebody asks from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peer {
    /// Nobody knows where from; all of them are one.
    pub(crate) const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

    /// Who asks through so many proxies of ours, the last of which is `connected`. What stands further left than the
    /// first of ours wrote is whatever the asker likes.
    pub(crate) fn behind(proxies: u8, connected: IpAddr, headers: &HeaderMap) -> Self {
        let Some(skipped) = usize::from(proxies).checked_sub(1) else { return Self(connected) };
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        let mut from_the_right = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        let written = from_the_right.nth(skipped).and_then(|text| text.trim().parse().ok());
        Self(written.unwrap_or(connected))
    }

    /// Who asks with a request that has these extensions.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self::UNKNOWN)
    }

    /// The id that limits are counted by.
    pub(crate) fn id(self) -> Uuid {
        let address = match self.0.to_canonical() {
            IpAddr::V4(v4) => v4.to_ipv6_mapped(),
            // A household has a /64, so its addresses are one.
            IpAddr::V6(v6) => (v6.to_bits() >> 64 << 64).into(),
        };
        Uuid::from_u128(address.to_bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Uuid {
        Peer(text.parse().unwrap()).id()
    }

    #[test]
    fn a_household_is_one_and_two_are_two() {
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"), "a socket of both families says it this way");
    }

    #[test]
    fn what_our_proxies_wrote_counts_and_nothing_left_of_it() {
        let mut headers = HeaderMap::new();
        headers.append(FORWARDED_FOR, "198.51.100.66, 192.0.2.1".parse().unwrap());
        headers.append(FORWARDED_FOR, "10.0.0.7".parse().unwrap());
        let behind = |proxies| Peer::behind(proxies, "10.0.0.8".parse().unwrap(), &headers).0.to_string();
        assert_eq!(behind(0), "10.0.0.8", "nobody is believed unless told to");
        assert_eq!(behind(1), "10.0.0.7");
        assert_eq!(behind(2), "192.0.2.1");
        assert_eq!(behind(4), "10.0.0.8", "fewer proxies than there should be");
        headers.append(FORWARDED_FOR, "unknown".parse().unwrap());
        assert_eq!(Peer::behind(1, "10.0.0.8".parse().unwrap(), &headers).0.to_string(), "10.0.0.8");
    }
}
