//! Dividing a total by weights so that the parts add up to it again.

/// Divides `total` over `weights` by largest remainder, ties to the earlier place.
pub(crate) fn share_out(total: u64, weights: &[u64]) -> Vec<u64> {
    share_out_within(total, weights, 0, |_| u64::MAX)
}

/// The same, where every part is at least `floor` and at most its cap. Caps give way when the total does not fit
/// under them, floors when it does not cover them: the parts always add up to the total.
pub(crate) fn share_out_within(
    total: u64,
    weights: &[u64],
    floor: u64,
    cap: impl Fn(usize) -> u64,
) -> Vec<u64> {
    let floor = if floor.saturating_mul(weights.len() as u64) <= total { floor } else { 0 };
    let mut parts = vec![floor; weights.len()];
    let mut rest = total - floor * weights.len() as u64;
    let mut open: Vec<usize> = (0..weights.len()).collect();
    while rest > 0 {
        open.retain(|&i| parts[i] < cap(i));
        if open.is_empty() {
            let all: Vec<usize> = (0..weights.len()).collect();
            hand_out(&mut parts, rest, weights, &all, |_| u64::MAX);
            break;
        }
        rest = hand_out(&mut parts, rest, weights, &open, &cap);
    }
    parts
}

/// Hands out by weight to those who are open, each up to its cap; what is left over.
fn hand_out(
    parts: &mut [u64],
    rest: u64,
    weights: &[u64],
    open: &[usize],
    cap: impl Fn(usize) -> u64,
) -> u64 {
    let weighed: u128 = open.iter().map(|&i| u128::from(weights[i])).sum();
    // Who weighs nothing still gets something when nobody weighs anything.
    let weight = |i: usize| if weighed == 0 { 1 } else { u128::from(weights[i]) };
    let sum = if weighed == 0 { open.len() as u128 } else { weighed };
    let mut left = rest;
    let mut full = false;
    let mut remainders = Vec::with_capacity(open.len());
    for &i in open {
        let quota = u128::from(rest) * weight(i);
        let wanted = (quota / sum) as u64;
        let given = wanted.min(cap(i).saturating_sub(parts[i]));
        full |= given < wanted;
        parts[i] += given;
        left -= given;
        remainders.push((quota % sum, i));
    }
    if full || left == 0 {
        return left;
    }
    remainders.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, i) in remainders {
        if left > 0 && parts[i] < cap(i) {
            parts[i] += 1;
            left -= 1;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn largest_remainders_get_the_rest() {
        assert_eq!(share_out(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(share_out(7, &[6, 3, 1]), [4, 2, 1]);
        assert_eq!(share_out(3, &[0, 0]), [2, 1]);
        assert_eq!(share_out_within(10, &[9, 1, 0], 1, |i| [4, 100, 100][i]), [4, 5, 1]);
    }

    proptest! {
        #[test]
        fn parts_add_up(total in 0_u64..100_000, weights in prop::collection::vec(0_u64..1_000, 1..40),
                        floor in 0_u64..5, caps in prop::collection::vec(1_u64..5_000, 40)) {
            let parts = share_out_within(total, &weights, floor, |i| caps[i]);
            prop_assert_eq!(parts.iter().sum::<u64>(), total);
            if floor * weights.len() as u64 <= total {
                prop_assert!(parts.iter().all(|p| *p >= floor));
            }
            let room: u64 = caps[..weights.len()].iter().sum();
            if floor == 0 && total <= room {
                prop_assert!(parts.iter().zip(&caps).all(|(p, c)| p <= c));
            }
        }
    }
}
