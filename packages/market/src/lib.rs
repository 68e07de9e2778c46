//! SDL, resource arithmetic and requirement matching
