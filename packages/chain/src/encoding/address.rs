//! Bech32 addresses with the lengths a real chain has: 20 bytes for accounts, 32 for contracts.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};
use cosmwasm_std::testing::MockApi;
use cosmwasm_std::{
    Addr, Api, CanonicalAddr, RecoverPubkeyError, StdError, StdResult, VerificationError,
};
use k256::ecdsa::SigningKey;
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};

/// Longest canonical address the SDK accepts (`address.MaxAddrLen`).
const MAX_ADDRESS_BYTES: usize = 255;

/// Length of a module account's address, as of any made from a key.
const MODULE_BYTES: usize = 20;

/// The address API that contracts of a chain get: bech32 with one prefix. Signatures are checked by
/// `cosmwasm-crypto`, as on a chain.
#[derive(Clone, Copy)]
pub struct ChainApi {
    prefix: &'static str,
    crypto: MockApi,
}

impl ChainApi {
    /// Makes an API for addresses that start with `prefix`, which must be a valid lower-case bech32
    /// prefix: with another, every method fails.
    pub fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            crypto: MockApi::default(),
        }
    }

    /// Returns the prefix that every address of this chain starts with.
    pub fn prefix(&self) -> &'static str {
        self.prefix
    }

    /// The account of an actor. Its secret key is SHA-256 of the name, so that anyone can replay an
    /// actor's transactions on a real chain, with the same addresses.
    pub(crate) fn account(&self, name: &str) -> StdResult<Addr> {
        let secret = SigningKey::from_slice(&Sha256::digest(name.as_bytes()))
            .map_err(|error| StdError::generic_err(format!("no key for {name}: {error}")))?;
        let public = secret.verifying_key().to_encoded_point(true);
        // `secp256k1.PubKey.Address` of the SDK.
        self.encode(&Ripemd160::digest(Sha256::digest(public.as_bytes())))
    }

    /// `address.Module("wasm", code_id ‖ instance_id)`: wasmd's `BuildContractAddressClassic`.
    pub(crate) fn contract(&self, code_id: u64, instance_id: u64) -> StdResult<Addr> {
        let mut key = b"wasm\0".to_vec();
        key.extend_from_slice(&code_id.to_be_bytes());
        key.extend_from_slice(&instance_id.to_be_bytes());
        self.encode(&module_hash(b"module", &key))
    }

    /// The account of an SDK module (`authtypes.NewModuleAddress`).
    pub(crate) fn module(&self, name: &str) -> StdResult<Addr> {
        let digest = Sha256::digest(name.as_bytes());
        let bytes: Vec<u8> = digest.iter().copied().take(MODULE_BYTES).collect();
        self.encode(&bytes)
    }

    /// The bytes of an address.
    pub(crate) fn canonical(&self, human: &str) -> Result<Vec<u8>, InvalidAddress> {
        self.decode(human).map_err(|reason| InvalidAddress {
            address: human.to_string(),
            reason,
        })
    }

    fn decode(&self, human: &str) -> StdResult<Vec<u8>> {
        let checked = CheckedHrpstring::new::<Bech32>(human)
            .map_err(|error| StdError::generic_err(format!("invalid address {human}: {error}")))?;
        let found = checked.hrp().to_lowercase();
        if found != self.prefix {
            return Err(StdError::generic_err(format!(
                "invalid address {human}: expected prefix {}, found {found}",
                self.prefix
            )));
        }
        let bytes: Vec<u8> = checked.byte_iter().collect();
        check_length(&bytes)?;
        Ok(bytes)
    }

    /// The address of these bytes.
    pub(crate) fn encode(&self, bytes: &[u8]) -> StdResult<Addr> {
        check_length(bytes)?;
        let hrp = Hrp::parse(self.prefix)
            .map_err(|error| StdError::generic_err(format!("prefix {}: {error}", self.prefix)))?;
        bech32::encode::<Bech32>(hrp, bytes)
            .map(Addr::unchecked)
            .map_err(|error| StdError::generic_err(error.to_string()))
    }
}

/// Why a text is no address of this chain.
pub(crate) struct InvalidAddress {
    pub(crate) address: String,
    pub(crate) reason: StdError,
}

impl From<InvalidAddress> for StdError {
    fn from(error: InvalidAddress) -> Self {
        error.reason
    }
}

/// The SDK's `address.Hash`: sha256(sha256(kind) ‖ key).
fn module_hash(kind: &[u8], key: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(Sha256::digest(kind));
    hasher.update(key);
    hasher.finalize().into()
}

fn check_length(bytes: &[u8]) -> StdResult<()> {
    if bytes.is_empty() || bytes.len() > MAX_ADDRESS_BYTES {
        return Err(StdError::generic_err(format!(
            "invalid address of {} bytes, expected 1 to {MAX_ADDRESS_BYTES}",
            bytes.len()
        )));
    }
    Ok(())
}

impl Api for ChainApi {
    fn addr_validate(&self, human: &str) -> StdResult<Addr> {
        let normalized = self.encode(&self.canonical(human)?)?;
        if normalized.as_str() != human {
            return Err(StdError::generic_err("address not normalized"));
        }
        Ok(normalized)
    }

    fn addr_canonicalize(&self, human: &str) -> StdResult<CanonicalAddr> {
        Ok(CanonicalAddr::from(self.canonical(human)?))
    }

    fn addr_humanize(&self, canonical: &CanonicalAddr) -> StdResult<Addr> {
        self.encode(canonical.as_slice())
    }

    fn secp256k1_verify(
        &self,
        message_hash: &[u8],
        signature: &[u8],
        public_key: &[u8],
    ) -> Result<bool, VerificationError> {
        self.crypto
            .secp256k1_verify(message_hash, signature, public_key)
    }

    fn secp256k1_recover_pubkey(
        &self,
        message_hash: &[u8],
        signature: &[u8],
        recovery_param: u8,
    ) -> Result<Vec<u8>, RecoverPubkeyError> {
        self.crypto
            .secp256k1_recover_pubkey(message_hash, signature, recovery_param)
    }

    fn ed25519_verify(
        &self,
        message: &[u8],
        signature: &[u8],
        public_key: &[u8],
    ) -> Result<bool, VerificationError> {
        self.crypto.ed25519_verify(message, signature, public_key)
    }

    fn ed25519_batch_verify(
        &self,
        messages: &[&[u8]],
        signatures: &[&[u8]],
        public_keys: &[&[u8]],
    ) -> Result<bool, VerificationError> {
        self.crypto
            .ed25519_batch_verify(messages, signatures, public_keys)
    }

    fn debug(&self, message: &str) {
        self.crypto.debug(message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first contract of the first code on any wasmd chain with the prefix `wasm`.
    #[test]
    fn contract_addresses_are_those_of_wasmd() {
        let first = ChainApi::new("wasm").contract(1, 1).unwrap();
        let expected = "wasm14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s0phg4d";
        assert_eq!(first.as_str(), expected);
    }

    /// As `wasmd query auth module-account fee_collector` says.
    #[test]
    fn module_accounts_are_those_of_the_sdk() {
        let collector = ChainApi::new("wasm").module("fee_collector").unwrap();
        let expected = "wasm17xpfvakm2amg962yls6f84z3kell8c5l69j4zk";
        assert_eq!(collector.as_str(), expected);
    }

    /// What CosmJS makes of the key SHA-256("ana") and the prefix `wasm`.
    #[test]
    fn accounts_belong_to_keys() {
        let ana = ChainApi::new("wasm").account("ana").unwrap();
        assert_eq!(ana.as_str(), "wasm1350pp4yv458x9pdf5laj7wkp3rmwwg40gkxpxe");
    }

    #[test]
    fn accounts_have_twenty_bytes_and_contracts_thirty_two() {
        let api = ChainApi::new("tender");
        let account = api.account("ana").unwrap();
        assert_eq!(api.addr_canonicalize(account.as_str()).unwrap().len(), 20);
        let contract = api.contract(1, 1).unwrap();
        assert_eq!(api.addr_canonicalize(contract.as_str()).unwrap().len(), 32);
    }

    #[test]
    fn foreign_upper_case_and_damaged_addresses_are_refused() {
        let api = ChainApi::new("tender");
        let ana = api.account("ana").unwrap();
        let foreign = ChainApi::new("wasm").account("ana").unwrap();
        assert_eq!(api.addr_validate(ana.as_str()).unwrap(), ana);
        for (text, reason) in [
            (foreign.as_str(), "expected prefix tender, found wasm"),
            (&ana.as_str().to_uppercase(), "address not normalized"),
            (&format!("{ana}q"), "checksum"),
            ("", "parse failed"),
        ] {
            let refused = api.addr_validate(text);
            let Err(StdError::GenericErr { msg, .. }) = refused else {
                panic!("{text}: {refused:?}");
            };
            assert!(msg.contains(reason), "{msg}");
        }
    }
}
