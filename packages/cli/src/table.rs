//! What a file asks for, as a table a group.

use std::fmt::Write;

use tender_market::request::{per_second, Conversion, Disk};
use tender_market::sdl::{GpuModel, Group, Requirements, Resource, Volume};
use tender_market::text::{shortened, LONGEST_NAME};

use crate::style::Style;
use crate::units::{bytes, cpus, per_hour};

/// The table of a group.
pub fn group(group: &Group, style: Style) -> String {
    let mut out = format!(
        "{} {}\n",
        style.strong("group"),
        style.strong(&name(&group.name))
    );
    for (what, value) in requirements(&group.requirements) {
        out.push_str(&style.wrap(&format!("  {what:<9} "), &value));
    }
    for resource in &group.resources {
        let services = names(&resource.services, " + ");
        let _ = writeln!(out, "  {} × {services}", resource.count);
        for (what, value) in rows(resource) {
            out.push_str(&style.wrap(&format!("      {what:<9} "), &value));
        }
    }
    out.push('\n');
    style.fit(&out)
}

fn name(text: &str) -> String {
    shortened(text, LONGEST_NAME)
}

fn names<'a>(texts: impl IntoIterator<Item = &'a String>, between: &str) -> String {
    let names: Vec<String> = texts.into_iter().map(|text| name(text)).collect();
    names.join(between)
}

fn requirements(requirements: &Requirements) -> Vec<(&'static str, String)> {
    let attributes = requirements.attributes.iter();
    let attributes = attributes.map(|one| format!("{}={}", one.key, one.value));
    let attributes: Vec<String> = attributes.collect();
    let signed_by = &requirements.signed_by;
    let lists = [
        ("requires", &attributes),
        ("all of", &signed_by.all_of),
        ("one of", &signed_by.any_of),
    ];
    let written = lists.into_iter().filter(|(_, list)| !list.is_empty());
    written
        .map(|(what, list)| (what, names(list, ", ")))
        .collect()
}

fn rows(resource: &Resource) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("cpu", cpus(resource.cpu_milli)),
        ("memory", bytes(resource.memory_bytes)),
    ];
    rows.extend(resource.storage.iter().map(|one| ("storage", volume(one))));
    let mut label = "gpu";
    for (index, model) in resource.gpu.models.iter().enumerate() {
        let before = match index {
            0 => format!("{} × ", resource.gpu.units),
            _ => "or  ".to_string(),
        };
        rows.push((label, before + &GpuModel::written(model)));
        label = "";
    }
    if resource.endpoints.total() > 0 {
        rows.push(("endpoints", endpoints(resource)));
    }
    rows.push(("at most", price(resource)));
    rows
}

fn volume(volume: &Volume) -> String {
    let kind = match Disk::of(volume) {
        Disk::Memory => "in memory".to_string(),
        Disk::Ephemeral => "ephemeral".to_string(),
        Disk::Persistent(Some(class)) => {
            let written = volume.class.as_deref().unwrap_or_default();
            format!("persistent, {}: {class}", name(written))
        }
        Disk::Persistent(None) => "persistent, any kind of disk".to_string(),
    };
    format!("{} {} ({kind})", bytes(volume.bytes), name(&volume.name))
}

/// Ports by kind, and addresses, of which each is leased once.
fn endpoints(resource: &Resource) -> String {
    let ends = resource.endpoints;
    let mut words = Vec::new();
    for (number, kind) in [(ends.shared_http, "http"), (ends.random_port, "port")] {
        if number > 0 {
            words.push(format!("{number} {kind}"));
        }
    }
    let addresses = &resource.addresses;
    if !addresses.is_empty() {
        let (number, names) = (addresses.len(), names(addresses, ", "));
        words.push(format!("{number} leased IP ({names})"));
    }
    words.join(", ")
}

/// The ceiling as it is written, and in dollars an hour where that is known without the oracle.
fn price(resource: &Resource) -> String {
    let price = &resource.price;
    let denom = name(&price.denom);
    let written = format!("{} {denom} per unit and block of 6 s", price.amount);
    let par = match Conversion::of(&price.denom) {
        Conversion::AtPar => " at par with uact",
        Conversion::Settled | Conversion::AtOracle => "",
    };
    match per_second(price) {
        Some(rate) => format!("{written}: {}/h{par}", per_hour(rate)),
        None => format!("{written}, at the oracle's price of AKT"),
    }
}
