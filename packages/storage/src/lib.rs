//! compact rows, key registry, pages
