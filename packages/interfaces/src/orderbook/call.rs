//! Calling the order book.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, StdResult, WasmMsg};
use tender_types::OrderKey;

use super::{Award, Bidder, ExecuteMsg, Release};
use crate::demand::ResolvedDemand;
use crate::{wasm_execute, Call};

/// Calls the `orderbook` contract at this address.
pub struct Orderbook(pub Addr);

impl Call<ExecuteMsg> for Orderbook {
    fn address(&self) -> &Addr {
        &self.0
    }
}

/// [`ExecuteMsg::Release`] alone: who sends it need not know how all the others are written, which in a
/// contract is a twentieth of its size.
#[cw_serde]
enum ReleaseMsg {
    Release { releases: Vec<Release> },
}

impl Orderbook {
    /// Says that leases have ended.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn release(&self, releases: Vec<Release>) -> StdResult<WasmMsg> {
        wasm_execute(&self.0, &ReleaseMsg::Release { releases }, vec![])
    }

    /// Has a bid awarded.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn award(
        &self,
        order: OrderKey,
        tenant: &Addr,
        demand: ResolvedDemand,
        bid: Award,
        faulted: Vec<Bidder>,
    ) -> StdResult<WasmMsg> {
        let tenant = tenant.to_string();
        let award = FromAuction::Award {
            order,
            tenant,
            demand: Box::new(demand),
            bid,
            faulted,
        };
        wasm_execute(&self.0, &award, vec![])
    }

    /// Says that bidders have not kept their word.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn fault(&self, bidders: Vec<Bidder>) -> StdResult<WasmMsg> {
        wasm_execute(&self.0, &FromAuction::Fault { bidders }, vec![])
    }
}

/// Of [`ExecuteMsg`] what `auction` sends: a contract that can write all of it is a twentieth larger.
#[cw_serde]
enum FromAuction {
    Award {
        order: OrderKey,
        tenant: String,
        demand: Box<ResolvedDemand>,
        bid: Award,
        faulted: Vec<Bidder>,
    },
    Fault {
        bidders: Vec<Bidder>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::from_json;
    use cosmwasm_std::HexBinary;
    use tender_types::{AccountId, AssetIndex, ClassId, ProviderId, Rate, Seconds, Tier};

    use crate::demand::Placement;
    use crate::orderbook::Draw;

    fn read(msg: WasmMsg) -> Option<ExecuteMsg> {
        match msg {
            WasmMsg::Execute { msg, .. } => from_json(msg).ok(),
            _ => None,
        }
    }

    #[test]
    fn what_the_auction_sends_is_what_the_orderbook_takes() {
        let orderbook = Orderbook(Addr::unchecked("orderbook"));
        let tenant = Addr::unchecked("tenant");
        let bidders = vec![Bidder {
            provider: ProviderId(1),
            draw: Draw::default(),
        }];
        let demand = ResolvedDemand {
            account: AccountId(4),
            asset: AssetIndex::CREDIT,
            lines: vec![],
            public_ips: 0,
            placement: Placement::OneProvider,
            together: false,
            max_rate: Rate(1),
            attributes: vec![],
            signed_by: vec![],
            min_tier: Tier::NONE,
            exclude: vec![],
            notice_at_least: Seconds::ZERO,
            start_within: None,
            rematch: 0,
            manifest_hash: HexBinary::default(),
        };
        let order = OrderKey {
            account: AccountId(4),
            slot: 3,
        };
        let bid = Award {
            provider: ProviderId(2),
            classes: vec![ClassId(1)],
            rate: Rate(7),
        };
        let sent = orderbook.award(order, &tenant, demand.clone(), bid.clone(), bidders.clone());
        let award = ExecuteMsg::Award {
            order,
            tenant: tenant.to_string(),
            demand,
            bid,
            faulted: bidders.clone(),
        };
        assert_eq!(sent.ok().and_then(read), Some(award));
        let sent = orderbook.fault(bidders.clone());
        let fault = ExecuteMsg::Fault { bidders };
        assert_eq!(sent.ok().and_then(read), Some(fault));
    }
}
