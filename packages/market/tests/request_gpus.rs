//! GPUs of a file and of the catalog: how many units, of which classes, and what was meant by a name.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod groups;

use groups::{gpu, of, resources};

#[test]
fn small_services_ride_on_the_gpu_units() {
    let web = resources("1", "1Gi", "1Gi", "");
    let model = resources("8", "64Gi", "50Gi", &gpu(1, "[{model: h100}]"));
    let found = of(&[("model", 1, &model), ("web", 1, &web)]).unwrap();
    assert_eq!((found.units, found.asked.gpus), (1, 1));
    assert_eq!(
        found.classes,
        ["nvidia/h100/80Gi/sxm", "nvidia/h100/80Gi/pcie"]
    );
}

#[test]
fn what_a_gpu_requirement_leaves_open_is_free() {
    let cases = [
        ("[{model: h100}]", 2),
        ("[{model: h100, interface: pcie}]", 1),
        ("[{model: a100, ram: 40Gi}]", 1),
        ("[{model: h100}, {model: a100, ram: 80Gi}]", 3),
        ("", 4),
    ];
    for (models, classes) in cases {
        let found = of(&[("m", 1, &resources("1", "1Gi", "1Gi", &gpu(1, models)))]).unwrap();
        assert_eq!(
            found.classes.len(),
            classes,
            "{models}: {:?}",
            found.classes
        );
        assert!(found.classes.iter().all(|name| name.starts_with("nvidia/")));
    }
}

#[test]
fn a_gpu_is_never_rented_for_what_is_beside_it() {
    // (cores, memory, disk) beside one GPU, and what is asked of its unit beyond an H100's least.
    let cases = [
        ("16", "128Gi", "200Gi", (0, 0, 0)),
        ("40", "128Gi", "200Gi", (40_000, 0, 0)),
        ("16", "129Gi", "200Gi", (0, 132_096, 0)),
        ("16", "128Gi", "201Gi", (0, 0, 201)),
    ];
    for (cpu, memory, disk, (cpu_milli, memory_mib, disk_gib)) in cases {
        let model = resources(cpu, memory, disk, &gpu(1, "[{model: h100}]"));
        let found = of(&[("model", 1, &model)]).unwrap();
        assert_eq!(found.units, 1, "{cpu} {memory} {disk}");
        assert_eq!(
            (
                found.unit.cpu_milli,
                found.unit.memory_mib,
                found.unit.disk_gib
            ),
            (cpu_milli, memory_mib, disk_gib)
        );
        assert_eq!(found.classes.len(), 2);
        assert_eq!(found.notes, []);
    }
    // Two services of two GPUs with a small one beside them: 3 GPUs share 45 cores.
    let web = resources("5", "1Gi", "1Gi", "");
    let model = |gpus| resources("20", "64Gi", "50Gi", &gpu(gpus, "[{model: h100}]"));
    let found = of(&[("a", 1, &model(1)), ("b", 1, &model(2)), ("web", 1, &web)]).unwrap();
    assert_eq!((found.units, found.unit.cpu_milli), (3, 0));
    assert_eq!((found.asked.gpus, found.asked.cpu_milli), (3, 45_000));
}

#[test]
fn services_with_gpus_get_what_all_their_lists_accept() {
    let model = |models| resources("4", "16Gi", "20Gi", &gpu(1, models));
    let found = of(&[
        (
            "chat",
            1,
            &model("[{model: a100}, {model: h100, interface: pcie}]"),
        ),
        ("embed", 1, &model("[{model: h100}, {model: l4}]")),
        ("none", 0, &model("[{model: v100}]")),
    ])
    .unwrap();
    assert_eq!(
        (found.units, found.classes),
        (2, vec!["nvidia/h100/80Gi/pcie".to_string()])
    );
    let any = of(&[("a", 1, &model("")), ("b", 1, &model("[{model: a1*}]"))]).unwrap();
    assert_eq!(any.classes.len(), 2, "{:?}", any.classes);
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
        ("}, intel: {", "its vendors are `amd`, `nvidia`."),
    ];
    for (models, expected) in cases {
        let gpu = match models.strip_prefix("}, ") {
            None => gpu(1, models),
            Some(vendor) => format!(", gpu: {{units: 1, attributes: {{vendor: {{{}: }}}}}}", vendor.trim_end_matches(": {")),
        };
        let error = of(&[("a", 1, &resources("1", "1Gi", "1Gi", &gpu))]).unwrap_err();
        assert!(error.to_string().contains(expected), "{expected}: {error}");
    }
}
