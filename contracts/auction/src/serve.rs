//! Whether a provider's own rows can serve a whole order now, by the code that `orderbook` matches with.

use cosmwasm_std::Deps;
use tender_interfaces::attestation::{ProviderRow, Registry};
use tender_interfaces::demand::{Mismatch, Property, ResolvedDemand};
use tender_interfaces::orderbook::Stock;
use tender_market::matching::serve::{blame, serve, Blame, Case, Price};
use tender_market::matching::{property, stock, Allowance};
use tender_types::{ClassId, ProviderId, Tier, Timestamp};

use crate::state::Config;
use crate::ContractError;

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// It can be served now.
    Serves {
        /// The provider's tier for it.
        tier: Tier,
    },
    /// It cannot.
    Fails {
        /// The first dimension that fails.
        mismatch: Mismatch,
        /// Whether the provider has brought that about itself. Units sold through the market and
        /// attestations that have run out are nobody's fault.
        own_act: bool,
    },
}

/// Whether `provider`, whose row in the registry is `row`, can serve `demand` with `classes`, one for
/// each line that asks for GPUs, from what it has free at `now`.
pub fn look(
    deps: Deps,
    config: &Config,
    demand: &ResolvedDemand,
    provider: ProviderId,
    row: Option<&ProviderRow>,
    classes: &[ClassId],
    now: Timestamp,
) -> Result<Look, ContractError> {
    let address = deps.api.addr_humanize(&config.orderbook)?;
    let rows = Stock {
        address: &address,
        querier: deps.querier,
    };
    let stock = stock::load(&rows, demand, provider, classes)?;
    let mut case = Case {
        demand,
        provider,
        row,
        stock: &stock,
        allowance: Allowance::default(),
        price: Price::Bid,
        now,
    };
    let replicas: Vec<u32> = demand.lines.iter().map(|line| line.replicas).collect();
    let mut served = serve(case, &replicas, classes);
    if served.is_err() {
        // What may be offered unattested is asked only where it may decide.
        case.allowance = rows.allowance()?.unwrap_or_default();
        served = serve(case, &replicas, classes);
    }
    Ok(match served {
        Ok(service) => Look::Serves {
            tier: service.promised.tier,
        },
        Err(mismatches) => Look::Fails {
            mismatch: mismatches
                .into_iter()
                .next()
                .map_or(Mismatch::ProviderStatus {}, |one| one.mismatch),
            own_act: blame(case, &replicas, classes) == Blame::Bidder,
        },
    })
}

/// Refuses classes that have not the property that their line asks for. Classes never change, so it is
/// asked once, when they are bid.
pub fn judge_properties(
    deps: Deps,
    config: &Config,
    demand: &ResolvedDemand,
    classes: &[ClassId],
) -> Result<(), ContractError> {
    let attestation = deps.api.addr_humanize(&config.attestation)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let lines = demand.gpu_lines().zip(classes);
    let asked = lines.filter_map(|((_, gpu), class)| Some((gpu.property.as_ref()?, *class)));
    for (property, class) in asked {
        judge_property(registry, property, class)?;
    }
    Ok(())
}

fn judge_property(
    registry: Registry<'_>,
    property: &Property,
    class: ClassId,
) -> Result<(), ContractError> {
    let row = registry.class_by_id(class)?;
    match row {
        Some(row) if property::has(&row, property) => Ok(()),
        _ => Err(ContractError::Mismatch {
            mismatch: Mismatch::Class {},
        }),
    }
}
