//! What is done in the registry.

use cosmwasm_std::Addr;
use tender_interfaces::attestation::{
    AttributeResult, ClassCount, ClassResult, ExecuteMsg, NewClass, Statement,
};
use tender_testkit::{Contract, World};
use tender_types::{ProviderId, Tier};

use super::deed::{needs, refused, Deed};
use crate::demo::cast::{Cast, CORES, MEMORY_GIB};

/// Governance adds classes: all of them, or the story ends.
pub fn add_classes(world: &mut World, classes: Vec<NewClass>) -> Deed<()> {
    let added = needs("adding classes", world.add_classes(classes))?.value;
    for result in added.results {
        if let ClassResult::Refused { error } = result {
            return Err(refused("adding a class", error));
        }
    }
    Ok(())
}

/// Governance adds attributes: all of them, or the story ends.
pub fn add_attributes(world: &mut World, names: &[&str]) -> Deed<()> {
    let added = needs("adding attributes", world.add_attributes(names))?.value;
    for result in added.results {
        if let AttributeResult::Refused { error } = result {
            return Err(refused("adding an attribute", error));
        }
    }
    Ok(())
}

/// Governance admits an auditor, who bonds.
pub fn admit_auditor(world: &mut World, name: &str) -> Deed<()> {
    needs("admitting an auditor", world.admit_auditor(name)).map(|_| ())
}

/// A provider buys its bond of so many micro-AKT, registers and posts the bond.
pub fn join(world: &mut World, cast: &Cast, bond: u128) -> Deed<ProviderId> {
    let addr = world.addr(cast.name);
    world.give_akt(&addr, bond);
    let host = format!("https://{}.example", cast.name);
    let registered = world.register(&addr, &host, cast.attributes);
    let id = needs("registering", registered)?.value;
    needs("bonding", world.bond(&addr, id, bond)).map(|_| id)
}

/// A provider buys and bonds more.
pub fn top_up_bond(world: &mut World, addr: &Addr, id: ProviderId, more: u128) -> Deed<()> {
    world.give_akt(addr, more);
    needs("bonding", world.bond(addr, id, more)).map(|_| ())
}

/// An auditor counts everything that a provider has, and finds true what it says of itself.
pub fn attest(
    world: &mut World,
    auditor: &str,
    (provider, cast): (ProviderId, &Cast),
    classes: Vec<ClassCount>,
    tier: u8,
) -> Deed<()> {
    let auditor = world.addr(auditor);
    let own = cast.attributes.iter();
    let statement = Statement {
        attributes: own.map(|name| (*name).to_string()).collect(),
        classes,
        cores: CORES,
        memory_gib: MEMORY_GIB,
        tier: Tier(tier),
        ..world.statement(&auditor, provider)
    };
    let submitter = world.addr(cast.name);
    needs("attesting", world.attest(&submitter, statement)).map(|_| ())
}

/// A provider that was suspended says that it serves again.
pub fn resume(world: &mut World, provider: &Addr) -> Deed<()> {
    send(world, provider, "resuming", &ExecuteMsg::Resume {})
}

/// Anyone has what is booked for `beneficiary` sent there.
pub fn claim(world: &mut World, who: &Addr, beneficiary: &Addr) -> Deed<()> {
    let beneficiary = beneficiary.to_string();
    let msg = ExecuteMsg::Claim { beneficiary };
    send(world, who, "claiming", &msg)
}

/// Anyone has what was slashed and is nobody's burned.
pub fn burn_slashed(world: &mut World, who: &Addr) -> Deed<()> {
    let msg = ExecuteMsg::BurnSlashed {};
    send(world, who, "burning what was slashed", &msg)
}

/// A provider announces that it leaves.
pub fn start_leaving(world: &mut World, provider: &Addr) -> Deed<()> {
    send(world, provider, "leaving", &ExecuteMsg::StartLeaving {})
}

/// A provider takes its bond back.
pub fn withdraw_bond(world: &mut World, provider: &Addr) -> Deed<()> {
    let msg = ExecuteMsg::WithdrawBond {};
    send(world, provider, "taking the bond", &msg)
}

/// An auditor removes itself.
pub fn remove_auditor(world: &mut World, auditor: &Addr) -> Deed<()> {
    let address = auditor.to_string();
    let msg = ExecuteMsg::RemoveAuditor { auditor: address };
    send(world, auditor, "an auditor's leaving", &msg)
}

/// An auditor takes its bond back.
pub fn withdraw_auditor_bond(world: &mut World, auditor: &Addr) -> Deed<()> {
    let msg = ExecuteMsg::WithdrawAuditorBond {};
    send(world, auditor, "taking an auditor's bond", &msg)
}

fn send(world: &mut World, who: &Addr, what: &str, msg: &ExecuteMsg) -> Deed<()> {
    needs(what, world.call(who, Contract::Attestation, msg)).map(|_| ())
}
