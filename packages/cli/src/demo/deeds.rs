//! Every transaction of the story, by the name of what it does, and the file that handles it: the one
//! place that knows the messages of the contracts.

use cosmwasm_std::Addr;
use tender_chain::TxError;
use tender_interfaces::attestation::ExecuteMsg as RegistryMsg;
use tender_interfaces::auction::{Closed, ExecuteMsg as AuctionMsg};
use tender_interfaces::bme::{DepositTo, QueryMsg as BmeQuery, RedeemQuoteResponse};
use tender_interfaces::escrow::CloseReason;
use tender_interfaces::orderbook::{Placed, Selection};
use tender_testkit::{Ask, Contract, Order, World};
use tender_types::{
    AccountId, Act, AskId, AskKey, ClassId, LeaseKey, OrderId, ProviderId, Rate, Resources,
};

use super::error::DemoError;
use super::market::Cast;

/// Files that handle what happens.
pub mod code {
    /// Deploying.
    pub const DEPLOY: &str = "packages/testkit/src/deploy.rs";
    /// Reporting the price.
    pub const REPORT: &str = "contracts/oracle/src/execute/report.rs";
    /// Adding hardware to the catalog.
    pub const ADD_CLASS: &str = "contracts/attestation/src/execute/add_class.rs";
    /// Adding attributes to the catalog.
    pub const ADD_ATTRIBUTE: &str = "contracts/attestation/src/execute/add_attribute.rs";
    /// Admitting an auditor.
    pub const ADMIT_AUDITOR: &str = "contracts/attestation/src/execute/admit_auditor.rs";
    /// Attesting a provider.
    pub const ATTEST: &str = "contracts/attestation/src/execute/attest.rs";
    /// Leaving the registry.
    pub const START_LEAVING: &str = "contracts/attestation/src/execute/start_leaving.rs";
    /// Taking a bond back.
    pub const WITHDRAW_BOND: &str = "contracts/attestation/src/execute/withdraw_bond.rs";
    /// Posting an ask.
    pub const POST_ASK: &str = "contracts/orderbook/src/execute/post_ask.rs";
    /// Taking an ask back.
    pub const WITHDRAW_ASK: &str = "contracts/orderbook/src/execute/withdraw_ask.rs";
    /// Placing an order.
    pub const PLACE_ORDER: &str = "contracts/orderbook/src/execute/place_order.rs";
    /// Opening an auction.
    pub const OPEN_AUCTION: &str = "contracts/auction/src/execute/open.rs";
    /// Bidding.
    pub const PLACE_BID: &str = "contracts/auction/src/execute/place_bid.rs";
    /// Closing an auction.
    pub const CLOSE_AUCTION: &str = "contracts/auction/src/execute/close.rs";
    /// AKT changing hands.
    pub const TOKEN: &str = "contracts/token/src/execute.rs";
    /// Burning AKT for credit.
    pub const MINT: &str = "contracts/bme/src/execute/mint.rs";
    /// Burning credit for AKT.
    pub const REDEEM: &str = "contracts/bme/src/execute/redeem.rs";
    /// Paying into an account.
    pub const DEPOSIT: &str = "contracts/escrow/src/execute/deposit.rs";
    /// Taking out what one paid in.
    pub const WITHDRAW_DEPOSIT: &str = "contracts/escrow/src/execute/withdraw_deposit.rs";
    /// Paying a provider.
    pub const WITHDRAW: &str = "contracts/escrow/src/execute/withdraw.rs";
    /// Closing a lease.
    pub const CLOSE_LEASES: &str = "contracts/escrow/src/execute/close_leases.rs";
    /// Closing an account.
    pub const CLOSE_ACCOUNT: &str = "contracts/escrow/src/execute/close_account.rs";
    /// Splitting the protocol's fee.
    pub const COLLECT_FEES: &str = "contracts/escrow/src/execute/collect_fees.rs";
}

type Deed<T> = Result<T, DemoError>;

/// A transaction that the story needs.
fn needs<T>(what: &str, result: Result<T, TxError>) -> Deed<T> {
    result.map_err(|error| DemoError::Refused {
        what: what.to_string(),
        error: error.to_string(),
    })
}

/// Governance adds a class.
pub fn add_class(world: &mut World, name: &str, carries: Resources) -> Deed<()> {
    needs(name, world.add_class(name, carries)).map(|_| ())
}

/// Governance adds an attribute.
pub fn add_attribute(world: &mut World, name: &str) -> Deed<()> {
    needs(name, world.add_attribute(name)).map(|_| ())
}

/// Governance admits an auditor.
pub fn admit_auditor(world: &mut World, name: &str) -> Deed<()> {
    needs("admitting an auditor", world.admit_auditor(name)).map(|_| ())
}

/// A provider buys its bond, registers and posts the bond.
pub fn join(world: &mut World, cast: &Cast) -> Deed<ProviderId> {
    let bond = world.settings.attestation.min_bond.0;
    let addr = world.addr(cast.name);
    world.give_akt(&addr, bond);
    let host = format!("https://{}.example", cast.name);
    let registered = world.register(&addr, &host, cast.attributes);
    let id = needs("registering", registered)?.value;
    needs("bonding", world.bond(&addr, id, bond)).map(|_| id)
}

/// A provider submits what an auditor signed of it.
pub fn attest(
    world: &mut World,
    auditor: &str,
    provider: ProviderId,
    tier: u8,
    (classes, attributes): (&[&str], &[&str]),
) -> Deed<()> {
    let auditor = world.addr(auditor);
    let vouched = world.vouch(&auditor, provider, tier, classes, attributes);
    needs("attesting", vouched).map(|_| ())
}

/// A provider posts an ask.
pub fn post_ask(world: &mut World, provider: &Addr, ask: Ask) -> Deed<AskKey> {
    needs("posting an ask", world.post(provider, ask)).map(|done| done.value)
}

/// A provider takes an ask back.
pub fn withdraw_ask(world: &mut World, provider: &Addr, ask: AskId) -> Deed<()> {
    needs("withdrawing an ask", world.withdraw_ask(provider, ask)).map(|_| ())
}

/// A provider announces that it leaves.
pub fn start_leaving(world: &mut World, provider: &Addr) -> Deed<()> {
    let left = world.call(
        provider,
        Contract::Attestation,
        &RegistryMsg::StartLeaving {},
    );
    needs("leaving", left).map(|_| ())
}

/// A provider takes its bond back.
pub fn withdraw_bond(world: &mut World, provider: &Addr) -> Deed<()> {
    let bond = world.call(
        provider,
        Contract::Attestation,
        &RegistryMsg::WithdrawBond {},
    );
    needs("taking the bond", bond).map(|_| ())
}

/// AKT is burned for credit in a new account.
pub fn open_account(world: &mut World, who: &Addr, akt: u128) -> Deed<AccountId> {
    let minted = world.mint_account(who, akt);
    needs("burning AKT into an account", minted).map(|done| done.value)
}

/// AKT is burned for credit in an account that is there.
pub fn deposit(world: &mut World, who: &Addr, akt: u128, account: AccountId) -> Deed<()> {
    let to = Some(DepositTo::Account { account });
    needs("the deposit", world.mint_with(who, akt, 0, to)).map(|_| ())
}

/// A sponsor takes out what was not spent of its deposit.
pub fn withdraw_deposit(world: &mut World, who: &Addr, account: AccountId) -> Deed<()> {
    needs(
        "withdrawing a deposit",
        world.withdraw_deposit(who, account, None),
    )
    .map(|_| ())
}

/// Credit is burned for AKT at the oracle's price.
pub fn redeem(world: &mut World, who: &Addr, act: u128) -> Deed<()> {
    let quote = BmeQuery::QuoteRedeem { amount: Act(act) };
    let quote: RedeemQuoteResponse = world.query(Contract::Bme, &quote);
    let out = quote.out.0;
    needs("redeeming", world.redeem(who, act, out)).map(|_| ())
}

/// A tenant places an order.
pub fn place_order(
    world: &mut World,
    tenant: &Addr,
    demand: tender_interfaces::demand::Demand,
    selection: Selection,
) -> Deed<Placed> {
    let order = Order {
        demand,
        selection,
        expires_at: None,
    };
    needs("the order", world.place(tenant, &order)).map(|done| done.value)
}

/// A bid in an auction.
pub struct Bid {
    /// For which order.
    pub order: OrderId,
    /// Whose.
    pub provider: ProviderId,
    /// Of what.
    pub class: ClassId,
    /// Per unit.
    pub rate: Rate,
    /// What a unit carries.
    pub unit: Resources,
}

/// A provider bids.
pub fn place_bid(world: &mut World, who: &Addr, bid: Bid) -> Deed<()> {
    let Bid {
        order,
        provider,
        class,
        rate,
        unit,
    } = bid;
    let msg = AuctionMsg::PlaceBid {
        order,
        provider,
        class,
        rate,
        unit,
    };
    needs("a bid", world.call(who, Contract::Auction, &msg)).map(|_| ())
}

/// Anybody closes an auction whose time is over.
pub fn close_auction(world: &mut World, who: &Addr, order: OrderId) -> Deed<Closed> {
    needs("closing the auction", world.close_auction(who, order)).map(|done| done.value)
}

/// A provider takes what it has earned.
pub fn withdraw(world: &mut World, provider: &Addr, lease: LeaseKey) -> Deed<()> {
    needs("the withdrawal", world.withdraw(provider, &[lease])).map(|_| ())
}

/// A tenant closes a lease that it no longer needs.
pub fn close_lease(world: &mut World, tenant: &Addr, lease: LeaseKey) -> Deed<()> {
    let closed = world.close_lease(tenant, lease, CloseReason::Done);
    needs("closing the lease", closed).map(|_| ())
}

/// A tenant closes its account and has back what was not spent.
pub fn close_account(world: &mut World, tenant: &Addr, account: AccountId) -> Deed<()> {
    needs("closing the account", world.close_account(tenant, account)).map(|_| ())
}

/// Anybody lets the escrow split the protocol's fee.
pub fn collect_fees(world: &mut World, who: &Addr) -> Deed<()> {
    needs("collecting fees", world.collect_fees(who, &[])).map(|_| ())
}
