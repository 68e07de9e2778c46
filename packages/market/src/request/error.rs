use tender_interfaces::attestation::MAX_NAME;
use tender_interfaces::demand::MAX_UNITS;
use thiserror::Error;

use crate::text::quoted;

/// Why a group cannot become an order from the book.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    /// Units of one class hold one kind of GPU.
    #[error("its services ask for GPUs that no class has in common ({first}; {second}): put them into placements of their own")]
    MixedGpus {
        /// One requirement, as the file says it.
        first: String,
        /// Another.
        second: String,
    },
    /// The catalog has nothing like it.
    #[error("the catalog has no GPU {wanted}: {instead} Name other hardware, or propose the class to governance")]
    NoGpu {
        /// What was asked for, as the file says it.
        wanted: String,
        /// What may have been meant, or what there is.
        instead: String,
    },
    /// The catalog has no class of CPUs that carries what is asked for.
    #[error("the catalog has no class of CPUs that will do: propose one to governance")]
    NoCpu,
    /// More than one order takes.
    #[error("it needs {needed} units, an order takes at most {MAX_UNITS}: split it into several placements")]
    TooManyUnits {
        /// Units needed.
        needed: u128,
    },
    /// More of a resource per unit than an order can say.
    #[error("it needs {needed} {what} per unit, an order can ask for at most {max}: split it into several placements")]
    TooMuchPerUnit {
        /// Of what, with its unit.
        what: &'static str,
        /// How much.
        needed: u128,
        /// The most that can be said.
        max: u128,
    },
    /// Names in an order are exact.
    #[error("the attribute {} is a pattern or cannot be written into the catalog: give one `key: value` of printable ASCII, at most {MAX_NAME} bytes together", quoted(name))]
    Attribute {
        /// `key=value`.
        name: String,
    },
    /// A list is longer than an order takes.
    #[error("it lists {given} {what}, an order takes at most {max}: remove some")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        given: usize,
        /// The most.
        max: usize,
    },
    /// Less than a pico-unit per second and unit.
    #[error("its price is less than a millionth of a millionth of a dollar per unit and second: raise `amount`")]
    ZeroCeiling,
    /// More than a rate can hold.
    #[error("its price is more than a rate can hold: lower `amount`")]
    CeilingTooHigh,
}
