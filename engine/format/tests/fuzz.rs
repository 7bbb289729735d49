//! No input makes a decoder panic or allocate beyond its input. Runs for a fixed time per decoder, 4 s unless
//! `GVE_FUZZ_SECONDS` says otherwise; the seed of the failing input is in the panic's message.

mod fixture;

use std::{
    env,
    panic::catch_unwind,
    time::{Duration, Instant},
};

use fixture::{Content, Random};
use gve_format::{container, export::ExportFormat, frame, snapshot};
use gve_shared::{
    frame::MessageType,
    snapshot::{SnapshotEntry, SnapshotKind},
};

/// Damages good input: flips, overwrites, cuts, repeats and inserts bytes.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>) {
    const EDGES: [u32; 8] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 64, 48, 0x7fc0_0000];
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            1 if !bytes.is_empty() => bytes[at] = random.byte(),
            2 if bytes.len() >= 4 => {
                let at = at.min(bytes.len() - 4) & !3;
                let value = EDGES[random.below(EDGES.len())].wrapping_add(random.below(3) as u32);
                bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
            3 => bytes.truncate(at),
            4 => bytes.extend_from_within(at..bytes.len().min(at + 40)),
            _ => bytes.insert(at, random.byte()),
        }
    }
}

/// Runs `decode` on damaged inputs until the time is over; `make` makes a good one.
fn fuzz(name: &str, first_seed: u64, make: impl Fn(&mut Random) -> Vec<u8>, decode: fn(&[u8])) {
    let seconds = env::var("GVE_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut inputs = 0_u64;
    let mut seed = first_seed;
    while Instant::now() < end {
        seed += 1;
        let mut random = Random(seed);
        let good = make(&mut random);
        for round in 0..64 {
            let mut bytes = good.clone();
            mutate(&mut random, &mut bytes);
            assert!(catch_unwind(|| decode(&bytes)).is_ok(), "{name}: seed {seed}, round {round}: {bytes:?}");
            inputs += 1;
        }
    }
    println!("{name}: {inputs} inputs, seeds {} to {seed}", first_seed + 1);
    assert!(inputs > 1000, "{name}: only {inputs} inputs in {seconds} s");
}

#[test]
fn frames() {
    let make = |random: &mut Random| {
        let payload: Vec<u8> = (0..random.below(40)).map(|_| random.byte()).collect();
        let kind = MessageType::ALL[random.below(MessageType::ALL.len())];
        frame::encode(kind, random.next(), random.next() as u32, &payload).unwrap()
    };
    fuzz("frames", 1_000_000, make, |bytes| {
        let _ = frame::decode(bytes).and_then(|frame| frame.message().map(drop));
    });
}

#[test]
fn snapshots() {
    let make = |random: &mut Random| {
        let entry =
            |random: &mut Random| SnapshotEntry { asset_id: random.next(), kind: SnapshotKind::Mesh, active: true };
        let entries: Vec<_> = (0..random.below(10)).map(|_| entry(random)).collect();
        snapshot::encode(&entries)
    };
    fuzz("snapshots", 2_000_000, make, |bytes| {
        if let Ok(entries) = snapshot::decode(bytes) {
            assert_eq!(snapshot::encode(&entries), bytes);
        }
    });
}

#[test]
fn containers() {
    fuzz(
        "containers",
        3_000_000,
        |random| Content::random(random).write([3, 1, 5, 0, 2, 4]),
        |bytes| {
            // With the checksum mended the damage reaches the decoders behind it.
            let mut bytes = bytes.to_vec();
            if bytes.len() >= 64 {
                bytes[12..16].fill(0);
                let checksum = crc32c::crc32c(&bytes);
                bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
            }
            let _ = container::inspect(&bytes);
            if let Ok(container) = container::Container::parse(&bytes) {
                for format in ExportFormat::ALL {
                    let _ = format.bytes(&container, "asset");
                }
            }
        },
    );
}
