//! Kinds of GPUs and attributes that a market knows by name, and the standard ones that it begins with.
//!
//! [`Catalog::standard`] is embedded in the binary: `tender sdl check` knows it before it has seen any
//! market, and governance seeds a market with it, in batches. A client that has asked a market collects
//! its classes into a catalog of their own.

mod class;
mod standard;

use std::sync::LazyLock;

use tender_types::Rate;

pub use class::{Class, Slice};

static STANDARD: LazyLock<Catalog> = LazyLock::new(|| {
    let (classes, attributes) = standard::read();
    Catalog {
        classes,
        attributes,
    }
});

/// Classes and attributes, each once, in the order in which they are preferred.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    classes: Vec<Class>,
    attributes: Vec<String>,
}

impl Catalog {
    /// The catalog that markets begin with. Its file, `data/catalog.toml`, says where each line comes from
    /// and what decides the order.
    pub fn standard() -> &'static Self {
        &STANDARD
    }

    /// Every class; the first ones are named first where more would do than an order can name.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// Every attribute, `key=value`.
    pub fn attributes(&self) -> &[String] {
        &self.attributes
    }

    /// The class of this name.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.name() == name)
    }

    /// Classes of this vendor and model, in order.
    pub fn of_model<'c>(
        &'c self,
        vendor: &'c str,
        model: &'c str,
    ) -> impl Iterator<Item = &'c Class> {
        let is_it = move |class: &&Class| class.vendor == vendor && class.model == model;
        self.classes.iter().filter(is_it)
    }

    /// Classes in order, at most `most` at a time (at least one): what one message takes. A whole comes
    /// before its parts.
    pub fn class_batches(&self, most: usize) -> impl Iterator<Item = &[Class]> {
        self.classes.chunks(most.max(1))
    }

    /// Attributes in order, at most `most` at a time (at least one): what one message takes.
    pub fn attribute_batches(&self, most: usize) -> impl Iterator<Item = &[String]> {
        self.attributes.chunks(most.max(1))
    }

    /// Classes by `rate`, the lowest first, and those without one behind them as they were: a client that
    /// has read the book then names what is offered.
    #[must_use]
    pub fn cheapest_first(mut self, rate: impl Fn(&Class) -> Option<Rate>) -> Self {
        self.classes.sort_by_cached_key(|class| {
            rate(class).map_or((true, Rate::ZERO), |rate| (false, rate))
        });
        self
    }
}

/// A market's own classes, in the order given, without attributes.
impl FromIterator<Class> for Catalog {
    fn from_iter<I: IntoIterator<Item = Class>>(classes: I) -> Self {
        Self {
            classes: classes.into_iter().collect(),
            attributes: vec![],
        }
    }
}
