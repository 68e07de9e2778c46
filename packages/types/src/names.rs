/// Gives a field-less enum its one name for texts: `as_str`, `Display` and `FromStr`, the same words
/// that it has in JSON. Events, errors and files all use them, so no list of names can go its own way.
///
/// ```
/// # #[derive(Clone, Copy, Debug, PartialEq)]
/// enum Side { Buy, Sell }
/// tender_types::names!(Side { Buy = "buy", Sell = "sell" });
/// assert_eq!(Side::Buy.to_string().parse(), Ok(Side::Buy));
/// ```
#[macro_export]
macro_rules! names {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            /// Its name in messages, events and texts.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = $crate::UnknownName;

            fn from_str(text: &str) -> Result<Self, $crate::UnknownName> {
                match text {
                    $($name => Ok(Self::$variant),)*
                    _ => Err($crate::UnknownName),
                }
            }
        }
    };
}

/// A text that is none of an enum's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownName;
