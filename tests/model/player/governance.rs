//! What auditors and governance do.

use cosmwasm_std::Addr;
use tender_interfaces::attestation::{
    AttestationsResponse, ClassCount, ExecuteMsg, ProviderStatus, QueryMsg, Statement,
};
use tender_testkit::Contract;
use tender_types::{ProviderId, Seconds, Tier};

use super::{one_of, Player, CLASSES, PAUSES};

impl Player {
    fn auditor(&self, number: usize) -> Addr {
        let name = ["audrey", "auguste"][number % 2];
        self.world.addr(name)
    }

    pub(super) fn attest(
        &mut self,
        (auditor, provider): (usize, usize),
        counts: [u32; 2],
        cores: u32,
        (tier, lasts): (u8, u64),
    ) -> Option<()> {
        let (_, provider) = one_of(&self.providers, provider)?;
        let auditor = self.auditor(auditor);
        let classes = CLASSES.iter().zip(counts).filter(|(_, count)| *count > 0);
        let classes = classes.map(|(class, count)| ClassCount {
            class: (*class).to_string(),
            count,
        });
        let statement = Statement {
            classes: classes.collect(),
            cores,
            memory_gib: cores * 4,
            tier: Tier(tier),
            expires_at: self.world.now().after(Seconds(lasts)),
            ..self.world.statement(&auditor, provider)
        };
        let attested = self.world.attest(&auditor, statement);
        let refusals = ["attestation/provider_left", "attestation/void"];
        self.expected(attested, &refusals)?;
        Some(())
    }

    pub(super) fn revoke(&mut self, auditor: usize, provider: usize) -> Option<()> {
        let (_, provider) = one_of(&self.providers, provider)?;
        let auditor = self.auditor(auditor);
        let revoked = self.world.revoke(&auditor, provider, &auditor);
        revoked.expect("an auditor revokes at any time");
        Some(())
    }

    pub(super) fn drop(&mut self, auditor: usize, provider: usize) -> Option<()> {
        let attested = |(_, provider): &(Addr, ProviderId)| {
            let query = QueryMsg::Attestations {
                provider: *provider,
            };
            let found: AttestationsResponse = self.world.query(Contract::Attestation, &query);
            !found.attestations.is_empty()
        };
        let mut providers = self.providers.clone();
        providers.retain(attested);
        let (sender, _) = one_of(&providers, provider)?;
        let auditor = self.auditor(auditor).to_string();
        let msg = ExecuteMsg::DropAttestation { auditor };
        let dropped = self.world.call(&sender, Contract::Attestation, &msg);
        let refusals = ["attestation/not_attested"];
        self.expected(dropped, &refusals)?;
        Some(())
    }

    /// Governance stops a provider, or lets one go on that it has stopped.
    pub(super) fn jail(&mut self, provider: usize) -> Option<()> {
        if let Some((_, jailed)) = self.one_in(ProviderStatus::Jailed, provider) {
            self.unjail(jailed);
            return Some(());
        }
        let (_, provider) = one_of(&self.providers, provider)?;
        if self.bonds.of(provider).status == ProviderStatus::Left {
            return None;
        }
        self.govern(Contract::Attestation, &ExecuteMsg::Jail { provider });
        self.bonds.of(provider).status = ProviderStatus::Jailed;
        Some(())
    }

    pub fn unjail(&mut self, provider: ProviderId) {
        self.govern(Contract::Attestation, &ExecuteMsg::Unjail { provider });
        // Whatever outage it was in.
        self.bonds.of(provider).back();
    }

    pub(super) fn pause(&mut self, class: usize) -> Option<()> {
        if self.paused.is_some() {
            return None;
        }
        let place = class % PAUSES.len();
        self.switch(place, "pause");
        self.paused = Some(place);
        Some(())
    }

    /// What is paused goes on.
    pub(super) fn go_on(&mut self) {
        if let Some(place) = self.paused.take() {
            self.switch(place, "resume");
        }
    }

    fn switch(&mut self, place: usize, verb: &str) {
        let (contract, class) = PAUSES[place];
        let msg = serde_json::json!({ "admin": { verb: { "class": class } } });
        self.govern(contract, &msg);
    }

    fn govern<M: serde::Serialize>(&mut self, contract: Contract, msg: &M) {
        let gov = self.world.addr("gov");
        let done = self.world.call(&gov, contract, msg);
        done.expect("governance may");
    }

    /// Somebody has what is booked for a tenant sent there, and burned what is nobody's.
    pub(super) fn claim(&mut self, tenant: usize) -> Option<()> {
        let owed: Vec<Addr> = self.bonds.claims.keys().cloned().collect();
        let tenant = one_of(&owed, tenant).or(one_of(&self.tenants, tenant))?;
        let burned = self.burn_slashed();
        self.claim_for(&tenant).or(burned)
    }

    pub fn claim_for(&mut self, tenant: &Addr) -> Option<()> {
        let (stranger, before) = (self.stranger(), self.world.akt(tenant));
        let beneficiary = tenant.to_string();
        let msg = ExecuteMsg::Claim { beneficiary };
        let claimed = self.world.call(&stranger, Contract::Attestation, &msg);
        let booked = self.bonds.claims.remove(tenant).unwrap_or_default();
        let claimed = self.expected(claimed, &["attestation/nothing_to_claim"]);
        assert_eq!(
            self.world.akt(tenant) - before,
            booked,
            "claimed for {tenant}"
        );
        claimed.map(|_| ())
    }

    pub fn burn_slashed(&mut self) -> Option<()> {
        let stranger = self.stranger();
        let msg = ExecuteMsg::BurnSlashed {};
        let burned = self.world.call(&stranger, Contract::Attestation, &msg);
        let waiting = std::mem::take(&mut self.bonds.to_burn);
        self.bonds.burned += waiting;
        let burned = self.expected(burned, &["attestation/nothing_to_burn"]);
        assert_eq!(burned.is_some(), waiting > 0);
        burned.map(|_| ())
    }
}
