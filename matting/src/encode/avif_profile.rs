//! An ICC profile for an AVIF file, which the AVIF writer leaves out.

#![cfg(feature = "avif-write")]

/// Adds a profile to the main picture of a file from [`ravif`]: a `colr` box (ISO/IEC 23000-22, 7.3.6.4; ISO/IEC 14496-12, 12.1.5)
/// among the properties (`ipco`), its number among those of the picture (`ipma`), and the distance that this moves the data by
/// at every offset in `iloc`. `None` when the file is built in another way than that writer's.
pub(crate) fn with_profile(file: &[u8], icc: &[u8]) -> Option<Vec<u8>> {
    let property = boxed(b"colr", &[b"prof", icc])?;
    // The property itself, and one byte for its number.
    let moved_by = u32::try_from(property.len()).ok()?.checked_add(1)?;
    rewritten(file, |name, content| {
        if name != b"meta" {
            return Some(content.to_vec());
        }
        let (version, children) = content.split_at_checked(4)?;
        let children = rewritten(children, |name, content| match name {
            b"iloc" => moved(content, moved_by),
            b"iprp" => with_property(content, &property),
            _ => Some(content.to_vec()),
        })?;
        Some([version, &children].concat())
    })
}

/// A box: its length, its name, its content.
fn boxed(name: &[u8; 4], content: &[&[u8]]) -> Option<Vec<u8>> {
    let content = content.concat();
    let length = u32::try_from(content.len()).ok()?.checked_add(8)?;
    Some([&length.to_be_bytes(), name.as_slice(), &content].concat())
}

/// The boxes of a sequence, one after the other.
fn boxes(mut sequence: &[u8]) -> impl Iterator<Item = Option<(&[u8; 4], &[u8])>> {
    std::iter::from_fn(move || {
        if sequence.is_empty() {
            return None;
        }
        let split = || {
            let length = u32::from_be_bytes(*sequence.first_chunk()?) as usize;
            let (this, rest) = sequence.split_at_checked(length)?;
            let (name, content) = this.get(4..)?.split_first_chunk()?;
            Some((name, content, rest))
        };
        let found = split();
        sequence = found.map_or(&[], |(_, _, rest)| rest);
        Some(found.map(|(name, content, _)| (name, content)))
    })
}

/// A sequence of boxes with new contents.
fn rewritten(sequence: &[u8], mut content_of: impl FnMut(&[u8; 4], &[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut result = Vec::with_capacity(sequence.len());
    for found in boxes(sequence) {
        let (name, content) = found?;
        result.extend(boxed(name, &[&content_of(name, content)?])?);
    }
    Some(result)
}

/// `iprp` with one more property, the last one, which belongs to the first picture of the list.
fn with_property(iprp: &[u8], property: &[u8]) -> Option<Vec<u8>> {
    let mut number = None;
    rewritten(iprp, |name, content| match name {
        b"ipco" => {
            number = u8::try_from(boxes(content).count() + 1).ok().filter(|number| *number < 0x80);
            Some([content, property].concat())
        }
        b"ipma" => {
            // Version and flags 0: 16-bit picture number, count, and one byte for each property.
            let mut result = content.to_vec();
            let count = result.get_mut(10)?;
            let end = 11 + usize::from(*count);
            *count = count.checked_add(1)?;
            if content.get(..4)? != [0; 4] || end > result.len() {
                return None;
            }
            result.insert(end, number?);
            Some(result)
        }
        _ => Some(content.to_vec()),
    })
}

/// `iloc` of version 0 with offsets and lengths of 4 bytes and no base offset, and every offset that much larger.
fn moved(iloc: &[u8], by: u32) -> Option<Vec<u8>> {
    let (head, mut items) = iloc.split_at_checked(8)?;
    let [0, 0, 0, 0, 0x44, 0, count @ ..] = head else { return None };
    let mut result = head.to_vec();
    for _ in 0..u16::from_be_bytes(count.try_into().ok()?) {
        let item: &[u8; 6];
        (item, items) = items.split_first_chunk()?;
        result.extend(item);
        for _ in 0..u16::from_be_bytes([item[4], item[5]]) {
            let (offset, length): (&[u8; 4], &[u8; 4]);
            (offset, items) = items.split_first_chunk()?;
            (length, items) = items.split_first_chunk()?;
            result.extend(u32::from_be_bytes(*offset).checked_add(by)?.to_be_bytes());
            result.extend(length);
        }
    }
    Some(result)
}
