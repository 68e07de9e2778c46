//! One deployed service against the compute profile it runs on: mounts and enclave.

use std::collections::HashSet;

use super::compute::Resources;
use super::error::SdlError;
use super::findings::{Findings, Found};
use super::habits;
use super::service::{Mount, Service};
use super::storage::VolumeSpec;
use super::version::Version;
use crate::text::{quoted, shortened, LONGEST_NAME};

/// A service and the unit it runs on.
pub(super) struct Unit<'d> {
    pub(super) service_name: &'d str,
    pub(super) service: &'d Service,
    pub(super) profile: &'d str,
    pub(super) resources: &'d Resources,
}

impl Unit<'_> {
    pub(super) fn check(&self, version: Option<Version>, out: &mut Findings) {
        self.check_tee(out);
        let Found::This(volumes) = &self.resources.storage else {
            return;
        };
        match &self.service.mounts {
            Found::Wrong => {}
            Found::This(mounts) if !mounts.is_empty() => {
                self.check_mounts(mounts, volumes, version, out);
            }
            // 2.0 asks only that the service mounts something.
            _ if version == Some(Version::V2_0) => self.check_mounted(volumes, out),
            _ => {}
        }
    }

    fn check_mounts(
        &self,
        mounts: &[Mount],
        volumes: &[VolumeSpec],
        version: Option<Version>,
        out: &mut Findings,
    ) {
        let by_name = |name: &str| {
            let place = volumes.binary_search_by(|volume| volume.name.as_str().cmp(name));
            place.ok().and_then(|place| volumes.get(place))
        };
        let mut paths = HashSet::new();
        for mount in mounts {
            match by_name(&mount.volume) {
                Some(volume) => check_mount(mount, volume, version, out),
                // Looking for a near name is not worth it for an error that is not kept.
                None if out.is_full() => out.overflow(),
                None => out.error(self.unknown_volume(mount, volumes)),
            }
            if !paths.insert(mount.path.as_str()) {
                out.error(SdlError::new(
                    mount.at,
                    format!("two volumes are mounted at {}", quoted(&mount.path)),
                    "give each its own path",
                ));
            }
        }
    }

    fn unknown_volume(&self, mount: &Mount, volumes: &[VolumeSpec]) -> SdlError {
        let known = volumes.iter().map(|volume| volume.name.as_str());
        let hint = "give a volume of the profile's storage list this `name`";
        let hint = match habits::meant(&mount.volume, known) {
            Some(meant) => format!("{meant} Or {hint}"),
            None => hint.to_owned(),
        };
        let (profile, volume) = (quoted(self.profile), quoted(&mount.volume));
        let message = format!("profile {profile} has no volume {volume}");
        SdlError::new(mount.at, message, hint)
    }

    fn check_mounted(&self, volumes: &[VolumeSpec], out: &mut Findings) {
        let Some(volume) = volumes.iter().find(|volume| volume.persistent) else {
            return;
        };
        let (service, name) = (quoted(self.service_name), quoted(&volume.name));
        let key = shortened(&volume.name, LONGEST_NAME);
        out.error(SdlError::new(
            self.service.at,
            format!("service {service} does not mount its persistent volume {name}"),
            format!("add `params: {{storage: {{{key}: {{mount: /data}}}}}}`"),
        ));
    }

    fn check_tee(&self, out: &mut Findings) {
        let Found::This(tee) = &self.service.tee else {
            return;
        };
        let has_gpu = match &self.resources.gpu {
            Found::This(gpu) => gpu.units > 0,
            wrong_or_nothing => wrong_or_nothing.is_wrong(),
        };
        let wrong = |message: String, hint: &str| SdlError::new(tee.at, message, hint);
        match tee.value.as_str() {
            "cpu" => {}
            "cpu-gpu" if has_gpu => {}
            "cpu-gpu" => out.error(wrong(
                "tee `cpu-gpu` without a GPU".to_owned(),
                "write `tee: cpu`, or add a gpu to the profile",
            )),
            other => out.error(wrong(
                format!("tee {} is not known", quoted(other)),
                "write cpu or cpu-gpu",
            )),
        }
    }
}

fn check_mount(mount: &Mount, volume: &VolumeSpec, version: Option<Version>, out: &mut Findings) {
    let name = quoted(&mount.volume);
    if !mount.path.starts_with('/') {
        out.error(SdlError::new(
            mount.at,
            format!("volume {name} is mounted at {}", quoted(&mount.path)),
            "write a path from the root, such as `mount: /data`",
        ));
    }
    let ram = volume.class.as_deref() == Some("ram");
    if version == Some(Version::V2_1) && ram && mount.read_only {
        out.error(SdlError::new(
            mount.at,
            format!("volume {name} of class ram is read-only"),
            "remove `readOnly: true`: such a volume starts empty",
        ));
    }
}
