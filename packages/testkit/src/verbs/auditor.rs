use cosmwasm_std::{Addr, HexBinary};
use k256::ecdsa::signature::Signer;
use k256::ecdsa::{Signature, SigningKey};
use sha2::{Digest, Sha256};
use tender_chain::{TxError, TxResult};
use tender_interfaces::attestation::{sign_bytes, ExecuteMsg, Statement};
use tender_types::{ProviderId, Seconds, Tier, Timestamp};

use crate::codes::Contract;
use crate::world::World;

/// An auditor's key, and the nonce it signs with next.
#[derive(Clone)]
pub struct AuditorKey {
    key: SigningKey,
    nonce: u64,
}

impl AuditorKey {
    /// A key that follows from a name: fit for tests and demonstrations only.
    pub fn of(name: &str) -> Self {
        let seed = Sha256::digest(format!("tender auditor {name}"));
        let key = SigningKey::from_slice(&seed).expect("a hash is a scalar but once in 2^128");
        Self { key, nonce: 0 }
    }

    /// The public key, 33 bytes compressed.
    pub fn public_key(&self) -> HexBinary {
        self.key
            .verifying_key()
            .to_encoded_point(true)
            .as_bytes()
            .into()
    }

    /// Signs `statement` for a contract on a chain: 64 bytes.
    pub fn sign(&self, chain_id: &str, contract: &Addr, statement: &Statement) -> HexBinary {
        let bytes = sign_bytes(chain_id, contract.as_str(), statement);
        let signature: Signature = self.key.sign(&bytes);
        let signature = signature.normalize_s().unwrap_or(signature);
        HexBinary::from(signature.to_bytes().to_vec())
    }
}

impl World {
    /// Governance admits the actor called `name` as an auditor.
    pub fn admit_auditor(&mut self, name: &str) -> Result<TxResult, TxError> {
        let (gov, auditor) = (self.addr("gov"), self.addr(name));
        let key = AuditorKey::of(name);
        let msg = ExecuteMsg::AdmitAuditor {
            auditor: auditor.to_string(),
            public_key: key.public_key(),
        };
        self.keys.insert(auditor, key);
        self.call(&gov, Contract::Attestation, &msg)
    }

    /// What an auditor would say of a provider.
    pub fn statement(&mut self, auditor: &Addr, provider: ProviderId) -> Statement {
        let nonce = self.keys.get_mut(auditor).map_or(1, |key| {
            key.nonce += 1;
            key.nonce
        });
        Statement {
            provider,
            auditor: auditor.to_string(),
            attributes: vec![],
            classes: vec![],
            tier: Tier(1),
            evidence_hash: HexBinary::from([9; 32]),
            evidence_uri: "https://audits.example/report".to_string(),
            nonce,
            expires_at: self.now().after(Seconds::days(90)),
        }
    }

    /// Signs a statement with its auditor's key and lets `submitter` submit it.
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

    /// An auditor attests classes and attributes of a provider, at `tier`, for 90 days.
    pub fn vouch(
        &mut self,
        auditor: &Addr,
        provider: ProviderId,
        tier: u8,
        classes: &[&str],
        attributes: &[&str],
    ) -> Result<TxResult, TxError> {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_string()).collect();
        let statement = Statement {
            tier: Tier(tier),
            classes: names(classes),
            attributes: names(attributes),
            ..self.statement(auditor, provider)
        };
        self.attest(auditor, statement)
    }

    /// Revokes an auditor's attestation, as `sender`.
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
