//! What happens in a random life.

use super::*;

#[derive(Clone, Debug)]
pub(super) enum Step {
    Advance(u64),
    /// Time jumps, and the chain makes no block.
    Halt(u64),
    Open {
        who: Index,
        amount: u128,
        usd: bool,
    },
    Deposit {
        who: Index,
        account: Index,
        amount: u128,
    },
    WithdrawDeposit {
        who: Index,
        account: Index,
        amount: Option<u128>,
    },
    Lease {
        account: Index,
        together: bool,
        legs: Vec<Leg>,
    },
    /// A provider starts these, whatever they are.
    Start {
        leases: Vec<Index>,
        gone: Option<Index>,
    },
    /// Some leases that are there, and one that has ended, if there is one.
    Withdraw {
        leases: Vec<Index>,
        gone: Option<Index>,
    },
    Sync {
        account: Index,
    },
    /// A lease, or all of its account, and one that has ended, if there is one.
    CloseLeases {
        lease: Index,
        all: bool,
        gone: Option<Index>,
        by: ClosedBy,
        reason: CloseReason,
    },
    CloseAccount {
        account: Index,
        own: bool,
    },
    Collect {
        accounts: Vec<Index>,
    },
    Refuse {
        provider: u32,
    },
    Accept,
}

#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) provider: u32,
    pub(super) rate: u128,
    pub(super) start_within: u64,
    pub(super) min_run: u64,
    pub(super) instant: bool,
}

fn legs() -> impl Strategy<Value = Leg> {
    let min_run = prop_oneof![Just(0), 1u64..20];
    let facts = (
        1..=PROVIDERS,
        1u128..9_000_000,
        1u64..=40,
        min_run,
        any::<bool>(),
    );
    facts.prop_map(|(provider, rate, start_within, min_run, instant)| Leg {
        provider,
        rate,
        start_within,
        min_run,
        instant,
    })
}

/// What each party says, mostly what it may.
fn endings() -> impl Strategy<Value = (ClosedBy, CloseReason)> {
    let tenants = prop_oneof![
        Just(CloseReason::Done),
        Just(CloseReason::NotServed),
        Just(CloseReason::Unspecified),
        Just(CloseReason::Cancelled),
        Just(CloseReason::NotStarted),
    ];
    let providers = prop_oneof![
        3 => Just(CloseReason::Unstable),
        1 => Just(CloseReason::Declined),
        1 => Just(CloseReason::Unspecified),
        1 => Just(CloseReason::Starved),
    ];
    let anyones = prop_oneof![Just(CloseReason::NotStarted), Just(CloseReason::Starved)];
    let every = prop_oneof![
        Just(CloseReason::Decommission),
        Just(CloseReason::Unfunded),
        Just(CloseReason::Abandoned),
        Just(CloseReason::Starved),
        Just(CloseReason::Done),
    ];
    let parties = prop_oneof![
        Just(ClosedBy::Tenant),
        Just(ClosedBy::Provider),
        Just(ClosedBy::Anyone)
    ];
    prop_oneof![
        4 => tenants.prop_map(|reason| (ClosedBy::Tenant, reason)),
        4 => providers.prop_map(|reason| (ClosedBy::Provider, reason)),
        3 => anyones.prop_map(|reason| (ClosedBy::Anyone, reason)),
        1 => (parties, every),
    ]
}

pub(super) fn steps() -> impl Strategy<Value = Step> {
    let index = any::<Index>;
    let several = || prop::collection::vec(any::<Index>(), 0..4);
    prop_oneof![
        4 => (0u64..150).prop_map(Step::Advance),
        4 => (0u64..10).prop_map(Step::Advance),
        1 => (300u64..500).prop_map(Step::Advance),
        1 => (1u64..100).prop_map(Step::Halt),
        1 => (index(), 1u128..2_000, any::<bool>())
            .prop_map(|(who, amount, usd)| Step::Open { who, amount, usd }),
        3 => (index(), index(), 1u128..1_000)
            .prop_map(|(who, account, amount)| Step::Deposit { who, account, amount }),
        3 => (index(), index(), prop::option::of(1u128..500))
            .prop_map(|(who, account, amount)| Step::WithdrawDeposit { who, account, amount }),
        4 => (index(), any::<bool>(), prop::collection::vec(legs(), 1..4))
            .prop_map(|(account, together, legs)| Step::Lease { account, together, legs }),
        6 => (several(), prop::option::of(index()))
            .prop_map(|(leases, gone)| Step::Start { leases, gone }),
        3 => (several(), prop::option::of(index()))
            .prop_map(|(leases, gone)| Step::Withdraw { leases, gone }),
        2 => index().prop_map(|account| Step::Sync { account }),
        4 => (index(), any::<bool>(), prop::option::of(index()), endings())
            .prop_map(|(lease, all, gone, (by, reason))| {
                Step::CloseLeases { lease, all, gone, by, reason }
            }),
        1 => (index(), any::<bool>())
            .prop_map(|(account, own)| Step::CloseAccount { account, own }),
        1 => prop::collection::vec(index(), 0..3).prop_map(|accounts| Step::Collect { accounts }),
        1 => (1..=PROVIDERS).prop_map(|provider| Step::Refuse { provider }),
        1 => Just(Step::Accept),
    ]
}
