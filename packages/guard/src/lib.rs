//! roles, pause gate, funds taker
