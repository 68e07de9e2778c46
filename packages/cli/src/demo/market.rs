//! The market of the demonstration: its price, its parameters, its times.

use tender_testkit::Settings;
use tender_types::{Akt, Seconds};

/// USD per AKT, as the feeders of the demonstration report it.
pub const USD_PER_AKT: &str = "1.14";

/// Micro-units in a unit.
pub const UNIT: u128 = 1_000_000;

/// Seconds in an hour.
pub const HOUR: u64 = 3_600;

/// Seconds after which feeders report again.
pub const FEED_EVERY: Seconds = Seconds::minutes(30);

/// The market's own auditor.
pub const AUDITOR: &str = "audrey";

/// Every auditor there can be: the market's own, and those who stand in beside it for whom a file names.
/// As many as two quorums can have, and as many as a provider's row holds attestations of.
pub const AUDITORS: [&str; 8] = [
    AUDITOR, "auguste", "agnes", "amos", "aline", "anton", "alma", "arno",
];

/// How thoroughly auditors looked, of four tiers.
pub const TIER: u8 = 2;

/// Attestations last 90 days; a long file (cheap leases run for days until their money is spent)
/// needs fresh ones.
pub const RENEW_AFTER: Seconds = Seconds::days(30);

/// The parameters of the testkit, but that a tenant who was failed has 5 AKT at most: so that the
/// demonstration shows both what is claimed and what is burned.
pub fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.orderbook.compensation = Akt(5 * UNIT);
    settings
}
