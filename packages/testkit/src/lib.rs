//! the world of a Tender market: actors, verbs and assertions
