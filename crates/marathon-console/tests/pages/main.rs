//! The pages as HTML, checked without a browser.

mod desk;
mod html;
mod lists;
mod page;
mod results;
mod sample;
