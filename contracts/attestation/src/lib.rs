//! The attestation contract.
