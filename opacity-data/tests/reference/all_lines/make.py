"""k of single cells from every line of a HITRAN list, by direct sums: python make.py LISTS PARTITION_SUMS > k.csv

LISTS holds H2O.h5 …, PARTITION_SUMS H2O.csv … (TIPS-2021). Needs numpy, scipy and h5py. Nothing here is shared with the
program: Voigt profiles are scipy's Faddeeva function, samples are uniform, k(g) is a quantile of theirs.
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
# Gas, T (K), P (bar), wavelengths (µm); no hot lines are added to H2O and CH4 at 300 K.
G = (0.09150009, 0.36745441, 0.68648958, 0.88213044)  # four of the set's own
CASES = [
    ("H2O", 300, 1e-6, (1.40, 2.57, 6.29)),
    ("H2O", 300, 1e-3, (1.40, 2.57, 3.05, 6.29)),
    ("H2O", 300, 1e-1, (2.57, 6.29)),
    ("CH4", 300, 1e-3, (1.66, 2.33, 3.30, 7.70)),
    ("CH4", 300, 1e-6, (3.30, 7.70)),
    ("CO2", 300, 1e-3, (2.05, 4.30)),
    ("CO2", 700, 1e-3, (2.05, 2.70, 4.30, 4.50)),
    ("CO2", 700, 1e-6, (4.30,)),
    ("CO", 700, 1e-3, (2.33, 4.80)),
    ("CO", 1500, 1e-5, (4.80,)),
    ("NH3", 200, 1e-5, (10.021,)),
    ("NH3", 700, 1e-3, (10.75,)),
]


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
    s = col["intensity_296k"] * ratio * np.exp(-C2 * e * (1 / t - 1 / 296.0))
    s *= (1 - np.exp(-C2 * nu / t)) / (1 - np.exp(-C2 * nu / 296.0))
    atm = p / 1.01325
    gamma = WIDTH_FACTOR[gas] * col["gamma_air"] * (296.0 / t) ** col["n_air"] * atm
    alpha = nu * np.sqrt(2 * 8.314462618 * t / (mass * 1e-3)) / 299792458.0
    s = s / (2 / np.pi * np.arctan(25.0 / gamma))
    return nu + col["shift_air"] * (296.0 / t) * atm, s, alpha, gamma, nu


def cell(lines, low, high):
    nu, s, alpha, gamma, listed = lines
    near = (listed > low - 26) & (listed < high + 26)
    nu, s, alpha, gamma = nu[near], s[near], alpha[near], gamma[near]
    width = np.median(0.5 * gamma + np.sqrt(0.25 * gamma**2 + 0.69 * alpha**2))
    n = int(np.clip((high - low) / (width / 4), 2000, 60000))
    x = low + (np.arange(n) + 0.5) * (high - low) / n
    k = np.zeros(n)
    for c, strength, a, g in zip(nu, s, alpha, gamma):
        i, j = np.searchsorted(x, [c - 25.0, c + 25.0])
        d = x[i:j] - c
        v = g / np.pi / (d * d + g * g - 1.5 * a * a)
        core = slice(*np.searchsorted(d, [-80 * (a + g), 80 * (a + g)]))
        v[core] = wofz((d[core] + 1j * g) / a).real / (a * np.sqrt(np.pi))
        k[i:j] += strength * v
    return np.concatenate([np.quantile(k, G), [k.mean()]])


def edges():
    shared = [1e4 / 12, 875, 940, 1000, 1065, 1108, 1200, 1275, 1350, 1450, 1550, 1650, 1750, 1850, 1950, 2050, 2200, 2397,
              2494, 2645, 2720, 2796, 2868, 2941, 3014, 3087, 3171, 3425, 3760, 4030, 4540, 4950, 5370, 5925, 6390, 6990, 7650]
    all_edges = [shared[0]]
    for a, b in zip(shared, shared[1:]):
        n = max(round(np.log(b / a) * 250), 1)
        all_edges += [a * (b / a) ** (i / n) for i in range(1, n)] + [b]
    return np.array(all_edges)


print("# k(g) and mean, cm^2 per molecule, of cells of the default set from every line of the lists; see README.md.")
print("species,temperature_k,pressure_bar,from_per_cm,to_per_cm,k_g0.092,k_g0.367,k_g0.686,k_g0.882,mean")
for gas, t, p, wavelengths in CASES:
    lines = state(gas, sys.argv[1], sys.argv[2], t, p)
    for um in wavelengths:
        i = np.searchsorted(edges(), 1e4 / um) - 1
        low, high = edges()[i : i + 2]
        values = ",".join(f"{v:.4e}" for v in cell(lines, low, high))
        print(f"{gas},{t},{p:g},{low:.4f},{high:.4f},{values}", flush=True)
