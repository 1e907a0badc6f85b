//! The WebP file (RFC 9649) around frames, alpha, profile and metadata.

use crate::{Error, Size};

/// Name and content of a chunk, if there is any.
pub(crate) type Chunk<'a> = (&'static [u8; 4], Option<&'a [u8]>);

/// The content of the chunk of a file that has just one.
pub(crate) fn only_chunk(file: &[u8], name: &[u8; 4]) -> Result<Vec<u8>, Error> {
    let content = || {
        let (head, content) = file.get(12..)?.split_first_chunk::<8>()?;
        let length = u32::from_le_bytes(*head.last_chunk()?) as usize;
        head.starts_with(name).then(|| content.get(..length))?
    };
    content().map(<[u8]>::to_vec).ok_or_else(|| Error::encoder("its file has another structure"))
}

/// The extended format (RFC 9649, 2.7) of these chunks, in this order.
pub(crate) fn file(size: Size, has_alpha: bool, chunks: &[Chunk<'_>]) -> Result<Vec<u8>, Error> {
    let mut flags = if has_alpha { 0x10 } else { 0 };
    for (name, _) in chunks.iter().filter(|(_, content)| content.is_some()) {
        flags |= match *name {
            b"XMP " => 0x04,
            b"EXIF" => 0x08,
            b"ICCP" => 0x20,
            _ => 0,
        };
    }
    let [width, height] = [size.width - 1, size.height - 1].map(u32::to_le_bytes);
    let header = [&[flags, 0, 0, 0], &width[..3], &height[..3]].concat();
    let mut body = b"WEBP".to_vec();
    for (name, content) in std::iter::once((b"VP8X", header.as_slice())).chain(chunks.iter().filter_map(|(name, content)| Some((*name, (*content)?))))
    {
        body.extend(name);
        body.extend(length(content)?);
        body.extend(content);
        if content.len() % 2 == 1 {
            body.push(0);
        }
    }
    Ok([b"RIFF", length(&body)?.as_slice(), &body].concat())
}

fn length(content: &[u8]) -> Result<[u8; 4], Error> {
    u32::try_from(content.len()).map(u32::to_le_bytes).map_err(|_| Error::encoder("it is too long for a WebP file"))
}
