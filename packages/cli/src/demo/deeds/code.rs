//! Files that handle what happens.

/// Deploying.
pub const DEPLOY: &str = "packages/testkit/src/deploy.rs";
/// Reporting the price.
pub const REPORT: &str = "contracts/oracle/src/execute/report.rs";
/// Adding hardware to the catalog.
pub const ADD_CLASSES: &str = "contracts/attestation/src/execute/add_classes.rs";
/// Adding attributes to the catalog.
pub const ADD_ATTRIBUTES: &str = "contracts/attestation/src/execute/add_attributes.rs";
/// Admitting an auditor.
pub const ADMIT_AUDITOR: &str = "contracts/attestation/src/execute/admit_auditor.rs";
/// Attesting a provider.
pub const ATTEST: &str = "contracts/attestation/src/execute/attest.rs";
/// Going on after a fault.
pub const RESUME: &str = "contracts/attestation/src/execute/resume.rs";
/// Taking what is booked for somebody.
pub const CLAIM: &str = "contracts/attestation/src/execute/claim.rs";
/// Leaving the registry.
pub const START_LEAVING: &str = "contracts/attestation/src/execute/start_leaving.rs";
/// Taking a bond back.
pub const WITHDRAW_BOND: &str = "contracts/attestation/src/execute/withdraw_bond.rs";
/// Offering units of classes, and taking them back.
pub const OFFER: &str = "contracts/orderbook/src/execute/offer.rs";
/// Setting a rate card.
pub const CARD: &str = "contracts/orderbook/src/execute/card.rs";
/// Placing an order.
pub const PLACE_ORDER: &str = "contracts/orderbook/src/execute/place_order.rs";
/// Matching an order anew.
pub const REMATCH: &str = "contracts/orderbook/src/execute/rematch.rs";
/// Opening an auction.
pub const OPEN_AUCTION: &str = "contracts/auction/src/execute/open.rs";
/// Bidding.
pub const PLACE_BID: &str = "contracts/auction/src/execute/place_bid.rs";
/// Closing an auction.
pub const CLOSE_AUCTION: &str = "contracts/auction/src/execute/close.rs";
/// Burning AKT for credit.
pub const MINT: &str = "contracts/bme/src/execute/mint.rs";
/// Burning credit for AKT.
pub const REDEEM: &str = "contracts/bme/src/execute/redeem.rs";
/// Starting a lease.
pub const START: &str = "contracts/escrow/src/execute/start.rs";
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
