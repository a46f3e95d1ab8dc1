//! Results as tables that can be pasted into a README.

/// A table under a question.
pub(crate) struct Table {
    question: &'static str,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table that answers this question.
    pub(crate) fn new(question: &'static str, head: &[&str]) -> Self {
        Self { question, rows: vec![head.iter().map(|h| (*h).to_owned()).collect()] }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Prints it to standard output.
    pub(crate) fn print(&self) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |c: usize| self.rows.iter().filter_map(|r| r.get(c)).map(|t| t.chars().count()).max();
        let widths: Vec<_> = (0..columns).map(|c| width(c).unwrap_or_default()).collect();
        println!("\n{}\n", self.question);
        for (i, row) in self.rows.iter().enumerate() {
            let cells: Vec<_> = row.iter().zip(&widths).map(|(text, w)| format!("{text:<w$}")).collect();
            println!("| {} |", cells.join(" | "));
            if i == 0 {
                let line: Vec<_> = widths.iter().map(|w| "-".repeat(*w)).collect();
                println!("| {} |", line.join(" | "));
            }
        }
    }
}

/// Says on standard error what is being done.
pub(crate) fn say(what: &str) {
    eprintln!("bench: {what}");
}
