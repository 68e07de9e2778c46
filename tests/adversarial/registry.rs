//! Attestations that are old, revoked, copied or made up.

use cosmwasm_std::{Addr, HexBinary, Uint128};
use cw20::Cw20ExecuteMsg;
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::{
    ClassCount, ExecuteMsg, ReceiveMsg, Signature, Statement, MAX_ATTESTATIONS,
};
use tender_interfaces::orderbook::{ExecuteMsg as Orderbook, NewOffer, OfferChange};
use tender_testkit::{AuditorKey, Catalog, Contract, Offer, Order, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{AccountId, ClassId, Payer, ProviderId, Seconds, Tier};

use crate::stage::{holdings, order, AKT, BOND, H100, RATE};

/// A provider `ben` with eight H100s, and a tenant who wants one vouched for by `audrey`.
fn market(world: &mut World) -> (ProviderId, Addr, Order) {
    let (ben, id) = (world.addr("ben"), world.provider("ben", &[]));
    world.post(&ben, Offer::at(Catalog::H100, 8, RATE)).unwrap();
    let (ana, account) = world.tenant("ana", 1_000 * AKT);
    (id, ana, wanted(world, account))
}

fn wanted(world: &World, account: AccountId) -> Order {
    let audrey = world.addr("audrey");
    Order::on(account)
        .class_at(Catalog::H100, RATE)
        .tier(1)
        .signed_by(1, &[audrey.as_str()])
}

/// The account that an order names.
fn account_of(order: &Order) -> AccountId {
    match order.demand.account {
        Payer::Account(account) => account,
        Payer::Newest => panic!("the order names no account"),
    }
}

fn vouch(world: &mut World, provider: ProviderId) {
    let audrey = world.addr("audrey");
    world
        .vouch(&audrey, provider, 1, &[Catalog::H100], &[])
        .unwrap();
}

fn counted(class: &str) -> ClassCount {
    ClassCount {
        class: class.to_string(),
        count: 8,
    }
}

/// `audrey` says that the provider has eight H100s.
fn statement(world: &mut World, provider: ProviderId) -> Statement {
    let audrey = world.addr("audrey");
    Statement {
        classes: vec![counted(Catalog::H100)],
        ..world.statement(&audrey, provider)
    }
}

/// The provider submits what was signed.
fn submit(
    world: &mut World,
    statement: &Statement,
    signature: Signature,
) -> Result<TxResult, TxError> {
    let ben = world.addr("ben");
    let msg = ExecuteMsg::Attest {
        statement: statement.clone(),
        signature,
    };
    world.call(&ben, Contract::Attestation, &msg)
}

scenarios! {
    /// What nobody vouches for is not matched; what somebody vouches for is, until it expires.
    fn an_expired_attestation_never_matches(world) {
        let (ben, ana, order) = market(world);
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
        vouch(world, ben);
        let until = world.vouched_until();
        world.rent(&ana, &order).unwrap();
        world.advance(until.since(world.now()).0);
        world.feed("1.14");
        let account = world.tenant("ana", 100 * AKT).1;
        let order = wanted(world, account);
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
    }

    /// The longest key that a chain takes is 64 KiB; a name beyond that would end in the VM.
    fn a_name_longer_than_any_is_not_known(world) {
        let (_, ana, order) = market(world);
        let account = account_of(&order);
        let audrey = world.addr("audrey");
        for long in ["x".repeat(70_000), "region=\u{1F4A9}\u{202E}".to_string(), String::new()] {
            let registered = world.register(&ana, "https://ana.example", &[&long]);
            assert_refused(registered, "attestation/unknown_attribute");
            let of_class = Order::on(account).class_at(&long, RATE);
            assert_refused(world.place(&ana, &of_class), "demand/unknown_class");
            let of_attribute = order.clone().attribute(&long);
            assert_refused(world.place(&ana, &of_attribute), "demand/unknown_attribute");
            let said = Statement { classes: vec![counted(&long)], ..statement(world, ProviderId(1)) };
            assert_refused(world.attest(&audrey, said), "attestation/unknown_class");
        }
        let ben = world.addr("ben");
        let offer = NewOffer { class: ClassId(u16::MAX), ..Offer::at(Catalog::H100, 8, RATE).new };
        let unknown = Orderbook::Offer { changes: vec![OfferChange::Post(offer)] };
        assert_refused(world.call(&ben, Contract::Orderbook, &unknown), "orderbook/unknown_class");
    }

    /// Twice the same, in every list that there is: refused by name, and nothing is half done.
    fn nothing_is_named_twice(world) {
        let (ben, ana, order) = market(world);
        let account = account_of(&order);
        let audrey = world.addr("audrey");
        let twice = Order::on(account).class_at(Catalog::H100, RATE).class_at(Catalog::H100, RATE);
        assert_refused(world.place(&ana, &twice), "guard/duplicate");
        let twice = order.clone().without(&[ben, ben]);
        assert_refused(world.place(&ana, &twice), "guard/duplicate");
        let twice = order.clone().attribute("region=eu-west").attribute("region=eu-west");
        assert_refused(world.place(&ana, &twice), "guard/duplicate");
        let twice = Order::on(account)
            .class_at(Catalog::H100, RATE)
            .signed_by(2, &[audrey.as_str(), audrey.as_str()]);
        assert_refused(world.place(&ana, &twice), "guard/duplicate");
        let none = Order::on(account).class_at(Catalog::H100, RATE).signed_by(1, &[]);
        assert_refused(world.place(&ana, &none), "guard/list_length");
        let said = Statement {
            classes: vec![counted(Catalog::H100), counted(Catalog::H100)],
            ..statement(world, ben)
        };
        assert_refused(world.attest(&audrey, said), "guard/duplicate");
    }

    /// Revoked is at once.
    fn a_revoked_attestation_never_matches(world) {
        let (ben, ana, order) = market(world);
        vouch(world, ben);
        world.rent(&ana, &order).unwrap();
        let audrey = world.addr("audrey");
        world.revoke(&audrey, ben, &audrey).unwrap();
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
    }

    /// The auditor has signed more than was submitted when it revokes: none of it comes back, though every
    /// nonce of it is fresh.
    fn a_held_back_statement_undoes_no_revocation(world) {
        let (ben, ana, order) = market(world);
        let (audrey, provider) = (world.addr("audrey"), world.addr("ben"));
        let held: Vec<Statement> = (0..3).map(|_| statement(world, ben)).collect();
        world.attest(&provider, held[0].clone()).unwrap();
        world.rent(&ana, &order).unwrap();
        world.advance(60);
        world.revoke(&audrey, ben, &audrey).unwrap();
        for held in &held[1..] {
            assert_refused(world.attest(&provider, held.clone()), "attestation/void");
        }
        assert_eq!(world.provider_info(ben).tier, Tier(0));
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
        // Also of a provider that it has never attested.
        let bob = world.provider("bob", &[]);
        let never = statement(world, bob);
        world.revoke(&audrey, bob, &audrey).unwrap();
        let bob_addr = world.addr("bob");
        assert_refused(world.attest(&bob_addr, never), "attestation/void");
        // And what it says from then on counts.
        world.advance(60);
        let said = statement(world, ben);
        world.attest(&audrey, said).unwrap();
        world.rent(&ana, &order).unwrap();
    }

    /// Whoever has an auditor's key signs the highest nonce there is. With another key the auditor goes
    /// on, and nothing that the thief signed and held back counts.
    fn a_stolen_key_ends_no_auditor(world) {
        let (ben, ana, order) = market(world);
        let (audrey, gov, provider) = (world.addr("audrey"), world.addr("gov"), world.addr("ben"));
        let last = Statement { nonce: u64::MAX, ..statement(world, ben) };
        world.attest(&provider, last).unwrap();
        let held = statement(world, ben);
        let fresh = AuditorKey::of("audrey's second");
        let rotate = ExecuteMsg::RotateAuditorKey { auditor: audrey.to_string(), key: fresh.public_key() };
        world.call(&gov, Contract::Attestation, &rotate).unwrap();
        world.advance(60);
        world.revoke(&gov, ben, &audrey).unwrap();
        assert_refused(world.attest(&provider, held), "attestation/epoch");
        world.advance(60);
        let said = Statement { epoch: 2, nonce: 1, ..statement(world, ben) };
        let chain = world.chain.block().chain_id;
        let signature = fresh.sign(&chain, &world.at.attestation, &said);
        submit(world, &said, signature).unwrap();
        world.rent(&ana, &order).unwrap();
    }

    /// A removed auditor vouches for nobody, from the same block on.
    fn a_removed_auditor_vouches_for_nobody(world) {
        let (ben, ana, order) = market(world);
        vouch(world, ben);
        let (gov, audrey) = (world.addr("gov"), world.addr("audrey"));
        let remove = ExecuteMsg::RemoveAuditor { auditor: audrey.to_string() };
        world.call(&gov, Contract::Attestation, &remove).unwrap();
        assert_refused(world.place(&ana, &order), "demand/unknown_auditor");
        let tier_only = Order::on(account_of(&order)).class_at(Catalog::H100, RATE).tier(1);
        assert_refused(world.place(&ana, &tier_only), "orderbook/not_fillable");
        let late = statement(world, ben);
        assert_refused(world.attest(&audrey, late), "attestation/unknown_auditor");
    }

    /// A signature is used once, and not to undo a revocation.
    fn a_replayed_attestation_is_refused(world) {
        let (ben, ana, order) = market(world);
        let (audrey, provider) = (world.addr("audrey"), world.addr("ben"));
        let said = statement(world, ben);
        world.attest(&provider, said.clone()).unwrap();
        assert_refused(world.attest(&provider, said.clone()), "attestation/nonce_used");
        world.revoke(&audrey, ben, &audrey).unwrap();
        assert!(world.attest(&provider, said).is_err());
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
    }

    /// What was signed for another chain, another registry, another provider or another life of it, or
    /// changed since.
    fn an_attestation_of_something_else_is_refused(world) {
        let (ben, _, _) = market(world);
        let bob = world.provider("bob", &[]);
        let said = statement(world, ben);
        let (key, chain) = (AuditorKey::of("audrey"), world.chain.block().chain_id);
        let (here, elsewhere) = (world.at.attestation.clone(), world.at.escrow.clone());
        let changed = [
            Statement { provider: bob, ..said.clone() },
            Statement { tier: Tier(4), ..said.clone() },
            Statement { provider_epoch: 2, ..said.clone() },
            Statement { issued_at: said.issued_at.before(Seconds(1)), ..said.clone() },
        ];
        let mut signatures = vec![
            key.sign("another-1", &here, &said),
            key.sign(&chain, &elsewhere, &said),
            AuditorKey::of("mallory").sign(&chain, &here, &said),
            Signature::Raw(HexBinary::from([0; 64])),
            Signature::Raw(HexBinary::from([1; 63])),
        ];
        signatures.extend(changed.iter().map(|other| key.sign(&chain, &here, other)));
        for signature in signatures {
            assert_refused(submit(world, &said, signature), "attestation/signature");
        }
        let signature = key.sign(&chain, &here, &said);
        submit(world, &said, signature).unwrap();
    }

    /// An auditor is no judge in its own case, and nobody admits itself.
    fn nobody_vouches_for_itself(world) {
        let audrey = world.addr("audrey");
        let registered = world.register(&audrey, "https://audrey.example", &[]);
        assert_refused(registered, "attestation/conflict");
        let (mallory, gov) = (world.addr("mallory"), world.addr("gov"));
        let admit = |who: &Addr| ExecuteMsg::AdmitAuditor {
            auditor: who.to_string(),
            key: AuditorKey::of("mallory").public_key(),
        };
        let itself = admit(&mallory);
        assert_refused(world.call(&mallory, Contract::Attestation, &itself), "guard/not_allowed");
        world.provider("mallory", &[]);
        assert_refused(world.call(&gov, Contract::Attestation, &itself), "attestation/conflict");
    }

    /// Attested for cheap hardware, offered as dear: the tier counts for what was looked at.
    fn a_tier_for_one_class_is_none_for_another(world) {
        let (ben, ana, order) = market(world);
        let audrey = world.addr("audrey");
        world.vouch(&audrey, ben, 4, &[Catalog::RTX4090], &[]).unwrap();
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
    }

    /// The auditor whom the tenant names looked at other hardware, and another that it does not name looked
    /// at this: the one's word does not stand in for the other's.
    fn one_auditors_word_is_not_anothers(world) {
        let (ben, ana, order) = market(world);
        let (audrey, auguste) = (world.addr("audrey"), world.addr("auguste"));
        world.vouch(&audrey, ben, 1, &[Catalog::RTX4090], &["region=eu-west"]).unwrap();
        world.vouch(&auguste, ben, 4, &[Catalog::H100], &[]).unwrap();
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
        // Two of two want two words for the same.
        let both = Order::on(account_of(&order))
            .class_at(Catalog::H100, RATE)
            .signed_by(2, &[audrey.as_str(), auguste.as_str()]);
        assert_refused(world.place(&ana, &both), "orderbook/not_fillable");
        world.vouch(&audrey, ben, 1, &[Catalog::H100], &["region=eu-west"]).unwrap();
        world.rent(&ana, &both).unwrap();
        // The tier is the lowest of those that are counted, not the highest of anybody.
        let high = both.clone().tier(4);
        assert_refused(world.place(&ana, &high), "orderbook/not_fillable");
        // An attribute is each one's own, too.
        let placed = both.attribute("region=eu-west");
        assert_refused(world.place(&ana, &placed), "orderbook/not_fillable");
    }

    /// A claim that an auditor contradicts is void, in whatever order they come.
    fn a_claim_against_an_auditor_is_void(world) {
        let (ben, ana, order) = market(world);
        let audrey = world.addr("audrey");
        let profile = tender_interfaces::attestation::Profile {
            host: "https://ben.example".into(),
            contact: "ops".into(),
            attributes: vec!["region=eu-west".into()],
        };
        let provider = world.addr("ben");
        let update = ExecuteMsg::UpdateProfile { profile };
        world.call(&provider, Contract::Attestation, &update).unwrap();
        let wanted = Order::on(account_of(&order)).class_at(Catalog::H100, RATE).attribute("region=eu-west");
        world.rent(&ana, &wanted).unwrap();
        world.vouch(&audrey, ben, 1, &[Catalog::H100], &["region=us-east"]).unwrap();
        assert_refused(world.place(&ana, &wanted), "orderbook/not_fillable");
    }

    /// Auditors whom a provider did not ask cannot fill its row, nor can anybody else with what they
    /// signed; and it makes room for those whom it did.
    fn strangers_fill_no_row(world) {
        let (ben, _, _) = market(world);
        let (provider, mallory) = (world.addr("ben"), world.addr("mallory"));
        for i in 0..MAX_ATTESTATIONS {
            let name = format!("auditor{i}");
            world.admit_auditor(&name).unwrap();
            let auditor = world.addr(&name);
            let said = world.statement(&auditor, ben);
            let said = Statement { classes: vec![counted(Catalog::H100)], ..said };
            assert_refused(world.attest(&mallory, said.clone()), "attestation/stranger");
            world.attest(&auditor, said).unwrap();
        }
        let said = statement(world, ben);
        assert_refused(world.attest(&provider, said.clone()), "attestation/full");
        let drop = ExecuteMsg::DropAttestation { auditor: world.addr("auditor3").to_string() };
        world.call(&provider, Contract::Attestation, &drop).unwrap();
        world.attest(&provider, said).unwrap();
        let none = ExecuteMsg::DropAttestation { auditor: world.addr("auditor3").to_string() };
        assert_refused(world.call(&provider, Contract::Attestation, &none), "attestation/not_attested");
    }

    /// What an auditor found in an earlier life of a provider does not count in the next.
    fn a_former_life_is_not_vouched_for(world) {
        let (ben, ana, order) = market(world);
        let provider = world.addr("ben");
        vouch(world, ben);
        let held = Statement { expires_at: world.now().after(Seconds::days(300)), ..statement(world, ben) };
        world.withdraw_offer(&provider, H100).unwrap();
        world.call(&provider, Contract::Attestation, &ExecuteMsg::StartLeaving {}).unwrap();
        world.advance(7 * 24 * 3_600);
        world.call(&provider, Contract::Attestation, &ExecuteMsg::WithdrawBond {}).unwrap();
        world.register(&provider, "https://ben.example", &[]).unwrap();
        world.bond(&provider, ben, BOND).unwrap();
        world.post(&provider, Offer::at(Catalog::H100, 8, RATE)).unwrap();
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
        assert_refused(world.attest(&provider, held), "attestation/provider_epoch");
    }

    /// Doubting an honest auditor over and over pays it; an auditor that does not answer loses more than
    /// anybody gains, and whoever ends the matter for others gains nothing.
    fn challenges_are_no_income(world) {
        let (ben, _, _) = market(world);
        vouch(world, ben);
        let (audrey, mallory) = (world.addr("audrey"), world.addr("mallory"));
        let doubt = |world: &mut World| {
            let hook = ReceiveMsg::Challenge { provider: ben, auditor: audrey.to_string() };
            let msg = Cw20ExecuteMsg::Send {
                contract: world.at.attestation.to_string(),
                amount: Uint128::new(100 * AKT),
                msg: cosmwasm_std::to_json_binary(&hook).unwrap(),
            };
            world.call(&mallory, Contract::Token, &msg)
        };
        world.give_akt(&mallory, 200 * AKT);
        doubt(world).unwrap();
        assert_refused(doubt(world), "attestation/challenged");
        world.advance(60);
        vouch(world, ben);
        assert_eq!((crate::stage::booked(world, &audrey), world.akt(&mallory)), (100 * AKT, 100 * AKT));
        assert_refused(doubt(world), "attestation/cooldown");
        world.advance(7 * 24 * 3_600);
        doubt(world).unwrap();
        let fall = ExecuteMsg::Fall { provider: ben, auditor: audrey.to_string() };
        assert_refused(world.call(&mallory, Contract::Attestation, &fall), "attestation/not_overdue");
        world.advance(72 * 3_600);
        let eve = world.addr("eve");
        world.call(&eve, Contract::Attestation, &fall).unwrap();
        assert_eq!(crate::stage::booked(world, &eve), 0);
        // It has its own back, and the penalty burns.
        assert_eq!(crate::stage::booked(world, &mallory), 100 * AKT);
        assert_eq!(holdings(world).to_burn.0, 200 * AKT);
        assert_eq!(world.provider_info(ben).tier, Tier(0));
        crate::stage::assert_conserved(world);
    }

    /// A provider on its way out keeps its bond in until nobody can have a claim on it.
    fn a_bond_is_not_taken_out_early(world) {
        let (_, ana, wanted) = market(world);
        let account = account_of(&wanted);
        let lease = order(world, &ana, account, RATE);
        let ben = world.addr("ben");
        world.start(&ben, &[lease]).unwrap();
        let (leave, take) = (ExecuteMsg::StartLeaving {}, ExecuteMsg::WithdrawBond {});
        let refused = world.call(&ben, Contract::Attestation, &take);
        assert_refused(refused, "attestation/wrong_status");
        world.call(&ben, Contract::Attestation, &leave).unwrap();
        let again = Order::on(account).class_at(Catalog::H100, RATE);
        assert_refused(world.place(&ana, &again), "orderbook/not_fillable");
        world.withdraw_offer(&ben, H100).unwrap();
        world.advance(7 * 24 * 3_600 - 1);
        let refused = world.call(&ben, Contract::Attestation, &take);
        assert_refused(refused, "attestation/unbonding");
        world.advance(1);
        let refused = world.call(&ben, Contract::Attestation, &take);
        assert_refused(refused, "attestation/locked");
        world.close_account(&ana, account).unwrap();
        world.call(&ben, Contract::Attestation, &take).unwrap();
        assert_eq!(world.akt(&ben), BOND);
    }

    /// Two bonded providers are not the same cluster twice.
    fn nobody_sells_anothers_host(world) {
        market(world);
        let mallory = world.addr("mallory");
        let taken = world.register(&mallory, "https://ben.example", &[]);
        let id = match taken {
            Ok(done) => done.value,
            Err(error) => return assert_refused(Err::<(), _>(error), "attestation/host_taken"),
        };
        world.give_akt(&mallory, BOND);
        let _ = world.bond(&mallory, id, BOND);
        assert!(!world.provider_info(id).bonded);
        let posted = world.post(&mallory, Offer::at(Catalog::H100, 1, RATE));
        assert_refused(posted, "orderbook/cannot_serve");
    }
}
