#![doc = include_str!("../README.md")]

#[cfg(feature = "catalog")]
pub mod catalog;
#[cfg(feature = "sdl")]
mod conversion;
pub mod matching;
#[cfg(feature = "sdl")]
pub mod nearest;
#[cfg(feature = "sdl")]
pub mod request;
pub mod resolve;
#[cfg(feature = "sdl")]
pub mod sdl;
#[cfg(feature = "sdl")]
pub mod text;

/// The worked examples of the documentation, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/matching.md")]
pub struct WorkedExamples;
