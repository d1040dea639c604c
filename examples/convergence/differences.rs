//! Differences between spectra, collected over bins and planets.

/// Depths below this, 1 ppm, are not seen, and no relative difference is taken of them.
const SEEN: f64 = 1e-6;

/// Differences of depths.
#[derive(Default)]
pub struct Differences {
    /// Absolute, ppm of the star.
    ppm: Vec<f64>,
    /// Relative to the depth.
    relative: Vec<f64>,
}

impl Differences {
    pub fn add(&mut self, found: &[f64], exact: &[f64]) {
        for (found, exact) in found.iter().zip(exact) {
            let difference = (found - exact).abs();
            self.ppm.push(1e6 * difference);
            if *exact > SEEN {
                self.relative.push(difference / exact);
            }
        }
    }

    /// A row of a table: what was compared; median, 95 % and largest difference; the largest relative one.
    pub fn print(&self, what: &str) {
        let [median, most, largest] = [0.5, 0.95, 1.0].map(|share| quantile(&self.ppm, share));
        let percent = 100.0 * quantile(&self.relative, 1.0);
        println!("| {what} | {median:.2} | {most:.2} | {largest:.2} | {percent:.3} |");
    }
}

fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(share * (sorted.len() - 1) as f64).round() as usize]
}

/// The head of a table.
pub fn print_head(title: &str, first_column: &str) {
    println!("\n{title}\n");
    println!(
        "| {first_column} | median, ppm | 95 %, ppm | largest, ppm | largest, % of depths above 1 ppm |"
    );
    println!("| --- | --- | --- | --- | --- |");
}
