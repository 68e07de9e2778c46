//! The modules of the chain, each with its store and with the keepers it needs.

use std::rc::Rc;

use crate::encoding::address::ChainApi;
use crate::modules::auth::Auth;
use crate::modules::bank::Bank;
use crate::modules::circuit::Circuit;
use crate::modules::wasm::keeper::Wasm;
use crate::store::context::Context;
use crate::store::rows::Rows;

/// Every keeper of the chain, and the context they share.
pub(crate) struct Keepers {
    pub(crate) context: Context,
    pub(crate) api: ChainApi,
    pub(crate) auth: Rc<Auth>,
    pub(crate) bank: Rc<Bank>,
    pub(crate) circuit: Circuit,
    pub(crate) wasm: Wasm,
}

impl Keepers {
    /// The modules at genesis. The letters tell their stores apart.
    pub(crate) fn new(context: Context, api: ChainApi) -> Self {
        let store = |tag| Rows::of_module(&context, tag);
        let auth = Rc::new(Auth::new(store(b'a'), api));
        let bank = Rc::new(Bank::new(store(b'b'), api, auth.clone()));
        let circuit = Circuit::new(store(b'c'));
        let rows = store(b'w');
        let wasm = Wasm::new(context.clone(), rows, api, auth.clone(), bank.clone());
        Self {
            context,
            api,
            auth,
            bank,
            circuit,
            wasm,
        }
    }
}
