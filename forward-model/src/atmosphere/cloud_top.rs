//! What an opaque cloud leaves of the levels.

/// Moves the first level below the cloud top onto it and returns the number of levels from there up, which are all that
/// light can reach. The opaque disc thus ends exactly at the cloud top, wherever it lies between the grid's levels, and
/// the transit depth is a continuous function of the cloud-top pressure.
///
/// `pressure_pa` rises, shape `[n_levels]`. A cloud top below the last level hides nothing.
pub fn hide_below_cloud_top(cloud_top_pa: f64, pressure_pa: &mut [f64]) -> usize {
    let first_below = pressure_pa.partition_point(|&pressure| pressure < cloud_top_pa);
    match pressure_pa.get_mut(first_below) {
        Some(pressure) => {
            *pressure = cloud_top_pa;
            first_below + 1
        }
        None => pressure_pa.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cloud_top_becomes_the_last_level() {
        let mut pressure_pa = [1.0, 10.0, 100.0, 1000.0];
        assert_eq!(hide_below_cloud_top(50.0, &mut pressure_pa), 3);
        assert_eq!(pressure_pa, [1.0, 10.0, 50.0, 1000.0]);
    }

    #[test]
    fn a_cloud_below_the_grid_hides_nothing_and_one_above_it_leaves_one_level() {
        let mut pressure_pa = [1.0, 10.0];
        assert_eq!(hide_below_cloud_top(50.0, &mut pressure_pa), 2);
        assert_eq!(pressure_pa, [1.0, 10.0]);
        assert_eq!(hide_below_cloud_top(0.1, &mut pressure_pa), 1);
        assert_eq!(pressure_pa[0], 0.1);
    }
}
