//! Messages as they arrive, read strictly: a field that is not known is an error that names it and
//! the nearest known one, never a field that is passed over. `withdraw_deposit {ammount: 5}` with an unknown
//! field ignored takes everything back.

use std::fmt;

use cosmwasm_std::{from_json, Binary};
use serde::de::value::StrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor,
};
use tender_types::Echo;

use crate::GuardError;

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

/// Why a message cannot be read, and where: the path is added from the inside out.
#[derive(Debug)]
pub(crate) struct ReadError {
    path: String,
    fault: Fault,
}

#[derive(Debug)]
enum Fault {
    /// The value belongs to a field that is not known.
    NotRead,
    Unknown {
        field: Echo,
        nearest: Option<&'static str>,
    },
    Other(Echo),
}

impl ReadError {
    /// The fault in a field, or the field itself where it is none of `fields`.
    #[cold]
    #[inline(never)]
    fn of_field(self, key: &str, fields: &'static [&'static str]) -> Self {
        match self.fault {
            Fault::NotRead => unknown(key, fields),
            _ => self.at(key),
        }
    }

    #[cold]
    #[inline(never)]
    fn at(mut self, step: &str) -> Self {
        // A path deeper than any message goes is not worth repeating.
        if self.path.len() < 256 {
            let dot = if self.path.is_empty() || self.path.starts_with('[') {
                ""
            } else {
                "."
            };
            self.path = format!("{}{dot}{}", Echo::of(step), self.path);
        }
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self {
            path: String::new(),
            fault: Fault::Other(Echo::sentence(reason.to_string())),
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        unknown(variant, expected)
    }

    // What was found is left out of these: writing it brings in how floats are written, a twentieth of
    // a contract.
    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("expected {expected}"))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("expected {expected}"))
    }
}

#[cold]
#[inline(never)]
fn unknown(name: &str, known: &'static [&'static str]) -> ReadError {
    ReadError {
        path: String::new(),
        fault: Fault::Unknown {
            field: Echo::of(name),
            nearest: nearest(name, known),
        },
    }
}

impl From<ReadError> for GuardError {
    fn from(ReadError { path, fault }: ReadError) -> Self {
        let place = if path.is_empty() {
            "the message".to_string()
        } else {
            path
        };
        match fault {
            Fault::Unknown { field, nearest } => Self::UnknownField {
                place,
                field,
                nearest: nearest.unwrap_or("nothing"),
            },
            Fault::NotRead => Self::Message {
                place,
                reason: Echo::of("not known"),
            },
            Fault::Other(reason) => Self::Message { place, reason },
        }
    }
}

/// The known name that takes the fewest letters to correct.
fn nearest(name: &str, known: &'static [&'static str]) -> Option<&'static str> {
    // A name that is longer than any of ours is as far from all of them.
    let name: Vec<u8> = name.bytes().take(64).collect();
    known
        .iter()
        .copied()
        .min_by_key(|other| distance(&name, other.as_bytes()))
}

/// Letters to insert, remove or replace (Levenshtein), two rows at a time.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i.saturating_add(1);
        let mut next = Vec::with_capacity(row.len());
        next.push(left);
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal.saturating_add(usize::from(letter != other));
            left = replaced
                .min(left.saturating_add(1))
                .min(above.saturating_add(1));
            next.push(left);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

impl Value {
    /// Why this is not what `expected` describes.
    #[cold]
    #[inline(never)]
    fn wrong(&self, expected: &dyn de::Expected) -> ReadError {
        let found = match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Unsigned(_) | Self::Signed(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        };
        de::Error::custom(format_args!("{found} is not {expected}"))
    }

    /// Reads an object whose fields are `fields`.
    fn read_object<'de, V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self {
            Self::Object(entries) => visitor.visit_map(Object {
                entries: entries.into_iter(),
                current: None,
                fields,
            }),
            other => Err(other.wrong(&visitor)),
        }
    }
}

/// Methods that take one kind of JSON. Asking for the kind, and not for any, keeps a contract small: the
/// compiler writes out each kind that a type might be.
macro_rules! only {
    ($($kind:ident => $visit:ident: $($method:ident)*;)*) => {$($(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self {
                Self::$kind(value) => visitor.$visit(value),
                other => Err(other.wrong(&visitor)),
            }
        }
    )*)*};
}

/// Methods that no message needs: there are no untyped values, bytes or floats in any.
macro_rules! never {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            Err(self.wrong(&visitor))
        }
    )*};
}

impl<'de> Deserializer<'de> for Value {
    type Error = ReadError;

    only! {
        Bool => visit_bool: deserialize_bool;
        Unsigned => visit_u64: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64;
        Text => visit_string: deserialize_str deserialize_string deserialize_identifier;
    }

    never! {
        deserialize_any deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_i128 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char
        deserialize_bytes deserialize_byte_buf
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self {
            Self::Null => visitor.visit_unit(),
            other => Err(other.wrong(&visitor)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_unit(visitor)
    }

    /// Where a type sends the values of fields that it does not know.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, ReadError> {
        Err(ReadError {
            path: String::new(),
            fault: Fault::NotRead,
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self {
            Self::List(values) => visitor.visit_seq(List {
                values: values.into_iter(),
                index: 0,
            }),
            other => Err(other.wrong(&visitor)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.read_object(&[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.read_object(fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let chosen = match self {
            // A variant without fields is its name alone.
            Self::Text(variant) => (variant, Self::Null),
            Self::Object(mut entries) if entries.len() < 2 => {
                entries.pop().ok_or_else(|| nothing_named(variants))?
            }
            // A second name beside the first is what should not be there.
            Self::Object(entries) => {
                let second = entries.get(1).map_or("", |(key, _)| key.as_str());
                return Err(unknown(second, &[]));
            }
            other => return Err(other.wrong(&visitor)),
        };
        let (variant, value) = chosen;
        visitor.visit_enum(Variant { variant, value })
    }
}

#[cold]
#[inline(never)]
fn nothing_named(variants: &'static [&'static str]) -> ReadError {
    let names = variants.join(", ");
    de::Error::custom(format_args!("nothing is named: name one of {names}"))
}

struct List {
    values: std::vec::IntoIter<Value>,
    index: usize,
}

impl<'de> de::SeqAccess<'de> for List {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        let Some(value) = self.values.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index = index.saturating_add(1);
        seed.deserialize(value)
            .map(Some)
            .map_err(|error| error.at(&format!("[{index}]")))
    }
}

struct Object {
    entries: std::vec::IntoIter<(String, Value)>,
    current: Option<(String, Value)>,
    /// The fields it may have.
    fields: &'static [&'static str],
}

impl<'de> de::MapAccess<'de> for Object {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, ReadError> = key.as_str().into_deserializer();
        let read = seed.deserialize(name)?;
        self.current = Some((key, value));
        Ok(Some(read))
    }

    /// A function of its own for each type of field: a chain takes no function with over 100 locals,
    /// and the fields of a message, one within another, add up to more.
    #[inline(never)]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        let (key, value) = self
            .current
            .take()
            .ok_or_else(|| de::Error::custom("a value without a name"))?;
        seed.deserialize(value)
            .map_err(|error| error.of_field(&key, self.fields))
    }
}

struct Variant {
    variant: String,
    value: Value,
}

impl<'de> de::EnumAccess<'de> for Variant {
    type Error = ReadError;
    type Variant = Content;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Content), ReadError> {
        let Self { variant, value } = self;
        let name: StrDeserializer<'_, ReadError> = variant.as_str().into_deserializer();
        Ok((seed.deserialize(name)?, Content { variant, value }))
    }
}

struct Content {
    variant: String,
    value: Value,
}

impl Content {
    fn read<T>(self, read: impl FnOnce(Value) -> Result<T, ReadError>) -> Result<T, ReadError> {
        let Self { variant, value } = self;
        read(value).map_err(|error| error.at(&variant))
    }
}

impl<'de> de::VariantAccess<'de> for Content {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        self.read(Deserialize::deserialize)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadError> {
        self.read(|value| seed.deserialize(value))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.read(|value| value.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.read(|value| value.deserialize_struct("", fields, visitor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_schema::cw_serde;
    use tender_types::{Micro, Seconds};

    #[cw_serde]
    enum Sample {
        WithdrawDeposit {
            account: Micro,
            amount: Option<Micro>,
        },
        Place {
            asks: Vec<Ask>,
        },
        Claim {},
        Mode(Mode),
    }

    #[cw_serde]
    struct Ask {
        rate: Micro,
        expires_at: Option<Seconds>,
    }

    #[cw_serde]
    enum Mode {
        Fast,
        Slow,
    }

    fn read(json: &str) -> Result<Sample, GuardError> {
        from_json::<Message>(json.as_bytes()).unwrap().read()
    }

    fn unknown_field(json: &str) -> (String, String, &'static str) {
        match read(json) {
            Err(GuardError::UnknownField {
                place,
                field,
                nearest,
            }) => (place, field.to_string(), nearest),
            other => panic!("{json}: {other:?}"),
        }
    }

    fn fault(json: &str) -> (String, String) {
        match read(json) {
            Err(GuardError::Message { place, reason }) => (place, reason.to_string()),
            other => panic!("{json}: {other:?}"),
        }
    }

    #[test]
    fn what_is_well_written_is_read() {
        let amount = Some(Micro(5));
        let account = Micro(7);
        for (json, message) in [
            (
                r#"{"withdraw_deposit":{"account":"7","amount":"5"}}"#,
                Sample::WithdrawDeposit { account, amount },
            ),
            (
                r#" { "withdraw_deposit" : { "amount":null, "account":"7" } } "#,
                Sample::WithdrawDeposit {
                    account,
                    amount: None,
                },
            ),
            (
                r#"{"place":{"asks":[{"rate":"1"},{"rate":"2","expires_at":9}]}}"#,
                Sample::Place {
                    asks: vec![
                        Ask {
                            rate: Micro(1),
                            expires_at: None,
                        },
                        Ask {
                            rate: Micro(2),
                            expires_at: Some(Seconds(9)),
                        },
                    ],
                },
            ),
            (r#"{"claim":{}}"#, Sample::Claim {}),
            (r#"{"mode":"fast"}"#, Sample::Mode(Mode::Fast)),
        ] {
            assert_eq!(read(json), Ok(message), "{json}");
        }
    }

    #[test]
    fn a_misspelt_field_is_named_with_its_place_and_the_nearest_one() {
        let at =
            |place: &str, field: &str, nearest| (place.to_string(), field.to_string(), nearest);
        assert_eq!(
            unknown_field(r#"{"withdraw_deposit":{"account":"7","ammount":"1"}}"#),
            at("withdraw_deposit", "ammount", "amount")
        );
        assert_eq!(
            unknown_field(r#"{"place":{"asks":[{"rate":"1"},{"rate":"1","expiresAt":1}]}}"#),
            at("place.asks[1]", "expiresAt", "expires_at")
        );
        assert_eq!(
            unknown_field(r#"{"clam":{}}"#),
            at("the message", "clam", "claim")
        );
        assert_eq!(
            unknown_field(r#"{"mode":"fats"}"#),
            at("mode", "fats", "fast")
        );
        assert_eq!(
            unknown_field(r#"{"claim":{"x":1}}"#),
            at("claim", "x", "nothing")
        );
        assert_eq!(
            unknown_field(r#"{"claim":{},"withdraw_deposit":{}}"#),
            at("the message", "withdraw_deposit", "nothing")
        );
    }

    #[test]
    fn what_else_is_wrong_is_said_with_its_place() {
        let (place, reason) = fault(r#"{"withdraw_deposit":{"account":"07"}}"#);
        assert_eq!(place, "withdraw_deposit.account");
        assert!(
            reason.starts_with("'07' is not a number of micro-units"),
            "{reason}"
        );
        let (place, reason) = fault(r#"{"withdraw_deposit":{}}"#);
        assert_eq!(
            (place.as_str(), reason.as_str()),
            ("withdraw_deposit", "missing field `account`")
        );
        let (place, reason) = fault(r#"{"place":{"asks":[],"asks":[]}}"#);
        assert_eq!(
            (place.as_str(), reason.as_str()),
            ("place", "duplicate field `asks`")
        );
        assert_eq!(fault("7").0, "the message");
        assert_eq!(fault("{}").0, "the message");
        assert_eq!(fault(r#"{"place":{"asks":{}}}"#).0, "place.asks");
    }

    #[test]
    fn a_variant_without_fields_takes_none() {
        for (json, place) in [
            (r#"{"mode":{"fast":7}}"#, "mode.fast"),
            (r#"{"mode":{"fast":{}}}"#, "mode.fast"),
        ] {
            assert_eq!(fault(json).0, place);
        }
        assert_eq!(
            read(r#"{"mode":{"fast":null}}"#),
            Ok(Sample::Mode(Mode::Fast))
        );
    }

    #[test]
    fn what_is_no_json_is_refused_with_a_code() {
        for json in ["18446744073709551616", r#"{"mode":1.5}"#, "{", "tru"] {
            let text = from_json::<Message>(json.as_bytes()).unwrap_err();
            let text = text.to_string();
            assert!(text.contains("guard/message: not JSON: "), "{text}");
        }
        let fraction: ReadError = de::Error::invalid_type(de::Unexpected::Float(1.5), &Capture);
        let GuardError::Message { reason, .. } = fraction.into() else {
            panic!("another error");
        };
        assert_eq!(reason.to_string(), "expected JSON without fractions");
    }

    #[test]
    fn a_path_deeper_than_any_message_ends() {
        let at = |length| {
            let path = "x".repeat(length);
            let fault = Fault::Other(Echo::sentence("odd"));
            ReadError { path, fault }.at("y").to_string()
        };
        assert_eq!(at(255), format!("y.{}", "x".repeat(255)));
        assert_eq!(at(256), "x".repeat(256));
    }

    #[test]
    fn what_is_echoed_is_bounded() {
        let long = "x".repeat(100_000);
        for json in [
            format!(r#"{{"{long}":{{}}}}"#),
            format!(r#"{{"claim":{{"{long}":1}}}}"#),
            format!(r#"{{"withdraw_deposit":{{"account":"{long}"}}}}"#),
            format!(r#"{{"mode":"{long}"}}"#),
        ] {
            let error = read(&json).unwrap_err();
            let expected = matches!(
                error,
                GuardError::UnknownField { .. } | GuardError::Message { .. }
            );
            assert!(expected, "{error:?}");
            let text = error.to_string();
            assert!(text.len() < 500, "{} bytes", text.len());
        }
    }

    #[test]
    fn an_inner_message_is_as_strict() {
        let inner = Binary::from(br#"{"claim":{"x":1}}"#);
        assert!(matches!(
            Message::inner::<Sample>(&inner),
            Err(GuardError::UnknownField { .. })
        ));
        let broken = Binary::from(b"{");
        assert!(matches!(
            Message::inner::<Sample>(&broken),
            Err(GuardError::Message { .. })
        ));
    }

    #[test]
    fn the_nearest_name_takes_the_fewest_letters() {
        assert_eq!(distance(b"kitten", b"sitting"), 3);
        assert_eq!(distance(b"", b"abc"), 3);
        assert_eq!(distance(b"abc", b""), 3);
        assert_eq!(
            nearest("depositTo", &["min_out", "deposit_to"]),
            Some("deposit_to")
        );
        assert_eq!(nearest("x", &[]), None);
    }
}
