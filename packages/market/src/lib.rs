#![doc = include_str!("../README.md")]

pub mod matching;
#[cfg(feature = "sdl")]
pub mod request;
pub mod resolve;
#[cfg(feature = "sdl")]
pub mod sdl;
