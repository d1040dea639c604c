"""The posterior of configs/wasp-39b.toml by TauREx 3 and nautilus, on one thread: what docs/inference.md sets beside ours.

python3 -m venv venv && venv/bin/pip install taurex==3.3.2 numba h5py nautilus-sampler
exosonde opacity export --out TABLES
venv/bin/python benches/taurex_nautilus.py configs/observations/wasp-39b_nirspec_g395h.csv TABLES [LIVE_POINTS]

TauREx as its own retrieval uses it: only the cells of its tables that the data reach, 100 layers, bins by its own binner. It has no
power-law haze; so seven parameters, and another posterior.
"""
import os
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["NUMBA_NUM_THREADS"] = "1"
import csv, logging, sys, time
import h5py
import numpy as np

h5py.Dataset.copy = lambda self: self[()]  # without it TauREx 3.3.2 reads no k-table
logging.disable(logging.CRITICAL)
from nautilus import Prior, Sampler
from taurex.binning import FluxBinner
from taurex.cache import CIACache, GlobalCache
from taurex.cache.ktablecache import KTableCache
from taurex.contributions import AbsorptionContribution, CIAContribution, RayleighContribution, SimpleCloudsContribution
from taurex.data.planet import Planet
from taurex.data.profiles.chemistry import ConstantGas, TaurexChemistry
from taurex.data.profiles.temperature import Isothermal
from taurex.data.stellar import BlackbodyStar
from taurex.model import TransmissionModel

spectrum, tables = sys.argv[1:3]
n_live = int(sys.argv[3]) if len(sys.argv) > 3 else 1000

rows = csv.DictReader(line for line in open(spectrum) if not line.startswith("#"))
centre_um, half_um, depth, error = np.array(
    [[float(row[key]) for key in ("wavelength_um", "half_width_um", "depth_ppm", "error_ppm")] for row in rows]
).T
depth, error = 1e-6 * depth, 1e-6 * error
order = np.argsort(-centre_um)
centre_um, half_um, depth, error = (column[order] for column in (centre_um, half_um, depth, error))
wavenumber = 1e4 / centre_um
binner = FluxBinner(wavenumber, 1e4 / (centre_um - half_um) - 1e4 / (centre_um + half_um))

GlobalCache()["opacity_method"] = "ktables"
KTableCache().set_ktable_path(tables)
CIACache().set_cia_path(tables)
GASES = ("H2O", "CO2", "CO", "CH4")
chemistry = TaurexChemistry(fill_gases=["H2", "He"], ratio=0.17)
for gas in GASES:
    chemistry.addGas(ConstantGas(gas, mix_ratio=1e-4))
model = TransmissionModel(
    planet=Planet(planet_mass=0.281, planet_radius=1.27),
    star=BlackbodyStar(temperature=5485.0, radius=0.939),
    temperature_profile=Isothermal(T=900.0),
    chemistry=chemistry,
    nlayers=100,
    atm_min_pressure=1e-2,
    atm_max_pressure=1e6,
)
for contribution in (AbsorptionContribution(), RayleighContribution(), SimpleCloudsContribution(1e3)):
    model.add_contribution(contribution)
model.add_contribution(CIAContribution(cia_pairs=["H2-H2", "H2-He"]))
model.build()

PRIORS = dict(planet_radius=(1.1, 1.4), T=(400.0, 1500.0)) | {gas: (-10.0, -0.5) for gas in GASES} | dict(clouds_pressure=(-1.0, 7.0))
LOGARITHMIC = {*GASES, "clouds_pressure"}
seconds, calls = 0.0, 0


def log_likelihood(theta):
    global seconds, calls
    start = time.perf_counter()
    for name, value in zip(PRIORS, theta):
        model[name] = 10.0**value if name in LOGARITHMIC else value
    try:
        native, transit_depth, _, _ = model.model(wngrid=wavenumber)
        residuals = (binner.bindown(native, transit_depth)[1] - depth) / error
        answer = -0.5 * np.sum(residuals**2) - np.sum(np.log(error * np.sqrt(2 * np.pi)))
    except Exception as fault:  # gases that add up to more than one
        if "Invalid" not in type(fault).__name__:
            raise
        answer = -np.inf
    seconds += time.perf_counter() - start
    calls += 1
    return answer if np.isfinite(answer) else -1e300


prior = Prior()
for name, (low, high) in PRIORS.items():
    prior.add_parameter(name, dist=(low, high))
start = time.perf_counter()
sampler = Sampler(prior, lambda point: log_likelihood(np.array([point[name] for name in PRIORS])), n_live=n_live, seed=1)
sampler.run(verbose=False)
points, log_weight, ln_l = sampler.posterior()
weight = np.exp(log_weight - log_weight.max())
weight /= weight.sum()
for i, name in enumerate(PRIORS):
    mean = weight @ points[:, i]
    print(f"{name:16} {mean:9.4f} ± {np.sqrt(weight @ (points[:, i] - mean) ** 2):.4f}")
print(f"ln Z {sampler.log_z:.3f}, ESS {sampler.n_eff:.0f}, best chi2 {-2 * (ln_l.max() + np.sum(np.log(error * np.sqrt(2 * np.pi)))):.1f}")
print(f"{calls} calls, {time.perf_counter() - start:.0f} s, of which {seconds:.0f} s in the model ({1e3 * seconds / calls:.1f} ms each)")
