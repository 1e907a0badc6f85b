//! Nested dissection (George 1973) of nodes on a grid: the order of elimination that keeps a Cholesky factor sparse.

use std::ops::Range;

/// Sets of at most this many nodes are not cut any further.
const SMALLEST: usize = 6;

/// Share of the nodes that each side of a cut should keep at least.
const MIN_SHARE: f64 = 0.2;

/// Fewer nodes are one subtree: not worth a thread.
const MIN_SUBTREE: usize = 128;

/// Depth of the tree, at most: work for some more threads than pages have.
const MAX_LEVELS: usize = 4;

/// Node of the separator tree: a range of the order of elimination.
#[derive(Debug)]
pub struct SeparatorTree {
    /// Its steps.
    pub steps: Range<usize>,
    /// Subtrees of the two sides; the separator, eliminated after both, is the rest of the steps. `None` of a leaf.
    pub halves: Option<Box<[SeparatorTree; 2]>>,
}

impl SeparatorTree {
    /// Steps after those of both halves.
    pub fn rest(&self) -> Range<usize> {
        self.halves.as_ref().map_or(self.steps.start, |halves| halves[1].steps.end)..self.steps.end
    }
}

/// The order in which to eliminate the nodes at these places (column and row), where nodes are neighbours if they touch, corners included; and its parts.
pub fn order(places: &[[u32; 2]]) -> (Vec<u32>, SeparatorTree) {
    let mut nodes: Vec<u32> = (0..places.len() as u32).collect();
    let parts = dissect(places, &mut nodes, 0, 0);
    (nodes, parts)
}

/// Puts one side of the best line through the nodes first, the other behind it, the line itself last. The first node is at step `first`.
fn dissect(places: &[[u32; 2]], nodes: &mut [u32], first: usize, level: usize) -> SeparatorTree {
    let steps = first..first + nodes.len();
    let whole = SeparatorTree { steps: steps.clone(), halves: None };
    if nodes.len() <= SMALLEST {
        return whole;
    }
    let Some((axis, line)) = best_cut(places, nodes) else { return whole };
    let side = |node: &u32| match places[*node as usize][axis].cmp(&line) {
        std::cmp::Ordering::Less => 0_u8,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => 2,
    };
    nodes.sort_by_key(side);
    let (before, rest) = nodes.split_at_mut(nodes.partition_point(|node| side(node) == 0));
    let behind = rest.partition_point(|node| side(node) == 1);
    let is_large = level < MAX_LEVELS && before.len().min(behind) >= MIN_SUBTREE;
    let middle = first + before.len();
    let halves = [dissect(places, before, first, level + 1), dissect(places, &mut rest[..behind], middle, level + 1)];
    SeparatorTree { steps, halves: is_large.then(|| Box::new(halves)) }
}

/// The column or row (axis 0 or 1) that cuts the nodes in two with the fewest nodes on it.
fn best_cut(places: &[[u32; 2]], nodes: &[u32]) -> Option<(usize, u32)> {
    let mut best: Option<(f64, usize, u32)> = None;
    for axis in [0, 1] {
        let all = || nodes.iter().map(|node| places[*node as usize][axis]);
        let (low, high) = (all().min()?, all().max()?);
        let mut counts = vec![0_usize; (high - low) as usize + 1];
        all().for_each(|at| counts[(at - low) as usize] += 1);
        let mut before = 0;
        for (line, on) in (low..).zip(&counts) {
            let smaller = before.min(nodes.len() - before - on);
            before += on;
            if smaller == 0 {
                continue;
            }
            // A lopsided cut is taken only if there is none other: its cost counts as that of a much longer line.
            let share = (smaller as f64 / nodes.len() as f64 / MIN_SHARE).min(1.0);
            let cost = *on as f64 / (share * share);
            if best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, axis, line));
            }
        }
    }
    best.map(|(_, axis, line)| (axis, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_is_ordered_once_and_the_cut_last() {
        let places: Vec<[u32; 2]> = (0..21 * 9).map(|at| [at % 21, at / 21]).collect();
        let (order, _) = order(&places);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..21 * 9));
        let column = |node: &u32| places[*node as usize][0];
        let cut = column(&order[188]);
        assert!((5..16).contains(&cut) && order[180..].iter().all(|node| column(node) == cut));
    }

    #[test]
    fn halves_of_a_part_touch_nothing_of_each_other() {
        fn check(places: &[[u32; 2]], order: &[u32], part: &SeparatorTree) -> usize {
            let Some(halves) = &part.halves else { return 1 };
            let [one, other] = &**halves;
            assert_eq!((one.steps.start, one.steps.end, part.rest().start), (part.steps.start, other.steps.start, other.steps.end));
            let place = |step: usize| places[order[step] as usize];
            for a in one.steps.clone().map(place) {
                assert!(other.steps.clone().map(place).all(|b| a[0].abs_diff(b[0]) > 1 || a[1].abs_diff(b[1]) > 1));
            }
            check(places, order, one) + check(places, order, other)
        }
        let places: Vec<[u32; 2]> = (0..60 * 50).map(|at| [at % 60, at / 60]).filter(|[x, y]| (x * x + 3 * y) % 7 > 0).collect();
        let (order, parts) = order(&places);
        assert_eq!(parts.steps, 0..places.len());
        assert!(check(&places, &order, &parts) >= 3);
    }

    #[test]
    fn nodes_that_no_line_divides_are_left_alone() {
        assert_eq!(order(&[]).0, Vec::<u32>::new());
        assert_eq!(order(&[[3, 3]; 20]).0.len(), 20);
        assert_eq!(order(&(0..20).map(|at| [at % 2, 0]).collect::<Vec<_>>()).0.len(), 20);
    }
}
