//! Mistakes people make, each with the place and the hint it must give.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use tender_market::sdl;

/// A file that is right; each case replaces one part of it.
const RIGHT: &str = r#"version: "2.0"
services:
  web:
    image: web:1
    env:
      - A=1
    expose:
      - port: 80
        to:
          - global: true
profiles:
  compute:
    web:
      resources:
        cpu:
          units: 1
        memory:
          size: 4Gi
        storage:
          size: 1Gi
  placement:
    here:
      pricing:
        web:
          denom: uact
          amount: 1000
deployment:
  web:
    here:
      profile: web
      count: 1
"#;

/// Text replaced, its replacement, line and column of the error, part of message and of hint.
type Case = (
    &'static str,
    &'static str,
    (usize, usize),
    &'static str,
    &'static str,
);

/// The one error of a text that has one mistake: what follows from a mistake is not told.
fn one_error(text: &str) -> sdl::SdlError {
    only(sdl::parse(text))
}

fn only(answer: Result<sdl::Parsed, sdl::Refused>) -> sdl::SdlError {
    match answer {
        Ok(_) => panic!("it is accepted"),
        Err(refused) => match refused.errors.as_slice() {
            [error] => error.clone(),
            errors => panic!("{} errors: {refused}", errors.len()),
        },
    }
}

fn check(cases: &[Case]) {
    for (from, to, place, message, hint) in cases {
        assert_eq!(
            RIGHT.matches(from).count(),
            1,
            "{from:?} is not in the file once"
        );
        let text = RIGHT.replace(from, to);
        println!("{to:?}");
        let error = one_error(&text);
        assert_eq!((error.at.line, error.at.column), *place, "{to:?}: {error}");
        assert!(
            error.message.contains(message),
            "{to:?}: message is {:?}",
            error.message
        );
        assert!(
            error.hint.contains(hint),
            "{to:?}: hint is {:?}",
            error.hint
        );
    }
}

#[test]
fn the_file_the_cases_change_is_right() {
    let parsed = sdl::parse(RIGHT).unwrap();
    assert_eq!(parsed.groups.len(), 1);
    assert_eq!(parsed.warnings, []);
}

#[test]
#[rustfmt::skip] // a table
fn quantities() {
    check(&[
        ("size: 4Gi", "size: 4gb", (18, 17), "`4gb`", "write 4Gi or 4G"),
        ("size: 4Gi", "size: 4 GB", (18, 17), "`4 GB`", "write 4Gi or 4G"),
        ("size: 4Gi", "size: 512mi", (18, 17), "`512mi`", "write 512Mi or 512M"),
        ("size: 4Gi", "size: lots", (18, 17), "`lots`", "512Mi or 4Gi"),
        ("size: 4Gi", "size: -1Gi", (18, 17), "`-1Gi`", "512Mi or 4Gi"),
        ("size: 4Gi", "size: 0x10", (18, 17), "`0x10`", "512Mi or 4Gi"),
        ("size: 4Gi", "size: 1048575", (18, 17), "memory of `1048575` is less", "1Mi and 2Ti"),
        ("size: 4Gi", "size: 2.1Ti", (18, 17), "memory of `2.1Ti` is more", "1Mi and 2Ti"),
        ("size: 4Gi", "size: 99999999Ei", (18, 17), "must be a size", "Ei"),
        ("size: 1Gi", "size: 4Mi", (20, 17), "volume `default` of `4Mi` is less", "5Mi and 32Ti"),
        ("units: 1\n", "units: 2 cores\n", (16, 18), "`2 cores`", "write 2 for 2 cores"),
        ("units: 1\n", "units: 0.5m\n", (16, 18), "`0.5m`", "write 500m"),
        ("units: 1\n", "units: 9m\n", (16, 18), "cpu of `9m` is less", "10m and 384"),
        ("units: 1\n", "units: 384.001\n", (16, 18), "cpu of `384.001` is more", "384 cores"),
        ("units: 1\n", "units: 4294968\n", (16, 18), "more than any provider", "384 cores"),
        ("units: 1\n", "unit: 1\n", (16, 11), "cpu has no key `unit`", "`units`"),
        ("port: 80", "port: \"80\"", (8, 15), "`80`", "without quotes"),
        ("port: 80", "port: 65536", (8, 15), "port 65536", "1 to 65535"),
        ("count: 1", "count: one", (31, 14), "`one`", "without quotes"),
        ("count: 1", "count: 0", (22, 5), "every count is 0", "count: 1"),
        ("count: 1", "count: 19201", (22, 5), "more than 19200 cores in all", "lower the counts"),
    ]);
}

#[test]
#[rustfmt::skip] // a table
fn gpu() {
    let gpu = |inner: &'static str| -> &'static str {
        let text = format!("size: 1Gi\n        gpu:\n{inner}");
        Box::leak(text.into_boxed_str())
    };
    let from = "size: 1Gi";
    let nvidia = "          units: 1\n          attributes: {vendor: {nvidia: [";
    let with = |models: &str| gpu(Box::leak(format!("{nvidia}{models}]}}}}").into_boxed_str()));
    check(&[
        (from, with("{model: h100, interface: sxm4}"), (23, 67), "`sxm4`", "write sxm"),
        (from, with("{model: h100, interface: PCIe}"), (23, 67), "`PCIe`", "write pcie"),
        (from, with("{model: h100, ram: 80GB}"), (23, 61), "`80GB`", "write 80Gi"),
        (from, with("{model: h100}, {model: h100}"), (23, 23), "listed twice", "remove one"),
        (from, with("{model: \"h 100\"}"), (23, 23), "no requirement", "letters, digits"),
        (from, with("h100"), (23, 42), "must be a mapping", "`model`"),
        (from, gpu("          units: 1"), (22, 11), "names no vendor", "nvidia"),
        (from, gpu("          model: h100"), (22, 11), "no key `model`", "under attributes"),
        (from, gpu("          units: 0\n          attributes: {vendor: {nvidia: }}"), (22, 18), "0 GPUs", "units: 1"),
        (from, gpu("          units: 25\n          attributes: {vendor: {nvidia: }}"), (22, 18), "gpu of 25 units is more", "24"),
        (from, gpu("          units: 1.5\n          attributes: {vendor: {nvidia: }}"), (22, 18), "`1.5`", "1, 2, 4 or 8"),
    ]);
}

#[test]
#[rustfmt::skip] // a table
fn storage() {
    check(&[
        ("          size: 1Gi", "          - size: 1Gi\n          - size: 2Gi", (21, 19), "two volumes are named `default`", "own `name`"),
        ("size: 1Gi", "size: 1Gi\n          attributes: {class: beta3}", (21, 31), "must be persistent", "persistent: true"),
        ("size: 1Gi", "size: 1Gi\n          attributes: {class: ssd}", (21, 31), "class `ssd`", "beta3 (NVMe)"),
        ("size: 1Gi", "size: 1Gi\n          attributes: {class: ram, persistent: true}", (21, 31), "ram cannot", "disk class"),
        ("size: 1Gi", "size: 1Gi\n          attributes: {persistent: True}", (21, 36), "`True`", "lower case"),
        ("size: 1Gi", "size: 1Gi\n          attributes: {mount: /data}", (21, 24), "no attribute `mount`", "service's params"),
        ("size: 1Gi", "size: 1Gi\n          attributes: {persistent: true}", (3, 3), "does not mount", "mount: /data"),
        ("image: web:1", "image: web:1\n    params: {storage: {disk: {mount: /d}}}", (5, 38), "no volume `disk`", "`name`"),
        ("image: web:1", "image: web:1\n    params: {storage: {default: {mount: d}}}", (5, 41), "mounted at `d`", "/data"),
    ]);
}

#[test]
#[rustfmt::skip] // a table
fn services() {
    check(&[
        ("image: web:1", "image:", (3, 3), "has no image", "image: name:tag"),
        ("- A=1", "- 1A=1", (6, 9), "`1A`", "NAME=value"),
        ("- A=1", "- A: 1", (6, 9), "must be text", "one line of text"),
        ("          - global: true", "          global: true", (10, 11), "to must be a list", "- global: true"),
        ("- global: true", "- service: web", (28, 3), "from outside", "global: true"),
        ("- global: true", "- global: \"true\"", (10, 21), "`true`", "without quotes"),
        ("- global: true", "- {global: true, ip: ip}", (10, 13), "no endpoint `ip`", "under endpoints"),
        ("port: 80", "port: 80\n        proto: http", (9, 16), "proto `http`", "tcp or udp"),
        ("port: 80", "port: 80\n        accept: [http://a.com]", (9, 18), "`http://a.com`", "without http://"),
        ("port: 80", "port: 80\n        accept: [a.com, a.com]", (9, 25), "used twice", "one port"),
        ("port: 80", "port: 80\n        http_options: {read_timeout: 60001}", (9, 23), "read_timeout", "at most 60000"),
        ("image: web:1", "image: web:1\n    credentials: {host: a, username: b}", (5, 18), "no password", "username and password"),
        ("image: web:1", "image: web:1\n    params: {tee: sgx}", (5, 19), "tee `sgx`", "cpu or cpu-gpu"),
        ("image: web:1", "image: web:1\n    params: {tee: cpu-gpu}", (5, 19), "without a GPU", "tee: cpu"),
    ]);
}

#[test]
#[rustfmt::skip] // a table
fn pricing_and_references() {
    check(&[
        ("amount: 1000", "amount: 0", (26, 19), "is zero", "at least"),
        ("amount: 1000", "amount: -1", (26, 19), "is negative", "above zero"),
        ("amount: 1000", "amount: 1e3", (26, 19), "no decimal number", "digits only"),
        ("amount: 1000", "amount: 1000uact", (26, 19), "no decimal number", "denom has its own line"),
        ("amount: 1000", "amount: 0.1234567890123456789", (26, 19), "18 decimals", "at most 18"),
        ("amount: 1000", "amount: 10000000.5", (26, 19), "above 10000000", "write less"),
        ("denom: uact", "denom: u$", (25, 18), "`u$`", "write uact"),
        ("denom: uact\n", "\n", (26, 11), "no denom", "denom: uact"),
        ("        web:\n          denom: uact\n          amount: 1000", "        web:", (24, 9), "no price", "denom: uact"),
        ("        web:\n          denom", "        wab:\n          denom", (22, 5), "no price for compute profile `web`", "did you mean `wab`? Or add `web:`"),
        ("profile: web", "profile: wab", (30, 16), "no compute profile `wab`", "did you mean `web`?"),
        ("  web:\n    here:", "  wob:\n    here:", (28, 3), "no service `wob`", "did you mean `web`?"),
        ("    here:\n      profile", "    there:\n      profile", (29, 5), "no placement `there`", "did you mean `here`?"),
        ("deployment:", "endpoints: {pub: {kind: ip}}\ndeployment:", (27, 13), "`pub` is not used", "ip: pub"),
        ("deployment:", "reclamation: {min_window: 1d}\ndeployment:", (27, 27), "`1d`", "24h"),
    ]);
}

#[test]
fn denoms_may_not_be_mixed() {
    let other =
        "          amount: 1000\n    there:\n      pricing: {web: {denom: uakt, amount: 1}}";
    let text =
        RIGHT.replace("          amount: 1000", other) + "    there: {profile: web, count: 1}\n";
    let error = one_error(&text);
    assert_eq!((error.at.line, error.at.column), (28, 30), "{error}");
    assert!(error.message.contains("uakt"), "{error}");
    assert!(error.hint.contains("one denom"), "{error}");
}

#[test]
#[rustfmt::skip] // a table
fn yaml_and_structure() {
    check(&[
        ("    image: web:1", "\timage: web:1", (4, 1), "not YAML", "spaces, not tabs"),
        ("image: web:1", "image: web:1\n    image: web:2", (5, 5), "`image` is written twice", "keep one"),
        ("image: web:1", "image: \"web:1", (4, 12), "not YAML", "quotes"),
        ("image: web:1", "image: *web", (4, 12), "no anchor `&web`", "write the value out"),
        ("image: web:1", "image: &web [*web]", (4, 18), "no anchor `&web`", "write the value out"),
        ("image: web:1", "image: [!a, b]", (4, 13), "cannot be read", "remove tags"),
        ("image: web:1", "image: [web]", (4, 12), "must be text", "one line"),
        ("image: web:1", "image: \u{7}", (4, 12), "control character U+0007", "remove"),
        ("version: \"2.0\"\n", "", (1, 1), "no version", "version: \"2.0\""),
        ("version: \"2.0\"", "version: \"3.x\"", (1, 10), "`3.x`", "version: \"2.0\""),
        ("version: \"2.0\"", "version: 1.0", (1, 10), "`1.0`", "version: \"2.0\""),
        ("services:", "service:", (2, 1), "no section `service`", "services"),
        ("  placement:", "placement:", (21, 1), "no section `placement`", "profiles"),
    ]);
}

#[test]
fn no_mapping_at_all() {
    for (text, message) in [
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("hello", "must be a mapping"),
        ("- a", "must be a mapping"),
    ] {
        let error = one_error(text);
        assert!(error.message.contains(message), "{text:?}: {error}");
        assert_eq!((error.at.line, error.at.column), (1, 1), "{text:?}");
    }
    let error = only(sdl::parse_bytes(b"a: b\nc: \xff"));
    assert_eq!((error.at.line, error.at.column), (2, 4), "{error}");
}

#[test]
fn bounds_on_the_input() {
    let deep = format!("version: {}", "[".repeat(sdl::MAX_DEPTH + 1));
    assert!(one_error(&deep).message.contains("levels deep"));

    let mut bomb = String::from("version: \"2.0\"\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert!(one_error(&bomb).message.contains("aliases followed"));

    let long = "#".repeat(sdl::MAX_BYTES + 1);
    assert!(one_error(&long).message.contains("bytes"));
    let fits = "#".repeat(sdl::MAX_BYTES);
    assert!(one_error(&fits).message.contains("empty"));
}
