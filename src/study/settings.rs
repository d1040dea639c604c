//! Numbers that take the place of a study's own, as `simulate --set` gives them.

use forward_model::Parameter;

use super::{Study, StudyError, entry::check_range, system::key_of};

impl Study {
    /// The study with some of its parameters fixed, as if the numbers stood in it.
    ///
    /// # Errors
    /// [`StudyError`] if there is no such parameter, one is set twice, or the study would be refused with the number.
    pub fn with_settings(mut self, settings: &[(String, f64)]) -> Result<Self, StudyError> {
        let as_written = self.as_written.take();
        let mut as_written = as_written.unwrap_or_else(|| Box::new(self.parameters.clone()));
        for (i, (name, value)) in settings.iter().enumerate() {
            if settings[..i].iter().any(|(before, _)| before == name) {
                return Err(StudyError::SetTwice { name: name.clone() });
            }
            self.parameters.fix(name, *value)?;
            if !as_written.admits(name, *value) {
                as_written.fix(name, *value)?;
            }
            self.source.set(name, *value);
            self.observation.known = self.observation.known.without(name);
            let parameters = self.all_parameters();
            let found = parameters.iter().find(|parameter| parameter.name == *name);
            let parameter = found.expect("what can be fixed is a parameter");
            check_range((&key_of(name), parameter), [*value; 2], &self.source)?;
        }
        self.as_written = Some(as_written);
        Ok(self)
    }

    /// The study with the priors of its text in place of numbers within them.
    #[must_use]
    pub fn as_written(&self) -> Self {
        let mut study = self.clone();
        if let Some(parameters) = study.as_written.take() {
            study.parameters = *parameters;
        }
        study
    }

    fn all_parameters(&self) -> Vec<Parameter> {
        let physics = self.parameters.layout().parameters().iter().cloned();
        let offsets = self.observation.offset_parameters().into_iter();
        let offsets = offsets.map(|(_, parameter)| parameter);
        let factors = self.observation.error_inflation_parameters().into_iter();
        let factors = factors.map(|(_, parameter)| parameter);
        physics.chain(offsets).chain(factors).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn study(settings: &[(&str, f64)]) -> Result<Study, StudyError> {
        let settings: Vec<(String, f64)> = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect();
        Study::load(Path::new("tests/studies/small.toml"))?.with_settings(&settings)
    }

    #[test]
    fn a_setting_takes_a_parameter_out_of_the_prior_and_leaves_the_others_theirs() {
        let own = study(&[]).unwrap().parameters;
        let set = study(&[("log_H2O", -2.0), ("haze_slope", -6.0)])
            .unwrap()
            .parameters;
        assert_eq!(set.free().len() + 1, own.free().len());
        let by_name = |space: &super::super::ParameterSpace| -> Vec<(String, f64)> {
            let theta = space.median();
            let value = |(name, slot): &(String, crate::parameters::ParameterValue)| {
                (name.clone(), slot.at(&theta))
            };
            space.needed().iter().map(value).collect()
        };
        for ((name, own), (_, set)) in by_name(&own).into_iter().zip(by_name(&set)) {
            let expected = match name.as_str() {
                "log_H2O" => -2.0,
                "haze_slope" => -6.0,
                _ => own,
            };
            assert_eq!(set, expected, "{name}");
        }
    }

    #[test]
    fn a_setting_is_refused_where_the_number_in_the_study_would_be() {
        for (name, value, said) in [
            (
                "temperature_k",
                f64::NAN,
                "with --set temperature_k=NaN: `parameters.temperature_k` is NaN, expected values between",
            ),
            (
                "radius_rjup",
                -1.0,
                "`parameters.radius_rjup` is -1, expected values between",
            ),
            (
                "log_CS2",
                -3.0,
                "`log_CS2` is not a parameter of this study, expected one of radius_rjup",
            ),
        ] {
            let error = study(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_parameter_is_set_once() {
        let twice = [
            ("haze_slope", -4.0),
            ("log_H2O", -2.0),
            ("haze_slope", -4.0),
        ];
        let error = study(&twice).unwrap_err().to_string();
        assert!(error.starts_with("`haze_slope` is set twice"), "{error}");
    }
}
