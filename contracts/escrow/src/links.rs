//! The contracts that this one works with.

use tender_guard::Link;
use tender_interfaces::{bme, orderbook};

/// Who opens leases, and is told when they end.
pub const ORDERBOOK: Link = Link::suite("orderbook", orderbook::CONTRACT);

/// Who keeps the credit. Never changes: it is the first asset.
pub const CREDIT: Link = Link::suite("credit", bme::CONTRACT);

/// A token that is an asset.
pub const ASSET: Link = Link::token("asset");
