//! What was asked for beside what is rented, in each way.

use serde_json::{json, Value};
use tender_interfaces::demand::Line;
use tender_market::text::quoted;
use tender_types::Rate;

use super::receipt::Way;
use super::totals::Totals;
use super::wanted::Wanted;
use crate::units::{per_hour, per_month};

/// A lease that runs.
#[derive(Clone, Debug)]
pub struct Rented {
    /// How it was found.
    pub way: Way,
    /// Who serves it.
    pub provider: &'static str,
    /// GPUs it holds, by the name of their class.
    pub gpus: Vec<(String, u32)>,
    /// The class that serves each line of GPUs.
    pub classes: Vec<String>,
    /// What its GPUs carry, and what it holds beside.
    pub held: Totals,
    /// What everything costs.
    pub rate: Rate,
}

/// A group, and how it was rented.
#[derive(Clone, Debug)]
pub struct Rental {
    /// Its name.
    pub group: String,
    /// What it asks for, line by line.
    pub lines: Vec<Line>,
    asked: Totals,
    max_rate: Rate,
    /// In each way that it could be.
    pub rented: Vec<Rented>,
}

impl Rented {
    /// As JSON; sizes in thousandths of a core and in MiB.
    pub fn json(&self, wanted: &Wanted) -> Value {
        let usd = |text: String| text.replace(['$', ' '], "");
        let gpu = |(class, units): &(String, u32)| json!({"class": class, "units": units});
        json!({"kind": "rented", "group": wanted.group, "way": self.way.name(), "provider": self.provider,
            "gpus": self.gpus.iter().map(gpu).collect::<Vec<_>>(),
            "asked": wanted.asked().json(), "rented": self.held.json(),
            "usd_per_hour": usd(per_hour(self.rate)), "usd_per_month": usd(per_month(self.rate)),
            "usd_per_hour_at_most": usd(per_hour(wanted.demand.max_rate))})
    }

    /// GPUs in words.
    pub fn hardware(&self) -> String {
        let words = self.gpus.iter();
        let words: Vec<String> = words
            .map(|(class, units)| format!("{units} × {class}"))
            .collect();
        words.join(" + ")
    }
}

impl Rental {
    /// A group that is about to be rented.
    pub fn of(wanted: &Wanted) -> Self {
        Self {
            group: wanted.group.clone(),
            lines: wanted.demand.lines.clone(),
            asked: wanted.asked(),
            max_rate: wanted.demand.max_rate,
            rented: vec![],
        }
    }

    /// A column for what was asked, and one for each lease.
    pub fn table(&self) -> String {
        let mut out = format!(
            "    group {}: what was asked for, and rented\n",
            quoted(&self.group)
        );
        let ways = self.rented.iter().map(|one| one.way.phrase().to_string());
        out.push_str(&line("", "asked for", ways));
        let providers = self.rented.iter().map(|one| one.provider.to_string());
        out.push_str(&line("from", "", providers));
        out.push_str(&self.amounts());
        out.push_str(&self.cost("an hour, in all", per_hour));
        out.push_str(&self.cost("a month of 730 h", per_month));
        out
    }

    fn cost(&self, what: &str, words: fn(Rate) -> String) -> String {
        let most = format!("≤ {}", words(self.max_rate));
        line(what, &most, self.rented.iter().map(|one| words(one.rate)))
    }

    fn amounts(&self) -> String {
        let columns = || self.rented.iter().map(|one| one.held.rows());
        let asked = self.asked.rows();
        // Every quantity that anybody has any of.
        let all = self.rented.iter();
        let all = all.fold(self.asked.clone(), |sum, one| sum.with(&one.held));
        let of = |rows: &[(String, String)], what: &str| {
            let found = rows.iter().find(|(other, _)| other == what);
            found.map_or_else(|| "–".to_string(), |(_, amount)| amount.clone())
        };
        let row = |(what, _): &(String, String)| {
            let held = columns().map(|rows| of(&rows, what));
            line(what, &of(&asked, what), held)
        };
        all.rows().iter().map(row).collect()
    }
}

fn line(what: &str, asked: &str, rented: impl Iterator<Item = String>) -> String {
    let columns: String = rented.map(|text| format!("{text:>14}")).collect();
    let line = format!("    {what:<17}{asked:>14}{columns}");
    line.trim_end().to_string() + "\n"
}
