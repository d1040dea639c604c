"""Training of sbi's default spline flow on a study's own simulations, on one thread: what docs/inference.md sets beside ours.

python3 -m venv venv && venv/bin/pip install sbi==0.27.0 h5py
venv/bin/python benches/sbi_flow.py RUN SPECTRUM.csv N EPOCHS

RUN is the folder of `exosonde generate`; its first N simulations are used, the last tenth of them held out. Simulations get noise of
the spectrum's errors, once; parameters are standardised as ours are (a standard normal prior). Uniform priors alone.
"""
import csv, glob, os, sys, tempfile, time, tomllib
import h5py, numpy as np, torch
from scipy.special import ndtri
from sbi.inference import NPE

run, spectrum, n, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(1)
torch.manual_seed(1)
rng = np.random.default_rng(1)
rows = list(csv.DictReader(line for line in open(spectrum) if not line.startswith("#")))
sigma = 1e-6 * np.array([float(row["error_ppm"]) for row in rows])
theta, depth = [], []
for path in sorted(glob.glob(f"{run}/training-set/part-*.h5")):
    with h5py.File(path) as part:
        good = part["status"][:] == 0
        theta.append(part["theta"][:][good])
        depth.append(part["spectrum"][:][good])
    if sum(map(len, theta)) >= n:
        break
theta, depth = np.concatenate(theta)[:n], np.concatenate(depth)[:n]
priors = tomllib.load(open(f"{run}/study.toml", "rb"))["parameters"]
ranges = [value["uniform"] for value in priors.values() if isinstance(value, dict)]
low, high = np.array(ranges).T
z = ndtri((theta - low) / (high - low))
x = depth + sigma * rng.standard_normal(depth.shape)
x = (x - x.mean(0)) / x.std(0)
z, x = torch.tensor(z, dtype=torch.float32), torch.tensor(x, dtype=torch.float32)
n_train = n - n // 10
prior = torch.distributions.MultivariateNormal(torch.zeros(z.shape[1]), torch.eye(z.shape[1]))
trainer = NPE(prior=prior, density_estimator="nsf").append_simulations(z[:n_train], x[:n_train])
os.chdir(tempfile.mkdtemp())  # sbi leaves its logs where it is run
start, cpu = time.perf_counter(), time.process_time()
estimator = trainer.train(max_num_epochs=epochs, stop_after_epochs=epochs, show_train_summary=False)
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
done = trainer.summary["epochs_trained"][-1]
with torch.no_grad():
    held_out = np.mean([-estimator.log_prob(a[None], b).mean().item() for a, b in zip(z[n_train:].split(500), x[n_train:].split(500))])
seen = 0.9 * n_train * done  # sbi keeps a tenth to stop by
print(f"{x.shape[1]} -> {z.shape[1]}: {done} epochs of {0.9 * n_train:.0f}, {seconds:.0f} s, {cpu:.0f} s of processor time, {seen / cpu:.0f} samples/s of it, held out {held_out:.3f} nats")
