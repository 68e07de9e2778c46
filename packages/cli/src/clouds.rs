//! What the same costs at the large clouds: `data/clouds.toml`, dated, with its sources.

use cosmwasm_std::{Decimal, Uint128};
use serde::Deserialize;
use serde_json::{json, Value};
use tender_types::Rate;

use crate::style::Style;
use crate::units::{bytes, cpus, per_hour};

const DATA: &str = include_str!("../data/clouds.toml");

/// Prices at the clouds.
#[derive(Debug, Deserialize)]
pub struct Clouds {
    gpu: Vec<Gpu>,
    cpu: Vec<Cpu>,
}

/// An instance with GPUs.
#[derive(Debug, Deserialize)]
struct Gpu {
    class: String,
    cloud: String,
    instance: String,
    region: String,
    units: u32,
    vcpu: u64,
    ram_gib: u64,
    usd_per_hour: Decimal,
    inferred_price: Option<String>,
    note: Option<String>,
    as_of: String,
    source: String,
}

/// What a cloud asks for cores and memory.
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

/// What a line of a group asks for, all its replicas together.
#[derive(Clone, Debug)]
pub struct Part {
    /// The class of its GPUs, when it has any.
    pub class: Option<String>,
    /// How many.
    pub gpus: u64,
    /// Thousandths of a CPU.
    pub cpu_milli: u64,
    /// MiB of memory.
    pub memory_mib: u64,
}

/// One cloud's price for all parts.
struct Row<'a> {
    cloud: &'a str,
    /// None where the cloud has no such GPU.
    usd_per_hour: Option<Decimal>,
    from: String,
    /// What the price is computed from.
    remarks: Vec<String>,
    is_inferred: bool,
}

/// What is rented at one cloud for all parts, while it is put together.
struct Basket<'a> {
    cpu: &'a Cpu,
    /// Instances, and how many GPUs of them.
    gpus: Vec<(&'a Gpu, u64)>,
    cpu_milli: u64,
    memory_mib: u64,
    missing: Vec<&'a str>,
}

impl Clouds {
    /// The prices that come with the command.
    ///
    /// # Errors
    /// When the data file is malformed.
    pub fn read() -> Result<Self, toml::de::Error> {
        toml::from_str(DATA)
    }

    /// Prices of a whole group for people, after what it cost `here`, by way.
    pub fn table(&self, parts: &[Part], here: &[(String, Rate)], style: Style) -> String {
        let mut out = String::new();
        let mut line = |who: &str, price: &str, from: &str| {
            let first = format!("      {who:<14}{price:>11}   ");
            out.push_str(&style.wrap(&first, from));
        };
        for (way, rate) in here {
            line("here", &per_hour(*rate), way);
        }
        let rows = self.of(parts);
        for row in &rows {
            let mark = if row.is_inferred { "~" } else { "" };
            let price = row.usd_per_hour.map_or_else(
                || "–".to_string(),
                |usd| format!("{mark}${}", decimals(usd)),
            );
            line(row.cloud, &price, &row.from);
        }
        for remark in rows.iter().flat_map(|row| &row.remarks) {
            out.push_str(&style.wrap("      ", remark));
        }
        out.push_str(&style.wrap(
            "      ",
            "~ is in part inferred, not quoted. Disks and addresses are in the prices here only.",
        ));
        out
    }

    /// Prices of a whole group as JSON.
    pub fn rows(&self, parts: &[Part]) -> Vec<Value> {
        let row = |row: &Row<'_>| {
            json!({"cloud": row.cloud, "usd_per_hour": row.usd_per_hour.map(|usd| usd.to_string()),
                "from": row.from, "inferred": row.is_inferred, "remarks": row.remarks})
        };
        self.of(parts).iter().map(row).collect()
    }

    fn of(&self, parts: &[Part]) -> Vec<Row<'_>> {
        let baskets = self.cpu.iter().map(|cpu| {
            let mut basket = Basket {
                cpu,
                gpus: vec![],
                cpu_milli: 0,
                memory_mib: 0,
                missing: vec![],
            };
            for part in parts {
                basket.put(self, part);
            }
            basket.row()
        });
        baskets.collect()
    }
}

impl<'a> Basket<'a> {
    /// GPUs come with cores and memory; what a part wants beyond that is rented beside.
    fn put(&mut self, clouds: &'a Clouds, part: &Part) {
        let Some(class) = &part.class else {
            self.cpu_milli += part.cpu_milli;
            self.memory_mib += part.memory_mib;
            return;
        };
        let mut rows = clouds.gpu.iter();
        let Some(row) = rows.find(|row| row.cloud == self.cpu.cloud && row.class == *class) else {
            // Said by its name in the file: the class that the part names lives shorter.
            let known = clouds.gpu.iter().find(|row| row.class == *class);
            self.missing
                .push(known.map_or("such a GPU", |row| row.class.as_str()));
            return;
        };
        let units = u64::from(row.units.max(1));
        let carried = |all: u64| all * part.gpus / units;
        self.cpu_milli += part.cpu_milli.saturating_sub(carried(row.vcpu * 1_000));
        self.memory_mib += part.memory_mib.saturating_sub(carried(row.ram_gib << 10));
        match self
            .gpus
            .iter_mut()
            .find(|(other, _)| other.instance == row.instance)
        {
            Some((_, gpus)) => *gpus += part.gpus,
            None => self.gpus.push((row, part.gpus)),
        }
    }

    fn row(self) -> Row<'a> {
        if let Some(class) = self.missing.first() {
            return Row {
                cloud: &self.cpu.cloud,
                usd_per_hour: None,
                from: format!("no price of {class} on file"),
                remarks: vec![],
                is_inferred: false,
            };
        }
        let rest = self.cpu_milli > 0 || self.memory_mib > 0;
        let gpus = self.gpus.iter();
        let gpus_cost = gpus.fold(Decimal::zero(), |sum, (row, number)| {
            sum + row.price(*number)
        });
        let mut from: Vec<String> = self
            .gpus
            .iter()
            .map(|(row, gpus)| row.words(*gpus))
            .collect();
        let mut remarks: Vec<String> = self.gpus.iter().map(|(row, _)| row.remark()).collect();
        if rest {
            let (cores, memory) = (cpus(self.cpu_milli), bytes(self.memory_mib << 20));
            from.push(format!("{cores} and {memory}, from {}", self.cpu.basis));
            remarks.push(self.cpu.remark());
        }
        let inferred = self
            .gpus
            .iter()
            .any(|(row, _)| row.inferred_price.is_some());
        Row {
            cloud: &self.cpu.cloud,
            usd_per_hour: Some(gpus_cost + self.cpu.price(self.cpu_milli, self.memory_mib)),
            from: from.join(" + "),
            remarks,
            is_inferred: rest || inferred,
        }
    }
}

impl Gpu {
    /// Of so many GPUs.
    fn price(&self, gpus: u64) -> Decimal {
        let each = self.usd_per_hour / Uint128::from(self.units.max(1));
        each * Decimal::from_ratio(gpus, 1_u64)
    }

    fn words(&self, gpus: u64) -> String {
        let units = match self.units {
            1 => String::new(),
            units => format!("{gpus} of {units} GPUs of "),
        };
        format!("{units}{} in {}", self.instance, self.region)
    }

    /// Where the price comes from, and whether anybody quotes it.
    fn remark(&self) -> String {
        let gpus = match self.units {
            1 => "1 GPU".to_string(),
            units => format!("{units} GPUs"),
        };
        let note = self.note.iter().map(|note| format!(", {note}"));
        let inferred = self
            .inferred_price
            .iter()
            .map(|how| format!(" ~ is inferred: {how}."));
        format!(
            "{}: {gpus} at ${}/h{}; as of {}.{} Source: {}",
            self.cloud,
            decimals(self.usd_per_hour),
            note.collect::<String>(),
            self.as_of,
            inferred.collect::<String>(),
            self.source
        )
    }
}

impl Cpu {
    fn price(&self, cpu_milli: u64, memory_mib: u64) -> Decimal {
        let cores = Decimal::from_ratio(cpu_milli, 1_000_u64);
        let gib = Decimal::from_ratio(memory_mib, 1_024_u64);
        self.usd_per_vcpu_hour * cores + self.usd_per_gib_hour * gib
    }

    fn remark(&self) -> String {
        format!(
            "{}: ${} per vCPU·h and ${} per GiB·h, inferred: {}; as of {}. Source: {}",
            self.cloud,
            decimals(self.usd_per_vcpu_hour),
            decimals(self.usd_per_gib_hour),
            self.inferred_price,
            self.as_of,
            self.source
        )
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

    fn gpus(class: &str, gpus: u64, cores: u64) -> Part {
        Part {
            class: Some(class.to_string()),
            gpus,
            cpu_milli: cores * 1_000,
            memory_mib: 1_024,
        }
    }

    fn prices(parts: &[Part]) -> Vec<String> {
        let rows = Clouds::read().unwrap().rows(parts);
        let price = |row: &Value| row["usd_per_hour"].as_str().unwrap_or("–").to_string();
        rows.iter().map(price).collect()
    }

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
        // Each cloud that has GPUs has cores, by which rows are made.
        let has_cores = |row: &Gpu| clouds.cpu.iter().any(|cpu| cpu.cloud == row.cloud);
        assert!(clouds.gpu.iter().all(has_cores));
    }

    #[test]
    fn an_inferred_price_is_marked() {
        let parts = [gpus("nvidia/h200/141Gi/sxm", 1, 1)];
        let table = Clouds::read().unwrap().table(&parts, &[], Style::PLAIN);
        assert!(table.contains("~$10.8450"), "{table}");
        assert!(table.contains(" $7.9120"), "{table}");
        assert!(!table.contains("~$7.9120"), "{table}");
        let words: Vec<&str> = table.split_whitespace().collect();
        assert!(words.join(" ").contains("~ is inferred: sum of"), "{table}");
    }

    #[test]
    fn all_lines_are_priced_and_what_an_instance_does_not_carry() {
        let h100 = "nvidia/h100/80Gi/sxm";
        assert_eq!(prices(&[gpus(h100, 2, 48)])[0], "13.76");
        // One core more than 2 of 8 GPUs carry of 192.
        assert_eq!(prices(&[gpus(h100, 2, 49)])[0], "13.793");
        let web = Part {
            class: None,
            gpus: 0,
            cpu_milli: 2_000,
            memory_mib: 4_096,
        };
        assert_eq!(prices(&[gpus(h100, 2, 48), web])[0], "13.841");
    }

    #[test]
    fn a_cloud_without_the_gpu_has_no_price() {
        let parts = [
            gpus("nvidia/a100/40Gi/sxm", 1, 1),
            gpus("nvidia/x/1Gi", 1, 1),
        ];
        assert_eq!(prices(&parts), ["–", "–", "–"]);
    }
}
