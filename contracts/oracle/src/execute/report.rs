use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_guard::canonical;
use tender_interfaces::events::PriceReported;
use tender_interfaces::oracle::{PriceRow, SlotReport};
use tender_math::{PriceState, Report};
use tender_types::{Price, Timestamp};

use crate::state::{Slot, FEEDERS, PRICE};
use crate::ContractError;

/// A feeder says what it saw.
pub fn report(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    price: Price,
    timestamp: Timestamp,
) -> Result<Response, ContractError> {
    let feeder = canonical(deps.api, sender.as_str())?;
    let slot =
        FEEDERS
            .may_load(deps.storage, &feeder)?
            .ok_or_else(|| ContractError::NotAFeeder {
                address: sender.to_string(),
            })?;
    if price.0.is_zero() {
        return Err(ContractError::ZeroPrice);
    }
    let now = Timestamp::now(env);
    let mut row = PRICE.load(deps.storage)?;
    timely(&row, timestamp, now)?;
    put(&mut row, slot, price, timestamp)?;
    PRICE.save(deps.storage, &row);
    Ok(Response::new().add_event(PriceReported {
        feeder: sender.to_string(),
        price,
        timestamp,
        median: healthy(&row, now),
    }))
}

/// Refuses a report from the future, which would outlive honest ones, and one too old to count.
fn timely(row: &PriceRow, timestamp: Timestamp, now: Timestamp) -> Result<(), ContractError> {
    if timestamp > now {
        return Err(ContractError::FutureTimestamp { timestamp, now });
    }
    if timestamp.after(row.staleness) < now {
        return Err(ContractError::StaleTimestamp {
            timestamp,
            staleness: row.staleness,
            now,
        });
    }
    Ok(())
}

/// Replaces the report of `slot`. A feeder's timestamps rise, so an old report cannot be replayed.
fn put(
    row: &mut PriceRow,
    slot: Slot,
    price: Price,
    timestamp: Timestamp,
) -> Result<(), ContractError> {
    let report = Report { price, timestamp };
    let feeder = slot.number;
    match row.reports.iter_mut().find(|last| last.feeder == feeder) {
        Some(last) if timestamp <= last.report.timestamp => Err(ContractError::OldTimestamp {
            timestamp,
            last: last.report.timestamp,
        }),
        Some(last) => {
            last.report = report;
            Ok(())
        }
        None => {
            row.reports.push(SlotReport { feeder, report });
            Ok(())
        }
    }
}

fn healthy(row: &PriceRow, now: Timestamp) -> Option<Price> {
    match row.state(now) {
        PriceState::Healthy { price, .. } => Some(price),
        PriceState::Unhealthy(_) => None,
    }
}
