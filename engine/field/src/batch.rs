//! Runs a program over many points at once, for any number type.

use crate::{
    bend::{self, BEND_RECORD},
    facet::{self, FACET_RECORD},
    formula,
    fractal::{self, BULB_RECORD, JULIA_RECORD},
    heights,
    lanes::Lanes,
    noise, pattern,
    program::Program,
    repeat::{self, REPEAT_RECORD},
    screw,
    solid::{self, POLYHEDRON_RECORD},
    tape::{Instruction, Op},
};

/// Points per run of a program: one 8³ brick. Measured: smaller blocks pay more per instruction, larger ones leave
/// the first-level cache.
pub(crate) const BLOCK: usize = 512;

/// Register files in the layout of the executor: register r holds chunks `r · stride ..`, each of one or eight lanes.
#[derive(Debug)]
pub(crate) struct Registers<R> {
    pub points: Vec<[R; 3]>,
    pub numbers: Vec<R>,
}

impl<R> Default for Registers<R> {
    fn default() -> Self {
        Self { points: Vec::new(), numbers: Vec::new() }
    }
}

impl<R: Copy> Registers<R> {
    /// Makes room for a program over `stride` chunks.
    pub fn reserve(&mut self, program: &Program, stride: usize, zero: R) {
        let points = usize::from(program.point_registers) * stride;
        if self.points.len() < points {
            self.points.resize(points, [zero; 3]);
        }
        let numbers = usize::from(program.number_registers) * stride;
        if self.numbers.len() < numbers {
            self.numbers.resize(numbers, zero);
        }
    }

    /// The same files seen as those of another vector type.
    ///
    /// # Safety
    /// `S` must have the size and alignment of `R` and be plain data.
    #[cfg(target_arch = "x86_64")]
    pub unsafe fn reinterpret<S>(&mut self) -> (&mut [[S; 3]], &mut [S]) {
        const { assert!(size_of::<R>() == size_of::<S>() && align_of::<R>() == align_of::<S>()) };
        unsafe {
            (
                std::slice::from_raw_parts_mut(self.points.as_mut_ptr().cast(), self.points.len()),
                std::slice::from_raw_parts_mut(self.numbers.as_mut_ptr().cast(), self.numbers.len()),
            )
        }
    }
}

/// One register of `chunks` entries.
#[inline(always)]
fn register<T>(file: &[T], index: u32, stride: usize, chunks: usize) -> &[T] {
    &file[index as usize * stride..][..chunks]
}

/// Runs `program` on the positions in point register 0. Operand and result registers may be the same: every chunk is
/// read before it is written.
#[inline(always)]
pub(crate) fn execute<L: Lanes>(
    program: &Program,
    parameters: &[f32],
    points: &mut [[L; 3]],
    numbers: &mut [L],
    stride: usize,
    chunks: usize,
) {
    assert!(chunks <= stride);
    for step in &program.instructions {
        execute_step(*step, &parameters[step.parameters as usize..], points, numbers, stride, chunks);
    }
}

#[inline(always)]
pub(crate) fn execute_step<L: Lanes>(
    step: Instruction,
    k: &[f32],
    points: &mut [[L; 3]],
    numbers: &mut [L],
    stride: usize,
    chunks: usize,
) {
    let axis = usize::from(step.axis) % 3;
    let out = usize::from(step.out) * stride;
    macro_rules! point {
        ($p:ident => $formula:expr) => {{
            let a = step.a as usize * stride;
            assert!(a + chunks <= points.len() && out + chunks <= points.len());
            for chunk in 0..chunks {
                let $p = points[a + chunk];
                points[out + chunk] = $formula;
            }
        }};
    }
    macro_rules! primitive {
        ($p:ident => $formula:expr) => {{
            let results = &mut numbers[out..][..chunks];
            for (result, &$p) in results.iter_mut().zip(register(points, step.a, stride, chunks)) {
                *result = $formula;
            }
        }};
    }
    macro_rules! number {
        ($a:ident => $formula:expr) => {{
            let a = step.a as usize * stride;
            assert!(a + chunks <= numbers.len() && out + chunks <= numbers.len());
            for chunk in 0..chunks {
                let $a = numbers[a + chunk];
                numbers[out + chunk] = $formula;
            }
        }};
    }
    macro_rules! placed {
        ($a:ident, $p:ident => $formula:expr) => {{
            let source = step.a as usize * stride;
            for (chunk, &$p) in register(points, step.b, stride, chunks).iter().enumerate() {
                let $a = numbers[source + chunk];
                numbers[out + chunk] = $formula;
            }
        }};
    }
    macro_rules! choice {
        ($a:ident, $b:ident => $formula:expr) => {{
            let (a, b) = (step.a as usize * stride, step.b as usize * stride);
            let length = numbers.len();
            assert!(a + chunks <= length && b + chunks <= length && out + chunks <= length);
            for chunk in 0..chunks {
                let ($a, $b) = (numbers[a + chunk], numbers[b + chunk]);
                numbers[out + chunk] = $formula;
            }
        }};
    }
    match step.op {
        Op::Position => {}
        Op::Linear => {
            let k = &k[..9];
            point!(p => formula::linear(p, k))
        }
        Op::Mirror => point!(p => formula::mirror(p, axis, k)),
        Op::Twist => point!(p => formula::twist(p, axis, k)),
        Op::Taper => point!(p => formula::taper(p, axis, k)),
        Op::Repeat => {
            let k = &k[..REPEAT_RECORD];
            point!(p => repeat::repeat(p, k))
        }
        Op::Elongate => point!(p => formula::elongate(p, k)),
        Op::Bend => {
            let k = &k[..BEND_RECORD];
            point!(p => bend::bend(p, axis, k))
        }
        Op::Corner => {
            let k = &k[..FACET_RECORD];
            point!(p => facet::corner(p, k))
        }
        Op::Sphere => {
            let k = &k[..4];
            primitive!(p => formula::sphere(p, k))
        }
        Op::Ellipsoid => {
            let k = &k[..8];
            primitive!(p => formula::ellipsoid(p, k))
        }
        Op::Box => {
            let k = &k[..7];
            primitive!(p => formula::rounded_box(p, k))
        }
        Op::Cylinder => {
            let k = &k[..6];
            primitive!(p => formula::cylinder(p, k))
        }
        Op::Capsule => {
            let k = &k[..5];
            primitive!(p => formula::capsule(p, k))
        }
        Op::Torus => {
            let k = &k[..5];
            primitive!(p => formula::torus(p, k))
        }
        Op::TorusArc => primitive!(p => formula::torus_arc(p, k)),
        Op::Plane => primitive!(p => formula::plane(p, k)),
        Op::RevolvedRectangle => primitive!(p => formula::revolved_rectangle(p, k)),
        Op::ExtrudedRectangle => primitive!(p => formula::extruded_rectangle(p, k)),
        Op::RevolvedPolygon => primitive!(p => formula::revolved_polygon(p, k)),
        Op::ExtrudedPolygon => primitive!(p => formula::extruded_polygon(p, k)),
        Op::Pyramid => primitive!(p => formula::pyramid(p, k)),
        Op::Periodic => primitive!(p => pattern::periodic(p, k)),
        Op::Cells => primitive!(p => pattern::cells(p, k)),
        Op::Polyhedron => {
            let k = &k[..POLYHEDRON_RECORD];
            primitive!(p => solid::polyhedron(p, k))
        }
        Op::Tube => primitive!(p => solid::tube(p, k)),
        Op::Sponge => primitive!(p => solid::sponge(p, k)),
        Op::Mandelbulb => {
            let k = &k[..BULB_RECORD];
            primitive!(p => fractal::mandelbulb(p, k))
        }
        Op::Julia => {
            let k = &k[..JULIA_RECORD];
            primitive!(p => fractal::julia(p, k))
        }
        Op::Screw => primitive!(p => screw::screw(p, k)),
        Op::Heights => primitive!(p => heights::solid(p, k)),
        Op::Offset => number!(a => a - L::splat(k[0])),
        Op::Negate => number!(a => -a),
        Op::Shell => number!(a => formula::shell(a, k)),
        Op::Onion => number!(a => formula::onion(a, k)),
        Op::Confine => placed!(a, p => formula::confine(a, p, axis, k)),
        Op::WithinCell => {
            let k = &k[..REPEAT_RECORD];
            placed!(a, p => repeat::within_cell(a, p, k))
        }
        Op::Unbend => {
            let k = &k[..BEND_RECORD];
            placed!(a, p => bend::unbend(a, p, axis, k))
        }
        Op::Displace => placed!(a, p => noise::displaced(a, noise::at(p, k), &k[4..])),
        Op::Ripple => placed!(a, p => noise::displaced(a, formula::ripple(p, axis, k), &k[5..])),
        Op::Share => {
            let k = &k[..FACET_RECORD];
            placed!(a, p => facet::share(a, p, k))
        }
        Op::Min => choice!(a, b => a.smaller(b)),
        Op::Max => choice!(a, b => a.larger(b)),
        Op::Difference => choice!(a, b => a.larger(-b)),
        Op::SmoothMin => {
            let k = &k[..2];
            choice!(a, b => formula::smooth_minimum(a, b, k))
        }
        Op::SmoothMax => choice!(a, b => formula::blended_maximum(Op::SmoothMax, a, b, k)),
        Op::SmoothDifference => choice!(a, b => formula::blended_maximum(Op::SmoothMax, a, -b, k)),
        Op::ChamferMin => choice!(a, b => formula::chamfer_minimum(a, b, k)),
        Op::ChamferMax => choice!(a, b => formula::blended_maximum(Op::ChamferMax, a, b, k)),
        Op::ChamferDifference => choice!(a, b => formula::blended_maximum(Op::ChamferMax, a, -b, k)),
        Op::RoundMin => choice!(a, b => formula::round_minimum(a, b, k)),
        Op::RoundMax => choice!(a, b => formula::blended_maximum(Op::RoundMax, a, b, k)),
        Op::RoundDifference => choice!(a, b => formula::blended_maximum(Op::RoundMax, a, -b, k)),
        Op::Mix => choice!(a, b => formula::mix(a, b, k)),
        Op::Facet => choice!(a, b => facet::limited(a, b, k)),
    }
}
