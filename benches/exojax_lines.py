"""Line profiles a second of ExoJAX (jit, CPU, one thread), beside `profiles_per_second` of `cargo bench --bench opacity`.

python3 -m venv venv && venv/bin/pip install exojax==2.6.0 h5py
venv/bin/python benches/exojax_lines.py LINES/H2O.h5 [SHORTEST_UM LONGEST_UM]

All lines of a list between two wavelengths (the bins of configs/wasp-39b.toml) at 900 K and 10 mbar, sampled at R = 400,000: from the
lines' numbers to cross sections, by MODIT, which puts the lines on a grid of wavenumber and width and convolves it with the profile by
Fourier transforms. It is another method than ours: no wing ends, and profiles are those of the grid's widths.
"""
import os
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["OMP_NUM_THREADS"] = "1"
import sys, time, warnings
warnings.filterwarnings("ignore")
import h5py, jax, numpy as np
jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
from exojax.database.core.broadening import normalized_doppler_sigma
from exojax.opacity._common.set_ditgrid import ditgrid_log_interval
from exojax.opacity.initspec import init_modit
from exojax.opacity.modit.modit import xsvector_zeroscan

TEMPERATURE_K, PRESSURE_ATM, REFERENCE_K, C2_CM_K, MASS_U = 900.0, 0.01 / 1.01325, 296.0, 1.4387769, 18.011
RESOLUTION, PARTITION_RATIO = 400_000, 6.6  # Q(900 K) / Q(296 K) of water, to a few per cent; it changes no time
short_um, long_um = map(float, sys.argv[2:4] or (2.7249, 5.1717))
low, high = 1e4 / long_um, 1e4 / short_um

with h5py.File(sys.argv[1]) as file:
    wavenumber = file["wavenumber"][:]
    inside = (low <= wavenumber) & (wavenumber < high)
    column = lambda name: jnp.asarray(file[name][:][inside])
    wavenumber = wavenumber[inside]
    intensity, energy, gamma, exponent = map(column, ("intensity_296k", "lower_energy", "gamma_air", "n_air"))
n_samples = 2 * int(np.log(high / low) * RESOLUTION / 2)
grid = np.geomspace(low * (1 - 1e-9), high, n_samples)
contribution, index, resolution, signs = init_modit(wavenumber, grid)
doppler = normalized_doppler_sigma(TEMPERATURE_K, MASS_U, resolution)
nu = jnp.asarray(wavenumber)


def normalized_widths(temperature_k):
    return gamma * PRESSURE_ATM * (REFERENCE_K / temperature_k) ** exponent / (nu / resolution)


widths = jnp.asarray(ditgrid_log_interval(np.asarray(normalized_widths(TEMPERATURE_K)), dit_grid_resolution=0.2))


@jax.jit
def cross_sections(temperature_k):
    boltzmann = jnp.exp(-C2_CM_K * energy * (1 / temperature_k - 1 / REFERENCE_K))
    emission = jnp.expm1(-C2_CM_K * nu / temperature_k) / jnp.expm1(-C2_CM_K * nu / REFERENCE_K)
    strength = intensity * boltzmann * emission / PARTITION_RATIO
    return xsvector_zeroscan(contribution, index, resolution, signs, doppler, normalized_widths(temperature_k), strength, grid, widths)


cross_sections(TEMPERATURE_K).block_until_ready()
seconds = []
for i in range(7):
    start = time.process_time()
    cross_sections(TEMPERATURE_K + 0.01 * i).block_until_ready()
    seconds.append(time.process_time() - start)
median = np.median(seconds)
print(f"exojax MODIT: {len(wavenumber)} lines, {n_samples} samples, {len(widths)} widths: {median:.3f} s, {len(wavenumber) / median:.3g} lines a second")
