"""What ArviZ, 0.23 or 1.x, makes of line.h5 and flat.h5 in a folder, as one line of JSON."""

import json
import pathlib
import sys

import arviz as az
import matplotlib.pyplot as plt
import numpy as np

IS_NEW = int(az.__version__.split(".")[0]) >= 1

folder = pathlib.Path(sys.argv[1])
files = {name: az.from_netcdf(folder / f"{name}.h5", engine="h5netcdf") for name in ("line", "flat")}
line = files["line"]

summary = az.summary(line, round_to="none") if IS_NEW else az.summary(line)
loo = {name: az.loo(file, pointwise=True) for name, file in files.items()}
comparison = az.compare(files)

if IS_NEW:
    plots = [az.plot_ppc_dist(line), az.plot_ppc_pit(line)]
    sensitivity = az.psense_summary(line)
    assert len(sensitivity) == 2 and (sensitivity["prior"] < 0.05).all(), sensitivity
    assert (sensitivity["likelihood"] > 0.05).all(), sensitivity
else:
    plots = [az.plot_ppc(line), az.plot_bpv(line, kind="u_value")]
    sensitivity = az.psens(line, component="likelihood")
    assert all(float(sensitivity[name]) > 0.05 for name in sensitivity.data_vars), sensitivity
plt.close("all")

try:
    from astropy.units import Unit
except ImportError:
    pass
else:
    groups = [line[name] for name in ("posterior", "prior", "observed_data", "predicted_spectra")]
    units = [variable.attrs["units"] for group in groups for variable in group.data_vars.values() if "units" in variable.attrs]
    assert len(units) >= 10, units
    for unit in units:
        Unit(unit, parse_strict="raise")

observed = line["observed_data"]
found = {
    "version": az.__version__,
    "elpd_line": float(loo["line"].elpd if IS_NEW else loo["line"].elpd_loo),
    "elpd_flat": float(loo["flat"].elpd if IS_NEW else loo["flat"].elpd_loo),
    "best": str(comparison.index[0]),
    "least_ess": float(summary["ess_bulk"].astype(float).min()),
    "largest_pareto_k": float(np.max(loo["line"].pareto_k)),
    "observed_variables": sorted(map(str, observed.data_vars)),
    "predictive_variables": sorted(map(str, line["posterior_predictive"].data_vars)),
    "instruments": sorted({str(name) for name in observed["depth"].coords["instrument"].values}),
    "wavelength_um": float(observed["depth"].coords["wavelength_um"][0]),
}
print(json.dumps(found))
