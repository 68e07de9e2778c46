//! Reads a type out of JSON, and takes no more than the type has.

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};

use super::error::{unknown, ReadError};
use super::Value;

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
        Err(ReadError::not_read())
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
            Self::Text(variant) => (variant, None),
            Self::Object(mut entries) if entries.len() < 2 => {
                let (variant, value) = entries.pop().ok_or_else(|| nothing_named(variants))?;
                (variant, Some(value))
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
    /// What it holds, if it is more than its name.
    value: Option<Value>,
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
    value: Option<Value>,
}

impl Content {
    fn read<T>(self, read: impl FnOnce(Value) -> Result<T, ReadError>) -> Result<T, ReadError> {
        let Self { variant, value } = self;
        read(value.unwrap_or(Value::Null)).map_err(|error| error.at(&variant))
    }
}

impl<'de> de::VariantAccess<'de> for Content {
    type Error = ReadError;

    /// One spelling: `"owner"`, and not `{"owner":null}` beside it.
    fn unit_variant(self) -> Result<(), ReadError> {
        match self.value {
            None => Ok(()),
            Some(_) => self.read(|value| Err(value.wrong(&"a name alone"))),
        }
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

    /// A function of its own for each variant, for the same reason as [`Object::next_value_seed`].
    #[inline(never)]
    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.read(|value| value.deserialize_struct("", fields, visitor))
    }
}
