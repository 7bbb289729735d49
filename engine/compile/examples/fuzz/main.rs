//! `npm run fuzz`: damaged inputs by the million for every reader of foreign input, on all cores.
//!
//! Prints, per reader, the inputs, the time and the most memory that one input took. A panic or a hunger for memory ends
//! it with the seed that shows it. Arguments: inputs in all, first seed.

mod targets;

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    panic::catch_unwind,
    process::ExitCode,
    time::Instant,
};

use rayon::prelude::*;
use targets::{Good, TARGETS, Target};

/// Most memory that one damaged input may take: the largest good recipes take a tenth of it.
const MEMORY_LIMIT_BYTES: isize = 1 << 30;
/// Inputs between two looks at the clock.
const BATCH: u64 = 10_000;

/// Counts what each thread has taken.
struct Counting;

thread_local! {
    static TAKEN: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // A thread that is ending has no counters any more.
    let _ = TAKEN.try_with(|taken| {
        taken.set(taken.get() + bytes);
        let _ = MOST.try_with(|most| most.set(most.get().max(taken.get())));
    });
}

// SAFETY: every call goes on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Reads one input and returns the most memory it took; the error says which input it was.
fn run(target: &Target, seed: u64, good: &Good) -> Result<isize, String> {
    let input = (target.input)(seed, good);
    let before = TAKEN.get();
    MOST.set(before);
    if catch_unwind(|| (target.read)(&input)).is_err() {
        return Err(format!("{}: seed {seed} panics: {:?}", target.name, String::from_utf8_lossy(&input)));
    }
    let most = MOST.get() - before;
    if most > MEMORY_LIMIT_BYTES {
        return Err(format!("{}: seed {seed} takes {most} bytes for {} bytes of input", target.name, input.len()));
    }
    Ok(most)
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let (Ok(inputs), Ok(first_seed)) = (arguments.next().unwrap_or(Ok(10_000_000)), arguments.next().unwrap_or(Ok(1)))
    else {
        eprintln!("usage: fuzz [inputs in all] [first seed]");
        return ExitCode::from(2);
    };
    let good = Good::new();
    let each = inputs.div_ceil(TARGETS.len() as u64);
    for target in &TARGETS {
        let start = Instant::now();
        let mut most = 0;
        for batch in 0..each.div_ceil(BATCH) {
            let seeds = first_seed + batch * BATCH..first_seed + ((batch + 1) * BATCH).min(each);
            match seeds.into_par_iter().map(|seed| run(target, seed, &good)).try_reduce(|| 0, |a, b| Ok(a.max(b))) {
                Ok(batch_most) => most = most.max(batch_most),
                Err(message) => {
                    eprintln!("{message}");
                    return ExitCode::FAILURE;
                }
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        println!("{:16} {each:>9} inputs {seconds:>7.1} s, at most {:>9} bytes for one", target.name, most);
    }
    println!("{} inputs without a panic, seeds {first_seed} to {}", each * TARGETS.len() as u64, first_seed + each - 1);
    ExitCode::SUCCESS
}
