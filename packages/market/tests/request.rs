//! From SDL groups to demands: lines as they are written, rates, requirements.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod groups;

use groups::{file, gpu, hash, of, requested, resources, with};
use tender_interfaces::demand::{Line, LineVolume, Placement, Quorum};
use tender_market::request::{Conversion, Note};
use tender_market::sdl::parse;
use tender_types::{AssetIndex, Payer, Rate, Seconds, Tier, VolumeClass};

const GIB: u64 = 1_024;

fn line(replicas: u32, cpu_milli: u64, memory_mib: u64, disk_mib: u64) -> Line {
    Line {
        replicas,
        cpu_milli,
        memory_mib,
        disk_mib,
        volumes: vec![],
        gpu: None,
    }
}

#[test]
fn every_service_is_a_line_of_its_own() {
    let small = resources("500m", "1Gi", "1Gi", "");
    let large = resources("8", "16Gi", "100Gi", "");
    let found = of(&[("api", 3, &small), ("db", 1, &large), ("web", 2, &small)]).unwrap();
    assert_eq!(
        found.demand.lines,
        [
            line(3, 500, GIB, GIB),
            line(1, 8_000, 16 * GIB, 100 * GIB),
            line(2, 500, GIB, GIB),
        ]
    );
    assert_eq!(found.demand.placement, Placement::OneProvider {});
    assert_eq!(found.notes, []);
}

#[test]
fn what_a_file_does_not_say_is_as_a_demand_has_it() {
    let demand = of(&[("web", 1, &resources("1", "1Gi", "1Gi", ""))])
        .unwrap()
        .demand;
    assert_eq!(
        (demand.account, demand.asset),
        (Payer::Newest, AssetIndex::CREDIT)
    );
    assert_eq!(demand.manifest_hash, hash());
    assert_eq!((demand.min_tier, demand.rematch), (Tier::NONE, 0));
    assert_eq!((demand.public_ips, demand.start_within), (0, None));
    assert!(!demand.together && demand.exclude.is_empty());
    assert!(demand.signed_by.is_empty() && demand.attributes.is_empty());
}

#[test]
fn sizes_are_rounded_up_to_whole_mebibytes() {
    // Megabytes and single bytes, of memory and of disk.
    let cases = [
        ("1Mi", "5Mi", (1, 5)),
        ("1048577", "5242881", (2, 6)),
        ("2M", "6M", (2, 6)),
        ("1.1Gi", "1.1Gi", (1_127, 1_127)),
    ];
    for (memory, disk, (memory_mib, disk_mib)) in cases {
        let found = of(&[("web", 1, &resources("1", memory, disk, ""))]).unwrap();
        assert_eq!(
            found.demand.lines,
            [line(1, 1_000, memory_mib, disk_mib)],
            "{memory} {disk}"
        );
    }
}

#[test]
fn a_service_without_replicas_is_left_out_and_named() {
    let one = resources("1", "1Gi", "1Gi", "");
    let found = of(&[("off", 0, &one), ("web", 1, &one)]).unwrap();
    assert_eq!(found.demand.lines.len(), 1);
    let services = vec!["off".to_string()];
    assert_eq!(found.notes, [Note::NoReplicas { services }]);
}

#[test]
fn disks_add_up_per_replica_and_volumes_stay_apart() {
    let storage = "storage: [{size: 1500M}, {name: more, size: 500M}, {name: a, size: 5Gi, attributes: {persistent: true, class: beta3}}, {name: b, size: 1Gi, attributes: {persistent: true}}, {name: c, size: 7Gi, attributes: {persistent: true, class: beta3}}, {name: d, size: 1G, attributes: {persistent: true, class: beta1}}, {name: s, size: 1500M, attributes: {persistent: false, class: ram}}]";
    let text = format!("cpu: {{units: 1}}, memory: {{size: 500M}}, {storage}");
    let document = file(&[("db", 2, &text)], "", "denom: uact, amount: 1").replace(
        "    image: nginx\n",
        "    image: nginx\n    params: {storage: {a: {mount: /a}, b: {mount: /b}, s: {mount: /s}}}\n",
    );
    let found = requested(&document).unwrap();
    let volume = |class, mib| LineVolume { class, mib };
    // 2000 MB are 1907.3 MiB, of memory and of disk: rounded once, over all.
    let expected = Line {
        volumes: vec![
            volume(Some(VolumeClass::Nvme), 5 * GIB),
            volume(None, GIB),
            volume(Some(VolumeClass::Nvme), 7 * GIB),
            volume(Some(VolumeClass::Hdd), 954),
        ],
        ..line(2, 1_000, 1_908, 1_908)
    };
    assert_eq!(found.demand.lines, [expected]);
    let volumes = ["b".to_string()].into();
    assert_eq!(found.notes, [Note::AnyDisk { volumes }]);
}

#[test]
fn every_class_of_volume_has_its_disk() {
    let cases = [
        (", class: beta1", Some(VolumeClass::Hdd)),
        (", class: beta2", Some(VolumeClass::Ssd)),
        (", class: beta3", Some(VolumeClass::Nvme)),
        (", class: default", None),
        ("", None),
    ];
    for (written, class) in cases {
        let text = format!("cpu: {{units: 1}}, memory: {{size: 1Gi}}, storage: [{{name: v, size: 1Gi, attributes: {{persistent: true{written}}}}}]");
        let document = file(&[("db", 1, &text)], "", "denom: uact, amount: 1").replace(
            "    image: nginx\n",
            "    image: nginx\n    params: {storage: {v: {mount: /v}}}\n",
        );
        let line = &requested(&document).unwrap().demand.lines[0];
        assert_eq!(line.volumes, [LineVolume { class, mib: GIB }], "{written}");
        assert_eq!(line.disk_mib, 0);
    }
}

/// Once a group, however many ports, services and replicas are open on it.
#[test]
fn a_leased_address_is_counted_once_a_group() {
    let to = |ip: &str| format!("to: [{{global: true, ip: {ip}}}]");
    let expose = format!(
        "    expose:\n      - {{port: 8080, as: 80, {}}}\n      - {{port: 53, proto: udp, {}}}\n      - {{port: 99, {}}}\n",
        to("front"),
        to("front"),
        to("back")
    );
    let port = "    expose:\n      - port: 80\n        to:\n          - global: true\n";
    let one = resources("1", "1Gi", "1Gi", "");
    let text = file(&[("gate", 3, &one)], "", "denom: uact, amount: 6000")
        .replace(port, &expose)
        .replace(
            "deployment:\n",
            "endpoints: {front: {kind: ip}, back: {kind: ip}}\ndeployment:\n",
        );
    let parsed = parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let resource = &parsed.groups[0].resources[0];
    // The official count, which has one for each port, and one more for each on an address.
    assert_eq!(
        (resource.endpoints.total(), resource.addresses.len()),
        (6, 2)
    );
    let found = requested(&text).unwrap();
    assert_eq!(found.demand.public_ips, 2);
    assert_eq!(found.notes, []);
}

#[test]
fn one_address_of_two_services_is_one_address() {
    let one = resources("1", "1Gi", "1Gi", "");
    let text = file(
        &[("api", 1, &one), ("web", 1, &one)],
        "",
        "denom: uact, amount: 6000",
    );
    let (api, web) = text.split_once("  web:\n").unwrap();
    let leased = "          - {global: true, ip: front}\n";
    let api = api.replacen("          - global: true\n", leased, 1);
    let web = web
        .replacen("- port: 80", "- port: 80\n        as: 81", 1)
        .replacen("          - global: true\n", leased, 1);
    let text = format!("{api}  web:\n{web}").replace(
        "deployment:\n",
        "endpoints: {front: {kind: ip}}\ndeployment:\n",
    );
    assert_eq!(requested(&text).unwrap().demand.public_ips, 1);
}

#[test]
fn prices_per_replica_and_block_become_one_rate_for_everything() {
    let one = resources("1", "1Gi", "1Gi", "");
    let rate = |profiles: &[(&str, u32, &str)], price: &str| {
        with(profiles, "", price).unwrap().demand.max_rate
    };
    let price = "denom: uact, amount: 6000";
    // 6000 micro-USD a block of 6 s: 1000 micro-USD a second, a thousand million pico.
    assert_eq!(rate(&[("web", 1, &one)], price), Rate(1_000_000_000));
    assert_eq!(rate(&[("web", 3, &one)], price), Rate(3_000_000_000));
    assert_eq!(
        rate(
            &[("api", 2, &one), ("off", 0, &one), ("web", 3, &one)],
            price
        ),
        Rate(5_000_000_000)
    );
    // Fractions are cut off once, of everything: 25 and 3 × 25 in 10^-6 of a pico-unit over 6 s.
    let price = "denom: uact, amount: 0.000025";
    assert_eq!(rate(&[("web", 1, &one)], price), Rate(4));
    assert_eq!(rate(&[("web", 3, &one)], price), Rate(12));
}

#[test]
fn a_gpu_may_cost_its_share_of_its_replica() {
    let model = |gpus| resources("8", "64Gi", "50Gi", &gpu(gpus, "[{model: h100}]"));
    let of_price = |gpus, count, amount: &str| {
        let price = format!("denom: uact, amount: {amount}");
        let found = with(&[("model", count, &model(gpus))], "", &price).unwrap();
        let gpu = found.demand.lines[0].gpu.clone().unwrap();
        assert_eq!(gpu.per_replica, gpus);
        let ceilings: Vec<Rate> = gpu.alternatives.iter().map(|one| one.ceiling).collect();
        assert!(ceilings.iter().all(|one| *one == ceilings[0]));
        (ceilings[0], found.demand.max_rate)
    };
    assert_eq!(
        of_price(1, 1, "6000"),
        (Rate(1_000_000_000), Rate(1_000_000_000))
    );
    assert_eq!(
        of_price(8, 1, "48000"),
        (Rate(1_000_000_000), Rate(8_000_000_000))
    );
    assert_eq!(
        of_price(8, 2, "48000"),
        (Rate(1_000_000_000), Rate(16_000_000_000))
    );
    // A third is rounded up, so that three of them may cost what is written, which the total bounds.
    assert_eq!(of_price(3, 1, "0.00006"), (Rate(4), Rate(10)));
    // Cheaper than a pico-unit for each, but not for all.
    assert_eq!(of_price(8, 1, "0.000006"), (Rate(1), Rate(1)));
}

/// One truth: what the check of a file says of its prices is what an order does with them.
#[test]
fn other_denoms_are_converted_as_the_warning_says() {
    let one = resources("1", "1Gi", "1Gi", &gpu(1, "[{model: h100}]"));
    let ibc = format!("ibc/{}", "A".repeat(64));
    let cases = [
        ("uact", 1_000_000_000, Conversion::Settled, None),
        (
            "uakt",
            1_140_000_000,
            Conversion::AtOracle,
            Some("uakt is converted at the oracle's price"),
        ),
        (
            ibc.as_str(),
            1_000_000_000,
            Conversion::AtPar,
            Some("it is taken at par with uact"),
        ),
    ];
    for (denom, rate, conversion, said) in cases {
        let text = file(
            &[("web", 1, &one)],
            "",
            &format!("denom: {denom}, amount: 6000"),
        );
        let found = requested(&text).unwrap();
        let ceiling = found.demand.lines[0].gpu.as_ref().unwrap().alternatives[0].ceiling;
        assert_eq!((found.demand.max_rate, ceiling), (Rate(rate), Rate(rate)));
        assert_eq!(Conversion::of(denom), conversion);
        assert_eq!(found.notes, []);
        let parsed = parse(&text).unwrap();
        let warnings: Vec<&str> = parsed
            .warnings
            .iter()
            .map(|one| one.message.as_str())
            .collect();
        match said {
            None => assert!(warnings.is_empty(), "{warnings:?}"),
            Some(said) => assert!(
                warnings.len() == 1 && warnings[0].contains(said),
                "{warnings:?}"
            ),
        }
    }
}

#[test]
fn requirements_become_names_and_quorums() {
    let one = resources("1", "1Gi", "1Gi", "");
    let quorum = |k, of: &[&str]| Quorum {
        k,
        of: of.iter().map(|name| (*name).to_string()).collect(),
    };
    let cases = [
        ("", vec![]),
        ("{allOf: [x]}", vec![quorum(1, &["x"])]),
        ("{allOf: [x, w]}", vec![quorum(2, &["w", "x"])]),
        ("{anyOf: [y, z]}", vec![quorum(1, &["y", "z"])]),
        (
            "{allOf: [x, w], anyOf: [y, z]}",
            vec![quorum(2, &["w", "x"]), quorum(1, &["y", "z"])],
        ),
    ];
    for (written, quorums) in cases {
        let placement = format!(
            "      attributes: {{region: eu-west, host: akash}}\n      signedBy: {written}\n"
        );
        let found = with(&[("web", 1, &one)], &placement, "denom: uact, amount: 1").unwrap();
        assert_eq!(found.demand.attributes, ["host=akash", "region=eu-west"]);
        assert_eq!(found.demand.signed_by, quorums, "{written}");
    }
}

/// What Akash calls reclamation is a notice here.
#[test]
fn a_reclamation_window_is_the_notice_that_is_asked_for() {
    let one = resources("1", "1Gi", "1Gi", "");
    let text = file(&[("web", 1, &one)], "", "denom: uact, amount: 1");
    let notice = |written: &str| {
        let text = text.replace("deployment:\n", &format!("{written}deployment:\n"));
        assert_eq!(parse(&text).unwrap().warnings, []);
        requested(&text).unwrap().demand.notice_at_least
    };
    assert_eq!(notice(""), Seconds(0));
    assert_eq!(notice("reclamation: {min_window: 24h}\n"), Seconds(86_400));
    assert_eq!(notice("reclamation: {min_window: 1m0.5s}\n"), Seconds(61));
    assert_eq!(notice("reclamation: {min_window: 1ns}\n"), Seconds(1));
}

/// An order takes no name twice; files do name the same twice.
#[test]
fn a_requirement_written_twice_counts_once() {
    let one = resources("1", "1Gi", "1Gi", "");
    let placement = "      attributes: {tee/type: cpu}\n      signedBy: {allOf: [x, x], anyOf: [y, y, y, y, y]}\n";
    let text = file(&[("web", 1, &one)], placement, "denom: uact, amount: 1");
    let text = text.replace("image: nginx", "image: nginx\n    params: {tee: cpu}");
    let demand = requested(&text).unwrap().demand;
    assert_eq!(demand.attributes, ["tee/type=cpu"]);
    let sizes: Vec<(u8, usize)> = demand
        .signed_by
        .iter()
        .map(|quorum| (quorum.k, quorum.of.len()))
        .collect();
    assert_eq!(sizes, [(1, 1), (1, 1)]);
}
