//! Differences between spectra, collected over bins and planets.

/// Absolute differences, ppm.
#[derive(Default)]
pub struct Differences(Vec<f64>);

impl Differences {
    pub fn add(&mut self, found: &[f64], exact: &[f64]) {
        let pairs = found.iter().zip(exact);
        self.0
            .extend(pairs.map(|(found, exact)| 1e6 * (found - exact).abs()));
    }

    fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[(share * (sorted.len() - 1) as f64).round() as usize]
    }

    /// A row of a table: what was compared, then median, 95 % and largest difference.
    pub fn print(&self, what: &str) {
        let [median, most, largest] = [0.5, 0.95, 1.0].map(|share| self.quantile(share));
        println!("| {what} | {median:.2} | {most:.2} | {largest:.2} |");
    }
}

/// The head of a table.
pub fn print_head(title: &str, first_column: &str) {
    println!(
        "\n{title}\n\n| {first_column} | median, ppm | 95 %, ppm | largest, ppm |\n| --- | --- | --- | --- |"
    );
}
