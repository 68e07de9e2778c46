//! A market in which every message has something to act upon.

use cosmwasm_schema::serde::Serialize;
use cosmwasm_std::{coin, Addr, HexBinary};
use serde_json::{json, Value};
use tender_interfaces::admin::{ActionClass, AdminMsg, Role};
use tender_interfaces::attestation::{self, Statement};
use tender_interfaces::auction::{self, Rule};
use tender_interfaces::{escrow, orderbook, token};
use tender_testkit::{Ask, AuditorKey, Catalog, Contract, Native, Order, World};
use tender_types::{
    AccountId, Akt, AskKey, Asset, AssetIndex, LeaseKey, OrderId, ProviderId, Rate, Seconds,
};

use crate::row::Actor;

/// A denom that `escrow` lists, as asset 1.
pub const COIN: &str = "uusdc";

/// A denom that nobody wants.
pub const STRAY: &str = "ustray";

/// Every denom there is.
pub const DENOMS: [&str; 2] = [COIN, STRAY];

const AKT: u128 = 1_000_000;
const DAY: u64 = 24 * 3_600;

/// A market, and what is in it.
pub struct Stage {
    /// The market.
    pub world: World,
    /// Has an ask, bids and leases; active.
    pub pia: ProviderId,
    /// Has nothing; active.
    pub pit: ProviderId,
    /// In jail.
    pub jane: ProviderId,
    /// Account of `Ana` in credit, sponsored by `Ben`.
    pub account: AccountId,
    /// Account of `Ana` in coins.
    pub purse: AccountId,
    /// A lease of `Pia` on `account`.
    pub lease: LeaseKey,
    /// An ask of `Pia`, of H100s, in both assets.
    pub ask: AskKey,
    /// An order of `Ana` that rests, and that the ask can serve.
    pub resting: OrderId,
    /// An order of `Ana` whose time is over.
    pub over: OrderId,
    /// An auction that takes bids, without any.
    pub bidding: OrderId,
    /// An auction by choice, with a bid of `Pia`.
    pub choosing: OrderId,
    /// An auction that waits to be closed, with a bid of `Pia`.
    pub ended: OrderId,
    /// An auction that was cancelled, with a bid of `Pia` to prune.
    pub cancelled: OrderId,
    /// What `Audrey` would say of `Pit`.
    pub statement: Statement,
    /// Contracts that nothing is linked to.
    pub spare: Spare,
}

impl Stage {
    /// Sets it up.
    pub fn new() -> Self {
        let mut world = World::new(&Native).furnish();
        let leo = world.addr("leo");
        world.provider("leo", &[]);
        let leave = attestation::ExecuteMsg::StartLeaving {};
        world
            .call(&leo, Contract::Attestation, &leave)
            .expect("leaves");
        world.advance(8 * DAY);
        world.feed("1.14");
        let jane = world.provider("jane", &[]);
        let jail = attestation::ExecuteMsg::Jail { provider: jane };
        world
            .call(&world.addr("gov"), Contract::Attestation, &jail)
            .expect("is jailed");
        let (pia, pit) = (
            world.provider("pia", &["region=eu-west"]),
            world.provider("pit", &[]),
        );
        let audrey = world.addr("audrey");
        world
            .vouch(&audrey, pia, 2, &[Catalog::H100], &["region=eu-west"])
            .expect("vouches");
        let (account, purse) = money(&mut world);
        let mut stage = Self {
            pia,
            pit,
            jane,
            account,
            purse,
            lease: LeaseKey {
                account,
                lease: tender_types::LeaseId(0),
            },
            ask: AskKey {
                provider: pia,
                ask: tender_types::AskId(0),
            },
            resting: OrderId(0),
            over: OrderId(0),
            bidding: OrderId(0),
            choosing: OrderId(0),
            ended: OrderId(0),
            cancelled: OrderId(0),
            statement: world.statement(&audrey, pit),
            spare: Spare::new(&mut world),
            world,
        };
        stage.trade();
        stage.auctions();
        stage.let_time_pass();
        stage.propose_heirs();
        stage.allow();
        stage.spend_shots();
        stage.write_statement();
        stage
    }

    /// The address of an actor.
    pub fn addr(&self, actor: Actor) -> Addr {
        let name = match actor {
            Actor::Suite(contract) => return self.world.at.of(contract).clone(),
            Actor::Gov => "gov",
            Actor::Guard => "guard",
            Actor::Heir => "heir",
            Actor::Fay => "fay",
            Actor::Ana => "ana",
            Actor::Ben => "ben",
            Actor::Pia => "pia",
            Actor::Pit => "pit",
            Actor::Leo => "leo",
            Actor::Jane => "jane",
            Actor::Audrey => "audrey",
            Actor::Auguste => "auguste",
            Actor::Mia => "mia",
        };
        self.world.addr(name)
    }

    /// The address of an actor, as text.
    pub fn text(&self, actor: Actor) -> String {
        self.addr(actor).to_string()
    }

    /// `Audrey`'s signature.
    pub fn sign(&self, statement: &Statement) -> HexBinary {
        let chain_id = self.world.chain.block().chain_id;
        AuditorKey::of("audrey").sign(&chain_id, &self.world.at.attestation, statement)
    }

    /// `msg` with a signature that fits, if it is an attestation whose signature is not what was
    /// changed: otherwise every change to a statement would be refused for its signature.
    pub fn signed(&self, mut msg: Value) -> Value {
        let ours = json!(self.sign(&self.statement));
        let Some(attest) = msg
            .get_mut("attest")
            .filter(|attest| attest["signature"] == ours)
        else {
            return msg;
        };
        if let Ok(statement) = serde_json::from_value(attest["statement"].clone()) {
            attest["signature"] = json!(self.sign(&statement));
        }
        msg
    }

    /// A demand of `Ana` for one H100, at more than the ask wants.
    pub fn order(&self) -> Order {
        Order::on(self.account)
            .class(Catalog::H100, "2.50")
            .class(Catalog::A100, "1.50")
            .attribute("region=eu-west")
            .signed_by_all(&[self.text(Actor::Audrey).as_str()])
            .signed_by_any(&[self.text(Actor::Audrey).as_str()])
    }

    fn trade(&mut self) {
        let (ana, pia) = (self.addr(Actor::Ana), self.addr(Actor::Pia));
        let world = &mut self.world;
        let cheap = Order::on(self.account).class(Catalog::H100, "2.10");
        let rest = cheap
            .clone()
            .resting_until(world.now().after(Seconds::days(30)));
        self.resting = world.place(&ana, &rest).expect("rests").value.order;
        let short = cheap.clone().resting_until(world.now().after(Seconds(60)));
        self.over = world.place(&ana, &short).expect("rests").value.order;
        let ask = Ask::of(Catalog::H100, 20, "2.00").taking(&[0, 1]);
        self.ask = world.post(&pia, ask).expect("posts").value;
        let lease = world.place(&ana, &cheap).expect("is filled").value.leases[0];
        self.lease = LeaseKey {
            account: self.account,
            lease,
        };
        let paid_in_coins = Order::on(self.purse)
            .class(Catalog::H100, "2.10")
            .asset(AssetIndex(1));
        let lease = world
            .place(&ana, &paid_in_coins)
            .expect("is filled")
            .value
            .leases[0];
        self.hold_a_payment(LeaseKey {
            account: self.purse,
            lease,
        });
    }

    /// Lets a payment in coins to `Pia` fail, so that there is something to claim.
    fn hold_a_payment(&mut self, lease: LeaseKey) {
        let (mia, pia) = (self.addr(Actor::Mia), self.addr(Actor::Pia));
        self.world.advance(600);
        self.world.chain.block_account(&pia);
        self.world.withdraw(&mia, &[lease]).expect("is held");
        self.world.chain.unblock_account(&pia);
    }

    fn auctions(&mut self) {
        let (ana, pia) = (self.addr(Actor::Ana), self.addr(Actor::Pia));
        let wanted = Order::on(self.account).class(Catalog::H100, "3.00");
        let choice = Rule::TenantChoice {
            bidding: Seconds::days(1),
            choosing: Seconds::days(1),
        };
        let falling = |duration| Rule::OpenDescending {
            duration,
            min_step: Rate(1),
            extension: Seconds::ZERO,
        };
        let mut open = |rule: Rule| {
            let order = wanted.clone().by_auction(rule);
            self.world
                .place(&ana, &order)
                .expect("goes to auction")
                .value
                .order
        };
        [self.bidding, self.ended] = [open(falling(Seconds::days(1))), open(falling(Seconds(600)))];
        [self.choosing, self.cancelled] = [open(choice), open(choice)];
        let class = tender_types::ClassId(1);
        for order in [self.ended, self.choosing, self.cancelled] {
            self.world
                .bid(&pia, order, self.pia, class, "2.00")
                .expect("bids");
        }
        let cancel = auction::ExecuteMsg::Cancel {
            order: self.cancelled,
        };
        self.world
            .call(&ana, Contract::Auction, &cancel)
            .expect("is cancelled");
    }

    fn let_time_pass(&mut self) {
        self.world.advance(3_600);
        self.world.feed("1.14");
        self.world.advance(5);
    }

    /// `Ana` has AKT, and allows `Ben` to spend some of it.
    fn allow(&mut self) {
        let ana = self.addr(Actor::Ana);
        self.world.give_akt(&ana, 1_000 * AKT);
        let msg = token::ExecuteMsg::IncreaseAllowance {
            spender: self.text(Actor::Ben),
            amount: Akt(100 * AKT),
            expires: None,
        };
        let allowed = self.world.call(&ana, Contract::Token, &msg);
        allowed.expect("is allowed");
    }

    fn propose_heirs(&mut self) {
        let (gov, to) = (self.addr(Actor::Gov), self.text(Actor::Heir));
        for contract in Contract::ALL
            .into_iter()
            .filter(|each| *each != Contract::Token)
        {
            let propose = AdminMsg::ProposeRole {
                role: Role::Owner,
                to: to.clone(),
            };
            let msg = json!({ "admin": propose });
            self.world.call(&gov, contract, &msg).expect("is proposed");
        }
    }

    /// The guardian has paused every class once, and governance has resumed it.
    fn spend_shots(&mut self) {
        let (gov, guard) = (self.addr(Actor::Gov), self.addr(Actor::Guard));
        for class in ActionClass::ALL {
            let pause = json!({ "admin": AdminMsg::Pause { class } });
            let resume = json!({ "admin": AdminMsg::Resume { class } });
            let at = home(class);
            self.world.call(&guard, at, &pause).expect("is paused");
            self.world.call(&gov, at, &resume).expect("is resumed");
        }
    }

    fn write_statement(&mut self) {
        self.statement = Statement {
            classes: vec![Catalog::H100.to_string()],
            attributes: vec!["region=us-east".to_string()],
            expires_at: self.world.vouched_until(),
            nonce: 7,
            ..self.statement.clone()
        };
    }
}

/// Where a class is paused.
pub fn home(class: ActionClass) -> Contract {
    match class {
        ActionClass::Report => Contract::Oracle,
        ActionClass::Mint | ActionClass::Spend => Contract::Bme,
        ActionClass::Register | ActionClass::Attest => Contract::Attestation,
        ActionClass::Ask | ActionClass::Order => Contract::Orderbook,
        ActionClass::Bid => Contract::Auction,
        ActionClass::Deposit | ActionClass::OpenLease => Contract::Escrow,
    }
}

/// Contracts of the same kinds, to be linked instead.
pub struct Spare {
    /// Another escrow.
    pub escrow: Addr,
    /// Another orderbook.
    pub orderbook: Addr,
    /// Another auction.
    pub auction: Addr,
}

impl Spare {
    fn new(world: &mut World) -> Self {
        let owner = world.addr("gov").to_string();
        let at = world.at.clone();
        let escrow = escrow::InstantiateMsg {
            owner: owner.clone(),
            guardian: None,
            credit: at.bme.to_string(),
            treasury: owner.clone(),
            orderbook: None,
            auction: None,
            params: world.settings.escrow,
        };
        let escrow = start(world, Contract::Escrow, &escrow);
        let orderbook = orderbook::InstantiateMsg {
            owner: owner.clone(),
            guardian: None,
            attestation: at.attestation.to_string(),
            escrow: escrow.to_string(),
            auction: None,
        };
        let orderbook = start(world, Contract::Orderbook, &orderbook);
        let auction = auction::InstantiateMsg {
            owner,
            guardian: None,
            orderbook: orderbook.to_string(),
            attestation: at.attestation.to_string(),
            escrow: escrow.to_string(),
        };
        let auction = start(world, Contract::Auction, &auction);
        Self {
            escrow,
            orderbook,
            auction,
        }
    }
}

fn start<M: Serialize>(world: &mut World, contract: Contract, msg: &M) -> Addr {
    let (code, gov) = (world.at.code(contract), world.addr("gov"));
    let started = world.chain.instantiate(code, &gov, msg, &[], "spare", None);
    started.expect("starts").0
}

/// Credit and coins for everybody: an account in credit with a sponsor, and one in coins.
fn money(world: &mut World) -> (AccountId, AccountId) {
    let (ana, account) = world.tenant("ana", 10_000 * AKT);
    let ben = world.addr("ben");
    for holder in [&ana, &ben] {
        world.give_akt(holder, 1_000 * AKT);
        world.mint(holder, 1_000 * AKT).expect("mints");
    }
    world.deposit(&ben, account, 100_000_000).expect("deposits");
    // What reaches `bme` from the token can be burned only if it is there.
    world.give_akt(&world.at.bme.clone(), 1_000 * AKT);
    world
        .add_asset(Asset::Native {
            denom: COIN.to_string(),
        })
        .expect("is listed");
    for actor in Actor::all() {
        let (addr, denoms) = match actor {
            // Coins of a listed denom that nobody deposited would be missing in its books.
            Actor::Suite(Contract::Escrow) => (world.at.escrow.clone(), vec![STRAY]),
            Actor::Suite(contract) => (world.at.of(contract).clone(), DENOMS.to_vec()),
            person => {
                let name = format!("{person:?}").to_lowercase();
                (world.addr(&name), DENOMS.to_vec())
            }
        };
        let coins = denoms.into_iter().map(|denom| coin(1_000_000_000, denom));
        world.chain.fund(&addr, coins.collect());
    }
    let purse = world
        .open_native(&ana, coin(500_000_000, COIN))
        .expect("opens")
        .value;
    (account, purse)
}
