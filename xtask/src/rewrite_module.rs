//! Rewriting of a finished module, function by function: the part that every lowering shares.

use std::convert::Infallible;

use anyhow::{Context, Result, anyhow};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{Module, ValType};
use wasmparser::{FunctionBody, Parser, Payload, Validator, WasmFeatures};

/// Rewrites a module by a lowering, which is given the number of parameters of each function with a body, and checks that the result is valid without
/// the features that were lowered.
///
/// # Errors
/// When it is no module, or an instruction of those features is left.
pub fn rewritten<L: Reencode<Error = Infallible>>(
    wasm: &[u8],
    lowering: impl FnOnce(std::vec::IntoIter<u32>) -> L,
    lowered: WasmFeatures,
) -> Result<Vec<u8>> {
    let mut module = Module::new();
    lowering(parameters(wasm)?.into_iter()).parse_core_module(&mut module, Parser::new(0), wasm).map_err(|error| anyhow!("{error}"))?;
    let module = module.finish();
    Validator::new_with_features(WasmFeatures::all() - lowered).validate_all(&module)?;
    Ok(module)
}

/// Locals of a function after its parameters, and the index of the first local that is free.
///
/// # Errors
/// When the function is none.
pub fn locals<L: Reencode<Error = Infallible>>(
    lowering: &mut L,
    body: &FunctionBody<'_>,
    parameters: u32,
) -> Result<(Vec<(u32, ValType)>, u32), reencode::Error> {
    let (mut locals, mut free) = (Vec::new(), parameters);
    for group in body.get_locals_reader()? {
        let (count, kind) = group?;
        free += count;
        locals.push((count, lowering.val_type(kind)?));
    }
    Ok((locals, free))
}

/// Number of parameters of each function with a body: they are its first locals.
fn parameters(wasm: &[u8]) -> Result<Vec<u32>> {
    let (mut types, mut functions) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::TypeSection(section) => {
                for of_type in section.into_iter_err_on_gc_types() {
                    types.push(u32::try_from(of_type?.params().len())?);
                }
            }
            Payload::FunctionSection(section) => {
                for index in section {
                    functions.push(*types.get(index? as usize).context("a function has a type that is not there")?);
                }
            }
            _ => {}
        }
    }
    Ok(functions)
}
