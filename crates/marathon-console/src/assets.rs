//! The static files of the pages, embedded. Their addresses carry a hash of their content, so that a browser
//! may keep them for ever and still sees every change.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// What a page may load: nothing from anywhere else, nothing inline.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self'; script-src 'self'; \
     img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// How long an asset may be kept: its address changes with its content.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// A static file.
#[derive(Debug)]
pub struct Asset {
    /// Address, like `/assets/style.0123456789abcdef.css`.
    pub path: String,
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

/// Every static file; look one up by its `path`.
#[must_use]
pub fn assets() -> [&'static Asset; 3] {
    [style(), script(), icon()]
}

/// The style sheet.
#[must_use]
pub fn style() -> &'static Asset {
    static ASSET: LazyLock<Asset> = LazyLock::new(|| {
        Asset::new("style", "css", "text/css; charset=utf-8", include_bytes!("../assets/style.css"))
    });
    &ASSET
}

/// The module that keeps a page up to date.
#[must_use]
pub fn script() -> &'static Asset {
    static ASSET: LazyLock<Asset> = LazyLock::new(|| {
        Asset::new("console", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/console.js"))
    });
    &ASSET
}

/// The icon.
#[must_use]
pub fn icon() -> &'static Asset {
    static ASSET: LazyLock<Asset> = LazyLock::new(|| {
        Asset::new("favicon", "svg", "image/svg+xml", include_bytes!("../assets/favicon.svg"))
    });
    &ASSET
}

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        let hash = const_hex::encode(&Sha256::digest(bytes)[..8]);
        Self { path: format!("/assets/{name}.{hash}.{extension}"), content_type, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_changes_with_the_content() {
        let a = Asset::new("x", "css", "text/css", b"a{}");
        let b = Asset::new("x", "css", "text/css", b"b{}");
        assert_ne!(a.path, b.path);
        assert_eq!(a.path.len(), "/assets/x..css".len() + 16);
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for asset in assets() {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            let text = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("http") && !text.contains("@import"), "{}", asset.path);
        }
    }

    #[test]
    fn the_module_stays_small() {
        let lines = script().bytes.split(|b| *b == b'\n').count();
        assert!(lines < 200, "{lines} lines");
    }
}
