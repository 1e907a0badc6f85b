//! Frames of a GIF (GIF89a specification), counted without decoding.

/// True if the file has more than one picture.
pub fn has_several(bytes: &[u8]) -> bool {
    count(bytes, 2) == Some(2)
}

/// Number of pictures, `most` at most; `None` where the file breaks off.
fn count(bytes: &[u8], most: usize) -> Option<usize> {
    let mut at = 13 + table_bytes(*bytes.get(10)?);
    let mut found = 0;
    while found < most {
        match bytes.get(at)? {
            // Extension: a label, then blocks.
            0x21 => at = after_blocks(bytes, at + 2)?,
            // Picture: place, size and flags, a table of colours, the width of codes, blocks.
            0x2c => {
                found += 1;
                at = after_blocks(bytes, at + 11 + table_bytes(*bytes.get(at + 9)?))?;
            }
            _ => break,
        }
    }
    Some(found)
}

fn table_bytes(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn after_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match usize::from(*bytes.get(at)?) {
            0 => return Some(at + 1),
            length => at += length + 1,
        }
    }
}
