use cosmwasm_std::Deps;
use tender_interfaces::attestation::{
    Attribute, AttributesResponse, Class, ClassRow, ClassesResponse,
};
use tender_storage::page_limit;
use tender_types::{AttributeId, ClassId};

use crate::state::{NameRow, ATTRIBUTES, ATTRIBUTE_NAMES, CLASS_IDS};
use crate::{catalog, ContractError};

/// The class called `name`.
pub fn class(deps: Deps, name: &str) -> Result<Class, ContractError> {
    catalog::class(deps.storage, name).map(describe)
}

/// A page of the catalog's classes.
pub fn classes(
    deps: Deps,
    start_after: Option<ClassId>,
    limit: Option<u32>,
) -> Result<ClassesResponse, ContractError> {
    let rows = CLASS_IDS.page(deps.storage, &(), start_after.as_ref(), page_limit(limit))?;
    let classes = rows.into_iter().map(|(_, row)| describe(row));
    Ok(ClassesResponse {
        classes: classes.collect(),
    })
}

fn describe(row: ClassRow) -> Class {
    Class {
        class: row.class,
        name: row.name(),
        vendor: row.vendor,
        model: row.model,
        memory_gib: row.memory_gib,
        interface: row.interface,
        device: row.device,
        parts: row.parts,
        carries: row.carries,
        bond_per_unit: row.bond_per_unit,
    }
}

/// A page of the catalog's attributes.
pub fn attributes(
    deps: Deps,
    start_after: Option<AttributeId>,
    limit: Option<u32>,
) -> Result<AttributesResponse, ContractError> {
    let after = start_after.as_ref();
    let rows = ATTRIBUTE_NAMES.page(deps.storage, &(), after, page_limit(limit))?;
    let full = |(attribute, NameRow { name }): (AttributeId, NameRow)| {
        let key = ATTRIBUTES.load(deps.storage, &name.as_str())?.key;
        Ok(Attribute {
            attribute,
            key,
            name,
        })
    };
    let attributes = rows.into_iter().map(full);
    Ok(AttributesResponse {
        attributes: attributes.collect::<Result<_, ContractError>>()?,
    })
}
