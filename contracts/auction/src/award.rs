//! Who wins, and the lease that `escrow` is asked for.

use cosmwasm_std::{Api, WasmMsg};
use tender_interfaces::auction::Bid;
use tender_interfaces::escrow::{Escrow, NewLease};
use tender_market::matching::Eligible;
use tender_storage::packed;
use tender_types::{OrderId, ProviderId, Rate};

use crate::state::{Config, Terms};
use crate::ContractError;

/// A bid whose provider is eligible now.
#[derive(Debug)]
pub struct Winner {
    pub bid: Bid,
    /// Where it is paid, and its tier now, which may differ from the one it bid with.
    pub eligible: Eligible,
}

/// What was won, by whom: context of the reply to opening the lease.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Award {
    pub order: OrderId,
    pub winner: ProviderId,
    /// Rate per unit.
    pub rate: Rate,
}

packed!(Row 1 "award": Award { order, winner, rate });

impl Winner {
    /// What it wins.
    pub fn award(&self, order: OrderId) -> Award {
        Award {
            order,
            winner: self.bid.provider,
            rate: self.bid.rate,
        }
    }

    /// The message that opens its lease for all units of the order, under the order's number.
    pub fn open_lease(
        &self,
        api: &dyn Api,
        config: &Config,
        order: OrderId,
        terms: &Terms,
    ) -> Result<WasmMsg, ContractError> {
        let lease = NewLease {
            lease: order.into(),
            provider: self.bid.provider,
            payee: api.addr_humanize(&self.eligible.payee)?.into(),
            class: self.bid.class,
            units: terms.demand.units,
            rate: self.bid.rate,
            ask: None,
            tier: self.eligible.tier,
        };
        let escrow = Escrow(api.addr_humanize(&config.escrow)?);
        let tenant = api.addr_humanize(&terms.tenant)?;
        Ok(escrow.open_leases(&tenant, &terms.demand, vec![lease])?)
    }
}
