//! A finished module without relaxed SIMD, made of one with it: each relaxed instruction that the compiler writes becomes plain ones with a
//! result that it may have. So one compilation serves two builds.

use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, Function, Instruction, ValType};
use wasmparser::{FunctionBody, Operator, WasmFeatures};

use crate::rewrite_module::{locals, rewritten};

/// Rewrites a module. What comes out is valid without relaxed SIMD.
///
/// # Errors
/// When it is no module, or has a relaxed instruction that is not known here.
pub fn without_relaxed_simd(wasm: &[u8]) -> Result<Vec<u8>> {
    rewritten(wasm, |parameters| Lowering { parameters }, WasmFeatures::RELAXED_SIMD)
        .context("the module has a relaxed instruction that is not known here")
}

/// Locals that [`dot`] needs, the most of all.
const SCRATCH: u32 = 5;

/// With a, b and c on the stack: a · b + c.
fn multiply_add(function: &mut Function, scratch: u32) {
    function.instructions().local_set(scratch).f32x4_mul().local_get(scratch).f32x4_add();
}

/// With a, b and c on the stack: four sums of four neighbouring products of bytes, plus c.
fn dot(function: &mut Function, scratch: u32) {
    let [a, b, c, low, high] = std::array::from_fn(|at| scratch + at as u32);
    let every_other = |first: u8| std::array::from_fn(|at| first + (at as u8 / 4) * 8 + at as u8 % 4);
    let mut code = function.instructions();
    code.local_set(c).local_set(b).local_set(a);
    code.local_get(a).local_get(b).i16x8_extmul_low_i8x16_s().i32x4_extadd_pairwise_i16x8_s().local_set(low);
    code.local_get(a).local_get(b).i16x8_extmul_high_i8x16_s().i32x4_extadd_pairwise_i16x8_s().local_set(high);
    code.local_get(low).local_get(high).i8x16_shuffle(every_other(0));
    code.local_get(low).local_get(high).i8x16_shuffle(every_other(4));
    code.i32x4_add().local_get(c).i32x4_add();
}

struct Lowering {
    parameters: std::vec::IntoIter<u32>,
}

impl Reencode for Lowering {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), reencode::Error> {
        let parameters = self.parameters.next().unwrap_or_default();
        let (mut locals, scratch) = locals(self, &body, parameters)?;
        let mut operators = body.get_operators_reader()?;
        let mut needs_scratch = false;
        while !operators.eof() {
            needs_scratch |= matches!(operators.read()?, Operator::F32x4RelaxedMadd | Operator::I32x4RelaxedDotI8x16I7x16AddS);
        }
        if needs_scratch {
            locals.push((SCRATCH, ValType::V128));
        }
        let mut function = Function::new(locals);
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            match self.parse_instruction(&mut reader)? {
                Instruction::F32x4RelaxedMadd => multiply_add(&mut function, scratch),
                Instruction::I32x4RelaxedDotI8x16I7x16AddS => dot(&mut function, scratch),
                other => {
                    function.instruction(&match other {
                        // The compiler writes these for pmin and pmax; with neither NaN nor two zeros they are the same anyway.
                        Instruction::F32x4RelaxedMin => Instruction::F32x4PMin,
                        Instruction::F32x4RelaxedMax => Instruction::F32x4PMax,
                        Instruction::F64x2RelaxedMin => Instruction::F64x2PMin,
                        Instruction::F64x2RelaxedMax => Instruction::F64x2PMax,
                        other => other,
                    });
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
    use wasm_encoder::{EntityType, FunctionSection, ImportSection, Module, TypeSection};
    use wasmparser::{Parser, Payload};

    /// An imported function, one of three vectors with a local of its own, and one that is left alone.
    fn module(relaxed: &[Instruction<'_>]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::V128; 3], [ValType::V128]);
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("a", "b", EntityType::Function(1));
        let mut functions = FunctionSection::new();
        functions.function(0).function(1);
        let mut code = CodeSection::new();
        let mut body = Function::new([(1, ValType::I32)]);
        for instruction in [0, 1, 2].map(Instruction::LocalGet).iter().chain(relaxed).chain([&Instruction::End]) {
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
    fn fused_instruction_becomes_two() {
        let made = without_relaxed_simd(&module(&[Instruction::F32x4RelaxedMadd])).unwrap();
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
    fn known_relaxed_instructions_are_replaced_and_others_refused() {
        for known in [
            Instruction::F32x4RelaxedMin,
            Instruction::F32x4RelaxedMax,
            Instruction::F64x2RelaxedMin,
            Instruction::F64x2RelaxedMax,
            Instruction::I32x4RelaxedDotI8x16I7x16AddS,
        ] {
            let takes_three = matches!(known, Instruction::I32x4RelaxedDotI8x16I7x16AddS);
            let rest = if takes_three { Instruction::Nop } else { Instruction::V128Xor };
            without_relaxed_simd(&module(&[known, rest])).unwrap();
        }
        assert!(without_relaxed_simd(&module(&[Instruction::F32x4RelaxedNmadd])).is_err());
        assert!(without_relaxed_simd(b"no module").is_err());
    }
}
