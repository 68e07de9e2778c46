//! units, identifiers and assets
