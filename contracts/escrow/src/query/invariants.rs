//! Everything the escrow owes, in each asset, against what it holds.
//!
//! The rows walked are accounts, each followed by its leases that have begun, then leases by provider,
//! gangs, and claimable credits. An account whose leases lie on one page is also checked by itself.

use cosmwasm_std::{Addr, Deps, Env, StdResult, Uint128};
use cw20::{BalanceResponse, Cw20QueryMsg};
use tender_guard::{canonical, Link};
use tender_interfaces::escrow::MAX_PENDING;
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_math::{Checked, MathError};
use tender_storage::page_limit;
use tender_types::{
    AccountId, Asset, AssetIndex, Echo, LeaseId, LeaseKey, Micro, Pico, Rate, Timestamp,
};

use super::config::assets;
use crate::account::SyncedAccount;
use crate::links::{ASSET, CREDIT, ORDERBOOK};
use crate::state::{
    load_account, row_of, Config, Gang, Lease, Run, ACCOUNTS, CLAIMABLE, CONFIG, FEE_POTS, GANGS,
    LEASES, RUNS,
};
use crate::ContractError;

/// What is summed up.
const CLAIMS: &str = "a sum of claims";

/// A page of the escrow's self-examination.
pub fn invariants(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let assets = assets(deps, &config)?;
    let mut page = Page {
        deps,
        now: Timestamp::now(env),
        // At least one row, or a caller would never come to an end.
        room: page_limit(limit),
        claims: vec![Pico::ZERO; assets.len()],
        checks: vec![],
    };
    let start = match start_after {
        None => Cursor::Account(None),
        Some(text) => Cursor::parse(&text).ok_or_else(|| ContractError::Cursor {
            cursor: Echo::of(&text),
        })?,
    };
    if let Cursor::Account(None) = start {
        page.links(&config, &assets)?;
        page.pots()?;
    }
    let next = page.walk(start)?;
    let totals = page.holdings(&env.contract.address, &assets);
    let sums = page.claims.into_iter().zip(indices());
    Ok(InvariantsResponse {
        checks: page.checks,
        sums: sums.map(|(amount, asset)| total(asset, amount)).collect(),
        totals,
        next: next.map(|cursor| cursor.text()),
    })
}

/// Where a page starts.
enum Cursor {
    /// Behind this account.
    Account(Option<AccountId>),
    /// In this account, behind this lease that has begun.
    Run(AccountId, Option<LeaseId>),
    /// Behind this lease of a provider.
    Lease(Option<LeaseKey>),
    /// Behind this gang.
    Gang(Option<(AccountId, LeaseId)>),
    /// Behind this claimable credit.
    Claimable(Option<(String, AssetIndex)>),
}

impl Cursor {
    fn text(&self) -> String {
        match self {
            Self::Account(None) => "account".to_string(),
            Self::Account(Some(id)) => format!("account/{id}"),
            Self::Run(id, None) => format!("run/{id}"),
            Self::Run(id, Some(lease)) => format!("run/{id}/{lease}"),
            Self::Lease(None) => "lease".to_string(),
            Self::Lease(Some(key)) => format!("lease/{key}"),
            Self::Gang(None) => "gang".to_string(),
            Self::Gang(Some((id, first))) => format!("gang/{id}/{first}"),
            Self::Claimable(None) => "claimable".to_string(),
            Self::Claimable(Some((payee, asset))) => format!("claimable/{payee}/{asset}"),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        Some(match parts.as_slice() {
            ["account"] => Self::Account(None),
            ["account", id] => Self::Account(Some(id.parse().ok()?)),
            ["run", id] => Self::Run(id.parse().ok()?, None),
            ["run", id, lease] => Self::Run(id.parse().ok()?, Some(lease.parse().ok()?)),
            ["lease"] => Self::Lease(None),
            ["lease", provider, account, lease] => Self::Lease(Some(LeaseKey {
                provider: provider.parse().ok()?,
                account: account.parse().ok()?,
                lease: lease.parse().ok()?,
            })),
            ["gang"] => Self::Gang(None),
            ["gang", id, first] => Self::Gang(Some((id.parse().ok()?, first.parse().ok()?))),
            ["claimable"] => Self::Claimable(None),
            ["claimable", payee, asset] => {
                Self::Claimable(Some((payee.to_string(), asset.parse().ok()?)))
            }
            _ => return None,
        })
    }
}

/// A page being filled.
struct Page<'a> {
    deps: Deps<'a>,
    now: Timestamp,
    room: usize,
    /// What is owed, by asset.
    claims: Vec<Pico>,
    checks: Vec<Check>,
}

impl Page<'_> {
    /// Walks rows until the page is full: where the next one starts.
    fn walk(&mut self, mut cursor: Cursor) -> Result<Option<Cursor>, ContractError> {
        loop {
            if self.room == 0 {
                return Ok(Some(cursor));
            }
            cursor = match cursor {
                Cursor::Account(after) => self.account(after)?,
                Cursor::Run(id, after) => self.runs(id, after)?,
                Cursor::Lease(after) => self.leases(after)?,
                Cursor::Gang(after) => self.gangs(after)?,
                Cursor::Claimable(after) => return self.claimable(after),
            };
        }
    }

    /// Contracts that the escrow was told of are there, and what they should be.
    fn links(&mut self, config: &Config, assets: &[Asset]) -> Result<(), ContractError> {
        let suite = [
            (ORDERBOOK, config.orderbook.as_ref()),
            (CREDIT, Some(&config.credit)),
        ];
        for (link, address) in suite {
            if let Some(address) = address {
                let address = self.deps.api.addr_humanize(address)?;
                self.link(link, &address);
            }
        }
        // The first is the credit.
        for asset in assets.iter().skip(1) {
            if let Asset::Cw20 { contract } = asset {
                self.link(ASSET, &Addr::unchecked(contract));
            }
        }
        Ok(())
    }

    fn link(&mut self, link: Link, address: &Addr) {
        self.checks.push(link.holds(self.deps.querier, address));
    }

    /// What the escrow holds of each asset, asked of those who keep it. One who does not answer, or
    /// names more than there can be, is named, and has no total.
    fn holdings(&mut self, holder: &Addr, assets: &[Asset]) -> Vec<Total> {
        let mut totals = vec![];
        for (asset, index) in assets.iter().zip(indices()) {
            let answer = self.holding(holder, asset);
            let held = answer.as_ref().ok().copied().map(Micro::from);
            if let Some(held) = held.and_then(Pico::from_micro) {
                totals.push(total(index, held));
                continue;
            }
            let said = match answer {
                Ok(amount) => format!("{amount} micro-units, more than there can be"),
                Err(error) => error.to_string(),
            };
            self.checks.push(Check {
                name: format!("asset {index} says how much of it the escrow holds"),
                holds: false,
                detail: format!("{asset}: {}", Echo::sentence(said)),
            });
        }
        totals
    }

    fn holding(&self, holder: &Addr, asset: &Asset) -> StdResult<Uint128> {
        let querier = self.deps.querier;
        match asset {
            Asset::Native { denom } => Ok(querier.query_balance(holder, denom)?.amount),
            Asset::Cw20 { contract } => {
                let question = Cw20QueryMsg::Balance {
                    address: holder.to_string(),
                };
                let answer: BalanceResponse = querier.query_wasm_smart(contract, &question)?;
                Ok(answer.balance)
            }
        }
    }

    /// The balance and the fees of the account behind `after`, and the leases that wait.
    fn account(&mut self, after: Option<AccountId>) -> Result<Cursor, ContractError> {
        let mut rows = ACCOUNTS.page(self.deps.storage, &(), after.as_ref(), 1)?;
        let Some((id, row)) = rows.pop() else {
            return Ok(Cursor::Lease(None));
        };
        let synced = SyncedAccount::read(row, self.now)?;
        let row = synced.row();
        self.room = self.room.saturating_sub(1);
        self.claim(row.asset, row.balance)?;
        self.claim(row.asset, row.fees)?;
        self.check(
            format!("account {id}: sponsors have at most all shares"),
            row.sponsored <= row.shares,
            format!("{} of {}", row.sponsored, row.shares),
        );
        self.waiting(id, &synced)?;
        Ok(Cursor::Run(id, None))
    }

    /// An account's reserved rate is the sum of its waiting leases'.
    fn waiting(&mut self, id: AccountId, synced: &SyncedAccount) -> Result<(), ContractError> {
        let row = synced.row();
        let mut rate = Rate::ZERO;
        for entry in &row.pending {
            let key = (entry.provider, id, entry.lease);
            // One that is missing shows in the sum.
            if let Some(lease) = LEASES.may_load(self.deps.storage, &key)? {
                rate = rate.checked_add(lease.rate).or_overflow(CLAIMS)?;
            }
        }
        self.check(
            format!("account {id}: the rate reserved is its waiting leases', which are few"),
            row.pending_rate == rate && row.pending.len() <= MAX_PENDING,
            format!("{} of {rate}, {}", row.pending_rate, row.pending.len()),
        );
        Ok(())
    }

    /// What leases of an account have earned and were not paid.
    fn runs(&mut self, id: AccountId, after: Option<LeaseId>) -> Result<Cursor, ContractError> {
        let synced = load_account(self.deps.storage, id, self.now)?;
        let start = after.map(|lease| (id, lease));
        let rows = RUNS.page(self.deps.storage, &id, start.as_ref(), self.room)?;
        let mut leases = vec![];
        for ((account, lease), run) in &rows {
            let key = (run.provider, *account, *lease);
            let found = LEASES.may_load(self.deps.storage, &key)?;
            self.check(
                format!("account {account}: lease {lease} that runs was opened"),
                found.is_some() && *lease <= synced.row().last,
                format!("by provider {}", run.provider),
            );
            if let Some(found) = found {
                let unpaid = unpaid(&found, run, &synced)?;
                self.claim(synced.row().asset, unpaid)?;
                leases.push(found);
            }
        }
        let full = rows.len() == self.room;
        self.room = self.room.saturating_sub(rows.len());
        if let Some(((_, last), _)) = rows.last().filter(|_| full) {
            return Ok(Cursor::Run(id, Some(*last)));
        }
        if after.is_none() {
            self.rates(id, &synced, &leases)?;
        }
        Ok(Cursor::Account(Some(id)))
    }

    /// An account's rates are the sums of its leases'.
    fn rates(
        &mut self,
        id: AccountId,
        synced: &SyncedAccount,
        leases: &[Lease],
    ) -> Result<(), ContractError> {
        let (mut rate, mut fee_rate, mut count) = (Rate::ZERO, Rate::ZERO, 0u32);
        for lease in leases {
            rate = rate.checked_add(lease.rate).or_overflow(CLAIMS)?;
            fee_rate = fee_rate.checked_add(lease.fee_rate).or_overflow(CLAIMS)?;
            count = count.saturating_add(1);
        }
        let row = synced.row();
        let kept = (row.rate, row.fee_rate, row.leases);
        self.check(
            format!("account {id}: rate, fee rate and number are its leases'"),
            kept == (rate, fee_rate, count),
            format!(
                "{}, {}, {} of {rate}, {fee_rate}, {count}",
                kept.0, kept.1, kept.2
            ),
        );
        Ok(())
    }

    /// A lease waits or has begun, and one of a gang that waits is in its row.
    fn leases(&mut self, after: Option<LeaseKey>) -> Result<Cursor, ContractError> {
        let start = after.map(row_of);
        let rows = LEASES.page(self.deps.storage, &(), start.as_ref(), self.room)?;
        let mut last = None;
        for ((provider, account, lease), row) in &rows {
            let key = LeaseKey {
                provider: *provider,
                account: *account,
                lease: *lease,
            };
            let (waits, runs) = self.place(key)?;
            let together = match row.gang.filter(|_| waits) {
                None => true,
                Some(first) => {
                    let gang = GANGS.may_load(self.deps.storage, &(*account, first))?;
                    gang.is_some_and(|gang| has_leg(&gang, key))
                }
            };
            self.check(
                format!("lease {key}: it waits or has begun"),
                waits != runs && together,
                format!("waits: {waits}, runs: {runs}, with its gang: {together}"),
            );
            last = Some(key);
        }
        let full = rows.len() == self.room;
        self.room = self.room.saturating_sub(rows.len());
        Ok(match last.filter(|_| full) {
            Some(key) => Cursor::Lease(Some(key)),
            None => Cursor::Gang(None),
        })
    }

    /// Whether a lease is among the pending of its account, and whether it has begun.
    fn place(&self, key: LeaseKey) -> Result<(bool, bool), ContractError> {
        let account = ACCOUNTS.may_load(self.deps.storage, &key.account)?;
        let waits = account.is_some_and(|row| {
            let mut pending = row.pending.iter();
            pending.any(|entry| (entry.lease, entry.provider) == (key.lease, key.provider))
        });
        let run = RUNS.may_load(self.deps.storage, &(key.account, key.lease))?;
        let runs = run.is_some_and(|run| run.provider == key.provider);
        Ok((waits, runs))
    }

    /// The leases of a gang wait together, and one at least is not started.
    fn gangs(&mut self, after: Option<(AccountId, LeaseId)>) -> Result<Cursor, ContractError> {
        let rows = GANGS.page(self.deps.storage, &(), after.as_ref(), self.room)?;
        for ((account, first), gang) in &rows {
            let mut wait = !gang.legs.is_empty();
            for leg in &gang.legs {
                let key = LeaseKey {
                    provider: leg.provider,
                    account: *account,
                    lease: leg.lease,
                };
                let row = LEASES.may_load(self.deps.storage, &row_of(key))?;
                wait &= row.is_some_and(|row| row.gang == Some(*first)) && self.place(key)?.0;
            }
            let started = gang.legs.iter().filter(|leg| leg.started_at.is_some());
            let started = started.count();
            self.check(
                format!("gang {account}/{first}: its leases wait for one another"),
                wait && started < gang.legs.len(),
                format!("{started} of {} are started", gang.legs.len()),
            );
        }
        let full = rows.len() == self.room;
        self.room = self.room.saturating_sub(rows.len());
        let last = rows.last().filter(|_| full).map(|(key, _)| *key);
        Ok(match last {
            Some(key) => Cursor::Gang(Some(key)),
            None => Cursor::Claimable(None),
        })
    }

    fn check(&mut self, name: String, holds: bool, detail: String) {
        self.checks.push(Check {
            name,
            holds,
            detail,
        });
    }

    /// Money held for payees: the last rows there are.
    fn claimable(
        &mut self,
        after: Option<(String, AssetIndex)>,
    ) -> Result<Option<Cursor>, ContractError> {
        let start = after
            .map(|(payee, asset)| canonical(self.deps.api, &payee).map(|who| (who, asset)))
            .transpose()?;
        let rows = CLAIMABLE.page(self.deps.storage, &(), start.as_ref(), self.room)?;
        for ((_, asset), held) in &rows {
            self.claim(*asset, Pico::from_micro(held.micro).or_overflow(CLAIMS)?)?;
        }
        let last = rows.last().filter(|_| rows.len() == self.room);
        last.map(|((payee, asset), _)| {
            let payee = self.deps.api.addr_humanize(payee)?;
            Ok(Cursor::Claimable(Some((payee.into(), *asset))))
        })
        .transpose()
    }

    /// Fees collected, and what was forfeited, not paid out.
    fn pots(&mut self) -> Result<(), ContractError> {
        for asset in indices().take(self.claims.len()) {
            if let Some(pot) = FEE_POTS.may_load(self.deps.storage, &asset)? {
                self.claim(asset, pot.fees)?;
                self.claim(asset, pot.forfeited)?;
            }
        }
        Ok(())
    }

    fn claim(&mut self, asset: AssetIndex, amount: Pico) -> Result<(), MathError> {
        // An asset that is not listed cannot be claimed; to miss one would show in the sums.
        if let Some(claims) = self.claims.get_mut(usize::from(asset.0)) {
            *claims = claims.checked_add(amount).or_overflow(CLAIMS)?;
        }
        Ok(())
    }
}

fn has_leg(gang: &Gang, key: LeaseKey) -> bool {
    let mut legs = gang.legs.iter();
    legs.any(|leg| (leg.lease, leg.provider) == (key.lease, key.provider))
}

/// Pico-units that a lease has earned and its payee was not paid.
fn unpaid(lease: &Lease, run: &Run, synced: &SyncedAccount) -> Result<Pico, MathError> {
    let seconds = lease.seconds(run, synced.clock());
    let earned = lease.net_rate()?.over(seconds).or_overflow(CLAIMS)?;
    let paid = Pico::from_micro(run.paid).or_overflow(CLAIMS)?;
    earned.checked_sub(paid).or_underflow("what was paid")
}

fn indices() -> impl Iterator<Item = AssetIndex> {
    (0..=u8::MAX).map(AssetIndex)
}

fn total(asset: AssetIndex, amount: Pico) -> Total {
    Total {
        name: format!("pico-units of asset {asset}"),
        amount: amount.0.into(),
    }
}
