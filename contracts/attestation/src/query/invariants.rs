//! Everything that must hold of the registry, and all AKT that it owes against what it holds.
//!
//! The rows walked are providers, then auditors, open challenges, claims and classes.

use cosmwasm_std::{Addr, Deps, Env, StdResult};
use cw20::{BalanceResponse, Cw20QueryMsg};
use tender_guard::canonical;
use tender_interfaces::attestation::{ProviderStatus, MAX_ATTESTATIONS, REGION};
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_storage::page_limit;
use tender_types::{Akt, AuditorId, ClassId, Echo, ProviderId};

use super::providers;
use crate::held::Purse;
use crate::provider::{id_of, load_row, Provider};
use crate::state::{
    AuditorDetails, Config, Held, AUDITORS, BOOKED, CHALLENGES, CLASSES, CLASS_IDS, CONFIG,
    EVIDENCE, HELD, HISTORIES,
};
use crate::{host, links, ContractError};

/// What holds of each provider.
struct Rule {
    /// As a sentence.
    name: &'static str,
    holds: fn(Deps, &Provider) -> Result<bool, ContractError>,
}

const RULES: [Rule; 8] = [
    Rule {
        name: "an address stands for the provider that names it",
        holds: addressed,
    },
    Rule {
        name: "who has left has no bond, no host, and is vouched for by nobody",
        holds: empty_handed,
    },
    Rule {
        name: "a bond unbonds exactly while its provider is leaving",
        holds: unbonding,
    },
    Rule {
        name: "who is suspended is in an outage",
        holds: in_an_outage,
    },
    Rule {
        name: "a bonded provider has what is locked, and its host",
        holds: bonded,
    },
    Rule {
        name: "a region is one that its provider claims",
        holds: in_its_region,
    },
    Rule {
        name: "an attestation has its evidence, a used nonce, and one place",
        holds: evidenced,
    },
    Rule {
        name: "no removed auditor vouches for anybody",
        holds: vouched_by_admitted,
    },
];

/// What must always hold of a page of rows, and of the registry.
pub fn invariants(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let start = match &start_after {
        None => Cursor::Provider(None),
        Some(text) => Cursor::parse(deps, text).ok_or_else(|| ContractError::StartAfter {
            text: Echo::of(text),
        })?,
    };
    let config = CONFIG.load(deps.storage)?;
    let held = HELD.load(deps.storage)?;
    let mut page = Page {
        deps,
        room: page_limit(limit),
        sums: Held::default(),
        checks: vec![covered(deps, &env.contract.address, &config, &held)?],
    };
    page.checks.extend(links::checks(deps, &config)?);
    let next = page.walk(start)?;
    Ok(InvariantsResponse {
        checks: page.checks,
        sums: totals(&page.sums),
        totals: totals(&held),
        next: next.map(|cursor| cursor.text()),
    })
}

/// Where a page starts: behind the row that is named, or at the first of the kind.
enum Cursor {
    Provider(Option<ProviderId>),
    Auditor(Option<AuditorId>),
    Challenge(Option<(AuditorId, ProviderId)>),
    Claim(Option<Addr>),
    Class(Option<ClassId>),
}

impl Cursor {
    fn text(&self) -> String {
        match self {
            Self::Provider(None) => "provider".to_string(),
            Self::Provider(Some(id)) => format!("provider/{id}"),
            Self::Auditor(None) => "auditor".to_string(),
            Self::Auditor(Some(id)) => format!("auditor/{id}"),
            Self::Challenge(None) => "challenge".to_string(),
            Self::Challenge(Some((auditor, provider))) => format!("challenge/{auditor}/{provider}"),
            Self::Claim(None) => "claim".to_string(),
            Self::Claim(Some(address)) => format!("claim/{address}"),
            Self::Class(None) => "class".to_string(),
            Self::Class(Some(id)) => format!("class/{id}"),
        }
    }

    fn parse(deps: Deps, text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        Some(match parts.as_slice() {
            ["provider"] => Self::Provider(None),
            ["provider", id] => Self::Provider(Some(id.parse().ok()?)),
            ["auditor"] => Self::Auditor(None),
            ["auditor", id] => Self::Auditor(Some(id.parse().ok()?)),
            ["challenge"] => Self::Challenge(None),
            ["challenge", auditor, provider] => {
                Self::Challenge(Some((auditor.parse().ok()?, provider.parse().ok()?)))
            }
            ["claim"] => Self::Claim(None),
            ["claim", address] => Self::Claim(Some(deps.api.addr_validate(address).ok()?)),
            ["class"] => Self::Class(None),
            ["class", id] => Self::Class(Some(id.parse().ok()?)),
            _ => return None,
        })
    }
}

/// A page being filled.
struct Page<'a> {
    deps: Deps<'a>,
    room: usize,
    sums: Held,
    checks: Vec<Check>,
}

impl Page<'_> {
    /// Walks rows until the page is full: where the next one starts.
    fn walk(&mut self, mut cursor: Cursor) -> Result<Option<Cursor>, ContractError> {
        loop {
            if self.room == 0 {
                return Ok(Some(cursor));
            }
            let next = match cursor {
                Cursor::Provider(after) => self.providers(after)?,
                Cursor::Auditor(after) => self.auditors(after)?,
                Cursor::Challenge(after) => self.challenges(after)?,
                Cursor::Claim(after) => self.claims(after)?,
                Cursor::Class(after) => self.classes(after)?,
            };
            match next {
                Some(next) => cursor = next,
                None => return Ok(None),
            }
        }
    }

    /// Notes that so many rows were walked; true when there may be more of the kind.
    fn walked(&mut self, rows: usize) -> bool {
        let more = rows == self.room;
        self.room = self.room.saturating_sub(rows);
        more
    }

    fn sum(&mut self, purse: Purse, amount: Akt) -> Result<(), ContractError> {
        Ok(self.sums.receive(purse, amount)?)
    }

    /// One check for all rows of a kind on the page: those in `broken` do not pass.
    fn check(&mut self, name: &str, rows: usize, kind: &str, broken: &[String]) {
        let detail = match broken {
            [] => format!("{rows} {kind}"),
            broken => format!("not of {kind} {}", broken.join(", ")),
        };
        self.checks.push(Check {
            name: name.to_string(),
            holds: broken.is_empty(),
            detail,
        });
    }

    fn providers(&mut self, after: Option<ProviderId>) -> Result<Option<Cursor>, ContractError> {
        let rows = providers::page(self.deps, after, self.room)?;
        for rule in &RULES {
            let mut broken = vec![];
            for provider in &rows {
                if !(rule.holds)(self.deps, provider)? {
                    broken.push(provider.id.to_string());
                }
            }
            self.check(rule.name, rows.len(), "providers", &broken);
        }
        for provider in &rows {
            self.sum(Purse::Bonds, provider.row.bond)?;
        }
        Ok(Some(match self.walked(rows.len()) {
            true => Cursor::Provider(rows.last().map(|one| one.id)),
            false => Cursor::Auditor(None),
        }))
    }

    fn auditors(&mut self, after: Option<AuditorId>) -> Result<Option<Cursor>, ContractError> {
        let rows = AUDITORS.page(self.deps.storage, &(), after.as_ref(), self.room)?;
        for (_, details) in &rows {
            self.sum(Purse::AuditorBonds, details.bond)?;
        }
        let unbonds = |details: &AuditorDetails| details.admitted == details.unbonds_at.is_none();
        let broken = rows.iter().filter(|(_, details)| !unbonds(details));
        let broken: Vec<String> = broken.map(|(id, _)| id.to_string()).collect();
        let name = "an auditor's bond unbonds exactly while it is not admitted";
        self.check(name, rows.len(), "auditors", &broken);
        Ok(Some(match self.walked(rows.len()) {
            true => Cursor::Auditor(rows.last().map(|(id, _)| *id)),
            false => Cursor::Challenge(None),
        }))
    }

    fn challenges(
        &mut self,
        after: Option<(AuditorId, ProviderId)>,
    ) -> Result<Option<Cursor>, ContractError> {
        let rows = CHALLENGES.page(self.deps.storage, &(), after.as_ref(), self.room)?;
        let mut broken = vec![];
        for ((auditor, provider), row) in &rows {
            self.sum(Purse::ChallengeBonds, row.bond)?;
            let attested = load_row(self.deps.storage, *provider)?;
            let mut attestations = attested.attestations.iter();
            if !attestations.any(|one| one.auditor == *auditor) {
                broken.push(format!("{auditor}/{provider}"));
            }
        }
        let name = "a challenge is of an attestation";
        self.check(name, rows.len(), "challenges", &broken);
        Ok(Some(match self.walked(rows.len()) {
            true => Cursor::Challenge(rows.last().map(|(key, _)| *key)),
            false => Cursor::Claim(None),
        }))
    }

    fn claims(&mut self, after: Option<Addr>) -> Result<Option<Cursor>, ContractError> {
        let after = after.map(|address| canonical(self.deps.api, address.as_str()));
        let after = after.transpose()?;
        let rows = BOOKED.page(self.deps.storage, &(), after.as_ref(), self.room)?;
        for (_, booked) in &rows {
            self.sum(Purse::Claims, booked.amount)?;
        }
        Ok(Some(match (self.walked(rows.len()), rows.last()) {
            (true, Some((last, _))) => Cursor::Claim(Some(self.deps.api.addr_humanize(last)?)),
            _ => Cursor::Class(None),
        }))
    }

    fn classes(&mut self, after: Option<ClassId>) -> Result<Option<Cursor>, ContractError> {
        let rows = CLASS_IDS.page(self.deps.storage, &(), after.as_ref(), self.room)?;
        let mut broken = vec![];
        for (class, row) in &rows {
            let named = CLASSES.may_load(self.deps.storage, &row.name().as_str())?;
            let device = CLASS_IDS.may_load(self.deps.storage, &row.device)?;
            let whole = device.is_some_and(|device| device.is_whole());
            if row.class != *class || named.as_ref() != Some(row) || !whole {
                broken.push(class.to_string());
            }
        }
        let name = "a class is the same by its name and by its id, and of a whole device";
        self.check(name, rows.len(), "classes", &broken);
        Ok(match self.walked(rows.len()) {
            true => Some(Cursor::Class(rows.last().map(|(class, _)| *class))),
            false => None,
        })
    }
}

fn addressed(deps: Deps, provider: &Provider) -> Result<bool, ContractError> {
    Ok(id_of(deps.storage, &provider.row.address)? == Some(provider.id))
}

fn empty_handed(deps: Deps, provider: &Provider) -> Result<bool, ContractError> {
    let Provider { id, row, details } = provider;
    let host = host::holds(deps.storage, &details.profile.host, *id)?;
    let nothing = row.bond.is_zero() && !row.bonded && row.attestations.is_empty() && !host;
    Ok(row.status != ProviderStatus::Left || nothing)
}

fn unbonding(_: Deps, provider: &Provider) -> Result<bool, ContractError> {
    let leaving = provider.row.status == ProviderStatus::Leaving;
    Ok(provider.details.unbonds_at.is_some() == leaving)
}

fn in_an_outage(_: Deps, provider: &Provider) -> Result<bool, ContractError> {
    let open = provider.details.faults.open.is_some();
    Ok(match provider.row.status {
        ProviderStatus::Suspended => open,
        ProviderStatus::Active => !open,
        ProviderStatus::Leaving | ProviderStatus::Jailed | ProviderStatus::Left => true,
    })
}

fn bonded(deps: Deps, provider: &Provider) -> Result<bool, ContractError> {
    let Provider { id, row, details } = provider;
    let enough = row.bond >= details.required;
    let host = host::holds(deps.storage, &details.profile.host, *id)?;
    Ok(!row.bonded || enough && host)
}

fn in_its_region(_: Deps, provider: &Provider) -> Result<bool, ContractError> {
    Ok(provider.row.region == provider.row.attributes.value_of(REGION))
}

fn evidenced(deps: Deps, provider: &Provider) -> Result<bool, ContractError> {
    let rows = &provider.row.attestations;
    if rows.len() > MAX_ATTESTATIONS {
        return Ok(false);
    }
    for row in rows {
        let places = rows.iter().filter(|one| one.auditor == row.auditor).count();
        let key = (row.auditor, provider.id);
        let Some(statement) = EVIDENCE.may_load(deps.storage, &key)? else {
            return Ok(false);
        };
        let history = HISTORIES.may_load(deps.storage, &key)?;
        let used = history.is_some_and(|used| {
            statement.epoch == used.epoch
                && statement.nonce == used.nonce
                && statement.issued_at > used.void_until
        });
        let same = statement.tier == row.tier && statement.expires_at == row.expires_at;
        if places != 1 || !used || !same {
            return Ok(false);
        }
    }
    Ok(true)
}

fn vouched_by_admitted(deps: Deps, provider: &Provider) -> Result<bool, ContractError> {
    for row in &provider.row.attestations {
        if !AUDITORS.load(deps.storage, &row.auditor)?.admitted {
            return Ok(false);
        }
    }
    Ok(true)
}

/// AKT sent here without a message belongs to nobody, so the balance may be above what is owed.
fn covered(
    deps: Deps,
    contract: &Addr,
    config: &Config,
    held: &Held,
) -> Result<Check, ContractError> {
    let owed = held.total()?;
    let msg = Cw20QueryMsg::Balance {
        address: contract.to_string(),
    };
    let token = deps.api.addr_humanize(&config.token)?;
    let balance: StdResult<BalanceResponse> = deps.querier.query_wasm_smart(token, &msg);
    let (holds, detail) = match balance {
        Ok(BalanceResponse { balance }) => (
            Akt::from(balance) >= owed,
            format!("{balance} uakt held, {owed} uakt owed"),
        ),
        Err(_) => (false, format!("the token does not say, {owed} uakt owed")),
    };
    Ok(Check {
        name: "everything that is owed can be paid".to_string(),
        holds,
        detail,
    })
}

/// Each part of what is held that is a sum of rows.
fn totals(held: &Held) -> Vec<Total> {
    let parts = [
        ("bonds of providers, in uakt", held.bonds),
        ("bonds of auditors, in uakt", held.auditor_bonds),
        ("bonds of challenges, in uakt", held.challenge_bonds),
        ("claims, in uakt", held.claims),
    ];
    let total = |(name, amount): (&str, Akt)| Total {
        name: name.to_string(),
        amount: amount.into(),
    };
    parts.into_iter().map(total).collect()
}
