//! Everything the escrow owes, in each asset, against what it holds.
//!
//! The rows walked are accounts, each followed by its leases, and then claimable credits. An account
//! whose leases lie on one page is also checked by itself.

use cosmwasm_std::{Addr, Deps, Env, StdResult, Uint128};
use cw20::{BalanceResponse, Cw20QueryMsg};
use tender_guard::{canonical, Link};
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_math::{Checked, MathError};
use tender_storage::page_limit;
use tender_types::{
    AccountId, Asset, AssetIndex, Echo, LeaseId, LeaseKey, Micro, Pico, Rate, Timestamp,
};

use super::config::assets;
use crate::account::SyncedAccount;
use crate::links::{ASSET, AUCTION, CREDIT, ORDERBOOK};
use crate::state::{
    load_account, load_paid, Config, Lease, ACCOUNTS, CLAIMABLE, CONFIG, FEE_POTS, LEASES,
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
                Cursor::Lease(id, after) => self.leases(id, after)?,
                Cursor::Claimable(after) => return self.claimable(after),
            };
        }
    }

    /// Contracts that the escrow was told of are there, and what they should be.
    fn links(&mut self, config: &Config, assets: &[Asset]) -> Result<(), ContractError> {
        let (orderbook, auction) = (config.orderbook.as_ref(), config.auction.as_ref());
        let suite = [
            (ORDERBOOK, orderbook),
            (AUCTION, auction),
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

    /// The balance and the fees of the account behind `after`.
    fn account(&mut self, after: Option<AccountId>) -> Result<Cursor, ContractError> {
        let mut rows = ACCOUNTS.page(self.deps.storage, &(), after.as_ref(), 1)?;
        let Some((id, row)) = rows.pop() else {
            return Ok(Cursor::Claimable(None));
        };
        let synced = row.at(self.now)?;
        let row = synced.account();
        self.room = self.room.saturating_sub(1);
        self.claim(row.asset, row.stream.balance)?;
        self.claim(row.asset, row.fees)?;
        self.checks.push(Check {
            name: format!("account {id}: sponsors have at most all shares"),
            holds: row.sponsored <= row.pool.shares,
            detail: format!("{} of {}", row.sponsored, row.pool.shares),
        });
        Ok(Cursor::Lease(id, None))
    }

    /// What leases of an account have earned and were not paid.
    fn leases(&mut self, id: AccountId, after: Option<LeaseId>) -> Result<Cursor, ContractError> {
        let synced = load_account(self.deps.storage, id, self.now)?;
        let start = after.map(|lease| (id, lease));
        let rows = LEASES.page(self.deps.storage, &id, start.as_ref(), self.room)?;
        for ((account, lease), row) in &rows {
            let key = LeaseKey {
                account: *account,
                lease: *lease,
            };
            let paid = load_paid(self.deps.storage, key, row.provider)?;
            self.claim(synced.account().asset, unpaid(row, &synced, paid)?)?;
        }
        let full = rows.len() == self.room;
        self.room = self.room.saturating_sub(rows.len());
        if let Some(((_, last), _)) = rows.last().filter(|_| full) {
            return Ok(Cursor::Lease(id, Some(*last)));
        }
        if after.is_none() {
            self.rates(id, &synced, rows.iter().map(|(_, lease)| lease))?;
        }
        Ok(Cursor::Account(Some(id)))
    }

    /// An account's rates are the sums of its leases'.
    fn rates<'l>(
        &mut self,
        id: AccountId,
        synced: &SyncedAccount,
        leases: impl Iterator<Item = &'l Lease>,
    ) -> Result<(), ContractError> {
        let (mut rate, mut fee_rate, mut count) = (Rate::ZERO, Rate::ZERO, 0u32);
        for lease in leases {
            rate = rate.checked_add(lease.rate).or_overflow(CLAIMS)?;
            fee_rate = fee_rate.checked_add(lease.fee_rate).or_overflow(CLAIMS)?;
            count = count.saturating_add(1);
        }
        let row = synced.account();
        let kept = (row.stream.rate, row.fee_rate, row.leases);
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

    /// Fees collected and not paid out.
    fn pots(&mut self) -> Result<(), ContractError> {
        for asset in indices().take(self.claims.len()) {
            if let Some(pot) = FEE_POTS.may_load(self.deps.storage, &asset)? {
                self.claim(asset, pot.fees)?;
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

/// Pico-units that a lease has earned and its payee was not paid.
fn unpaid(lease: &Lease, synced: &SyncedAccount, paid: Micro) -> Result<Pico, MathError> {
    let seconds = lease.seconds(synced.clock());
    let earned = lease.net_rate()?.over(seconds).or_overflow(CLAIMS)?;
    let paid = Pico::from_micro(paid).or_overflow(CLAIMS)?;
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
