//! What holds of every page: checked on its text, without a browser.

use std::collections::BTreeSet;

use marathon_console::{icon, script, style};

/// The values of an attribute, in order.
pub fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The text between a tag and the next one, for every occurrence of the tag.
pub fn texts_after<'a>(html: &'a str, tag: &str) -> Vec<&'a str> {
    html.split(tag).skip(1).filter_map(|rest| rest.split('<').next()).collect()
}

/// The names of the tags in order, with a slash before closing ones; void and self-closing ones left out.
fn tags(html: &str) -> Vec<String> {
    const VOID: [&str; 5] = ["!doctype", "meta", "link", "br", "input"];
    html.split('<')
        .skip(1)
        .filter_map(|tag| tag.split_once('>'))
        .filter(|(tag, _)| !tag.ends_with('/'))
        .filter_map(|(tag, _)| tag.split_whitespace().next())
        .filter(|name| !VOID.contains(name))
        .map(str::to_owned)
        .collect()
}

/// Well formed, ids unique, references lead somewhere, nothing inline, nothing from elsewhere.
pub fn check(page: &str, html: &str) {
    let mut open: Vec<String> = Vec::new();
    for tag in tags(html) {
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "{page}: closed out of turn"),
            None => open.push(tag),
        }
    }
    assert!(open.is_empty(), "{page}: {open:?} left open");
    references(page, html);
    policy(page, html);
}

fn references(page: &str, html: &str) {
    let ids = attributes(html, "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "{page}: an id twice");
    let anchors = attributes(html, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
    let labels = ["aria-labelledby", "aria-describedby", "for"];
    let labels = labels.into_iter().flat_map(|name| attributes(html, name)).flat_map(str::split_whitespace);
    for reference in anchors.chain(labels) {
        assert!(known.contains(reference), "{page}: nothing has the id {reference}");
    }
}

fn policy(page: &str, html: &str) {
    assert!(!html.contains(" style="), "{page}: inline style");
    assert!(!html.contains("<style"), "{page}: inline style sheet");
    assert!(!html.contains("javascript:"), "{page}: script in an address");
    assert_eq!(html.matches("<script").count(), 1, "{page}");
    assert!(html.contains(&format!("<script type=\"module\" src=\"{}\"></script>", script().path)));
    for tag in html.split('<').skip(1).filter_map(|tag| tag.split('>').next()) {
        assert!(!tag.contains(" on"), "{page}: event handler in <{tag}>");
    }
    for address in ["href", "src", "action"].into_iter().flat_map(|name| attributes(html, name)) {
        let own = address.starts_with('#') || address.starts_with('/') && !address.starts_with("//");
        assert!(own, "{page}: {address} leaves the site");
    }
    assert!(html.contains(&style().path) && html.contains(&icon().path), "{page}");
}
