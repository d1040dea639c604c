//! A monotone rational-quadratic spline from the line to itself (Durkan et al. 2019, arXiv:1906.04032; derived here, not copied).
//!
//! Between −5 and 5 it goes through knots, each bin with a width, a height and the slopes at its two ends; outside it is the
//! identity, and the slopes at the ends are one.

/// Where the spline begins and ends.
pub(super) const BOUND: f64 = 5.0;
/// Bins between the bounds.
const N_BINS: usize = 8;
/// Numbers that make a spline: logits of the widths, logits of the heights, and what becomes the logarithms of the slopes at inner knots.
pub(super) const N_NUMBERS: usize = 3 * N_BINS - 1;
/// Least width and height of a bin, as a share of all.
const LEAST_SHARE: f64 = 1e-3;
/// Largest logarithm of a slope at a knot, which no number reaches.
const STEEPEST: f64 = 7.0;

/// A spline by its bins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spline {
    width: [f64; N_BINS],
    height: [f64; N_BINS],
    /// At inner knots, before they are bounded; at most two of them are asked for.
    slope_number: [f64; N_BINS - 1],
}

/// A number and its gradient.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WithGradient {
    pub value: f64,
    pub by_x: f64,
    pub by_numbers: [f64; N_NUMBERS],
}

/// Where x lies: its bin, the bin's lower left corner, and how far into the bin, between zero and one.
struct Place {
    bin: usize,
    corner: [f64; 2],
    fraction: f64,
}

/// Partial derivatives to what makes a bin.
struct ByBin {
    corner: [f64; 2],
    width: f64,
    height: f64,
    slopes: [f64; 2],
}

impl Spline {
    /// # Shapes
    /// - `numbers`: `[N_NUMBERS]`
    #[inline(always)]
    pub fn new<T: Copy + Into<f64>>(numbers: &[T]) -> Self {
        let mut slope_number = [0.0; N_BINS - 1];
        for (own, number) in slope_number.iter_mut().zip(&numbers[2 * N_BINS..]) {
            *own = (*number).into();
        }
        Self {
            width: sizes(&numbers[..N_BINS]),
            height: sizes(&numbers[N_BINS..2 * N_BINS]),
            slope_number,
        }
    }

    /// The slope at a knot.
    #[inline]
    fn slope(&self, knot: usize) -> f64 {
        match knot {
            0 | N_BINS => 1.0,
            _ => bounded(self.slope_number[knot - 1])[0].exp(),
        }
    }

    /// y of x, and dy/dx.
    #[inline(always)]
    pub fn forward(&self, x: f64) -> (f64, f64) {
        let Some(place) = Place::of(x, &self.width, &self.height) else {
            return (x, 1.0);
        };
        let q = Quotient::new(self, &place);
        let y = place.corner[1] + self.height[place.bin] * q.rise;
        (y, q.slope())
    }

    /// The x of y. The rise is a quotient of quadratics in the fraction, and so the fraction is the root of a quadratic.
    #[inline(always)]
    pub fn inverse(&self, y: f64) -> f64 {
        let Some(place) = Place::of(y, &self.height, &self.width) else {
            return y;
        };
        let Place {
            bin,
            corner,
            fraction,
        } = place;
        let secant = self.height[bin] / self.width[bin];
        let [low, high] = [bin, bin + 1].map(|knot| self.slope(knot));
        // All divided by the bin's height.
        let bend = fraction * (high + low - 2.0 * secant);
        let (a, b, c) = (secant - low + bend, low - bend, -secant * fraction);
        let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
        corner[1] + self.width[bin] * (2.0 * c / (-b - root))
    }

    /// y and `ln dy/dx`, each with its gradient.
    #[inline(always)]
    pub fn forward_with_gradients(&self, x: f64) -> [WithGradient; 2] {
        let Some(place) = Place::of(x, &self.width, &self.height) else {
            return [(x, 1.0), (0.0, 0.0)].map(|(value, by_x)| WithGradient {
                value,
                by_x,
                by_numbers: [0.0; N_NUMBERS],
            });
        };
        let q = Quotient::new(self, &place);
        let (width, height) = (self.width[place.bin], self.height[place.bin]);
        // The fraction is (x − corner) / width, the secant height / width.
        let by_bin = |by_fraction: f64, by_secant: f64, slopes: [f64; 2]| ByBin {
            corner: [-by_fraction / width, 0.0],
            width: -(by_fraction * q.fraction + by_secant * q.secant) / width,
            height: by_secant / width,
            slopes,
        };
        let [by_fraction, by_secant, by_low, by_high] = q.rise_gradient().map(|g| height * g);
        let mut y = by_bin(by_fraction, by_secant, [by_low, by_high]);
        y.corner[1] = 1.0;
        y.height += q.rise;
        let [by_fraction, by_secant, by_low, by_high] = q.log_slope_gradient();
        let log_slope = by_bin(by_fraction, by_secant, [by_low, by_high]);
        let value = place.corner[1] + height * q.rise;
        [(value, y), (q.slope().ln(), log_slope)].map(|(value, by_bin)| WithGradient {
            value,
            by_x: -by_bin.corner[0],
            by_numbers: self.by_numbers(place.bin, &by_bin),
        })
    }

    /// From derivatives to a bin's own numbers to derivatives to what the network says.
    #[inline(always)]
    fn by_numbers(&self, bin: usize, by: &ByBin) -> [f64; N_NUMBERS] {
        let mut answer = [0.0; N_NUMBERS];
        let (widths, rest) = answer.split_at_mut(N_BINS);
        let (heights, slopes) = rest.split_at_mut(N_BINS);
        let axes = [
            (widths, &self.width, by.width, by.corner[0]),
            (heights, &self.height, by.height, by.corner[1]),
        ];
        for (answer, sizes, by_size, by_corner) in axes {
            // The corner is the sum of the sizes before it, and sizes are shares of a softmax.
            let of_size = |i: usize| match i.cmp(&bin) {
                std::cmp::Ordering::Less => by_corner,
                std::cmp::Ordering::Equal => by_size,
                std::cmp::Ordering::Greater => 0.0,
            };
            let share = |i: usize| (sizes[i] / (2.0 * BOUND) - LEAST_SHARE) / FREE_SHARE;
            let mean: f64 = (0..=bin).map(|i| share(i) * of_size(i)).sum();
            for (i, answer) in answer.iter_mut().enumerate() {
                *answer = 2.0 * BOUND * FREE_SHARE * share(i) * (of_size(i) - mean);
            }
        }
        for (knot, by_slope) in [bin, bin + 1].into_iter().zip(by.slopes) {
            if (1..N_BINS).contains(&knot) {
                let [log_slope, by_number] = bounded(self.slope_number[knot - 1]);
                slopes[knot - 1] = by_slope * log_slope.exp() * by_number;
            }
        }
        answer
    }
}

/// What is left to share once every bin has its least.
const FREE_SHARE: f64 = 1.0 - N_BINS as f64 * LEAST_SHARE;

/// A number within ±[`STEEPEST`] that starts as the number itself, and its derivative.
#[inline(always)]
fn bounded(number: f64) -> [f64; 2] {
    let shrink = 1.0 / (1.0 + number.abs() / STEEPEST);
    [number * shrink, shrink * shrink]
}

/// Widths or heights of the bins, from logits.
#[inline(always)]
fn sizes<T: Copy + Into<f64>>(logits: &[T]) -> [f64; N_BINS] {
    let mut sizes = [0.0; N_BINS];
    let mut highest = f64::NEG_INFINITY;
    for (size, logit) in sizes.iter_mut().zip(logits) {
        *size = (*logit).into();
        highest = highest.max(*size);
    }
    sizes.iter_mut().for_each(|size| *size -= highest);
    exponentiate(&mut sizes);
    let share = 2.0 * BOUND * FREE_SHARE / sizes.iter().sum::<f64>();
    for size in &mut sizes {
        *size = 2.0 * BOUND * LEAST_SHARE + share * *size;
    }
    sizes
}

/// eˣ of numbers that are not positive, within 3e-13, down to e⁻⁷⁰⁰. Loops within a loop, which become operations on vectors; the
/// standard library's is a call for each.
#[inline(always)]
fn exponentiate(x: &mut [f64; N_BINS]) {
    const ROUNDING: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²: what is added to it becomes a whole number
    const FACTORIALS: [f64; 9] = [
        3_628_800.0,
        362_880.0,
        40_320.0,
        5040.0,
        720.0,
        120.0,
        24.0,
        6.0,
        2.0,
    ];
    let (mut shifted, mut series) = ([0.0; N_BINS], [0.0; N_BINS]);
    for i in 0..N_BINS {
        let own = x[i].max(-700.0);
        shifted[i] = own * std::f64::consts::LOG2_E + ROUNDING;
        x[i] = own - (shifted[i] - ROUNDING) * std::f64::consts::LN_2;
    }
    for factorial in FACTORIALS {
        for i in 0..N_BINS {
            series[i] = (series[i] + 1.0 / factorial) * x[i];
        }
    }
    for i in 0..N_BINS {
        let power = f64::from_bits((shifted[i].to_bits() << 52).wrapping_add(1023 << 52));
        x[i] = power * (1.0 + x[i] + series[i] * x[i]);
    }
}

impl Place {
    /// The bin among `sizes` that holds `at`, with its corner along both axes; none outside the bounds.
    #[inline(always)]
    fn of(at: f64, sizes: &[f64; N_BINS], others: &[f64; N_BINS]) -> Option<Self> {
        if !(-BOUND < at && at < BOUND) {
            return None;
        }
        let mut corner = [-BOUND; 2];
        let mut bin = 0;
        while bin + 1 < N_BINS && at >= corner[0] + sizes[bin] {
            corner[0] += sizes[bin];
            corner[1] += others[bin];
            bin += 1;
        }
        let fraction = ((at - corner[0]) / sizes[bin]).min(1.0);
        Some(Self {
            bin,
            corner,
            fraction,
        })
    }
}

/// The spline within a bin: the share of its height that is reached, a quotient of quadratics in the fraction.
struct Quotient {
    fraction: f64,
    secant: f64,
    slopes: [f64; 2],
    /// Fraction times what is left of it.
    product: f64,
    denominator: f64,
    rise: f64,
    /// `(dy/dx) (denominator / secant)²`.
    curve: f64,
}

impl Quotient {
    #[inline(always)]
    fn new(spline: &Spline, place: &Place) -> Self {
        let (bin, fraction) = (place.bin, place.fraction);
        let secant = spline.height[bin] / spline.width[bin];
        let [low, high] = [bin, bin + 1].map(|knot| spline.slope(knot));
        let (left, product) = (1.0 - fraction, fraction * (1.0 - fraction));
        let denominator = secant + (high + low - 2.0 * secant) * product;
        Self {
            fraction,
            secant,
            slopes: [low, high],
            product,
            denominator,
            rise: (secant * fraction * fraction + low * product) / denominator,
            curve: high * fraction * fraction + 2.0 * secant * product + low * left * left,
        }
    }

    #[inline]
    fn slope(&self) -> f64 {
        let ratio = self.secant / self.denominator;
        ratio * ratio * self.curve
    }

    /// Derivatives of the denominator to the fraction, the secant, the lower and the upper slope.
    #[inline(always)]
    fn denominator_gradient(&self) -> [f64; 4] {
        let [low, high] = self.slopes;
        let by_product = high + low - 2.0 * self.secant;
        let turn = 1.0 - 2.0 * self.fraction;
        [
            by_product * turn,
            1.0 - 2.0 * self.product,
            self.product,
            self.product,
        ]
    }

    #[inline(always)]
    fn rise_gradient(&self) -> [f64; 4] {
        let (squared, turn) = (self.fraction * self.fraction, 1.0 - 2.0 * self.fraction);
        let by_fraction = 2.0 * self.secant * self.fraction + self.slopes[0] * turn;
        let numerator = [by_fraction, squared, self.product, 0.0];
        let denominator = self.denominator_gradient();
        std::array::from_fn(|i| (numerator[i] - self.rise * denominator[i]) / self.denominator)
    }

    #[inline(always)]
    fn log_slope_gradient(&self) -> [f64; 4] {
        let ([low, high], left) = (self.slopes, 1.0 - self.fraction);
        let turn = 1.0 - 2.0 * self.fraction;
        let curve = [
            2.0 * (high * self.fraction + self.secant * turn - low * left),
            2.0 * self.product,
            left * left,
            self.fraction * self.fraction,
        ];
        let denominator = self.denominator_gradient();
        let mut answer: [f64; 4] = std::array::from_fn(|i| {
            curve[i] / self.curve - 2.0 * denominator[i] / self.denominator
        });
        answer[1] += 2.0 / self.secant;
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(seed: f64) -> [f64; N_NUMBERS] {
        std::array::from_fn(|i| 2.0 * (seed + 1.7 * i as f64).sin())
    }

    #[test]
    fn exponentials_are_those_of_the_standard_library() {
        for i in 0..=90_000 {
            let x: [f64; N_BINS] = std::array::from_fn(|lane| -0.000_97 * (8 * i + lane) as f64);
            let mut found = x;
            exponentiate(&mut found);
            for (x, found) in x.into_iter().zip(found) {
                assert!((found / x.exp() - 1.0).abs() < 1e-12, "{x}: {found}");
            }
        }
    }

    #[test]
    fn without_numbers_it_is_the_identity() {
        let spline = Spline::new(&[0.0; N_NUMBERS]);
        for i in -60..=60 {
            let x = 0.11 * f64::from(i);
            let (y, slope) = spline.forward(x);
            assert!(
                (y - x).abs() < 1e-12 && (slope - 1.0).abs() < 1e-12,
                "{x} {y}"
            );
        }
    }

    /// From the identity on one side to that on the other, rising all the way; the inverse leads back.
    #[test]
    fn it_rises_and_has_an_inverse() {
        for seed in [0.0, 1.0, 2.0, 3.0] {
            let spline = Spline::new(&numbers(seed));
            let mut last = f64::NEG_INFINITY;
            for i in -1200..=1200 {
                let x = 0.005 * f64::from(i);
                let (y, _) = spline.forward(x);
                assert!(y > last, "{seed} {x}");
                assert!((spline.inverse(y) - x).abs() < 1e-9, "{seed} {x}");
                last = y;
            }
        }
    }

    /// Slope and gradients against differences of the spline itself, of fourth order.
    #[test]
    fn gradients_are_those_of_the_spline() {
        let derivative = |f: &dyn Fn(f64) -> f64| {
            let step = 1e-4;
            let odd = |h: f64| (f(h) - f(-h)) / (2.0 * h);
            (4.0 * odd(step) - odd(2.0 * step)) / 3.0
        };
        let value = |numbers: &[f64], x: f64, i: usize| {
            let (y, slope) = Spline::new(numbers).forward(x);
            [y, slope.ln()][i]
        };
        for seed in [0.0, 1.0, 2.0] {
            let numbers = numbers(seed);
            for x in [-6.0, -4.9, -3.3, -1.234, 0.01, 0.77, 2.9, 4.7, 5.5] {
                let both = Spline::new(&numbers).forward_with_gradients(x);
                let slope = derivative(&|h| value(&numbers, x + h, 0));
                assert!((slope.ln() - both[1].value).abs() < 1e-8, "{seed} {x}");
                for (i, own) in both.iter().enumerate() {
                    assert_eq!(own.value, value(&numbers, x, i));
                    let by_x = derivative(&|h| value(&numbers, x + h, i));
                    assert!((by_x - own.by_x).abs() < 1e-7, "{seed} {x} {i}: {by_x}");
                    for (number, by_number) in own.by_numbers.iter().enumerate() {
                        let expected = derivative(&|h| {
                            let mut numbers = numbers;
                            numbers[number] += h;
                            value(&numbers, x, i)
                        });
                        let difference = (expected - by_number).abs();
                        assert!(difference < 1e-7, "{seed} {x} {i} {number}: {expected}");
                    }
                }
            }
        }
    }
}
