//! The pages as HTML, checked without a browser.

mod audit;
mod desk;
mod html;
mod lists;
mod organise;
mod page;
mod results;
mod sample;
