//! messages, responses, events, typed callers and published keys of every contract
