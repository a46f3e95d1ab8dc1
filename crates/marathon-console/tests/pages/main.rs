//! The pages as HTML, checked without a browser.

mod audit;
mod desk;
mod html;
mod lists;
mod page;
mod results;
mod sample;
