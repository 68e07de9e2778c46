//! The demonstration on native code: the story, the receipts, and files that nobody serves.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use serde_json::Value;
use tender::demo::{run, Manner, Plan};
use tender::style::Style;
use tender_market::sdl::Group;
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
    parsed(&told(&plan, JSON))
}

fn parsed(text: &str) -> Vec<Value> {
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

fn price(line: &Value) -> f64 {
    line["usd_per_hour"].as_str().unwrap().parse().unwrap()
}

/// The steps whose file is called `name`.
fn steps<'a>(story: &'a [Value], name: &str) -> Vec<&'a Value> {
    let all = of(story, "step").into_iter();
    all.filter(|step| step["code"].as_str().unwrap().ends_with(name))
        .collect()
}

#[test]
fn the_example_is_rented_in_three_ways_and_every_receipt_adds_up() {
    let story = story(&example());
    let ways = |kind: &str| -> Vec<String> {
        let lines = of(&story, kind);
        let ways = lines.iter().map(|one| one["way"].as_str().unwrap());
        ways.map(str::to_string).collect()
    };
    assert_eq!(ways("rented"), ["card", "book", "auction"]);
    assert_eq!(ways("receipt"), ["card", "book", "auction"]);
    for receipt in of(&story, "receipt") {
        let money = &receipt["micro_act"];
        let out: u128 = ["paid", "fees", "burned", "refunded"]
            .iter()
            .map(|part| micro(&money[*part]))
            .sum();
        assert_eq!(micro(&money["deposited"]), out, "{receipt}");
        assert!(micro(&money["paid"]) > 0);
    }
    for rented in of(&story, "rented") {
        let gpus = serde_json::json!([{"class": "nvidia/h100/80Gi/sxm", "units": 1}]);
        assert_eq!(rented["gpus"], gpus);
    }
}

#[test]
fn the_auction_has_three_honest_bidders_and_is_not_dearer_than_the_card() {
    let story = story(&example());
    let bids = steps(&story, "place_bid.rs")[0]["text"].as_str().unwrap();
    for name in ["ben $", "bea $", "bob $"] {
        assert!(bids.contains(name), "{bids}");
    }
    let receipts = of(&story, "receipt");
    assert!(price(receipts[2]) < price(receipts[0]));
}

/// One that wins and does not start is paid nothing and pays for it; the next in line serves.
#[test]
fn who_does_not_start_pays_and_somebody_else_serves() {
    let story = story(&example());
    let late = steps(&story, "close_leases.rs").into_iter();
    let late: Vec<&str> = late
        .map(|step| step["text"].as_str().unwrap())
        .filter(|text| text.contains("sid has not started"))
        .collect();
    assert_eq!(late.len(), 2);
    // The second outage costs twice as much.
    assert!(late[0].contains("sid loses 8.000000 AKT"), "{}", late[0]);
    assert!(late[1].contains("sid loses 16.000000 AKT"), "{}", late[1]);
    let claims = steps(&story, "claim.rs");
    assert_eq!(claims.len(), 2);
    let end = of(&story, "end")[0];
    assert_eq!(micro(&end["micro_akt_burned_of_bonds"]), 14_000_000);
    let kinds = ["rented", "receipt"].into_iter();
    for line in kinds.flat_map(|kind| of(&story, kind)) {
        assert_ne!(line["provider"], "sid");
    }
}

#[test]
fn everybody_left_and_everything_holds() {
    let story = story(&example());
    let end = of(&story, "end")[0];
    assert_eq!(end["micro_act_supply"], "0");
    assert_eq!(end["micro_akt_in_contracts"], "0");
    assert_eq!(end["micro_act_in_contracts"], "0");
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
    let deeds = std::fs::read_to_string(folder.join("src/demo/deeds/code.rs")).unwrap();
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
    assert_eq!(code, ["contracts/bme/src/execute/mint.rs"; 3]);
}

#[test]
fn the_same_hardware_is_priced_at_three_clouds() {
    let story = story(&example());
    let elsewhere = of(&story, "elsewhere")[0];
    let prices = elsewhere["prices"].as_array().unwrap();
    assert_eq!(prices.len(), 3);
    for row in prices {
        assert!(row["usd_per_hour"].is_string(), "{row}");
        let remark = row["remarks"][0].as_str().unwrap();
        assert!(
            remark.contains("as of") && remark.contains("Source: "),
            "{row}"
        );
    }
}

#[test]
fn a_price_below_the_market_is_explained_for_every_provider() {
    let story = story(&example().replace("amount: 5000", "amount: 500"));
    let explained = of(&story, "explained");
    let providers = explained[0]["providers"].as_array().unwrap();
    assert_eq!(providers.len(), 6);
    let reason = |name: &str| {
        let found = providers.iter().find(|one| one["provider"] == name);
        found.unwrap()["mismatches"].to_string()
    };
    let expected = "`llm`: asks $2.1293 per GPU·h, above the $0.3000 that the file pays";
    assert!(reason("ben").contains(expected), "{}", reason("ben"));
    assert_eq!(explained[0]["next"], "raise `amount` under `pricing`");
    assert!(of(&story, "receipt").is_empty());
    assert_eq!(of(&story, "end").len(), 1);
}

/// The example beside a small service: two lines of one group.
fn two_lines(cores: u32) -> String {
    let web = format!("    web:\n      resources: {{cpu: {{units: {cores}}}, memory: {{size: 1Gi}}, storage: {{size: 1Gi}}}}\n");
    example()
        .replace(
            "services:\n",
            "services:\n  web:\n    image: nginx\n    expose:\n      - port: 80\n        to:\n          - global: true\n",
        )
        .replace("  compute:\n", &format!("  compute:\n{web}"))
        .replace(
            "        llm:\n          denom",
            "        web: {denom: uact, amount: 2000}\n        llm:\n          denom",
        )
        .replace(
            "deployment:\n",
            "deployment:\n  web:\n    anywhere: {profile: web, count: 2}\n",
        )
}

#[test]
fn a_group_of_several_lines_is_rented_whole() {
    let story = story(&two_lines(4));
    let rented = of(&story, "rented");
    let ways: Vec<&str> = rented
        .iter()
        .map(|one| one["way"].as_str().unwrap())
        .collect();
    assert_eq!(ways, ["card", "auction"]);
    for one in rented {
        assert_eq!(
            (&one["asked"]["gpus"], &one["rented"]["gpus"]),
            (&1.into(), &1.into())
        );
        assert_eq!(one["asked"]["cpu_milli"], 20_000);
        assert_eq!(
            one["rented"]["cpu_milli"], 24_000,
            "16 beside the GPU, 8 by card"
        );
    }
    let said = of(&story, "remark");
    assert!(said.iter().any(|one| one["text"]
        .as_str()
        .unwrap()
        .starts_with("not from the book")));
    let clouds = of(&story, "elsewhere")[0]["prices"]
        .as_array()
        .unwrap()
        .clone();
    assert!(clouds[0]["from"]
        .as_str()
        .unwrap()
        .contains(" + 8 vCPU and 2 GiB, from m6i"));
}

#[test]
fn what_fails_is_told_line_by_line() {
    let story = story(&two_lines(300));
    let explained = of(&story, "explained")[0];
    let ben = &explained["providers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["provider"] == "ben");
    let mismatches = ben.unwrap()["mismatches"].to_string();
    assert!(
        mismatches.contains("`web`: it has 128 vCPU, 300 vCPU are wanted"),
        "{mismatches}"
    );
}

/// Quorums keep their numbers: two of two, and one of two, each with an auditor of its own.
#[test]
fn an_auditor_stands_in_for_each_whom_the_file_names() {
    let named = "        anyOf:\n          - akash1365yvmc4s7awdyj3n2sav7xfx76adc6dnmlx63\n";
    let quorums = "        anyOf: [one, two]\n        allOf: [three, four]\n";
    let story = story(&example().replace(named, quorums));
    assert_eq!(of(&story, "rented").len(), 3);
    let admitted = steps(&story, "admit_auditor.rs");
    assert_eq!(admitted.len(), 2);
    let text = admitted[1]["text"].as_str().unwrap();
    assert!(text.contains("gov admits auguste, agnes, amos;"), "{text}");
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
            "size: 64Gi",
            "size: 1400Gi",
            " of memory, 1.36 TiB are wanted",
        ),
        ("count: 1", "count: 40", "32 GPUs are free, 40 are wanted"),
        (
            "model: h100",
            "model: H100-SXM",
            "did you mean `model: h100`?",
        ),
        ("host: akash", "hots: akash", "(did you mean `host=akash`?)"),
        (
            "units: 12",
            "units: 300",
            "it has 128 vCPU, 300 vCPU are wanted",
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
    let renewed = |step: &&Value| step["text"].as_str().unwrap().contains("signed anew");
    assert!(of(&story, "step").into_iter().any(|step| renewed(&step)));
}

/// Real files, when a folder of them is named: each group of every file that is right is rented by card
/// and by auction, with as many GPUs as the file says.
#[test]
fn files_of_a_folder() {
    let Some(folder) = std::env::var_os("TENDER_SDL_DIR") else {
        return;
    };
    let mut rented = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let text = std::fs::read(&path).unwrap();
        let Ok(plan) = Plan::read("test.yaml", &text, true, Style::PLAIN) else {
            continue;
        };
        let story = parsed(&told(&plan, JSON));
        for group in &plan.parsed.groups {
            rented += 1;
            whole_group_is_rented(&path, &story, group);
        }
    }
    assert!(rented > 0);
}

fn whole_group_is_rented(path: &Path, story: &[Value], group: &Group) {
    let all = of(story, "rented").into_iter();
    let own: Vec<&Value> = all
        .filter(|one| one["group"] == group.name.as_str())
        .collect();
    let ways: Vec<&str> = own.iter().map(|one| one["way"].as_str().unwrap()).collect();
    let unserved = of(story, "explained");
    for way in ["card", "auction"] {
        assert!(
            ways.contains(&way),
            "{}: {ways:?}: {unserved:?}",
            path.display()
        );
    }
    let gpus = group.resources.iter();
    let gpus: u64 = gpus
        .map(|one| u64::from(one.count).saturating_mul(one.gpu.units.into()))
        .sum();
    for one in own {
        assert_eq!(one["rented"]["gpus"], gpus, "{}: {one}", path.display());
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
    assert_eq!(until(shown(&example(), true, 80)), 23);
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
    let (asked, given) = (&rented[0]["asked"], &rented[0]["rented"]);
    for (part, wanted, carried) in [
        ("gpus", 1, 1),
        ("cpu_milli", 12_000, 16_000),
        ("memory_mib", 64 << 10, 128 << 10),
        ("disk_mib", 50 << 10, 200 << 10),
        ("public_ips", 0, 0),
    ] {
        assert_eq!(
            (asked[part].as_u64(), given[part].as_u64()),
            (Some(wanted), Some(carried)),
            "{part}"
        );
    }
    let figure = |key: &str| -> f64 { rented[0][key].as_str().unwrap().parse().unwrap() };
    assert!((figure("usd_per_hour") * 730.0 - figure("usd_per_month")).abs() < 0.05);
    let text = shown(&example(), false, 80);
    let row = "cores                   12 vCPU       16 vCPU       16 vCPU       16 vCPU";
    assert!(text.contains(row), "{text}");
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
