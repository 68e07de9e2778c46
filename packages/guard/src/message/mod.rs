//! Messages as they arrive, read strictly: a field that is not known is an error that names it and
//! the nearest known one, never a field that is passed over. `withdraw_deposit {ammount: 5}` with an unknown
//! field ignored takes everything back.

use std::fmt;

use cosmwasm_std::{from_json, Binary};
use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, Visitor};
use tender_types::Echo;

use crate::GuardError;

mod error;
mod read;

/// A message that has arrived and is not read yet: any JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Message(Value);

impl Message {
    /// The message as `T`.
    ///
    /// # Errors
    /// `guard/unknown_field` names a field that `T` has not, where it stands, and the nearest one that
    /// `T` has; `guard/message` says what else is wrong, and where.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, GuardError> {
        T::deserialize(self.0).map_err(GuardError::from)
    }

    /// The message inside another, such as what comes with a cw20's `send`.
    ///
    /// # Errors
    /// As [`Message::read`], and `guard/message` for what is no JSON.
    pub fn inner<T: DeserializeOwned>(bytes: &Binary) -> Result<T, GuardError> {
        let message: Self = from_json(bytes).map_err(|error| GuardError::Message {
            place: "the inner message".to_string(),
            reason: Echo::sentence(error.to_string()),
        })?;
        message.read()
    }
}

/// JSON.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Text(String),
    List(Vec<Value>),
    /// In the order and with the repetitions of the message, so that a field named twice is noticed.
    Object(Vec<(String, Value)>),
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The chain puts the name of this type in front; the code follows.
        let coded = |error: D::Error| {
            let reason = Echo::sentence(error.to_string());
            de::Error::custom(format_args!("guard/message: not JSON: {reason}"))
        };
        Value::deserialize(deserializer).map(Self).map_err(coded)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Capture)
    }
}

struct Capture;

/// Room for what most lists and objects of a message hold: growing copies.
const LIKELY: usize = 6;

impl<'de> Visitor<'de> for Capture {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without fractions")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Signed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::with_capacity(LIKELY);
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut entries = Vec::with_capacity(LIKELY);
        while let Some(entry) = object.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Object(entries))
    }
}
