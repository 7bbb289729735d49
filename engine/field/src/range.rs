//! Bounds of a tape over eight boxes at once, and which choices those bounds decide.
//!
//! Every interval contains all values that the batch evaluator computes inside its box (see [`crate::interval`]). A
//! choice is decided only where the loser could not change a single bit of the result.

use crate::{
    bend, facet,
    formula::{self, centred},
    fractal, heights,
    interval::Interval,
    lanes::{Arith, F32x8, LANES, Wide},
    noise, repeat,
    tape::{Instruction, Kind, Op, Tape},
};

/// Eight axis-aligned boxes: `min[axis][lane]`, `max[axis][lane]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boxes {
    pub min: [[f32; LANES]; 3],
    pub max: [[f32; LANES]; 3],
}

/// Bounds of a field over eight boxes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranges {
    pub low: [f32; LANES],
    pub high: [f32; LANES],
    /// Bit i: box i decides a choice, so that a tape specialised to it is shorter.
    pub narrowed: u8,
}

/// Lanes in which a choice always takes its first or its second operand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Decided {
    pub first: u8,
    pub second: u8,
}

/// A ball that contains a point for every position in the box. Turning enlarges a box but not a ball.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Ball<W> {
    middle: [W; 3],
    radius: W,
}

/// Results per instruction of the tape that was bounded last.
#[derive(Debug, Default)]
pub(crate) struct RangeRegisters {
    points: Vec<[Interval<F32x8>; 3]>,
    numbers: Vec<Interval<F32x8>>,
    balls: Vec<Ball<F32x8>>,
    pub decided: Vec<Decided>,
}

impl RangeRegisters {
    /// Bounds `tape` over the boxes and remembers the decided choices.
    pub fn bound(&mut self, tape: &Tape, parameters: &[f32], boxes: &Boxes) -> Ranges {
        let count = tape.len();
        if self.points.len() < count {
            self.points.resize(count, [Interval::splat(0.0); 3]);
            self.numbers.resize(count, Interval::splat(0.0));
            let zero = F32x8::splat(0.0);
            self.balls.resize(count, Ball { middle: [zero; 3], radius: zero });
            self.decided.resize(count, Decided::default());
        }
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2.
            return unsafe { self.bound_avx2(tape, parameters, boxes) };
        }
        let Self { points, numbers, balls, decided } = self;
        bound(tape, parameters, boxes, points, numbers, balls, decided)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    unsafe fn bound_avx2(&mut self, tape: &Tape, parameters: &[f32], boxes: &Boxes) -> Ranges {
        type Lane = Interval<crate::lanes::Avx2>;
        const { assert!(size_of::<Lane>() == size_of::<Interval<F32x8>>()) };
        // SAFETY: both types are two vectors of eight f32 aligned to 32 bytes; lengths are those of the same buffers.
        let (points, numbers, balls) = unsafe {
            (
                std::slice::from_raw_parts_mut(self.points.as_mut_ptr().cast::<[Lane; 3]>(), self.points.len()),
                std::slice::from_raw_parts_mut(self.numbers.as_mut_ptr().cast::<Lane>(), self.numbers.len()),
                std::slice::from_raw_parts_mut(
                    self.balls.as_mut_ptr().cast::<Ball<crate::lanes::Avx2>>(),
                    self.balls.len(),
                ),
            )
        };
        bound::<crate::lanes::Avx2>(tape, parameters, boxes, points, numbers, balls, &mut self.decided)
    }
}

#[inline(always)]
fn bound<W: Wide>(
    tape: &Tape,
    parameters: &[f32],
    boxes: &Boxes,
    points: &mut [[Interval<W>; 3]],
    numbers: &mut [Interval<W>],
    balls: &mut [Ball<W>],
    decided: &mut [Decided],
) -> Ranges {
    for axis in 0..3 {
        points[0][axis] = Interval::new(W::from_array(boxes.min[axis]), W::from_array(boxes.max[axis]));
    }
    balls[0] = Ball::around(points[0]);
    let mut narrowed = 0;
    for (index, step) in tape.instructions().iter().enumerate().skip(1) {
        let k = &parameters[step.parameters as usize..];
        if step.op.signature().2 == Kind::Point {
            let source = step.a as usize;
            (points[index], balls[index]) = moved(*step, points[source], balls[source], k);
        } else if step.op.is_choice() {
            let (value, outcome) = chosen(step.op, numbers[step.a as usize], numbers[step.b as usize], k);
            numbers[index] = value;
            decided[index] = outcome;
            narrowed |= outcome.first | outcome.second;
        } else if step.op.is_primitive() {
            let source = step.a as usize;
            let natural = primitive(step.op, points[source], k);
            let in_box = source == 0;
            numbers[index] = if in_box { natural } else { natural.intersect(balls[source].primitive(step.op, k)) };
        } else {
            numbers[index] = number(*step, points, balls, numbers, k);
        }
    }
    let root = numbers[tape.len() - 1];
    Ranges { low: root.low.to_array(), high: root.high.to_array(), narrowed }
}

#[inline(always)]
fn moved<W: Wide>(step: Instruction, p: [Interval<W>; 3], ball: Ball<W>, k: &[f32]) -> ([Interval<W>; 3], Ball<W>) {
    let axis = usize::from(step.axis) % 3;
    match step.op {
        Op::Linear => (formula::linear(p, k), Ball { middle: formula::linear(ball.middle, k), ..ball }),
        Op::Mirror => (formula::mirror(p, axis, k), Ball { middle: formula::mirror(ball.middle, axis, k), ..ball }),
        Op::Twist => (twisted(p, axis, k), ball.twisted(axis, k)),
        Op::Repeat => {
            let folded = repeat::repeat_interval(p, k);
            (folded, Ball::around(folded))
        }
        Op::Elongate => (formula::elongate(p, k), Ball { middle: formula::elongate(ball.middle, k), ..ball }),
        Op::Bend => {
            let (middle, radius, bent) = bend::bend_ball(ball.middle, ball.radius, axis, k);
            (bent, Ball { middle, radius })
        }
        Op::Corner => {
            let corner = facet::corner_interval(p, k);
            (corner, Ball::around(corner))
        }
        _ => {
            let tapered = within_radius(formula::taper(p, axis, k), axis, k[7]);
            (tapered, Ball::around(tapered))
        }
    }
}

impl<W: Wide> Ball<W> {
    /// The ball around a box.
    #[inline(always)]
    fn around([x, y, z]: [Interval<W>; 3]) -> Self {
        let ((cx, hx), (cy, hy), (cz, hz)) = (middle_and_half(x), middle_and_half(y), middle_and_half(z));
        Self { middle: [cx, cy, cz], radius: (hx.square() + hy.square() + hz.square()).sqrt() }
    }

    /// A twist stretches by at most the largest singular value of a shear by rate · distance from the axis.
    #[inline(always)]
    fn twisted(self, axis: usize, k: &[f32]) -> Self {
        let q = centred(self.middle, k);
        let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
        let farthest = ((q[u].square() + q[v].square()).sqrt() + self.radius).smaller(W::splat(k[4] * 1.0005));
        let half_slope = farthest.scale(0.5 * k[3].abs());
        let stretch = half_slope + (half_slope.square() + W::splat(1.0)).sqrt();
        Self { middle: formula::twist(self.middle, axis, k), radius: self.radius * stretch.scale(1.000_01) }
    }

    /// Bounds of a primitive, which changes by no more than the distance between two points.
    #[inline(always)]
    fn primitive(self, op: Op, k: &[f32]) -> Interval<W> {
        let value = formula::primitive(op, self.middle, k);
        around_centre(value, self.radius, magnitude(op, self.middle, k))
    }
}

/// Twist and taper pull points onto a cylinder at most; half a per mille covers the rounding of the pull.
#[inline(always)]
fn within_radius<W: Wide>(mut q: [Interval<W>; 3], axis: usize, radius: f32) -> [Interval<W>; 3] {
    let reach = radius * 1.0005;
    for side in [(axis + 1) % 3, (axis + 2) % 3] {
        q[side] = q[side].intersect(Interval::new(W::splat(-reach), W::splat(reach)));
    }
    q
}

/// The natural bounds of a twist, cut down by turning the box's middle by the middle angle: what is left is the box's
/// own turned size and the arc that the rest of the angle sweeps.
#[inline(always)]
fn twisted<W: Wide>(p: [Interval<W>; 3], axis: usize, k: &[f32]) -> [Interval<W>; 3] {
    let mut turned = within_radius(formula::twist(p, axis, k), axis, k[4]);
    let q = centred(p, k);
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    let pull = formula::pull_in((q[u].square() + q[v].square()).sqrt(), k[4]);
    let (a, b) = (q[u] * pull, q[v] * pull);
    let angle = q[axis].scale(-k[3]);
    let (a_middle, a_half) = middle_and_half(a);
    let (b_middle, b_half) = middle_and_half(b);
    let (angle_middle, angle_half) = middle_and_half(angle);
    let (sine, cosine) = angle_middle.sine_cosine();
    let farthest = ((a_middle.abs() + a_half).square() + (b_middle.abs() + b_half).square()).sqrt();
    let slack = farthest.scale(2e-5) + W::splat(k[4] * 1e-6);
    let arc = farthest * angle_half + slack;
    turned[u] = turned[u]
        .intersect(around(a_middle * cosine - b_middle * sine, a_half * cosine.abs() + b_half * sine.abs() + arc));
    turned[v] = turned[v]
        .intersect(around(a_middle * sine + b_middle * cosine, a_half * sine.abs() + b_half * cosine.abs() + arc));
    turned
}

#[inline(always)]
fn around<W: Wide>(middle: W, half: W) -> Interval<W> {
    Interval::new(middle - half, middle + half)
}

#[inline(always)]
fn middle_and_half<W: Wide>(range: Interval<W>) -> (W, W) {
    ((range.low + range.high).scale(0.5), (range.high - range.low).scale(0.5))
}

#[inline(always)]
fn number<W: Wide>(
    step: Instruction,
    points: &[[Interval<W>; 3]],
    balls: &[Ball<W>],
    numbers: &[Interval<W>],
    k: &[f32],
) -> Interval<W> {
    let a = numbers[step.a as usize];
    let axis = usize::from(step.axis) % 3;
    match step.op {
        Op::Offset => a - Interval::splat(k[0]),
        Op::Negate => -a,
        Op::Shell => formula::shell(a, k),
        Op::Onion => formula::onion(a, k),
        Op::WithinCell => repeat::within_cell_interval(a, points[step.b as usize], k),
        Op::Unbend => bend::unbend_interval(a, points[step.b as usize], axis, k),
        Op::Displace => {
            let Ball { middle, radius } = balls[step.b as usize];
            displaced(a, noise::bounds(middle, radius, k), &k[4..])
        }
        Op::Ripple => displaced(a, formula::ripple(points[step.b as usize], axis, k), &k[5..]),
        Op::Share => facet::share_interval(a, points[step.b as usize], k),
        _ => formula::confine(a, points[step.b as usize], axis, k),
    }
}

/// The displaced value rises with the value and falls with the wave.
#[inline(always)]
fn displaced<W: Wide>(value: Interval<W>, wave: Interval<W>, k: &[f32]) -> Interval<W> {
    Interval::new(noise::displaced(value.low, wave.high, k), noise::displaced(value.high, wave.low, k))
}

#[inline(always)]
fn primitive<W: Wide>(op: Op, p: [Interval<W>; 3], k: &[f32]) -> Interval<W> {
    match op {
        Op::Sphere => formula::sphere(p, k),
        Op::Ellipsoid => formula::ellipsoid(p, k),
        Op::Box => formula::rounded_box(p, k),
        Op::Cylinder => formula::cylinder(p, k),
        Op::Capsule => formula::capsule(p, k),
        Op::Torus => formula::torus(p, k),
        Op::TorusArc
        | Op::Periodic
        | Op::Cells
        | Op::Polyhedron
        | Op::Tube
        | Op::Sponge
        | Op::Mandelbulb
        | Op::Julia
        | Op::Screw => Ball::around(p).primitive(op, k),
        Op::Plane => formula::plane(p, k),
        Op::Heights => heights::solid_interval(p, k).intersect(Ball::around(p).primitive(op, k)),
        Op::RevolvedRectangle => formula::revolved_rectangle(p, k),
        Op::ExtrudedRectangle => formula::extruded_rectangle(p, k),
        Op::RevolvedPolygon => {
            let q = centred(p, k);
            let from_axis = (q[0].square() + q[2].square()).sqrt();
            polygon(from_axis, q[1], k) - Interval::splat(k[4])
        }
        Op::ExtrudedPolygon => {
            let q = centred(p, k);
            let outline = polygon(q[0], q[2], k) - Interval::splat(k[4]);
            formula::corner2(outline, q[1].abs() - Interval::splat(k[3])) - Interval::splat(k[5])
        }
        _ => formula::pyramid(p, k),
    }
}

/// Size of the coordinates that a primitive's value at `middle` is computed from.
#[inline(always)]
fn magnitude<W: Wide>(op: Op, middle: [W; 3], k: &[f32]) -> W {
    let lengths = if matches!(op, Op::Mandelbulb | Op::Julia) { fractal::LENGTHS } else { 7 };
    let own: f32 = k.iter().take(lengths).map(|value| value.abs()).sum();
    middle[0].abs() + middle[1].abs() + middle[2].abs() + W::splat(own)
}

/// Bounds of a 1-Lipschitz function from its value at the middle of a box whose half diagonal is `radius`.
/// `size` bounds the coordinates that the value was computed from, for the rounding errors.
#[inline(always)]
fn around_centre<W: Wide>(value: W, radius: W, size: W) -> Interval<W> {
    let reach = radius.scale(1.000_01) + (size + value.abs()).scale(2e-6);
    around(value, reach)
}

#[inline(always)]
fn polygon<W: Wide>(x: Interval<W>, y: Interval<W>, k: &[f32]) -> Interval<W> {
    let ((cx, hx), (cy, hy)) = (middle_and_half(x), middle_and_half(y));
    let radius = (hx.square() + hy.square()).sqrt();
    let size = cx.abs() + cy.abs() + W::splat(2.0 * k[6]);
    around_centre(formula::polygon(cx, cy, k), radius, size)
}

#[inline(always)]
fn chosen<W: Wide>(op: Op, a: Interval<W>, b: Interval<W>, k: &[f32]) -> (Interval<W>, Decided) {
    match op {
        Op::Min => (a.smaller(b), Decided { first: !W::bits(b.low.less(a.high)), second: W::bits(b.high.less(a.low)) }),
        Op::Max => maximum(a, b),
        Op::Difference => keeping_cut_material(maximum(a, -b), k[0]),
        Op::Mix => (formula::mix(a, b, k), Decided::default()),
        Op::Facet => (facet::limited(a, b, k), Decided::default()),
        Op::SmoothMin | Op::ChamferMin | Op::RoundMin => blended_minimum(op, a, b, k),
        Op::SmoothMax | Op::ChamferMax | Op::RoundMax => blended_maximum(op, a, b, k),
        _ => keeping_cut_material(blended_maximum(op, a, -b, k), k[2]),
    }
}

#[inline(always)]
fn maximum<W: Wide>(a: Interval<W>, b: Interval<W>) -> (Interval<W>, Decided) {
    (a.larger(b), Decided { first: !W::bits(a.low.less(b.high)), second: W::bits(a.high.less(b.low)) })
}

/// A cut face shows the material of what was cut. Where that is not one material the cut solid must stay on the tape.
#[inline(always)]
fn keeping_cut_material<W: Wide>(result: (Interval<W>, Decided), material: f32) -> (Interval<W>, Decided) {
    let (value, decided) = result;
    let second = if material < 0.0 { 0 } else { decided.second };
    (value, Decided { second, ..decided })
}

/// The blend grows with both operands, so its bounds are the blends of the bounds but for a few roundings.
#[inline(always)]
fn blended_minimum<W: Wide>(op: Op, a: Interval<W>, b: Interval<W>, k: &[f32]) -> (Interval<W>, Decided) {
    let low = formula::blended_minimum(op, a.low, b.low, k);
    let high = formula::blended_minimum(op, a.high, b.high, k);
    let slack = (low.abs() + high.abs() + W::splat(k[0])).scale(1e-6);
    let radius = W::splat(k[0]);
    let decided =
        Decided { first: !W::bits((b.low - a.high).less(radius)), second: !W::bits((a.low - b.high).less(radius)) };
    (Interval::new(low - slack, high + slack), decided)
}

#[inline(always)]
fn blended_maximum<W: Wide>(op: Op, a: Interval<W>, b: Interval<W>, k: &[f32]) -> (Interval<W>, Decided) {
    let (value, decided) = blended_minimum(op, -a, -b, k);
    (-value, decided)
}
