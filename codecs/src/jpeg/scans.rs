//! Scans of a JPEG file (ITU-T T.81, annexes A, B, F and G): blocks of coefficients of each component, whatever the order of its scans.

use super::huffman::{BadCode, Bits, Block, Table};
use super::markers::{Component, DHT, DQT, DRI, EOI, Frame, SOS, Segment, next_segment};

/// Coefficients of one component.
#[derive(Debug, Clone)]
pub struct Plane {
    /// Blocks in rows, padded to whole MCUs.
    pub blocks: Vec<Block>,
    /// Blocks of a row with padding, and rows with it.
    pub padded: (usize, usize),
    /// Blocks of a row that hold samples, and such rows.
    pub used: (usize, usize),
    /// Quantisation table, in zigzag order.
    pub quantisation: Option<[u16; 64]>,
}

/// All coefficients of a picture.
#[derive(Debug, Clone)]
pub struct Coefficients {
    /// In the order of the frame's components.
    pub planes: Vec<Plane>,
    /// True if every coefficient was there: no scan ended early, and no component or bit is missing.
    pub is_whole: bool,
}

/// Coefficients to keep of what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// All of them.
    Everything,
    /// None, as far as the next scan can do without them: for a look at whether the file is whole.
    Nothing,
}

/// Tables in force, and the coefficients so far.
struct State {
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
    quantisation: [Option<[u16; 64]>; 4],
    restart_interval: usize,
    planes: Vec<Plane>,
    /// Of each component and coefficient the lowest bit that was read; 255 before the first scan with it.
    low: Vec<[u8; 64]>,
    is_cut: bool,
}

/// Parameters of a scan (T.81, B.2.3).
struct Scan {
    /// Index of the component, number of its DC and AC table.
    components: Vec<(usize, usize, usize)>,
    band: (usize, usize),
    high: u8,
    low: u8,
}

/// Reads all scans of a picture. A scan that ends early leaves zeros.
pub fn read(bytes: &[u8], frame: &Frame, keep: Keep) -> Coefficients {
    let (largest_h, largest_v) = frame.largest_sampling();
    let mcus = (frame.width.div_ceil(8 * largest_h), frame.height.div_ceil(8 * largest_v));
    let plane = |component: &Component| {
        let (h, v) = component.sampling;
        let padded = (mcus.0 * h, mcus.1 * v);
        let used = ((frame.width * h).div_ceil(8 * largest_h), (frame.height * v).div_ceil(8 * largest_v));
        let kept = if keep == Keep::Everything || frame.process == 2 { padded.0 * padded.1 } else { 0 };
        Plane { blocks: vec![[0; 64]; kept], padded, used, quantisation: None }
    };
    let mut state = State {
        dc: [const { None }; 4],
        ac: [const { None }; 4],
        quantisation: [None; 4],
        restart_interval: 0,
        planes: frame.components.iter().map(plane).collect(),
        low: vec![[u8::MAX; 64]; frame.components.len()],
        is_cut: false,
    };
    let (mut at, mut has_end) = (2, false);
    while let Some(Segment { marker, content, end }) = next_segment(bytes, at) {
        at = end;
        match marker {
            EOI => {
                has_end = true;
                break;
            }
            DHT => state.huffman_tables(content),
            DQT => state.quantisation_tables(content),
            DRI => state.restart_interval = content.first_chunk().map_or(0, |interval| usize::from(u16::from_be_bytes(*interval))),
            SOS => match scan(content, frame) {
                Some(scan) => state.scan(&scan, Bits::new(bytes, end), frame, mcus),
                None => state.is_cut = true,
            },
            _ => {}
        }
    }
    // Encoders may leave out bits on purpose, but then end the file.
    let missing = if has_end { |low: u8| low == u8::MAX } else { |low: u8| low != 0 };
    let is_missing = state.low.iter().any(|low| missing(low[0]) || (!has_end && low.iter().any(|low| missing(*low))));
    Coefficients { planes: state.planes, is_whole: !state.is_cut && !is_missing }
}

/// The header of a scan, unless it names no component of the frame or bands that there are not.
fn scan(content: &[u8], frame: &Frame) -> Option<Scan> {
    let (count, rest) = content.split_first()?;
    let (selectors, rest) = rest.split_at_checked(usize::from(*count) * 2)?;
    let [first, last, bits, ..] = rest else { return None };
    let is_progressive = frame.process == 2;
    let (first, last) = if is_progressive { (usize::from(*first), usize::from(*last)) } else { (0, 63) };
    let (high, low) = if is_progressive { (bits >> 4, bits & 15) } else { (0, 0) };
    let components: Option<Vec<(usize, usize, usize)>> = selectors
        .chunks_exact(2)
        .map(|pair| {
            let index = frame.components.iter().position(|component| component.id == pair[0])?;
            Some((index, usize::from(pair[1] >> 4 & 3), usize::from(pair[1] & 3)))
        })
        .collect();
    let components = components?;
    // DC and AC coefficients of a progressive picture have scans of their own, those with AC coefficients one component.
    let is_valid = first <= last && last < 64 && low < 14 && (!is_progressive || (first == 0 && last == 0) || (first > 0 && components.len() == 1));
    (is_valid && !components.is_empty()).then_some(Scan { components, band: (first, last), high, low })
}

impl State {
    /// Huffman tables (T.81, B.2.4.2).
    fn huffman_tables(&mut self, mut content: &[u8]) {
        while let Some((head, rest)) = content.split_first_chunk::<17>()
            && let [class_and_number, counts @ ..] = head
        {
            let length = counts.iter().map(|count| usize::from(*count)).sum();
            let Some((symbols, rest)) = rest.split_at_checked(length) else { return };
            let tables = if class_and_number >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            tables[usize::from(class_and_number & 3)] = Table::new(counts, symbols);
            content = rest;
        }
    }

    /// Quantisation tables (T.81, B.2.4.1), of 8 or 16 bits.
    fn quantisation_tables(&mut self, mut content: &[u8]) {
        while let Some((precision_and_number, rest)) = content.split_first() {
            let bytes = if precision_and_number >> 4 == 0 { 1 } else { 2 };
            let Some((values, rest)) = rest.split_at_checked(64 * bytes) else { return };
            let mut table = [0; 64];
            for (entry, value) in table.iter_mut().zip(values.chunks_exact(bytes)) {
                *entry = value.iter().fold(0, |number, byte| (number << 8) | u16::from(*byte));
            }
            self.quantisation[usize::from(precision_and_number & 3)] = Some(table);
            content = rest;
        }
    }

    fn scan(&mut self, scan: &Scan, mut bits: Bits<'_>, frame: &Frame, mcus: (usize, usize)) {
        for (component, ..) in &scan.components {
            let plane = &mut self.planes[*component];
            plane.quantisation = plane.quantisation.or(self.quantisation[frame.components[*component].quantisation]);
            self.low[*component][scan.band.0..=scan.band.1].fill(scan.low);
        }
        // A scan of one component has its blocks in rows; one of several has them MCU by MCU.
        let (columns, rows) = match scan.components[..] {
            [(component, ..)] => self.planes[component].used,
            _ => mcus,
        };
        let is_interleaved = scan.components.len() > 1;
        let (mut predictions, mut run) = ([0; 4], 0);
        let mut until_restart = self.restart_interval;
        let mut mcu = 0;
        while mcu < columns * rows {
            if self.restart_interval > 0 && until_restart == 0 {
                if !bits.restart() {
                    self.is_cut = true;
                    return;
                }
                (predictions, run, until_restart) = ([0; 4], 0, self.restart_interval);
            }
            let (column, row) = (mcu % columns, mcu / columns);
            let mut outcome = Ok(());
            let mut unkept = [0; 64];
            'mcu: for (slot, (component, dc, ac)) in scan.components.iter().enumerate() {
                let (h, v) = if is_interleaved { frame.components[*component].sampling } else { (1, 1) };
                for y in 0..v {
                    for x in 0..h {
                        let plane = &mut self.planes[*component];
                        let at = (row * v + y) * plane.padded.0 + column * h + x;
                        let block = plane.blocks.get_mut(at).unwrap_or(&mut unkept);
                        let tables = (self.dc[*dc].as_ref(), self.ac[*ac].as_ref());
                        outcome = decode(block, &mut bits, tables, scan, frame.process == 2, &mut predictions[slot % 4], &mut run);
                        if outcome.is_err() {
                            break 'mcu;
                        }
                    }
                }
            }
            mcu += 1;
            until_restart = until_restart.wrapping_sub(1);
            if outcome.is_err() || bits.is_overdrawn() {
                self.is_cut = true;
                if self.restart_interval == 0 {
                    return;
                }
                // What follows the next restart marker is whole again.
                mcu += until_restart;
                until_restart = 0;
            }
        }
    }
}

fn decode(
    block: &mut Block,
    bits: &mut Bits<'_>,
    (dc, ac): (Option<&Table>, Option<&Table>),
    scan: &Scan,
    is_progressive: bool,
    prediction: &mut i32,
    run: &mut u32,
) -> Result<(), BadCode> {
    match (is_progressive, scan.band.0, scan.high) {
        (false, ..) => {
            *prediction = prediction.wrapping_add(bits.dc(dc.ok_or(BadCode)?)?);
            block[0] = *prediction as i16;
            bits.ac(ac.ok_or(BadCode)?, block)
        }
        (true, 0, 0) => {
            *prediction = prediction.wrapping_add(bits.dc(dc.ok_or(BadCode)?)?);
            block[0] = (*prediction << scan.low) as i16;
            Ok(())
        }
        (true, 0, _) => {
            if bits.bit() {
                block[0] |= 1 << scan.low;
            }
            Ok(())
        }
        (true, _, 0) => bits.ac_first(ac.ok_or(BadCode)?, block, scan.band, scan.low, run),
        (true, ..) => bits.ac_refine(ac.ok_or(BadCode)?, block, scan.band, scan.low, run),
    }
}
