//! SDL, resource arithmetic and requirement matching.

pub mod matching;
pub mod resolve;
#[cfg(feature = "sdl")]
pub mod sdl;
