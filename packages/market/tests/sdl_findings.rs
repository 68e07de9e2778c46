//! What is said of a file with many mistakes, with habits of other formats, in other encodings, or
//! made to harm: all of it at once, once, short, and in the file's words.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use tender_market::sdl::{self, Parsed, Refused, Source};
use tender_market::text::is_hidden;

const RIGHT: &str = include_str!("sdl/anchors.yaml");

/// One service, one profile, one placement.
const SMALL: &str = r#"version: "2.0"
services:
  web:
    image: web:1
    expose:
      - port: 80
        to:
          - global: true
profiles:
  compute:
    web:
      resources:
        cpu: {units: 1}
        memory: {size: 1Gi}
        storage: {size: 1Gi}
  placement:
    here:
      pricing:
        web: {denom: uact, amount: 1000}
deployment:
  web:
    here: {profile: web, count: 1}
"#;

fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(SMALL.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from:?}");
        text.replace(from, to)
    })
}

fn refused(text: &str) -> Refused {
    match sdl::parse(text) {
        Ok(_) => panic!("it is accepted:\n{text}"),
        Err(refused) => refused,
    }
}

fn accepted(text: &str) -> Parsed {
    sdl::parse(text).unwrap_or_else(|refused| panic!("{refused}\n{text}"))
}

/// Each error as `line:column: message; hint`.
fn errors(text: &str) -> Vec<String> {
    refused(text)
        .errors
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn assert_refused(text: &str, because: &str) {
    let errors = errors(text);
    assert!(
        errors.iter().any(|error| error.contains(because)),
        "{errors:?}"
    );
}

fn assert_errors(text: &str, expected: &[&str]) {
    let found = errors(text);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            found.contains(expected),
            "{expected:?} is not in {found:#?}"
        );
    }
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let text = changed(&[
        ("\"2.0\"", "two"),
        ("image: web:1", "img: web:1\n    env: [1A=1, [x]]"),
        ("port: 80", "port: 0"),
        ("units: 1", "units: 1 core"),
        (
            "{size: 1Gi}\n        storage: {size: 1Gi}",
            "{size: 1gb}\n        storage: {size: 1}",
        ),
        ("denom: uact, amount: 1000", "denom: u, amount: 0"),
        ("count: 1", "count: one"),
    ]);
    assert_errors(
        &text,
        &[
            "1:10: version must be 2.0 or 2.1",
            "3:3: service `web` has no image",
            "5:11: `1A` is no name for an environment variable",
            "5:17: an entry of env must be text",
            "7:15: port 0 does not exist",
            "14:22: cpu units must be a number of cores, not `1 core`",
            "15:24: memory size must be a size, not `1gb`",
            "16:25: volume `default` of `1` is less than a unit may ask for",
            "20:22: `u` is no denom",
            "20:33: amount `0` is zero",
            "23:33: count must be a whole number up to 4294967295, not `one`",
        ],
    );
    let warnings = refused(&text).warnings;
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].message.contains("`img` is no key here"));
}

#[test]
fn what_follows_from_a_mistake_is_not_told() {
    let cases = [
        (
            "  web:\n    image: web:1\n",
            "  web: nginx\n  more:\n    image: web:1\n",
            1,
        ),
        (
            "        cpu: {units: 1}\n",
            "        cpu: {units: one}\n",
            1,
        ),
        ("global: true", "global: maybe", 1),
        ("  placement:\n", "placement:\n", 1),
        ("services:\n", "servces:\n", 1),
        ("profile: web", "profile: [web]", 1),
        // Two mistakes.
        (
            "deployment:\n",
            "endpoints: {Pub: {kind: ip}}\ndeployment:\n",
            2,
        ),
    ];
    for (from, to, number) in cases {
        let found = errors(&changed(&[(from, to)]));
        assert_eq!(found.len(), number, "{to:?}: {found:#?}");
    }
}

#[test]
fn errors_are_bounded_and_say_that_there_are_more() {
    let env: String = (0..500).map(|n| format!("      - {n}=x\n")).collect();
    let text = changed(&[("    expose:\n", &format!("    env:\n{env}    expose:\n"))]);
    let refused = refused(&text);
    assert_eq!(refused.errors.len(), sdl::MAX_FINDINGS);
    assert!(refused.more);
    let keys: String = (0..500).map(|n| format!("    x{n}: 1\n")).collect();
    let text = changed(&[("    expose:\n", &format!("{keys}    expose:\n"))]);
    let warnings = accepted(&text).warnings;
    assert_eq!(warnings.len(), sdl::MAX_FINDINGS + 1);
    assert!(warnings[sdl::MAX_FINDINGS]
        .message
        .contains("more than 100"));
}

#[test]
fn the_same_warning_is_said_once_with_its_number_of_places() {
    let many = |part: &dyn Fn(u32) -> String| (0..10).map(part).collect::<String>();
    let services = many(&|n| {
        format!("  s{n}:\n    image: web:1\n    expose: [{{port: 80, to: [{{global: true}}]}}]\n")
    });
    let compute = many(&|n| {
        format!("    s{n}: {{resources: {{cpu: {{units: 1}}, memory: {{size: 1Gi}}, storage: {{size: 1Gi}}}}}}\n")
    });
    let pricing = many(&|n| format!("        s{n}: {{denom: uakt, amount: 10}}\n"));
    let deployment = many(&|n| format!("  s{n}: {{here: {{profile: s{n}, count: 1}}}}\n"));
    let text = format!("version: \"2.0\"\nservices:\n{services}profiles:\n  compute:\n{compute}  placement:\n    here:\n      pricing:\n{pricing}deployment:\n{deployment}");
    let warnings = accepted(&text).warnings;
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!((warnings[0].places, warnings[0].at.line), (10, 48));
    assert!(warnings[0].message.contains("uakt is converted"));
}

/// Names of services, profiles and placements are not in a warning, so that it is the same for all.
#[test]
fn what_many_have_in_common_is_one_warning() {
    const MANY: usize = 150;
    let many = |part: &dyn Fn(usize) -> String| (0..MANY).map(part).collect::<String>();
    let services = many(&|n| format!("  s{n}: {{image: web:1, imagee: x}}\n"));
    let compute = many(&|n| {
        format!("    s{n}:\n      cpu_: 1\n      resources: {{cpu: {{units: 1}}, memory: {{size: 1Gi}}, storage: {{size: 1Gi}}, disk: 1}}\n")
    });
    let placement = many(&|n| format!("    p{n}: {{region: eu}}\n"));
    let pricing = many(&|n| format!("        s{n}: {{denom: uact, amount: 10, per: day}}\n"));
    let deployment = many(&|n| format!("  s{n}: {{}}\n"));
    let replicas = many(&|n| format!("  w{n}: {{here: {{profile: web, count: 1, scale: 2}}}}\n"));
    let running = many(&|n| {
        format!("  w{n}:\n    image: web:1\n    expose: [{{port: 80, to: [{{global: true}}]}}]\n")
    });
    let text = changed(&[
        ("services:\n", &format!("services:\n{services}{running}")),
        ("  compute:\n", &format!("  compute:\n{compute}")),
        ("  placement:\n", &format!("  placement:\n{placement}")),
        ("      pricing:\n", &format!("      pricing:\n{pricing}")),
        (
            "deployment:\n",
            &format!("deployment:\n{deployment}{replicas}"),
        ),
    ]);
    let warnings = accepted(&text).warnings;
    let said: Vec<&str> = warnings.iter().map(|one| one.message.as_str()).collect();
    assert!(
        warnings.iter().all(|one| one.places == MANY),
        "{warnings:#?}"
    );
    let expected = [
        "this service is not deployed and is not used",
        "`imagee` is no key here and is not used (did you mean `image`?)",
        "this compute profile is not used",
        "`cpu_` is no key here and is not used (known keys: `resources`)",
        "`disk` is no key here and is not used (known keys: `cpu`, `gpu`, `memory`, `storage`)",
        "this placement is not used",
        "`region` is no key here and is not used (known keys: `attributes`, `signedBy`, `pricing`)",
        "this price is not used: the placement has no service of this compute profile",
        "`per` is no key here and is not used (known keys: `denom`, `amount`)",
        "this deployment names no placement and is not used",
        "`scale` is no key here and is not used (known keys: `profile`, `count`)",
    ];
    assert_eq!(said, expected);
}

#[test]
#[rustfmt::skip] // a table
fn a_level_that_is_left_out_is_named() {
    let placement = "    here:\n      pricing:\n        web: {denom: uact, amount: 1000}\n";
    let compute = "    web:\n      resources:\n        cpu: {units: 1}\n        memory: {size: 1Gi}\n        storage: {size: 1Gi}\n";
    let service = "  web:\n    image: web:1\n    expose:\n      - port: 80\n        to:\n          - global: true\n";
    let cases: [(&str, &str, &str); 12] = [
        ("    here: {profile: web, count: 1}\n", "    profile: web\n    count: 1\n", "22:5: `profile` stands where a placement's name belongs"),
        ("  web:\n    here: {profile", "  {profile", "21:4: `profile` stands where a service's name belongs"),
        (placement, "    pricing:\n      web: {denom: uact, amount: 1000}\n", "17:5: `pricing` stands where a placement's name belongs"),
        (placement, "    attributes: {host: akash}\n    pricing:\n      web: {denom: uact, amount: 1000}\n", "17:5: `attributes` stands where a placement's name belongs"),
        ("      pricing:\n        web:", "      web:", "18:7: `web` stands where `pricing` belongs"),
        ("        web: {denom: uact, amount: 1000}", "        {denom: uact, amount: 1000}", "19:10: `denom` stands where a compute profile's name belongs"),
        (compute, "    resources: {cpu: {units: 1}, memory: {size: 1Gi}, storage: {size: 1Gi}}\n", "11:5: `resources` stands where a compute profile's name belongs"),
        (compute, "    cpu: {units: 1}\n    memory: {size: 1Gi}\n", "11:5: `cpu` stands where a compute profile's name belongs"),
        ("      resources:\n        cpu", "        cpu", "12:9: `cpu` stands where `resources` belongs"),
        ("  compute:\n    web:", "    web:", "10:5: `web` stands where `compute` belongs"),
        (service, "  image: web:1\n  expose: [{port: 80, to: [{global: true}]}]\n", "3:3: `image` stands where a service's name belongs"),
        ("        to:\n          - global: true", "        global: true", "7:9: `global` stands where `to` belongs"),
    ];
    for (from, to, expected) in cases {
        let mut text = changed(&[(from, to)]);
        if to.starts_with("    web:") {
            text = text.replace("  placement:\n    here:", "    here:");
        }
        let found = errors(&text);
        assert!(found.iter().any(|found| found.contains(expected)), "{expected}: {found:#?}\n{text}");
        assert!(found.iter().all(|found| found.contains("stands where") || found.contains("can be reached")), "{found:#?}");
    }
}

/// `deployment` has two levels of names. Which of them is left out, the name that is there says.
#[test]
fn the_level_that_is_left_out_of_a_deployment_is_the_other_one() {
    let deployed = "  web:\n    here: {profile: web, count: 1}\n";
    let without_service = "  here: {profile: web, count: 1}\n  there:\n    count: 1\n";
    assert_errors(
        &changed(&[
            (deployed, without_service),
            ("    here:\n", "    there: {}\n    here:\n"),
        ]),
        &["22:3: `here` stands where a service's name belongs; write the name of a service above it, and indent it under that"],
    );
    // Whatever else is wrong with it, what is deployed may be what an endpoint is for.
    assert_errors(
        &changed(&[
            (deployed, "  here: {profile: web, count: 1}\n"),
            (
                "deployment:\n",
                "endpoints: {front: {kind: ip}}\ndeployment:\n",
            ),
        ]),
        &["`here` stands where a service's name belongs"],
    );
    assert_errors(
        &changed(&[
            (deployed, "  web: [here]\n"),
            (
                "deployment:\n",
                "endpoints: {front: {kind: ip}}\ndeployment:\n",
            ),
        ]),
        &["deployment of `web` must be a mapping"],
    );
    // A name of both is a service's, a name of neither is wrong by itself.
    let both = SMALL
        .replace(deployed, "  web: {profile: web, count: 1}\n")
        .replace("    here:\n", "    web:\n");
    assert_errors(
        &both,
        &["`profile` stands where a placement's name belongs"],
    );
    assert_errors(
        &changed(&[(deployed, "  wbe: {profile: web, count: 1}\n")]),
        &[
            "there is no service `wbe`",
            "`profile` stands where a placement's name belongs",
        ],
    );
}

#[test]
fn a_name_that_is_also_a_key_is_a_name() {
    let named = SMALL
        .replace("    web:\n      resources", "    cpu:\n      resources")
        .replace("        web: {denom", "        cpu: {denom")
        .replace("    here:", "    pricing:")
        .replace("profile: web", "profile: cpu")
        .replace("  web:\n", "  image:\n");
    assert_eq!(accepted(&named).warnings, []);
}

/// The official parser ignores what stands in a level's place, so a file that is right without it
/// stays right.
#[test]
fn a_level_that_is_left_out_beside_a_right_one_is_a_warning() {
    let text = changed(&[(
        "deployment:\n",
        "    attributes: {host: akash}\ndeployment:\n",
    )]);
    let warnings = accepted(&text).warnings;
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0]
        .message
        .contains("where a placement's name belongs"));
}

/// Beside it, what is wrong stays wrong: a suspicion hides no error.
#[test]
fn a_level_that_seems_left_out_makes_nothing_right() {
    let deployed = "deployment:\n  web:\n    here: {profile: web, count: 1}\n";
    for empty in ["count", "profile"] {
        let text = changed(&[(deployed, &format!("deployment:\n  {empty}:\n"))]);
        assert_refused(&text, "nothing is deployed");
        let text = changed(&[
            ("          - global: true\n", "          - service: web\n"),
            (deployed, &format!("{deployed}  {empty}:\n")),
        ]);
        assert_refused(&text, "no deployed service can be reached from outside");
        let text = changed(&[
            (
                "version: \"2.0\"\n",
                "version: \"2.1\"\nendpoints:\n  spare: {kind: ip}\n",
            ),
            (deployed, &format!("{deployed}  {empty}:\n")),
        ]);
        assert_refused(
            &text,
            "endpoint `spare` is not used by any deployed service",
        );
    }
}

#[test]
fn what_stands_beside_its_level_is_said_to_belong_below() {
    let text = changed(&[("        storage: {size: 1Gi}", "      storage: {size: 1Gi}")]);
    assert_errors(&text, &["compute profile `web` has no storage"]);
    let said = &refused(&text).warnings[0].message;
    assert!(
        said.contains("`storage` is no key here and is not used (write it under `resources`)"),
        "{said}"
    );
}

#[test]
fn a_compose_file_is_recognised_and_told_what_to_do() {
    let files = [
        "services:\n  web:\n    image: nginx\n    ports: [\"80:80\"]\n",
        "version: \"3.8\"\nservices:\n  web:\n    image: nginx\n",
        "services:\n  web:\n    image: nginx\nvolumes:\n  data:\n",
    ];
    for text in files {
        assert_errors(text, &["this is a Docker Compose file, not SDL; write `version: \"2.0\"`; in each service turn `ports` into `expose`"]);
    }
    // SDL with a habit from there.
    let text = changed(&[(
        "    expose:",
        "    environment: {A: 1}\n    depends_on: [db]\n    expose:",
    )]);
    let said: Vec<String> = accepted(&text)
        .warnings
        .into_iter()
        .map(|one| one.message)
        .collect();
    assert!(
        said[0].contains("`environment` is no key here and is not used (write `env`"),
        "{said:?}"
    );
    assert!(said[1].contains("(write `dependencies`"), "{said:?}");
}

#[test]
#[rustfmt::skip] // a table
fn a_name_that_is_nearly_right_is_suggested() {
    let gpu = |text: &str| format!("        gpu: {{units: 1, {text}}}\n        cpu: {{");
    let warned: [(&str, &str, &str); 3] = [
        ("image: web:1", "image: web:1\n    imgae: x", "did you mean `image`?"),
        ("        cpu: {", &gpu("attributes: {vendor: {nvida: }}"), "did you mean `nvidia`?"),
        ("        cpu: {", &gpu("attributes: {vendor: {nvidia: [{modle: a100}]}}"), "did you mean `model`?"),
    ];
    for (from, to, expected) in warned {
        let said = format!("{:?}", accepted(&changed(&[(from, to)])).warnings);
        assert!(said.contains(expected), "{said}");
    }
    let refused: [(&str, &str, &str); 6] = [
        ("services:\n", "servises:\n", "did you mean `services`?"),
        ("profile: web", "profile: wbe", "did you mean `web`?"),
        ("        cpu: {", &gpu("atributes: {vendor: {nvidia: }}"), "did you mean `attributes`?"),
        ("        cpu: {", &gpu("attributes: {vendr: {nvidia: }}"), "did you mean `vendor`?"),
        ("        cpu: {", &gpu("attributes: {nvidia: [{model: a100}]}"), "write `vendor:` above it"),
        ("storage: {size: 1Gi}", "storage: {size: 1Gi, attributes: {persistant: true}}", "did you mean `persistent`?"),
    ];
    for (from, to, expected) in refused {
        let found = errors(&changed(&[(from, to)]));
        assert!(found.len() == 1 && found[0].contains(expected), "{expected}: {found:#?}");
    }
}

#[test]
fn other_encodings_are_read_as_the_official_parser_does() {
    let expected = accepted(RIGHT);
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("\u{feff}{RIGHT}");
        text.encode_utf16().flat_map(bytes).collect()
    };
    let with_mark = [b"\xef\xbb\xbf", RIGHT.as_bytes()].concat();
    for bytes in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), with_mark] {
        assert_eq!(sdl::parse_bytes(&bytes).unwrap(), expected);
    }
    let mut cut = utf16(u16::to_le_bytes);
    cut.pop();
    let refused = sdl::parse_bytes(&cut).unwrap_err();
    assert!(
        refused.errors[0].message.contains("not UTF-16"),
        "{refused}"
    );
}

/// Not called control characters, of which there would be thousands.
#[test]
fn an_encoding_that_is_not_read_is_named() {
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { RIGHT.encode_utf16().flat_map(bytes).collect() };
    let utf32 = |mark: &str, bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
        let text = format!("{mark}{RIGHT}");
        text.chars().flat_map(|c| bytes(u32::from(c))).collect()
    };
    let without_mark = "the file is UTF-16 without a byte-order mark; save it as UTF-8";
    let wide = "the file is UTF-32; save it as UTF-8";
    for (bytes, expected) in [
        (utf16(u16::to_le_bytes), without_mark),
        (utf16(u16::to_be_bytes), without_mark),
        (utf32("", u32::to_le_bytes), wide),
        (utf32("", u32::to_be_bytes), wide),
        (utf32("\u{feff}", u32::to_le_bytes), wide),
        (utf32("\u{feff}", u32::to_be_bytes), wide),
    ] {
        let refused = sdl::parse_bytes(&bytes).unwrap_err();
        assert_eq!(refused.to_string(), format!("1:1: {expected}"));
    }
    // A zero by itself is a mistake in a file whose encoding is right.
    for text in ["a\0b: c\n", "\0a: b\n", "\0\0\0\0", "a\0"] {
        assert_errors(text, &["control character U+0000"]);
    }
}

/// The place of a mistake and the line shown for it are counted alike, whatever ends the lines.
#[test]
fn a_place_is_on_the_line_that_is_shown() {
    let text = changed(&[("memory: {size: 1Gi}", "memory: {size: 1gb}")]);
    for end in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
        let source = Source::of(text.replace('\n', end).as_bytes());
        let refused = source.parse().unwrap_err();
        let at = refused.errors[0].at;
        assert_eq!((at.line, at.column), (14, 24), "{end:?}: {refused}");
        assert_eq!(
            source.line(at.line),
            Some("        memory: {size: 1gb}"),
            "{end:?}"
        );
    }
}

/// Text that clears the screen, reverses the direction of writing, hides, and is long.
const HOSTILE: &str = "\\e[2J\\e[1;31m\\u202e\\u200b\\x9b\\a";

/// Every scalar of a file, one after another, replaced by hostile text; keys too.
#[test]
fn nothing_that_a_terminal_obeys_or_hides_is_in_a_message() {
    let long = "x".repeat(5_000);
    let hostile = format!("\"{HOSTILE}{long}\"");
    for file in [
        SMALL,
        RIGHT,
        include_str!("sdl/gpu-models.yaml"),
        include_str!("sdl/off-chain.yaml"),
        include_str!("sdl/unused.yaml"),
    ] {
        let words = file.split(|c: char| c.is_whitespace() || "{}[],".contains(c));
        let words: std::collections::BTreeSet<&str> = words
            .map(|word| word.trim_matches(|c| ":\"'&*#-".contains(c)))
            .filter(|word| !word.is_empty())
            .collect();
        for word in words {
            check_messages(&file.replace(word, &hostile));
            check_messages(&file.replacen(word, &hostile, 1));
        }
    }
}

fn check_messages(text: &str) {
    let texts = match sdl::parse(text) {
        Ok(parsed) => parsed.warnings.into_iter().map(|one| one.message).collect(),
        Err(refused) => {
            let warnings = refused.warnings.into_iter().map(|one| one.message);
            let errors = refused
                .errors
                .into_iter()
                .map(|one| one.message + &one.hint);
            warnings.chain(errors).collect::<Vec<String>>()
        }
    };
    for text in texts {
        assert!(!text.chars().any(is_hidden), "{text:?}");
        assert!(
            text.chars().count() < 1_500,
            "{} characters: {text}",
            text.len()
        );
    }
}

#[test]
fn a_mistake_after_the_first_document_is_no_error() {
    for rest in ["---\n[", "...\n[!a, b]", "...\n!a,", "...\n%"] {
        let warnings = accepted(&format!("{SMALL}{rest}\n")).warnings;
        assert_eq!(warnings.len(), 1, "{rest:?}: {warnings:?}");
        assert!(warnings[0].message.contains("only the first YAML document"));
    }
}
