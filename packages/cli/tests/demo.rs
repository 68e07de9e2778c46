//! The demonstration on native code: the story, the receipts, and files that nobody serves.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use serde_json::Value;
use tender::demo::{run, Manner, Plan};
use tender::style::Style;
use tender_market::text::is_hidden;
use tender_testkit::Native;
use textwrap::core::display_width;

const JSON: Manner = Manner {
    json: true,
    verbose: false,
    style: Style::PLAIN,
};

fn example() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/llm.yaml");
    std::fs::read_to_string(file).unwrap()
}

/// The story of a file, as JSON.
fn story(text: &str) -> Vec<Value> {
    let plan = Plan::read("test.yaml", text.as_bytes(), true, Style::PLAIN).unwrap();
    let text = told(&plan, JSON);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn told(plan: &Plan, manner: Manner) -> String {
    let mut out = Vec::new();
    run(&Native, plan, manner, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The story of a file for people, in lines of `width` columns.
fn shown(text: &str, verbose: bool, width: usize) -> String {
    let plan = Plan::read("test.yaml", text.as_bytes(), false, Style::PLAIN).unwrap();
    let manner = Manner {
        json: false,
        verbose,
        style: Style::PLAIN.in_columns(width),
    };
    told(&plan, manner)
}

fn of<'a>(story: &'a [Value], kind: &str) -> Vec<&'a Value> {
    story.iter().filter(|line| line["kind"] == kind).collect()
}

fn micro(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn the_example_is_rented_both_ways_and_every_receipt_adds_up() {
    let story = story(&example());
    let receipts = of(&story, "receipt");
    let ways: Vec<&str> = receipts
        .iter()
        .map(|one| one["way"].as_str().unwrap())
        .collect();
    assert_eq!(ways, ["book", "auction"]);
    for receipt in receipts {
        let money = &receipt["micro_act"];
        let out: u128 = ["paid", "fees", "burned", "refunded"]
            .iter()
            .map(|part| micro(&money[*part]))
            .sum();
        assert_eq!(micro(&money["deposited"]), out, "{receipt}");
        assert!(micro(&money["paid"]) > 0);
        assert_eq!(receipt["class"], "nvidia/h100/80Gi/sxm");
    }
}

#[test]
fn the_auction_has_three_bidders_and_is_not_dearer_than_the_book() {
    let story = story(&example());
    let steps = of(&story, "step");
    let bids = steps
        .iter()
        .find(|step| step["code"].as_str().unwrap().ends_with("place_bid.rs"));
    let providers: u32 = bids.unwrap()["text"]
        .as_str()
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(providers >= 3);
    let price = |receipt: &Value| -> f64 {
        receipt["usd_per_unit_hour"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap()
    };
    let receipts = of(&story, "receipt");
    assert!(price(receipts[1]) < price(receipts[0]));
}

#[test]
fn everybody_left_and_everything_holds() {
    let story = story(&example());
    let end = of(&story, "end")[0];
    assert_eq!(end["micro_act_supply"], "0");
    assert_eq!(end["invariants_broken"], 0);
    assert!(end["invariants_held"].as_u64().unwrap() > 10);
    assert!(micro(&end["micro_akt_net_burned"]) > 0);
    let held_by = |who: &str| -> i128 {
        let changes = of(&story, "step")
            .into_iter()
            .flat_map(|step| step["money"].as_array().unwrap());
        let own = changes.filter(|change| change["who"] == who);
        own.map(|change| change["micro"].as_str().unwrap().parse::<i128>().unwrap())
            .sum()
    };
    for who in ["escrow", "bonds", "bme"] {
        assert_eq!(held_by(who), 0, "{who}");
    }
}

/// Those that only some files lead to included. What a dispatcher passes on, another file handles.
#[test]
fn every_file_that_the_story_can_name_is_there_and_handles_something() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let deeds = std::fs::read_to_string(folder.join("src/demo/deeds.rs")).unwrap();
    let quoted = deeds.split('"').skip(1).step_by(2);
    let named: Vec<&str> = quoted.filter(|text| text.ends_with(".rs")).collect();
    assert!(named.len() > 20, "{named:?}");
    for code in &named {
        let file = folder.join("../..").join(code);
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{code}: {error}"));
        let verb = file.file_stem().unwrap().to_str().unwrap();
        assert!(!["contract", "receive"].contains(&verb), "{code} passes on");
        assert!(text.contains(&format!("fn {verb}")), "{code}");
    }
    for step in of(&story(&example()), "step") {
        let code = step["code"].as_str().unwrap();
        assert!(named.contains(&code), "{code}");
    }
}

#[test]
fn a_burn_into_an_account_is_told_with_the_file_that_mints() {
    let story = story(&example());
    let steps = of(&story, "step");
    let burns = steps.iter().filter(|step| {
        let text = step["text"].as_str().unwrap();
        text.contains("for credit (1 ACT = 1 USD)")
    });
    let code: Vec<&str> = burns.map(|step| step["code"].as_str().unwrap()).collect();
    assert_eq!(code, ["contracts/bme/src/execute/mint.rs"; 2]);
}

#[test]
fn the_same_hardware_is_priced_at_three_clouds() {
    let story = story(&example());
    let elsewhere = of(&story, "elsewhere")[0];
    let prices = elsewhere["prices"].as_array().unwrap();
    assert_eq!(prices.len(), 3);
    assert!(prices
        .iter()
        .all(|row| row["as_of"].is_string() && row["source"].is_string()));
}

#[test]
fn a_price_below_the_market_is_explained_for_every_provider() {
    let story = story(&example().replace("amount: 5000", "amount: 500"));
    let explained = of(&story, "explained");
    let providers = explained[0]["providers"].as_array().unwrap();
    assert_eq!(providers.len(), 5);
    let reason = |name: &str| {
        let found = providers.iter().find(|one| one["provider"] == name);
        found.unwrap()["reason"].as_str().unwrap().to_string()
    };
    assert!(
        reason("ben").contains("above the $0.3000 per GPU·h"),
        "{}",
        reason("ben")
    );
    assert!(of(&story, "receipt").is_empty());
    assert_eq!(of(&story, "end").len(), 1);
}

#[test]
fn each_dimension_is_explained_in_words() {
    let cases = [
        (
            "host: akash",
            "host: nowhere",
            "it does not have the attribute",
        ),
        (
            "size: 200Gi",
            "size: 3000Gi",
            "of persistent nvme, 2.92 TiB are wanted",
        ),
        (
            "model: h100",
            "model: H100-SXM",
            "did you mean `model: h100`?",
        ),
        ("host: akash", "hots: akash", "(did you mean `host=akash`?)"),
        (
            "units: 12",
            "units: 40",
            "a unit carries 16 vCPU, 40 vCPU are wanted",
        ),
    ];
    for (from, to, expected) in cases {
        let text = example().replace(from, to);
        // Without auditors, an attribute that is missing is named.
        let text = text.replace("      signedBy:\n        anyOf:\n          - akash1365yvmc4s7awdyj3n2sav7xfx76adc6dnmlx63\n", "");
        let story = story(&text);
        let explained = of(&story, "explained");
        assert!(
            explained[0].to_string().contains(expected),
            "{to}: {}",
            explained[0]
        );
    }
}

#[test]
fn a_wrong_file_is_the_answer_of_the_check() {
    let text = example().replace("64Gi", "64gb");
    let refused = Plan::read("test.yaml", text.as_bytes(), false, Style::PLAIN).unwrap_err();
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("test.yaml:30:17"), "{}", refused.err);
}

#[test]
fn every_line_of_json_has_a_kind() {
    let text = example().replace("64Gi", "64gb");
    let refused = Plan::read("test.yaml", text.as_bytes(), true, Style::PLAIN).unwrap_err();
    assert_eq!((refused.code, refused.err.as_str()), (2, ""));
    let line: Value = serde_json::from_str(&refused.out).unwrap();
    assert_eq!(line["kind"], "refused");
    assert_eq!(line["errors"][0]["line"], 30);
    assert_eq!(line["more"], false);
    assert!(line["warnings"].is_array());

    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.unwrap();
    let unserved = example().replace("amount: 5000", "amount: 500");
    let odd = example().replace("uact", "uakt");
    let stories = [example(), unserved, odd].map(|text| story(&text));
    for line in stories.iter().flatten().chain([&line]) {
        let kind = line["kind"].as_str().unwrap_or_else(|| panic!("{line}"));
        assert!(readme.contains(&format!("`{kind}`")), "{kind}");
    }
}

/// Every group runs until its money is spent, so a file with many outlives what auditors signed.
#[test]
fn a_file_with_many_groups_outlives_attestations() {
    const GROUPS: usize = 24;
    let each = |line: &dyn Fn(usize) -> String| (0..GROUPS).map(line).collect::<String>();
    let placements = each(&|n| {
        format!("    p{n}:\n      attributes: {{host: akash}}\n      signedBy: {{anyOf: [someone]}}\n      pricing: {{web: {{denom: uact, amount: 100}}}}\n")
    });
    let deployment = each(&|n| format!("    p{n}: {{profile: web, count: 1}}\n"));
    let text = format!(
        "version: \"2.0\"\nservices:\n  web:\n    image: nginx\n    expose:\n      - port: 80\n        to:\n          - global: true\nprofiles:\n  compute:\n    web:\n      resources: {{cpu: {{units: 1}}, memory: {{size: 1Gi}}, storage: {{size: 1Gi}}}}\n  placement:\n{placements}deployment:\n  web:\n{deployment}"
    );
    let story = story(&text);
    assert_eq!(of(&story, "receipt").len(), 2 * GROUPS);
    let renewed = |step: &&Value| step["text"].as_str().unwrap().contains("signs anew");
    assert!(of(&story, "step").into_iter().any(|step| renewed(&step)));
}

/// Real files, when a folder of them is named: none may stop the demonstration.
#[test]
fn files_of_a_folder() {
    let Some(folder) = std::env::var_os("TENDER_SDL_DIR") else {
        return;
    };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let text = std::fs::read(&path).unwrap();
        let Ok(plan) = Plan::read("test.yaml", &text, true, Style::PLAIN) else {
            continue;
        };
        let told = run(&Native, &plan, JSON, &mut Vec::new());
        assert!(told.is_ok(), "{}: {told:?}", path.display());
    }
}

#[test]
fn the_set_up_is_told_in_two_steps_and_in_full_when_asked_for() {
    let until = |story: String| -> u32 {
        let (opening, _) = story.split_once("ana's deployment").unwrap();
        let files = opening.matches("      code  ").count();
        u32::try_from(files).unwrap()
    };
    assert_eq!(until(shown(&example(), false, 80)), 2);
    assert_eq!(until(shown(&example(), true, 80)), 11);
}

#[test]
fn gas_is_in_one_table_that_has_all_of_it() {
    let brief = shown(&example(), false, 80);
    assert_eq!(brief.matches("      gas   ").count(), 0);
    assert!(brief.contains("orderbook place order "), "{brief}");
    assert!(brief.contains("bme mint "), "{brief}");
    assert!(shown(&example(), true, 80).contains("      gas   "));
    let story = story(&example());
    let sum = |rows: Vec<&Value>, key: &str| -> u64 {
        rows.iter().map(|row| row[key].as_u64().unwrap()).sum()
    };
    let jobs: Vec<&Value> = of(&story, "gas")[0]["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    for key in ["gas", "gas_pinned", "transactions"] {
        assert_eq!(
            sum(of(&story, "step"), key),
            sum(jobs.clone(), key),
            "{key}"
        );
    }
}

#[test]
fn what_is_asked_for_stands_beside_what_is_rented() {
    let story = story(&example());
    let rented = of(&story, "rented");
    assert_eq!(rented.len(), 2);
    let (asked, given) = (&rented[0]["asked"], &rented[0]["rented"]);
    for (part, wanted, carried) in [
        ("gpus", 1, 1),
        ("cpu_milli", 12_000, 16_000),
        ("memory_bytes", 64 << 30, 128 << 30),
        ("disk_bytes", 50 << 30, 200 << 30),
        ("addresses", 0, 2),
    ] {
        assert_eq!(
            (asked[part].as_u64(), given[part].as_u64()),
            (Some(wanted), Some(carried)),
            "{part}"
        );
    }
    let price = |key: &str| -> f64 { rented[0][key].as_str().unwrap().parse().unwrap() };
    assert!((price("usd_per_hour") * 730.0 - price("usd_per_month")).abs() < 0.05);
    let text = shown(&example(), false, 80);
    assert!(
        text.contains("cores                              12 vCPU               16 vCPU"),
        "{text}"
    );
}

/// What the market does with a price is said once, by the warning; figures are added to it.
#[test]
fn a_price_in_another_coin_is_explained_once() {
    let akt = shown(&example().replace("uact", "uakt"), false, 80);
    assert_eq!(akt.matches("uakt is converted").count(), 1, "{akt}");
    assert_eq!(akt.matches("(1.14 USD per AKT)").count(), 1, "{akt}");
    let other = shown(&example().replace("uact", "ibc/AB"), false, 80);
    assert_eq!(other.matches("at par").count(), 1, "{other}");
    assert!(!other.contains("not used"), "{other}");
}

#[test]
fn no_line_is_longer_than_the_terminal() {
    let unserved = example().replace("amount: 5000", "amount: 500");
    for text in [example(), unserved] {
        for width in [40, 60, 80, 100] {
            for verbose in [false, true] {
                for line in shown(&text, verbose, width).lines() {
                    assert!(display_width(line) <= width, "{width}: {line}");
                }
            }
        }
    }
}

#[test]
fn nothing_that_a_terminal_obeys_or_hides_is_told() {
    let hostile = format!("\"\\e[2J\\u202e\\u200b{}\"", "x".repeat(10_000));
    let name = "\u{1b}[2J\u{202e}.yaml";
    for (from, json) in [
        ("anywhere", false),
        ("anywhere", true),
        ("akash1365yvmc4s7awdyj3n2sav7xfx76adc6dnmlx63", false),
        ("akash\n", false),
        ("h100", false),
    ] {
        let mut to = hostile.clone();
        if from.ends_with('\n') {
            to.push('\n');
        }
        let text = example().replace(from, &to);
        let manner = Manner { json, ..JSON };
        let story = match Plan::read(name, text.as_bytes(), json, Style::PLAIN) {
            Ok(plan) => told(&plan, manner),
            Err(refused) => refused.err + &refused.out,
        };
        for line in story.lines() {
            assert!(!line.contains(is_hidden), "{line:?}");
            assert!(json || line.chars().count() <= 400, "{line}");
        }
    }
}
