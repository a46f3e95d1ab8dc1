//! The pages as HTML, checked without a browser.

mod desk;
mod html;
mod lists;
mod organise;
mod page;
mod results;
mod sample;
