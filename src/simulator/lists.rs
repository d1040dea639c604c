//! The gases of a study line by line, at whatever wavenumbers.

use std::sync::Arc;

use forward_model::{OpacityTable, Species, lines::Alkali};
use groundwork::progress::Silent;
use opacity_data::line_by_line::{ComputeConfig, LineFile, line_list_in, read_line_list};
use opacity_data::{OpacityError, alkali_table};

use super::SimulatorError;
use crate::study::Study;

/// The gases of a study that have lines in lists; Na and K are computed without.
pub(super) fn gases_of_lists(study: &Study) -> Vec<Species> {
    let gases = study.atmosphere.gases.iter().copied();
    gases.filter(|gas| Alkali::of(*gas).is_none()).collect()
}

/// The line lists of a study's gases, and the cross sections that are wanted of them.
pub(super) struct Lists<'a> {
    study: &'a Study,
    /// In the order of [`gases_of_lists`].
    pub files: Vec<LineFile>,
    request: &'a ComputeConfig,
}

impl<'a> Lists<'a> {
    /// Reads them from the folder `request.lines`, in which each has the name of its gas.
    ///
    /// # Errors
    /// [`SimulatorError`] if a list is missing or wrong, or no gas has one.
    pub fn read(study: &'a Study, request: &'a ComputeConfig) -> Result<Self, SimulatorError> {
        let gases = gases_of_lists(study);
        if gases.is_empty() {
            return Err(SimulatorError::NoLines);
        }
        let file = |gas: &Species| {
            let path = line_list_in(&request.lines, *gas);
            let file = read_line_list(&path)?;
            file.check_gas(*gas, &path)?;
            Ok(file)
        };
        let files = gases
            .iter()
            .map(file)
            .collect::<Result<_, SimulatorError>>()?;
        Ok(Self {
            study,
            files,
            request,
        })
    }

    /// Cross sections of each gas that has a list at wavenumbers, cm⁻¹, rising.
    ///
    /// # Errors
    /// [`SimulatorError`] if TIPS-2021 does not reach a temperature.
    pub fn at(&self, samples_per_cm: &[f64]) -> Result<Vec<Arc<OpacityTable>>, SimulatorError> {
        self.tables_of(&ComputeConfig {
            edges_per_cm: Some(samples_per_cm.to_vec()),
            ..self.request.clone()
        })
    }

    /// The same at the wavenumbers of the request.
    ///
    /// # Errors
    /// As [`Lists::at`].
    pub fn tables(&self) -> Result<Vec<Arc<OpacityTable>>, SimulatorError> {
        self.tables_of(self.request)
    }

    fn tables_of(&self, request: &ComputeConfig) -> Result<Vec<Arc<OpacityTable>>, SimulatorError> {
        let table = |list: &LineFile| Ok(Arc::new(request.table(list, &Silent)?));
        self.files.iter().map(table).collect()
    }

    /// All gases of the study, in its order, of which `sampled` are those with lists.
    ///
    /// # Errors
    /// [`SimulatorError`] if an alkali metal has no cross section there.
    pub fn with_alkalis(
        &self,
        sampled: &[Arc<OpacityTable>],
    ) -> Result<Vec<Arc<OpacityTable>>, SimulatorError> {
        let mut with_lists = sampled.iter();
        let everywhere = [0.0, f64::INFINITY];
        let wings = self.study.opacities.wings;
        let table = |gas: &Species| match Alkali::with_wings(*gas, wings) {
            Some(alkali) => {
                let table = alkali_table(*gas, &alkali, &sampled[0], everywhere);
                Ok(Arc::new(table.map_err(OpacityError::from)?.0))
            }
            None => Ok(with_lists.next().expect("each has a list").clone()),
        };
        self.study.atmosphere.gases.iter().map(table).collect()
    }
}
