//! Attestations that are old, revoked, copied or made up.

use cosmwasm_std::{Addr, HexBinary};
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::{ExecuteMsg, Statement};
use tender_testkit::{Ask, AuditorKey, Catalog, Contract, Order, World};
use tender_tests::{assert_refused, scenarios};
use tender_types::{AccountId, ProviderId, Tier};

use crate::stage::{AKT, RATE};

/// A provider `ben` with an ask of H100s, and a tenant who wants one vouched for by `audrey`.
fn market(world: &mut World) -> (ProviderId, Addr, Order) {
    let (ben, id) = (world.addr("ben"), world.provider("ben", &[]));
    world.post(&ben, Ask::at(Catalog::H100, 8, RATE)).unwrap();
    let (ana, account) = world.tenant("ana", 1_000 * AKT);
    (id, ana, wanted(world, account))
}

fn wanted(world: &World, account: AccountId) -> Order {
    let audrey = world.addr("audrey");
    Order::on(account)
        .class_at(Catalog::H100, RATE)
        .tier(1)
        .signed_by_all(&[audrey.as_str()])
}

fn vouch(world: &mut World, provider: ProviderId) {
    let audrey = world.addr("audrey");
    world
        .vouch(&audrey, provider, 1, &[Catalog::H100], &[])
        .unwrap();
}

/// `audrey` says that the provider has H100s.
fn statement(world: &mut World, provider: ProviderId) -> Statement {
    let audrey = world.addr("audrey");
    let classes = vec![Catalog::H100.to_string()];
    Statement {
        classes,
        ..world.statement(&audrey, provider)
    }
}

fn submit(
    world: &mut World,
    statement: &Statement,
    signature: HexBinary,
) -> Result<TxResult, TxError> {
    let mallory = world.addr("mallory");
    let msg = ExecuteMsg::Attest {
        statement: statement.clone(),
        signature,
    };
    world.call(&mallory, Contract::Attestation, &msg)
}

scenarios! {
    /// What nobody vouches for is not matched; what somebody vouches for is, until it expires.
    fn an_expired_attestation_never_matches(world) {
        let (ben, ana, order) = market(world);
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
        vouch(world, ben);
        let until = world.vouched_until();
        world.place(&ana, &order).unwrap();
        world.advance(until.since(world.now()).0);
        world.feed("1.14");
        let account = world.tenant("ana", 100 * AKT).1;
        let order = wanted(world, account);
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
    }

    /// The longest key that a chain takes is 64 KiB; a name beyond that would end in the VM.
    fn a_name_longer_than_any_is_not_known(world) {
        let (_, ana, order) = market(world);
        let (ben, long) = (world.addr("ben"), "x".repeat(70_000));
        let registered = world.register(&ana, "https://ana.example", &[&long]);
        assert_refused(registered, "attestation/unknown_attribute");
        assert_refused(world.post(&ben, Ask::at(&long, 8, RATE)), "orderbook/unknown_class");
        let account = order.demand.account;
        let of_class = Order::on(account).class_at(&long, RATE);
        assert_refused(world.place(&ana, &of_class), "demand/unknown_class");
        let of_attribute = order.attribute(&long);
        assert_refused(world.place(&ana, &of_attribute), "demand/unknown_attribute");
        let said = Statement { classes: vec![long], ..statement(world, ProviderId(1)) };
        let audrey = world.addr("audrey");
        assert_refused(world.attest(&audrey, said), "attestation/unknown_class");
    }

    /// Revoked is at once, and for an auction's bids too.
    fn a_revoked_attestation_never_matches(world) {
        let (ben, ana, order) = market(world);
        vouch(world, ben);
        world.place(&ana, &order).unwrap();
        let audrey = world.addr("audrey");
        world.revoke(&audrey, ben, &audrey).unwrap();
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
    }

    /// A removed auditor vouches for nobody, from the same block on.
    fn a_removed_auditor_vouches_for_nobody(world) {
        let (ben, ana, order) = market(world);
        vouch(world, ben);
        let (gov, audrey) = (world.addr("gov"), world.addr("audrey"));
        let remove = ExecuteMsg::RemoveAuditor { auditor: audrey.to_string() };
        world.call(&gov, Contract::Attestation, &remove).unwrap();
        assert_refused(world.place(&ana, &order), "demand/unknown_auditor");
        let tier_only = Order::on(order.demand.account).class_at(Catalog::H100, RATE).tier(1);
        assert_refused(world.place(&ana, &tier_only), "orderbook/not_fillable");
        let late = statement(world, ben);
        assert_refused(world.attest(&audrey, late), "attestation/unknown_auditor");
    }

    /// A signature is used once, and not to undo a revocation.
    fn a_replayed_attestation_is_refused(world) {
        let (ben, ana, order) = market(world);
        let (audrey, mallory) = (world.addr("audrey"), world.addr("mallory"));
        let said = statement(world, ben);
        world.attest(&mallory, said.clone()).unwrap();
        assert_refused(world.attest(&mallory, said.clone()), "attestation/nonce_used");
        world.revoke(&audrey, ben, &audrey).unwrap();
        assert_refused(world.attest(&mallory, said), "attestation/nonce_used");
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
    }

    /// What was signed for another chain, another registry or another provider, or changed since.
    fn an_attestation_of_something_else_is_refused(world) {
        let (ben, _, _) = market(world);
        let bob = world.provider("bob", &[]);
        let said = statement(world, ben);
        let (key, chain) = (AuditorKey::of("audrey"), world.chain.block().chain_id);
        let (here, elsewhere) = (world.at.attestation.clone(), world.at.escrow.clone());
        let of_another_provider = Statement { provider: bob, ..said.clone() };
        let of_a_higher_tier = Statement { tier: Tier(4), ..said.clone() };
        let signatures = [
            key.sign("another-1", &here, &said),
            key.sign(&chain, &elsewhere, &said),
            key.sign(&chain, &here, &of_another_provider),
            key.sign(&chain, &here, &of_a_higher_tier),
            AuditorKey::of("mallory").sign(&chain, &here, &said),
            HexBinary::from([0; 64]),
            HexBinary::from([1; 63]),
        ];
        for signature in signatures {
            assert_refused(submit(world, &said, signature), "attestation/signature");
        }
        let signature = key.sign(&chain, &here, &said);
        submit(world, &said, signature).unwrap();
    }

    /// An auditor is no judge in its own case, and nobody admits itself.
    fn nobody_vouches_for_itself(world) {
        let id = world.provider("audrey", &[]);
        let audrey = world.addr("audrey");
        let said = statement(world, id);
        assert_refused(world.attest(&audrey, said), "attestation/self_attestation");
        let mallory = world.addr("mallory");
        let admit = ExecuteMsg::AdmitAuditor {
            auditor: mallory.to_string(),
            public_key: AuditorKey::of("mallory").public_key(),
        };
        assert_refused(world.call(&mallory, Contract::Attestation, &admit), "guard/not_allowed");
    }

    /// Attested for cheap hardware, offered as dear: the tier counts for what was looked at.
    fn a_tier_for_one_class_is_none_for_another(world) {
        let (ben, ana, order) = market(world);
        let audrey = world.addr("audrey");
        world.vouch(&audrey, ben, 4, &[Catalog::RTX4090], &[]).unwrap();
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
    }

    /// A provider on its way out keeps its bond in until nobody can have a claim on it.
    fn a_bond_is_not_taken_out_early(world) {
        let (_, ana, order) = market(world);
        let account = order.demand.account;
        let order = Order::on(account).class_at(Catalog::H100, RATE);
        world.place(&ana, &order).unwrap();
        let ben = world.addr("ben");
        let (leave, take) = (ExecuteMsg::StartLeaving {}, ExecuteMsg::WithdrawBond {});
        let refused = world.call(&ben, Contract::Attestation, &take);
        assert_refused(refused, "attestation/wrong_status");
        world.call(&ben, Contract::Attestation, &leave).unwrap();
        assert_refused(world.place(&ana, &order), "orderbook/not_fillable");
        world.advance(7 * 24 * 3_600 - 1);
        let refused = world.call(&ben, Contract::Attestation, &take);
        assert_refused(refused, "attestation/unbonding");
        world.advance(1);
        let refused = world.call(&ben, Contract::Attestation, &take);
        assert_refused(refused, "attestation/live_lease");
        world.close_account(&ana, account).unwrap();
        world.call(&ben, Contract::Attestation, &take).unwrap();
        assert_eq!(world.akt(&ben), 1_000_000_000);
    }
}
