//! What was sealed is opened with what was sealed.

use cosmwasm_std::{ensure, Env, HexBinary};
use sha2::{Digest, Sha256};
use tender_interfaces::auction::{sealed_bytes, Sealer, SALT};
use tender_types::{OrderKey, Rate};

use crate::rule::DIGEST;
use crate::ContractError;

/// Refuses rate and salt that are not what `seal` was made of, on this chain and in this contract:
/// `auction/salt`, `auction/seal`.
pub fn check(
    env: &Env,
    order: OrderKey,
    sealer: Sealer,
    rate: Rate,
    salt: &HexBinary,
    seal: &HexBinary,
) -> Result<(), ContractError> {
    let bytes = salt.len();
    ensure!(bytes == SALT, ContractError::Salt { bytes });
    let (chain, contract) = (&env.block.chain_id, env.contract.address.as_str());
    let sealed = sealed_bytes(chain, contract, order, sealer, rate, salt);
    let opened: [u8; DIGEST] = Sha256::digest(sealed).into();
    ensure!(opened.as_slice() == seal.as_slice(), ContractError::Seal);
    Ok(())
}
