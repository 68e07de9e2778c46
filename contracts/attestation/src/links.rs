//! The contracts that this one works with, and what it reads of them.

use cosmwasm_std::{ensure, Addr, Binary, CanonicalAddr, Deps, StdError, StdResult};
use tender_guard::{GuardError, Link};
use tender_interfaces::auction::{self, bids_until_key, BidsUntilRow};
use tender_interfaces::invariants::Check;
use tender_interfaces::orderbook::{self, locked_key, LockedRow};
use tender_storage::{unpack, Row};
use tender_types::{ProviderId, Timestamp};

use crate::state::Config;
use crate::ContractError;

/// AKT, told once and for all when the registry opens.
pub const TOKEN: Link = Link::token("token");

/// Who locks bonds and reports faults.
pub const ORDERBOOK: Link = Link::suite("orderbook", orderbook::CONTRACT);

/// Where bids bind a bond.
pub const AUCTION: Link = Link::suite("auction", auction::CONTRACT);

/// Refuses everybody but the orderbook.
pub fn only_orderbook(deps: Deps, config: &Config, sender: &Addr) -> Result<(), ContractError> {
    let orderbook = config.orderbook.as_ref();
    let orderbook = orderbook.map(|address| deps.api.addr_humanize(address));
    let orderbook = orderbook.transpose()?;
    ensure!(
        orderbook.as_ref() == Some(sender),
        GuardError::NotAllowed {
            role: "orderbook".to_string(),
            holder: orderbook.map_or_else(|| "nobody".to_string(), Into::into),
        }
    );
    Ok(())
}

/// Refuses while something is locked of the provider's bond, or a bid of its binds it. Where nobody can
/// say, it stays: an address without the orderbook at it has no rows either.
pub fn unlocked(
    deps: Deps,
    config: &Config,
    provider: ProviderId,
    now: Timestamp,
) -> Result<(), ContractError> {
    let orderbook = config
        .orderbook
        .as_ref()
        .ok_or(ContractError::NoOrderbook)?;
    let locked: Option<LockedRow> = read(deps, ORDERBOOK, orderbook, locked_key(provider))?;
    if let Some(LockedRow { amount }) = locked.filter(|row| !row.amount.is_zero()) {
        return Err(ContractError::Locked { amount });
    }
    let Some(auction) = &config.auction else {
        return Ok(());
    };
    let bids: Option<BidsUntilRow> = read(deps, AUCTION, auction, bids_until_key(provider))?;
    match bids {
        Some(BidsUntilRow { until }) if now <= until => Err(ContractError::Bids { until, now }),
        _ => Ok(()),
    }
}

/// A row of another contract, which has to be the one that it should be.
fn read<R: Row>(
    deps: Deps,
    link: Link,
    address: &CanonicalAddr,
    key: Vec<u8>,
) -> Result<Option<R>, ContractError> {
    let address = deps.api.addr_humanize(address)?;
    link.told(deps, address.as_str())?;
    let bytes = deps.querier.query_wasm_raw(address, Binary::from(key))?;
    let row = bytes.map(|bytes| unpack(&bytes));
    let parsed: StdResult<Option<R>> = row
        .transpose()
        .map_err(|error| StdError::parse_err(R::NAME, error.to_string()));
    Ok(parsed?)
}

/// Whether each contract is there and is what it should be.
pub fn checks(deps: Deps, config: &Config) -> Result<Vec<Check>, ContractError> {
    let token = deps.api.addr_humanize(&config.token)?;
    let mut checks = vec![TOKEN.holds(deps.querier, &token)];
    checks.push(match &config.orderbook {
        Some(address) => ORDERBOOK.holds(deps.querier, &deps.api.addr_humanize(address)?),
        None => Check {
            name: format!("{} is {}", ORDERBOOK.name, orderbook::CONTRACT),
            holds: false,
            detail: "none is named, and no bond can be withdrawn: the owner sends 'update_links'"
                .to_string(),
        },
    });
    if let Some(address) = &config.auction {
        checks.push(AUCTION.holds(deps.querier, &deps.api.addr_humanize(address)?));
    }
    Ok(checks)
}
