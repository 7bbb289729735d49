//! Messages of the binary asset socket: an 18-byte header and a payload, one frame per WebSocket message.

use gve_shared::{
    compile::CompileStage,
    frame::{FRAME_HEADER_BYTES, FrameHeader, MessageType},
    problem::ProblemCode,
};

use crate::{DecodeError, EncodeError, cursor::Cursor};

/// A decoded frame that borrows its payload. The payload is not aligned: copy it before viewing it as floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What was read from the header.
    pub header: FrameHeader,
    /// Everything after the header.
    pub payload: &'a [u8],
}

/// Content of an `ASSET_PROGRESS` frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Stage that is running.
    pub stage: CompileStage,
    /// Part of the whole compile that is done, 0–1.
    pub fraction: f32,
}

/// What a frame says, with its payload checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Message<'a> {
    /// The whole `.gve_bin`, not looked at yet.
    AssetReady(&'a [u8]),
    /// How far a compile is.
    AssetProgress(Progress),
    /// Why there is no asset.
    AssetInvalid(&'a str),
    /// The header's version is the new one.
    VersionBump,
    /// The client wants the asset.
    RequestAsset,
    /// The client wants this recipe text compiled.
    RequestCompile(&'a str),
    /// The client wants the compile to stop.
    CancelCompile,
    /// A type of a later version: clients count it and go on, the server answers `ASSET_INVALID`.
    Unknown(u8),
}

/// Writes a frame. Fails only for a payload of 4 GiB or more.
pub fn encode(kind: MessageType, asset_id: u64, version: u32, payload: &[u8]) -> Result<Vec<u8>, EncodeError> {
    let too_large = EncodeError::TooLarge { what: "the payload of a frame", bytes: payload.len() as u64 };
    let payload_len = u32::try_from(payload.len()).map_err(|_| too_large)?;
    let mut bytes = Vec::with_capacity(FRAME_HEADER_BYTES + payload.len());
    bytes.push(kind as u8);
    bytes.extend(asset_id.to_le_bytes());
    bytes.extend(version.to_le_bytes());
    bytes.extend(payload_len.to_le_bytes());
    bytes.push(0);
    bytes.extend(payload);
    Ok(bytes)
}

/// Payload of an `ASSET_PROGRESS` frame. `fraction` is clamped to 0–1.
pub fn progress_payload(progress: Progress) -> [u8; 5] {
    let fraction = progress.fraction.clamp(0.0, 1.0).to_le_bytes();
    [progress.stage as u8, fraction[0], fraction[1], fraction[2], fraction[3]]
}

/// Reads a frame.
///
/// # Errors
/// `frame.truncated` when the header is not whole, `frame.length_mismatch` when the payload has another length than
/// the header says.
pub fn decode(bytes: &[u8]) -> Result<Frame<'_>, DecodeError> {
    let mut cursor = Cursor::new(bytes, 0, ProblemCode::FrameTruncated);
    let header = FrameHeader {
        msg_type: cursor.u8("the message type")?,
        asset_id: cursor.u64("the asset id")?,
        version: cursor.u32("the version")?,
        payload_len: cursor.u32("the payload length")?,
        reserved: cursor.u8("the header's last byte")?,
    };
    let payload = cursor.rest();
    if payload.len() as u64 != u64::from(header.payload_len) {
        let reason = format!("the header says {} bytes of payload and {} follow", header.payload_len, payload.len());
        return Err(DecodeError::new(ProblemCode::FrameLengthMismatch, 13, reason));
    }
    Ok(Frame { header, payload })
}

impl<'a> Frame<'a> {
    /// Reads the payload by the header's type.
    ///
    /// # Errors
    /// `frame.bad_payload` when the payload is not what the type asks for.
    pub fn message(&self) -> Result<Message<'a>, DecodeError> {
        let Some(kind) = MessageType::from_wire(self.header.msg_type) else {
            return Ok(Message::Unknown(self.header.msg_type));
        };
        Ok(match kind {
            MessageType::AssetReady => Message::AssetReady(self.payload),
            MessageType::AssetProgress => Message::AssetProgress(self.progress()?),
            MessageType::AssetInvalid => Message::AssetInvalid(self.text()?),
            MessageType::VersionBump => self.without_payload(Message::VersionBump)?,
            MessageType::RequestAsset => self.without_payload(Message::RequestAsset)?,
            MessageType::RequestCompile => Message::RequestCompile(self.text()?),
            MessageType::CancelCompile => self.without_payload(Message::CancelCompile)?,
        })
    }

    fn bad_payload(offset: usize, reason: impl Into<String>) -> DecodeError {
        DecodeError::new(ProblemCode::FrameBadPayload, FRAME_HEADER_BYTES + offset, reason)
    }

    fn progress(&self) -> Result<Progress, DecodeError> {
        let &[stage, a, b, c, d] = self.payload else {
            return Err(Self::bad_payload(0, format!("progress takes 5 bytes, not {}", self.payload.len())));
        };
        let fraction = f32::from_le_bytes([a, b, c, d]);
        let stage = CompileStage::from_wire(stage)
            .ok_or_else(|| Self::bad_payload(0, format!("there is no compile stage {stage}")))?;
        if !(0.0..=1.0).contains(&fraction) {
            return Err(Self::bad_payload(1, format!("progress is a number from 0 to 1, not {fraction}")));
        }
        Ok(Progress { stage, fraction })
    }

    fn text(&self) -> Result<&'a str, DecodeError> {
        std::str::from_utf8(self.payload)
            .map_err(|error| Self::bad_payload(error.valid_up_to(), "the text is not UTF-8"))
    }

    fn without_payload(&self, message: Message<'a>) -> Result<Message<'a>, DecodeError> {
        if self.payload.is_empty() {
            Ok(message)
        } else {
            let reason = format!("this message has no payload, and {} bytes follow", self.payload.len());
            Err(Self::bad_payload(0, reason))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_round_trips() {
        for kind in MessageType::ALL {
            let bytes = encode(kind, u64::MAX - 1, 7, b"abc").unwrap();
            let frame = decode(&bytes).unwrap();
            let header =
                FrameHeader { msg_type: kind as u8, asset_id: u64::MAX - 1, version: 7, payload_len: 3, reserved: 0 };
            assert_eq!(frame, Frame { header, payload: b"abc" });
        }
    }

    #[test]
    fn progress_round_trips_and_is_clamped() {
        for (given, expected) in [(0.25, 0.25), (-3.0, 0.0), (7.0, 1.0)] {
            let payload = progress_payload(Progress { stage: CompileStage::ShellGen, fraction: given });
            let bytes = encode(MessageType::AssetProgress, 1, 1, &payload).unwrap();
            let expected = Message::AssetProgress(Progress { stage: CompileStage::ShellGen, fraction: expected });
            assert_eq!(decode(&bytes).unwrap().message().unwrap(), expected);
        }
    }

    #[test]
    fn lengths_are_checked() {
        let bytes = encode(MessageType::AssetReady, 1, 1, b"abcd").unwrap();
        for end in 0..FRAME_HEADER_BYTES {
            assert_eq!(decode(&bytes[..end]).unwrap_err().code, ProblemCode::FrameTruncated, "{end}");
        }
        assert_eq!(decode(&bytes[..20]).unwrap_err().code, ProblemCode::FrameLengthMismatch);
        assert_eq!(decode(&[&bytes[..], &[0]].concat()).unwrap_err().code, ProblemCode::FrameLengthMismatch);
    }

    #[test]
    fn the_reserved_byte_is_ignored() {
        let mut bytes = encode(MessageType::VersionBump, 1, 2, &[]).unwrap();
        bytes[17] = 0xff;
        assert_eq!(decode(&bytes).unwrap().message(), Ok(Message::VersionBump));
    }

    #[test]
    fn payloads_that_do_not_fit_their_type_are_refused() {
        let cases: [(MessageType, &[u8], usize); 7] = [
            (MessageType::VersionBump, b"x", 18),
            (MessageType::RequestAsset, b"x", 18),
            (MessageType::CancelCompile, b"x", 18),
            (MessageType::AssetInvalid, b"ok\xff", 20),
            (MessageType::AssetProgress, &[9, 0, 0, 0, 0], 18),
            (MessageType::AssetProgress, &[0, 0, 0, 0xc0, 0x7f], 19),
            (MessageType::AssetProgress, &[0, 0, 0, 0], 18),
        ];
        for (kind, payload, offset) in cases {
            let bytes = encode(kind, 1, 1, payload).unwrap();
            let error = decode(&bytes).unwrap().message().unwrap_err();
            assert_eq!((error.code, error.offset), (ProblemCode::FrameBadPayload, offset), "{kind:?} {payload:?}");
        }
    }

    #[test]
    fn unknown_types_are_kept() {
        let mut bytes = encode(MessageType::VersionBump, 1, 1, b"later").unwrap();
        bytes[0] = 0x7e;
        assert_eq!(decode(&bytes).unwrap().message(), Ok(Message::Unknown(0x7e)));
    }
}
