//! What the same hardware costs at the large clouds: `data/clouds.toml`, dated, with its sources.

use std::fmt::Write;

use cosmwasm_std::{Decimal, Uint128};
use serde::Deserialize;
use serde_json::{json, Value};
use tender_types::Rate;

use crate::demo::{unit_name, wrap};
use crate::units::per_hour;

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
    inferred: Option<&'a str>,
    as_of: &'a str,
    source: &'a str,
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
    pub fn table(&self, class: &str, here: &[(&str, Rate)]) -> String {
        let unit = unit_name(class);
        let mut out = format!("    {class}, on demand, per {unit}\n");
        for (way, rate) in here {
            let price = per_hour(*rate);
            let _ = writeln!(
                out,
                "      {:<14}{price:>10}   {way}, at prices made up for this demonstration",
                "here"
            );
        }
        let rows = self.of(class);
        if rows.is_empty() {
            let _ = writeln!(out, "      none of the three offers it");
        }
        for row in &rows {
            let mark = if row.inferred.is_some() { "~" } else { " " };
            let price = format!("{mark}${}", decimals(row.usd_per_unit_hour));
            let _ = writeln!(
                out,
                "      {:<14}{price:>10}   {}; as of {}",
                row.cloud, row.from, row.as_of
            );
        }
        for row in &rows {
            if let Some(how) = row.inferred {
                let _ = writeln!(out, "      ~ {}: inferred, not quoted: {how}", row.cloud);
            }
        }
        if class.split('/').count() == 4 && !rows.is_empty() {
            out.push_str(
                "      GPU interfaces follow from the instance family; sources do not state them\n",
            );
        }
        for row in &rows {
            let source = format!("source, {}: {}", row.cloud, row.source);
            out.push_str(&wrap(&source, "      "));
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
        let units = Uint128::from(self.units.max(1));
        let note = self
            .note
            .as_ref()
            .map_or_else(String::new, |note| format!(" ({note})"));
        let gpus = match self.units {
            1 => "1 GPU".to_string(),
            units => format!("{units} GPUs"),
        };
        Row {
            cloud: &self.cloud,
            usd_per_unit_hour: self.usd_per_hour / units,
            from: format!(
                "{}, {gpus}, ${}/h, {}{note}",
                self.instance,
                decimals(self.usd_per_hour),
                self.region
            ),
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
        let table = Clouds::read().unwrap().table("nvidia/h200/141Gi/sxm", &[]);
        assert!(table.contains("~$10.8450"), "{table}");
        assert!(table.contains(" $7.9120"), "{table}");
        assert!(!table.contains("~$7.9120"), "{table}");
        assert!(table.contains("inferred, not quoted"), "{table}");
    }
}
