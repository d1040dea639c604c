//! The reference cases in `tests/reference/taurex`: spectra of TauREx 3 with every input, and the tables they were made on.
//!
//! Levels and layers are bottom first here, as TauREx has them.

#[allow(dead_code, reason = "only the comparison of spectra needs it")]
pub mod discretisation;

use std::{path::PathBuf, sync::Arc};

use forward_model::{
    CiaTable, CrossSectionTable, Detected, FreeChemistry, Geometry, Ingredients, Interpolation,
    ModelConfig, OpacityTable, PressureGrid, SourceFunction, Species, Star, cloud,
    constants::JUPITER_RADIUS_M,
    profile,
    units::{m2_from_cm2, m5_from_cm5, pa_from_bar},
};
use ndarray::{Array2, Array3};

/// One spectrum of TauREx with its inputs.
pub struct Case {
    pub name: &'static str,
    pub star_radius_m: f64,
    pub star_temperature_k: f64,
    pub planet_radius_m: f64,
    pub planet_mass_kg: f64,
    /// `[n_layers + 1]`.
    pub level_pressure_pa: Vec<f64>,
    /// `[n_layers]`.
    pub temperature_k: Vec<f64>,
    pub gases: Vec<Species>,
    /// Mixing ratio of each gas.
    pub vmr: Vec<f64>,
    pub mean_molecular_weight_kg: f64,
    /// Transit or eclipse depth.
    pub depth: Vec<f64>,
    pub has_continuum: bool,
    pub cloud_top_pa: Option<f64>,
    pub tables: Tables,
}

/// The opacities of a case.
pub struct Tables {
    pub lines: Vec<Arc<OpacityTable>>,
    pub cia: Vec<Arc<CiaTable>>,
}

pub const N_BACKGROUND: usize = 2;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/taurex")
}

fn numbers(file: &hdf5::File, dataset: &str) -> Vec<f64> {
    file.dataset(dataset).unwrap().read_raw::<f64>().unwrap()
}

impl Case {
    /// `name` as in `cases/`.
    pub fn read(name: &'static str) -> Self {
        let file = hdf5::File::open(folder().join(format!("cases/{name}.h5"))).unwrap();
        let formulae = file
            .dataset("gases")
            .unwrap()
            .read_raw::<hdf5::types::VarLenUnicode>()
            .unwrap();
        let gases: Vec<Species> = formulae
            .iter()
            .map(|formula| formula.parse().unwrap())
            .collect();
        let temperature_k = numbers(&file, "T_K");
        let mixing = numbers(&file, "mix");
        let with_tables = &gases[..gases.len() - N_BACKGROUND];
        Case {
            name,
            star_radius_m: numbers(&file, "Rs_m")[0],
            star_temperature_k: numbers(&file, "Tstar")[0],
            planet_radius_m: numbers(&file, "Rp_m")[0],
            planet_mass_kg: numbers(&file, "Mp_kg")[0],
            level_pressure_pa: numbers(&file, "p_levels_Pa"),
            vmr: mixing
                .chunks(temperature_k.len())
                .map(|per_layer| per_layer[0])
                .collect(),
            mean_molecular_weight_kg: numbers(&file, "mu_kg")[0],
            depth: numbers(&file, "spectrum"),
            has_continuum: name.contains("ray_cia") || name.contains("guillot"),
            cloud_top_pa: name.contains("cloud1e3Pa").then_some(1e3),
            tables: Tables {
                lines: with_tables
                    .iter()
                    .map(|gas| Arc::new(cross_sections(*gas)))
                    .collect(),
                cia: [Species::H2, Species::He]
                    .map(|partner| Arc::new(cia(partner)))
                    .to_vec(),
            },
            gases,
            temperature_k,
        }
    }

    /// Our model of the case, with any number of layers.
    pub fn config(&self, n_layers: usize) -> ModelConfig {
        let bottom_pa = self.level_pressure_pa[0];
        let top_pa = self.level_pressure_pa[self.level_pressure_pa.len() - 1];
        let background = self.gases.iter().copied().zip(self.vmr.iter().copied());
        ModelConfig {
            geometry: self.geometry(),
            star: Star {
                radius_m: self.star_radius_m,
                temperature_k: self.star_temperature_k,
                spectrum: None,
            },
            detected: Detected::Photons,
            planet_mass_kg: self.planet_mass_kg,
            reference_pressure_pa: bottom_pa,
            pressure_grid: PressureGrid::log_spaced(top_pa, bottom_pa, n_layers).unwrap(),
            ingredients: self.ingredients(),
            background: background.skip(self.tables.lines.len()).collect(),
            opacities: self.tables.lines.clone(),
            interpolation: Interpolation::Linear,
            cia: if self.has_continuum {
                self.tables.cia.clone()
            } else {
                Vec::new()
            },
            rayleigh: self.has_continuum,
            wavenumber_range_per_cm: [0.0, f64::INFINITY],
        }
    }

    fn geometry(&self) -> Geometry {
        match self.name.starts_with("em_") {
            true => Geometry::Emission(SourceFunction::LinearInOpticalDepth),
            false => Geometry::Transmission,
        }
    }

    fn ingredients(&self) -> Ingredients {
        let profile_name = match self.is_guillot() {
            true => "guillot2010",
            false => "isothermal",
        };
        let deck = self.cloud_top_pa.map(|_| cloud("grey_deck").unwrap());
        let gases = &self.gases[..self.tables.lines.len()];
        Ingredients {
            temperature: profile(profile_name, &[]).unwrap(),
            chemistry: Arc::new(FreeChemistry::constant(gases)),
            clouds: deck.into_iter().collect(),
            patchy_clouds: false,
            unocculted: Vec::new(),
            system: Vec::new(),
        }
    }

    pub fn is_guillot(&self) -> bool {
        self.name.contains("guillot")
    }

    /// Values of our model's parameters for the planet of the case.
    pub fn values(&self) -> Vec<f64> {
        let layout = self.ingredients().layout();
        layout.values(&self.by_name()).unwrap()
    }

    /// The same by the names of the parameters.
    pub fn by_name(&self) -> Vec<(String, f64)> {
        let radius_rjup = self.planet_radius_m / JUPITER_RADIUS_M;
        let mut by_name = vec![("radius_rjup".to_owned(), radius_rjup)];
        let own = self.ingredients().temperature.parameters();
        let names = own.into_iter().map(|parameter| parameter.name);
        match self.is_guillot() {
            true => by_name.extend(names.zip(GUILLOT)),
            false => by_name.push(("temperature_k".to_owned(), self.temperature_k[0])),
        }
        let gases = self.tables.lines.iter().zip(&self.vmr);
        by_name.extend(gases.map(|(table, vmr)| (format!("log_{}", table.species()), vmr.log10())));
        let top = self.cloud_top_pa.map(|pa| (1e-5 * pa).log10());
        by_name.extend(top.map(|log_bar| ("log_cloud_top_bar".to_owned(), log_bar)));
        by_name
    }
}

/// The profile of the cases called so: TauREx's defaults but for the intrinsic temperature.
pub const GUILLOT: [f64; 6] = [
    1500.0,
    200.0,
    -2.0,
    -2.301_029_995_663_981,
    -2.301_029_995_663_981,
    0.5,
];

fn cross_sections(species: Species) -> OpacityTable {
    let file = hdf5::File::open(folder().join(format!("opacity/{species}.h5"))).unwrap();
    let pressure_pa: Vec<f64> = numbers(&file, "p").into_iter().map(pa_from_bar).collect();
    let temperature_k = numbers(&file, "t");
    let wavenumber_per_cm = numbers(&file, "bin_edges");
    let values = file.dataset("xsecarr").unwrap().read_raw::<f32>().unwrap();
    let values_m2 = values
        .into_iter()
        .map(|cm2| m2_from_cm2(f64::from(cm2)) as f32)
        .collect();
    let shape = (
        pressure_pa.len(),
        temperature_k.len(),
        wavenumber_per_cm.len(),
    );
    let values_m2 = Array3::from_shape_vec(shape, values_m2).unwrap();
    let table = CrossSectionTable::new(
        species,
        pressure_pa,
        temperature_k,
        wavenumber_per_cm,
        values_m2,
    );
    OpacityTable::CrossSection(table.unwrap())
}

/// Rows between two temperatures of a CIA table.
const ROWS_BETWEEN: usize = 20;

/// Reads `H2-<partner>.cia`: blocks of one temperature, each with a header line. TauREx's lines over temperature between them are
/// rows here, so close that our power laws between these are lines, too.
fn cia(partner: Species) -> CiaTable {
    let text = std::fs::read_to_string(folder().join(format!("cia/H2-{partner}.cia"))).unwrap();
    let (mut temperature_k, mut wavenumber_per_cm, mut values_m5) =
        (Vec::<f64>::new(), Vec::new(), Vec::new());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.len() > 2 {
            temperature_k.push(words[4].parse().unwrap());
            wavenumber_per_cm.clear();
        } else {
            wavenumber_per_cm.push(words[0].parse().unwrap());
            values_m5.push(m5_from_cm5(words[1].parse().unwrap()));
        }
    }
    let shape = (temperature_k.len(), wavenumber_per_cm.len());
    let blocks_m5 = Array2::from_shape_vec(shape, values_m5).unwrap();
    let row = |i: usize| {
        let (block, share) = (
            i / ROWS_BETWEEN,
            (i % ROWS_BETWEEN) as f64 / ROWS_BETWEEN as f64,
        );
        (block, (block + 1).min(shape.0 - 1), share)
    };
    let n_rows = (shape.0 - 1) * ROWS_BETWEEN + 1;
    let values_m5 = Array2::from_shape_fn((n_rows, shape.1), |(i, at)| {
        let (low, high, share) = row(i);
        (1.0 - share) * blocks_m5[[low, at]] + share * blocks_m5[[high, at]]
    });
    let temperature_k = (0..n_rows)
        .map(row)
        .map(|(low, high, share)| (1.0 - share) * temperature_k[low] + share * temperature_k[high]);
    let temperature_k: Vec<f64> = temperature_k.collect();
    CiaTable::new(
        [Species::H2, partner],
        temperature_k,
        wavenumber_per_cm,
        values_m5,
    )
    .unwrap()
}
