//! Names, the ids that stand for them, and how they are added.

use cosmwasm_std::{ensure, Storage};
use tender_interfaces::attestation::{
    class_name, AttributeEntry, AttributeRow, AttributeSet, ClassCount, ClassRow, CountedClass,
    IdRow, NewClass, MAX_NAME,
};
use tender_storage::{Row, RowMap};
use tender_types::{ClassId, Echo};

use crate::state::{
    Last, NameRow, ATTRIBUTES, ATTRIBUTE_KEYS, ATTRIBUTE_NAMES, CLASSES, CLASS_IDS,
};
use crate::{check, ContractError};

/// What became of an entry that was to be added.
pub enum Entry<R> {
    /// It is new.
    Added(R),
    /// It was there.
    Present(R),
}

/// The row of a name in the catalog. A name longer than any is nobody's, and as a key it may be longer
/// than a chain takes.
fn named<R: Row>(
    store: &dyn Storage,
    rows: &RowMap<&'static str, R>,
    name: &str,
) -> Result<Option<R>, ContractError> {
    if name.len() > MAX_NAME {
        return Ok(None);
    }
    Ok(rows.may_load(store, &name)?)
}

/// The class called `name`.
pub fn class(store: &dyn Storage, name: &str) -> Result<ClassRow, ContractError> {
    named(store, &CLASSES, name)?.ok_or_else(|| ContractError::UnknownClass {
        name: Echo::of(name),
    })
}

/// The attributes called `names`, sorted by key.
pub fn attribute_set(store: &dyn Storage, names: &[String]) -> Result<AttributeSet, ContractError> {
    let entry = |name: &String| {
        let unknown = || ContractError::UnknownAttribute {
            name: Echo::of(name),
        };
        let row = named(store, &ATTRIBUTES, name)?.ok_or_else(unknown)?;
        let AttributeRow { attribute, key } = row;
        Ok(AttributeEntry { key, attribute })
    };
    let mut entries = names
        .iter()
        .map(entry)
        .collect::<Result<Vec<_>, ContractError>>()?;
    entries.sort_unstable();
    Ok(AttributeSet(entries))
}

/// What was counted, sorted by class. A slice is no device: two ways to count one card would let it be
/// counted twice.
pub fn counted(
    store: &dyn Storage,
    counts: &[ClassCount],
) -> Result<Vec<CountedClass>, ContractError> {
    let one = |counted: &ClassCount| {
        let row = class(store, &counted.class)?;
        ensure!(
            row.is_whole(),
            ContractError::NotWhole {
                name: Echo::of(&counted.class)
            }
        );
        Ok(CountedClass {
            class: row.class,
            count: counted.count,
        })
    };
    let mut classes = counts
        .iter()
        .map(one)
        .collect::<Result<Vec<_>, ContractError>>()?;
    classes.sort_unstable_by_key(|one| one.class);
    Ok(classes)
}

/// Adds a class, unless one is there with every field the same.
pub fn add_class(
    store: &mut dyn Storage,
    last: &mut Last,
    new: &NewClass,
) -> Result<Entry<ClassRow>, ContractError> {
    check::class(new)?;
    let name = name_of(new);
    let known = named(store, &CLASSES, &name)?;
    let row = resolve(store, last, new, known.as_ref())?;
    match known {
        Some(known) => {
            let name = Echo::of(name);
            ensure!(known == row, ContractError::ClassDiffers { name });
            Ok(Entry::Present(known))
        }
        None => {
            last.class = row.class;
            save_class(store, &row);
            Ok(Entry::Added(row))
        }
    }
}

/// What a new class is called.
pub fn name_of(new: &NewClass) -> String {
    let interface = new.interface.as_deref();
    class_name(&new.vendor, &new.model, new.memory_gib, interface)
}

/// The row of a new class, under the id of the one that is there or else the next.
fn resolve(
    store: &dyn Storage,
    last: &Last,
    new: &NewClass,
    known: Option<&ClassRow>,
) -> Result<ClassRow, ContractError> {
    let next = || last.class.next();
    let class = known.map(|row| row.class).or_else(next);
    let class = class.ok_or(ContractError::IdsUsedUp { what: "class" })?;
    let (device, parts) = match &new.slice_of {
        None => (class, 1),
        Some(slice) => (device(store, new, &slice.class)?, slice.parts),
    };
    Ok(ClassRow {
        class,
        carries: new.carries.clone(),
        vendor: new.vendor.clone(),
        model: new.model.clone(),
        memory_gib: new.memory_gib,
        interface: new.interface.clone(),
        device,
        parts,
        bond_per_unit: new.bond_per_unit,
    })
}

/// What a new class is a slice of: whole itself, and the same hardware.
fn device(store: &dyn Storage, new: &NewClass, name: &str) -> Result<ClassId, ContractError> {
    let device = class(store, name)?;
    // A profile may stand behind the model: two profiles can have the same memory.
    let profile = new.model.strip_prefix(&device.model);
    let profiled = profile.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    let same = device.vendor == new.vendor && profiled;
    ensure!(
        device.is_whole() && same,
        ContractError::SliceOf {
            name: Echo::of(name)
        }
    );
    Ok(device.class)
}

/// Writes a class under its name and under its id.
pub fn save_class(store: &mut dyn Storage, row: &ClassRow) {
    CLASSES.save(store, &row.name().as_str(), row);
    CLASS_IDS.save(store, &row.class, row);
}

/// Adds an attribute, unless it is there.
pub fn add_attribute(
    store: &mut dyn Storage,
    last: &mut Last,
    name: &str,
) -> Result<Entry<AttributeRow>, ContractError> {
    let key = check::attribute(name)?;
    if let Some(row) = ATTRIBUTES.may_load(store, &name)? {
        return Ok(Entry::Present(row));
    }
    let attribute = last.attribute.next();
    let attribute = attribute.ok_or(ContractError::IdsUsedUp { what: "attribute" })?;
    let key = intern_key(store, last, key)?;
    last.attribute = attribute;
    let row = AttributeRow { attribute, key };
    let name = name.to_string();
    ATTRIBUTES.save(store, &name.as_str(), &row);
    ATTRIBUTE_NAMES.save(store, &attribute, &NameRow { name });
    Ok(Entry::Added(row))
}

/// The number that stands for a key: its own, or the next.
pub fn intern_key(
    store: &mut dyn Storage,
    last: &mut Last,
    name: &str,
) -> Result<u16, ContractError> {
    let used_up = ContractError::IdsUsedUp { what: "key" };
    if let Some(row) = ATTRIBUTE_KEYS.may_load(store, &name)? {
        return u16::try_from(row.id).map_err(|_| used_up);
    }
    let key = last.key.checked_add(1).ok_or(used_up)?;
    last.key = key;
    ATTRIBUTE_KEYS.save(store, &name, &IdRow { id: key.into() });
    Ok(key)
}
