//! Events that the Architect sends over `/ws/events`.
//!
//! On the wire an [`EventMessage`] is `{ "type", "payload", "sequence", "timestamp" }`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::SerializeStruct};
use serde_json::{Value, json};
use typeshare::typeshare;

use crate::{
    compile::CompileStage,
    document,
    id::AssetId,
    problem::Diagnostic,
    time::Timestamp,
    wire::{fraction, whole},
};

/// What happened. It travels inside an [`EventMessage`].
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "payload", deny_unknown_fields)]
pub enum Event {
    #[serde(rename = "asset:created")]
    AssetCreated(AssetCreated),
    #[serde(rename = "asset:updated")]
    AssetUpdated(AssetUpdated),
    #[serde(rename = "asset:deleted")]
    AssetDeleted(AssetDeleted),
    #[serde(rename = "compile:started")]
    CompileStarted(CompileStarted),
    #[serde(rename = "compile:progress")]
    CompileProgressed(CompileProgressed),
    #[serde(rename = "compile:complete")]
    CompileCompleted(CompileCompleted),
    #[serde(rename = "compile:failed")]
    CompileFailed(CompileFailed),
    #[serde(rename = "stream:reset")]
    StreamReset(StreamReset),
}

/// An asset came to be.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetCreated {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Name for people.
    pub name: String,
}

/// An asset was saved.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetUpdated {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Its new version.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
}

/// An asset was deleted.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetDeleted {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
}

/// A compile started.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileStarted {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Version of the document that is compiled.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
    /// Stages that will run, in order.
    pub stages: Vec<CompileStage>,
}

/// A compile moved on.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileProgressed {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    pub stage: CompileStage,
    /// Part of the whole compile that is done, 0–1.
    #[serde(deserialize_with = "fraction")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub progress: f32,
    /// What a person reads.
    pub message: String,
}

/// A compile ended well.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileCompleted {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Version of the document that was compiled.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
    /// Readable path of the binary below the cache folder.
    pub binary_path: String,
    /// SHA-256 of the binary, 64 hexadecimal digits.
    pub content_hash: String,
}

/// A compile failed or was cancelled.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileFailed {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Version of the document that was being compiled.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
    pub error: Diagnostic,
}

/// The client cannot resume where it wanted to: it has to read the state anew; events after this message's sequence
/// number follow.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StreamReset {
    /// What the client wanted to resume after, as it wrote it, cut to 20 characters; empty when it named nothing.
    pub requested: String,
    /// Oldest sequence number that can be resumed after.
    #[typeshare(serialized_as = "number")]
    pub oldest_resumable: Sequence,
}

/// Position of a message in the stream of events: grows with every message, at most 2^53−1 so that every language
/// reads it exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(u64);

impl Sequence {
    /// Largest sequence number, 2^53−1.
    pub const MAX: u64 = (1 << 53) - 1;

    /// The sequence number with this value, or `None` above [`Self::MAX`].
    pub const fn new(value: u64) -> Option<Self> {
        if value <= Self::MAX { Some(Self(value)) } else { None }
    }

    /// The integer value.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl Serialize for Sequence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Sequence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value: u64 = whole(deserializer)?;
        Self::new(value).ok_or_else(|| D::Error::custom(format_args!("out of range: {value} is above 2^53−1")))
    }
}

impl JsonSchema for Sequence {
    fn schema_name() -> Cow<'static, str> {
        "Sequence".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Position of a message in the stream of events: grows with every message, at most 2^53-1.",
            "type": "integer",
            "minimum": 0,
            "maximum": Self::MAX,
        })
    }
}

/// A message of `/ws/events`: an event, its place in the stream and the time it was sent.
///
/// On the wire all four keys stand side by side, which serde can only derive with `flatten`; the impls below are
/// written by hand so that the schema stays one union over the event types.
#[derive(Debug, Clone, PartialEq)]
pub struct EventMessage {
    /// What happened.
    pub event: Event,
    /// Place in the stream; a client resumes from the last one it saw.
    pub sequence: Sequence,
    /// When it was sent.
    pub timestamp: Timestamp,
}

impl Event {
    /// The `type` string of the wire, such as `asset:created`.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::AssetCreated(_) => "asset:created",
            Self::AssetUpdated(_) => "asset:updated",
            Self::AssetDeleted(_) => "asset:deleted",
            Self::CompileStarted(_) => "compile:started",
            Self::CompileProgressed(_) => "compile:progress",
            Self::CompileCompleted(_) => "compile:complete",
            Self::CompileFailed(_) => "compile:failed",
            Self::StreamReset(_) => "stream:reset",
        }
    }
}

/// Serializes as the payload of an event alone.
struct Payload<'a>(&'a Event);

impl Serialize for Payload<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Event::AssetCreated(payload) => payload.serialize(serializer),
            Event::AssetUpdated(payload) => payload.serialize(serializer),
            Event::AssetDeleted(payload) => payload.serialize(serializer),
            Event::CompileStarted(payload) => payload.serialize(serializer),
            Event::CompileProgressed(payload) => payload.serialize(serializer),
            Event::CompileCompleted(payload) => payload.serialize(serializer),
            Event::CompileFailed(payload) => payload.serialize(serializer),
            Event::StreamReset(payload) => payload.serialize(serializer),
        }
    }
}

impl Serialize for EventMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut message = serializer.serialize_struct("EventMessage", 4)?;
        message.serialize_field("type", self.event.type_name())?;
        message.serialize_field("payload", &Payload(&self.event))?;
        message.serialize_field("sequence", &self.sequence)?;
        message.serialize_field("timestamp", &self.timestamp)?;
        message.end()
    }
}

impl<'de> Deserialize<'de> for EventMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Message {
            r#type: String,
            payload: Value,
            sequence: Sequence,
            timestamp: Timestamp,
        }
        let Message { r#type, payload, sequence, timestamp } = Message::deserialize(deserializer)?;
        let event = document::from_value(json!({ "type": r#type, "payload": payload })).map_err(D::Error::custom)?;
        Ok(Self { event, sequence, timestamp })
    }
}

impl JsonSchema for EventMessage {
    fn schema_name() -> Cow<'static, str> {
        "EventMessage".into()
    }

    /// The schema of [`Event`] with the two keys of the envelope added to each variant.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let sequence = generator.subschema_for::<Sequence>();
        let timestamp = generator.subschema_for::<Timestamp>();
        let mut event = Event::json_schema(generator);
        let variants = event.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
        for variant in variants.filter_map(Value::as_object_mut) {
            if let Some(Value::Object(properties)) = variant.get_mut("properties") {
                properties.insert("sequence".into(), sequence.clone().to_value());
                properties.insert("timestamp".into(), timestamp.clone().to_value());
            }
            if let Some(Value::Array(required)) = variant.get_mut("required") {
                required.extend([json!("sequence"), json!("timestamp")]);
            }
        }
        let description = "A message of /ws/events: an event, its place in the stream and the time it was sent.";
        event.insert("description".into(), json!(description));
        event
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, to_value};

    use super::*;

    fn messages() -> Vec<Value> {
        let started = json!({ "asset_id": "7", "version": 2, "stages": ["MATH_JIT"] });
        let progress = json!({ "asset_id": "7", "stage": "INDEXING", "progress": 0.5, "message": "half" });
        let complete = json!({ "asset_id": "7", "version": 2, "binary_path": "a", "content_hash": "b" });
        let error = json!({ "code": "internal", "severity": "error", "pointer": "", "message": "no" });
        [
            ("asset:created", json!({ "asset_id": "7", "name": "Sword" })),
            ("asset:updated", json!({ "asset_id": "7", "version": 2 })),
            ("asset:deleted", json!({ "asset_id": "7" })),
            ("compile:started", started),
            ("compile:progress", progress),
            ("compile:complete", complete),
            ("compile:failed", json!({ "asset_id": "7", "version": 2, "error": error })),
            ("stream:reset", json!({ "requested": "99", "oldest_resumable": 4 })),
        ]
        .into_iter()
        .map(|(kind, payload)| json!({ "type": kind, "payload": payload, "sequence": 9, "timestamp": "2026-01-31T12:00:00Z" }))
        .collect()
    }

    #[test]
    fn every_message_survives_a_round_trip() {
        for value in messages() {
            let message: EventMessage = from_value(value.clone()).unwrap();
            assert_eq!(to_value(&message).unwrap(), value);
        }
    }

    #[test]
    fn strange_messages_are_refused() {
        let good = messages().remove(0);
        for (key, value) in [
            ("type", json!("asset:renamed")),
            ("type", json!("asset:updated")),
            ("payload", json!(null)),
            ("sequence", json!(-1)),
            ("sequence", json!(9_007_199_254_740_992_u64)),
            ("timestamp", json!("yesterday")),
            ("extra", json!(1)),
        ] {
            let mut bad = good.clone();
            bad[key] = value;
            assert!(from_value::<EventMessage>(bad.clone()).is_err(), "{bad}");
        }
    }
}
