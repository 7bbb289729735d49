//! Which frames a client applies: the rule by which it never shows an older version after a newer one.
//!
//! Per asset the client keeps the newest version that it was told of (`announced`) and the version that it shows
//! (`applied`). `VERSION_BUMP` raises `announced`. `ASSET_READY` is applied when its version is at least `announced`
//! and above `applied`; otherwise it is dropped as stale. Both only rise.

use std::collections::BTreeMap;

use gve_shared::frame::{FrameHeader, MessageType};

/// What a client does with a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Decode and show the asset, then call [`VersionCache::record_applied`].
    Apply,
    /// A newer version was announced or is shown: drop the frame.
    Stale,
    /// What is shown has become old: ask for the asset with `REQUEST_ASSET`.
    Request,
    /// Nothing about versions: progress or an error message to show.
    Inform,
    /// Not for clients, of unknown type, or about no asset: counted and dropped.
    Ignore,
}

#[derive(Debug, Clone, Copy, Default)]
struct Versions {
    announced: Option<u32>,
    applied: Option<u32>,
}

/// The versions that a client was told of and shows, per asset.
#[derive(Debug, Clone, Default)]
pub struct VersionCache {
    assets: BTreeMap<u64, Versions>,
    ignored_count: u64,
}

impl VersionCache {
    /// A cache that knows no asset.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decides by the header what to do with a frame, and remembers what it announces.
    pub fn decide(&mut self, header: &FrameHeader) -> Decision {
        let decision = match MessageType::from_wire(header.msg_type) {
            Some(MessageType::AssetProgress | MessageType::AssetInvalid) => Decision::Inform,
            Some(MessageType::VersionBump) if header.asset_id != 0 => self.announce(header.asset_id, header.version),
            Some(MessageType::AssetReady) if header.asset_id != 0 => self.offer(header.asset_id, header.version),
            _ => Decision::Ignore,
        };
        if decision == Decision::Ignore {
            self.ignored_count += 1;
        }
        decision
    }

    fn announce(&mut self, asset_id: u64, version: u32) -> Decision {
        let versions = self.assets.entry(asset_id).or_default();
        versions.announced = versions.announced.max(Some(version));
        if Some(version) == versions.announced && versions.applied < Some(version) {
            Decision::Request
        } else {
            Decision::Stale
        }
    }

    fn offer(&self, asset_id: u64, version: u32) -> Decision {
        let versions = self.assets.get(&asset_id).copied().unwrap_or_default();
        let is_current = Some(version) >= versions.announced && Some(version) > versions.applied;
        if is_current { Decision::Apply } else { Decision::Stale }
    }

    /// Remembers that this version is shown now. Call it after the payload was decoded, so that a damaged frame does
    /// not keep the next one out.
    pub fn record_applied(&mut self, asset_id: u64, version: u32) {
        let versions = self.assets.entry(asset_id).or_default();
        versions.applied = versions.applied.max(Some(version));
        versions.announced = versions.announced.max(Some(version));
    }

    /// Forgets an asset that was deleted or is shown no more.
    pub fn forget(&mut self, asset_id: u64) {
        self.assets.remove(&asset_id);
    }

    /// Newest version that was announced or applied.
    pub fn announced(&self, asset_id: u64) -> Option<u32> {
        self.assets.get(&asset_id)?.announced
    }

    /// Version that is shown.
    pub fn applied(&self, asset_id: u64) -> Option<u32> {
        self.assets.get(&asset_id)?.applied
    }

    /// Whether a newer version than the one shown was announced.
    pub fn is_stale(&self, asset_id: u64) -> bool {
        self.assets.get(&asset_id).is_some_and(|versions| versions.applied < versions.announced)
    }

    /// Assets that are shown, to be asked for after a reconnect; in order of id.
    pub fn shown(&self) -> impl Iterator<Item = u64> + '_ {
        self.assets.iter().filter(|(_, versions)| versions.applied.is_some()).map(|(asset_id, _)| *asset_id)
    }

    /// Frames that were ignored: unknown types, types that only servers take, frames about no asset.
    pub fn ignored_count(&self) -> u64 {
        self.ignored_count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(kind: MessageType, version: u32) -> FrameHeader {
        FrameHeader { msg_type: kind as u8, asset_id: 5, version, payload_len: 0, reserved: 0 }
    }

    /// Runs frames through a cache, applying what it says to apply, and returns the decisions.
    fn run(frames: &[(MessageType, u32)]) -> Vec<Decision> {
        let mut cache = VersionCache::new();
        let decide = |&(kind, version): &(MessageType, u32)| {
            let decision = cache.decide(&header(kind, version));
            if decision == Decision::Apply {
                cache.record_applied(5, version);
            }
            decision
        };
        frames.iter().map(decide).collect()
    }

    #[test]
    fn cases() {
        use Decision::{Apply, Request, Stale};
        use MessageType::{AssetReady as Ready, VersionBump as Bump};
        type Case<'a> = (&'a [(MessageType, u32)], &'a [Decision]);
        let cases: [Case; 8] = [
            (&[(Ready, 1)], &[Apply]),
            (&[(Bump, 3), (Ready, 3)], &[Request, Apply]),
            (&[(Bump, 3), (Ready, 2)], &[Request, Stale]),
            (&[(Bump, 3), (Ready, 4), (Ready, 3)], &[Request, Apply, Stale]),
            (&[(Ready, 4), (Ready, 4)], &[Apply, Stale]),
            (&[(Ready, 4), (Bump, 3), (Bump, 4), (Bump, 5)], &[Apply, Stale, Stale, Request]),
            (&[(Bump, 5), (Bump, 4), (Ready, 4), (Ready, 5)], &[Request, Stale, Stale, Apply]),
            (&[(Bump, 2), (Bump, 2)], &[Request, Request]),
        ];
        for (frames, expected) in cases {
            assert_eq!(run(frames), expected, "{frames:?}");
        }
    }

    #[test]
    fn whatever_the_order_the_shown_version_only_rises_and_ends_at_the_newest() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for round in 0..2000 {
            let mut cache = VersionCache::new();
            let (mut shown, mut newest) = (None, 0);
            for _ in 0..30 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let version = (state >> 40) as u32 % 12;
                let kind = if state >> 63 == 0 { MessageType::VersionBump } else { MessageType::AssetReady };
                let decision = cache.decide(&header(kind, version));
                if decision == Decision::Apply {
                    assert!(shown < Some(version) && version >= newest, "round {round}");
                    cache.record_applied(5, version);
                    shown = Some(version);
                }
                if kind == MessageType::VersionBump || decision == Decision::Apply {
                    newest = newest.max(version);
                }
            }
            let last = cache.decide(&header(MessageType::AssetReady, newest));
            assert_eq!(last == Decision::Apply, shown != Some(newest), "round {round}");
        }
    }

    #[test]
    fn a_frame_that_could_not_be_decoded_does_not_keep_the_next_one_out() {
        let mut cache = VersionCache::new();
        assert_eq!(cache.decide(&header(MessageType::AssetReady, 2)), Decision::Apply);
        assert_eq!(cache.decide(&header(MessageType::AssetReady, 2)), Decision::Apply);
        assert_eq!((cache.applied(5), cache.is_stale(5)), (None, false));
    }

    #[test]
    fn foreign_frames_are_counted() {
        let mut cache = VersionCache::new();
        let unknown = FrameHeader { msg_type: 0x99, ..header(MessageType::VersionBump, 1) };
        let no_asset = FrameHeader { asset_id: 0, ..header(MessageType::VersionBump, 1) };
        for frame in [unknown, no_asset, header(MessageType::RequestAsset, 1)] {
            assert_eq!(cache.decide(&frame), Decision::Ignore);
        }
        assert_eq!(cache.ignored_count(), 3);
        assert_eq!(cache.decide(&header(MessageType::AssetProgress, 1)), Decision::Inform);
        assert_eq!(cache.shown().count(), 0);
    }
}
