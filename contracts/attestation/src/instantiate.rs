use cosmwasm_std::{Deps, DepsMut, Response};
use tender_guard::{GuardError, Link};
use tender_interfaces::admin::Pauses;
use tender_interfaces::attestation::InstantiateMsg;

use crate::catalog::intern_key;
use crate::links::{AUCTION, ORDERBOOK, TOKEN};
use crate::state::{Config, Held, Last, ADMIN, CONFIG, HELD, LAST};
use crate::{params, ContractError};

/// Opens the registry, with an empty catalog and nobody in it. The other contracts may not be there
/// yet.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let config = Config {
        token: TOKEN.ahead(deps.as_ref(), &msg.token)?,
        orderbook: ahead(deps.as_ref(), ORDERBOOK, msg.orderbook.as_deref())?,
        auction: ahead(deps.as_ref(), AUCTION, msg.auction.as_deref())?,
        params: params::validate(msg.params)?,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    HELD.save(deps.storage, &Held::default());
    let mut last = Last::default();
    // The first key, so that a match knows its number: see `REGION`.
    intern_key(deps.storage, &mut last, "region")?;
    LAST.save(deps.storage, &last);
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}

fn ahead(
    deps: Deps,
    link: Link,
    text: Option<&str>,
) -> Result<Option<cosmwasm_std::CanonicalAddr>, GuardError> {
    text.map(|text| link.ahead(deps, text)).transpose()
}
