//! Pictures that are put together from tiles (ISO/IEC 23008-12, 6.6.2.3.2).

use super::boxes::Reader;
use super::container::{Container, Id};
use crate::picture::DecodeError;

/// Shortest side of a tile (ISO/IEC 23000-22, 7.3.11.4.2): smaller ones would be many decoders for a small picture.
const SHORTEST: u32 = 64;

/// Size of a picture, and the tiles that make it up, row by row.
#[derive(Debug)]
pub struct Grid {
    /// Width and height.
    pub size: (u32, u32),
    /// Width and height of each tile.
    pub tile_size: (u32, u32),
    /// Tiles in a row.
    pub columns: u32,
    /// The tiles' items.
    pub tiles: Vec<Id>,
}

impl Grid {
    /// The grid of an item.
    ///
    /// # Errors
    /// One whose tiles do not make up its picture.
    pub fn read(container: &Container<'_>, id: Id) -> Result<Self, DecodeError> {
        let wrong = || DecodeError::Damaged("its tiles do not make up a picture".to_owned());
        let data = container.data(id)?;
        let mut reader = Reader(&data);
        let mut read = || {
            let (_, flags) = (reader.u8()?, reader.u8()?);
            let (rows, columns) = (u32::from(reader.u8()?) + 1, u32::from(reader.u8()?) + 1);
            let size = (reader.short_or_long(flags & 1 == 1)?, reader.short_or_long(flags & 1 == 1)?);
            Some((rows, columns, size))
        };
        let (rows, columns, size) = read().ok_or_else(wrong)?;
        let tiles: Vec<Id> = container.targets(id, *b"dimg").collect();
        let tile_size = tiles.first().and_then(|first| container.size(*first)).ok_or_else(wrong)?;
        // All of it is covered, and no row or column of tiles lies outside.
        let fits = |side: u32, tile: u32, count: u32| {
            tile.saturating_mul(count) >= side && tile.saturating_mul(count - 1) < side && (tile >= SHORTEST || count == 1)
        };
        let is_whole = tiles.len() == (rows * columns) as usize && tiles.iter().all(|tile| container.size(*tile) == Some(tile_size));
        if !is_whole || !fits(size.0, tile_size.0, columns) || !fits(size.1, tile_size.1, rows) {
            return Err(wrong());
        }
        Ok(Self { size, tile_size, columns, tiles })
    }
}
