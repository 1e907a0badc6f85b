//! A finished module with a memory of its own, made of one on shared memory: each atomic instruction that the compiler writes becomes plain ones,
//! which are the same where there is one thread. So one compilation serves the builds with threads and the one without.

use std::convert::Infallible;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{BlockType, CodeSection, Function, Instruction, MemArg, MemoryType, ValType};
use wasmparser::{FunctionBody, WasmFeatures};

use crate::rewrite_module::{locals, rewritten};

/// Rewrites a module. What comes out is valid without threads; its memory grows as far as the browser lets it.
///
/// # Errors
/// When it is no module, or has an atomic instruction that is not known here.
pub fn without_atomics(wasm: &[u8]) -> Result<Vec<u8>> {
    rewritten(wasm, |parameters| Lowering { parameters }, WasmFeatures::THREADS)
        .context("the module has an atomic instruction that is not known here")
}

/// The script that wasm-bindgen writes beside a module on shared memory, for a memory of its own.
///
/// # Errors
/// When the script makes no shared memory.
pub fn without_shared_memory(script: &str) -> Result<String> {
    let (before, rest) = script.split_once("new WebAssembly.Memory({initial:").context("the script makes no memory")?;
    let (sizes, after) = rest.split_once("})").context("the script makes no memory")?;
    let (initial, limits) = sizes.split_once(',').context("the script's memory has no limit")?;
    ensure!(limits.ends_with("shared:true"), "the script's memory is not shared: {limits}");
    Ok(format!("{before}new WebAssembly.Memory({{initial:{initial}}}){after}"))
}

struct Lowering {
    parameters: std::vec::IntoIter<u32>,
}

impl Reencode for Lowering {
    type Error = Infallible;

    fn memory_type(&mut self, memory: wasmparser::MemoryType) -> Result<MemoryType, reencode::Error> {
        Ok(MemoryType { minimum: memory.initial, maximum: None, memory64: memory.memory64, shared: false, page_size_log2: memory.page_size_log2 })
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), reencode::Error> {
        let parameters = self.parameters.next().unwrap_or_default();
        let (mut locals, scratch) = locals(self, &body, parameters)?;
        let mut reader = body.get_operators_reader()?;
        let mut instructions = Vec::new();
        while !reader.eof() {
            instructions.push(self.parse_instruction(&mut reader)?);
        }
        if instructions.iter().any(|instruction| Exchange::of(instruction).is_some()) {
            locals.extend([(Scratch::INTEGERS, ValType::I32), (Scratch::LONGS, ValType::I64)]);
        }
        let mut function = Function::new(locals);
        let mut instructions = instructions.into_iter().peekable();
        while let Some(instruction) = instructions.next() {
            if let Some(exchange) = Exchange::of(&instruction) {
                let is_dropped = instructions.next_if(|next| matches!(next, Instruction::Drop)).is_some();
                exchange.write(&mut function, Scratch(scratch), is_dropped);
                continue;
            }
            match instruction {
                Instruction::AtomicFence => {}
                // Nobody waits.
                Instruction::MemoryAtomicNotify(_) => {
                    function.instruction(&Instruction::Drop).instruction(&Instruction::Drop);
                    if instructions.next_if(|next| matches!(next, Instruction::Drop)).is_none() {
                        function.instruction(&Instruction::I32Const(0));
                    }
                }
                // One thread that waits would wait for ever.
                Instruction::MemoryAtomicWait32(_) | Instruction::MemoryAtomicWait64(_) => {
                    function.instruction(&Instruction::Unreachable);
                }
                other => {
                    function.instruction(&plain(other));
                }
            }
        }
        code.function(&function);
        Ok(())
    }
}

/// Loads and stores.
fn plain(instruction: Instruction<'_>) -> Instruction<'_> {
    match instruction {
        Instruction::I32AtomicLoad(at) => Instruction::I32Load(at),
        Instruction::I32AtomicLoad8U(at) => Instruction::I32Load8U(at),
        Instruction::I32AtomicLoad16U(at) => Instruction::I32Load16U(at),
        Instruction::I64AtomicLoad(at) => Instruction::I64Load(at),
        Instruction::I32AtomicStore(at) => Instruction::I32Store(at),
        Instruction::I32AtomicStore8(at) => Instruction::I32Store8(at),
        Instruction::I32AtomicStore16(at) => Instruction::I32Store16(at),
        Instruction::I64AtomicStore(at) => Instruction::I64Store(at),
        Instruction::I64AtomicStore32(at) => Instruction::I64Store32(at),
        other => other,
    }
}

/// First of the locals that exchanges need.
#[derive(Debug, Clone, Copy)]
struct Scratch(u32);

impl Scratch {
    /// Address, operand, expected and old value.
    const INTEGERS: u32 = 4;
    /// Operand, expected and old value in 64 bits.
    const LONGS: u32 = 3;

    fn address(self) -> u32 {
        self.0
    }

    fn values(self, kind: ValType) -> [u32; 3] {
        let first = if kind == ValType::I64 { Self::INTEGERS } else { 1 };
        [0, 1, 2].map(|at| self.0 + first + at)
    }
}

/// Instruction that reads, changes and writes one value.
struct Exchange {
    kind: ValType,
    change: Change,
    load: Instruction<'static>,
    store: Instruction<'static>,
}

enum Change {
    /// The operand in place of the value.
    Replace,
    /// Value and operand, combined.
    Combine(Instruction<'static>),
    /// The operand in place of an expected value.
    Compare(Instruction<'static>),
}

impl Exchange {
    fn of(instruction: &Instruction<'_>) -> Option<Self> {
        let integer = |at: &MemArg, change| (ValType::I32, change, Instruction::I32Load(*at), Instruction::I32Store(*at));
        let byte = |at: &MemArg, change| (ValType::I32, change, Instruction::I32Load8U(*at), Instruction::I32Store8(*at));
        let long = |at: &MemArg, change| (ValType::I64, change, Instruction::I64Load(*at), Instruction::I64Store(*at));
        let (kind, change, load, store) = match instruction {
            Instruction::I32AtomicRmwXchg(at) => integer(at, Change::Replace),
            Instruction::I32AtomicRmwAdd(at) => integer(at, Change::Combine(Instruction::I32Add)),
            Instruction::I32AtomicRmwSub(at) => integer(at, Change::Combine(Instruction::I32Sub)),
            Instruction::I32AtomicRmwAnd(at) => integer(at, Change::Combine(Instruction::I32And)),
            Instruction::I32AtomicRmwOr(at) => integer(at, Change::Combine(Instruction::I32Or)),
            Instruction::I32AtomicRmwXor(at) => integer(at, Change::Combine(Instruction::I32Xor)),
            Instruction::I32AtomicRmwCmpxchg(at) => integer(at, Change::Compare(Instruction::I32Eq)),
            Instruction::I32AtomicRmw8XchgU(at) => byte(at, Change::Replace),
            Instruction::I32AtomicRmw8OrU(at) => byte(at, Change::Combine(Instruction::I32Or)),
            Instruction::I32AtomicRmw8AndU(at) => byte(at, Change::Combine(Instruction::I32And)),
            Instruction::I32AtomicRmw8CmpxchgU(at) => byte(at, Change::Compare(Instruction::I32Eq)),
            Instruction::I64AtomicRmwXchg(at) => long(at, Change::Replace),
            Instruction::I64AtomicRmwAdd(at) => long(at, Change::Combine(Instruction::I64Add)),
            Instruction::I64AtomicRmwSub(at) => long(at, Change::Combine(Instruction::I64Sub)),
            Instruction::I64AtomicRmwCmpxchg(at) => long(at, Change::Compare(Instruction::I64Eq)),
            _ => return None,
        };
        Some(Self { kind, change, load, store })
    }

    /// With address and operand (and before it the expected value) on the stack: leaves the old value there, unless `is_dropped`.
    fn write(self, function: &mut Function, scratch: Scratch, is_dropped: bool) {
        use Instruction::{Drop, End, If, LocalGet, LocalSet, LocalTee};
        let address = scratch.address();
        let [operand, expected, old] = scratch.values(self.kind);
        let mut write = |instructions: &[Instruction<'_>]| {
            instructions.iter().for_each(|instruction| {
                function.instruction(instruction);
            });
        };
        match self.change {
            Change::Replace if is_dropped => return write(&[self.store]),
            Change::Replace => {
                write(&[LocalSet(operand), LocalTee(address), self.load, LocalGet(address), LocalGet(operand), self.store]);
            }
            Change::Combine(combine) => {
                write(&[LocalSet(operand), LocalTee(address), self.load, LocalTee(old)]);
                write(&[LocalGet(address), LocalGet(old), LocalGet(operand), combine, self.store]);
            }
            Change::Compare(equal) => {
                write(&[LocalSet(operand), LocalSet(expected), LocalTee(address), self.load, LocalTee(old)]);
                write(&[LocalGet(old), LocalGet(expected), equal, If(BlockType::Empty)]);
                write(&[LocalGet(address), LocalGet(operand), self.store, End]);
            }
        }
        if is_dropped {
            write(&[Drop]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, FunctionSection, ImportSection, Module, TypeSection};
    use wasmparser::{Parser, Payload, TypeRef};

    const AT: MemArg = MemArg { offset: 8, align: 2, memory_index: 0 };

    /// A function of two integers on an imported shared memory.
    fn module(atomic: &[Instruction<'_>]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32; 2], [ValType::I32]);
        let mut imports = ImportSection::new();
        let memory = MemoryType { minimum: 1, maximum: Some(2), memory64: false, shared: true, page_size_log2: None };
        imports.import("a", "memory", EntityType::Memory(memory));
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut body = Function::new([(1, ValType::I64)]);
        for instruction in [0, 1].map(Instruction::LocalGet).iter().chain(atomic).chain([&Instruction::End]) {
            body.instruction(instruction);
        }
        let mut code = CodeSection::new();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&code);
        module.finish()
    }

    fn lowered(atomic: &[Instruction<'_>]) -> Vec<String> {
        let mut instructions = Vec::new();
        let made = without_atomics(&module(atomic)).unwrap();
        for payload in Parser::new(0).parse_all(&made) {
            match payload.unwrap() {
                Payload::ImportSection(imports) => {
                    for import in imports {
                        let TypeRef::Memory(memory) = import.unwrap().ty else { panic!("no memory") };
                        assert!(!memory.shared && memory.maximum.is_none());
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    instructions.extend(body.get_operators_reader().unwrap().into_iter().map(|operator| format!("{:?}", operator.unwrap())));
                }
                _ => {}
            }
        }
        instructions.iter().map(|operator| operator.split(' ').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn exchange_becomes_load_and_store() {
        let kept = lowered(&[Instruction::I32AtomicRmwXchg(AT)]);
        assert_eq!(kept[2..], ["LocalSet", "LocalTee", "I32Load", "LocalGet", "LocalGet", "I32Store", "End"]);
        let dropped = lowered(&[Instruction::I32AtomicRmwXchg(AT), Instruction::Drop, Instruction::I32Const(0)]);
        assert_eq!(dropped[2..], ["I32Store", "I32Const", "End"]);
        let sum = lowered(&[Instruction::I32AtomicRmwAdd(AT)]);
        assert_eq!(sum[2..], ["LocalSet", "LocalTee", "I32Load", "LocalTee", "LocalGet", "LocalGet", "LocalGet", "I32Add", "I32Store", "End"]);
    }

    #[test]
    fn comparing_exchange_stores_only_the_expected_value() {
        let compared = lowered(&[Instruction::LocalGet(1), Instruction::I32AtomicRmwCmpxchg(AT)]);
        let stored = compared.iter().position(|operator| operator == "I32Store").unwrap();
        let branch = compared.iter().position(|operator| operator == "If").unwrap();
        assert!(branch < stored && compared[stored + 1] == "End", "{compared:?}");
    }

    #[test]
    fn nobody_is_notified_and_waiting_traps() {
        assert_eq!(lowered(&[Instruction::MemoryAtomicNotify(AT)])[2..], ["Drop", "Drop", "I32Const", "End"]);
        let waits = [Instruction::I64Const(0), Instruction::MemoryAtomicWait32(AT)];
        assert_eq!(lowered(&waits)[2..], ["I64Const", "Unreachable", "End"]);
    }

    #[test]
    fn unknown_atomic_instruction_and_other_scripts_are_refused() {
        assert!(without_atomics(&module(&[Instruction::I32AtomicRmw16AddU(MemArg { align: 1, ..AT })])).is_err());
        let script = "memory: memory || new WebAssembly.Memory({initial:32,maximum:65536,shared:true}),";
        assert_eq!(without_shared_memory(script).unwrap(), "memory: memory || new WebAssembly.Memory({initial:32}),");
        assert!(without_shared_memory("new WebAssembly.Memory({initial:32,maximum:65536})").is_err());
    }
}
