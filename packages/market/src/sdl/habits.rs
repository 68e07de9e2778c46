//! What people write out of habit, and where it belongs in SDL.

use crate::nearest::nearest;
use crate::text::quoted;

/// A key that is known where the habit shows, the key written, and what to do.
const HABITS: [(&str, &str, &str); 22] = [
    (
        "image",
        "environment",
        "write `env`, a list of `- NAME=value`",
    ),
    (
        "image",
        "ports",
        "write `expose`, a list of `- port: 80` with `to:` under each",
    ),
    (
        "image",
        "volumes",
        "name volumes in a compute profile's `storage`, mount them under `params`",
    ),
    (
        "image",
        "depends_on",
        "write `dependencies`, a list of `- service: db`",
    ),
    ("image", "entrypoint", "write `command`"),
    (
        "image",
        "resources",
        "what a service needs stands under `profiles`, `compute`",
    ),
    (
        "image",
        "deploy",
        "what a service needs stands under `profiles`, `compute`",
    ),
    (
        "image",
        "count",
        "write it under `deployment`, beside `profile`",
    ),
    (
        "image",
        "replicas",
        "write `count` under `deployment`, beside `profile`",
    ),
    (
        "image",
        "storage",
        "size it under `profiles`, `compute`, mount it under `params`",
    ),
    ("port", "global", "write it under `to`: `- global: true`"),
    ("port", "ip", "write it under `to`, beside `global: true`"),
    ("port", "service", "write it under `to`: `- service: name`"),
    ("profile", "replicas", "write `count`"),
    ("resources", "cpu", "write it under `resources`"),
    ("resources", "memory", "write it under `resources`"),
    ("resources", "storage", "write it under `resources`"),
    ("resources", "gpu", "write it under `resources`"),
    ("size", "class", "write it under `attributes`"),
    ("size", "persistent", "write it under `attributes`"),
    ("size", "mount", "mount it under the service's `params`"),
    (
        "signedBy",
        "denom",
        "write it under `pricing`, below a compute profile's name",
    ),
];

/// What to do with a key that is none of `known`.
pub(super) fn advice(key: &str, known: &[&str]) -> String {
    let habit = HABITS
        .iter()
        .find(|(here, written, _)| *written == key && known.contains(here));
    if let Some((_, _, advice)) = habit {
        return (*advice).to_owned();
    }
    meant(key, known.iter().copied())
        .unwrap_or_else(|| format!("known keys: `{}`", known.join("`, `")))
}

/// `did you mean ...?`, when a known name is near.
pub(super) fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, known).map(|near| format!("did you mean {}?", quoted(near)))
}

/// What to do with a name that has to be one of `known`.
pub(super) fn or_meant(name: &str, known: &[&str], hint: &str) -> String {
    match meant(name, known.iter().copied()) {
        Some(meant) => format!("{meant} Otherwise {hint}"),
        None => hint.to_owned(),
    }
}

/// The one of `known` that was probably meant.
pub(super) fn nearest_of<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    nearest(name, known.iter().copied())
}
