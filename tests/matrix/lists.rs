//! Every list with an entry twice, one entry more than it may have, and none.

use serde_json::{json, Value};
use tender_chain::{Chain, DEFAULT_PREFIX};
use tender_interfaces::{attestation, auction, bme, demand, escrow, orderbook};

use crate::bench::{Bench, Outcome};
use crate::json::{pattern, values, with};
use crate::samples::{is_message, Sample};

use Answer::{Either, Refused, Taken};

/// How a message with a changed list is answered.
#[derive(Clone, Copy)]
enum Answer {
    /// It is accepted.
    Taken,
    /// It is refused with this code.
    Refused(&'static str),
    /// It is accepted, or refused with one of these, by what else it says.
    Either(&'static [&'static str]),
}

impl Answer {
    fn is(self, outcome: &Outcome) -> bool {
        let taken = *outcome == Outcome::Accepted;
        match self {
            Self::Taken => taken,
            Self::Refused(code) => outcome.is_one_of(&[code]),
            Self::Either(codes) => taken || outcome.is_one_of(codes),
        }
    }
}

/// What a list may hold, and how it is answered otherwise.
struct List {
    /// Contract and JSON pattern.
    name: &'static str,
    /// Entries at most.
    max: usize,
    /// Each entry twice.
    twice: Answer,
    /// No entry.
    none: Answer,
    /// One entry too many.
    long: Answer,
}

const LENGTH: &str = "guard/list_length";
const TOO_MANY: Answer = Refused(LENGTH);

/// A list that names things once.
const fn set(name: &'static str, max: usize) -> List {
    List {
        name,
        max,
        twice: Refused("guard/duplicate"),
        none: Taken,
        long: TOO_MANY,
    }
}

/// A list that names things once, and at least one.
const fn some(name: &'static str, max: usize) -> List {
    List {
        none: TOO_MANY,
        ..set(name, max)
    }
}

/// A list in which entries may be alike: two payments to one holder are two payments.
const fn bag(name: &'static str, max: usize, none: Answer) -> List {
    List {
        twice: Taken,
        none,
        ..set(name, max)
    }
}

/// Volumes, at most one of each class.
const fn volumes(name: &'static str, code: &'static str) -> List {
    List {
        twice: Refused(code),
        long: Refused(code),
        ..set(name, 1)
    }
}

/// Classes of a provider, one for each line that asks for GPUs: no more, no fewer.
const fn answers(name: &'static str, code: &'static str) -> List {
    List {
        none: Refused(code),
        ..volumes(name, code)
    }
}

/// Every list there is. One that is not here is a failure.
const LISTS: [List; 34] = [
    bag("bme/pay/payments", bme::MAX_PAYMENTS, TOO_MANY),
    set("bme/update_links/suite", bme::MAX_SUITE),
    set(
        "attestation/register/profile/attributes",
        attestation::MAX_ATTRIBUTES,
    ),
    set(
        "attestation/update_profile/profile/attributes",
        attestation::MAX_ATTRIBUTES,
    ),
    // One that is there already is passed over, and one that is refused leaves the others.
    bag(
        "attestation/add_classes/classes",
        attestation::MAX_NEW_CLASSES,
        TOO_MANY,
    ),
    bag(
        "attestation/add_attributes/names",
        attestation::MAX_NEW_ATTRIBUTES,
        TOO_MANY,
    ),
    // A class that is no such is refused in the answer.
    List {
        twice: Taken,
        long: Taken,
        ..set("attestation/add_classes/classes/*/carries/volumes", 1)
    },
    set(
        "attestation/attest/statement/attributes",
        attestation::MAX_ATTRIBUTES,
    ),
    set(
        "attestation/attest/statement/classes",
        attestation::MAX_CLASSES,
    ),
    some("attestation/refresh/providers", attestation::MAX_REFRESH),
    bag("orderbook/offer/changes", orderbook::MAX_BATCH, TOO_MANY),
    // All but the credit, which is always taken.
    set(
        "orderbook/offer/changes/*/post/terms/assets",
        orderbook::MAX_ASSETS - 1,
    ),
    volumes(
        "orderbook/offer/changes/*/post/carries/volumes",
        "orderbook/volumes",
    ),
    set(
        "orderbook/card/change/set/terms/assets",
        orderbook::MAX_ASSETS - 1,
    ),
    // A replica may be no larger than all there is.
    List {
        none: Refused("orderbook/replica_above_capacity"),
        ..volumes(
            "orderbook/card/change/set/capacity/volumes",
            "orderbook/volumes",
        )
    },
    volumes(
        "orderbook/card/change/set/largest/volumes",
        "orderbook/volumes",
    ),
    volumes(
        "orderbook/card/change/report/largest/volumes",
        "orderbook/volumes",
    ),
    // The book serves one line, and who is named answers each.
    List {
        twice: Either(&["orderbook/one_gpu_line", "orderbook/classes"]),
        ..some("orderbook/place_order/demand/lines", demand::MAX_LINES)
    },
    bag(
        "orderbook/place_order/demand/lines/*/volumes",
        demand::MAX_VOLUMES,
        Taken,
    ),
    List {
        none: Refused("demand/gpu_kind"),
        ..some(
            "orderbook/place_order/demand/lines/*/gpu/alternatives",
            demand::MAX_ALTERNATIVES,
        )
    },
    set(
        "orderbook/place_order/demand/lines/*/gpu/property/models",
        demand::MAX_MODELS,
    ),
    set(
        "orderbook/place_order/demand/attributes",
        attestation::MAX_ATTRIBUTES,
    ),
    bag(
        "orderbook/place_order/demand/signed_by",
        demand::MAX_QUORUMS,
        Taken,
    ),
    some(
        "orderbook/place_order/demand/signed_by/*/of",
        demand::MAX_QUORUM,
    ),
    set("orderbook/place_order/demand/exclude", demand::MAX_EXCLUDED),
    some(
        "orderbook/place_order/way/named/providers",
        orderbook::MAX_NAMED,
    ),
    answers(
        "orderbook/place_order/way/named/providers/*/classes",
        "orderbook/classes",
    ),
    answers("auction/place_bid/bid/classes", "auction/mismatch"),
    answers("auction/commit/classes", "auction/mismatch"),
    // The bound is on both together, and the other has one entry.
    set("orderbook/expire/orders", orderbook::MAX_BATCH - 1),
    set("orderbook/expire/offers", orderbook::MAX_BATCH - 1),
    bag("orderbook/release/releases", orderbook::MAX_BATCH, TOO_MANY),
    bag("orderbook/award/faulted", auction::MAX_BIDS, Taken),
    bag("orderbook/fault/bidders", auction::MAX_BIDS, TOO_MANY),
];

/// More of them.
const LEASES: [List; 5] = [
    bag("escrow/open_leases/leases", escrow::MAX_PENDING, TOO_MANY),
    some("escrow/start/leases", escrow::MAX_BATCH),
    some("escrow/withdraw/leases", escrow::MAX_BATCH),
    some("escrow/sync/accounts", escrow::MAX_BATCH),
    some("escrow/close_leases/leases", escrow::MAX_BATCH),
];

/// May be empty: fees collected before can still be sent on.
const FEES: List = set("escrow/collect_fees/accounts", escrow::MAX_BATCH);

/// Who hands these over has checked them, and nobody else can send them.
const HANDED_OVER: [&str; 7] = [
    "auction/open/demand/",
    "orderbook/award/demand/",
    "orderbook/award/bid/classes",
    "orderbook/award/faulted/*/draw/",
    "orderbook/fault/bidders/*/draw/",
    "orderbook/release/releases/*/draw/",
    "escrow/open_leases/leases/*/draw/",
];

/// Another entry of the same kind.
fn another(entry: &Value, turn: usize) -> Value {
    let ours = format!("{DEFAULT_PREFIX}1");
    match entry {
        Value::String(text) if text.starts_with(&ours) && turn > 0 => {
            json!(Chain::new().addr(&format!("somebody {turn}")))
        }
        Value::String(text) if text.starts_with(&ours) => json!(text),
        Value::String(text) => match text.parse::<usize>() {
            Ok(number) => json!((number + turn).to_string()),
            Err(_) => json!(format!("{text}{turn}")),
        },
        Value::Number(number) => json!(number.as_u64().unwrap_or_default() + turn as u64),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| (name.clone(), another(field, turn)))
            .collect(),
        other => other.clone(),
    }
}

#[test]
fn every_list_is_bounded_and_names_things_once() {
    let mut bench = Bench::new();
    for sample in bench.samples() {
        for (pointer, value) in values(&sample.msg) {
            let name = format!("{}{}", sample.contract.name(), pattern(&pointer));
            let entries = value.as_array().filter(|entries| !entries.is_empty());
            let handed_over = HANDED_OVER.iter().any(|start| name.starts_with(start));
            let Some(entries) = entries.filter(|_| !handed_over) else {
                continue;
            };
            match LISTS
                .iter()
                .chain(&LEASES)
                .chain([&FEES])
                .find(|list| list.name == name)
            {
                Some(list) => try_list(&mut bench, &sample, &pointer, entries, list),
                None => {
                    let missing = Outcome::Broken("is not in LISTS".to_string());
                    bench.expect(false, &sample, &name, &missing);
                }
            }
        }
    }
    bench.report();
}

fn try_list(bench: &mut Bench, sample: &Sample, pointer: &str, entries: &[Value], list: &List) {
    let mut send = |case: &str, entries: Vec<Value>, holds: &dyn Fn(&Outcome) -> bool| {
        let msg = bench
            .stage
            .signed(with(&sample.msg, pointer, json!(entries)));
        let outcome = bench.send(sample, sample.sender, &msg, sample.funds());
        let holds = holds(&outcome) && !matches!(outcome, Outcome::Broken(_));
        bench.expect(holds, sample, &format!("{} {case}", list.name), &outcome);
    };
    let readable = |entries: &[Value]| {
        is_message(sample.contract, &with(&sample.msg, pointer, json!(entries)))
    };
    let fill = |length| {
        let others: Vec<Value> = (0..length).map(|turn| another(&entries[0], turn)).collect();
        match readable(&others) {
            true => others,
            // The neighbour of a name that stands for a variant is none.
            false => vec![entries[0].clone(); length],
        }
    };
    send("twice", [entries, entries].concat(), &|outcome| {
        list.twice.is(outcome)
    });
    send("none", vec![], &|outcome| list.none.is(outcome));
    // Most of these entries do not exist, which is another refusal.
    send("full", fill(list.max), &|outcome| {
        !outcome.is_one_of(&[LENGTH])
    });
    send("one too long", fill(list.max + 1), &|outcome| {
        list.long.is(outcome)
    });
}
