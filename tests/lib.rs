//! Suites over the whole system.
