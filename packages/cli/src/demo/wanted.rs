//! A group of the file, ready to be ordered.

use cosmwasm_std::HexBinary;
use tender_interfaces::orderbook::Candidate;
use tender_market::request::Request;
use tender_market::text::quoted;
use tender_types::{ClassId, ProviderId, Rate, Resources};

/// An ask that serves it.
#[derive(Clone)]
pub struct Match {
    /// The ask.
    pub ask: Candidate,
    /// What one of its units carries.
    pub unit: Resources,
}

/// What is to be rented.
pub struct Wanted {
    /// Name of the group.
    pub group: String,
    /// What it asks for.
    pub request: Request,
    /// SHA-256 of the file.
    pub manifest_hash: HexBinary,
    /// Asks that serve it, cheapest first.
    pub matching: Vec<Match>,
}

impl Wanted {
    /// What the cheapest ask costs per second, for all units.
    pub fn best_rate(&self) -> Rate {
        let best = self.matching.first().map(|one| one.ask.rate);
        let all = best.and_then(|rate| rate.checked_mul(self.request.units));
        all.unwrap_or(Rate::ZERO)
    }

    /// What a unit of a provider's class carries.
    pub fn unit(&self, provider: ProviderId, class: ClassId) -> Resources {
        let found = self
            .matching
            .iter()
            .find(|one| one.ask.ask.provider == provider && one.ask.class == class);
        found.map(|one| one.unit.clone()).unwrap_or_default()
    }

    /// What is ordered, in a few words.
    pub fn summary(&self) -> String {
        let classes = match self.request.classes.as_slice() {
            [only] => only.clone(),
            [first, _] => format!("{first} or another class"),
            [first, rest @ ..] => format!("{first} or {} other classes", rest.len()),
            [] => String::new(),
        };
        format!(
            "group {}, {} × {classes}",
            quoted(&self.group),
            self.request.units
        )
    }
}
