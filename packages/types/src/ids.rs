use cosmwasm_schema::cw_serde;

use crate::number::decimal_strings;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl $name {
            /// The id after this one; `None` when the sequence is used up.
            pub fn next(self) -> Option<Self> {
                self.0.checked_add(1).map(Self)
            }
        }

        decimal_strings! { $name($inner) "id"; }
    )*};
}

ids! {
    /// An escrow account, assigned by `escrow`.
    AccountId(u64);
    /// An order, assigned by `orderbook`. The first lease that fills it carries the same number.
    OrderId(u64);
    /// A lease, drawn by `orderbook` from the sequence of order ids.
    LeaseId(u64);
    /// An ask, assigned by `orderbook`.
    AskId(u64);
    /// A provider, assigned by `attestation`.
    ProviderId(u32);
    /// An auditor, assigned by `attestation`.
    AuditorId(u16);
    /// A hardware class of the governed catalog in `attestation`.
    ClassId(u16);
    /// A placement attribute of the governed catalog in `attestation`.
    AttributeId(u16);
}

impl From<OrderId> for LeaseId {
    /// The first lease of an order has the order's number.
    fn from(order: OrderId) -> Self {
        Self(order.0)
    }
}

/// Where a lease is stored: leases of an account are one range.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct LeaseKey {
    /// The escrow account that pays.
    pub account: AccountId,
    /// The lease, by its own id.
    pub lease: LeaseId,
}

/// Names an ask: asks of a provider are one range.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct AskKey {
    /// The provider who posted it.
    pub provider: ProviderId,
    /// The ask, by its own id.
    pub ask: AskId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::{from_json, to_json_string, StdError};

    #[test]
    fn ids_are_decimal_strings() {
        assert_eq!(
            to_json_string(&LeaseId(u64::MAX)).unwrap(),
            "\"18446744073709551615\""
        );
        assert_eq!(from_json::<ProviderId>(b"\"7\"").unwrap(), ProviderId(7));
    }

    #[test]
    fn an_id_has_one_spelling() {
        for text in ["65536", "+7", "07", "-1"] {
            let error = text.parse::<ClassId>().unwrap_err();
            assert_eq!((error.text, error.kind), (text.into(), "id"));
        }
        for (json, reason) in [
            ("7", "Invalid type"),
            ("\"07\"", "'07' is not a id: write it as \"7\""),
        ] {
            let refused = from_json::<ClassId>(json.as_bytes());
            let Err(StdError::ParseErr { msg, .. }) = refused else {
                panic!("{json}: {refused:?}");
            };
            assert!(msg.contains(reason), "{msg}");
        }
    }

    #[test]
    fn the_first_lease_of_an_order_has_its_number() {
        assert_eq!(LeaseId::from(OrderId(7)), LeaseId(7));
    }

    #[test]
    fn a_used_up_sequence_has_no_next() {
        assert_eq!(AuditorId(1).next(), Some(AuditorId(2)));
        assert_eq!(AuditorId(u16::MAX).next(), None);
    }
}
