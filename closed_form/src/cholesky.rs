//! Sparse Cholesky factors of symmetric matrices made of 4 × 4 blocks, one row of blocks for each node of a grid.

use std::ops::Range;

use crate::dissection::{self, SeparatorTree};
use crate::parallel::{fill, join};

/// A block by columns: entry (r, k) of the block in row of blocks i and column of blocks j is at 4 k + r.
pub type Block = [f32; 16];

/// A pivot below this share of what stood on the diagonal is rounding noise: its unknown stays 0.
const MIN_PIVOT: f32 = 1e-6;

/// Fewer rows are not worth a thread.
const MIN_ROWS: usize = 8;

/// Places of the blocks of a factor.
#[derive(Debug)]
pub struct Pattern {
    /// The node eliminated at each step.
    order: Vec<u32>,
    /// The parts of that order.
    parts: SeparatorTree,
    /// The step at which each node is eliminated.
    steps: Vec<u32>,
    /// Begin of each column's blocks below the diagonal in [`Pattern::rows`], and the end of the last.
    starts: Vec<usize>,
    /// The steps of those blocks' rows, ascending in each column.
    rows: Vec<u32>,
    /// Begin of each step's blocks in [`Pattern::gathered`], and the end of the last.
    gathers: Vec<usize>,
    /// For each step after the halves of a part the blocks of its row in those halves: their columns, ascending, and their places in [`Pattern::rows`].
    gathered: Vec<(u32, u32)>,
}

impl Pattern {
    /// Pattern of a matrix with a block wherever two nodes are the same or touch. `None` if it takes more than `limit` products of blocks to
    /// factor it.
    pub fn new(places: &[[u32; 2]], around: &[[u32; 9]], limit: u64) -> Option<Self> {
        let nodes = places.len();
        let (order, parts) = dissection::order(places);
        let mut steps = vec![0; nodes];
        for (step, node) in (0..).zip(&order) {
            steps[*node as usize] = step;
        }
        let mut pattern = Self { order, parts, steps, starts: vec![0], rows: Vec::new(), gathers: Vec::new(), gathered: Vec::new() };
        let mut seen = vec![u32::MAX; nodes];
        let mut children: Vec<Vec<u32>> = vec![Vec::new(); nodes];
        let mut products = 0;
        for column in 0..nodes as u32 {
            let start = pattern.rows.len();
            let mut add = |row: u32, rows: &mut Vec<u32>| {
                if row > column && seen[row as usize] != column {
                    seen[row as usize] = column;
                    rows.push(row);
                }
            };
            for neighbour in around[pattern.order[column as usize] as usize] {
                if let Some(row) = pattern.steps.get(neighbour as usize) {
                    add(*row, &mut pattern.rows);
                }
            }
            for child in std::mem::take(&mut children[column as usize]) {
                for at in pattern.starts[child as usize]..pattern.starts[child as usize + 1] {
                    add(pattern.rows[at], &mut pattern.rows);
                }
            }
            pattern.rows[start..].sort_unstable();
            if let Some(parent) = pattern.rows.get(start) {
                children[*parent as usize].push(column);
            }
            let below = (pattern.rows.len() - start) as u64;
            products += (below + 1) * (below + 2) / 2;
            if products > limit {
                return None;
            }
            pattern.starts.push(pattern.rows.len());
        }
        pattern.gather();
        Some(pattern)
    }

    /// Fills in [`Pattern::gathered`].
    fn gather(&mut self) {
        fn subtree_ends(part: &SeparatorTree, ends: &mut [usize]) {
            if let Some(halves) = &part.halves {
                ends[part.rest()].fill(part.rest().start);
                halves.iter().for_each(|half| subtree_ends(half, ends));
            }
        }
        let nodes = self.order.len();
        // Columns from this one on are not gathered by a row.
        let mut ends = vec![0; nodes];
        subtree_ends(&self.parts, &mut ends);
        let mut rows = vec![Vec::new(); nodes];
        for column in 0..nodes {
            for place in self.starts[column]..self.starts[column + 1] {
                let row = self.rows[place] as usize;
                if column < ends[row] {
                    rows[row].push((column as u32, place as u32));
                }
            }
        }
        self.gathers = std::iter::once(0)
            .chain(rows.iter().scan(0, |end, row| {
                *end += row.len();
                Some(*end)
            }))
            .collect();
        self.gathered = rows.concat();
    }
}

/// L with L Lᵀ = the matrix.
#[derive(Debug)]
pub struct Cholesky {
    pattern: Pattern,
    /// The blocks below the diagonal, as [`Pattern::rows`].
    below: Vec<Block>,
    /// The inverses of the diagonal's blocks, by rows.
    inverses: Vec<[[f32; 4]; 4]>,
}

/// For steps from some number on the columns whose next row is that step, with that row's place.
type Pending = Vec<Vec<(u32, usize)>>;

impl Cholesky {
    /// The factor of a matrix given by its rows of blocks: for each node the blocks towards the nodes `around` it, by rows.
    pub fn new(pattern: Pattern, around: &[[u32; 9]], matrix: &[[Block; 9]]) -> Self {
        let mut below = vec![[0.0; 16]; pattern.rows.len()];
        let mut inverses = vec![[[0.0; 4]; 4]; pattern.order.len()];
        Factoring { pattern: &pattern, around, matrix }.part(&pattern.parts, &mut below, &mut inverses);
        Self { pattern, below, inverses }
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.inverses.len()
    }

    /// Puts the solution of L Lᵀ x = `values` in their place, four values for each node.
    pub fn solve(&self, values: &mut [[f32; 4]]) {
        let Pattern { order, parts, .. } = &self.pattern;
        let mut x: Vec<[f32; 4]> = order.iter().map(|node| values[*node as usize]).collect();
        self.forward(parts, &mut x);
        self.backward(parts, &mut x, order.len(), &[]);
        for (node, x) in order.iter().zip(x) {
            values[*node as usize] = x;
        }
    }

    /// Rows of a column's blocks with those blocks.
    fn blocks(&self, column: usize) -> (&[u32], &[Block]) {
        let span = self.pattern.starts[column]..self.pattern.starts[column + 1];
        (&self.pattern.rows[span.clone()], &self.below[span])
    }

    /// Solves L x = right side for the steps of a part, whose values are `x`.
    fn forward(&self, part: &SeparatorTree, x: &mut [[f32; 4]]) {
        let (first, end, rest) = (part.steps.start, part.steps.end, part.rest());
        if let Some(halves) = &part.halves {
            let (halves_x, rest_x) = x.split_at_mut(rest.start - first);
            let (one, other) = halves_x.split_at_mut(halves[0].steps.len());
            join(|| self.forward(&halves[0], one), || self.forward(&halves[1], other));
            let halves_x = &*halves_x;
            fill(rest_x, MIN_ROWS, |row, target| {
                let row = rest.start + row;
                for (column, place) in &self.pattern.gathered[self.pattern.gathers[row]..self.pattern.gathers[row + 1]] {
                    subtract_times(target, &self.below[*place as usize], &halves_x[*column as usize - first]);
                }
            });
        }
        for column in rest {
            let mut value = [0.0; 4];
            for (value, inverse) in value.iter_mut().zip(&self.inverses[column]) {
                for k in 0..4 {
                    *value += inverse[k] * x[column - first][k];
                }
            }
            x[column - first] = value;
            let (rows, blocks) = self.blocks(column);
            // Later steps gather theirs.
            for (row, block) in rows.iter().zip(blocks).take_while(|(row, _)| (**row as usize) < end) {
                subtract_times(&mut x[*row as usize - first], block, &value);
            }
        }
    }

    /// Solves Lᵀ x = right side for the steps of a part, whose values are `x`; those of later steps, from `base` on, are known.
    fn backward(&self, part: &SeparatorTree, x: &mut [[f32; 4]], base: usize, later: &[[f32; 4]]) {
        let (first, end, rest) = (part.steps.start, part.steps.end, part.rest());
        for column in rest.clone().rev() {
            let mut sums = [0.0; 16];
            let (rows, blocks) = self.blocks(column);
            for (row, block) in rows.iter().zip(blocks) {
                let row = *row as usize;
                let source = if row < end { x[row - first] } else { later[row - base] };
                for k in 0..4 {
                    for r in 0..4 {
                        sums[4 * k + r] += block[4 * k + r] * source[r];
                    }
                }
            }
            let mut value = [0.0; 4];
            for k in 0..4 {
                let rest = x[column - first][k] - sums[4 * k..4 * k + 4].iter().sum::<f32>();
                for (value, inverse) in value.iter_mut().zip(self.inverses[column][k]) {
                    *value += inverse * rest;
                }
            }
            x[column - first] = value;
        }
        if let Some(halves) = &part.halves {
            let (halves_x, rest_x) = x.split_at_mut(rest.start - first);
            let (one, other) = halves_x.split_at_mut(halves[0].steps.len());
            // No row of a half is among the steps between this part and the first of `later`.
            let mut known = vec![[0.0; 4]; base + later.len() - rest.start];
            known[..rest_x.len()].copy_from_slice(rest_x);
            known[base - rest.start..].copy_from_slice(later);
            join(|| self.backward(&halves[0], one, rest.start, &known), || self.backward(&halves[1], other, rest.start, &known));
        }
    }
}

/// `target` −= `block` · `value`.
#[inline(always)]
fn subtract_times(target: &mut [f32; 4], block: &Block, value: &[f32; 4]) {
    for k in 0..4 {
        for r in 0..4 {
            target[r] -= block[4 * k + r] * value[k];
        }
    }
}

/// A matrix on its way to its factor.
struct Factoring<'a> {
    pattern: &'a Pattern,
    around: &'a [[u32; 9]],
    matrix: &'a [[Block; 9]],
}

impl Factoring<'_> {
    /// Columns of a part, with the blocks and inverses of its steps alone. Returns the columns that wait for later steps.
    fn part(&self, part: &SeparatorTree, below: &mut [Block], inverses: &mut [[[f32; 4]; 4]]) -> Pending {
        let (starts, first, rest) = (&self.pattern.starts, part.steps.start, part.rest());
        let mut waiting = match &part.halves {
            None => vec![Vec::new(); self.pattern.order.len() - rest.start],
            Some(halves) => {
                let (below, inverses) = (&mut below[..starts[rest.start] - starts[first]], &mut inverses[..rest.start - first]);
                let middle = halves[1].steps.start;
                let (one_below, other_below) = below.split_at_mut(starts[middle] - starts[first]);
                let (one_inverses, other_inverses) = inverses.split_at_mut(middle - first);
                let (mut one, mut waiting) =
                    join(|| self.part(&halves[0], one_below, one_inverses), || self.part(&halves[1], other_below, other_inverses));
                // Nothing of the first half waits for the second.
                for (waiting, one) in waiting.iter_mut().zip(one.drain(rest.start - middle..)) {
                    waiting.splice(0..0, one);
                }
                waiting
            }
        };
        self.columns(rest.clone(), starts[first], below, &mut inverses[rest.start - first..], &mut waiting);
        waiting.split_off(rest.len())
    }

    /// Columns one after the other. `below` begins with block `offset`, `inverses` and `waiting` with the first column.
    fn columns(&self, columns: Range<usize>, offset: usize, below: &mut [Block], inverses: &mut [[[f32; 4]; 4]], waiting: &mut Pending) {
        let pattern = self.pattern;
        let first = columns.start;
        // A row's place in the column at work.
        let mut slots = vec![0; pattern.order.len() - first];
        for (column, inverse) in columns.zip(inverses) {
            let (start, end) = (pattern.starts[column], pattern.starts[column + 1]);
            let (done, rest) = below.split_at_mut(start - offset);
            let work = &mut rest[..end - start];
            let mut diagonal = [0.0; 16];
            for (slot, row) in pattern.rows[start..end].iter().enumerate() {
                slots[*row as usize - first] = slot;
            }
            let node = pattern.order[column] as usize;
            for (neighbour, block) in self.around[node].iter().zip(&self.matrix[node]) {
                match pattern.steps.get(*neighbour as usize) {
                    Some(step) if *step as usize == column => diagonal = *block,
                    Some(step) if *step as usize > column => work[slots[*step as usize - first]] = *block,
                    Some(_) | None => {}
                }
            }
            let original = diagonal;
            for (earlier, place) in std::mem::take(&mut waiting[column - first]) {
                let last = pattern.starts[earlier as usize + 1];
                let across = done[place - offset];
                subtract_product(&mut diagonal, &across, &across);
                for (row, block) in pattern.rows[place + 1..last].iter().zip(&done[place + 1 - offset..last - offset]) {
                    subtract_product(&mut work[slots[*row as usize - first]], block, &across);
                }
                if place + 1 < last {
                    waiting[pattern.rows[place + 1] as usize - first].push((earlier, place + 1));
                }
            }
            *inverse = inverse_factor(&diagonal, &original);
            for block in work.iter_mut() {
                let mut scaled = [0.0; 16];
                for k in 0..4 {
                    for from in 0..=k {
                        for r in 0..4 {
                            scaled[4 * k + r] += inverse[k][from] * block[4 * from + r];
                        }
                    }
                }
                *block = scaled;
            }
            if start < end {
                waiting[pattern.rows[start] as usize - first].push((column as u32, start));
            }
        }
    }
}

/// `target` −= `a` · `b`ᵀ.
#[inline(always)]
fn subtract_product(target: &mut Block, a: &Block, b: &Block) {
    for c in 0..4 {
        for k in 0..4 {
            for r in 0..4 {
                target[4 * c + r] -= a[4 * k + r] * b[4 * k + c];
            }
        }
    }
}

/// R⁻¹ by rows, where R Rᵀ = `block`. Where `block` has lost all but rounding noise of the `original`, R⁻¹ has zeros.
fn inverse_factor(block: &Block, original: &Block) -> [[f32; 4]; 4] {
    let mut factor = [[0.0_f32; 4]; 4];
    let mut inverse = [[0.0_f32; 4]; 4];
    for k in 0..4 {
        let pivot = block[5 * k] - factor[k][..k].iter().map(|value| value * value).sum::<f32>();
        if pivot > MIN_PIVOT * original[5 * k] {
            let scale = 1.0 / pivot.sqrt();
            for r in k + 1..4 {
                let rest: f32 = (0..k).map(|from| factor[r][from] * factor[k][from]).sum();
                factor[r][k] = (block[4 * k + r] - rest) * scale;
            }
            let row = std::array::from_fn(|c| (c..k).map(|from| factor[k][from] * inverse[from][c]).sum::<f32>() * -scale);
            inverse[k] = row;
            inverse[k][k] = scale;
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::around;

    /// Places, what is around them, and rows of blocks.
    type Grid = (Vec<[u32; 2]>, Vec<[u32; 9]>, Vec<[Block; 9]>);

    /// A symmetric, positive definite matrix for a grid with holes, by rows of blocks; large enough for parts in parts.
    fn matrix() -> Grid {
        let places: Vec<[u32; 2]> = (0..45 * 30).map(|at| [at % 45, at / 45]).filter(|[x, y]| (x * x + 3 * y) % 7 > 0).collect();
        let around = around(&places);
        let entry = |a: usize, b: usize| ((a.min(b) * 31 + a.max(b) * 17) % 29) as f32 / 29.0 - 0.5;
        let matrix = (0..places.len()).map(|node| {
            std::array::from_fn(|towards| {
                let other = around[node][towards] as usize;
                std::array::from_fn(|at| match (4 * node + at / 4, 4 * other + at % 4) {
                    (row, column) if row == column => 20.0,
                    (row, column) => entry(row, column),
                })
            })
        });
        let matrix = matrix.collect();
        (places, around, matrix)
    }

    #[test]
    fn solution_times_the_matrix_is_the_right_side() {
        let (places, around, matrix) = matrix();
        let solution: Vec<[f32; 4]> = (0..places.len()).map(|node| std::array::from_fn(|k| ((node * 4 + k) % 13) as f32 - 6.0)).collect();
        let mut values: Vec<[f32; 4]> = vec![[0.0; 4]; places.len()];
        for (node, blocks) in matrix.iter().enumerate() {
            for (other, block) in around[node].iter().zip(blocks).filter(|(other, _)| (**other as usize) < places.len()) {
                for at in 0..16 {
                    values[node][at / 4] += block[at] * solution[*other as usize][at % 4];
                }
            }
        }
        let factor = Cholesky::new(Pattern::new(&places, &around, u64::MAX).unwrap(), &around, &matrix);
        assert_eq!(factor.nodes(), places.len());
        factor.solve(&mut values);
        for (found, wanted) in values.iter().flatten().zip(solution.iter().flatten()) {
            assert!((found - wanted).abs() < 1e-3, "{found} {wanted}");
        }
    }

    #[test]
    fn unknown_without_a_row_stays_zero() {
        let (places, around, mut matrix) = matrix();
        for (node, blocks) in matrix.iter_mut().enumerate() {
            for (towards, block) in blocks.iter_mut().enumerate() {
                let other = around[node][towards] as usize;
                for (at, entry) in block.iter_mut().enumerate() {
                    if (node == 5 && at / 4 == 2) || (other == 5 && at % 4 == 2) {
                        *entry = 0.0;
                    }
                }
            }
        }
        let mut values = vec![[1.0; 4]; places.len()];
        Cholesky::new(Pattern::new(&places, &around, u64::MAX).unwrap(), &around, &matrix).solve(&mut values);
        assert_eq!(values[5][2], 0.0);
        assert!(values.iter().flatten().all(|value| value.is_finite()));
    }

    #[test]
    fn pattern_over_the_limit_is_refused() {
        let (places, around, _) = matrix();
        assert!(Pattern::new(&places, &around, 100).is_none());
        assert!(Pattern::new(&[], &[], 0).is_some());
    }
}
