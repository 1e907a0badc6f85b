//! Items of AV1 to pixels: one picture or tiles, with or without alpha.

use super::container::Id;
use super::grid::Grid;
use super::planes::{ColourEncoding, Planes, rgba};
use super::sequence_header::SequenceHeader;
use super::{Heif, av1};
use crate::picture::{DecodeError, Samples};

/// Names of alpha (ISO/IEC 23000-22, 7.3.5.2; ISO/IEC 23008-12, B.2.1.3).
const ALPHA: [&[u8]; 2] = [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1"];

/// The sequence header of the first stream.
pub fn stream_header(heif: &Heif<'_>) -> Option<SequenceHeader> {
    header_of(heif, heif.grid.as_ref().and_then(|grid| grid.tiles.first().copied()).unwrap_or(heif.main))
}

fn header_of(heif: &Heif<'_>, id: Id) -> Option<SequenceHeader> {
    SequenceHeader::find(&heif.container.data(id).ok()?)
}

/// Red, green, blue and alpha of each pixel before the crop, and whether tiles are missing at the end of the file.
///
/// # Errors
/// Damage, and kinds that cannot be read, by name.
pub fn decode(heif: &Heif<'_>) -> Result<(Samples, bool), DecodeError> {
    let container = &heif.container;
    let is_alpha = |id: &Id| container.auxiliary_kind(*id).is_some_and(|kind| ALPHA.contains(&kind));
    let alpha_item = container.sources(heif.main, *b"auxl").find(is_alpha);
    if let Some(grid) = &heif.grid
        && alpha_item.is_none()
        && grid.tiles.first().is_some_and(|tile| container.sources(*tile, *b"auxl").any(|id| is_alpha(&id)))
    {
        return Err(DecodeError::Unsupported("tiles with an alpha each".to_owned()));
    }
    let (colour, mut is_truncated) = planes(heif, heif.main, heif.grid.as_ref())?;
    let mut encoding = ColourEncoding { code_points: heif.encoding(), is_alpha_full_range: true, is_premultiplied: false };
    let alpha = match alpha_item {
        None => None,
        Some(id) => {
            let grid = if container.kind(id) == Some(*b"grid") { Some(Grid::read(container, id)?) } else { None };
            let size = grid.as_ref().map(|grid| grid.size).or_else(|| container.size(id));
            if size != Some(heif.size) {
                return Err(DecodeError::Unsupported("an alpha of another size".to_owned()));
            }
            let first = grid.as_ref().and_then(|grid| grid.tiles.first().copied()).unwrap_or(id);
            encoding.is_alpha_full_range = header_of(heif, first).is_none_or(|header| header.code_points.is_full_range);
            encoding.is_premultiplied = container.targets(heif.main, *b"prem").any(|target| target == id);
            match planes(heif, id, grid.as_ref()) {
                Ok((alpha, is_cut)) => {
                    is_truncated |= is_cut;
                    Some(alpha)
                }
                // Writers put it behind the colours.
                Err(DecodeError::Truncated) => {
                    is_truncated = true;
                    None
                }
                Err(error) => return Err(error),
            }
        }
    };
    Ok((rgba(&colour, alpha.as_ref(), encoding)?, is_truncated))
}

/// Planes of an item, and whether tiles are missing at the end of the file.
fn planes(heif: &Heif<'_>, id: Id, grid: Option<&Grid>) -> Result<(Planes, bool), DecodeError> {
    let Some(grid) = grid else { return Ok((single(heif, id, heif.size)?, false)) };
    let (width, height) = (grid.size.0 as usize, grid.size.1 as usize);
    let mut whole: Option<Planes> = None;
    for (tile, index) in grid.tiles.iter().zip(0_u32..) {
        let planes = match single(heif, *tile, grid.tile_size) {
            Ok(planes) => planes,
            Err(DecodeError::Truncated) if whole.is_some() => return Ok((whole.ok_or(DecodeError::Truncated)?, true)),
            Err(error) => return Err(error),
        };
        let whole = whole.get_or_insert_with(|| planes.like(width, height));
        if !whole.is_like(&planes) {
            return Err(DecodeError::Unsupported("tiles of different depths".to_owned()));
        }
        let (column, row) = (index % grid.columns, index / grid.columns);
        whole.put(&planes, ((column * grid.tile_size.0) as usize, (row * grid.tile_size.1) as usize));
    }
    Ok((whole.ok_or(DecodeError::Truncated)?, false))
}

fn single(heif: &Heif<'_>, id: Id, size: (u32, u32)) -> Result<Planes, DecodeError> {
    if heif.container.kind(id) != Some(*b"av01") {
        return Err(DecodeError::Unsupported("tiles of another kind".to_owned()));
    }
    let operating_point = heif.container.properties(id, *b"a1op").next().and_then(|content| content.first().copied()).unwrap_or(0);
    av1::decode(&heif.container.data(id)?, size, operating_point)
}
