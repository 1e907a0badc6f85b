//! Nested dissection (George 1973) of nodes on a grid: the order of elimination that keeps a Cholesky factor sparse.

/// Sets of at most this many nodes are not cut any further.
const SMALLEST: usize = 6;

/// Part of the nodes that each side of a cut should keep at least.
const MIN_SHARE: f64 = 0.2;

/// The order in which to eliminate the nodes at these places (column and row), where nodes are neighbours if they touch, corners included.
pub fn order(places: &[[u32; 2]]) -> Vec<u32> {
    let mut nodes: Vec<u32> = (0..places.len() as u32).collect();
    dissect(places, &mut nodes);
    nodes
}

/// Puts one side of the best line through the nodes first, the other behind it, the line itself last.
fn dissect(places: &[[u32; 2]], nodes: &mut [u32]) {
    if nodes.len() <= SMALLEST {
        return;
    }
    let Some((axis, line)) = best_cut(places, nodes) else { return };
    let side = |node: &u32| match places[*node as usize][axis].cmp(&line) {
        std::cmp::Ordering::Less => 0_u8,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => 2,
    };
    nodes.sort_by_key(side);
    let (before, rest) = nodes.split_at_mut(nodes.partition_point(|node| side(node) == 0));
    let behind = rest.partition_point(|node| side(node) == 1);
    dissect(places, before);
    dissect(places, &mut rest[..behind]);
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
        let order = order(&places);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..21 * 9));
        let column = |node: &u32| places[*node as usize][0];
        let cut = column(&order[188]);
        assert!((5..16).contains(&cut) && order[180..].iter().all(|node| column(node) == cut));
    }

    #[test]
    fn nodes_that_no_line_divides_are_left_alone() {
        assert_eq!(order(&[]), Vec::<u32>::new());
        assert_eq!(order(&[[3, 3]; 20]).len(), 20);
        assert_eq!(order(&(0..20).map(|at| [at % 2, 0]).collect::<Vec<_>>()).len(), 20);
    }
}
