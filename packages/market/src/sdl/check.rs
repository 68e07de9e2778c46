//! One deployed service against its profile, placement, price and mounts.

use std::collections::{BTreeMap, HashSet};

use super::compute::Resources;
use super::document::{Deployed, Document, Replicas};
use super::error::{Position, SdlError};
use super::limits;
use super::placement::{Coin, Placement};
use super::service::Service;
use super::shared::Shared;
use super::version::Version;

/// A service in a placement, with everything it refers to.
pub(super) struct Use<'d> {
    pub(super) service_name: &'d str,
    pub(super) service: &'d Service,
    pub(super) placement_name: &'d str,
    pub(super) placement: &'d Placement,
    pub(super) replicas: &'d Replicas,
    pub(super) resources: &'d Resources,
    pub(super) coin: &'d Coin,
}

/// Every service in every placement it is deployed to, in the order of their names, checked.
pub(super) fn uses(document: &Document) -> Result<Vec<Use<'_>>, SdlError> {
    let mut uses = Vec::new();
    let mut shared = Shared::default();
    for (name, deployed) in &document.deployment {
        for (placement, replicas) in &deployed.placements {
            let found = resolve(document, (name, deployed), (placement, replicas))?;
            found.check(document.version)?;
            shared.add(document, &found)?;
            uses.push(found);
        }
    }
    shared.finish(document)?;
    Ok(uses)
}

fn resolve<'d>(
    document: &'d Document,
    (service_name, deployed): (&'d str, &'d Deployed),
    (placement_name, replicas): (&'d str, &'d Replicas),
) -> Result<Use<'d>, SdlError> {
    let profile = &replicas.profile;
    let compute = document.compute.get(profile).ok_or_else(|| {
        unknown(
            replicas.at,
            "compute profile",
            profile,
            &document.compute,
            "profiles, compute",
        )
    })?;
    let placement = document.placement.get(placement_name).ok_or_else(|| {
        unknown(
            replicas.at,
            "placement",
            placement_name,
            &document.placement,
            "profiles, placement",
        )
    })?;
    let pricing = placement.pricing.get(profile).ok_or_else(|| {
        SdlError::new(
            placement.at,
            format!("placement `{placement_name}` has no price for compute profile `{profile}`"),
            format!("add `{profile}:` with `denom: uact` and `amount: 10000` under its `pricing:`"),
        )
    })?;
    let service = document.services.get(service_name).ok_or_else(|| {
        unknown(
            deployed.at,
            "service",
            service_name,
            &document.services,
            "services",
        )
    })?;
    let resources = compute.resources.as_ref().ok_or_else(|| {
        SdlError::new(
            compute.at,
            format!("compute profile `{profile}` has no resources"),
            "add `resources:` with cpu, memory and storage under it",
        )
    })?;
    let coin = pricing.coin.as_ref().ok_or_else(|| {
        SdlError::new(
            pricing.at,
            format!("no price is written for `{profile}`"),
            "add `denom: uact` and `amount: 10000` under it",
        )
    })?;
    limits::check_unit(resources, profile)?;
    Ok(Use {
        service_name,
        service,
        placement_name,
        placement,
        replicas,
        resources,
        coin,
    })
}

pub(super) fn unknown<T>(
    at: Position,
    what: &str,
    name: &str,
    known: &BTreeMap<String, T>,
    section: &str,
) -> SdlError {
    let names: Vec<&str> = known.keys().take(8).map(String::as_str).collect();
    let hint = if names.is_empty() {
        format!("define `{name}` under {section}")
    } else {
        format!(
            "define `{name}` under {section}, or use one defined there: {}",
            names.join(", ")
        )
    };
    SdlError::new(at, format!("there is no {what} `{name}`"), hint)
}

impl Use<'_> {
    fn check(&self, version: Version) -> Result<(), SdlError> {
        self.check_identity()?;
        self.check_env()?;
        self.check_mounts(version)?;
        self.check_tee()?;
        self.check_price()?;
        self.service
            .expose
            .iter()
            .try_for_each(|expose| expose.check())
    }

    fn check_identity(&self) -> Result<(), SdlError> {
        if !is_service_name(self.service_name) {
            return Err(SdlError::new(
                self.service.at,
                format!("`{}` is no name for a service", self.service_name),
                "use a-z, 0-9 and -, starting with a letter and not ending with a dash",
            ));
        }
        if self
            .service
            .image
            .as_ref()
            .is_none_or(|image| image.value.is_empty())
        {
            return Err(SdlError::new(
                self.service.at,
                format!("service `{}` has no image", self.service_name),
                "add `image: name:tag`",
            ));
        }
        match &self.service.credentials {
            Some(credentials) => match credentials.missing {
                Some(key) => Err(SdlError::new(
                    credentials.at,
                    format!("the credentials of `{}` have no {key}", self.service_name),
                    "write host, username and password",
                )),
                None => Ok(()),
            },
            None => Ok(()),
        }
    }

    fn check_env(&self) -> Result<(), SdlError> {
        for entry in &self.service.env {
            let name = entry
                .value
                .split_once('=')
                .map_or(entry.value.as_str(), |(name, _)| name);
            if !is_env_name(name) {
                return Err(SdlError::new(
                    entry.at,
                    format!(
                        "`{}` is no name for an environment variable",
                        super::read::excerpt(name)
                    ),
                    "write `NAME=value`, the name of letters, digits, _, - and . without spaces",
                ));
            }
        }
        Ok(())
    }

    fn check_mounts(&self, version: Version) -> Result<(), SdlError> {
        let mut paths = HashSet::new();
        for mount in &self.service.mounts {
            let wrong = |message: String, hint: &str| Err(SdlError::new(mount.at, message, hint));
            let volume = self
                .resources
                .storage
                .iter()
                .find(|volume| volume.name == mount.volume);
            let Some(volume) = volume else {
                let message = format!(
                    "profile `{}` has no volume `{}`",
                    self.replicas.profile, mount.volume
                );
                return wrong(
                    message,
                    "give a volume of the profile's storage list this `name`",
                );
            };
            if !mount.path.starts_with('/') {
                let message = format!("volume `{}` is mounted at `{}`", mount.volume, mount.path);
                return wrong(
                    message,
                    "write a path from the root, such as `mount: /data`",
                );
            }
            if !paths.insert(mount.path.as_str()) {
                return wrong(
                    format!("two volumes are mounted at `{}`", mount.path),
                    "give each its own path",
                );
            }
            let ram = volume.class.as_deref() == Some("ram");
            if version == Version::V2_1 && ram && mount.read_only {
                return wrong(
                    format!("volume `{}` of class ram is read-only", mount.volume),
                    "remove `readOnly: true`: such a volume starts empty",
                );
            }
        }
        self.check_persistent(version)
    }

    /// 2.0 asks only that the service mounts something.
    fn check_persistent(&self, version: Version) -> Result<(), SdlError> {
        if version != Version::V2_0 || !self.service.mounts.is_empty() {
            return Ok(());
        }
        match self
            .resources
            .storage
            .iter()
            .find(|volume| volume.persistent)
        {
            None => Ok(()),
            Some(volume) => Err(SdlError::new(
                self.service.at,
                format!(
                    "service `{}` does not mount its persistent volume `{}`",
                    self.service_name, volume.name
                ),
                format!(
                    "add `params: {{storage: {{{}: {{mount: /data}}}}}}`",
                    volume.name
                ),
            )),
        }
    }

    fn check_tee(&self) -> Result<(), SdlError> {
        let Some(tee) = &self.service.tee else {
            return Ok(());
        };
        let wrong = |message: &str, hint: &str| Err(SdlError::new(tee.at, message, hint));
        match tee.value.as_str() {
            "cpu" => Ok(()),
            "cpu-gpu" if self.resources.gpu.units > 0 => Ok(()),
            "cpu-gpu" => wrong(
                "tee `cpu-gpu` without a GPU",
                "write `tee: cpu`, or add a gpu to the profile",
            ),
            other => wrong(
                &format!("tee `{other}` is not known"),
                "write cpu or cpu-gpu",
            ),
        }
    }

    fn check_price(&self) -> Result<(), SdlError> {
        if self.coin.amount <= limits::MAX_PRICE {
            return Ok(());
        }
        Err(SdlError::new(
            self.coin.amount_at,
            format!(
                "a price of {} per block is above {}",
                self.coin.amount,
                limits::MAX_PRICE
            ),
            "the amount is per unit and block of about six seconds: write less",
        ))
    }
}

fn is_service_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.bytes().all(inner)
}

/// Names Kubernetes takes: a leading `..`, and `.` alone, are a way up a directory.
fn is_env_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let starts = name.starts_with(|c: char| !c.is_ascii_digit());
    starts && name.bytes().all(inner) && name != "." && !name.starts_with("..")
}
