//! What an event is: a type, its name on chain, and both ways between them.

use thiserror::Error;

/// Why an event is not the one it is read as.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EventError {
    /// It is another event.
    #[error("event is '{found}', not '{expected}'")]
    Name {
        /// The name of the event it is read as.
        expected: &'static str,
        /// The name that it has.
        found: String,
    },
    /// An attribute is missing.
    #[error("event has no attribute '{attribute}'")]
    Missing {
        /// The name of the attribute.
        attribute: &'static str,
    },
    /// An attribute cannot be read.
    #[error("attribute '{attribute}' is '{value}', which cannot be read")]
    Value {
        /// The name of the attribute.
        attribute: &'static str,
        /// What the attribute holds.
        value: String,
    },
}

/// What the documentation says of an event.
pub struct EventDoc {
    /// Its name on chain, without `wasm-`.
    pub name: &'static str,
    /// The contract that emits it.
    pub contract: &'static str,
    /// When it is emitted.
    pub doc: &'static str,
    /// Its attributes and what they hold, in order.
    pub attributes: &'static [(&'static str, &'static str)],
}

macro_rules! events {
    ($($contract:literal {$(
        #[doc = $doc:literal]
        $name:ident = $type:literal {
            $($(#[doc = $field_doc:literal])* $field:ident: $value:ty,)*
        }
    )*})*) => {
        $($(
            #[doc = $doc]
            #[derive(Clone, Debug, PartialEq)]
            pub struct $name {
                $($(#[doc = $field_doc])* pub $field: $value,)*
            }

            impl $name {
                /// The event's name on chain, without `wasm-`.
                pub const NAME: &'static str = $type;
            }

            impl From<$name> for Event {
                fn from(event: $name) -> Self {
                    let attributes = vec![$((stringify!($field), event.$field.write()),)*];
                    build($name::NAME, attributes)
                }
            }

            impl TryFrom<&Event> for $name {
                type Error = EventError;

                fn try_from(event: &Event) -> Result<Self, EventError> {
                    let found = event.ty.strip_prefix("wasm-").unwrap_or(&event.ty);
                    if found != $type {
                        return Err(EventError::Name { expected: $type, found: found.to_string() });
                    }
                    Ok(Self { $($field: read(&event.attributes, stringify!($field))?,)* })
                }
            }
        )*)*

        /// Every event, for the documentation.
        pub const EVENTS: &[EventDoc] = &[$($(EventDoc {
            name: $type,
            contract: $contract,
            doc: $doc,
            attributes: &[$((stringify!($field), concat!($($field_doc),*)),)*],
        },)*)*];
    };
}
