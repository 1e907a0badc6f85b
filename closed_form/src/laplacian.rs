//! The matting Laplacian of Levin, Lischinski and Weiss, "A Closed-Form Solution to Natural Image Matting" (2008), equation 12, for windows
//! of 3 × 3 pixels: only the rows of unknown pixels, 24 neighbours each.

use std::ops::{Add, AddAssign, Mul, Sub};

use crate::guide_image::{GuideImage, MARGIN};
use crate::parallel::fill;
use crate::tiles::{MIN_PARALLEL, SIDE, Tile, Tiles, patch};

/// ε of the paper, for colours from 0 to 1.
const EPSILON: f64 = 1e-7;

/// The place of the pixel itself among its 5 × 5 neighbours.
const CENTRE: usize = 12;

/// The matrix L + Λ, where L is the matting Laplacian and Λ the diagonal of the data term's weights.
#[derive(Debug)]
pub struct Laplacian {
    /// For each tile, neighbour (row by row in 5 × 5) and pixel the entry of L; at [`CENTRE`] that of Λ.
    ///
    /// The rows of L sum to 0, so its diagonal is minus the sum of the others and is not stored: rounding it to `f32` would let the
    /// solution drift where little holds it.
    entries: Vec<[Tile; 25]>,
}

impl Laplacian {
    /// Laplacian of a photo, with the data term's weight of each pixel.
    pub fn new(guide: &GuideImage, tiles: &Tiles, weights: &[Tile]) -> Self {
        let mut entries = vec![[[0.0; 16]; 25]; tiles.len()];
        let mut runs = runs(&tiles.places, &mut entries);
        fill(&mut runs, 1, |_, (first, entries)| {
            window_sums(guide, tiles.places[*first], entries);
            for (index, entries) in (*first..).zip(entries.iter_mut()) {
                for entry in entries.iter_mut() {
                    for (value, unknown) in entry.iter_mut().zip(&tiles.unknown[index]) {
                        *value *= unknown;
                    }
                }
                entries[CENTRE] = weights[index];
            }
        });
        Self { entries }
    }

    /// The entries of one tile's rows, as [`Laplacian::entries`] has them.
    pub fn entries(&self, tile: usize) -> &[Tile; 25] {
        &self.entries[tile]
    }

    /// The diagonal of L + Λ and the sum of the magnitudes of each row.
    pub fn diagonal(&self, tile: usize) -> (Tile, Tile) {
        let entries = &self.entries[tile];
        let mut sum = [0.0; 16];
        let mut magnitudes = [0.0; 16];
        for (_, entry) in entries.iter().enumerate().filter(|(neighbour, _)| *neighbour != CENTRE) {
            for pixel in 0..16 {
                sum[pixel] -= entry[pixel];
                magnitudes[pixel] += entry[pixel].abs();
            }
        }
        for pixel in 0..16 {
            sum[pixel] += entries[CENTRE][pixel];
            magnitudes[pixel] += sum[pixel];
        }
        (sum, magnitudes)
    }

    /// A tile of (L + Λ) · `field`, where all pixels outside the field are 0.
    // A function of its own: inside of others compilers find fewer vectors in it.
    #[inline(never)]
    pub fn product(&self, tiles: &Tiles, field: &[Tile], tile: usize) -> Tile {
        times(&self.entries[tile], &patch(field, &tiles.around[tile]))
    }

    /// `target` − (L + Λ) · `plane` for a plane with all pixels, where `target` is a field.
    pub fn residual(&self, tiles: &Tiles, plane: &[f32], target: &[Tile]) -> Vec<Tile> {
        let mut residual = target.to_vec();
        fill(&mut residual[..tiles.len()], MIN_PARALLEL, |index, residual| {
            let product = times(&self.entries[index], &tiles.patch_of(plane, index));
            for (value, product) in residual.iter_mut().zip(product) {
                *value -= product;
            }
        });
        residual
    }
}

/// Σ Lᵢⱼ (pⱼ − pᵢ) + λᵢ pᵢ for the pixels of a tile.
#[inline(always)]
fn times(entries: &[Tile; 25], patch: &[[f32; 8]; 8]) -> Tile {
    let mut product = [0.0; 16];
    for (neighbour, entry) in entries.iter().enumerate() {
        let (down, right) = (neighbour / 5, neighbour % 5);
        for row in 0..SIDE {
            for column in 0..SIDE {
                let here = patch[row + 2][column + 2];
                let difference = if neighbour == CENTRE { here } else { patch[row + down][column + right] - here };
                product[row * SIDE + column] += entry[row * SIDE + column] * difference;
            }
        }
    }
    product
}

/// Four windows side by side.
#[derive(Clone, Copy)]
struct Lanes([f64; SIDE]);

impl Lanes {
    const ZERO: Self = Self([0.0; SIDE]);

    #[inline(always)]
    fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Self(std::array::from_fn(|lane| change(self.0[lane])))
    }
}

impl Add for Lanes {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] + other.0[lane]))
    }
}

impl AddAssign for Lanes {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Lanes {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] - other.0[lane]))
    }
}

impl Mul for Lanes {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] * other.0[lane]))
    }
}

/// Tiles that are done together: enough of them that the windows between two tiles count little, few enough for several threads.
const LONGEST_RUN: usize = 32;

/// Entries of tiles that lie side by side, with the number of the first one.
fn runs<'a>(places: &[[u32; 2]], mut entries: &'a mut [[Tile; 25]]) -> Vec<(usize, &'a mut [[Tile; 25]])> {
    let mut runs = Vec::new();
    let mut first = 0;
    while let Some([column, row]) = places.get(first) {
        let follows = |(place, step): &(&[u32; 2], u32)| **place == [column + step, *row];
        let length = places[first..].iter().zip(0..).take(LONGEST_RUN).take_while(follows).count();
        let (run, rest) = entries.split_at_mut(length);
        runs.push((first, run));
        (first, entries) = (first + length, rest);
    }
    runs
}

/// For each of the twelve neighbours that come after a pixel, row by row, the entries of L between both, at the place of the pixel. Rows
/// begin two above the tiles, columns one tile before the one that is finished next.
type Sums = [[[f32; 3 * SIDE]; SIDE + 2]; 12];

/// Adds up, for the pixels of a run of tiles that begins at `place`, what the windows around them contribute: for pixels i ≠ j of a window with
/// nine colours −(1 + (Iᵢ − μ)ᵀ (Σ + ε/9 · 1)⁻¹ (Iⱼ − μ)) / 9.
///
/// With the centred colours in the rows of X, 9 Σ = XᵀX, so the second part is qᵢ · qⱼ with Q the first nine rows of an orthonormal basis of
/// the columns of (X over √ε · 1), by Gram–Schmidt, which inverts nothing that gray or flat places make singular. Q is found in `f64`: where
/// pixels are held by little more than ε, the rounding of `f32` would move them by several hundredths.
fn window_sums(guide: &GuideImage, [column, row]: [u32; 2], entries: &mut [[Tile; 25]]) {
    let (first_column, top) = (column as usize * SIDE, row as usize * SIDE);
    let mut sums: Sums = [[[0.0; 3 * SIDE]; SIDE + 2]; 12];
    for step in 0..=entries.len() {
        // Lane l is the window whose left column is left − 2 + l. Windows that reach over the photo's edge do not count.
        let left = first_column + step * SIDE;
        let inside = Lanes(std::array::from_fn(|lane| if left + lane >= 2 && left + lane < guide.size.width as usize { 1.0 } else { 0.0 }));
        for window in 0..SIDE + 2 {
            // The row of the windows' centres is top − 1 + window.
            let below = top + window;
            if below < 2 || below >= guide.size.height as usize {
                continue;
            }
            let basis = basis(guide, (below + MARGIN - 2) * guide.stride + left + MARGIN - 2, inside);
            add_windows(&basis, inside.0.map(|inside| inside as f32 / 9.0), window, &mut sums);
        }
        // All windows around the tile before this one are done.
        if let Some(entries) = step.checked_sub(1).and_then(|done| entries.get_mut(done)) {
            finish(&sums, entries);
        }
        for row in sums.as_flattened_mut() {
            *row = std::array::from_fn(|column| if column < 2 * SIDE { row[column + SIDE] } else { 0.0 });
        }
    }
}

/// Adds the products of each two pixels of four windows, whose rows begin `window` − 2 below the tile's top.
#[inline(always)]
fn add_windows(basis: &[[[f32; SIDE]; 9]; 3], ninth: [f32; SIDE], window: usize, sums: &mut Sums) {
    for i in 0..9 {
        for j in i + 1..9 {
            let mut contribution = ninth;
            for direction in basis {
                for lane in 0..SIDE {
                    contribution[lane] += direction[i][lane] * direction[j][lane];
                }
            }
            let after = (j / 3 - i / 3) * 5 + j % 3 - i % 3;
            // Further down neither pixel is in the tile.
            if let Some(sums) = sums[after - 1].get_mut(window + i / 3) {
                for lane in 0..SIDE {
                    sums[i % 3 + SIDE + 2 + lane] -= contribution[lane];
                }
            }
        }
    }
}

/// The entries of a tile, whose first column is the fifth of `sums`: those of the neighbours before a pixel are by symmetry theirs after.
fn finish(sums: &Sums, entries: &mut [Tile; 25]) {
    for (after, sums) in (1..).zip(sums) {
        let (down, right) = ((after + 2) / 5, (after + 2) % 5);
        for row in 0..SIDE {
            let (later, earlier) = (&sums[row + 2][SIDE..2 * SIDE], &sums[row + 2 - down][SIDE + 2 - right..][..SIDE]);
            entries[CENTRE + after][row * SIDE..][..SIDE].copy_from_slice(later);
            entries[CENTRE - after][row * SIDE..][..SIDE].copy_from_slice(earlier);
        }
    }
}

/// Q of [`window_sums`] by columns, for the windows whose top left pixels begin at `first`; zero where not `inside`.
#[inline(always)]
fn basis(guide: &GuideImage, first: usize, inside: Lanes) -> [[[f32; SIDE]; 9]; 3] {
    let mut basis = [[Lanes::ZERO; 12]; 3];
    for channel in 0..3 {
        let plane = &guide.planes[channel];
        let mut colours = [Lanes::ZERO; 12];
        let mut sum = Lanes::ZERO;
        for (pixel, colour) in colours[..9].iter_mut().enumerate() {
            let from = first + pixel / 3 * guide.stride + pixel % 3;
            for (value, source) in colour.0.iter_mut().zip(&plane[from..from + SIDE]) {
                *value = f64::from(*source);
            }
            sum += *colour;
        }
        let mean = sum.map(|sum| sum / 9.0);
        for colour in &mut colours[..9] {
            *colour = *colour - mean;
        }
        colours[9 + channel] = Lanes([EPSILON.sqrt(); SIDE]);
        for earlier in &basis[..channel] {
            let share = dot(earlier, &colours);
            for (colour, earlier) in colours.iter_mut().zip(earlier) {
                *colour = *colour - share * *earlier;
            }
        }
        let scale = dot(&colours, &colours).map(|square| 1.0 / square.sqrt());
        basis[channel] = colours.map(|colour| colour * scale);
    }
    basis.map(|direction| std::array::from_fn(|pixel| (direction[pixel] * inside).0.map(|value| value as f32)))
}

#[inline(always)]
fn dot(a: &[Lanes; 12], b: &[Lanes; 12]) -> Lanes {
    let mut sum = Lanes::ZERO;
    for (a, b) in a.iter().zip(b) {
        sum += *a * *b;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Picture, Samples};
    use crate::{Size, Trimap};

    /// The largest magnitude of L α, where α is a function of colour.
    fn response(colour: impl Fn(u32) -> [u16; 3], alpha: impl Fn([f32; 3]) -> f32) -> f32 {
        let size = Size { width: 21, height: 14 };
        let pixels = || (0..294).map(&colour);
        let photo = Picture::new(size, Samples::Sixteen(pixels().flat_map(|[r, g, b]| [r, g, b, u16::MAX]).collect())).unwrap();
        let tiles = Tiles::new(&Trimap::new(size, vec![0.0; 294], vec![0.0; 294]).unwrap());
        let laplacian = Laplacian::new(&GuideImage::new(photo.view()), &tiles, &tiles.zeros());
        let plane: Vec<f32> = pixels().map(|colour| alpha(colour.map(|value| f32::from(value) / 65_535.0))).collect();
        let field = tiles.gather(&plane);
        let product: Vec<Tile> = (0..tiles.len()).map(|tile| laplacian.product(&tiles, &field, tile)).collect();
        assert_eq!(laplacian.residual(&tiles, &plane, &product), tiles.zeros()[..tiles.len()]);
        product.iter().flatten().fold(0.0, |most, value| most.max(value.abs()))
    }

    fn mixed(at: u32) -> [u16; 3] {
        [7919, 104_729, 1_299_709].map(|factor| (at.wrapping_mul(factor) >> 3) as u16)
    }

    #[test]
    fn linear_functions_of_colour_cost_nothing_and_others_do() {
        assert!(response(mixed, |[r, g, b]| 0.2 + 0.7 * r - 0.4 * g + 0.3 * b) < 1e-5);
        assert!(response(mixed, |[r, g, _]| r * g) > 0.1);
    }

    #[test]
    fn gray_and_flat_photos_are_no_exception() {
        let gray = |at: u32| [(at * 7919 % 65_536) as u16; 3];
        assert!(response(gray, |[r, ..]| 1.0 - r) < 1e-5);
        assert!(response(gray, |[r, ..]| r * r) > 0.1);
        assert!(response(|_| [30_000, 20_000, 10_000], |[r, ..]| r) < 1e-5);
    }
}
