//! A kind of GPU that can be rented.

use std::fmt;

use tender_types::Resources;

/// A class of GPUs, or of equal parts of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Who makes it, such as `nvidia`.
    pub vendor: String,
    /// Its model, such as `h100`; of a part, the model of the whole and the profile, `h100-1g.10gb`.
    pub model: String,
    /// Its own memory in GiB.
    pub memory_gib: u32,
    /// How it is connected: `pcie`, `sxm`, `oam`; absent where that makes no difference.
    pub interface: Option<String>,
    /// The whole of which it is a part.
    pub slice_of: Option<Slice>,
    /// What one unit carries beside the GPU, at least.
    pub carries: Resources,
}

/// What a part is a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Name of the class of the whole.
    pub class: String,
    /// How many such parts one whole has; at least 2.
    pub parts: u32,
}

impl Class {
    /// Its name in messages: `vendor/model/{memory}Gi`, and the interface behind it when there is one.
    pub fn name(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            vendor,
            model,
            memory_gib,
            ..
        } = self;
        write!(f, "{vendor}/{model}/{memory_gib}Gi")?;
        match &self.interface {
            Some(interface) => write!(f, "/{interface}"),
            None => Ok(()),
        }
    }
}
