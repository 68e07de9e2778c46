//! What people do, as data: a sequence that fails can be shortened, printed and read.

use proptest::prelude::*;

/// One thing that somebody does. Whoever and whatever is meant is chosen by number among those there
/// are at the time, so that a shorter sequence still means something.
#[derive(Clone, Debug)]
pub enum Action {
    /// A tenant burns AKT and opens an account with the credit.
    OpenAccount { tenant: usize, akt: u128 },
    /// Anyone with credit adds to an account.
    Deposit {
        tenant: usize,
        account: usize,
        akt: u128,
    },
    /// Somebody takes back all that can leave.
    WithdrawDeposit { tenant: usize, account: usize },
    /// A provider offers units.
    Post {
        provider: usize,
        class: usize,
        units: u32,
        cents: u32,
        terms: Terms,
    },
    /// A provider changes a rate.
    Reprice {
        provider: usize,
        class: usize,
        cents: u32,
    },
    /// A provider has more or fewer units, or a smaller machine.
    Resize {
        provider: usize,
        class: usize,
        units: u32,
        largest: bool,
    },
    /// A provider takes an offer out of the book.
    WithdrawOffer { provider: usize, class: usize },
    /// A provider sets its card.
    SetCard {
        provider: usize,
        cores: u64,
        cents: u32,
        terms: Terms,
    },
    /// A provider takes its card back.
    WithdrawCard { provider: usize },
    /// The owner of an account orders.
    Place(Order),
    /// Anyone fills what rests.
    MatchOrders,
    /// A tenant takes back a resting order.
    CancelOrder { order: usize },
    /// Anyone clears away what is over or dead.
    Expire,
    /// A provider starts a lease that waits.
    Start { lease: usize },
    /// Every provider starts all that waits for it.
    StartAll,
    /// A provider will not start a lease.
    Decline { lease: usize },
    /// A tenant does not wait any longer.
    CancelLease { lease: usize },
    /// Anyone closes what was not started in time.
    CloseLate { lease: usize },
    /// Anyone matches anew what failed.
    Rematch,
    /// Providers bid, or commit bids.
    Bid { class: u16, cents: u32 },
    /// Providers open what they committed, but for one.
    Reveal { but: usize },
    /// Anyone reports what was not opened.
    Report,
    /// A tenant picks a bid.
    Choose { auction: usize, bid: usize },
    /// A tenant ends an auction.
    CancelAuction { auction: usize },
    /// A stranger closes the auctions whose time is over, or whose winner never began.
    CloseAuctions,
    /// A stranger has providers paid, for leases some of which may be gone.
    Withdraw { leases: Vec<usize>, gone: bool },
    /// A party ends a lease that runs.
    CloseLease { lease: usize, how: Ending },
    /// The owner ends an account.
    CloseAccount { account: usize },
    /// A stranger ends what has starved for too long.
    CloseOverdue { account: usize },
    /// A stranger collects fees.
    CollectFees { account: usize },
    /// An auditor says what it counts.
    Attest {
        auditor: usize,
        provider: usize,
        counts: [u32; 2],
        cores: u32,
        tier: u8,
        lasts: u64,
    },
    /// An auditor takes back what it said.
    Revoke { auditor: usize, provider: usize },
    /// A provider drops what an auditor says.
    Drop { auditor: usize, provider: usize },
    /// Governance stops a provider, or lets it go on.
    Jail { provider: usize },
    /// A suspended provider says that it is back.
    Resume { provider: usize },
    /// A provider starts leaving, or stays after all.
    Leave { provider: usize, stays: bool },
    /// A leaving provider takes its bond.
    WithdrawBond { provider: usize },
    /// One that has left registers again.
    Register { provider: usize },
    /// A provider adds to its bond.
    TopUp { provider: usize },
    /// Anyone has what is booked for a tenant sent there, and burned what is nobody's.
    Claim { tenant: usize },
    /// Governance pauses something until time passes.
    Pause { class: usize },
    /// Time passes, and AKT has another price.
    Wait { seconds: u64, cents: u32 },
}

/// On which terms something is offered.
#[derive(Clone, Debug)]
pub struct Terms {
    pub stands: Option<u64>,
    pub instant: bool,
    pub min_run: u64,
}

/// How a lease that runs ends.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    Done,
    NotServed,
    Unstable,
}

/// What an order says.
#[derive(Clone, Debug)]
pub struct Order {
    pub account: usize,
    pub replicas: u32,
    pub per_replica: u32,
    pub ceilings: [u32; 2],
    pub placement: u8,
    pub together: bool,
    pub in_europe: bool,
    pub tier: u8,
    pub signed: bool,
    pub rematch: u8,
    /// Replicas without GPUs beside, and addresses.
    pub beside: Option<(u32, u32)>,
    pub way: Way,
}

/// How an order is filled.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    FillOrKill,
    OrCancel,
    Named,
    Rest {
        slot: u8,
        seconds: u64,
    },
    Auction {
        slot: u8,
        seconds: u64,
        bidding: u8,
        second: bool,
        picks: bool,
    },
}

impl Action {
    /// What it is called when successes are counted.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OpenAccount { .. } => "open account",
            Self::Deposit { .. } => "deposit",
            Self::WithdrawDeposit { .. } => "withdraw deposit",
            Self::Post { .. } => "post offer",
            Self::Reprice { .. } => "reprice offer",
            Self::Resize { largest: false, .. } => "resize offer",
            Self::Resize { largest: true, .. } => "report largest",
            Self::WithdrawOffer { .. } => "withdraw offer",
            Self::SetCard { .. } => "set card",
            Self::WithdrawCard { .. } => "withdraw card",
            Self::Place(Order { way, together, .. }) => match (way, together) {
                (Way::FillOrKill, false) => "place: fill or kill",
                (Way::FillOrKill, true) => "place: together",
                (Way::OrCancel, _) => "place: or cancel",
                (Way::Named, _) => "place: named",
                (Way::Rest { .. }, _) => "place: rest",
                (Way::Auction { bidding: 0, .. }, _) => "place: open auction",
                (Way::Auction { bidding: 1, .. }, _) => "place: sealed auction",
                (Way::Auction { .. }, _) => "place: dutch auction",
            },
            Self::MatchOrders => "match order",
            Self::CancelOrder { .. } => "cancel order",
            Self::Expire => "expire",
            Self::Start { .. } => "start",
            Self::StartAll => "start all",
            Self::Decline { .. } => "decline",
            Self::CancelLease { .. } => "cancel lease",
            Self::CloseLate { .. } => "close what is late",
            Self::Rematch => "rematch",
            Self::Bid { .. } => "bid",
            Self::Reveal { .. } => "reveal",
            Self::Report => "report unopened",
            Self::Choose { .. } => "choose",
            Self::CancelAuction { .. } => "cancel auction",
            Self::CloseAuctions => "close auction",
            Self::Withdraw { gone: false, .. } => "withdraw",
            Self::Withdraw { gone: true, .. } => "withdraw, one of them gone",
            Self::CloseLease {
                how: Ending::Done, ..
            } => "close: done",
            Self::CloseLease {
                how: Ending::NotServed,
                ..
            } => "close: not served",
            Self::CloseLease {
                how: Ending::Unstable,
                ..
            } => "close: late exit",
            Self::CloseAccount { .. } => "close account",
            Self::CloseOverdue { .. } => "close what is overdue",
            Self::CollectFees { .. } => "collect fees",
            Self::Attest { .. } => "attest",
            Self::Revoke { .. } => "revoke",
            Self::Drop { .. } => "drop attestation",
            Self::Jail { .. } => "jail",
            Self::Resume { .. } => "resume",
            Self::Leave { stays: false, .. } => "start leaving",
            Self::Leave { stays: true, .. } => "cancel leaving",
            Self::WithdrawBond { .. } => "withdraw bond",
            Self::Register { .. } => "register again",
            Self::TopUp { .. } => "top up",
            Self::Claim { .. } => "claim",
            Self::Pause { .. } => "pause",
            Self::Wait { .. } => "wait",
        }
    }

    /// Every name: each has to succeed somewhere, or the suite shows less than it says.
    pub const NAMES: &'static [&'static str] = &[
        "open account",
        "deposit",
        "withdraw deposit",
        "post offer",
        "reprice offer",
        "resize offer",
        "report largest",
        "withdraw offer",
        "set card",
        "withdraw card",
        "place: fill or kill",
        "place: together",
        "place: or cancel",
        "place: named",
        "place: rest",
        "place: open auction",
        "place: sealed auction",
        "place: dutch auction",
        "match order",
        "cancel order",
        "expire",
        "start",
        "start all",
        "decline",
        "cancel lease",
        "close what is late",
        "rematch",
        "bid",
        "reveal",
        "report unopened",
        "choose",
        "cancel auction",
        "close auction",
        "withdraw",
        "withdraw, one of them gone",
        "close: done",
        "close: not served",
        "close: late exit",
        "close account",
        "close what is overdue",
        "collect fees",
        "attest",
        "revoke",
        "drop attestation",
        "jail",
        "resume",
        "start leaving",
        "cancel leaving",
        "withdraw bond",
        "register again",
        "top up",
        "claim",
        "pause",
        "wait",
    ];
}

/// Any number, to choose one of several by.
fn any_of() -> impl Strategy<Value = usize> {
    0usize..1_000
}

/// From a dollar to three an hour.
fn cents() -> impl Strategy<Value = u32> {
    100u32..300
}

fn akt() -> impl Strategy<Value = u128> {
    2_000_000u128..90_000_000
}

fn seconds() -> impl Strategy<Value = u64> {
    prop_oneof![
        30 => 1u64..60,
        30 => 60u64..700,
        15 => 700u64..3_600,
        9 => 3_600u64..90_000,
        6 => 90_000u64..700_000,
    ]
}

prop_compose! {
    fn terms()(
        stands in prop::option::weighted(0.2, 60u64..200_000),
        instant in prop::bool::weighted(0.3),
        min_run in prop_oneof![Just(0u64), Just(300), Just(600)],
    ) -> Terms {
        Terms { stands, instant, min_run }
    }
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![
        3 => Just(Way::FillOrKill),
        2 => Just(Way::OrCancel),
        3 => Just(Way::Named),
        2 => (0u8..3, 60u64..200_000).prop_map(|(slot, seconds)| Way::Rest { slot, seconds }),
        4 => (0u8..3, 60u64..4_000, 0u8..3, any::<bool>(), prop::bool::weighted(0.4)).prop_map(
            |(slot, seconds, bidding, second, picks)| Way::Auction {
                slot, seconds, bidding, second, picks,
            }
        ),
    ]
}

prop_compose! {
    fn orders()(
        account in any_of(), replicas in 1u32..6, per_replica in prop_oneof![3 => Just(1u32), 1 => Just(2)],
        ceilings in [cents(), cents()], placement in 0u8..6, together in prop::bool::weighted(0.3),
        in_europe in prop::bool::weighted(0.2), tier in prop_oneof![6 => Just(0u8), 1 => 1u8..3],
        signed in prop::bool::weighted(0.1), rematch in 0u8..3,
        beside in prop::option::weighted(0.5, (1u32..4, 0u32..2)), way in way(),
    ) -> Order {
        Order {
            account, replicas, per_replica, ceilings, placement, together, in_europe, tier, signed,
            rematch, beside, way,
        }
    }
}

/// Anything that tenants may do with money and orders.
fn of_tenants() -> impl Strategy<Value = Action> {
    prop_oneof![
        3 => (any_of(), akt()).prop_map(|(tenant, akt)| Action::OpenAccount { tenant, akt }),
        4 => (any_of(), any_of(), akt())
            .prop_map(|(tenant, account, akt)| Action::Deposit { tenant, account, akt }),
        4 => (any_of(), any_of())
            .prop_map(|(tenant, account)| Action::WithdrawDeposit { tenant, account }),
        24 => orders().prop_map(Action::Place),
        2 => any_of().prop_map(|order| Action::CancelOrder { order }),
        2 => any_of().prop_map(|lease| Action::CancelLease { lease }),
        6 => (any_of(), any_of()).prop_map(|(auction, bid)| Action::Choose { auction, bid }),
        1 => any_of().prop_map(|auction| Action::CancelAuction { auction }),
        3 => any_of().prop_map(|lease| Action::CloseLease { lease, how: Ending::Done }),
        2 => any_of().prop_map(|lease| Action::CloseLease { lease, how: Ending::NotServed }),
        1 => any_of().prop_map(|account| Action::CloseAccount { account }),
    ]
}

/// Anything that providers may do.
fn of_providers() -> impl Strategy<Value = Action> {
    prop_oneof![
        12 => (any_of(), any_of(), 1u32..10, cents(), terms())
            .prop_map(|(provider, class, units, cents, terms)| Action::Post {
                provider, class, units, cents, terms,
            }),
        4 => (any_of(), any_of(), 60u32..250)
            .prop_map(|(provider, class, cents)| Action::Reprice { provider, class, cents }),
        3 => (any_of(), any_of(), 1u32..10, any::<bool>())
            .prop_map(|(provider, class, units, largest)| Action::Resize {
                provider, class, units, largest,
            }),
        2 => (any_of(), any_of())
            .prop_map(|(provider, class)| Action::WithdrawOffer { provider, class }),
        5 => (any_of(), 8u64..48, 1u32..9, terms()).prop_map(|(provider, cores, cents, terms)| {
            Action::SetCard { provider, cores, cents, terms }
        }),
        1 => any_of().prop_map(|provider| Action::WithdrawCard { provider }),
        8 => any_of().prop_map(|lease| Action::Start { lease }),
        6 => Just(Action::StartAll),
        2 => any_of().prop_map(|lease| Action::Decline { lease }),
        6 => (0u16..2, cents()).prop_map(|(class, cents)| Action::Bid { class, cents }),
        6 => any_of().prop_map(|but| Action::Reveal { but }),
        2 => any_of().prop_map(|lease| Action::CloseLease { lease, how: Ending::Unstable }),
        12 => any_of().prop_map(|provider| Action::Resume { provider }),
        3 => (any_of(), prop::bool::weighted(0.5))
            .prop_map(|(provider, stays)| Action::Leave { provider, stays }),
        4 => any_of().prop_map(|provider| Action::WithdrawBond { provider }),
        3 => any_of().prop_map(|provider| Action::Register { provider }),
        1 => any_of().prop_map(|provider| Action::TopUp { provider }),
    ]
}

/// Anything that anybody may do for others.
fn of_strangers() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => Just(Action::MatchOrders),
        1 => Just(Action::Expire),
        4 => any_of().prop_map(|lease| Action::CloseLate { lease }),
        5 => Just(Action::Rematch),
        1 => Just(Action::Report),
        5 => Just(Action::CloseAuctions),
        6 => (prop::collection::vec(any_of(), 1..6), prop::bool::weighted(0.3))
            .prop_map(|(leases, gone)| Action::Withdraw { leases, gone }),
        2 => any_of().prop_map(|account| Action::CloseOverdue { account }),
        2 => any_of().prop_map(|account| Action::CollectFees { account }),
        2 => any_of().prop_map(|tenant| Action::Claim { tenant }),
    ]
}

/// Anything that auditors and governance may do.
fn of_authorities() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => (any_of(), any_of(), [6u32..16, 6u32..16], 0u32..64, 1u8..4, 1_000u64..400_000)
            .prop_map(|(auditor, provider, counts, cores, tier, lasts)| Action::Attest {
                auditor, provider, counts, cores, tier, lasts,
            }),
        1 => (any_of(), any_of())
            .prop_map(|(auditor, provider)| Action::Revoke { auditor, provider }),
        1 => (any_of(), any_of()).prop_map(|(auditor, provider)| Action::Drop { auditor, provider }),
        1 => any_of().prop_map(|provider| Action::Jail { provider }),
        1 => any_of().prop_map(|class| Action::Pause { class }),
    ]
}

/// Anything that somebody may do, in the proportions of a busy market.
pub fn actions() -> impl Strategy<Value = Action> {
    prop_oneof![
        34 => of_tenants(),
        36 => of_providers(),
        20 => of_strangers(),
        4 => of_authorities(),
        11 => (seconds(), 90u32..140).prop_map(|(seconds, cents)| Action::Wait { seconds, cents }),
    ]
}
