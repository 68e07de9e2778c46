//! A market in which every message has something to act upon.

use cosmwasm_schema::serde::Serialize;
use cosmwasm_std::{coin, to_json_binary, Addr, HexBinary, Uint128};
use cw20::Cw20ExecuteMsg;
use serde_json::{json, Value};
use tender_interfaces::admin::{ActionClass, AdminMsg, Role};
use tender_interfaces::attestation::{self, ReceiveMsg, Signature, Statement};
use tender_interfaces::auction::{self, Bidding, Pick, Pricing, Rule, Sealer};
use tender_interfaces::escrow::CloseReason;
use tender_interfaces::{escrow, orderbook, token};
use tender_testkit::{
    usd_per_hour, AuditorKey, Card, Catalog, Contract, Native, Offer, Order, Settings, World,
};
use tender_types::{
    AccountId, Akt, Asset, AssetIndex, ClassId, LeaseId, LeaseKey, OfferKey, OrderKey, Payer,
    ProviderId, Resources, Seconds, Tier,
};

use crate::row::Actor;

/// A denom that `escrow` lists, as asset 1.
pub const COIN: &str = "uusdc";

/// A denom that nobody wants.
pub const STRAY: &str = "ustray";

/// Every denom there is.
pub const DENOMS: [&str; 2] = [COIN, STRAY];

/// The slot of the auction whose price rises: whoever bids there wins at once.
pub const RISING: u8 = 6;

const AKT: u128 = 1_000_000;
const DAY: u64 = 24 * 3_600;
const H100: ClassId = ClassId(1);

/// A market, and what is in it.
pub struct Stage {
    /// The market.
    pub world: World,
    /// Has an offer, a card, bids and leases; active.
    pub pia: ProviderId,
    /// Has nothing; active.
    pub pit: ProviderId,
    /// In jail; an attestation of it was doubted, and nobody has answered.
    pub jane: ProviderId,
    /// Has not started two leases; suspended, and may go on.
    pub sue: ProviderId,
    /// Account of `Ana` in credit, sponsored by `Ben`.
    pub account: AccountId,
    /// Account of `Ana` in coins.
    pub purse: AccountId,
    /// A lease of `Pia` on `account`, which has begun.
    pub lease: LeaseKey,
    /// One that waits for `Pia`.
    pub pending: LeaseKey,
    /// One for which `Pia` is late.
    pub late: LeaseKey,
    /// One that `Sue` did not start, and whose order may be matched anew.
    pub failed: Failed,
    /// An offer of `Sue`'s in the book, that nobody can match.
    pub dead: OfferKey,
    /// An order of `Ana` that rests, and that `Pia`'s offer can serve.
    pub resting: OrderKey,
    /// An order of `Ana` whose time is over.
    pub over: OrderKey,
    /// An auction that takes bids, without any.
    pub bidding: OrderKey,
    /// An auction by choice, with a bid of `Pia`.
    pub choosing: OrderKey,
    /// An auction that waits to be closed, with a bid of `Pia`.
    pub ended: OrderKey,
    /// An auction that takes commitments, without any.
    pub sealing: OrderKey,
    /// An auction in which `Pia` and `Ana` may open what they have sealed.
    pub opening: OrderKey,
    /// An auction in which `Pia` has not opened what it sealed.
    pub unopened: OrderKey,
    /// An auction whose price rises.
    pub rising: OrderKey,
    /// The round of every auction.
    pub round: u64,
    /// What `Audrey` would say of `Pit`.
    pub statement: Statement,
    /// Contracts that nothing is linked to.
    pub spare: Spare,
}

/// A lease that never began, and what its digest was made of.
#[derive(Clone, Debug)]
pub struct Failed {
    /// Which.
    pub lease: LeaseKey,
    /// The order as it was placed.
    pub order: HexBinary,
    /// What was promised.
    pub promised: HexBinary,
}

impl Stage {
    /// Sets it up.
    pub fn new() -> Self {
        let mut settings = Settings::default();
        settings.attestation.min_suspension = Seconds::minutes(10);
        let mut world = World::with(&Native, settings).furnish();
        let jane = former_times(&mut world);
        let jail = attestation::ExecuteMsg::Jail { provider: jane };
        let gov = world.addr("gov");
        let jailed = world.call(&gov, Contract::Attestation, &jail);
        jailed.expect("is jailed");
        let pia = world.provider("pia", &["region=eu-west"]);
        let [pit, sue] = ["pit", "sue"].map(|name| world.provider(name, &[]));
        let audrey = world.addr("audrey");
        let statement = Statement {
            tier: Tier(2),
            classes: vec![attestation::ClassCount {
                class: Catalog::H100.to_string(),
                count: 100,
            }],
            attributes: vec!["region=eu-west".to_string()],
            cores: 1_000,
            memory_gib: 10_000,
            ..world.statement(&audrey, pia)
        };
        world.attest(&audrey, statement).expect("attests");
        let (account, purse) = money(&mut world);
        // Until there is one.
        let lease = LeaseKey {
            provider: pia,
            account,
            lease: LeaseId(0),
        };
        let order = |slot| OrderKey { account, slot };
        let mut stage = Self {
            pia,
            pit,
            jane,
            sue,
            account,
            purse,
            lease,
            pending: lease,
            late: lease,
            failed: Failed {
                lease,
                order: HexBinary::default(),
                promised: HexBinary::default(),
            },
            dead: OfferKey {
                provider: sue,
                class: ClassId(3),
            },
            resting: order(0),
            over: order(1),
            bidding: order(0),
            choosing: order(1),
            ended: order(2),
            sealing: order(3),
            opening: order(4),
            unopened: order(5),
            rising: order(RISING),
            round: 0,
            statement: world.statement(&audrey, pit),
            spare: Spare::new(&mut world),
            world,
        };
        stage.trade();
        stage.auctions();
        stage.fail();
        stage.let_time_pass();
        stage.wait();
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
            Actor::Sue => "sue",
            Actor::Audrey => "audrey",
            Actor::Auguste => "auguste",
            Actor::Ria => "ria",
            Actor::Mia => "mia",
        };
        self.world.addr(name)
    }

    /// The address of an actor, as text.
    pub fn text(&self, actor: Actor) -> String {
        self.addr(actor).to_string()
    }

    /// `Audrey`'s signature.
    pub fn sign(&self, statement: &Statement) -> Signature {
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

    /// An order of `Ana` for one H100, at more than the offer wants.
    pub fn order(&self) -> Order {
        let audrey = self.text(Actor::Audrey);
        let mut order = Order::on(self.account)
            .class(Catalog::H100, "2.50")
            .class(Catalog::A100, "1.50")
            .attribute("region=eu-west")
            .signed_by(1, &[audrey.as_str()])
            .tier(1)
            .without(&[self.pit])
            .rematched(1);
        order.demand.start_within = Some(Seconds::minutes(20));
        order
    }

    fn trade(&mut self) {
        let (ana, pia) = (self.addr(Actor::Ana), self.addr(Actor::Pia));
        let world = &mut self.world;
        let cheap = Order::on(self.account).class(Catalog::H100, "2.10");
        for (order, lasts) in [(self.resting, Seconds::days(30)), (self.over, Seconds(60))] {
            let until = world.now().after(lasts);
            let rest = cheap.clone().resting(order.slot, until);
            world.place(&ana, &rest).expect("rests");
        }
        let offer = Offer::of(Catalog::H100, 20, "2.00").taking(&[1]);
        let mut offer = offer.each(Resources {
            cpu_milli: 16_000,
            memory_mib: 131_072,
            disk_mib: 204_800,
            ..Resources::default()
        });
        offer.new.terms.notice = Seconds::hours(1);
        world.post(&pia, offer).expect("posts");
        let mut card = Card::of(64, "0.04");
        card.0.terms.notice = Seconds::hours(1);
        world.card(&pia, card.change()).expect("sets a card");
        self.lease = world.rent(&ana, &cheap).expect("is served").value[0];
        self.late = world.place(&ana, &cheap).expect("is filled").value.leases[0];
        let paid_in_coins = Order::on(self.purse)
            .class(Catalog::H100, "2.10")
            .asset(AssetIndex(1));
        let lease = world.rent(&ana, &paid_in_coins).expect("is served").value[0];
        self.hold_a_payment(lease);
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
        let rate = usd_per_hour("2.00");
        let open = |duration| Bidding::Open {
            duration,
            extension: Seconds::ZERO,
        };
        let seal = self.world.seal(self.opening, Sealer::Tenant, rate);
        let sealed = |commit, reveal, reserve| Bidding::Sealed {
            commit,
            reveal,
            reserve,
        };
        let dutch = Bidding::Dutch {
            from: usd_per_hour("1.00"),
            duration: Seconds::hours(20),
        };
        let choosing = Pick::Tenant {
            choosing: Seconds::hours(10),
        };
        let (minute, hour) = (Seconds(60), Seconds::hours(1));
        for (order, bidding, pick) in [
            (self.bidding, open(Seconds::hours(20)), Pick::Lowest),
            (self.choosing, open(Seconds::hours(10)), choosing),
            (self.ended, open(Seconds(600)), Pick::Lowest),
            (
                self.sealing,
                sealed(Seconds::hours(20), hour, None),
                Pick::Lowest,
            ),
            (
                self.opening,
                sealed(Seconds(600), hour, Some(seal)),
                Pick::Lowest,
            ),
            (self.unopened, sealed(minute, minute, None), Pick::Lowest),
            (self.rising, dutch, Pick::Lowest),
        ] {
            self.auction(order, bidding, pick);
        }
        self.round = self.world.chain.block().height;
        let pia = self.addr(Actor::Pia);
        for order in [self.choosing, self.ended] {
            let bid = self.world.bid(&pia, order, self.pia, &[H100], "2.00");
            bid.expect("bids");
        }
        for order in [self.opening, self.unopened] {
            let commit = self.world.commit(&pia, order, self.pia, &[H100], rate);
            commit.expect("commits");
        }
    }

    fn auction(&mut self, order: OrderKey, bidding: Bidding, pick: Pick) {
        let rule = Rule {
            bidding,
            price: Pricing::Own,
            pick,
        };
        let until = self.world.now().after(Seconds::days(3));
        let wanted = Order::on(self.account)
            .class(Catalog::H100, "3.00")
            .by_auction(order.slot, rule, until);
        let ana = self.addr(Actor::Ana);
        self.world.place(&ana, &wanted).expect("goes to auction");
    }

    /// `Sue` does not start what it was chosen for: a large lease, which it pays for, and one whose order
    /// may be matched anew.
    fn fail(&mut self) {
        let [ana, sue, mia] = [Actor::Ana, Actor::Sue, Actor::Mia].map(|actor| self.addr(actor));
        let world = &mut self.world;
        let offer = Offer::of(Catalog::RTX4090, 62, "0.40");
        world.post(&sue, offer).expect("posts");
        let many = Order::on(self.account)
            .class(Catalog::RTX4090, "0.50")
            .units(60);
        let one = Order::on(self.account)
            .class(Catalog::RTX4090, "0.50")
            .class(Catalog::H100, "2.10")
            .rematched(1);
        let large = world.place(&ana, &many).expect("is filled").value.leases[0];
        let placed = world.place(&ana, &one).expect("is filled");
        let lease = placed.value.leases[0];
        for _ in 0..4 {
            world.advance(150);
        }
        for late in [large, lease] {
            let closed = world.close_lease(&mia, late, CloseReason::NotStarted);
            closed.expect("is late");
        }
        let (order, promised) = tender_tests::preimage(&placed.tx, lease);
        self.failed = Failed {
            lease,
            order,
            promised,
        };
    }

    /// A lease waits for `Pia`, in time.
    fn wait(&mut self) {
        let ana = self.addr(Actor::Ana);
        let cheap = Order::on(self.account).class(Catalog::H100, "2.10");
        let placed = self.world.place(&ana, &cheap).expect("is filled").value;
        self.pending = placed.leases[0];
    }

    /// The number that the next lease of the account gets.
    pub fn next(&self) -> LeaseId {
        let query = escrow::QueryMsg::Purse {
            tenant: self.text(Actor::Ana),
            account: Payer::Account(self.account),
        };
        let purse: escrow::PurseResponse = self.world.query(Contract::Escrow, &query);
        purse.next
    }

    fn let_time_pass(&mut self) {
        self.world.advance(3_000);
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
            classes: vec![attestation::ClassCount {
                class: Catalog::H100.to_string(),
                count: 8,
            }],
            attributes: vec!["region=us-east".to_string()],
            cores: 64,
            memory_gib: 512,
            issued_at: self.world.now(),
            expires_at: self.world.vouched_until(),
            nonce: 7,
            ..self.statement.clone()
        };
    }
}

/// What was long before: `Leo` leaves, `Ria` is removed, and an attestation of `Jane` is doubted.
fn former_times(world: &mut World) -> ProviderId {
    let [leo, gov, mia] = ["leo", "gov", "mia"].map(|name| world.addr(name));
    world.provider("leo", &[]);
    let leave = attestation::ExecuteMsg::StartLeaving {};
    let leaves = world.call(&leo, Contract::Attestation, &leave);
    leaves.expect("leaves");
    world.admit_auditor("ria").expect("is admitted");
    let remove = attestation::ExecuteMsg::RemoveAuditor {
        auditor: world.addr("ria").to_string(),
    };
    let removed = world.call(&gov, Contract::Attestation, &remove);
    removed.expect("is removed");
    let jane = world.provider("jane", &[]);
    let auguste = world.addr("auguste");
    let vouches = world.vouch(&auguste, jane, 1, &[Catalog::H100], &[]);
    vouches.expect("vouches");
    let stake = world.settings.attestation.challenge_bond.0;
    world.give_akt(&mia, stake);
    let doubt = ReceiveMsg::Challenge {
        provider: jane,
        auditor: auguste.to_string(),
    };
    let msg = Cw20ExecuteMsg::Send {
        contract: world.at.attestation.to_string(),
        amount: Uint128::new(stake),
        msg: to_json_binary(&doubt).expect("serializes"),
    };
    world.call(&mia, Contract::Token, &msg).expect("doubts");
    world.advance(8 * DAY);
    world.feed("1.14");
    jane
}

/// Where a class is paused.
pub fn home(class: ActionClass) -> Contract {
    match class {
        ActionClass::Report => Contract::Oracle,
        ActionClass::Mint | ActionClass::Spend => Contract::Bme,
        ActionClass::Register | ActionClass::Attest => Contract::Attestation,
        ActionClass::Offer | ActionClass::Order => Contract::Orderbook,
        ActionClass::Bid => Contract::Auction,
        ActionClass::Deposit | ActionClass::OpenLease => Contract::Escrow,
    }
}

/// Contracts of the same kinds, to be linked instead.
pub struct Spare {
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
            params: world.settings.escrow,
        };
        let escrow = start(world, Contract::Escrow, &escrow);
        let orderbook = orderbook::InstantiateMsg {
            owner: owner.clone(),
            guardian: None,
            attestation: at.attestation.to_string(),
            escrow: escrow.to_string(),
            auction: None,
            params: world.settings.orderbook,
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
        Self { orderbook, auction }
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
