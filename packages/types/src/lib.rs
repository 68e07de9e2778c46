//! Units, identifiers and assets: the vocabulary every other crate speaks.
//!
//! Money is an integer of *micro-units* (`uakt`, `uact`, ...). Prices are [`Rate`]s: *pico-units per
//! second*, one pico being a millionth of a micro-unit. Time is seconds of block time. A type here
//! exists so that none of these can be mistaken for another.

mod asset;
mod ids;
mod money;
mod resources;
mod time;

pub use asset::{Asset, AssetIndex};
pub use ids::{
    AccountId, AskId, AskKey, AttributeId, AuditorId, ClassId, LeaseId, LeaseKey, OrderId,
    ParseIdError, ProviderId,
};
pub use money::{Bps, Pico, Rate, BPS, PICO_PER_MICRO};
pub use resources::{Resources, Volume, VolumeClass};
pub use time::{Seconds, Timestamp};

use tender_storage::{key_newtype, packed, packed_enum, packed_newtype};

packed_newtype!(
    AccountId,
    AskId,
    AttributeId,
    AuditorId,
    Bps,
    ClassId,
    LeaseId,
    OrderId,
    Pico,
    ProviderId,
    Rate
);
key_newtype!(
    AccountId,
    AskId,
    AttributeId,
    AuditorId,
    ClassId,
    LeaseId,
    OrderId,
    ProviderId
);
packed!(Resources {
    cpu_milli,
    memory_mib,
    disk_gib,
    volumes,
    public_ips
});
packed!(Volume { class, gib });
packed_enum!(VolumeClass { Hdd = 0, Ssd = 1, Nvme = 2 });
packed!(AskKey { provider, ask });
packed!(LeaseKey { account, lease });

impl tender_storage::Key for Rate {
    fn write(&self, out: &mut Vec<u8>) {
        self.u128().write(out);
    }
}

impl tender_storage::ParseKey for Rate {
    fn parse(bytes: &mut &[u8]) -> Result<Self, tender_storage::CodecError> {
        u128::parse(bytes).map(Self::new)
    }
}
