//! Splitting a group deed among the persons named on it, by largest remainder.

/// What each of `named` persons, in ascending order of id, gets of `quantity` when `people` took part.
///
/// `slots = max(people, named)`; everybody gets `quantity div slots`, and the first `quantity mod slots` one
/// more. What falls on people who are not named is credited to nobody.
pub fn shares(quantity: u64, people: u32, named: usize) -> impl Iterator<Item = u64> {
    (0..named).map(move |place| share(quantity, people, named, place))
}

/// What the person at this place among the `named` gets; see [`shares`].
#[must_use]
pub fn share(quantity: u64, people: u32, named: usize, place: usize) -> u64 {
    let slots = u64::from(people).max(named as u64).max(1);
    quantity / slots + u64::from((place as u64) < quantity % slots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_answers() {
        let split = |q, n, named| shares(q, n, named).collect::<Vec<_>>();
        assert_eq!(split(1000, 7, 7), [143, 143, 143, 143, 143, 143, 142]);
        assert_eq!(split(100, 20, 2), [5, 5]);
        assert_eq!(split(3, 5, 2), [1, 1]);
        assert_eq!(split(7, 1, 3), [3, 2, 2]);
    }

    proptest! {
        #[test]
        fn shares_of_all_named_sum_to_the_whole(q in 0_u64..1 << 40, named in 1_usize..300) {
            prop_assert_eq!(shares(q, named as u32, named).sum::<u64>(), q);
            prop_assert_eq!(shares(q, 1, named).sum::<u64>(), q);
        }

        #[test]
        fn no_two_shares_differ_by_more_than_one(q in 0_u64..1 << 40, n in 1_u32..300, named in 1_usize..300) {
            let all: Vec<_> = shares(q, n, named).collect();
            prop_assert!(all.is_sorted_by(|a, b| a >= b));
            prop_assert!(all[0] - all[all.len() - 1] <= 1);
            prop_assert!(all.iter().sum::<u64>() <= q);
        }
    }
}
