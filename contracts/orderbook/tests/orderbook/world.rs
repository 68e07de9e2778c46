//! The book among its neighbours: a registry and accounts that are rows, an escrow that opens what it is asked
//! to and numbers it, an auction house.

pub use crate::solo::{addr, canonical, data, event, events, sent_to, START};

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use cosmwasm_std::{to_json_binary, HexBinary, Response, StdError};
use tender_interfaces::attestation::{
    self, attribute_key, auditor_key, class_id_key, class_key, provider_id_key, provider_key,
    AttestationRow, AttributeEntry, AttributeRow, AttributeSet, ClassRow, CountedClass, IdRow,
    ProviderRow, ProviderStatus,
};
use tender_interfaces::auction;
use tender_interfaces::escrow::{self, AccountRow, NewLease, Pending, PurseResponse};
use tender_interfaces::events::{LeasePromised, OrderMatched, OrderPlaced};
use tender_interfaces::orderbook::{ExecuteMsg, InstantiateMsg, Params, MAX_FILLS, MAX_HOLD};
use tender_orderbook::contract::{execute, instantiate, query};
use tender_orderbook::ContractError;
use tender_storage::{pack, Key};
use tender_types::{
    AccountId, Akt, AssetIndex, AttributeId, AuditorId, Bps, ClassId, LeaseId, LeaseKey, Payer,
    Pico, ProviderId, Rate, Resources, Seconds, Tier, Timestamp,
};

use crate::solo::{self, Entry};

pub const ENTRY: Entry<ContractError> = Entry {
    instantiate,
    execute,
    query,
};

/// Two kinds of whole devices, and two ways of cutting the first, into seven and into two.
pub const H100: ClassId = ClassId(1);
pub const A100: ClassId = ClassId(2);
pub const SEVENTH: ClassId = ClassId(3);
pub const HALF: ClassId = ClassId(4);

/// A class by its name.
pub const H100_NAME: &str = "nvidia/h100/80Gi/sxm";
pub const A100_NAME: &str = "nvidia/a100/80Gi/sxm";

/// Micro-AKT that each unit locks.
pub const BONDS: [(ClassId, u128); 4] = [(H100, 100), (A100, 50), (SEVENTH, 15), (HALF, 50)];

/// What the provider has bonded.
pub const BOND: u128 = 1_000_000;

/// Ana's account, which pays unless a test says otherwise, and Ben's.
pub const ANAS: AccountId = AccountId(9);
pub const BENS: AccountId = AccountId(10);

pub const EU: AttributeId = AttributeId(4);
pub const US: AttributeId = AttributeId(5);
pub const AUD: AuditorId = AuditorId(6);

/// The moment `seconds` after the book opened.
pub const fn after(seconds: u64) -> Timestamp {
    START.after(Seconds(seconds))
}

pub fn params() -> Params {
    Params {
        unattested_units: 2,
        unattested_cores: 8,
        unattested_gib: 32,
        bond_per_core: Akt(10),
        bond_per_gib: Akt(1),
        decline: Bps(100),
        late_exit: Bps(500),
        no_show: Bps(1_000),
        compensation: Akt(30),
    }
}

pub fn opening() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("owner").into(),
        guardian: Some(addr("guardian").into()),
        attestation: addr("attestation").into(),
        escrow: addr("escrow").into(),
        auction: Some(addr("auction").into()),
        params: params(),
    }
}

/// What a unit of every class carries at least.
pub fn carried() -> Resources {
    Resources {
        cpu_milli: 16_000,
        memory_mib: 131_072,
        disk_mib: 200_000,
        ..Resources::default()
    }
}

pub fn class_row(class: ClassId, name: &str, device: ClassId, parts: u32) -> ClassRow {
    let bond = BONDS.iter().find(|(of, _)| *of == class);
    ClassRow {
        class,
        carries: carried(),
        vendor: "nvidia".to_string(),
        model: name.to_string(),
        memory_gib: 80,
        interface: None,
        device,
        parts,
        bond_per_unit: Akt(bond.map_or(1, |(_, bond)| *bond)),
    }
}

/// A lease that the escrow was asked to open.
#[derive(Clone, Debug)]
pub struct Lease {
    pub key: LeaseKey,
    pub tenant: String,
    pub new: NewLease,
    /// The two halves of what its digest is made of, from the events.
    pub order: HexBinary,
    pub promised: HexBinary,
}

/// Who owns an account, what it can take on, and how many leases it has had.
#[derive(Clone)]
struct Account {
    owner: String,
    asset: AssetIndex,
    rate: Rate,
    last: u32,
}

/// The book among its neighbours.
pub struct World {
    solo: solo::Solo<ContractError>,
    accounts: Rc<RefCell<BTreeMap<AccountId, Account>>>,
    /// Providers by id: their name and row.
    pub providers: BTreeMap<u32, (String, ProviderRow)>,
}

impl Deref for World {
    type Target = solo::Solo<ContractError>;

    fn deref(&self) -> &Self::Target {
        &self.solo
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.solo
    }
}

/// A book with providers 1 (pia), 2 (pol) and 3 (pam), and the accounts of Ana and Ben.
pub fn world() -> World {
    world_with(&opening())
}

pub fn world_with(msg: &InstantiateMsg) -> World {
    let accounts = Rc::new(RefCell::new(BTreeMap::new()));
    let known = accounts.clone();
    let solo = solo::Solo::open_among(ENTRY, msg, |solo| furnish(solo, known)).unwrap();
    let mut world = World {
        solo,
        accounts,
        providers: BTreeMap::new(),
    };
    for (name, id) in [("pia", 1), ("pol", 2), ("pam", 3)] {
        world.register(name, id, |_| ());
    }
    world.account("ana", ANAS, 1_000_000_000);
    world.account("ben", BENS, 1_000_000_000);
    world
}

type Accounts = Rc<RefCell<BTreeMap<AccountId, Account>>>;

fn furnish(solo: &mut solo::Solo<ContractError>, accounts: Accounts) {
    solo.neighbour("attestation", attestation::CONTRACT);
    solo.neighbour("escrow", escrow::CONTRACT);
    solo.neighbour("auction", auction::CONTRACT);
    for (class, name, device, parts) in [
        (H100, H100_NAME, H100, 1),
        (A100, A100_NAME, A100, 1),
        (SEVENTH, "seventh", H100, 7),
        (HALF, "half", H100, 2),
    ] {
        let row = pack(&class_row(class, name, device, parts));
        solo.neighbour_row("attestation", class_key(name), row.clone());
        solo.neighbour_row("attestation", class_id_key(class), row);
    }
    for (name, attribute) in [("region=eu-west", EU), ("region=us-east", US)] {
        let row = AttributeRow { attribute, key: 1 };
        solo.neighbour_row("attestation", attribute_key(name), pack(&row));
    }
    let row = IdRow { id: 6 };
    solo.neighbour_row("attestation", auditor_key(&canonical("aud")), pack(&row));
    solo.neighbour_answers("escrow", move |query: escrow::QueryMsg| {
        let escrow::QueryMsg::Purse { tenant, account } = query else {
            return Err(StdError::generic_err("not asked here"));
        };
        let accounts = accounts.borrow();
        let of_tenant =
            |(_, account): &(&AccountId, &Account)| addr(&account.owner).as_str() == tenant;
        let found = match account {
            Payer::Newest => accounts.iter().rfind(of_tenant),
            Payer::Account(id) => accounts
                .iter()
                .find(|(known, _)| **known == id)
                .filter(of_tenant),
        };
        let (account, found) = found.ok_or_else(|| StdError::generic_err("not the tenant's"))?;
        to_json_binary(&PurseResponse {
            account: *account,
            asset: found.asset,
            next: LeaseId(found.last + 1),
            rate: found.rate,
        })
    });
}

/// A provider's row: active, bonded, in eu-west; Aud counts 100 of each device, 1 000 cores and 10 000 GiB at
/// tier 2 until second 10 000.
pub fn provider_row(name: &str) -> ProviderRow {
    let counted = |class| CountedClass { class, count: 100 };
    ProviderRow {
        address: canonical(name),
        status: ProviderStatus::Active,
        epoch: 1,
        bond: Akt(BOND),
        bonded: true,
        region: Some(EU),
        attributes: AttributeSet(vec![AttributeEntry {
            key: 1,
            attribute: EU,
        }]),
        attestations: vec![AttestationRow {
            auditor: AUD,
            tier: Tier(2),
            expires_at: after(10_000),
            attributes: AttributeSet::default(),
            classes: vec![counted(H100), counted(A100)],
            cores: 1_000,
            memory_gib: 10_000,
        }],
    }
}

impl World {
    /// Writes a row of the registry.
    pub fn registry(&self, key: Vec<u8>, row: Vec<u8>) {
        self.solo.neighbour_row("attestation", key, row);
    }

    /// Registers a provider; see [`provider_row`].
    pub fn register(&mut self, name: &str, id: u32, change: impl FnOnce(&mut ProviderRow)) {
        let row = provider_row(name);
        self.registry(provider_id_key(&row.address), pack(&IdRow { id }));
        self.providers.insert(id, (name.to_string(), row));
        self.change(id, change);
    }

    /// Changes what the registry says of a provider.
    pub fn change(&mut self, id: u32, change: impl FnOnce(&mut ProviderRow)) {
        let (_, row) = self.providers.get_mut(&id).unwrap();
        change(row);
        let row = pack(row);
        self.registry(provider_key(ProviderId(id)), row);
    }

    /// Aud counts so many H100s of a provider from now on.
    pub fn count(&mut self, id: u32, count: u32) {
        self.change(id, |row| row.attestations[0].classes[0].count = count);
    }

    /// Opens an account that can take on so much.
    pub fn account(&mut self, owner: &str, account: AccountId, rate: u128) {
        let new = Account {
            owner: owner.to_string(),
            asset: AssetIndex::CREDIT,
            rate: Rate(rate),
            last: 0,
        };
        self.accounts.borrow_mut().insert(account, new);
        self.write_account(account);
    }

    /// What an account can take on from now on.
    pub fn purse(&mut self, account: AccountId, rate: u128) {
        let mut accounts = self.accounts.borrow_mut();
        accounts.get_mut(&account).unwrap().rate = Rate(rate);
    }

    /// The asset that an account holds.
    pub fn holds(&mut self, account: AccountId, asset: AssetIndex) {
        let mut accounts = self.accounts.borrow_mut();
        accounts.get_mut(&account).unwrap().asset = asset;
    }

    fn write_account(&self, id: AccountId) {
        let account = self.accounts.borrow()[&id].clone();
        let row = AccountRow {
            last: LeaseId(account.last),
            owner: canonical(&account.owner),
            asset: account.asset,
            balance: Pico(0),
            rate: Rate(0),
            clock: Seconds(0),
            synced_at: START,
            fee_rate: Rate(0),
            fees: Pico(0),
            shares: 0,
            scale: 0,
            sponsored: 0,
            leases: 0,
            pending_rate: Rate(0),
            pending: Vec::<Pending>::new(),
        };
        let mut key = vec![escrow::keys::ACCOUNT];
        id.write(&mut key);
        self.solo.neighbour_row("escrow", key, pack(&row));
    }

    /// Sends a message that must be accepted; the leases that it has opened.
    pub fn opens(&mut self, sender: &str, msg: &ExecuteMsg) -> Vec<Lease> {
        self.tries(sender, msg).unwrap().1
    }

    /// Sends a message; the leases that it has opened, which the escrow counts.
    pub fn tries(
        &mut self,
        sender: &str,
        msg: &ExecuteMsg,
    ) -> Result<(Response, Vec<Lease>), ContractError> {
        let response = self.solo.send(sender, msg)?;
        let leases = self.opened(&response);
        Ok((response, leases))
    }

    /// The leases that a response asks the escrow for, numbered as it would.
    fn opened(&mut self, response: &Response) -> Vec<Lease> {
        let mut opened = vec![];
        let promises = events::<LeasePromised>(&response.events);
        let placed = events::<OrderPlaced>(&response.events)
            .into_iter()
            .map(|event| event.order);
        let matched = events::<OrderMatched>(&response.events)
            .into_iter()
            .map(|event| event.packed);
        let order = placed.chain(matched).next();
        for message in sent_to::<escrow::ExecuteMsg>(response, "escrow") {
            let escrow::ExecuteMsg::OpenLeases {
                tenant,
                account,
                first,
                leases,
                ..
            } = message
            else {
                panic!("another message to the escrow");
            };
            let mut number = self.accounts.borrow()[&account].last;
            assert_eq!(first, LeaseId(number + 1));
            assert!(!leases.is_empty() && leases.len() <= MAX_FILLS);
            for (new, promise) in leases.into_iter().zip(&promises) {
                number += 1;
                assert!(new.start_within.saturating_add(new.min_run) <= MAX_HOLD);
                assert!(!new.rate.is_zero() && new.digest.len() == 32);
                let key = LeaseKey {
                    provider: new.provider,
                    account,
                    lease: LeaseId(number),
                };
                assert_eq!((promise.lease, &promise.digest), (key, &new.digest));
                opened.push(Lease {
                    key,
                    tenant: tenant.clone(),
                    new,
                    order: order.clone().unwrap(),
                    promised: promise.promised.clone(),
                });
            }
            self.accounts.borrow_mut().get_mut(&account).unwrap().last = number;
            self.write_account(account);
        }
        opened
    }
}
