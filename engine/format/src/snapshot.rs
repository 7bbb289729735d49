//! The scene snapshot: a u32 count, then 10 bytes per object, meshes before SDFs.

use gve_shared::{
    problem::ProblemCode,
    snapshot::{SNAPSHOT_ENTRY_BYTES, SnapshotEntry, SnapshotKind},
};

use crate::{DecodeError, cursor::Cursor};

/// Writes a snapshot: meshes first, then SDFs, each in the given order.
///
/// # Panics
/// For 2^32 entries or more, which no scene has.
pub fn encode(entries: &[SnapshotEntry]) -> Vec<u8> {
    let count = u32::try_from(entries.len()).expect("a scene has fewer than 2^32 objects");
    let mut bytes = Vec::with_capacity(4 + entries.len() * SNAPSHOT_ENTRY_BYTES);
    bytes.extend(count.to_le_bytes());
    for kind in [SnapshotKind::Mesh, SnapshotKind::Sdf] {
        for entry in entries.iter().filter(|entry| entry.kind == kind) {
            bytes.extend(entry.asset_id.to_le_bytes());
            bytes.extend([entry.kind as u8, u8::from(entry.active)]);
        }
    }
    bytes
}

/// Reads a snapshot.
///
/// # Errors
/// `binary.truncated` for a wrong length, `binary.bad_section` for an unknown kind, a flag that is neither 0 nor 1,
/// or an SDF before a mesh.
pub fn decode(bytes: &[u8]) -> Result<Vec<SnapshotEntry>, DecodeError> {
    let mut cursor = Cursor::new(bytes, 0, ProblemCode::BinaryTruncated);
    let count = cursor.u32("the number of entries")?;
    let expected = 4 + u64::from(count) * SNAPSHOT_ENTRY_BYTES as u64;
    if bytes.len() as u64 != expected {
        let reason = format!("{count} entries take {expected} bytes, and there are {}", bytes.len());
        return Err(DecodeError::new(ProblemCode::BinaryTruncated, 0, reason));
    }
    let bad = |offset: usize, reason: String| DecodeError::new(ProblemCode::BinaryBadSection, offset, reason);
    let mut entries: Vec<SnapshotEntry> = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let asset_id = cursor.u64("an asset id")?;
        let kind_offset = cursor.offset();
        let kind = match cursor.u8("an object's kind")? {
            0 => SnapshotKind::Mesh,
            1 => SnapshotKind::Sdf,
            other => return Err(bad(kind_offset, format!("there is no kind of object {other}"))),
        };
        let active = match cursor.u8("an object's state")? {
            0 => false,
            1 => true,
            other => return Err(bad(kind_offset + 1, format!("an object is active (1) or not (0), not {other}"))),
        };
        if kind == SnapshotKind::Mesh && entries.last().is_some_and(|last| last.kind == SnapshotKind::Sdf) {
            return Err(bad(kind_offset, "meshes come before SDFs".to_owned()));
        }
        entries.push(SnapshotEntry { asset_id, kind, active });
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESH: SnapshotEntry = SnapshotEntry { asset_id: u64::MAX, kind: SnapshotKind::Mesh, active: true };
    const SDF: SnapshotEntry = SnapshotEntry { asset_id: 1, kind: SnapshotKind::Sdf, active: false };

    #[test]
    fn meshes_come_first() {
        let bytes = encode(&[SDF, MESH, SDF]);
        assert_eq!(decode(&bytes).unwrap(), [MESH, SDF, SDF]);
        assert_eq!(decode(&encode(&[])).unwrap(), []);
    }

    #[test]
    fn damage_is_found() {
        let good = encode(&[MESH, SDF]);
        let change = |at: usize, value: u8| {
            let mut bytes = good.clone();
            bytes[at] = value;
            bytes
        };
        let cases = [
            (good[..23].to_vec(), ProblemCode::BinaryTruncated, 0),
            (good[..3].to_vec(), ProblemCode::BinaryTruncated, 0),
            (change(3, 0xff), ProblemCode::BinaryTruncated, 0),
            (change(12, 2), ProblemCode::BinaryBadSection, 12),
            (change(13, 2), ProblemCode::BinaryBadSection, 13),
        ];
        for (bytes, code, offset) in cases {
            assert_eq!(decode(&bytes).map_err(|error| (error.code, error.offset)), Err((code, offset)));
        }
        let reversed = [&good[..4], &good[14..24], &good[4..14]].concat();
        assert_eq!(decode(&reversed).unwrap_err().reason, "meshes come before SDFs");
    }
}
