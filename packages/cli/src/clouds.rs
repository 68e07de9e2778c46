//! What the same hardware costs at the large clouds: `data/clouds.toml`, dated, with its sources.

use std::fmt::Write;

use cosmwasm_std::{Decimal, Uint128};
use serde::Deserialize;
use serde_json::{json, Value};
use tender_types::Rate;

use crate::style::Style;
use crate::units::{per_hour, unit_name};

const DATA: &str = include_str!("../data/clouds.toml");

/// Prices at the clouds.
#[derive(Debug, Deserialize)]
pub struct Clouds {
    gpu: Vec<Gpu>,
    cpu: Vec<Cpu>,
}

#[derive(Debug, Deserialize)]
struct Gpu {
    class: String,
    cloud: String,
    instance: String,
    region: String,
    units: u32,
    usd_per_hour: Decimal,
    inferred_price: Option<String>,
    note: Option<String>,
    as_of: String,
    source: String,
}

#[derive(Debug, Deserialize)]
struct Cpu {
    cloud: String,
    basis: String,
    usd_per_vcpu_hour: Decimal,
    usd_per_gib_hour: Decimal,
    inferred_price: String,
    as_of: String,
    source: String,
}

/// One cloud's price for a unit of a class.
struct Row<'a> {
    cloud: &'a str,
    usd_per_unit_hour: Decimal,
    from: String,
    /// What the price is computed from.
    basis: String,
    inferred: Option<&'a str>,
    as_of: &'a str,
    source: &'a str,
}

impl Row<'_> {
    /// Where the price comes from, and whether anybody quotes it.
    fn remark(&self) -> String {
        let inferred = self.inferred.map_or_else(String::new, |how| {
            format!(" ~ is inferred, not quoted: {how}.")
        });
        format!(
            "{}: {}; as of {}.{inferred} Source: {}",
            self.cloud, self.basis, self.as_of, self.source
        )
    }
}

impl Clouds {
    /// The prices that come with the command.
    ///
    /// # Errors
    /// When the data file is malformed.
    pub fn read() -> Result<Self, toml::de::Error> {
        toml::from_str(DATA)
    }

    /// Prices of a class for people, after what it cost `here`, by way.
    pub fn table(&self, class: &str, here: &[(&str, Rate)], style: Style) -> String {
        let mut out = format!("    {class}, on demand, per {}\n", unit_name(class));
        let mut line = |who: &str, price: &str, from: &str| {
            let _ = writeln!(out, "      {who:<14}{price:>10}   {from}");
        };
        for (way, rate) in here {
            let from = format!("by {way}; prices of this demonstration");
            line("here", &per_hour(*rate), &from);
        }
        let rows = self.of(class);
        for row in &rows {
            let mark = if row.inferred.is_some() { "~" } else { "" };
            let price = format!("{mark}${}", decimals(row.usd_per_unit_hour));
            line(row.cloud, &price, &row.from);
        }
        if rows.is_empty() {
            line(
                "elsewhere",
                "–",
                "no price on file at AWS, Google Cloud or Azure",
            );
        }
        for row in &rows {
            out.push_str(&style.wrap("      ", &row.remark()));
        }
        out
    }

    /// Prices of a class as JSON.
    pub fn rows(&self, class: &str) -> Vec<Value> {
        let row = |row: &Row<'_>| {
            json!({"cloud": row.cloud, "usd_per_unit_hour": row.usd_per_unit_hour.to_string(),
                "from": row.from, "inferred": row.inferred, "as_of": row.as_of, "source": row.source})
        };
        self.of(class).iter().map(row).collect()
    }

    fn of(&self, class: &str) -> Vec<Row<'_>> {
        let gib = class
            .strip_prefix("cpu/")
            .and_then(|size| size.strip_suffix("Gi"));
        match gib.and_then(|gib| gib.parse::<u128>().ok()) {
            Some(gib) => self.cpu.iter().map(|row| row.priced(gib)).collect(),
            None => {
                let of_class = self.gpu.iter().filter(|row| row.class == class);
                of_class.map(Gpu::priced).collect()
            }
        }
    }
}

impl Gpu {
    fn priced(&self) -> Row<'_> {
        let gpus = match self.units {
            1 => "1 GPU".to_string(),
            units => format!("{units} GPUs"),
        };
        let note = self
            .note
            .iter()
            .fold(String::new(), |_, note| format!(", {note}"));
        Row {
            cloud: &self.cloud,
            usd_per_unit_hour: self.usd_per_hour / Uint128::from(self.units.max(1)),
            from: format!("{} in {}", self.instance, self.region),
            basis: format!("{gpus} at ${}/h{note}", decimals(self.usd_per_hour)),
            inferred: self.inferred_price.as_deref(),
            as_of: &self.as_of,
            source: &self.source,
        }
    }
}

impl Cpu {
    fn priced(&self, gib: u128) -> Row<'_> {
        let memory = self.usd_per_gib_hour * Decimal::from_ratio(gib, 1_u128);
        Row {
            cloud: &self.cloud,
            usd_per_unit_hour: self.usd_per_vcpu_hour + memory,
            from: format!("1 vCPU and {gib} GiB, from {}", self.basis),
            basis: format!(
                "${} per vCPU·h and ${} per GiB·h",
                decimals(self.usd_per_vcpu_hour),
                decimals(self.usd_per_gib_hour)
            ),
            inferred: Some(&self.inferred_price),
            as_of: &self.as_of,
            source: &self.source,
        }
    }
}

/// Four decimals, rounded.
fn decimals(usd: Decimal) -> String {
    let one = 10_u128.pow(14);
    let ten_thousandths = (usd.atomics().u128() + one / 2) / one;
    format!(
        "{}.{:04}",
        ten_thousandths / 10_000,
        ten_thousandths % 10_000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_price_has_its_date_and_source() {
        let clouds = Clouds::read().unwrap();
        assert!(clouds
            .gpu
            .iter()
            .all(|row| !row.as_of.is_empty() && !row.source.is_empty()));
        assert!(clouds
            .cpu
            .iter()
            .all(|row| !row.as_of.is_empty() && !row.source.is_empty()));
    }

    #[test]
    fn an_inferred_price_is_marked() {
        let table = Clouds::read()
            .unwrap()
            .table("nvidia/h200/141Gi/sxm", &[], Style::PLAIN);
        assert!(table.contains("~$10.8450"), "{table}");
        assert!(table.contains(" $7.9120"), "{table}");
        assert!(!table.contains("~$7.9120"), "{table}");
        let words: Vec<&str> = table.split_whitespace().collect();
        assert!(
            words
                .join(" ")
                .contains("~ is inferred, not quoted: sum of"),
            "{table}"
        );
    }
}
