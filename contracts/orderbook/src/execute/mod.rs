//! One verb a file.

mod administer;
mod cancel_order;
mod expire;
mod fill;
mod place_order;
mod post_ask;
mod release;
mod reprice_ask;
mod take_order;
mod withdraw_ask;

pub use administer::{pause, unpause, update_config};
pub use cancel_order::cancel_order;
pub use expire::expire;
pub use place_order::place_order;
pub use post_ask::post_ask;
pub use release::release;
pub use reprice_ask::reprice_ask;
pub use take_order::take_order;
pub use withdraw_ask::withdraw_ask;

use cosmwasm_std::{Addr, DepsMut};
use tender_interfaces::attestation::Registry;
use tender_types::{ProviderId, Timestamp};

use crate::ContractError;

/// The provider that `sender` is.
fn sender_provider(
    deps: &DepsMut<'_>,
    registry: Registry<'_>,
    sender: &Addr,
) -> Result<ProviderId, ContractError> {
    let address = deps.api.addr_canonicalize(sender.as_str())?;
    let not_a_provider = || ContractError::NotAProvider {
        sender: sender.to_string(),
    };
    registry.provider_id(&address)?.ok_or_else(not_a_provider)
}

/// Refuses an end that is not in the future.
fn in_future(expires_at: Timestamp, now: Timestamp) -> Result<Timestamp, ContractError> {
    match expires_at > now {
        true => Ok(expires_at),
        false => Err(ContractError::AlreadyOver { expires_at, now }),
    }
}
