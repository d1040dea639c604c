//! Units as astropy reads them.

/// The unit of a parameter, which our studies, reports and figures write in words of their own, as `astropy.units.Unit` reads it. A
/// unit that is none of ours, as of somebody's own simulator, stays what it is.
pub(super) fn astropy(unit: &str) -> &str {
    match unit {
        "" => "1",
        "R_Jup" => "R_jup",
        "K^-1/2" => "K(-1/2)",
        "ppm" => "1e-6",
        // Logarithms of numbers.
        "log10" | "log10 VMR" => "dex(1)",
        "log10 bar" => "dex(bar)",
        "log10 m2/kg" => "dex(m2 / kg)",
        other => other,
    }
}
