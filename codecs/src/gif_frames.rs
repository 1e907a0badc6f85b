//! Frames of a GIF (GIF89a specification), counted without decoding.

/// True if the file has more than one picture.
pub fn has_several_frames(bytes: &[u8]) -> bool {
    count(bytes, 2) == Some(2)
}

/// True if the file breaks off before the end of its first picture.
pub fn is_first_frame_truncated(bytes: &[u8]) -> bool {
    count(bytes, 1).is_none()
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

#[cfg(test)]
mod tests {
    use super::*;

    const ANIMATED: &[u8] = include_bytes!("../../tests/malformed/animated.gif");

    #[test]
    fn frames_are_counted() {
        assert!(has_several_frames(ANIMATED));
        let one = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";
        assert_eq!(count(one, 2), Some(1));
        assert!(!has_several_frames(one));
    }

    #[test]
    fn cut_file_has_no_more_frames_than_the_whole() {
        for length in 0..ANIMATED.len().min(4000) {
            let _ = has_several_frames(&ANIMATED[..length]);
        }
        assert_eq!(count(&ANIMATED[..40], 2), None);
    }
}
