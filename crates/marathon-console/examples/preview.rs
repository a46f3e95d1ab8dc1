//! Writes the pages of a sample season to a folder, to look at them without a server:
//!     cargo run -p marathon-console --example preview -- DIR && python3 -m http.server -d DIR

use std::{error::Error, fs, path::PathBuf};

use marathon_console::{Dashboard, Language, MapMetric, assets, render};

#[path = "../tests/pages/sample.rs"]
mod sample;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    fs::create_dir_all(folder.join("assets"))?;
    for asset in assets() {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    let write = |name: &str, dashboard: &Dashboard| -> Result<(), Box<dyn Error>> {
        for language in Language::ALL {
            for metric in MapMetric::ALL {
                let file = format!("{name}-{language}-{}.html", metric.name());
                fs::write(folder.join(file), render(dashboard, language, metric)?)?;
            }
        }
        Ok(())
    };
    write("season", &sample::dashboard())?;
    write("empty", &sample::empty())
}
