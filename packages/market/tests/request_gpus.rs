//! GPUs of a file and of the catalog: how many, of which classes, and what was meant by a name.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod groups;

use groups::{catalog, file, gpu, group, hash, of, resources};
use tender_interfaces::demand::{Gpu, Line, MAX_ALTERNATIVES};
use tender_market::catalog::{Catalog, Class, Slice};
use tender_market::request::{request, Note, Request, RequestError};
use tender_types::Rate;

fn names(gpu: &Gpu) -> Vec<&str> {
    gpu.alternatives
        .iter()
        .map(|one| one.class.as_str())
        .collect()
}

fn only_line(found: &Request) -> &Line {
    assert_eq!(found.demand.lines.len(), 1);
    &found.demand.lines[0]
}

/// Of one GPU with these models, from this catalog.
fn with_catalog(models: &str, catalog: &Catalog) -> Result<Request, RequestError> {
    let one = resources("1", "1Gi", "1Gi", &gpu(1, models));
    let text = file(&[("model", 1, &one)], "", "denom: uact, amount: 6000");
    request(&group(&text), catalog, "1.14".parse().unwrap(), hash())
}

fn alternatives(models: &str, catalog: &Catalog) -> Vec<String> {
    let found = with_catalog(models, catalog).unwrap();
    let gpu = only_line(&found).gpu.clone().unwrap();
    names(&gpu).into_iter().map(str::to_string).collect()
}

/// The cases of an audit: whatever stands beside a GPU, as many GPUs are ordered as are written, at the
/// whole price, and what stands beside them is asked for as it is written.
#[test]
fn gpus_are_not_bought_for_their_memory() {
    // (GPUs, cores, memory, disk), and MiB of the latter two.
    let cases = [
        (1, 16, "128Gi", "200Gi", (131_072, 204_800)),
        (1, 17, "64Gi", "50Gi", (65_536, 51_200)),
        (1, 8, "129Gi", "50Gi", (132_096, 51_200)),
        (1, 8, "64Gi", "1Ti", (65_536, 1_048_576)),
        (8, 64, "1280Gi", "2048Gi", (1_310_720, 2_097_152)),
    ];
    for (gpus, cpu, memory, disk, (memory_mib, disk_mib)) in cases {
        let text = resources(
            &cpu.to_string(),
            memory,
            disk,
            &gpu(gpus, "[{model: h100}]"),
        );
        // 3334 uact a block of 6 s and GPU: 2.00 USD an hour.
        let price = format!("denom: uact, amount: {}", 3_334 * gpus);
        let found = groups::with(&[("model", 1, &text)], "", &price).unwrap();
        let line = only_line(&found);
        let gpu = line.gpu.as_ref().unwrap();
        assert_eq!((line.replicas, gpu.per_replica), (1, gpus));
        assert_eq!(
            (line.cpu_milli, line.memory_mib, line.disk_mib),
            (cpu * 1_000, memory_mib, disk_mib)
        );
        for one in &gpu.alternatives {
            assert_eq!(
                one.ceiling,
                Rate(555_666_667),
                "{gpus} {cpu} {memory} {disk}"
            );
        }
        assert_eq!(found.notes, []);
    }
}

#[test]
fn services_beside_a_gpu_have_lines_of_their_own() {
    let web = resources("1", "1Gi", "1Gi", "");
    let model = |gpus| resources("20", "64Gi", "50Gi", &gpu(gpus, "[{model: h100}]"));
    let found = of(&[("a", 1, &model(1)), ("b", 3, &model(2)), ("web", 1, &web)]).unwrap();
    let lines = found.demand.lines.iter();
    let gpus: Vec<(u32, u32)> = lines
        .map(|line| {
            (
                line.replicas,
                line.gpu.as_ref().map_or(0, |gpu| gpu.per_replica),
            )
        })
        .collect();
    assert_eq!(gpus, [(1, 1), (3, 2), (1, 0)]);
}

#[test]
fn what_a_gpu_requirement_leaves_open_is_free() {
    let h100 = ["nvidia/h100/80Gi/sxm", "nvidia/h100/80Gi/pcie"];
    let a100 = ["nvidia/a100/80Gi/sxm", "nvidia/a100/40Gi/sxm"];
    let cases = [
        ("[{model: h100}]", h100.to_vec()),
        ("[{model: h100, interface: pcie}]", vec![h100[1]]),
        ("[{model: a100, ram: 40Gi}]", vec![a100[1]]),
        // In the order of the file, which the official parser sorts.
        (
            "[{model: h100}, {model: a100, ram: 80Gi}]",
            vec![a100[0], h100[0], h100[1]],
        ),
        ("[{model: \"a1*\"}]", a100.to_vec()),
        ("", [h100, a100].concat()),
    ];
    for (models, classes) in cases {
        assert_eq!(alternatives(models, &catalog()), classes, "{models}");
    }
}

#[test]
fn each_service_has_the_classes_of_its_own_list() {
    let model = |models| resources("4", "16Gi", "20Gi", &gpu(1, models));
    let found = of(&[
        ("chat", 1, &model("[{model: a100, ram: 80Gi}]")),
        ("embed", 1, &model("[{model: h100, interface: pcie}]")),
        ("off", 0, &model("[{model: v100}]")),
    ])
    .unwrap();
    let of_line = |index: usize| {
        let gpu = found.demand.lines[index].gpu.clone();
        names(&gpu.unwrap()).join(" ")
    };
    assert_eq!(of_line(0), "nvidia/a100/80Gi/sxm");
    assert_eq!(of_line(1), "nvidia/h100/80Gi/pcie");
    assert_eq!(found.demand.lines.len(), 2);
}

#[test]
fn other_vendors_are_served_too() {
    let amd = ", gpu: {units: 2, attributes: {vendor: {amd: }}}";
    let found = of(&[("a", 1, &resources("1", "1Gi", "1Gi", amd))]).unwrap();
    let gpu = only_line(&found).gpu.clone().unwrap();
    assert_eq!(
        (gpu.per_replica, names(&gpu)),
        (2, vec!["amd/mi300x/192Gi/oam"])
    );
}

#[test]
fn a_part_of_a_gpu_serves_only_who_names_it() {
    let whole = catalog().class("nvidia/h100/80Gi/sxm").unwrap().clone();
    let part = Class {
        model: "h100-1g.10gb".to_string(),
        memory_gib: 10,
        slice_of: Some(Slice {
            class: whole.name(),
            parts: 7,
        }),
        ..whole.clone()
    };
    let catalog: Catalog = [whole, part].into_iter().collect();
    for models in ["", "[{model: h100}]", "[{model: \"h1*\"}]"] {
        assert_eq!(
            alternatives(models, &catalog),
            ["nvidia/h100/80Gi/sxm"],
            "{models}"
        );
    }
    assert_eq!(
        alternatives("[{model: h100-1g.10gb}]", &catalog),
        ["nvidia/h100-1g.10gb/10Gi/sxm"]
    );
}

/// A catalog of `models` models of `variants` each: `m0/1Gi`, `m0/2Gi` ...
fn wide(models: u32, variants: u32) -> Catalog {
    let mut classes = vec![];
    for model in 0..models {
        for memory_gib in 1..=variants {
            classes.push(Class {
                vendor: "nvidia".to_string(),
                model: format!("m{model:02}"),
                memory_gib,
                interface: None,
                slice_of: None,
                carries: tender_types::Resources::default(),
            });
        }
    }
    classes.into_iter().collect()
}

#[test]
fn an_order_names_as_many_classes_as_it_can() {
    let most = u32::try_from(MAX_ALTERNATIVES).unwrap();
    let found = with_catalog("", &wide(most, 1)).unwrap();
    assert_eq!(
        only_line(&found).gpu.as_ref().unwrap().alternatives.len(),
        16
    );
    assert_eq!(found.notes, []);
    let found = with_catalog("", &wide(most + 1, 1)).unwrap();
    let classes = ["nvidia/m16/1Gi".to_string()].into();
    assert_eq!(found.notes, [Note::Narrowed { classes }]);
    let shown = found.notes[0].to_string();
    assert!(shown.contains("left out are `nvidia/m16/1Gi`"), "{shown}");
}

#[test]
fn one_class_of_each_model_comes_before_a_second_of_any() {
    // Ten models of three: one of each, a second of the first six, in the catalog's order.
    let named = alternatives("", &wide(10, 3));
    assert_eq!(named.len(), MAX_ALTERNATIVES);
    assert_eq!(
        named[..3],
        ["nvidia/m00/1Gi", "nvidia/m00/2Gi", "nvidia/m01/1Gi"]
    );
    assert_eq!(
        named[12..],
        [
            "nvidia/m06/1Gi",
            "nvidia/m07/1Gi",
            "nvidia/m08/1Gi",
            "nvidia/m09/1Gi"
        ]
    );
    // What a file names is not lost to a variant of something else.
    let list: Vec<String> = (0..16)
        .map(|model| format!("{{model: m{model:02}}}"))
        .collect();
    let named = alternatives(&format!("[{}]", list.join(", ")), &wide(20, 4));
    let first: Vec<String> = (0..16)
        .map(|model| format!("nvidia/m{model:02}/1Gi"))
        .collect();
    assert_eq!(named, first);
}

#[test]
fn a_client_that_knows_the_book_names_what_is_cheapest() {
    let catalog = wide(20, 1).cheapest_first(|class| match class.model.as_str() {
        "m19" => Some(Rate(1)),
        "m05" => Some(Rate(5)),
        _ => None,
    });
    let named = alternatives("", &catalog);
    assert_eq!(
        named[..3],
        ["nvidia/m19/1Gi", "nvidia/m05/1Gi", "nvidia/m00/1Gi"]
    );
}

#[test]
fn a_model_that_is_unknown_beside_others_is_named_with_what_was_meant() {
    let found = with_catalog(
        "[{model: h100}, {model: A100}, {model: quadro}]",
        &catalog(),
    )
    .unwrap();
    assert_eq!(
        only_line(&found).gpu.as_ref().unwrap().alternatives.len(),
        2
    );
    let models = [
        "`nvidia: {model: A100}` (did you mean `model: a100`?)".to_string(),
        "`nvidia: {model: quadro}`".to_string(),
    ];
    assert_eq!(
        found.notes,
        [Note::UnknownGpus {
            models: models.into(),
            more: 0,
        }]
    );
    let many: Vec<String> = (10..21)
        .map(|number| format!("{{model: x{number}}}"))
        .collect();
    let found = with_catalog(
        &format!("[{{model: h100}}, {}]", many.join(", ")),
        &catalog(),
    );
    let shown = found.unwrap().notes[0].to_string();
    assert!(
        shown.ends_with("`nvidia: {model: x17}` and 3 more"),
        "{shown}"
    );
}

#[test]
#[rustfmt::skip] // a table
fn a_gpu_that_the_catalog_does_not_have_is_named_as_in_the_file() {
    let cases = [
        ("[{model: A100}]", "has no GPU `nvidia: {model: A100}`: did you mean `model: a100`?"),
        ("[{model: h100-sxm}]", "did you mean `model: h100`?"),
        ("[{model: quadro}]", "its models of `nvidia` are `a100`, `h100`."),
        ("[{model: a100, ram: 96Gi}]", "it has `nvidia: {model: a100, ram: 40Gi, interface: sxm}`, `nvidia: {model: a100, ram: 80Gi"),
        ("[{model: a100, interface: pcie}]", "it has `nvidia: {model: a100, ram: 40Gi, interface: sxm}`"),
        ("}, ndivia: {", "did you mean the vendor `nvidia`?"),
        ("}, xilinx: {", "its vendors are `amd`, `intel`, `nvidia`."),
    ];
    for (models, expected) in cases {
        let gpu = match models.strip_prefix("}, ") {
            None => gpu(1, models),
            Some(vendor) => format!(", gpu: {{units: 1, attributes: {{vendor: {{{}: }}}}}}", vendor.trim_end_matches(": {")),
        };
        let error = of(&[("a", 1, &resources("1", "1Gi", "1Gi", &gpu))]).unwrap_err();
        assert_eq!(error.code(), "request/no_gpu");
        assert!(error.to_string().contains(expected), "{expected}: {error}");
    }
}
