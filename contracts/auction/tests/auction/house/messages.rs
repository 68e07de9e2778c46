//! Messages that are sent, and what answers and refusals say.

use super::*;

/// An order of the tenant's, handed over, that ends in a day.
pub fn handed_over(order: OrderKey, demand: ResolvedDemand, rule: Rule) -> ExecuteMsg {
    ExecuteMsg::Open {
        order,
        tenant: addr("tenant").into(),
        demand: Box::new(demand),
        rule,
        expires_at: START.after(Seconds::days(1)),
    }
}

pub fn commit(id: u32, round: u64, seal: HexBinary) -> ExecuteMsg {
    ExecuteMsg::Commit {
        order: ORDER,
        round,
        provider: ProviderId(id),
        classes: vec![H100],
        seal,
    }
}

pub fn reveal(id: u32, rate: u128, valid_until: Timestamp) -> ExecuteMsg {
    ExecuteMsg::Reveal {
        order: ORDER,
        provider: ProviderId(id),
        rate: Rate(rate),
        salt: HexBinary::from(&salt()),
        valid_until,
    }
}

pub fn short(bid: &Bid) -> (u32, u128) {
    (bid.provider.0, bid.rate.0)
}

/// The award of [`demand`] that `response` asks of the order book, and who is made to pay with it.
pub fn awarded(response: &Response) -> (Award, Vec<Bidder>) {
    awarded_of(response, &demand())
}

/// The same of what else was wanted.
pub fn awarded_of(response: &Response, wanted: &ResolvedDemand) -> (Award, Vec<Bidder>) {
    assert_eq!(response.messages.len(), 1, "{response:?}");
    match sent_to(response, "orderbook").pop() {
        Some(orderbook::ExecuteMsg::Award {
            order,
            tenant,
            demand: awarded,
            bid,
            faulted,
        }) => {
            assert_eq!(
                (order.account, tenant),
                (ACCOUNT, addr("tenant").to_string())
            );
            assert_eq!(awarded, *wanted);
            (bid, faulted)
        }
        other => panic!("an award expected: {other:?}"),
    }
}

/// Who won, and what it is paid.
pub fn won(response: &Response) -> (u32, u128) {
    let (award, _) = awarded(response);
    (award.provider.0, award.rate.0)
}

/// Who is made to pay without an award.
pub fn faulted(response: &Response) -> Vec<Bidder> {
    match sent_to(response, "orderbook").pop() {
        None => vec![],
        Some(orderbook::ExecuteMsg::Fault { bidders }) => bidders,
        other => panic!("a fault expected: {other:?}"),
    }
}

pub fn bidder(id: u32) -> Bidder {
    Bidder {
        provider: ProviderId(id),
        draw: held(H100),
    }
}

/// The lease of a response's award.
pub fn lease(response: &Response) -> LeaseKey {
    data::<Closed>(response).lease.expect("a lease")
}

pub fn not_allowed(role: &str, holder: Option<Addr>) -> ContractError {
    let holder = holder.map_or_else(|| "nobody".to_string(), Addr::into_string);
    let role = role.to_string();
    GuardError::NotAllowed { role, holder }.into()
}

/// The refusal of a number outside its bounds.
pub fn out_of_range<N: ToString>(what: &'static str, value: N, min: N, max: N) -> ContractError {
    let error = GuardError::OutOfRange {
        what,
        value: Echo::of(value.to_string()),
        min: min.to_string(),
        max: max.to_string(),
    };
    error.into()
}

/// The refusal while the guardian's pause holds that began at the start.
pub fn paused() -> ContractError {
    let error = GuardError::PausedUntil {
        class: ActionClass::Bid,
        until: START.after(DEFAULT_GUARDIAN_PAUSE),
    };
    error.into()
}
