//! The version of SDL a file is written in.

use super::error::SdlError;
use super::findings::Findings;
use super::yaml::Node;

/// The two sets of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 2.0: each service is its own resource unit, a persistent volume needs a mount.
    V2_0,
    /// 2.1: services of one profile share a resource unit.
    V2_1,
}

impl Version {
    pub(super) fn read(node: &Node, out: &mut Findings) -> Result<Self, SdlError> {
        let unknown = || node.unexpected("version", "2.0 or 2.1", "write `version: \"2.0\"`");
        let number = parse(node.raw()).ok_or_else(unknown)?;
        match number {
            ([2, 0, 0], false) => Ok(Self::V2_0),
            ([2, 1, 0], true) => Err(unknown()),
            (number, _) if number >= [2, 1, 0] => {
                if number != [2, 1, 0] {
                    out.warn(
                        node.at,
                        "this version is newer than 2.1 and is read by the rules of 2.1",
                    );
                }
                Ok(Self::V2_1)
            }
            _ => Err(unknown()),
        }
    }
}

/// Major, minor and patch, and whether it is a version before the release of that name.
fn parse(text: &str) -> Option<([u64; 3], bool)> {
    let trimmed = text.trim();
    let trimmed = trimmed.strip_prefix('v').unwrap_or(trimmed);
    let mut parts = trimmed.splitn(3, '.');
    let major = component(parts.next()?)?;
    let minor = parts.next().map_or(Some(0), component)?;
    let last = parts.next().unwrap_or("0");
    let (release, _build) = last.split_once('+').unwrap_or((last, ""));
    let (patch, early) = match release.split_once('-') {
        Some((patch, name)) => (patch, !name.is_empty()),
        None => (release, false),
    };
    Some(([major, minor, component(patch)?], early))
}

fn component(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
