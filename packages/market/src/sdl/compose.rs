//! Docker Compose files, which look like SDL and say other things.

use super::error::SdlError;
use super::read::Entry;
use super::yaml::Value;

/// Sections that only Compose has.
const SECTIONS: [&str; 5] = ["networks", "volumes", "configs", "secrets", "name"];

/// Keys of a service that only Compose has.
const KEYS: [&str; 16] = [
    "build",
    "container_name",
    "depends_on",
    "deploy",
    "devices",
    "entrypoint",
    "env_file",
    "environment",
    "extends",
    "healthcheck",
    "labels",
    "network_mode",
    "networks",
    "ports",
    "restart",
    "volumes",
];

/// The one error for a Compose file: it has services, nothing of what else SDL needs, and something
/// that SDL does not have.
pub(super) fn recognise(entries: &[Entry]) -> Option<SdlError> {
    let has = |key: &str| entries.iter().any(|entry| entry.key == key);
    let services = entries.iter().find(|entry| entry.key == "services")?;
    let is_sdl = ["profiles", "deployment", "compute", "placement"]
        .into_iter()
        .any(has);
    let sections = SECTIONS.into_iter().any(has);
    let old = entries.iter().any(|entry| {
        let version = entry.node.raw();
        entry.key == "version" && (version.starts_with('3') || version == "2")
    });
    let is_compose = sections || old || has_compose_service(services);
    (is_compose && !is_sdl).then(|| {
        SdlError::new(
            services.at,
            "this is a Docker Compose file, not SDL",
            "write `version: \"2.0\"`; in each service turn `ports` into `expose` and `environment` into `env`; add `profiles` (what each service needs, and the most it may cost) and `deployment` (how many of each, and where)",
        )
    })
}

fn has_compose_service(services: &Entry) -> bool {
    match &services.node.value {
        Value::Map(pairs) => pairs.iter().any(|(_, service)| service.has_any(&KEYS)),
        _ => false,
    }
}
