//! What the machine can do, and what share of it a case reaches (Williams, Waterman & Patterson 2009, Commun. ACM 52, 65):
//! attainable operations a second = min(peak, operations per byte × bandwidth).

use std::hint::black_box;

use pulp::{Arch, Simd, WithSimd};

use crate::{
    demand::Demand,
    timing::{Timing, thread_milliseconds},
};

/// One thread of this machine.
pub struct Machine {
    /// Single-precision operations a second.
    peak: f64,
    /// Bytes read a second.
    bandwidth: f64,
}

impl Machine {
    /// Best of several attempts each: what another program takes away is not the machine's limit.
    pub fn measure() -> Self {
        const ATTEMPTS: usize = 12;
        let array = vec![1f32; FLOATS];
        let best = |rate: &dyn Fn() -> f64| (0..ATTEMPTS).map(|_| rate()).fold(0.0, f64::max);
        Self {
            peak: best(&|| per_second(OPERATIONS, || Arch::new().dispatch(MultiplyAdd))),
            bandwidth: best(&|| {
                per_second(4.0 * FLOATS as f64, || Arch::new().dispatch(Sum(&array)))
            }),
        }
    }

    /// Operations a second that a case could reach.
    fn attainable(&self, demand: Demand) -> f64 {
        self.peak.min(demand.intensity() * self.bandwidth)
    }

    /// The share of the attainable rate that a case reaches.
    pub fn fraction(&self, timing: &Timing) -> Option<f64> {
        let demand = timing.demand?;
        let rate = demand.operations / (1e-3 * timing.milliseconds);
        Some(rate / self.attainable(demand))
    }

    pub fn print(&self, timings: &[Timing]) {
        println!(
            "\nroofline of one thread: peak {:.1} Gop/s (f32, a multiply-add is two), memory {:.1} GB/s",
            1e-9 * self.peak,
            1e-9 * self.bandwidth
        );
        println!(
            "{:30} {:>8} {:>8} {:>10} {:>10} {:>12} {:>9}",
            "case", "Mop", "MB", "op/byte", "Gop/s", "attainable", "fraction"
        );
        for timing in timings {
            let (Some(demand), Some(fraction)) = (timing.demand, self.fraction(timing)) else {
                continue;
            };
            println!(
                "{:30} {:8.1} {:8.2} {:10.1} {:10.1} {:12.1} {:9.2}",
                timing.case,
                1e-6 * demand.operations,
                1e-6 * demand.bytes,
                demand.intensity(),
                1e-6 * demand.operations / timing.milliseconds,
                1e-9 * self.attainable(demand),
                fraction
            );
        }
    }
}

/// Larger than any last-level cache: 512 MiB.
const FLOATS: usize = 1 << 27;
const ROUNDS: usize = 1 << 18;
/// Enough independent sums to hide the latency of a multiply-add.
const SUMS: usize = 12;
/// Multiply-adds are counted in vectors of the widest kind; narrower machines run more rounds.
const LANES: usize = 16;
const OPERATIONS: f64 = (2 * SUMS * LANES * ROUNDS) as f64;

fn per_second(amount: f64, work: impl FnOnce() -> f32) -> f64 {
    let start = thread_milliseconds();
    black_box(work());
    amount / (1e-3 * (thread_milliseconds() - start))
}

/// Multiply-adds that never leave the registers.
struct MultiplyAdd;

impl WithSimd for MultiplyAdd {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let factor = simd.splat_f32s(black_box(0.999_9));
        let term = simd.splat_f32s(black_box(1e-4));
        let mut sums = [simd.splat_f32s(black_box(0.5)); SUMS];
        for _ in 0..ROUNDS * LANES / S::F32_LANES {
            for sum in &mut sums {
                *sum = simd.mul_add_e_f32s(*sum, factor, term);
            }
        }
        let total = sums
            .into_iter()
            .fold(simd.splat_f32s(0.0), |a, b| simd.add_f32s(a, b));
        simd.reduce_sum_f32s(total)
    }
}

/// Reads an array from end to end.
struct Sum<'a>(&'a [f32]);

impl WithSimd for Sum<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let (vectors, _) = S::as_simd_f32s(self.0);
        let mut sums = [simd.splat_f32s(0.0); 8];
        for vectors in vectors.chunks_exact(8) {
            for (sum, vector) in sums.iter_mut().zip(vectors) {
                *sum = simd.add_f32s(*sum, *vector);
            }
        }
        let total = sums
            .into_iter()
            .fold(simd.splat_f32s(0.0), |a, b| simd.add_f32s(a, b));
        simd.reduce_sum_f32s(total)
    }
}
