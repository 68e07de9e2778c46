//! Contracts as native code, behind the trait of cw-multi-test.

use cosmwasm_std::{Binary, Deps, DepsMut, Empty, QuerierWrapper, Response};
use cw_multi_test::error::AnyResult;
use cw_multi_test::Contract;

use crate::modules::error::{EntryPoint, Failure};
use crate::modules::wasm::program::{Call, Frame, Program};

/// A contract linked into the program. Its own work costs nothing; only its rows do.
pub(crate) struct NativeCode(pub(crate) Box<dyn Contract<Empty>>);

impl Program for NativeCode {
    fn call(&self, mut frame: Frame, call: Call) -> Result<Response, Failure> {
        let entry = call.entry_point();
        let result = self.enter(&mut frame, call);
        frame.context.meter().check()?;
        result.map_err(|error| Failure::contract(entry, error))
    }

    fn query(&self, frame: Frame, msg: &[u8]) -> Result<Binary, Failure> {
        let deps = Deps {
            storage: &frame.rows,
            api: &frame.api,
            querier: QuerierWrapper::new(&*frame.querier),
        };
        let result = self.0.query(deps, frame.env(), msg.to_vec());
        frame.context.meter().check()?;
        result.map_err(|error| Failure::contract(EntryPoint::Query, error))
    }
}

impl NativeCode {
    fn enter(&self, frame: &mut Frame, call: Call) -> AnyResult<Response> {
        let env = frame.env();
        let deps = DepsMut {
            storage: &mut frame.rows,
            api: &frame.api,
            querier: QuerierWrapper::new(&*frame.querier),
        };
        match call {
            Call::Instantiate(info, msg) => self.0.instantiate(deps, env, info, msg),
            Call::Execute(info, msg) => self.0.execute(deps, env, info, msg),
            Call::Migrate(_, msg) => self.0.migrate(deps, env, msg),
            Call::Reply(reply) => self.0.reply(deps, env, reply),
            Call::Sudo(msg) => self.0.sudo(deps, env, msg),
        }
    }
}
