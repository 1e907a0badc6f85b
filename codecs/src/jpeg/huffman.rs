//! Entropy-coded data of a JPEG file: bits, Huffman tables (ITU-T T.81, annex C and F.2.2) and blocks of coefficients, sequential (F.2.2) and progressive (G.2).

/// Zigzag order (T.81, figure A.6): place of the n-th coefficient in its block.
pub const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43,
    36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// 64 coefficients in rows.
pub type Block = [i16; 64];

/// Data that no code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCode;

/// Length and symbol of the code that any 16 bits begin with; length 0 where there is none.
#[derive(Debug, Clone)]
pub struct Table(Vec<(u8, u8)>);

impl Table {
    /// A table from its 16 counts and its symbols; `None` if there are more codes than 16 bits can tell apart, or fewer symbols than codes.
    pub fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut table = Vec::with_capacity(1 << 16);
        let mut symbols = symbols.iter();
        for (length, count) in (1_u8..).zip(counts) {
            for _ in 0..*count {
                table.resize(table.len() + (1 << (16 - length)), (length, *symbols.next()?));
            }
        }
        (table.len() <= 1 << 16).then(|| {
            table.resize(1 << 16, (0, 0));
            Self(table)
        })
    }
}

/// Bits of entropy-coded data, up to the next marker. Zeros follow the last one.
#[derive(Debug)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    buffer: u64,
    count: u32,
    /// Of the bits in the buffer those that are not in the data.
    padding: u32,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, buffer: 0, count: 0, padding: 0 }
    }

    // In one place: it is long, and seldom needed.
    #[inline(never)]
    fn fill(&mut self) {
        while self.count <= 48 {
            let byte = match (self.bytes.get(self.at), self.bytes.get(self.at + 1)) {
                (Some(0xff), Some(0)) => {
                    self.at += 2;
                    0xff
                }
                (Some(byte), _) if *byte != 0xff => {
                    self.at += 1;
                    *byte
                }
                _ => {
                    self.padding += 8;
                    0
                }
            };
            self.buffer = (self.buffer << 8) | u64::from(byte);
            self.count += 8;
        }
    }

    /// True if more bits were taken than there are.
    pub fn is_overdrawn(&self) -> bool {
        self.count < self.padding
    }

    fn peek16(&mut self) -> usize {
        if self.count < 16 {
            self.fill();
        }
        (self.buffer >> (self.count - 16)) as usize & 0xffff
    }

    /// Up to 16 bits as a number.
    fn take(&mut self, bits: u8) -> i32 {
        let value = self.peek16() >> (16 - u32::from(bits));
        self.drop(bits);
        value as i32
    }

    fn drop(&mut self, bits: u8) {
        self.count -= u32::from(bits);
    }

    fn symbol(&mut self, table: &Table) -> Result<u8, BadCode> {
        let at = self.peek16();
        let (length, symbol) = table.0.get(at).copied().unwrap_or_default();
        if length == 0 {
            return Err(BadCode);
        }
        self.drop(length);
        Ok(symbol)
    }

    /// A signed value of that many bits (T.81, F.2.2.1, EXTEND).
    fn signed(&mut self, bits: u8) -> i32 {
        if bits == 0 {
            return 0;
        }
        let value = self.take(bits);
        if value < 1 << (bits - 1) { value - (1 << bits) + 1 } else { value }
    }

    /// Goes past the next restart marker, over what is left before it. False at any other marker, and at the end.
    pub fn restart(&mut self) -> bool {
        (self.buffer, self.count, self.padding) = (0, 0, 0);
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let marker = rest.windows(2).position(|pair| pair[0] == 0xff && pair[1] != 0 && pair[1] != 0xff);
        match marker {
            Some(found) if (0xd0..=0xd7).contains(&rest[found + 1]) => {
                self.at += found + 2;
                true
            }
            _ => false,
        }
    }

    /// The difference of a DC coefficient.
    pub fn dc(&mut self, table: &Table) -> Result<i32, BadCode> {
        let bits = self.symbol(table)?;
        if bits > 15 { Err(BadCode) } else { Ok(self.signed(bits)) }
    }

    /// AC coefficients of a sequential block.
    pub fn ac(&mut self, table: &Table, block: &mut Block) -> Result<(), BadCode> {
        let mut at = 1;
        while at < 64 {
            let symbol = self.symbol(table)?;
            let (run, bits) = (usize::from(symbol >> 4), symbol & 15);
            if bits == 0 {
                if run != 15 {
                    break;
                }
                at += 16;
                continue;
            }
            at += run;
            let value = self.signed(bits);
            *block.get_mut(ZIGZAG.get(at).copied().ok_or(BadCode)?).ok_or(BadCode)? = value as i16;
            at += 1;
        }
        Ok(())
    }

    /// One bit.
    pub fn bit(&mut self) -> bool {
        self.take(1) == 1
    }

    /// AC coefficients of a first progressive scan, from `band.0` to `band.1`; `run` is the number of blocks to come that have none.
    pub fn ac_first(&mut self, table: &Table, block: &mut Block, band: (usize, usize), low: u8, run: &mut u32) -> Result<(), BadCode> {
        if *run > 0 {
            *run -= 1;
            return Ok(());
        }
        let mut at = band.0;
        while at <= band.1 {
            let symbol = self.symbol(table)?;
            let (zeros, bits) = (symbol >> 4, symbol & 15);
            if bits == 0 {
                if zeros < 15 {
                    *run = (1 << zeros) - 1 + self.take(zeros) as u32;
                    break;
                }
                at += 16;
                continue;
            }
            at += usize::from(zeros);
            if at > band.1 {
                return Err(BadCode);
            }
            block[ZIGZAG[at]] = (self.signed(bits) << low) as i16;
            at += 1;
        }
        Ok(())
    }

    /// One more bit of AC coefficients, from `band.0` to `band.1` (T.81, G.1.2.3).
    pub fn ac_refine(&mut self, table: &Table, block: &mut Block, band: (usize, usize), low: u8, run: &mut u32) -> Result<(), BadCode> {
        let step = 1_i16 << low;
        let mut at = band.0;
        while *run == 0 && at <= band.1 {
            let symbol = self.symbol(table)?;
            let (mut zeros, bits) = (symbol >> 4, symbol & 15);
            let mut value = 0;
            match (bits, zeros) {
                (1, _) => value = if self.bit() { step } else { -step },
                (0, 15) => {}
                (0, _) => {
                    *run = (1 << zeros) + self.take(zeros) as u32;
                    break;
                }
                _ => return Err(BadCode),
            }
            while at <= band.1 {
                let coefficient = &mut block[ZIGZAG[at]];
                at += 1;
                if *coefficient != 0 {
                    self.correct(coefficient, step);
                } else if zeros == 0 {
                    *coefficient = value;
                    break;
                } else {
                    zeros -= 1;
                }
            }
        }
        if *run > 0 {
            for place in &ZIGZAG[at.min(band.1 + 1)..=band.1] {
                if block[*place] != 0 {
                    self.correct(&mut block[*place], step);
                }
            }
            *run -= 1;
        }
        Ok(())
    }

    fn correct(&mut self, coefficient: &mut i16, step: i16) {
        if self.bit() && *coefficient & step == 0 {
            *coefficient = coefficient.wrapping_add(if *coefficient > 0 { step } else { -step });
        }
    }
}
