"""k at wavenumbers of the default set from every line of a list, by direct sums: python make.py LISTS PARTITION_SUMS TABLE > k.csv

LISTS holds H2O.h5 …, PARTITION_SUMS H2O.csv … (TIPS-2021), TABLE is one of the tables that the set is packed from and says which
wavenumbers these are. Needs numpy, scipy and h5py. Nothing here is shared with the program: Voigt profiles are scipy's Faddeeva function.
"""

import sys

import h5py
import numpy as np
from scipy.special import wofz

C2 = 1.438776877  # cm K
WIDTH_FACTOR = {"H2O": 0.70, "CO2": 1.50, "CH4": 1.0, "NH3": 1.0, "CO": 0.92}
MASS = {  # g/mol, of the isotopologues by AFGL code
    "H2O": {161: 18.0106, 181: 20.0148, 171: 19.0148, 162: 19.0167, 182: 21.0210, 172: 20.0210, 262: 20.0229},
    "CO2": {626: 43.9898, 636: 44.9932, 628: 45.9941, 627: 44.9940, 638: 46.9974, 637: 45.9974, 828: 47.9983,
            827: 46.9983, 727: 45.9983, 838: 49.0017, 837: 48.0017, 737: 47.0017},
    "CH4": {211: 16.0313, 311: 17.0347, 212: 17.0375, 312: 18.0408},
    "NH3": {4111: 17.0265, 5111: 18.0236},
    "CO": {26: 27.9949, 36: 28.9983, 28: 29.9992, 27: 28.9991, 38: 31.0025, 37: 30.0025},
}
DEUTERIUM = {162: 1, 182: 1, 172: 1, 262: 2, 212: 1, 312: 1}  # atoms, of which there is an eighth of the Earth's
# Gas, T (K), P (bar), wavelengths (µm)
CASES = [
    ("H2O", 300, 1e-6, (1.40, 2.57, 6.29)),
    ("H2O", 300, 1e-3, (1.40, 2.57, 3.05, 3.70, 6.29)),
    ("H2O", 300, 1e-1, (2.57, 6.29)),
    ("H2O", 1000, 1e-3, (1.40, 4.10, 8.10)),
    ("CH4", 300, 1e-3, (1.66, 2.33, 3.30, 4.57, 7.70)),
    ("CH4", 300, 1e-6, (3.30, 7.70)),
    ("CH4", 700, 1e-2, (2.33, 7.70)),
    ("CO2", 300, 1e-3, (2.05, 4.30)),
    ("CO2", 700, 1e-3, (2.05, 2.70, 4.30, 4.50)),
    ("CO2", 700, 1e-6, (4.30,)),
    ("CO2", 1500, 1.0, (4.60, 15.0)),
    ("CO", 700, 1e-3, (2.33, 4.80)),
    ("CO", 1500, 1e-5, (2.33, 4.80)),
    ("NH3", 200, 1e-5, (10.021,)),
    ("NH3", 700, 1e-3, (10.75,)),
]
N_CELLS = 4  # around each wavelength


def state(gas, lists, sums, t, p):
    with h5py.File(f"{lists}/{gas}.h5") as f:
        col = {name: f[name][...] for name in f}
    rows = [r for r in open(f"{sums}/{gas}.csv") if not r.startswith("#")]
    codes = [int(c) for c in rows[0].strip().split(",")[1:]]
    table = np.array([[float(x or "nan") for x in r.strip().split(",")] for r in rows[1:]])
    q = {c: np.interp([296.0, t], table[:, 0], table[:, 1 + i]) for i, c in enumerate(codes)}
    nu, e, iso = col["wavenumber"], col["lower_energy"], col["isotopologue"]
    ratio = np.vectorize(lambda c: q[c][0] / q[c][1])(iso)
    mass = np.vectorize(lambda c: MASS[gas][c])(iso)
    s = col["intensity_296k"] * np.vectorize(lambda c: 0.125 ** DEUTERIUM.get(c, 0))(iso)
    s = s * ratio * np.exp(-C2 * e * (1 / t - 1 / 296.0))
    s *= (1 - np.exp(-C2 * nu / t)) / (1 - np.exp(-C2 * nu / 296.0))
    atm = p / 1.01325
    gamma = WIDTH_FACTOR[gas] * col["gamma_air"] * (296.0 / t) ** col["n_air"] * atm
    alpha = nu * np.sqrt(2 * 8.314462618 * t / (mass * 1e-3)) / 299792458.0
    s = s / (2 / np.pi * np.arctan(25.0 / gamma))
    return nu + col["shift_air"] * (296.0 / t) * atm, s, alpha, gamma, nu


def at(lines, x):
    nu, s, alpha, gamma, listed = lines
    near = np.abs(listed - x) < 26
    nu, s, alpha, gamma = nu[near], s[near], alpha[near], gamma[near]
    d = x - nu
    v = wofz((d + 1j * gamma) / alpha).real / (alpha * np.sqrt(np.pi))
    return np.sum(np.where(np.abs(d) < 25.0, s * v, 0.0))


with h5py.File(sys.argv[3]) as f:
    edges, points, weights = f["bin_edges"][...], f["point_wavenumbers"][...], f["weights"][...]
print("# k, cm^2 per molecule, at wavenumbers of the default set from every line of the lists; see README.md.")
print("species,temperature_k,pressure_bar,per_cm,k")
for gas, t, p, wavelengths in CASES:
    lines = state(gas, sys.argv[1], sys.argv[2], t, p)
    for um in wavelengths:
        first = np.searchsorted(edges, 1e4 / um) - 1 - N_CELLS // 2
        cells = slice(first, first + N_CELLS)
        for x in points[cells][weights[cells] > 0]:
            print(f"{gas},{t},{p:g},{x!r},{at(lines, x):.5e}".replace("np.float64(", "").replace(")", ""))
