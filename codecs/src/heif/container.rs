//! Items of a HEIF file (ISO/IEC 23008-12; ISO/IEC 14496-12, 8.11): pictures, metadata, and the references between them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::boxes::{Boxes, IsoBox, Reader};
use crate::picture::DecodeError;

/// Number of an item.
pub type Id = u32;

/// Everything that the `meta` box says.
#[derive(Debug, Default)]
pub struct Container<'a> {
    file: &'a [u8],
    /// Data inside the `meta` box.
    idat: &'a [u8],
    primary: Option<Id>,
    items: BTreeMap<Id, Item<'a>>,
    properties: Vec<IsoBox<'a>>,
    references: Vec<Reference>,
    /// True if the file has a track, as animations have.
    pub has_track: bool,
}

/// Item: a picture, metadata, or anything else with a number.
#[derive(Debug, Default)]
struct Item<'a> {
    kind: [u8; 4],
    mime: &'a [u8],
    is_hidden: bool,
    is_in_idat: bool,
    is_elsewhere: bool,
    places: Vec<(u64, u64)>,
    /// Number of each property, from 0, and whether nobody may read the item without understanding it.
    properties: Vec<(usize, bool)>,
}

/// One item's reference to others.
#[derive(Debug)]
struct Reference {
    kind: [u8; 4],
    from: Id,
    to: Vec<Id>,
}

impl Reference {
    /// Items that are no pictures of their own because of it.
    fn parts(&self) -> &[Id] {
        match &self.kind {
            b"dimg" => &self.to,
            b"auxl" | b"thmb" => std::slice::from_ref(&self.from),
            _ => &[],
        }
    }
}

impl<'a> Container<'a> {
    /// Reads the boxes of a file.
    ///
    /// # Errors
    /// A file without items, one that ends among them, and one whose tables make no sense.
    pub fn read(file: &'a [u8]) -> Result<Self, DecodeError> {
        let mut found = Self { file, ..Self::default() };
        let mut meta = None;
        for boxed in Boxes(file) {
            match &boxed.name {
                b"meta" if meta.is_none() => meta = Some(boxed),
                b"moov" => found.has_track = true,
                _ => {}
            }
        }
        let Some(meta) = meta else {
            return Err(if found.has_track { DecodeError::Unsupported("a film without a still picture".to_owned()) } else { DecodeError::Truncated });
        };
        if !meta.is_whole {
            return Err(DecodeError::Truncated);
        }
        found.read_meta(meta.content).ok_or_else(|| DecodeError::Damaged("its table of contents makes no sense".to_owned()))?;
        Ok(found)
    }

    fn read_meta(&mut self, content: &'a [u8]) -> Option<()> {
        for IsoBox { name, content, is_whole } in Boxes(content.get(4..)?) {
            if !is_whole {
                return None;
            }
            match &name {
                b"pitm" => {
                    let mut reader = Reader(content);
                    let (version, _) = reader.version()?;
                    self.primary = Some(reader.short_or_long(version > 0)?);
                }
                b"idat" => self.idat = content,
                b"iinf" => self.read_kinds(content)?,
                b"iloc" => self.read_places(content)?,
                b"iref" => self.read_references(content)?,
                b"iprp" => self.read_properties(content)?,
                _ => {}
            }
        }
        Some(())
    }

    fn read_kinds(&mut self, content: &'a [u8]) -> Option<()> {
        let mut reader = Reader(content);
        let (version, _) = reader.version()?;
        reader.short_or_long(version > 0)?;
        for entry in Boxes(reader.0).filter(|boxed| &boxed.name == b"infe") {
            let mut reader = Reader(entry.content);
            let (version, flags) = reader.version()?;
            // Those before have no kind.
            if version < 2 {
                continue;
            }
            let id = reader.short_or_long(version > 2)?;
            reader.u16()?;
            let item = self.items.entry(id).or_default();
            (item.kind, item.is_hidden) = (*reader.array()?, flags & 1 == 1);
            reader.text();
            item.mime = if &item.kind == b"mime" { reader.text() } else { b"" };
        }
        Some(())
    }

    fn read_places(&mut self, content: &[u8]) -> Option<()> {
        let mut reader = Reader(content);
        let (version, _) = reader.version()?;
        let sizes = reader.u16()?;
        let size = |shift: u32| (sizes >> shift & 15) as u8;
        let (of_offset, of_length, of_base) = (size(12), size(8), size(4));
        let of_index = if version > 0 { size(0) } else { 0 };
        for _ in 0..reader.short_or_long(version > 1)? {
            let id = reader.short_or_long(version > 1)?;
            let construction = if version > 0 { reader.u16()? & 15 } else { 0 };
            let is_elsewhere = reader.u16()? != 0;
            let base = reader.sized(of_base)?;
            let count = reader.u16()?;
            // Otherwise a few bytes here would be a long list.
            if count > 1 && of_offset + of_length == 0 {
                return None;
            }
            let mut places = Vec::new();
            for _ in 0..count {
                reader.sized(of_index)?;
                let offset = reader.sized(of_offset)?;
                places.push((base.checked_add(offset)?, reader.sized(of_length)?));
            }
            let item = self.items.entry(id).or_default();
            (item.places, item.is_in_idat, item.is_elsewhere) = (places, construction == 1, is_elsewhere || construction > 1);
        }
        Some(())
    }

    fn read_references(&mut self, content: &[u8]) -> Option<()> {
        let mut reader = Reader(content);
        let (version, _) = reader.version()?;
        for IsoBox { name: kind, content, .. } in Boxes(reader.0) {
            let mut reader = Reader(content);
            let from = reader.short_or_long(version > 0)?;
            let count = reader.u16()?;
            let to = (0..count).map(|_| reader.short_or_long(version > 0)).collect::<Option<_>>()?;
            self.references.push(Reference { kind, from, to });
        }
        Some(())
    }

    fn read_properties(&mut self, content: &'a [u8]) -> Option<()> {
        for IsoBox { name, content, .. } in Boxes(content) {
            match &name {
                b"ipco" => self.properties = Boxes(content).collect(),
                b"ipma" => {
                    let mut reader = Reader(content);
                    let (version, flags) = reader.version()?;
                    for _ in 0..reader.u32()? {
                        let id = reader.short_or_long(version > 0)?;
                        let count = reader.u8()?;
                        let item = self.items.entry(id).or_default();
                        for _ in 0..count {
                            let (number, is_essential) = match flags & 1 {
                                0 => reader.u8().map(|word| (usize::from(word & 0x7f), word >> 7 == 1))?,
                                _ => reader.u16().map(|word| (usize::from(word & 0x7fff), word >> 15 == 1))?,
                            };
                            item.properties.extend(number.checked_sub(1).map(|number| (number, is_essential)));
                        }
                    }
                }
                _ => {}
            }
        }
        Some(())
    }

    /// The item that is the picture.
    pub fn primary(&self) -> Option<Id> {
        self.primary
    }

    /// Four letters of an item's kind.
    pub fn kind(&self, id: Id) -> Option<[u8; 4]> {
        self.items.get(&id).map(|item| item.kind)
    }

    /// Contents of an item's properties of a name.
    pub fn properties(&self, id: Id, name: [u8; 4]) -> impl Iterator<Item = &'a [u8]> {
        let all = self.items.get(&id).map(|item| item.properties.as_slice()).unwrap_or_default();
        all.iter().filter_map(|(number, _)| self.properties.get(*number)).filter(move |boxed| boxed.name == name).map(|boxed| boxed.content)
    }

    /// Names of the properties without which an item may not be read.
    pub fn essential(&self, id: Id) -> impl Iterator<Item = [u8; 4]> {
        let all = self.items.get(&id).map(|item| item.properties.as_slice()).unwrap_or_default();
        all.iter().filter(|(_, is_essential)| *is_essential).filter_map(|(number, _)| self.properties.get(*number)).map(|boxed| boxed.name)
    }

    /// Width and height that an item declares.
    pub fn size(&self, id: Id) -> Option<(u32, u32)> {
        let mut reader = Reader(self.properties(id, *b"ispe").next()?);
        reader.version()?;
        Some((reader.u32()?, reader.u32()?))
    }

    /// Items that this one refers to.
    pub fn targets(&self, from: Id, kind: [u8; 4]) -> impl Iterator<Item = Id> {
        self.references
            .iter()
            .filter(move |reference| reference.kind == kind && reference.from == from)
            .flat_map(|reference| reference.to.iter().copied())
    }

    /// Items that refer to this one.
    pub fn sources(&self, to: Id, kind: [u8; 4]) -> impl Iterator<Item = Id> {
        self.references.iter().filter(move |reference| reference.kind == kind && reference.to.contains(&to)).map(|reference| reference.from)
    }

    /// Name of what an auxiliary picture is for.
    pub fn auxiliary_kind(&self, id: Id) -> Option<&'a [u8]> {
        let mut reader = Reader(self.properties(id, *b"auxC").next()?);
        reader.version()?;
        Some(reader.text())
    }

    /// Numbers of all items of a kind.
    pub fn of_kind(&self, kind: [u8; 4]) -> impl Iterator<Item = Id> {
        self.items.iter().filter(move |(_, item)| item.kind == kind).map(|(id, _)| *id)
    }

    /// Pictures of these kinds that a viewer would show one after the other: no tiles, thumbnails, or parts of others.
    pub fn shown(&self, kinds: &[[u8; 4]]) -> usize {
        let parts: BTreeSet<Id> = self.references.iter().flat_map(Reference::parts).copied().collect();
        self.items.iter().filter(|(id, item)| !item.is_hidden && kinds.contains(&item.kind) && !parts.contains(id)).count()
    }

    /// True if an item's metadata has this type.
    pub fn has_mime(&self, id: Id, mime: &[u8]) -> bool {
        self.items.get(&id).is_some_and(|item| item.mime == mime)
    }

    /// Data of an item.
    ///
    /// # Errors
    /// The file ends before it does, or it lies in another file.
    pub fn data(&self, id: Id) -> Result<Cow<'a, [u8]>, DecodeError> {
        let Some(item) = self.items.get(&id).filter(|item| !item.places.is_empty()) else { return Err(DecodeError::Truncated) };
        if item.is_elsewhere {
            return Err(DecodeError::Unsupported("parts of it are in another file".to_owned()));
        }
        let all = if item.is_in_idat { self.idat } else { self.file };
        let part = |(offset, length): &(u64, u64)| {
            let rest = all.get(usize::try_from(*offset).ok()?..)?;
            // Length 0 is that of the rest.
            if *length == 0 { Some(rest) } else { rest.get(..usize::try_from(*length).ok()?) }
        };
        let parts: Vec<&[u8]> = item.places.iter().map(part).collect::<Option<_>>().ok_or(DecodeError::Truncated)?;
        match parts[..] {
            [one] => Ok(Cow::Borrowed(one)),
            // Parts that lie over each other would be more than there is.
            _ if parts.iter().map(|part| part.len()).fold(0, usize::saturating_add) > all.len() => Err(DecodeError::Memory),
            _ => Ok(Cow::Owned(parts.concat())),
        }
    }
}
