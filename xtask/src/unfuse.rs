//! A finished module without relaxed SIMD, made of one with it: `f32x4.relaxed_madd` becomes a multiplication and an addition, which is one of
//! the two results that the instruction may have. So one compilation serves two builds.

use std::convert::Infallible;

use anyhow::{Context, Result, anyhow};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, Function, Instruction, Module, ValType};
use wasmparser::{FunctionBody, Operator, Parser, Payload, Validator, WasmFeatures};

/// Rewrites a module. What comes out is valid without relaxed SIMD.
///
/// # Errors
/// When it is no module, or has another relaxed instruction.
pub fn without_relaxed_simd(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut parameters = parameters(wasm)?.into_iter();
    let mut module = Module::new();
    Unfuse { parameters: &mut parameters }.parse_core_module(&mut module, Parser::new(0), wasm).map_err(|error| anyhow!("{error}"))?;
    let module = module.finish();
    Validator::new_with_features(WasmFeatures::all() - WasmFeatures::RELAXED_SIMD)
        .validate_all(&module)
        .context("the module has other relaxed instructions than f32x4.relaxed_madd")?;
    Ok(module)
}

/// How many parameters each function with a body has: they are its first locals.
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

struct Unfuse<'a> {
    parameters: &'a mut dyn Iterator<Item = u32>,
}

impl Reencode for Unfuse<'_> {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), reencode::Error> {
        let mut locals = Vec::new();
        let mut scratch = self.parameters.next().unwrap_or_default();
        for group in body.get_locals_reader()? {
            let (count, kind) = group?;
            scratch += count;
            locals.push((count, self.val_type(kind)?));
        }
        let mut fused = body.get_operators_reader()?;
        let mut found = false;
        while !fused.eof() {
            found |= matches!(fused.read()?, Operator::F32x4RelaxedMadd);
        }
        if found {
            locals.push((1, ValType::V128));
        }
        let mut function = Function::new(locals);
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            match self.parse_instruction(&mut reader)? {
                // a, b and c are on the stack for a · b + c.
                Instruction::F32x4RelaxedMadd => {
                    function.instruction(&Instruction::LocalSet(scratch));
                    function.instruction(&Instruction::F32x4Mul);
                    function.instruction(&Instruction::LocalGet(scratch));
                    function.instruction(&Instruction::F32x4Add);
                }
                other => {
                    function.instruction(&other);
                }
            }
        }
        code.function(&function);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, FunctionSection, ImportSection, TypeSection};

    /// An imported function, one of three vectors with a local of its own, and one that is left alone.
    fn module(relaxed: &Instruction<'_>) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::V128; 3], [ValType::V128]);
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("a", "b", EntityType::Function(1));
        let mut functions = FunctionSection::new();
        functions.function(0).function(1);
        let mut code = CodeSection::new();
        let mut body = Function::new([(1, ValType::I32)]);
        for instruction in [&Instruction::LocalGet(0), &Instruction::LocalGet(1), &Instruction::LocalGet(2), relaxed, &Instruction::End] {
            body.instruction(instruction);
        }
        code.function(&body);
        let mut empty = Function::new([]);
        empty.instruction(&Instruction::End);
        code.function(&empty);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&code);
        module.finish()
    }

    #[test]
    fn the_fused_instruction_becomes_two() {
        let made = without_relaxed_simd(&module(&Instruction::F32x4RelaxedMadd)).unwrap();
        let mut instructions = Vec::new();
        for payload in Parser::new(0).parse_all(&made) {
            if let Payload::CodeSectionEntry(body) = payload.unwrap() {
                instructions.extend(body.get_operators_reader().unwrap().into_iter().map(|operator| format!("{:?}", operator.unwrap())));
            }
        }
        let expected = ["LocalGet { local_index: 0 }", "LocalGet { local_index: 1 }", "LocalGet { local_index: 2 }", "LocalSet { local_index: 4 }"];
        assert_eq!(instructions[..4], expected);
        assert_eq!(instructions[4..], ["F32x4Mul", "LocalGet { local_index: 4 }", "F32x4Add", "End", "End"]);
    }

    #[test]
    fn other_relaxed_instructions_are_refused() {
        assert!(without_relaxed_simd(&module(&Instruction::F32x4RelaxedNmadd)).is_err());
        assert!(without_relaxed_simd(b"no module").is_err());
    }
}
