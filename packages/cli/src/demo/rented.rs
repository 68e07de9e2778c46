//! What was asked for beside what is rented.

use serde_json::{json, Value};
use tender_market::request::{Request, Totals};
use tender_types::{Rate, Resources, VolumeClass};

use super::receipt::Way;
use crate::units::{bytes, cpus, is_gpu, per_hour, per_month, unit_name};

/// A lease that was just opened.
pub struct Rented<'a> {
    /// How it was found.
    pub way: Way,
    /// The group of the file.
    pub group: &'a str,
    /// What was asked for.
    pub request: &'a Request,
    /// The class of its units.
    pub class: &'a str,
    /// How many.
    pub units: u32,
    /// What one of them carries.
    pub unit: &'a Resources,
    /// What all of them cost.
    pub rate: Rate,
}

/// One dimension, asked for and rented, in words.
struct Row {
    what: String,
    asked: String,
    rented: String,
}

impl Row {
    fn new(what: impl Into<String>, asked: impl ToString, rented: impl ToString) -> Self {
        Self {
            what: what.into(),
            asked: asked.to_string(),
            rented: rented.to_string(),
        }
    }
}

impl Rented<'_> {
    /// For people.
    pub fn table(&self) -> String {
        let heading = Row::new("", "asked for", "rented");
        let money = [
            self.price(),
            Row::new("in all, an hour", self.most(per_hour), per_hour(self.rate)),
            Row::new(
                "a month of 730 h",
                self.most(per_month),
                per_month(self.rate),
            ),
        ];
        let rows = [heading].into_iter().chain(self.dimensions()).chain(money);
        let line = |row: Row| {
            let Row {
                what,
                asked,
                rented,
            } = row;
            format!("      {what:<20}{asked:>22}{rented:>22}\n")
        };
        rows.map(line).collect()
    }

    /// As JSON; sizes in thousandths of a core and in bytes.
    pub fn json(&self) -> Value {
        let (asked, rented) = (&self.request.asked, self.totals());
        let totals = |totals: &Totals| {
            json!({"gpus": totals.gpus, "cpu_milli": number(totals.cpu_milli),
                "memory_bytes": number(totals.memory_bytes), "disk_bytes": number(totals.disk_bytes),
                "volume_bytes": totals.volume_bytes.map(number), "addresses": totals.addresses})
        };
        let usd = |text: String| text.replace(['$', ' '], "");
        json!({"kind": "rented", "group": self.group, "way": self.way.name(), "class": self.class,
            "units": self.units, "asked": totals(asked), "rented": totals(&rented),
            "usd_per_unit_hour": usd(per_hour(self.each())), "usd_per_hour": usd(per_hour(self.rate)),
            "usd_per_month": usd(per_month(self.rate))})
    }

    fn each(&self) -> Rate {
        Rate(self.rate.0 / u128::from(self.units.max(1)))
    }

    fn price(&self) -> Row {
        Row::new(
            format!("price per {}", unit_name(self.class)),
            format!("at most {}", per_hour(self.request.ceiling)),
            per_hour(self.each()),
        )
    }

    /// The most that all units may cost.
    fn most(&self, words: fn(Rate) -> String) -> String {
        let all = self.request.ceiling.checked_mul(self.request.units);
        all.map_or_else(String::new, |all| format!("at most {}", words(all)))
    }

    fn dimensions(&self) -> Vec<Row> {
        let (asked, rented) = (&self.request.asked, self.totals());
        let size = |amount: u128| bytes(number(amount));
        let mut rows = Vec::new();
        if rented.gpus > 0 {
            rows.push(Row::new("GPUs", asked.gpus, rented.gpus));
        }
        rows.push(Row::new(
            "cores",
            cpus(number(asked.cpu_milli)),
            cpus(number(rented.cpu_milli)),
        ));
        let sizes = [
            ("memory", asked.memory_bytes, rented.memory_bytes),
            ("disk", asked.disk_bytes, rented.disk_bytes),
        ];
        for (what, asked, rented) in sizes {
            rows.push(Row::new(what, size(asked), size(rented)));
        }
        let volumes = asked.volume_bytes.iter().zip(rented.volume_bytes);
        for (class, (asked, rented)) in VolumeClass::ALL.into_iter().zip(volumes) {
            if *asked > 0 {
                let what = format!("persistent {class}");
                rows.push(Row::new(what, size(*asked), size(rented)));
            }
        }
        rows.push(Row::new(
            "public addresses",
            asked.addresses,
            rented.addresses,
        ));
        rows
    }

    /// What all units carry.
    fn totals(&self) -> Totals {
        let units = u128::from(self.units);
        let times = |amount: u32, unit: u32| (u128::from(amount) << unit) * units;
        Totals {
            gpus: if is_gpu(self.class) { self.units } else { 0 },
            cpu_milli: times(self.unit.cpu_milli, 0),
            memory_bytes: times(self.unit.memory_mib, 20),
            disk_bytes: times(self.unit.disk_gib, 30),
            volume_bytes: VolumeClass::ALL.map(|class| times(self.unit.volume_gib(class), 30)),
            addresses: self.units.saturating_mul(u32::from(self.unit.public_ips)),
        }
    }
}

fn number(amount: u128) -> u64 {
    u64::try_from(amount).unwrap_or(u64::MAX)
}
