use cosmwasm_std::{Addr, Decimal, DepsMut, Env, Event, Response};
use tender_guard::{active, canonical};
use tender_interfaces::events::PriceReported;
use tender_interfaces::oracle::{PriceRow, SlotReport};
use tender_interfaces::roles::ActionClass;
use tender_math::{PriceState, Report};
use tender_types::Timestamp;

use crate::state::{Slot, CONFIG, FEEDERS, PRICE};
use crate::ContractError;

/// A feeder says what it saw.
pub fn report(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    price: Decimal,
    timestamp: Timestamp,
) -> Result<Response, ContractError> {
    active(CONFIG.load(deps.storage)?.paused, ActionClass::Report)?;
    let feeder = canonical(deps.api, sender.as_str())?;
    let slot =
        FEEDERS
            .may_load(deps.storage, &feeder)?
            .ok_or_else(|| ContractError::NotAFeeder {
                address: sender.to_string(),
            })?;
    if price.is_zero() {
        return Err(ContractError::ZeroPrice);
    }
    let now = env.block.time.seconds();
    let mut row = PRICE.load(deps.storage)?;
    timely(&row, timestamp, now)?;
    put(&mut row, slot, price, timestamp)?;
    PRICE.save(deps.storage, &row);
    let event = PriceReported {
        feeder: sender.to_string(),
        price,
        timestamp,
        median: healthy(&row, now),
    };
    Ok(Response::new().add_event(Event::from(event)))
}

/// Refuses a report from the future, which would outlive honest ones, and one too old to count.
fn timely(row: &PriceRow, timestamp: Timestamp, now: Timestamp) -> Result<(), ContractError> {
    if timestamp > now {
        return Err(ContractError::FutureTimestamp { timestamp, now });
    }
    if timestamp.saturating_add(row.staleness) < now {
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
    price: Decimal,
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

fn healthy(row: &PriceRow, now: Timestamp) -> Option<Decimal> {
    match row.state(now) {
        PriceState::Healthy { price, .. } => Some(price),
        PriceState::Unhealthy(_) => None,
    }
}
