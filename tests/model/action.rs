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
        stands: Option<u64>,
    },
    /// A provider changes a rate.
    Reprice { ask: usize, cents: u32 },
    /// A provider takes an ask out of the book.
    WithdrawAsk { ask: usize },
    /// The owner of an account orders.
    Place(Order),
    /// A provider takes a resting order.
    TakeOrder { order: usize, ask: usize },
    /// A tenant takes back a resting order.
    CancelOrder { order: usize },
    /// A provider bids.
    Bid {
        auction: usize,
        provider: usize,
        class: u16,
        cents: u32,
    },
    /// A stranger closes the auctions whose time is over.
    CloseAuctions,
    /// A stranger has providers paid, for leases some of which may be gone.
    Withdraw { leases: Vec<usize>, gone: bool },
    /// A party ends a lease.
    CloseLease { lease: usize, by_tenant: bool },
    /// The owner ends an account.
    CloseAccount { account: usize },
    /// A stranger collects fees.
    CollectFees { account: usize },
    /// Time passes, and AKT has another price.
    Wait { seconds: u64, cents: u32 },
}

/// What an order says.
#[derive(Clone, Debug)]
pub struct Order {
    pub account: usize,
    pub units: u32,
    pub ceilings: [u32; 2],
    pub split: bool,
    pub in_europe: bool,
    pub way: Way,
}

/// How an order is filled.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    FillOrKill,
    OrCancel,
    Rest { seconds: u64 },
    Auction { seconds: u64 },
}

impl Action {
    /// What it is called when successes are counted.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OpenAccount { .. } => "open account",
            Self::Deposit { .. } => "deposit",
            Self::WithdrawDeposit { .. } => "withdraw deposit",
            Self::Post { .. } => "post ask",
            Self::Reprice { .. } => "reprice ask",
            Self::WithdrawAsk { .. } => "withdraw ask",
            Self::Place(Order { way, .. }) => match way {
                Way::FillOrKill => "place: fill or kill",
                Way::OrCancel => "place: or cancel",
                Way::Rest { .. } => "place: rest",
                Way::Auction { .. } => "place: auction",
            },
            Self::TakeOrder { .. } => "take order",
            Self::CancelOrder { .. } => "cancel order",
            Self::Bid { .. } => "bid",
            Self::CloseAuctions => "close auction",
            Self::Withdraw { gone: false, .. } => "withdraw",
            Self::Withdraw { gone: true, .. } => "withdraw, one of them gone",
            Self::CloseLease { .. } => "close lease",
            Self::CloseAccount { .. } => "close account",
            Self::CollectFees { .. } => "collect fees",
            Self::Wait { .. } => "wait",
        }
    }

    /// Every name: each has to succeed somewhere, or the suite shows less than it says.
    pub const NAMES: [&'static str; 20] = [
        "open account",
        "deposit",
        "withdraw deposit",
        "post ask",
        "reprice ask",
        "withdraw ask",
        "place: fill or kill",
        "place: or cancel",
        "place: rest",
        "place: auction",
        "take order",
        "cancel order",
        "bid",
        "close auction",
        "withdraw",
        "withdraw, one of them gone",
        "close lease",
        "close account",
        "collect fees",
        "wait",
    ];
}

/// Any number, to choose one of several by.
fn any_of() -> impl Strategy<Value = usize> {
    0usize..1_000
}

/// From a cent to three dollars an hour.
fn cents() -> impl Strategy<Value = u32> {
    100u32..300
}

fn akt() -> impl Strategy<Value = u128> {
    2_000_000u128..200_000_000
}

fn seconds() -> impl Strategy<Value = u64> {
    prop_oneof![1u64..60, 60u64..3_600, 3_600u64..86_400, 86_400u64..400_000]
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![
        Just(Way::FillOrKill),
        Just(Way::OrCancel),
        (60u64..200_000).prop_map(|seconds| Way::Rest { seconds }),
        (30u64..4_000).prop_map(|seconds| Way::Auction { seconds }),
    ]
}

prop_compose! {
    fn orders()(
        account in any_of(), units in 1u32..6, ceilings in [cents(), cents()],
        split in any::<bool>(), in_europe in prop::bool::weighted(0.33), way in way(),
    ) -> Order {
        Order { account, units, ceilings, split, in_europe, way }
    }
}

/// Anything that somebody may do, in the proportions of a busy market.
pub fn actions() -> impl Strategy<Value = Action> {
    prop_oneof![
        10 => (any_of(), akt()).prop_map(|(tenant, akt)| Action::OpenAccount { tenant, akt }),
        10 => (any_of(), any_of(), akt())
            .prop_map(|(tenant, account, akt)| Action::Deposit { tenant, account, akt }),
        5 => (any_of(), any_of())
            .prop_map(|(tenant, account)| Action::WithdrawDeposit { tenant, account }),
        10 => (any_of(), any_of(), 1u32..9, cents(), prop::option::weighted(0.25, 60u64..200_000))
            .prop_map(|(provider, class, units, cents, stands)| Action::Post {
                provider, class, units, cents, stands,
            }),
        4 => (any_of(), cents()).prop_map(|(ask, cents)| Action::Reprice { ask, cents }),
        3 => any_of().prop_map(|ask| Action::WithdrawAsk { ask }),
        13 => orders().prop_map(Action::Place),
        4 => (any_of(), any_of()).prop_map(|(order, ask)| Action::TakeOrder { order, ask }),
        1 => any_of().prop_map(|order| Action::CancelOrder { order }),
        6 => (any_of(), any_of(), 1u16..3, cents())
            .prop_map(|(auction, provider, class, cents)| Action::Bid {
                auction, provider, class, cents,
            }),
        3 => Just(Action::CloseAuctions),
        10 => (prop::collection::vec(any_of(), 1..6), prop::bool::weighted(0.3))
            .prop_map(|(leases, gone)| Action::Withdraw { leases, gone }),
        6 => (any_of(), any::<bool>())
            .prop_map(|(lease, by_tenant)| Action::CloseLease { lease, by_tenant }),
        3 => any_of().prop_map(|account| Action::CloseAccount { account }),
        3 => any_of().prop_map(|account| Action::CollectFees { account }),
        10 => (seconds(), 90u32..140).prop_map(|(seconds, cents)| Action::Wait { seconds, cents }),
    ]
}
