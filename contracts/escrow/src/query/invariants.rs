//! Everything the escrow owes, in each asset, against what it holds.
//!
//! The rows walked are accounts, each followed by its leases, and then claimable credits. An account
//! whose leases lie on one page is also checked by itself.

use cosmwasm_std::{Deps, Env, Uint128};
use cw20::{BalanceResponse, Cw20QueryMsg};
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_math::MathError;
use tender_storage::page_limit;
use tender_types::{AccountId, Asset, AssetIndex, LeaseId, Pico, Rate, Timestamp, PICO_PER_MICRO};

use super::assets;
use crate::account::Live;
use crate::state::{
    load_account, Config, Lease, ACCOUNTS, CLAIMABLE, CONFIG, FEE_POTS, LEASES, PAID,
};
use crate::{validate, ContractError};

/// A page of the escrow's self-examination.
pub fn invariants(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let mut page = Page {
        deps,
        now: env.block.time.seconds(),
        // At least one row, or a caller would never come to an end.
        room: page_limit(limit).max(1),
        claims: vec![0; usize::from(config.assets)],
        checks: vec![],
    };
    let start = match start_after {
        None => Cursor::Account(None),
        Some(cursor) => Cursor::parse(&cursor).ok_or(ContractError::Cursor { cursor })?,
    };
    if let Cursor::Account(None) = start {
        page.pots()?;
    }
    let next = page.walk(start)?;
    let totals = holdings(deps, env, &config)?;
    let sum = |(amount, asset)| total(asset, amount);
    Ok(InvariantsResponse {
        checks: page.checks,
        sums: page.claims.into_iter().zip(0..).map(sum).collect(),
        totals,
        next: next.map(|cursor| cursor.text()),
    })
}

/// Where a page starts.
enum Cursor {
    /// Behind this account.
    Account(Option<AccountId>),
    /// In this account, behind this lease.
    Lease(AccountId, Option<LeaseId>),
    /// Behind this claimable credit.
    Claimable(Option<(String, AssetIndex)>),
}

impl Cursor {
    fn text(&self) -> String {
        match self {
            Self::Account(None) => "account".to_string(),
            Self::Account(Some(id)) => format!("account/{id}"),
            Self::Lease(id, None) => format!("lease/{id}"),
            Self::Lease(id, Some(lease)) => format!("lease/{id}/{lease}"),
            Self::Claimable(None) => "claimable".to_string(),
            Self::Claimable(Some((payee, asset))) => format!("claimable/{payee}/{asset}"),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        Some(match parts.as_slice() {
            ["account"] => Self::Account(None),
            ["account", id] => Self::Account(Some(id.parse().ok()?)),
            ["lease", id] => Self::Lease(id.parse().ok()?, None),
            ["lease", id, lease] => Self::Lease(id.parse().ok()?, Some(lease.parse().ok()?)),
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
    /// Pico-units, by asset.
    claims: Vec<u128>,
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
                Cursor::Lease(id, after) => self.leases(id, after)?,
                Cursor::Claimable(after) => return self.claimable(after),
            };
        }
    }

    /// The balance and the fees of the account behind `after`.
    fn account(&mut self, after: Option<AccountId>) -> Result<Cursor, ContractError> {
        let mut rows = ACCOUNTS.page(self.deps.storage, &(), after.as_ref(), 1)?;
        let Some((id, row)) = rows.pop() else {
            return Ok(Cursor::Claimable(None));
        };
        let live = row.at(self.now)?;
        self.room = self.room.saturating_sub(1);
        self.claim(live.account.asset, live.account.stream.balance)?;
        self.claim(live.account.asset, live.account.fees)?;
        self.checks.push(Check {
            name: format!("account {id}: sponsors have at most all shares"),
            holds: live.account.sponsored <= live.account.pool.shares,
            detail: format!("{} of {}", live.account.sponsored, live.account.pool.shares),
        });
        Ok(Cursor::Lease(id, None))
    }

    /// What leases of an account have earned and were not paid.
    fn leases(&mut self, id: AccountId, after: Option<LeaseId>) -> Result<Cursor, ContractError> {
        let live = load_account(self.deps.storage, id)?.at(self.now)?;
        let start = after.map(|lease| (id, lease));
        let rows = LEASES.page(self.deps.storage, &id, start.as_ref(), self.room)?;
        for ((_, key), lease) in &rows {
            let paid = PAID
                .load(self.deps.storage, &(lease.provider, id, *key))?
                .micro;
            let owed = unpaid(lease, &live, paid)?;
            self.claim(live.account.asset, owed)?;
        }
        let cut = rows.len() == self.room;
        self.room = self.room.saturating_sub(rows.len());
        if let (true, Some(((_, last), _))) = (cut, rows.last()) {
            return Ok(Cursor::Lease(id, Some(*last)));
        }
        if after.is_none() {
            self.rates(id, &live, rows.iter().map(|(_, lease)| lease))?;
        }
        Ok(Cursor::Account(Some(id)))
    }

    /// An account's rates are the sums of its leases'.
    fn rates<'l>(
        &mut self,
        id: AccountId,
        live: &Live,
        leases: impl Iterator<Item = &'l Lease>,
    ) -> Result<(), ContractError> {
        let (mut rate, mut fee_rate, mut count) = (Rate::ZERO, Rate::ZERO, 0u32);
        for lease in leases {
            let sums = (
                rate.checked_add(lease.rate),
                fee_rate.checked_add(lease.fee_rate),
            );
            let (Some(gross), Some(fee)) = sums else {
                return Err(overflow().into());
            };
            (rate, fee_rate, count) = (gross, fee, count.saturating_add(1));
        }
        let account = &live.account;
        let kept = (account.stream.rate, account.fee_rate, account.leases);
        self.checks.push(Check {
            name: format!("account {id}: rate, fee rate and number are its leases'"),
            holds: kept == (rate, fee_rate, count),
            detail: format!(
                "{}, {}, {} of {rate}, {fee_rate}, {count}",
                kept.0, kept.1, kept.2
            ),
        });
        Ok(())
    }

    /// Money held for payees: the last rows there are.
    fn claimable(
        &mut self,
        after: Option<(String, AssetIndex)>,
    ) -> Result<Option<Cursor>, ContractError> {
        let start = after
            .map(|(payee, asset)| {
                validate::canonical(self.deps.api, &payee).map(|who| (who, asset))
            })
            .transpose()?;
        let rows = CLAIMABLE.page(self.deps.storage, &(), start.as_ref(), self.room)?;
        for ((_, asset), held) in &rows {
            self.claim(*asset, Pico::from_micro(held.micro).ok_or_else(overflow)?)?;
        }
        let last = rows.last().filter(|_| rows.len() == self.room);
        last.map(|((payee, asset), _)| {
            let payee = self.deps.api.addr_humanize(payee)?;
            Ok(Cursor::Claimable(Some((payee.into(), *asset))))
        })
        .transpose()
    }

    /// Fees collected and not paid out.
    fn pots(&mut self) -> Result<(), ContractError> {
        for asset in (0..).take(self.claims.len()) {
            if let Some(pot) = FEE_POTS.may_load(self.deps.storage, &asset)? {
                self.claim(asset, pot.fees)?;
            }
        }
        Ok(())
    }

    fn claim(&mut self, asset: AssetIndex, amount: Pico) -> Result<(), MathError> {
        // An asset that is not listed cannot be claimed; to miss one would show in the sums.
        if let Some(claims) = self.claims.get_mut(usize::from(asset)) {
            *claims = claims.checked_add(amount.0).ok_or_else(overflow)?;
        }
        Ok(())
    }
}

/// Pico-units a lease has earned and its payee was not paid.
fn unpaid(lease: &Lease, live: &Live, paid: Uint128) -> Result<Pico, MathError> {
    let seconds = u128::from(lease.seconds(live.account.stream.clock));
    let earned = lease.net_rate()?.u128().checked_mul(seconds);
    let earned = earned.ok_or_else(overflow)?;
    Pico::from_micro(paid)
        .and_then(|paid| Pico(earned).checked_sub(paid))
        .ok_or(MathError::Underflow {
            what: "what was paid",
        })
}

/// What the escrow holds of each asset, asked of those who keep it.
fn holdings(deps: Deps, env: &Env, config: &Config) -> Result<Vec<Total>, ContractError> {
    let holder = &env.contract.address;
    let mut totals = vec![];
    for (asset, index) in assets(deps, config)?.into_iter().zip(0..config.assets) {
        let micro = match asset {
            Asset::Native { denom } => deps.querier.query_balance(holder, denom)?.amount,
            Asset::Cw20 { contract } => {
                let question = Cw20QueryMsg::Balance {
                    address: holder.to_string(),
                };
                let answer: BalanceResponse = deps.querier.query_wasm_smart(contract, &question)?;
                answer.balance
            }
        };
        let pico = micro.u128().checked_mul(PICO_PER_MICRO);
        totals.push(total(index, pico.ok_or_else(overflow)?));
    }
    Ok(totals)
}

fn total(asset: AssetIndex, amount: u128) -> Total {
    Total {
        name: format!("pico-units of asset {asset}"),
        amount: amount.into(),
    }
}

fn overflow() -> MathError {
    MathError::Overflow {
        what: "a sum of claims",
    }
}
