//! Depths that rise along a line, or stay, fitted with flat priors: everything that is asked of a posterior has a closed form.

use std::{collections::BTreeMap, f64::consts::TAU};

use exosonde::parameters::ParameterInfo;
use exosonde::posterior::report::{
    Importance, InflationMedian, Report, ReportProvenance, Validity,
};
use exosonde::posterior::{
    Observed, ParameterSummary, PosteriorFile, PosteriorProvenance, Predictive, Samples,
};
use exosonde::seed::{Purpose, Seed};
use ndarray::{Array2, Axis, s};
use ndarray_rand::{RandomExt, rand_distr::StandardNormal};

/// Error of every depth.
const SIGMA: f64 = 1e-4;
/// Width of each flat prior, the units of θ.
const WIDTH: f64 = 2.0;
/// Draws of which spectra are kept.
const N_PREDICTIVE: usize = 300;

/// Data, and a model of them: depth = 0.02 + 10⁻³ (θ₀ + θ₁ x), x from −1 to 1, or θ₀ alone.
pub struct StraightLine {
    pub wavelength_um: Vec<f64>,
    pub depth: Vec<f64>,
    /// What each parameter does to each depth, `[bin, parameter]`.
    design: Array2<f64>,
}

impl StraightLine {
    pub fn n_parameters(&self) -> usize {
        self.design.ncols()
    }

    /// Sixteen depths of the line θ = (0.3, 0.2) with a noise that is the same every time.
    pub fn example(has_slope: bool) -> Self {
        let n = 16;
        let x = |i: usize| -1.0 + 2.0 * i as f64 / (n - 1) as f64;
        let noise = |i: usize| 1.3 * SIGMA * (12.9898 * (i + 1) as f64).sin();
        let depth = |i: usize| 0.02 + 1e-3 * (0.3 + 0.2 * x(i)) + noise(i);
        let n_parameters = if has_slope { 2 } else { 1 };
        let effect = |(i, j): (usize, usize)| 1e-3 * if j == 0 { 1.0 } else { x(i) };
        Self {
            wavelength_um: (0..n).map(|i| 1.5 + 0.25 * i as f64).collect(),
            depth: (0..n).map(depth).collect(),
            design: Array2::from_shape_fn((n, n_parameters), effect),
        }
    }

    fn n_bins(&self) -> usize {
        self.depth.len()
    }
}

/// The posterior of a model: normal, for the priors are flat and end far away.
pub struct Fit<'a> {
    model: &'a StraightLine,
    /// `[n_parameters]`.
    mean: Vec<f64>,
    /// The columns of the design are orthogonal, and so the parameters independent, `[n_parameters]`.
    variance: Vec<f64>,
}

impl<'a> Fit<'a> {
    pub fn new(model: &'a StraightLine) -> Self {
        let columns = || model.design.columns().into_iter();
        let squares = columns().map(|column| column.mapv(|x| x * x).sum());
        let squares: Vec<f64> = squares.collect();
        let products = columns().map(|column| {
            let terms = column.iter().zip(&model.depth);
            terms.map(|(x, depth)| x * (depth - 0.02)).sum::<f64>()
        });
        Self {
            model,
            mean: products
                .zip(&squares)
                .map(|(product, square)| product / square)
                .collect(),
            variance: squares
                .iter()
                .map(|square| SIGMA * SIGMA / square)
                .collect(),
        }
    }

    fn predicted(&self, theta: &[f64], bin: usize) -> f64 {
        let effects = self.model.design.row(bin);
        0.02 + effects
            .iter()
            .zip(theta)
            .map(|(x, theta)| x * theta)
            .sum::<f64>()
    }

    /// Σ over bins of ln p(datum | all others): the residual of a datum left out is e / (1 − h), its variance σ² / (1 − h), with
    /// h its leverage.
    pub fn elpd_loo(&self) -> f64 {
        let left_out = |bin: usize| {
            let effects = self.model.design.row(bin);
            let leverages = effects.iter().zip(&self.variance);
            let kept = 1.0
                - leverages
                    .map(|(x, v)| x * x * v / (SIGMA * SIGMA))
                    .sum::<f64>();
            let residual = (self.model.depth[bin] - self.predicted(&self.mean, bin)) / SIGMA;
            -0.5 * (TAU * SIGMA * SIGMA / kept).ln() - 0.5 * residual * residual / kept
        };
        (0..self.model.n_bins()).map(left_out).sum()
    }

    /// χ² at the mean, which is the best.
    pub fn chi2_best(&self) -> f64 {
        let bins = 0..self.model.n_bins();
        let pull = |bin| (self.model.depth[bin] - self.predicted(&self.mean, bin)) / SIGMA;
        bins.map(|bin| pull(bin).powi(2)).sum()
    }

    /// The normalisation of the likelihood.
    fn log_norm(&self) -> f64 {
        -0.5 * self.model.n_bins() as f64 * (TAU * SIGMA * SIGMA).ln()
    }

    /// The highest ln L.
    pub fn log_likelihood_best(&self) -> f64 {
        self.log_norm() - 0.5 * self.chi2_best()
    }

    /// ln Z, of which the prior cuts nothing away.
    pub fn log_evidence(&self) -> f64 {
        let occam = |variance: &f64| 0.5 * (TAU * variance).ln() - WIDTH.ln();
        self.log_likelihood_best() + self.variance.iter().map(occam).sum::<f64>()
    }

    /// ln p of each datum at each of `theta`, `[draw, bin]`.
    fn log_likelihoods(&self, spectra: &Array2<f64>) -> Array2<f64> {
        Array2::from_shape_fn(spectra.dim(), |(row, bin)| {
            let pull = (self.model.depth[bin] - spectra[[row, bin]]) / SIGMA;
            -0.5 * (TAU * SIGMA * SIGMA).ln() - 0.5 * pull * pull
        })
    }

    /// `n` exact draws and all that belongs to them.
    pub fn posterior_file(&self, n: usize) -> PosteriorFile {
        let n_parameters = self.mean.len();
        let mut rng = Seed(11).rng(Purpose::Posterior, n_parameters as u64);
        let mut theta = Array2::random_using((n, n_parameters), StandardNormal, &mut rng);
        for (mut column, (mean, variance)) in theta
            .columns_mut()
            .into_iter()
            .zip(self.mean.iter().zip(&self.variance))
        {
            column.mapv_inplace(|z: f64| mean + variance.sqrt() * z);
        }
        let spectra = Array2::from_shape_fn((n, self.model.n_bins()), |(row, bin)| {
            self.predicted(&theta.row(row).to_vec(), bin)
        });
        let names = ["level", "slope"].map(|name| ParameterInfo::new(name, "log10 bar", name));
        PosteriorFile {
            quantity: "transit depth".into(),
            provenance: provenance(n_parameters),
            parameters: names[..n_parameters].to_vec(),
            log_likelihoods: Some(self.log_likelihoods(&spectra)),
            log_priors: Some(theta.mapv(log_prior)),
            network_samples: None,
            exact: None,
            prior_samples: WIDTH * (theta.slice(s![..50, ..]).to_owned() - 0.5),
            samples: Samples::equal(theta),
            truth: None,
            observed: self.observed(),
            predictive: predictive(spectra),
            temperature: None,
            ood: Vec::new(),
            ood_flag: false,
            ood_summary: String::new(),
            mutual_information_nats: None,
            chi2_median: self.chi2_best(),
            chi2_per_bin: self.chi2_best() / self.model.n_bins() as f64,
            chi2_stated_median: self.chi2_best(),
        }
    }

    /// The report that belongs to a posterior of the model, with the evidence as it is.
    pub fn report(&self, posterior: &PosteriorFile) -> Report {
        let importance = Importance {
            started_from: "prior".into(),
            began_again: false,
            network_samples: None,
            n: 1000,
            effective_sample_size: 500.0,
            efficiency: 0.5,
            pareto_k: 0.1,
            log_evidence: Some(self.log_evidence()),
            log_evidence_error: Some(0.03),
            log_likelihood_best: self.log_likelihood_best(),
            chi2_best: self.chi2_best(),
            best_fit: BTreeMap::new(),
            n_calls: 1000,
            seconds: 1.0,
            is_converged: true,
        };
        Report {
            importance: Some(importance),
            ..report(posterior)
        }
    }

    fn observed(&self) -> Observed {
        let n = self.model.n_bins();
        let instrument = |i: usize| if i < n / 2 { "A" } else { "B" }.to_owned();
        Observed {
            wavelength_um: self.model.wavelength_um.clone(),
            half_width_um: vec![0.1; n],
            depth: self.model.depth.clone(),
            sigma: vec![SIGMA; n],
            instrument: (0..n).map(instrument).collect(),
            pull: vec![0.0; n],
            sticks_out: vec![false; n],
            threshold_sigma: 3.0,
        }
    }
}

/// ln of the standard normal density at the z of `theta`, but for a constant; near the middle of a flat prior z is √(2π) times the
/// distance from it in widths.
fn log_prior(theta: f64) -> f64 {
    -0.5 * TAU * (theta / WIDTH).powi(2)
}

/// A report of these parameters that says nothing of any importance.
fn report(posterior: &PosteriorFile) -> Report {
    let summary = |(i, parameter): (usize, &ParameterInfo)| {
        ParameterSummary::new(parameter, &posterior.samples, i, None)
    };
    let provenance = &posterior.provenance;
    Report {
        study: provenance.study_name.clone(),
        observation: provenance.observation_file.clone(),
        quantity: posterior.quantity.clone(),
        n_bins: posterior.observed.depth.len(),
        n_bins_left_out: 0,
        known: BTreeMap::new(),
        parameters: posterior
            .parameters
            .iter()
            .enumerate()
            .map(summary)
            .collect(),
        validity: Validity {
            posterior_share: 1.0,
            prior_share: 1.0,
            left_out: BTreeMap::new(),
        },
        mutual_information_nats: None,
        chi2_median: posterior.chi2_median,
        chi2_per_bin: posterior.chi2_per_bin,
        error_inflation_median: InflationMedian::OnAll(1.0),
        chi2_stated_median: posterior.chi2_stated_median,
        opacity_errors: None,
        is_exact: false,
        importance: None,
        ood: None,
        caveats: Vec::new(),
        provenance: ReportProvenance {
            version: String::new(),
            seed: provenance.seed,
            study_hash: provenance.study_hash.clone(),
            opacities: Vec::new(),
            wall_seconds: BTreeMap::new(),
        },
    }
}

fn provenance(n_parameters: usize) -> PosteriorProvenance {
    PosteriorProvenance {
        study_name: format!("line of {n_parameters}"),
        study_text: String::new(),
        study_hash: n_parameters.to_string(),
        seed: 1,
        observation_file: "line.csv".into(),
    }
}

fn predictive(spectra: Array2<f64>) -> Predictive {
    let n = spectra.ncols();
    let first = spectra
        .slice_axis(Axis(0), (..N_PREDICTIVE).into())
        .to_owned();
    Predictive {
        weights: vec![1.0; N_PREDICTIVE],
        binned: first,
        binned_quantiles: Array2::from_elem((5, n), 0.02),
        offset: vec![0.0; n],
        error_inflation: Array2::ones((N_PREDICTIVE, n)),
        median_error_inflation: vec![1.0; n],
        cell_wavelength_um: vec![1.0, 2.0],
        native_quantiles: Array2::from_elem((5, 2), 0.02),
    }
}
