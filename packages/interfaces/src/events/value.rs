//! How the values of attributes are written and read.

use std::fmt::Display;
use std::str::FromStr;

use cosmwasm_std::{Attribute, Event, HexBinary};
use tender_types::{
    AccountId, Act, Akt, Asset, AssetIndex, AttributeId, AuditorId, ClassId, LeaseId, LeaseKey,
    Micro, OrderKey, Pico, Price, ProviderId, Rate, Resources, Seconds, Tier, Timestamp,
};

use super::EventError;
use crate::admin::{ActionClass, Role};
use crate::attestation::{AuditorKey, ChallengeEnd, CountedClass, ProviderStatus};
use crate::auction::{BiddingName, Outcome};
use crate::escrow::{CloseReason, ClosedBy};
use crate::orderbook::{OfferState, OrderEnd, OrderStatus, Units};

/// A value of an attribute.
pub(super) trait Value: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

/// Values that are written as they are displayed.
macro_rules! values {
    ($($type:ty),* $(,)?) => {$(
        impl Value for $type {
            fn write(&self) -> String {
                self.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}

values!(
    AccountId,
    Act,
    ActionClass,
    Akt,
    Asset,
    AssetIndex,
    AttributeId,
    AuditorId,
    AuditorKey,
    BiddingName,
    ChallengeEnd,
    ClassId,
    ClosedBy,
    CloseReason,
    CountedClass,
    LeaseId,
    LeaseKey,
    Micro,
    OfferState,
    OrderEnd,
    OrderKey,
    OrderStatus,
    Outcome,
    Price,
    ProviderId,
    ProviderStatus,
    Rate,
    Resources,
    Role,
    Seconds,
    String,
    Tier,
    Timestamp,
    Units,
    bool,
    u32,
    u64,
    u8
);

impl Value for Pico {
    fn write(&self) -> String {
        self.0.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl Value for HexBinary {
    fn write(&self) -> String {
        self.to_hex()
    }

    fn read(text: &str) -> Option<Self> {
        Self::from_hex(text).ok()
    }
}

impl<V: Value + Display + FromStr> Value for Option<V> {
    fn write(&self) -> String {
        self.as_ref().map_or_else(String::new, Value::write)
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "" => Some(None),
            text => V::read(text).map(Some),
        }
    }
}

impl<V: Value + Display + FromStr> Value for Vec<V> {
    fn write(&self) -> String {
        let values: Vec<String> = self.iter().map(Value::write).collect();
        values.join(",")
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "" => Some(vec![]),
            text => text.split(',').map(V::read).collect(),
        }
    }
}

/// The attribute `name` as a value.
pub(super) fn read<V: Value>(
    attributes: &[Attribute],
    name: &'static str,
) -> Result<V, EventError> {
    let attribute = attributes
        .iter()
        .find(|attribute| attribute.key == name)
        .ok_or(EventError::Missing { attribute: name })?;
    V::read(&attribute.value).ok_or_else(|| EventError::Value {
        attribute: name,
        value: attribute.value.clone(),
    })
}

/// One function for all events: written out for each, it would be a tenth of a contract.
#[inline(never)]
pub(super) fn build(name: &str, attributes: Vec<(&'static str, String)>) -> Event {
    Event::new(name).add_attributes(attributes)
}
