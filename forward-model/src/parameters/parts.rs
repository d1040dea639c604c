//! The parts of the physics that take parameters.

/// Something for each part of the physics that takes parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parts<T> {
    pub planet_radius: T,
    pub temperature: T,
    pub chemistry: T,
    /// One for each cloud.
    pub clouds: Vec<T>,
    /// Of no parameter where the clouds cover the whole planet.
    pub cloud_fraction: T,
    /// One for each kind of region outside the transit's path.
    pub unocculted: Vec<T>,
}
