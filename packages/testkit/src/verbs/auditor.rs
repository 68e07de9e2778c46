use cosmwasm_std::{to_json_binary, Addr, HexBinary, Uint128};
use cw20::Cw20ExecuteMsg;
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::{ClassCount, ExecuteMsg, ReceiveMsg, Statement};
use tender_interfaces::orderbook::MAX_UNITS;
use tender_types::{ProviderId, Seconds, Tier, Timestamp};

use crate::auditor_key::AuditorKey;
use crate::codes::Contract;
use crate::network::Network;
use crate::world::World;

impl<N: Network> World<N> {
    /// Governance admits the actor called `name` as an auditor, who bonds the minimum.
    ///
    /// # Errors
    /// `attestation/already_admitted`; `attestation/removal_incomplete` while attestations from before its removal
    /// are left.
    pub fn admit_auditor(&mut self, name: &str) -> Result<TxResult, TxError> {
        let (gov, auditor) = (self.addr("gov"), self.addr(name));
        let key = AuditorKey::of(name);
        let msg = ExecuteMsg::AdmitAuditor {
            auditor: auditor.to_string(),
            key: key.public_key(),
        };
        self.keys.insert(auditor.clone(), key);
        let admitted = self.call(&gov, Contract::Attestation, &msg)?;
        let bond = self.settings.attestation.min_auditor_bond.0;
        self.give_akt(&auditor, bond);
        let hook = ReceiveMsg::BondAuditor {
            auditor: auditor.to_string(),
        };
        let msg = Cw20ExecuteMsg::Send {
            contract: self.at.attestation.to_string(),
            amount: Uint128::new(bond),
            msg: to_json_binary(&hook).expect("serializes"),
        };
        self.call(&auditor, Contract::Token, &msg)?;
        Ok(admitted)
    }

    /// What an auditor would say of a provider now.
    pub fn statement(&mut self, auditor: &Addr, provider: ProviderId) -> Statement {
        let nonce = self.keys.get_mut(auditor).map_or(1, AuditorKey::next_nonce);
        Statement {
            provider,
            provider_epoch: self.provider_info(provider).epoch,
            auditor: auditor.to_string(),
            epoch: 1,
            issued_at: self.now(),
            attributes: vec![],
            classes: vec![],
            cores: 0,
            memory_gib: 0,
            tier: Tier(1),
            evidence_hash: HexBinary::from([9; 32]),
            evidence_uri: "https://audits.example/report".to_string(),
            nonce,
            expires_at: self.now().after(Seconds::days(90)),
        }
    }

    /// Signs a statement with its auditor's key and lets `submitter` submit it.
    ///
    /// # Errors
    /// What [`ExecuteMsg::Attest`] refuses: a statement out of bounds (`attestation/expiry`,
    /// `attestation/evidence_hash`, `attestation/evidence_uri`, `attestation/two_values`, `guard/list_length`,
    /// `guard/duplicate`, `guard/out_of_range`), names that the catalog has not (`attestation/unknown_class`,
    /// `attestation/unknown_attribute`), an auditor or a provider that it must not be
    /// (`attestation/unknown_auditor`, `attestation/unknown_provider`, `attestation/provider_left`,
    /// `attestation/self_attestation`), `attestation/signature`, `attestation/nonce_used`, `attestation/full`.
    pub fn attest(&mut self, submitter: &Addr, statement: Statement) -> Result<TxResult, TxError> {
        let auditor = Addr::unchecked(&statement.auditor);
        let chain_id = self.chain.block().chain_id;
        let key = self.keys.get(&auditor).expect("the auditor has a key");
        let signature = key.sign(&chain_id, &self.at.attestation, &statement);
        self.call(
            submitter,
            Contract::Attestation,
            &ExecuteMsg::Attest {
                statement,
                signature,
            },
        )
    }

    /// An auditor attests classes, as many of each as an offer can have, and attributes of a provider, at
    /// `tier`, for 90 days.
    ///
    /// # Errors
    /// As [`World::attest`].
    pub fn vouch(
        &mut self,
        auditor: &Addr,
        provider: ProviderId,
        tier: u8,
        classes: &[&str],
        attributes: &[&str],
    ) -> Result<TxResult, TxError> {
        let counted = classes.iter().map(|class| (*class, MAX_UNITS));
        let counted: Vec<(&str, u32)> = counted.collect();
        self.count(auditor, provider, tier, &counted, attributes)
    }

    /// An auditor counts units of classes, and attests attributes of a provider, at `tier`, for 90 days.
    ///
    /// # Errors
    /// As [`World::attest`].
    pub fn count(
        &mut self,
        auditor: &Addr,
        provider: ProviderId,
        tier: u8,
        classes: &[(&str, u32)],
        attributes: &[&str],
    ) -> Result<TxResult, TxError> {
        let classes = classes.iter().map(|(class, count)| ClassCount {
            class: (*class).to_string(),
            count: *count,
        });
        let statement = Statement {
            tier: Tier(tier),
            classes: classes.collect(),
            attributes: attributes.iter().map(|name| (*name).to_string()).collect(),
            ..self.statement(auditor, provider)
        };
        self.attest(auditor, statement)
    }

    /// Revokes an auditor's attestation, as `sender`.
    ///
    /// # Errors
    /// `guard/not_allowed` for anybody but the auditor and the owner; `attestation/unknown_auditor`;
    /// `attestation/unknown_provider`; `attestation/not_attested`.
    pub fn revoke(
        &mut self,
        sender: &Addr,
        provider: ProviderId,
        auditor: &Addr,
    ) -> Result<TxResult, TxError> {
        let msg = ExecuteMsg::Revoke {
            provider,
            auditor: auditor.to_string(),
        };
        self.call(sender, Contract::Attestation, &msg)
    }

    /// When attestations made by [`World::vouch`] now stop counting.
    pub fn vouched_until(&self) -> Timestamp {
        self.now().after(Seconds::days(90))
    }
}
